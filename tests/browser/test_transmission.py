"""The hand-over whole: a call, an e-mail to the service, its answer from a phone, the validation, news that are due."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from observatory.client import connect
from observatory.domain.roles import Role
from observatory.pipeline.creation import create_empty
from observatory.settings import Settings, load_settings
from tests.browser.conftest import PATIENCE, settled
from tests.entree import enter
from tests.suivi import PLACE, STORY, MailBox, camera, mail_server

HEADER = {"X-Observatoire": "bureau"}


@dataclass
class Town:
    """An office of an empty town with a mail server, and those who work there."""

    url: str
    settings: Settings
    box: MailBox
    operator: httpx.Client
    regulator: httpx.Client


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    settings = load_settings(tmp_path_factory.mktemp("main") / "ville.duckdb")
    create_empty(settings, "Petiteville")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with mail_server() as box:
        mail = {"HOST": "127.0.0.1", "PORT": str(box.port), "FROM": "office@ville.example", "TLS": "non"}
        given = [f"OBSERVATORY_SMTP_{name}={value}" for name, value in mail.items()]
        program = [sys.executable, "-c", "from observatory.cli import main; main()", "--db", str(settings.db)]
        command = ["env", *given, *program, "serve", "--port", str(port)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                line = process.stdout.readline() if process.stdout else ""
                found = re.search(r"http://127\.0\.0\.1:\d+", line)
                assert found, f"the office did not open: {line!r}"
                url = found.group()
                ana = enter(url, settings, "ana", [Role.OPERATEUR])
                rene = enter(url, settings, "rene", [Role.REGULATEUR])
                yield Town(url, settings, box, ana, rene)
                ana.close()
                rene.close()
            finally:
                process.terminate()
                process.wait(15)


def page_of(browser: Browser, town: Town, who: httpx.Client | None, width: int = 1280, height: int = 900) -> Page:
    """A French page, logged in as somebody or as nobody."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR")
    if who is not None:
        cookie = who.cookies["observatoire_session"]
        context.add_cookies([{"name": "observatoire_session", "value": cookie, "url": town.url}])
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE * 1000)
    return opened


def test_from_the_call_to_the_news_that_are_due(browser: Browser, town: Town, tmp_path: Path) -> None:
    told = {"cle": "relais-000001", "issue": "signalement", "categorie": "tags-facade", "telephone": "06 12 34 56 78"}
    appel = {**told, **PLACE, "description": STORY}
    answer = town.operator.post("/bureau/api/bureau.enregistrer", json={"appel": appel}, headers=HEADER)
    reference = answer.json()["reference"]

    suivi = page_of(browser, town, town.regulator)
    suivi.goto(f"{town.url}/suivi?section=À transmettre")
    row = suivi.locator('[data-testid="stVerticalBlock"]').filter(has_text=reference)
    expect(row.last).to_be_visible()
    suivi.get_by_role("button", name="Ouvrir", exact=True).last.click()
    suivi.get_by_role("heading", name=reference).wait_for()
    suivi.get_by_label("Adresse (vide").fill("proprete@ville.example")
    suivi.get_by_test_id("stBaseButton-primaryFormSubmit").filter(has_text="Transmettre").click()
    expect(suivi.get_by_text(f"Dossier {reference} transmis à")).to_be_visible()
    (message,) = town.box.messages
    assert message["To"] == "proprete@ville.example" and "Lefranc" not in town.box.text()
    link = re.search(rf"{re.escape(town.url)}/reponse/\S+", town.box.text())
    assert link

    phone = page_of(browser, town, None, 390, 844)
    phone.goto(link.group())
    expect(phone.get_by_role("heading")).to_have_text(f"Dossier {reference}")
    assert phone.evaluate("() => document.documentElement.scrollWidth") <= 390
    expect(phone.get_by_label("Surface nettoyée")).to_be_hidden()
    phone.get_by_label("C'est fait").check()
    phone.get_by_label("Surface nettoyée").fill("12,5")
    phone.get_by_label("Photos").set_input_files(FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=camera()))
    phone.get_by_role("button", name="Envoyer la réponse").click()
    expect(phone.get_by_role("alert")).to_contain_text("enregistrée")
    phone.goto(link.group())
    expect(phone.get_by_role("alert")).to_contain_text("ne permet pas de répondre")

    suivi.get_by_role("radio", name="Comptes rendus").or_(
        suivi.get_by_test_id("stBaseButton-segmented_control").filter(has_text="Comptes rendus")
    ).first.click()
    picture = suivi.get_by_alt_text(re.compile(reference))
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.naturalWidth") == 400
    sentence = suivi.get_by_label("Phrase du retour")
    expect(sentence).to_have_value(re.compile("Tag sur une façade.*c'est fait"))
    suivi.get_by_role("button", name="Valider").click()
    expect(suivi.get_by_text(f"Compte rendu du dossier {reference} validé.")).to_be_visible()
    settled(suivi)
    file = town.regulator.post("/bureau/api/bureau.dossier", json={"reference": reference}, headers=HEADER).json()
    assert file["statut"] == "resolu" and "à dire à l'appelant" in file["nouvelles"]
    with connect(settings=town.settings) as client:
        client.memoire.sauvegarder(tmp_path / "sauvegarde")
    (file_of_news,) = (tmp_path / "sauvegarde").rglob("retour.parquet")
    (owed,) = pq.read_table(file_of_news).to_pylist()
    assert owed["etat"] == "du" and owed["du_le"] > owed["cree_le"]
    assert "Tag sur une façade" in owed["phrase"] and "12" not in owed["phrase"].replace("2026", "")
    suivi.context.close()
    phone.context.close()
