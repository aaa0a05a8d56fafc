"""From news that a caller is owed to the file opened again: told, asked a week later, « non », back at the desk."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from observatory.client import connect, create_base
from observatory.domain.roles import Role
from observatory.pipeline.office import Office
from observatory.settings import Settings, load_settings
from tests.browser.conftest import PATIENCE, settled
from tests.browser.suivi_rows import STORIES, fill
from tests.browser.test_bureau import Desk
from tests.entree import enter

PHRASE = STORIES[0][1]


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """An office on a base; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from observatory.cli import main; main()", "--db", str(settings.db)]
    with subprocess.Popen([*command, "serve", "--port", str(port)], stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert found, f"the office did not open: {line!r}"
            yield found.group()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(15)


def shown(browser: Browser, url: str, session: str, address: str) -> Page:
    """A page of somebody who is logged in, once it has settled."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    context.add_cookies([{"name": "observatoire_session", "value": session, "url": url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(f"{url}/{address}")
    page.locator("h1").first.wait_for()
    settled(page)
    return page


def a_week_passes(settings: Settings) -> None:
    """What was to be asked in a week is to be asked now."""
    with Office.open(settings) as office:
        office.database.write(
            lambda cursor: cursor.execute("UPDATE satisfaction SET a_poser_le = a_poser_le - INTERVAL 8 DAY")
        )


def test_told_asked_a_week_later_and_opened_again(browser: Browser, tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "retours.duckdb")
    create_base("vide", settings=settings)
    fill(settings.db)
    with served(settings) as url:
        with closing(enter(url, settings, "lea", [Role.OPERATEUR])) as lea:
            session = lea.cookies["observatoire_session"]
        page = shown(browser, url, session, "retours")
        card = page.locator(".st-key-retour-1")
        expect(card).to_contain_text(PHRASE)
        expect(card).to_contain_text("en retard")
        expect(page.get_by_text(STORIES[0][2])).to_have_count(0)
        card.get_by_role("button", name="Prendre").click()
        taken = page.locator(".st-key-retour-en-cours")
        expect(taken).to_contain_text(STORIES[0][2])
        expect(card).to_contain_text("en cours chez vous")
        reference = card.locator("code").first.inner_text()
        taken.get_by_role("button", name="Joint", exact=True).click()
        expect(page.get_by_text("Retour donné.")).to_be_visible()
        expect(page.locator(".st-key-retour-1")).to_have_count(0)
        page.context.close()
    a_week_passes(settings)
    with served(settings) as url:
        page = shown(browser, url, session, "retours")
        question = page.locator(".st-key-question-1")
        expect(question).to_contain_text(PHRASE)
        question.get_by_role("button", name="Interroger").click()
        asked = page.locator(".st-key-question-en-cours")
        expect(asked).to_contain_text(STORIES[0][2])
        asked.get_by_text("Non", exact=True).click()
        asked.get_by_text("2", exact=True).click()
        settled(page)
        asked.get_by_role("button", name="Enregistrer la réponse").click()
        expect(page.get_by_text("le dossier peut être rouvert")).to_be_visible()
        question.get_by_label("Ce qui continue, sans nommer personne").fill("le canapé est revenu")
        question.get_by_role("button", name="Rouvrir le dossier").click()
        expect(page.get_by_text(f"Dossier {reference} rouvert")).to_be_visible()
        desk = Desk(page, url).open()
        desk.press("Control+k")
        desk.dictate(reference)
        desk.press("Enter", "Enter")
        news = page.get_by_role("dialog")
        expect(news).to_contain_text("Rouvert")
        expect(news).to_contain_text("réponse promise avant le")
        page.context.close()
    with connect(settings=settings) as client:
        moves = client.suivi.dossier(reference).mouvements
    assert [(one.vers, one.motif) for one in moves] == [("resolu", ""), ("rouvert", "le canapé est revenu")]
