"""The map as a CLSPD group uses it: open, filter, click a hexagon, read its list."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Frame, FrameLocator, Page, expect

from observatory.present.maps import hexagon_map
from observatory.present.maps import map_frame as map_frame_text
from tests.browser.conftest import middle, settled, the_same

CELL = 0x89184351B27FFFF
CLICK_FULLEST = """
() => { const {map, hexagons} = window.observatory; let best = null;
  for (const [cell, shape] of Object.entries(hexagons)) {
    if (!best || shape.n > best[1]) best = [cell, shape.n, shape]; }
  const at = map.latLngToContainerPoint(best[2].getCenter()); return [best[0], best[1], at.x, at.y]; }
"""


def the_map(page: Page) -> FrameLocator:
    frame = page.frame_locator("iframe[title^='Carte des signalements']")
    frame.locator(".leaflet-container").wait_for()
    return frame


def map_frame(page: Page) -> Frame:
    the_map(page)
    frame = next(frame for frame in page.frames if frame.parent_frame is not None)
    frame.wait_for_function("() => window.observatory && Object.keys(window.observatory.hexagons).length > 0")
    return frame


@pytest.fixture
def carte(page: Page, office_url: str) -> Page:
    page.goto(f"{office_url}/carte")
    page.get_by_role("heading", name="Carte", exact=True).wait_for()
    the_map(page)
    settled(page)
    return page


def test_a_hexagon_lists_its_signalements_and_nothing_leaves_the_machine(carte: Page, outside: list[str]) -> None:
    frame = map_frame(carte)
    _, n, x, y = the_same(carte, lambda: frame.evaluate(CLICK_FULLEST))  # hexagons follow the zoom that the map tells
    settled(carte)
    assert n > 20
    the_map(carte).locator(".leaflet-container").click(position={"x": x, "y": y})
    heading = carte.get_by_role("heading", name=re.compile("dans l'hexagone choisi"))
    expect(heading).to_contain_text(f"{n}\u00a0signalements")
    expect(carte).to_have_url(re.compile("cellule="))
    assert outside == []


def test_a_click_and_a_filter_neither_reload_nor_move_the_map(carte: Page, outside: list[str]) -> None:
    frame = map_frame(carte)
    frame.evaluate("() => { window.marked = true; window.observatory.map.setZoom(15); }")
    frame.wait_for_function("() => window.observatory.map.getZoom() === 15")
    carte.get_by_text("QPV", exact=True).click()
    carte.wait_for_url(re.compile("contours=quartier%2Cqpv"))
    settled(carte)
    assert frame.evaluate("() => [window.marked, window.observatory.map.getZoom()]") == [True, 15]
    finer = "() => Object.keys(window.observatory.hexagons)[0].startsWith('8a')"
    frame.wait_for_function(finer)
    carte.reload()
    frame = map_frame(carte)
    assert frame.evaluate("() => window.observatory.map.getZoom()") == 15
    assert outside == []


def test_a_wrong_choice_in_the_url_is_said_and_the_map_is_shown(page: Page, office_url: str) -> None:
    page.goto(f"{office_url}/carte?cellule=zzz&contours=lune&hexagones=12")
    expect(page.get_by_text("hexagone « zzz »")).to_be_visible()
    expect(page.get_by_text("contours « lune »")).to_be_visible()
    assert map_frame(page)


def test_a_map_that_stands_alone_draws_itself(page: Page, outside: list[str]) -> None:
    shown = hexagon_map([CELL], [3], [], words=("signalement", "signalements"))
    street = {"type": "LineString", "coordinates": [[-4.61, 46.05], [-4.59, 46.06]]}
    base = {"type": "Feature", "properties": {"genre": "voie", "nom": "Rue Haute"}, "geometry": street}
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.set_content(map_frame_text(base=json.dumps(base), layers=shown.layers))
    page.wait_for_function("() => window.observatory && Object.keys(window.observatory.hexagons).length === 1")
    expect(page.locator("canvas")).to_have_count(2)  # hexagons and streets
    assert wrong == []
    assert outside == []


def test_filters_live_in_the_url_and_survive_a_reload(page: Page, office_url: str, outside: list[str]) -> None:
    page.goto(f"{office_url}/carte?categorie=bruit&depuis=2026-01-01&heures=22-6")
    caption = page.get_by_text(re.compile(r"Depuis le 1er janvier 2026 · .*signalements?"))
    expect(caption).to_be_visible()
    settled(page)
    first = caption.inner_text()
    page.reload()
    expect(caption).to_have_text(first)
    expect(page).to_have_url(re.compile("categorie=bruit"))
    expect(page).to_have_url(re.compile("heures=22-6"))
    assert outside == []


def test_choosing_a_category_changes_the_map_and_the_url(carte: Page) -> None:
    told = carte.get_by_text(re.compile("Non localisés, donc absents"))
    before = told.inner_text()
    box = carte.get_by_role("combobox", name="Catégories")
    middle(box)  # a list that opens while the side bar still moves closes again
    box.click()
    carte.get_by_role("option", name="Bruit", exact=True).click()
    carte.keyboard.press("Escape")
    carte.wait_for_url(re.compile("categorie=bruit"))
    expect(told).not_to_have_text(before)


def test_a_wrong_filter_in_the_url_is_said_and_left_out(page: Page, office_url: str) -> None:
    page.goto(f"{office_url}/carte?categorie=martiens&depuis=hier")
    expect(page.get_by_text("catégorie « martiens »")).to_be_visible()
    expect(page.get_by_text("date « hier »")).to_be_visible()


@pytest.mark.parametrize("path", ["", "carte", "territoires", "exports", "mettre-en-service"])
def test_every_page_opens_bears_the_mark_of_the_fictional_city_and_stays_here(
    page: Page, office_url: str, outside: list[str], path: str
) -> None:
    page.goto(f"{office_url}/{path}")
    expect(page.get_by_text("Ville fictive").first).to_be_visible()
    page.locator("h1").first.wait_for()
    settled(page)
    assert page.locator('[data-testid="stException"]').count() == 0
    assert outside == []
