"""Addresses and places as an operator uses them: type, choose on the map, teach a nickname."""

from __future__ import annotations

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.conftest import demo_cookie, settled

WORDS = iter(("zigomar", "tintamarre"))
"""Nicknames that nobody knows, one for each try."""


@pytest.fixture(scope="session")
def session_cookie(office_url: str) -> str:
    """The cookie of an administrateur: a régulateur is not shown this page."""
    return demo_cookie(office_url, "administrateur")


@pytest.fixture
def adresses(page: Page, office_url: str) -> Page:
    cookie = demo_cookie(office_url, "administrateur")
    page.context.add_cookies([{"name": "observatoire_session", "value": cookie, "url": office_url}])
    page.goto(f"{office_url}/adresses")
    page.get_by_label("Où est-ce ?").wait_for()
    settled(page)
    return page


def ask(page: Page, text: str) -> None:
    box = page.get_by_label("Où est-ce ?")
    box.fill(text)
    box.press("Enter")
    settled(page)


def places(page: Page) -> Frame:
    """The frame of the map, once it shows places and the page is done with it."""
    page.frame_locator("iframe[title^='Carte des lieux']").locator(".obs-place").first.wait_for()
    settled(page)
    return next(frame for frame in page.frames if frame.parent_frame is not None)


def test_a_click_on_the_map_chooses_and_the_map_goes_there(adresses: Page, outside: list[str]) -> None:
    ask(adresses, "place du marché")
    frame = places(adresses)
    before = frame.evaluate("() => window.observatory.map.getCenter()")
    frame.locator(".obs-place").nth(1).dispatch_event("click")
    expect(adresses.get_by_role("radio").nth(1)).to_be_checked()
    frame.wait_for_function("() => document.querySelectorAll('.obs-place')[1].classList.contains('obs-chosen')")
    assert frame.evaluate("() => window.observatory.map.getCenter()") != before
    assert adresses.url.endswith("/adresses")
    assert outside == []


def test_another_question_is_answered_from_its_best_answer(adresses: Page) -> None:
    ask(adresses, "place du marché")
    places(adresses).locator(".obs-place").nth(1).dispatch_event("click")
    expect(adresses.get_by_role("radio").nth(1)).to_be_checked()
    ask(adresses, "46.05, -4.60")
    expect(adresses.get_by_role("radio").first).to_be_checked()
    frame = places(adresses)
    expect(frame.locator(".obs-asked")).to_have_count(1)
    expect(frame.locator(".obs-chosen")).to_have_count(1)


def test_a_nickname_is_taught_and_taken_back(adresses: Page) -> None:
    word = next(WORDS)
    ask(adresses, word)
    adresses.get_by_label("L'adresse ou le lieu que cela désigne").fill("Phare du Môle")
    adresses.get_by_role("button", name="Ajouter ce surnom").click()
    expect(adresses.get_by_text(f"« {word} » est appris.")).to_be_visible()
    expect(adresses.get_by_text("1. Phare du Môle")).to_be_visible()
    settled(adresses)
    adresses.get_by_text("surnoms connus").click()
    settled(adresses)
    adresses.get_by_role("button", name="Retirer").click()
    expect(adresses.get_by_text(f"« {word} » n'est plus un surnom.")).to_be_visible()
