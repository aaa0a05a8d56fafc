"""A document from its draft to the public page, which a visitor opens without an account, a cookie or a script."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, demo_cookie, settled, until
from tests.browser.test_accessibilite import serious

PUBLIC = "bilan/2026-T3"


def press(page: Page, name: str, *, gone: bool = True) -> None:
    """Press a button once the page stands still; it is gone once what it does is done."""
    settled(page)
    button = page.get_by_role("button", name=name, exact=True).first
    button.click()
    if gone:
        expect(button).to_have_count(0)


def test_what_the_coordonnateur_publishes_anybody_reads(browser: Browser, office_url: str, outside: list[str]) -> None:
    desk = browser.new_context(viewport={"width": 1280, "height": 1400}, locale="fr-FR", color_scheme="light")
    cookie = demo_cookie(office_url, "coordonnateur")
    desk.add_cookies([{"name": "observatoire_session", "value": cookie, "url": office_url}])
    page = desk.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(f"{office_url}/documents")
    settled(page)
    page.get_by_text("Préparer un document").click()
    period, wanted = page.get_by_role("combobox", name="Période"), page.get_by_role("option", name="3e trimestre 2026")
    settled(page)

    def opened() -> bool:
        """A list that opens while the page is drawn anew closes again: then it is opened once more."""
        if not wanted.count():
            period.click()
            settled(page)
        return bool(wanted.count())

    until(page, opened)
    wanted.click()
    press(page, "Préparer le brouillon", gone=False)
    expect(page.get_by_role("combobox", name="Document").last).to_have_value(re.compile("2026-T3"))
    press(page, "Toutes les parties")
    press(page, "Valider")
    press(page, "Publier", gone=False)
    press(page, "Publier ce document")
    expect(page.get_by_role("link", name="Ouvrir la page publique")).to_be_visible()
    expect(page.get_by_text("publié", exact=True).first).to_be_visible()
    with page.expect_download() as got:
        page.get_by_role("link", name="PowerPoint (.pptx)").click()
    assert got.value.suggested_filename == "presentation-2026-t3.pptx"
    assert got.value.path().read_bytes().startswith(b"PK")
    desk.close()

    street = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR", color_scheme="light")
    visitor = street.new_page()
    visitor.set_default_timeout(PATIENCE * 1000)
    visitor.on("request", lambda asked: outside.append(asked.url) if not asked.url.startswith(office_url) else None)
    visitor.goto(f"{office_url}/bilan")
    visitor.get_by_role("link", name="3e trimestre 2026").click()
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("Port-Clairval")
    assert serious(visitor) == []
    with visitor.expect_download() as sheet:
        visitor.get_by_role("link", name="PDF").first.click()
    assert sheet.value.path().read_bytes().startswith(b"%PDF")
    visitor.set_viewport_size({"width": 320, "height": 700})
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 320
    assert street.cookies() == [] and [one for one in outside if not one.startswith(("data:", "blob:"))] == []
    street.close()
