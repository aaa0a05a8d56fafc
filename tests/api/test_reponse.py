"""The one-time link at the door of a real office: read at will, used once, bounded, and nobody else's files."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from observatory.client import connect
from observatory.domain.roles import Role
from observatory.domain.transmission import LARGEST_PHOTO, Voie
from observatory.pipeline.comptes_rendus import GONE
from observatory.pipeline.creation import create_empty
from observatory.settings import Settings, load_settings
from tests.entree import browser_of, enter, form_token
from tests.suivi import PLACE, STORY, MailBox, camera, mail_server

HEADER = {"X-Observatoire": "bureau"}
JPEG = "image/jpeg"


@dataclass
class Running:
    """An office that runs, its mail, and those who came in."""

    url: str
    settings: Settings
    box: MailBox
    people: dict[str, httpx.Client]
    number: int = 0

    def call(self) -> str:
        """A call that an operator keeps; gives its reference."""
        self.number += 1
        told = {"cle": f"reponse-{self.number:06d}", "issue": "signalement", "categorie": "tags-facade"}
        appel = {**told, **PLACE, "description": STORY, "telephone": "06 12 34 56 78"}
        answer = self.people["ana"].post("/bureau/api/bureau.enregistrer", json={"appel": appel}, headers=HEADER)
        return str(answer.json()["reference"])

    def send(self, **values: Any) -> tuple[str, str]:
        """A file sent by e-mail; gives its reference and the path of the link in the message."""
        reference = self.call()
        with connect(settings=self.settings) as client:
            client.suivi.transmettre(reference, Voie.COURRIEL, destinataire="service@ville.example", **values)
        found = re.search(rf"{re.escape(self.url)}(/reponse/\S+)", self.box.text())
        assert found, self.box.text()
        return reference, found.group(1)

    def state(self, reference: str) -> str:
        with connect(settings=self.settings) as client:
            return client.suivi.dossier(reference).statut


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    settings = load_settings(tmp_path_factory.mktemp("reponse") / "ville.duckdb")
    create_empty(settings, "Petiteville")
    command = [sys.executable, "-c", "from observatory.cli import main; main()", "--db", str(settings.db)]
    with mail_server() as box:
        mail = {"HOST": "127.0.0.1", "PORT": str(box.port), "FROM": "office@ville.example", "TLS": "non"}
        given = {f"OBSERVATORY_SMTP_{name}": value for name, value in mail.items()}
        with subprocess.Popen(
            ["env", *(f"{name}={value}" for name, value in given.items()), *command, "serve", "--port", "0"],
            stdout=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            try:
                line = process.stdout.readline() if process.stdout else ""
                found = re.search(r"http://127\.0\.0\.1:\d+", line)
                assert found, f"the office did not open: {line!r}"
                url = found.group()
                people = {
                    "ana": enter(url, settings, "ana", [Role.OPERATEUR]),
                    "habitat": enter(url, settings, "habitat", [Role.PARTENAIRE], ["Clairval Habitat"]),
                }
                yield Running(url, dataclasses.replace(settings), box, people)
                for one in people.values():
                    one.close()
            finally:
                process.terminate()
                process.wait(90)


@pytest.fixture
def visitor(office: Running) -> Iterator[httpx.Client]:
    with browser_of(office.url) as opened:
        yield opened


@pytest.fixture(scope="module")
def path(office: Running) -> str:
    """The path of a link that nobody uses up."""
    return office.send()[1]


def fill(visitor: httpx.Client, path: str, photos: list[bytes] | None = None, **values: str) -> httpx.Response:
    """Fill in the page of a link as a browser does."""
    token = form_token(visitor.get(path).text)
    sent = [("photos", (f"{rank}.jpg", photo, JPEG)) for rank, photo in enumerate(photos or [b""])]
    return visitor.post(path, data={"jeton": token, **values}, files=sent)


def test_a_service_answers_once_without_an_account(office: Running, visitor: httpx.Client) -> None:
    reference, path = office.send()
    for _ in range(2):  # mail filters follow links too
        page = visitor.get(path)
        assert page.status_code == 200 and reference in page.text and "no-store" in page.headers["cache-control"]
    for told in ("Lefranc", "06 39", "06 12", "ana"):
        assert told not in page.text
    assert "Surface nettoyée" in page.text and "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    done = fill(visitor, path, [camera()], suite="fait", texte="Mur nettoyé", surface_m2="12,5", cout_euros="340")
    assert done.status_code == 200 and "enregistrée" in done.text
    assert office.state(reference) == "intervention_faite"
    for again in (visitor.get(path), visitor.post(path, data={"suite": "fait"})):
        assert again.status_code == 410 and GONE.split(",")[0] in again.text and reference not in again.text
    with connect(settings=office.settings) as client:
        (kept,) = [one for one in client.suivi.comptes_rendus() if one.reference == reference]
        content = client.photos.voir(kept.photos[0].ident).contenu
    assert (kept.surface_m2, kept.cout_euros, kept.voie) == (12.5, 340.0, "lien")
    assert b"MarqueDeLAppareil" not in content and b"Exif" not in content


@pytest.mark.parametrize(
    ("values", "photos", "said"),
    [
        ({}, [], "fait, prévu ou refusé"),
        ({"suite": "prevu"}, [], "la date manque"),
        ({"suite": "prevu", "prevu_le": "2020-01-01"}, [], "jour à venir"),
        ({"suite": "prevu", "prevu_le": "demain"}, [], "pas une date"),
        ({"suite": "refuse"}, [], "le motif manque"),
        ({"suite": "fait", "surface_m2": "beaucoup"}, [], "pas un nombre"),
        ({"suite": "fait", "surface_m2": "nan"}, [], "pas un nombre"),
        ({"suite": "fait", "cout_euros": "-3"}, [], "va de 0"),
        ({"suite": "fait", "texte": "vu avec Mme Lefranc"}, [], "ne nomme personne"),
        ({"suite": "fait"}, [b"<svg onload=alert(1)>"], "ne peut pas être lue"),
        ({"suite": "fait"}, [camera(), camera()[:3000]], "La photo 2 ne peut pas être lue"),
        ({"suite": "fait"}, [camera(20, 20)] * 5, "4 au plus"),
        ({"suite": "fait"}, [b"\xff\xd8" + b"0" * LARGEST_PHOTO], "trop grande"),
    ],
)
def test_what_cannot_be_kept_is_said_over_the_form_and_the_link_still_serves(
    path: str, visitor: httpx.Client, values: dict[str, str], photos: list[bytes], said: str
) -> None:
    answer = fill(visitor, path, photos or None, **values)
    assert answer.status_code == 422 and said in answer.text
    assert 'name="suite"' in answer.text and visitor.get(path).status_code == 200


def test_a_form_of_another_site_or_of_another_browser_keeps_nothing(office: Running, visitor: httpx.Client) -> None:
    reference, path = office.send()
    token = form_token(visitor.get(path).text)
    foreign = visitor.post(path, data={"jeton": token, "suite": "fait"}, headers={"Origin": "https://ailleurs.example"})
    assert foreign.status_code == 403
    with browser_of(office.url) as other:
        assert other.post(path, data={"jeton": token, "suite": "fait"}).status_code == 403
    assert visitor.post(path, data={"suite": "fait"}).status_code == 403
    assert office.state(reference) == "transmis"
    with connect(settings=office.settings) as client:
        assert client.suivi.revoquer_liens(reference) == 1
    assert visitor.get(path).status_code == 410 and visitor.post(path, data={"jeton": token}).status_code == 410


def test_what_is_too_large_is_not_taken(office: Running, visitor: httpx.Client) -> None:
    _, path = office.send()
    pieces = (b"x" * 2**20 for _ in range(40))
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    try:
        answer = visitor.post(path, content=pieces, headers=kind)
    except httpx.HTTPError:  # it hung up before all was sent
        answer = None
    assert answer is None or answer.status_code in (400, 422)
    assert visitor.post("/reponse/inconnu", content=b"x" * 2**21).status_code == 410
    assert visitor.post("/connexion", content=b"x" * 2**17).status_code == 413
    assert visitor.get(path).status_code == 200


def test_the_slip_is_for_those_who_send(office: Running, visitor: httpx.Client) -> None:
    reference = office.call()
    path = f"/suivi/bordereau/{reference}.pdf"
    assert office.people["ana"].get(path).status_code == 404
    with connect(settings=office.settings) as client:
        client.suivi.transmettre(reference, Voie.BORDEREAU)
    made = office.people["ana"].get(path)
    assert made.status_code == 200 and made.content.startswith(b"%PDF-") and "no-store" in made.headers["cache-control"]
    assert office.people["habitat"].get(path).status_code == 403
    assert visitor.get(path).status_code == 401
    assert office.people["ana"].get("/suivi/bordereau/H7M4RX.pdf").status_code == 404


def test_links_are_not_guessed(office: Running) -> None:
    with browser_of(office.url) as guesser:
        statuses = [guesser.get(f"/reponse/essai-{number}").status_code for number in range(40)]
    assert set(statuses) == {410, 429} and statuses.count(410) <= 31
