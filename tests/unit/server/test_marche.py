"""The phone page of a walk at the door: opened by its link alone, late sendings taken, nothing of it in a log."""

from __future__ import annotations

import base64
import datetime as dt
import itertools
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import shapely
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from observatory.domain.marche import Etat, Marche
from observatory.pipeline import poche
from observatory.pipeline.fond_poche import MOST_NUMBERS, ground
from observatory.pipeline.gazetteer import import_territoires, import_voies
from observatory.pipeline.liens_marche import lien_create, liens_revoke
from observatory.pipeline.marches import marches_list
from observatory.pipeline.office import Office
from observatory.pipeline.releves import releves_of
from observatory.server.connexion import Reception
from observatory.server.cookies import Cookies
from observatory.server.door import LARGEST_SENDING, Door
from observatory.server.keys import Keys
from observatory.server.marche import service_worker, walk_routes
from observatory.server.owner import without_token
from observatory.server.workers import Workers
from observatory.store.marches import marche_change
from tests.suivi import camera
from tests.unit.pipeline.conftest import LAT, LON, NOW, office, quiet, settings, town_file, write_layer
from tests.unit.pipeline.test_releves import AT, COORD, HERE, walk

__all__ = ["office", "settings", "town_file"]

KEYS = (f"essai-poche-{n:04d}" for n in itertools.count())


class Phone:
    """A phone that holds a link, before an office."""

    def __init__(self, client: TestClient, token: str, marche: Marche):
        self.client, self.token, self.marche = client, token, marche

    def send(
        self, name: str, token: str = "", headers: dict[str, str] | None = None, **arguments: Any
    ) -> httpx.Response:
        headers = {"X-Observatoire": "marche"} if headers is None else headers
        path = f"/marche/{token or self.token}/api/{name}"
        answer: httpx.Response = self.client.post(path, json=arguments, headers=headers)
        return answer

    def answers(self, **more: Any) -> httpx.Response:
        values: dict[str, Any] = {
            "appareil": "telephone-un", "cle": next(KEYS), "arret": self.marche.plan.arrets[0].ident,
            "notes": {"eclairage": 2, "fuite": None}, "le": AT.isoformat(),
        }  # fmt: skip
        return self.send("reponses", **values | more)

    def finding(self, **more: Any) -> httpx.Response:
        values: dict[str, Any] = {
            "appareil": "telephone-un", "cle": next(KEYS), "arret": None, "positif": False, "categorie": "tags-facade",
            "texte": "Mur couvert", "lat": HERE[0], "lon": HERE[1], "situe_par": "gps", "precision_m": 9,
            "le": AT.isoformat(),
        }  # fmt: skip
        return self.send("constat", **values | more)


@pytest.fixture
def phone(office: Office) -> Iterator[Phone]:
    marche = walk(office)
    token = lien_create(office, marche.ident, account=COORD).adresse.rpartition("/")[2]
    workers = Workers(2)
    cookies = Cookies("x" * 40)
    door = Middleware(Door, sessions=office.sessions, keys=Keys(office.database, office.clock), cookies=cookies)
    app = Starlette(routes=walk_routes(Reception(office, cookies, workers)), middleware=[door])
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield Phone(client, token, marche)
    workers.drain(1)


def test_the_page_and_what_it_opens_with_need_the_link_and_no_account(phone: Phone) -> None:
    page = phone.client.get(f"/marche/{phone.token}")
    assert page.status_code == 200 and phone.token not in page.text
    assert page.headers["referrer-policy"] == "no-referrer" and "unsafe" not in page.headers["content-security-policy"]
    answer = phone.send("open")
    told = answer.json()
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert (told["reference"], told["titre"], len(told["arrets"]), told["maintenant"][:10]) == (
        phone.marche.reference, "Le Port", 2, "2026-06-01",
    )  # fmt: skip
    assert {one["code"] for one in told["questions"]} >= {"eclairage", "fuite"} and told["notes"][0] == "non"
    families = {one["code"]: one["famille"] for one in told["categories"]}
    assert (families["tags"], families["tags-facade"]) == ("", "tags")
    shown = phone.client.get(f"/marche/{phone.token}/manifeste.json").json()
    assert shown["start_url"] == f"/marche/{phone.token}" and shown["scope"] == "/marche/"


def test_what_a_phone_sends_is_kept_once(phone: Phone, office: Office) -> None:
    key = next(KEYS)
    for already in (False, True):
        found = phone.finding(cle=key)
        assert (found.status_code, found.json()["deja"]) == (200, already), found.text
    picture = base64.b64encode(camera(60, 40)).decode()
    sent = phone.send("photo", appareil="telephone-un", cle=next(KEYS), constat_cle=key, contenu=picture)
    assert sent.status_code == 200, sent.text
    assert phone.answers().status_code == 200
    counted: dict[str, Any] = {"appareil": "telephone-un", "le": AT.isoformat()}
    assert phone.send("participants", cle=next(KEYS), profils={"sexe:femme": 3}, **counted).status_code == 200
    assert phone.send("ressenti", cle=next(KEYS), moment="avant", notes={"1": 2}, **counted).status_code == 200
    kept = releves_of(office, phone.marche.ident)
    assert [len(one.photos) for one in kept.constats] == [1] and len(kept.reponses) == 2
    assert kept.participants == {"telephone-un": {"sexe:femme": 3}}
    assert kept.ressenti == {"telephone-un": {"avant": {1: 2}}}


def test_what_cannot_be_is_said_in_french(phone: Phone) -> None:
    named = phone.finding(texte="Vu Mme Lefranc au 06 39 98 01 02")
    assert named.status_code == 422 and "ne nomme personne" in named.json()["message"]
    assert phone.answers(appareil="papier-2").status_code == 422
    lacking = phone.send("constat", appareil="telephone-un")
    assert lacking.status_code == 422 and "Il manque" in lacking.json()["message"]
    assert phone.send("photo", appareil="telephone-un", cle=next(KEYS), constat_cle="x", contenu="é").status_code == 422
    assert phone.send("effacer").status_code == 404
    assert phone.send("open", headers={}).status_code == 403
    assert (
        phone.send("open", headers={"X-Observatoire": "marche", "Origin": "https://ailleurs.example"}).status_code
        == 403
    )
    large = phone.client.post(f"/marche/{phone.token}/api/photo", content=b"x" * (LARGEST_SENDING + 1))
    assert large.status_code == 413


def test_a_link_that_is_none_opens_nothing_and_is_not_tried_at_will(phone: Phone) -> None:
    page = phone.client.get("/marche/inconnu")
    assert page.status_code == 410 and "n&#39;ouvre plus de marche" in page.text and "marche.js" not in page.text
    statuses = [phone.send("open", token=f"essai-{n}").status_code for n in range(40)]
    assert statuses[0] == 410 and statuses[-1] == 429


@pytest.mark.parametrize("end", ["closed", "late", "revoked", "too late"])
def test_after_its_end_a_link_only_takes_what_was_noted_before(phone: Phone, office: Office, end: str) -> None:
    now = {"late": dt.timedelta(days=2), "too late": dt.timedelta(days=9)}.get(end, dt.timedelta())
    office.clock = lambda: NOW + now
    if end == "closed":
        row = {"etat": Etat.CLOSE}
        assert office.database.write(
            lambda cursor: marche_change(cursor, phone.marche.ident, phone.marche.version, row)
        )
    elif end == "revoked":
        liens_revoke(office, phone.marche.ident, account=COORD)
    page = phone.client.get(f"/marche/{phone.token}")
    assert page.status_code == 410 and "marche.js" in page.text  # the phone may hold something that it has to show
    assert {phone.send("open").status_code for _ in range(35)} == {410}  # a group behind one antenna may look again
    answer = phone.finding()
    assert answer.status_code == (200 if end in ("closed", "late") else 410), answer.text
    if answer.status_code == 410:
        assert "ce" in answer.json()["message"] and "coordonne la marche" in answer.json()["message"]
    assert len(releves_of(office, phone.marche.ident).constats) == (answer.status_code == 200)


def test_the_link_is_in_no_log(phone: Phone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("essai")

    monkeypatch.setattr(poche, "_ground", fail)
    with caplog.at_level(logging.DEBUG):
        answer = phone.send("open")
    assert answer.status_code == 500 and "incident" in answer.json()["message"]
    assert "marche open" in caplog.text and phone.token not in "".join(
        one.getMessage() for one in caplog.records if one.name.startswith("observatory")
    )
    assert without_token(f"/marche/{phone.token}") == "/marche/…" and without_token("/suivi") == "/suivi"


def test_the_worker_keeps_files_that_exist_and_every_script_that_they_name(phone: Phone) -> None:
    kept = json.loads(re.findall(r"const KEPT = (\[.*?\]);", service_worker())[0])
    own = [path for path in kept if path.startswith("/marche/")]
    assert {"/marche/", "/marche/fichiers/marche.js"} <= set(own) and "/hors-ligne/file.js" in kept
    texts = [phone.client.get(path) for path in own]
    assert {one.status_code for one in texts} == {200}
    named = {
        f"/marche/fichiers/{one[2:]}" if one.startswith("./") else one
        for text in texts
        for one in re.findall(r"from '([./][^']+)'", text.text)
    }
    assert named and named <= set(kept)


def test_the_ground_around_a_route_is_cut_out_and_small(office: Office, tmp_path: Any) -> None:
    streets = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"nom": name},
                "geometry": json.loads(shapely.to_geojson(shapely.LineString(points))),
            }
            for name, points in {
                "Rue Proche": [(LON, HERE[0]), (LON + 0.004, HERE[0])],
                "Rue Lointaine": [(LON, LAT + 0.02), (LON + 0.004, LAT + 0.02)],
            }.items()
        ],
    }
    path = tmp_path / "voies.geojson"
    path.write_text(json.dumps(streets), encoding="utf-8")
    import_voies(office, path, "nom", auteur="essai", progress=quiet)
    pond = shapely.Point(HERE[1], HERE[0]).buffer(0.001).difference(shapely.Point(HERE[1], HERE[0]).buffer(0.0004))
    water = write_layer(tmp_path / "eau.geojson", {"E1": pond})
    import_territoires(office, water, "eau", population=None, auteur="essai", progress=quiet)
    walk(office)
    made = ground(office, marches_list(office)[0].plan)
    assert made.noms == ("Rue Proche",) and len(made.eau) == 2 and made.parcs == ()
    (line,) = made.voies
    assert (line[0] * 1e-5 + made.lat, line[1] * 1e-5 + made.lon) == pytest.approx((HERE[0], LON), abs=2e-5)
    assert line[2:] == (0, 400)
    assert sum(map(len, (*made.voies, *made.eau))) < MOST_NUMBERS
