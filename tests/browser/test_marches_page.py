"""A walk is changed on its map: a stop is dragged, another put by a click, and the line follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from observatory.client import connect
from observatory.demo.marches import NEXT_TITLE
from tests.browser.conftest import PATIENCE, demo_cookie, middle, settled


@pytest.fixture
def planner(browser: Browser, office_url: str, demo_base: Path) -> Iterator[Page]:
    """The page of walks of a coordonnateur, on the fictional city's walk to come: other tests may have made more."""
    with connect(demo_base) as client:
        walk = next(one for one in client.marches.liste() if one.plan.titre == NEXT_TITLE)
    context = browser.new_context(viewport={"width": 1280, "height": 1400}, locale="fr-FR", color_scheme="light")
    cookie = demo_cookie(office_url, "coordonnateur")
    context.add_cookies([{"name": "observatoire_session", "value": cookie, "url": office_url}])
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE * 1000)
    opened.goto(f"{office_url}/marches?marche={walk.ident}")
    yield opened
    context.close()


def stops(line: Locator, n: int) -> None:
    """Wait until the line of a walk tells so many stops."""
    expect(line).to_have_text(re.compile(rf"\b{n}\s+arrêts$"))


def test_stops_move_on_the_map_and_the_line_follows(planner: Page) -> None:
    planner.get_by_role("button", name="Modifier").click()
    planner.get_by_role("button", name="Enregistrer la marche").wait_for()
    settled(planner)
    line = planner.get_by_text(re.compile("arrêts compris"))
    first = line.inner_text()
    told = re.search(r"(\d+)\s+arrêts$", first)
    assert told and int(told[1]) > 2, first
    n = int(told[1])
    frame = planner.frame_locator("iframe[title^='Carte de la marche']")
    pins = frame.locator(".marche-arret:not(.marche-rdv)")
    expect(pins).to_have_count(n)
    x, y = middle(pins.nth(n - 1))
    planner.mouse.move(x, y)
    planner.mouse.down()
    planner.mouse.move(x + 90, y - 60, steps=8)
    planner.mouse.up()
    expect(line).not_to_have_text(first)
    stops(line, n)

    expect(planner.get_by_role("button", name="Défaire")).to_be_enabled()
    settled(planner)
    frame.get_by_role("button", name="Ajouter un arrêt").click()
    expect(frame.get_by_role("button", name="Touchez la carte…")).to_be_visible()
    frame.locator(".leaflet-container").click(position={"x": 200, "y": 380})
    stops(line, n + 1)
    expect(pins).to_have_count(n + 1)
    planner.get_by_role("button", name="Abandonner ce brouillon").click()
    expect(planner.get_by_role("button", name="Proposer des arrêts")).to_be_visible()
