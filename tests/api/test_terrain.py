"""The médiateur's API at the door of a real office: who may, whose, how often, and what the page is served with."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from observatory.client import connect
from observatory.domain.roles import Role
from observatory.pipeline.creation import create_empty
from observatory.settings import Settings, load_settings
from tests.entree import PASSWORD, browser_of, enter, log_in
from tests.unit.pipeline.conftest import LAT, LON, square, write_layer

HEADER = {"X-Observatoire": "terrain"}
ENDED: dict[str, Any] = {"issue": "accord", "duree_min": 45, "parties": ["voisin"]}


@dataclass
class Running:
    """An office that runs, and those who came in."""

    url: str
    settings: Settings
    people: dict[str, httpx.Client]

    def ask(self, who: str, name: str, page: str = "terrain", **arguments: Any) -> httpx.Response:
        headers = {"X-Observatoire": page}
        return self.people[who].post(f"/{page}/api/{name}", json=arguments, headers=headers)

    def referred(self, key: str, mediateur: str = "", column: int = 0) -> dict[str, Any]:
        """A file of a quartier that an operator refers."""
        call = {
            "cle": key, "issue": "signalement", "categorie": "voisinage", "adresse": "la place", "lat": LAT + 0.005,
            "lon": LON + 0.005 + column * 0.01, "precision_m": 5, "description": "une dispute",
        }  # fmt: skip
        reference = self.ask("ana", "bureau.enregistrer", "bureau", appel=call).json()["reference"]
        answer = self.ask("ana", "mediations.confier", "bureau", reference=reference, mediateur=mediateur)
        assert answer.status_code == 200, answer.text
        made: dict[str, Any] = answer.json()
        return made


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("terrain")
    settings = load_settings(folder / "ville.duckdb")
    create_empty(settings, "Petiteville")
    layer = write_layer(folder / "quartiers.geojson", {f"Q{c}0": square(c, 0) for c in (0, 1)})
    with connect(settings=settings) as client:
        client.imports.territoires(layer, "quartier", code="code", nom="nom", population="population")
    command = [sys.executable, "-c", "from observatory.cli import main; main()", "--db", str(settings.db)]
    with subprocess.Popen([*command, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert found, f"the office did not open: {line!r}"
            url = found.group()
            people = {
                "ana": enter(url, settings, "ana", [Role.OPERATEUR]),
                "leo": enter(url, settings, "leo", [Role.MEDIATEUR]),
                "mia": enter(url, settings, "mia", [Role.MEDIATEUR]),
                "far": enter(url, settings, "far", [Role.MEDIATEUR], (), ["quartier:Q10"]),
                "regis": enter(url, settings, "regis", [Role.REGULATEUR]),
                "habitat": enter(url, settings, "habitat", [Role.PARTENAIRE], ["Médiation sociale"]),
            }
            yield Running(url, settings, people)
            for one in people.values():
                one.close()
        finally:
            process.terminate()
            process.wait(90)


def test_no_number_opens_anothers_mediation(office: Running) -> None:
    own = office.referred("essai-terrain-0001", "leo")
    anybodys = office.referred("essai-terrain-0002")
    seen = {
        who: {one["ident"] for one in office.ask(who, "mediations.miennes").json()} for who in ("leo", "mia", "far")
    }
    assert own["ident"] in seen["leo"]
    assert anybodys["ident"] in seen["leo"] & seen["mia"]
    assert own["ident"] not in seen["mia"]
    assert seen["far"] == set()
    at = dt.datetime.now(dt.UTC).isoformat()
    made = office.ask("leo", "mediations.rendez_vous", cle="rdv-essai-01", ident=own["ident"], le=at, lieu="hall",
                      parties=["voisin"]).json()  # fmt: skip
    for who, target in (("mia", own), ("far", own), ("far", anybodys)):
        ident, key = target["ident"], f"intrus-{who}-{target['ident']:04d}"
        tried = [
            office.ask(who, "mediations.clore", cle=key, ident=ident, **ENDED),
            office.ask(who, "mediations.rendez_vous", cle=key, ident=ident, le=at, lieu="hall", parties=["voisin"]),
        ]
        assert [one.status_code for one in tried] == [404, 404]
        assert not [one for one in tried if target["reference"] in one.text]
    ended = office.ask("mia", "mediations.noter_rendez_vous", cle="intrus-rdv-1", ident=made["ident"], etat="annule")
    assert ended.status_code == 404
    kept = office.ask("ana", "mediations.dossier", "bureau", reference=own["reference"]).json()
    assert [one["issue"] for one in kept] == [""]
    assert office.ask("leo", "mediations.clore", cle="leo-essai-0001", ident=own["ident"], **ENDED).status_code == 200


def test_one_key_is_one_outcome_and_another_content_a_conflict(office: Running) -> None:
    one = office.referred("essai-terrain-0003", "leo")
    sent: dict[str, Any] = {"cle": "leo-essai-0002", "ident": one["ident"], **ENDED}
    first, again = (office.ask("leo", "mediations.clore", **sent).json() for _ in range(2))
    assert (first["deja"], again["deja"], first["ident"]) == (False, True, again["ident"])
    assert office.ask("leo", "mediations.clore", **sent | {"issue": "refus"}).status_code == 409
    assert office.ask("mia", "mediations.clore", **sent).status_code == 409
    assert office.ask("leo", "mediations.clore", **sent | {"cle": "leo-essai-0003"}).status_code == 409


@pytest.mark.parametrize(
    ("who", "name", "status", "said"),
    [("regis", "mediations.clore", 403, "n'a pas le droit"), ("ana", "mediations.miennes", 403, "n'a pas le droit"),
     ("habitat", "mediations.miennes", 403, "n'a pas le droit"), ("regis", "ambiances.noter", 403, "n'a pas le droit"),
     ("ana", "mediations.confier", 404, "ne sait pas faire"), ("leo", "comptes.liste", 404, "ne sait pas faire"),
     ("leo", "bureau.dossier", 404, "ne sait pas faire"), ("leo", "ambiances.liste", 404, "ne sait pas faire"),
     ("leo", "mediations.clore", 422, "court")],
)  # fmt: skip
def test_what_is_refused_says_why_in_french(office: Running, who: str, name: str, status: int, said: str) -> None:
    arguments: dict[str, Any] = {"cle": "court" if status == 422 else "essai-refus-1"}
    if name == "mediations.clore":
        arguments |= {"ident": 1, **ENDED}
    elif name == "ambiances.noter":
        at = dt.datetime.now(dt.UTC).isoformat()
        arguments |= {"lat": LAT, "lon": LON, "debut": at, "fin": at, "genre": "calme", "intensite": 1}
    elif name == "mediations.miennes":
        arguments = {}
    answer = office.ask(who, name, **arguments)
    told = answer.json()["message"]
    assert answer.status_code == status, answer.text
    assert said in told or (status == 422 and "clé" in told)


def test_the_regulateur_looks_and_the_desk_refers(office: Running) -> None:
    one = office.referred("essai-terrain-0004", "mia")
    assert one["ident"] in {each["ident"] for each in office.ask("regis", "mediations.miennes").json()}
    assert office.ask("regis", "terrain.ouvrir").json()["agit"] is False
    assert office.ask("leo", "terrain.ouvrir").json()["agit"] is True
    assert {"leo", "mia", "far"} == set(office.ask("ana", "mediations.mediateurs", "bureau").json())


def test_what_another_wrote_is_not_sent_under_this_name(office: Running) -> None:
    at = dt.datetime.now(dt.UTC).isoformat()
    sent = {"cle": "compte-essai-1", "lat": LAT, "lon": LON, "debut": at, "fin": at, "genre": "calme", "intensite": 1}
    for writer, status in (("mia", 401), ("leo", 200)):
        answer = office.people["leo"].post(
            "/terrain/api/ambiances.noter", json=sent, headers=HEADER | {"X-Observatoire-Compte": writer}
        )
        assert answer.status_code == status
    others = HEADER | {"X-Observatoire-Compte": "mia"}
    assert office.people["leo"].post("/terrain/api/ambiances.miennes", json={}, headers=others).status_code == 401


def test_only_the_page_itself_calls(office: Running) -> None:
    leo = office.people["leo"]
    assert leo.post("/terrain/api/terrain.ouvrir", json={}).status_code == 403
    assert leo.post("/terrain/api/terrain.ouvrir", json={}, headers={"X-Observatoire": "bureau"}).status_code == 403
    away = HEADER | {"Origin": "https://ailleurs.example"}
    assert leo.post("/terrain/api/terrain.ouvrir", json={}, headers=away).status_code == 403
    assert leo.post("/terrain/api/terrain.ouvrir", content=b"x" * 300_000, headers=HEADER).status_code == 413
    with browser_of(office.url) as nobody:
        assert nobody.post("/terrain/api/terrain.ouvrir", json={}, headers=HEADER).status_code == 401
        for path in ("/terrain/fichiers/terrain.js", "/terrain/sw.js"):
            assert nobody.get(path).status_code == 401
        sent_away = nobody.get("/terrain/")
        assert (sent_away.status_code, sent_away.headers["location"]) == (303, "/connexion?suite=%2Fterrain%2F")


def test_the_page_loads_nothing_from_elsewhere_and_its_worker_lists_files_that_exist(office: Running) -> None:
    leo = office.people["leo"]
    page = leo.get("/terrain/")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert leo.get("/terrain").headers["location"] == "/terrain/"
    assert office.people["habitat"].get("/terrain/").headers["location"] == "/"
    worker = leo.get("/terrain/sw.js")
    assert (worker.headers["content-type"].split(";")[0], worker.headers["cache-control"]) == (
        "text/javascript", "no-cache",
    )  # fmt: skip
    kept = re.findall(r'"(/[^"]+)"', re.findall(r"const KEPT = (\[.*?\]);", worker.text)[0])
    assert {"/terrain/", "/hors-ligne/file.js", "/terrain/fichiers/terrain.css"} <= set(kept)
    scripts = ""
    for path in kept:
        answer = leo.get(path)
        assert answer.status_code == 200, path
        scripts += answer.text
    named = set(re.findall(r"from '(/[^']+)'", scripts)) | {
        f"/terrain/fichiers/{one}"
        for one in re.findall(r"from '\./([\w.]+)'", leo.get("/terrain/fichiers/terrain.js").text)
    }
    assert named <= set(kept)
    assert not re.findall(r"https?://(?!www\.w3\.org)", scripts)


def test_a_mediateur_lands_on_the_field_and_whoever_has_more_roles_on_the_pages(office: Running) -> None:
    enter(office.url, office.settings, "eve", [Role.MEDIATEUR, Role.OPERATEUR]).close()
    for name, asked, where in (
        ("leo", "/", "/terrain/"), ("eve", "/", "/"), ("ana", "/", "/"), ("leo", "/adresses", "/adresses"),
    ):  # fmt: skip
        with browser_of(office.url) as visitor:
            assert log_in(visitor, name, PASSWORD, asked).headers["location"] == where
