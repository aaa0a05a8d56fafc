"""A territory drawn on the map: by pointer and by keyboard, kept, dated, and counted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.browser.conftest import PATIENCE, demo_cookie, settled

BLOCK = 220
"""Pixels of the side of what is drawn."""


@pytest.fixture
def keeper(browser: Browser, office_url: str, outside: list[str]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 1300}, locale="fr-FR", color_scheme="light")
    cookie = demo_cookie(office_url, "administrateur")
    context.add_cookies([{"name": "observatoire_session", "value": cookie, "url": office_url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.on(
        "request",
        lambda one: (
            outside.append(one.url) if not one.url.startswith((office_url, "data:", "blob:", "about:")) else None
        ),
    )
    page.goto(f"{office_url}/regles?partie=Territoires")
    yield page
    context.close()


def drawing(page: Page) -> Frame:
    page.frame_locator("iframe[title^='Carte où se dessine']").locator(".dessin button").first.wait_for()
    frame = next(one for one in page.frames if one.parent_frame is not None)
    frame.wait_for_function("() => window.observatory.map.started")
    settled(page)
    return frame


def press(frame: Frame, name: str) -> None:
    frame.get_by_role("button", name=name).click()


def test_a_territory_is_drawn_kept_and_counted(keeper: Page, office_url: str, outside: list[str]) -> None:
    frame = drawing(keeper)
    expect(keeper.get_by_role("button", name="Enregistrer ce territoire")).to_be_disabled()
    keeper.get_by_label("Nom du territoire").fill("Secteur du dessin")
    keeper.get_by_label("Nom du territoire").press("Tab")
    settled(keeper)
    middle = frame.evaluate("() => { const s = window.observatory.map.getSize(); return [s.x / 2, s.y / 2]; }")
    surface = frame.locator(".leaflet-container")
    for across, down in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        surface.click(position={"x": middle[0] + across * BLOCK / 2, "y": middle[1] + down * BLOCK / 2})
    expect(frame.get_by_role("status")).to_have_text("4 sommets. Cliquez pour continuer.")
    press(frame, "Retirer le dernier")
    press(frame, "Ajouter le centre")
    press(frame, "Retirer le dernier")
    surface.click(position={"x": middle[0] - BLOCK / 2, "y": middle[1] + BLOCK / 2})
    press(frame, "Terminer")
    expect(keeper.get_by_text("Contour terminé : 4 sommets.")).to_be_visible()
    keeper.get_by_role("button", name="Enregistrer ce territoire").click()
    told = keeper.get_by_text("« Secteur du dessin » est enregistré")
    expect(told).to_be_visible()
    held = int("".join(sign for sign in told.inner_text().split(", avec ")[1] if sign.isdigit()))
    assert held > 100
    keeper.goto(f"{office_url}/territoires?zonage=secteur")
    expect(keeper.get_by_role("heading", level=1)).to_be_visible()
    assert outside == []


def test_an_outline_that_crosses_itself_is_refused(keeper: Page) -> None:
    frame = drawing(keeper)
    keeper.get_by_label("Nom du territoire").fill("Nœud papillon")
    keeper.get_by_label("Nom du territoire").press("Tab")
    settled(keeper)
    surface = frame.locator(".leaflet-container")
    for x, y in ((200, 150), (320, 300), (320, 150), (200, 300)):
        surface.click(position={"x": x, "y": y})
    press(frame, "Terminer")
    keeper.get_by_role("button", name="Enregistrer ce territoire").click()
    expect(keeper.get_by_text("se croise lui-même")).to_be_visible()
