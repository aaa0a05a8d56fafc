"""Geocoding over HTTP, for clients of the Base Adresse Nationale's API; what is wrong is said in French."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from geopy.geocoders import BANFrance
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from observatory.domain.roles import owner_of_the_file
from observatory.operations.core import no_progress
from observatory.pipeline.creation import create_empty
from observatory.pipeline.gazetteer import import_adresses
from observatory.pipeline.office import Office
from observatory.server import geocodage
from observatory.server.geocodage import PATH, geocoding_routes
from observatory.server.workers import Workers
from observatory.settings import PROJECT, Settings
from tests.unit.server.conftest import Running

LAT, LON = 46.05, -4.6
HEADER = "id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;lon;lat"


class AsTheOwner:
    """Stands for the door: whoever asks is the owner of the file."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope.setdefault("state", {})["account"] = owner_of_the_file()
        await self.app(scope, receive, send)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("geocodage")
    settings = Settings(db=folder / "ville.duckdb", reference=PROJECT / "data" / "reference", runtime=folder)
    create_empty(settings)
    rows = [
        f"{street[:3]}{number};{number};;{street};29990;29999;Petiteville;{LON + number * 2e-4};{LAT + place * 2e-3}"
        for place, street in enumerate(("Rue des Mouettes", "Place du Port", "Rue des Goélands"))
        for number in range(1, 20)
    ]
    (folder / "adresses.csv").write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    with Office.open(settings) as opened:
        import_adresses(opened, [str(folder / "adresses.csv")], auteur="essai", progress=no_progress)
        yield opened


@pytest.fixture
def serving(office: Office, running: Running) -> AbstractContextManager[int]:
    return running(
        Starlette(routes=geocoding_routes(office, Workers(), Workers()), middleware=[Middleware(AsTheOwner)])
    )


@pytest.fixture
def url(serving: AbstractContextManager[int]) -> Iterator[str]:
    with serving as port:
        yield f"http://127.0.0.1:{port}{PATH}"


def get(url: str, **params: Any) -> httpx.Response:
    return httpx.get(url, params=params, trust_env=False, timeout=120)


def test_a_client_of_the_base_adresse_nationale_changes_its_address_only(serving: AbstractContextManager[int]) -> None:
    with serving as port:
        client = BANFrance(domain=f"127.0.0.1:{port}{PATH}", scheme="http", timeout=120, proxies={})
        found = client.geocode("12 rue des mouettes")
        assert found.address == "12 Rue des Mouettes 29990 Petiteville"
        assert (found.latitude, found.longitude) == pytest.approx((LAT, LON + 12 * 2e-4))
        assert client.geocode("zzz qqq") is None
        several = client.geocode("rue des", exactly_one=False, limit=2)
        assert len(several) == 2
        assert client.reverse((LAT + 1e-5, LON + 5 * 2e-4)).address == "5 Rue des Mouettes 29990 Petiteville"


def test_search_is_geocodejson(url: str) -> None:
    answer = get(f"{url}/search", q="3 place du port", limit=1, lat=LAT, lon=LON, postcode="29990", autocomplete=0)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    assert {name: found[name] for name in ("type", "version", "query", "limit", "filters", "center")} == {
        "type": "FeatureCollection",
        "version": "draft",
        "query": "3 place du port",
        "limit": 1,
        "filters": {"postcode": "29990"},
        "center": [LON, LAT],
    }
    properties = found["features"][0]["properties"]
    assert found["features"][0]["geometry"]["type"] == "Point"
    assert (properties["housenumber"], properties["street"], properties["type"]) == (
        "3",
        "Place du Port",
        "housenumber",
    )
    assert properties["method"] == "numero"
    assert properties["precision_m"] == 10
    assert properties["explanation"].startswith("Numéro 3 connu")


def test_a_word_begun_is_completed_unless_it_is_refused(url: str) -> None:
    assert get(f"{url}/search", q="rue des goel").json()["features"][0]["properties"]["street"] == "Rue des Goélands"
    assert get(f"{url}/search", q="rue des mouettes", type="locality").json()["features"] == []
    streets = get(f"{url}/search", q="rue des mouettes", type="street").json()["features"]
    assert [one["properties"]["type"] for one in streets] == ["street"]


def test_reverse_says_its_distance(url: str) -> None:
    found = get(f"{url}/reverse", lat=LAT, long=LON + 2e-4, limit=3).json()["features"]
    assert [one["properties"]["distance"] for one in found] == sorted(one["properties"]["distance"] for one in found)
    assert found[0]["properties"]["label"] == "1 Rue des Mouettes 29990 Petiteville"
    street = get(f"{url}/reverse", lat=LAT, lng=LON, type="street").json()["features"][0]["properties"]
    assert (street["type"], street["name"]) == ("street", "Rue des Mouettes")


@pytest.mark.parametrize(
    ("path", "params", "status", "words"),
    [
        ("search", {}, 400, "paramètre q"),
        ("search", {"q": "  "}, 400, "paramètre q"),
        ("search", {"q": "a" * 201}, 413, "201 caractères"),
        ("search", {"q": "rue", "limit": "x"}, 400, "« x »"),
        ("search", {"q": "rue", "limit": 0}, 422, "de 1 à 100"),
        ("search", {"q": "rue", "limit": 101}, 422, "de 1 à 100"),
        ("search", {"q": "rue", "lat": 46}, 400, "lat et lon ensemble"),
        ("search", {"q": "rue", "lat": "nord", "lon": 2}, 400, "« nord »"),
        ("search", {"q": "rue", "lat": "nan", "lon": 2}, 400, "n'est pas un nombre"),
        ("search", {"q": "rue", "lat": 91, "lon": 2}, 422, "-90 à 90"),
        ("search", {"q": "rue", "type": "maison"}, 422, "« maison » est inconnu"),
        ("search", {"q": "rue", "autocomplete": "peut-être"}, 400, "1 ou 0"),
        ("reverse", {}, 400, "lat et lon"),
        ("reverse", {"lat": 46}, 400, "lat et lon"),
        ("reverse", {"lat": 46, "lon": 181}, 422, "-180 à 180"),
        ("search/csv", {}, 404, "POST /search/csv"),
        ("ailleurs", {}, 404, "n'existe pas"),
    ],
)
def test_what_is_wrong_is_said(url: str, path: str, params: dict[str, Any], status: int, words: str) -> None:
    answer = get(f"{url}/{path}", **params)
    assert answer.status_code == answer.json()["code"] == status
    assert words in answer.json()["message"]


def post(url: str, content: bytes, name: str = "liste.csv", **fields: Any) -> httpx.Response:
    return httpx.post(url, files={"data": (name, content)}, data=fields, trust_env=False, timeout=120)


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_a_file_comes_back_with_its_columns_and_what_was_found(url: str) -> None:
    sent = b"id;voie;ville\n1;12 rue des mouettes;Petiteville\n2;;\n3;zzz;\n4;17 rue des ouettes;\n"
    answer = post(f"{url}/search/csv", sent, columns=["voie", "ville"])
    found = rows(answer)
    assert answer.headers["content-disposition"].endswith("liste.geocoded.csv")
    assert [row["id"] for row in found] == ["1", "2", "3", "4"]
    assert [row["result_status"] for row in found] == ["ok", "skipped", "not-found", "ok"]
    assert found[0]["result_label"] == "12 Rue des Mouettes 29990 Petiteville"
    assert float(found[0]["latitude"]) == pytest.approx(LAT)
    assert found[2]["latitude"] == ""
    assert "Aucun lieu trouvé" in found[2]["explanation"]


def test_a_row_that_is_not_sure_is_not_placed(url: str) -> None:
    (row,) = rows(post(f"{url}/search/csv", b"voie\n12 des\n", columns=["voie"]))
    assert (row["result_status"] in ("uncertain", "not-found"), row["latitude"]) == (True, "")


def test_columns_of_codes_and_positions_are_used(url: str) -> None:
    sent = b"voie,cp,y,x\n3 place du port,29990,46.05,-4.6\n3 place du port,75001,46.05,-4.6\n"
    found = rows(
        post(f"{url}/search/csv", sent, columns=["voie"], postcode="cp", lat="y", lon="x", result_columns=["latitude"])
    )
    assert [row["result_status"] for row in found] == ["ok", "not-found"]
    assert list(found[0]) == ["voie", "cp", "y", "x", "latitude", "result_status"]


def test_types_are_one_for_all_or_a_column(url: str) -> None:
    sent = b"voie,genre\n3 place du port,street\n3 place du port,\n"
    assert [row["result_type"] for row in rows(post(f"{url}/search/csv", sent, columns=["voie"], type="genre"))] == [
        "street",
        "housenumber",
    ]
    asked = post(f"{url}/search/csv?type=street&columns=voie", sent, with_bom="1", result_columns="result_type")
    assert asked.content.startswith(b"\xef\xbb\xbf")
    assert [row["result_type"] for row in rows(asked)] == ["street", "street"]


def test_an_encoding_and_a_delimiter_may_be_said(url: str) -> None:
    sent = "voie|x\n4 rue des goélands|1\n".encode("latin-1")
    (row,) = rows(post(f"{url}/search/csv", sent, columns=["voie"], encoding="latin-1", delimiter="|"))
    assert row["result_street"] == "Rue des Goélands"


def test_positions_come_back_with_addresses(url: str) -> None:
    found = rows(post(f"{url}/reverse/csv", f"latitude,lng\n{LAT},{LON + 2e-4}\nx,y\n95,0\n".encode()))
    assert float(found[0]["result_distance"]) < 1
    assert post(f"{url}/reverse/csv", b"x,y\n1,2\n").status_code == 422
    assert [row["result_status"] for row in found] == ["ok", "skipped", "skipped"]
    assert found[0]["result_name"] == "1 Rue des Mouettes"


@pytest.mark.parametrize(
    ("content", "fields", "status", "words"),
    [
        (b"voie\nx\n", {"columns": ["adresse"]}, 422, "pas de colonne « adresse »"),
        (b"voie\nx\n", {"result_columns": ["zzz"]}, 422, "colonne de résultat"),
        (b"voie\nx\n", {"type": "zzz"}, 422, "« zzz »"),
        (b"voie\nx\n", {"lat": "voie"}, 400, "deux colonnes"),
        (b"voie\nx\n", {"encoding": "klingon"}, 422, "klingon"),
        (b"voie\n\xff\n", {"encoding": "utf-8"}, 422, "utf-8"),
        (b"voie\nx\n", {"delimiter": "xx"}, 422, "virgule"),
        (b"", {}, 422, "vide"),
    ],
)
def test_a_file_that_cannot_be_taken_is_said(
    url: str, content: bytes, fields: dict[str, Any], status: int, words: str
) -> None:
    answer = post(f"{url}/search/csv", content, **fields)
    assert (answer.status_code, words in answer.json()["message"]) == (status, True), answer.text


def test_a_form_without_a_file_and_one_that_is_none(url: str) -> None:
    assert httpx.post(f"{url}/search/csv", data={"columns": "voie"}, trust_env=False).status_code == 400
    broken = httpx.post(
        f"{url}/search/csv", content=b"xx", headers={"content-type": "multipart/form-data"}, trust_env=False
    )
    assert (broken.status_code, broken.json()["code"]) == (400, 400)


def test_too_many_bytes_and_too_many_rows(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geocodage, "MAX_ROWS", 2)
    assert post(f"{url}/search/csv", b"voie\nx\nx\n").status_code == 200
    many = post(f"{url}/search/csv", b"voie\nx\nx\nx\n")
    assert (many.status_code, "3 lignes" in many.json()["message"]) == (413, True)
    monkeypatch.setattr(geocodage, "MAX_BYTES", 1_000)
    assert post(f"{url}/search/csv", b"voie\n" + b"x\n" * 2_000).status_code == 413


def test_names_of_files_are_not_paths(url: str, tmp_path: Path) -> None:
    answer = post(f"{url}/search/csv", b"voie\n3 place du port\n", name="../../a/b\\c.csv")
    assert rows(answer)[0]["result_status"] == "ok"
    assert "/" not in answer.headers["content-disposition"].split("''")[1]
