"""The desk's API at the door of a real office: who may, what is refused, what is forgotten at log-out."""

from __future__ import annotations

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
from observatory.pipeline.creation import create_empty
from observatory.settings import Settings, load_settings
from tests.entree import browser_of, enter, form_token

HEADER = {"X-Observatoire": "bureau"}
CALL = {"cle": "essai-0001", "issue": "information"}


@dataclass
class Running:
    """An office that runs, and those who came in."""

    url: str
    settings: Settings
    people: dict[str, httpx.Client]

    def ask(self, who: str, name: str, headers: dict[str, str] = HEADER, **arguments: Any) -> httpx.Response:
        return self.people[who].post(f"/bureau/api/{name}", json=arguments, headers=headers)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    settings = load_settings(tmp_path_factory.mktemp("bureau") / "ville.duckdb")
    create_empty(settings, "Petiteville")
    command = [sys.executable, "-c", "from observatory.cli import main; main()", "--db", str(settings.db)]
    with subprocess.Popen([*command, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert found, f"the office did not open: {line!r}"
            url = found.group()
            people = {
                "ana": enter(url, settings, "ana", [Role.OPERATEUR]),
                "bob": enter(url, settings, "bob", [Role.OPERATEUR]),
                "habitat": enter(url, settings, "habitat", [Role.PARTENAIRE], ["Habitat"]),
            }
            yield Running(url, settings, people)
            for one in people.values():
                one.close()
        finally:
            process.terminate()
            process.wait(90)


def test_a_call_is_kept_once_and_its_draft_forgotten(office: Running) -> None:
    office.ask("ana", "bureau.brouillon", cle=CALL["cle"], contenu='{"description": "un chien"}')
    assert [one["cle"] for one in office.ask("ana", "bureau.ouvrir").json()["brouillons"]] == [CALL["cle"]]
    first, again = (office.ask("ana", "bureau.enregistrer", appel=CALL).json() for _ in range(2))
    assert first["contact"] == again["contact"] and (first["deja"], again["deja"]) == (False, True)
    assert office.ask("ana", "bureau.ouvrir").json()["brouillons"] == []
    assert office.ask("ana", "bureau.compteurs").json() == {"information": 1}


@pytest.mark.parametrize(
    ("who", "name", "headers", "arguments", "status", "said"),
    [
        ("habitat", "bureau.ouvrir", HEADER, {}, 403, "n'a pas le droit"),
        ("ana", "bureau.ouvrir", {}, {}, 403, "ne vient pas de la page"),
        ("ana", "bureau.ouvrir", {**HEADER, "Origin": "https://ailleurs.example"}, {}, 403, "autre site"),
        ("ana", "comptes.liste", HEADER, {}, 404, "ne sait pas faire"),
        ("ana", "signalements.exporter", HEADER, {}, 404, "ne sait pas faire"),
        ("ana", "bureau.enregistrer", HEADER, {}, 422, "Il manque"),
        ("ana", "bureau.enregistrer", HEADER, {"appel": {"cle": "essai-0002", "issue": "lune"}}, 422, "refusé"),
        ("ana", "bureau.enregistrer", HEADER, {"appel": {**CALL, "inconnu": 1}, "x": 1}, 422, "inconnu"),
        ("ana", "bureau.enregistrer", HEADER, {"appel": {"cle": "essai-0003", "issue": "signalement"}}, 422, "lieu"),
        ("ana", "bureau.dossier", HEADER, {"reference": "ZZZZZZ"}, 404, "Aucun dossier"),
        ("ana", "bureau.appelant", HEADER, {"telephone": "12"}, 422, "12"),
        ("ana", "bureau.brouillon", HEADER, {"cle": "../../etc", "contenu": ""}, 422, "clé"),
        ("ana", "bureau.brouillon", HEADER, {"cle": "essai-0004", "contenu": "x" * 40_001}, 413, "dépasse"),
        ("ana", "bureau.ecouter", HEADER, {"texte": "x" * 300_000}, 413, "dépasse"),
        ("ana", "consignes.ajouter", HEADER, {"texte": "ouvrir plus tôt"}, 403, "n'a pas le droit"),
    ],
)  # fmt: skip
def test_what_is_refused_says_why_in_french(
    office: Running, who: str, name: str, headers: dict[str, str], arguments: dict[str, Any], status: int, said: str
) -> None:
    answer = office.ask(who, name, headers, **arguments)
    assert (answer.status_code, said in answer.json()["message"]) == (status, True), answer.text


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b'"appel"'])
def test_a_body_that_is_no_object_is_refused(office: Running, body: bytes) -> None:
    answer = office.people["ana"].post("/bureau/api/bureau.enregistrer", content=body, headers=HEADER)
    assert answer.status_code == 422 and answer.json()["message"]


def test_no_other_site_gets_leave_to_send_the_header(office: Running) -> None:
    answer = office.people["ana"].options("/bureau/api/bureau.ouvrir", headers={"Origin": office.url})
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_no_key_of_a_program_passes(office: Running) -> None:
    with connect(settings=office.settings) as client:
        key = client.cles.creer("carte", ["geocodage"]).secret
    with browser_of(office.url) as program:
        bearing = {"Authorization": f"Bearer {key}"}
        assert program.get("/geocodage/search?q=rue", headers=bearing).status_code == 200
        assert program.post("/bureau/api/bureau.ouvrir", json={}, headers=HEADER | bearing).status_code == 401


def test_a_body_that_does_not_say_its_length_is_bounded_too(office: Running) -> None:
    pieces = (b'{"texte": "' if at == 0 else b"x" * 65_536 for at in range(12))
    answer = office.people["ana"].post("/bureau/api/bureau.ecouter", content=pieces, headers=HEADER)
    assert (answer.status_code, "dépasse" in answer.json()["message"]) == (413, True)


def test_nobody_passes_without_a_session(office: Running) -> None:
    with browser_of(office.url) as nobody:
        assert nobody.post("/bureau/api/bureau.ouvrir", json={}, headers=HEADER).status_code == 401
        assert nobody.get("/bureau/fichiers/bureau.js").status_code == 401
    assert office.people["ana"].get("/bureau/fichiers/bureau.js").status_code == 200
    assert office.people["ana"].get("/bureau/fichiers/../../server/door.py").status_code in (404, 403, 401, 200)
    assert "class Door" not in office.people["ana"].get("/bureau/fichiers/..%2f..%2fserver%2fdoor.py").text


def test_a_draft_is_nobody_elses_and_ends_with_the_session(office: Running) -> None:
    office.ask("bob", "bureau.brouillon", cle="brouillon-bob", contenu='{"description": "secret"}')
    assert office.ask("ana", "bureau.ouvrir").json()["brouillons"] == []
    office.ask("ana", "bureau.oublier", cle="brouillon-bob")
    assert len(office.ask("bob", "bureau.ouvrir").json()["brouillons"]) == 1
    page = office.people["bob"].get("/compte").text
    gone = office.people["bob"].post("/deconnexion", data={"jeton": form_token(page)})
    assert gone.status_code == 303
    name = office.settings.db.name + ".brouillons"
    files = list(office.settings.db.parent.glob(name + "*"))  # its log with it
    drafts = b"".join(one.read_bytes() for one in files)
    assert name in {one.name for one in files} and all(one.stat().st_mode & 0o077 == 0 for one in files)
    assert b"secret" not in drafts and b"brouillon-bob" not in drafts


def test_the_directory_is_printed_for_the_desk_and_for_nobody_else(office: Running) -> None:
    printed = office.people["ana"].get("/annuaire.pdf")
    assert (printed.status_code, printed.headers["content-type"]) == (200, "application/pdf")
    assert printed.content.startswith(b"%PDF-")
    assert office.people["habitat"].get("/annuaire.pdf").status_code == 403
