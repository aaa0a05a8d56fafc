"""axe-core on every page: nothing serious, in light and in dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from observatory.domain.pages import LANDING, PAGES
from observatory.domain.roles import Role
from tests.browser.conftest import PATIENCE, demo_cookie, settled, still
from tests.browser.test_bureau import Desk, desk_cleared

SERIOUS = ("serious", "critical")
PARTS = {
    "regles": ("partie", ("Règles d'envoi", "Annuaire", "Territoires")),
    "suivi": ("section", ("Tableau", "À transmettre", "Comptes rendus", "Retours à donner", "Lundi")),
}


def visits() -> list[tuple[str, str]]:
    """Every page once, by the first role that is shown it, and the parts of those that have some."""
    found = []
    for address, roles in PAGES.items():
        role = next(str(one) for one in Role if one in roles and (address or LANDING[one] == ""))
        name, parts = PARTS.get(address, ("", ()))
        found += [(role, f"{address}?{name}={part}") for part in parts] or [(role, address)]
    return found


@pytest.fixture(scope="module")
def pages(browser: Browser, office_url: str) -> Iterator[dict[str, Page]]:
    """A page of each role that has one of its own to show."""
    opened = {}
    for role in sorted({role for role, _ in visits()}):
        context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="fr-FR", color_scheme="light")
        context.add_cookies(
            [{"name": "observatoire_session", "value": demo_cookie(office_url, role), "url": office_url}]
        )
        opened[role] = context.new_page()
        opened[role].set_default_timeout(PATIENCE * 1000)
    yield opened
    for page in opened.values():
        page.context.close()


def serious(page: Page) -> list[str]:
    """What axe finds once nothing moves, of what it calls serious or critical: rule, where, why."""
    still(page)
    found: dict[str, Any] = Axe().run(page).response
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(("role", "address"), visits())
def test_no_serious_violation(pages: dict[str, Page], office_url: str, role: str, address: str) -> None:
    page = pages[role]
    if address == "bureau":
        desk = desk_cleared(Desk(page, office_url)).open()
        desk.place()
        desk.dictate("un canapé, appeler le 06 12 34 56 78, il y a un incendie")
        expect(page.locator(".urgences .danger").first).to_be_visible()
        expect(page.locator(".suggestions .pastille").first).to_be_visible()
    else:
        page.goto(f"{office_url}/{address}")
        page.locator("h1").first.wait_for()
        settled(page)
    assert serious(page) == []


@pytest.mark.parametrize("key", ["F2", "Control+k", "F1"])
def test_no_serious_violation_in_the_desks_windows(pages: dict[str, Page], office_url: str, key: str) -> None:
    page = pages["operateur"]
    desk_cleared(Desk(page, office_url)).open()
    page.keyboard.press(key)
    page.get_by_role("dialog").wait_for()
    assert serious(page) == []


@pytest.mark.parametrize("address", ["connexion", "compte"])
def test_no_serious_violation_at_the_door(
    browser: Browser, pages: dict[str, Page], office_url: str, address: str
) -> None:
    page = pages["operateur"] if address == "compte" else browser.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(f"{office_url}/{address}")
    page.locator("h1").first.wait_for()
    assert serious(page) == []
    if address == "connexion":
        page.close()
