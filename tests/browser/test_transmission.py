"""The hand-over whole, from the call to the file opened again.

A call, an e-mail to the service, its answer from a phone, the validation, the news given to the caller, the question a
week later, « non », the file opened again and seen at the desk.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Browser, FilePayload, Page, expect

from observatory.client import connect
from observatory.domain.roles import Role
from observatory.pipeline.creation import create_empty
from observatory.pipeline.office import Office
from observatory.settings import Settings, load_settings
from tests.browser.conftest import PATIENCE, settled, until
from tests.browser.test_bureau import Desk
from tests.entree import enter
from tests.suivi import PLACE, STORY, MailBox, camera, mail_server

HEADER = {"X-Observatoire": "bureau"}


PHONE = "06 12 34 56 78"


@dataclass
class Town:
    """An office of an empty town with a mail server."""

    url: str
    settings: Settings
    box: MailBox


@contextmanager
def opened(settings: Settings, box: MailBox) -> Iterator[Town]:
    """An office of a base that stands, for the time of a block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mail = {"HOST": "127.0.0.1", "PORT": str(box.port), "FROM": "office@ville.example", "TLS": "non"}
    given = [f"OBSERVATORY_SMTP_{name}={value}" for name, value in mail.items()]
    program = [sys.executable, "-c", "from observatory.cli import main; main()", "--db", str(settings.db)]
    command = ["env", *given, *program, "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert found, f"the office did not open: {line!r}"
            yield Town(found.group(), settings, box)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def a_week_passes(settings: Settings) -> None:
    """What was to be asked in a week is to be asked now."""
    with Office.open(settings) as office:
        office.database.write(
            lambda cursor: cursor.execute("UPDATE satisfaction SET a_poser_le = a_poser_le - INTERVAL 8 DAY")
        )


def page_of(browser: Browser, town: Town, session: str = "", width: int = 1280, height: int = 900) -> Page:
    """A French page, logged in with a session or as nobody."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR")
    if session:
        context.add_cookies([{"name": "observatoire_session", "value": session, "url": town.url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    return page


def test_from_the_call_to_the_file_opened_again(browser: Browser, tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "ville.duckdb")
    create_empty(settings, "Petiteville")
    with mail_server() as box:
        with opened(settings, box) as town:
            ana = enter(town.url, settings, "ana", [Role.OPERATEUR])
            rene = enter(town.url, settings, "rene", [Role.REGULATEUR])
            session = ana.cookies["observatoire_session"]
            reference = call(ana)
            suivi = page_of(browser, town, rene.cookies["observatoire_session"])
            answered(browser, town, sent(suivi, town, reference))
            validated(suivi, reference)
            file = rene.post("/bureau/api/bureau.dossier", json={"reference": reference}, headers=HEADER).json()
            assert file["statut"] == "resolu" and "à dire à l'appelant" in file["nouvelles"]
            told(browser, town, session, reference)
            ana.close()
            rene.close()
        a_week_passes(settings)
        with opened(settings, box) as town:
            opened_again(browser, town, session, reference)
    with connect(settings=settings) as client:
        moves = [(one.vers, one.auteur, one.motif) for one in client.suivi.dossier(reference).mouvements]
    assert moves == [
        ("transmis", "rene", ""), ("intervention_faite", "lien Propreté urbaine", ""), ("resolu", "rene", ""),
        ("rouvert", "ana", "le tag est revenu"),
    ]  # fmt: skip


def call(operator: httpx.Client) -> str:
    """A caller who wishes to be called back; gives the reference."""
    told = {"cle": "relais-000001", "issue": "signalement", "categorie": "tags-facade", "telephone": PHONE}
    appel = {**told, **PLACE, "description": STORY, "rappel": True}
    answer = operator.post("/bureau/api/bureau.enregistrer", json={"appel": appel}, headers=HEADER)
    return str(answer.json()["reference"])


def sent(suivi: Page, town: Town, reference: str) -> str:
    """The régulateur sends the file by e-mail; gives the link of the message."""
    suivi.goto(f"{town.url}/suivi?section=À transmettre")
    row = suivi.locator('[data-testid="stVerticalBlock"]').filter(has_text=reference)
    expect(row.last).to_be_visible()
    settled(suivi)
    suivi.get_by_role("button", name="Ouvrir", exact=True).last.click()
    suivi.get_by_role("heading", name=reference).wait_for()
    suivi.get_by_label("Adresse (vide").fill("proprete@ville.example")
    suivi.get_by_test_id("stBaseButton-primaryFormSubmit").filter(has_text="Transmettre").click()
    expect(suivi.get_by_text(f"Dossier {reference} transmis à")).to_be_visible()
    (message,) = until(suivi, lambda: list(town.box.messages))
    assert message["To"] == "proprete@ville.example" and "Lefranc" not in town.box.text()
    link = re.search(rf"{re.escape(town.url)}/reponse/\S+", town.box.text())
    assert link
    return link.group()


def answered(browser: Browser, town: Town, link: str) -> None:
    """The service answers from a phone, once."""
    phone = page_of(browser, town, "", 390, 844)
    phone.goto(link)
    expect(phone.get_by_role("heading")).to_contain_text("Dossier ")
    assert phone.evaluate("() => document.documentElement.scrollWidth") <= 390
    expect(phone.get_by_label("Surface nettoyée")).to_be_hidden()
    phone.get_by_label("C'est fait").check()
    phone.get_by_label("Surface nettoyée").fill("12,5")
    phone.get_by_label("Photos").set_input_files(FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=camera()))
    phone.get_by_role("button", name="Envoyer la réponse").click()
    expect(phone.get_by_role("alert")).to_contain_text("enregistrée")
    phone.goto(link)
    expect(phone.get_by_role("alert")).to_contain_text("ne permet pas de répondre")
    phone.context.close()


def validated(suivi: Page, reference: str) -> None:
    """The régulateur sees the picture and takes the answer, with the sentence that is ready."""
    suivi.get_by_role("radio", name="Comptes rendus").or_(
        suivi.get_by_test_id("stBaseButton-segmented_control").filter(has_text="Comptes rendus")
    ).first.click()
    picture = suivi.get_by_alt_text(re.compile(reference))
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 400)
    expect(suivi.get_by_label("Phrase du retour")).to_have_value(re.compile("Tag sur une façade.*c'est fait"))
    suivi.get_by_role("button", name="Valider").click()
    expect(suivi.get_by_text(f"Compte rendu du dossier {reference} validé.")).to_be_visible()
    settled(suivi)
    suivi.context.close()


def told(browser: Browser, town: Town, session: str, reference: str) -> None:
    """The operator takes the caller, whose number is shown then and not before, and tells them."""
    page = page_of(browser, town, session)
    page.goto(f"{town.url}/retours")
    card = page.locator(".st-key-retour-1")
    expect(card).to_contain_text(reference)
    expect(card).to_contain_text("Tag sur une façade")
    expect(card).not_to_contain_text("12,5")
    expect(page.get_by_text(PHONE)).to_have_count(0)
    card.get_by_role("button", name="Prendre").click()
    taken = page.locator(".st-key-retour-en-cours")
    expect(taken).to_contain_text(PHONE)
    expect(card).to_contain_text("en cours chez vous")
    taken.get_by_role("button", name="Joint", exact=True).click()
    expect(page.get_by_text("Retour donné.")).to_be_visible()
    expect(page.locator(".st-key-retour-1")).to_have_count(0)
    page.context.close()


def opened_again(browser: Browser, town: Town, session: str, reference: str) -> None:
    """Asked whether it is over, the caller says « non »: the operator opens the file again and finds it at the desk."""
    page = page_of(browser, town, session)
    page.goto(f"{town.url}/retours")
    question = page.locator(".st-key-question-1")
    expect(question).to_contain_text(reference)
    question.get_by_role("button", name="Interroger").click()
    asked = page.locator(".st-key-question-en-cours")
    expect(asked).to_contain_text(PHONE)
    asked.get_by_text("Non", exact=True).click()
    asked.get_by_text("2", exact=True).click()
    settled(page)
    asked.get_by_role("button", name="Enregistrer la réponse").click()
    expect(page.get_by_text("le dossier peut être rouvert")).to_be_visible()
    question.get_by_label("Ce qui continue, sans nommer personne").fill("le tag est revenu")
    question.get_by_role("button", name="Rouvrir le dossier").click()
    expect(page.get_by_text(f"Dossier {reference} rouvert")).to_be_visible()
    desk = Desk(page, town.url).open()
    desk.press("Control+k")
    desk.dictate(reference)
    desk.press("Enter")
    news = page.get_by_role("dialog")
    expect(news).to_contain_text("Rouvert")
    expect(news).to_contain_text("réponse promise avant le")
    page.context.close()
