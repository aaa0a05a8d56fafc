"""The door of a real office, attacked by hand: no cookie, somebody else's, forged forms, other sites, keys."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from geopy.geocoders import BANFrance
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect as websocket
from websockets.typing import Origin, Subprotocol

from observatory.client import connect, create_base
from observatory.domain.roles import Role
from observatory.domain.routes import ACCOUNT, KEY, PUBLIC, ROUTES
from observatory.settings import load_settings
from tests.api.test_owner import COMMAND, Running, _end, _start
from tests.entree import PASSWORD, browser_of, cookie_header, enter, form_token, log_in


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = _start(tmp_path_factory.mktemp("porte"))
    yield running
    _end(running)


@pytest.fixture(scope="module")
def paul(owner: Running) -> Iterator[httpx.Client]:
    with closing(enter(owner.url, owner.settings, "paul", [Role.REGULATEUR])) as browser:
        yield browser


def _stream(owner: Running, browser: httpx.Client | None, *more: str) -> Any:
    headers = cookie_header(browser) if browser else {}
    names = [Subprotocol(one) for one in ("streamlit", *more)]
    return websocket(
        f"ws://{owner.netloc}/_stcore/stream", origin=Origin(owner.url), subprotocols=names, additional_headers=headers,
        max_size=None, proxy=None,
    )  # fmt: skip


PATHS = {
    "/deconnexion": "/deconnexion",
    "/export/signalements.{format}": "/export/signalements.csv-excel",
    "/export/indicateurs.{format}": "/export/indicateurs.csv-excel",
    "/invitation/{jeton}": "/invitation/inconnu",
    "/carte/leaflet": "/carte/leaflet/leaflet.js",
    "/{path}": "/",
}


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_asks_for_what_the_table_says(owner: Running, route: str) -> None:
    with browser_of(owner.url) as nobody:
        answer = nobody.get(PATHS.get(route, route))
    if ROUTES[route] == PUBLIC:
        assert answer.status_code in (200, 404, 410) or answer.headers["location"] == "/connexion"
    else:
        assert ROUTES[route] in (ACCOUNT, KEY)
        assert answer.status_code in (303, 401)
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/connexion")


@pytest.mark.parametrize(
    "path",
    ["/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", "/_stcore/agent/mcp", "/_stcore/upload_file/a/b",
     "/media/0123456789abcdef.csv", "/static/js/main.js", "/component/x/index.html", "/geocodage/search?q=quai",
     "/carte/fond.geojson", "/export/signalements.xlsx", "/compte/etat/../../_stcore/health", "//_stcore/health"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_without_a_session_nothing_but_the_log_in_page(owner: Running, path: str, method: str) -> None:
    with browser_of(owner.url) as nobody:
        answer = nobody.request(method, path, headers={"Accept": "*/*"})
    assert answer.status_code in (401, 303)
    assert answer.status_code == 401 or answer.headers["location"].startswith("/connexion")


@pytest.mark.parametrize("path", ["/oidc/depart", "/oidc/retour", "/sante", "/connexion", "/invitation/x"])
def test_a_public_path_never_leads_to_the_dashboard(owner: Running, path: str) -> None:
    with browser_of(owner.url) as nobody:
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
            assert nobody.request(method, path).status_code in (404, 405)
        assert '<div id="root">' not in nobody.get(path).text
    with pytest.raises(InvalidStatus):
        websocket(f"ws://{owner.netloc}{path}", origin=Origin(owner.url), proxy=None)


def test_a_websocket_without_a_session_is_not_opened(owner: Running) -> None:
    with pytest.raises(InvalidStatus) as refused:
        _stream(owner, None)
    assert refused.value.response.status_code == 403
    forged = browser_of(owner.url)
    forged.cookies.set("observatoire_session", "forge.signature")
    with pytest.raises(InvalidStatus):
        _stream(owner, forged)


def test_the_log_in_page_takes_one_back_to_the_page_asked_for(owner: Running, paul: httpx.Client) -> None:
    with browser_of(owner.url) as browser:
        asked = browser.get("/carte?zonage=quartier")
        assert asked.headers["location"] == "/connexion?suite=%2Fcarte%3Fzonage%3Dquartier"
        page = browser.get(asked.headers["location"])
        assert 'name="suite" value="/carte?zonage=quartier"' in page.text
        assert (
            log_in(browser, "paul", PASSWORD, "/carte?zonage=quartier").headers["location"] == "/carte?zonage=quartier"
        )
        assert browser.get("/carte").status_code == 200


@pytest.mark.parametrize(
    "suite",
    ["https://piege.example/", "//piege.example", "/\\piege.example", "javascript:alert(1)", "/connexion", "/a\r\nX: 1",
     "%2F%2Fpiege.example", "\thttps://piege.example", "/%5cpiege"],
)  # fmt: skip
def test_no_log_in_leads_elsewhere(owner: Running, paul: httpx.Client, suite: str) -> None:
    with browser_of(owner.url) as browser:
        answer = log_in(browser, "paul", PASSWORD, suite)
    assert answer.status_code == 303
    assert answer.headers["location"] in ("/", "/%5cpiege")
    assert "x" not in answer.headers


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(owner: Running, paul: httpx.Client) -> None:
    with browser_of(owner.url) as browser:
        given = log_in(browser, "paul", PASSWORD).headers["set-cookie"]
    assert re.match(r"observatoire_session=[\w-]+\.[\w-]+; HttpOnly; Path=/; SameSite=lax", given)


def test_a_session_is_new_at_each_log_in_and_the_one_brought_is_not_taken(owner: Running, paul: httpx.Client) -> None:
    with browser_of(owner.url) as browser:
        log_in(browser, "paul", PASSWORD)
        planted = browser.cookies["observatoire_session"]
        browser.post("/connexion", data={})
        token = form_token(browser.get("/compte").text)
        browser.post("/deconnexion", data={"jeton": token})
        browser.cookies.set("observatoire_session", planted)
        assert browser.get("/").status_code == 303  # it ended at the server, not only in the browser
        given = log_in(browser, "paul", PASSWORD).headers["set-cookie"]
        assert planted not in given


def test_forms_of_other_sites_do_nothing(owner: Running, paul: httpx.Client) -> None:
    with browser_of(owner.url) as browser:
        assert browser.post("/connexion", data={"identifiant": "paul", "mot_de_passe": PASSWORD}).status_code == 403
        log_in(browser, "paul", PASSWORD)
        assert browser.post("/deconnexion", data={"jeton": "faux"}).status_code == 403
        new = {"jeton": "faux", "ancien": PASSWORD, "nouveau": PASSWORD + "x", "encore": PASSWORD + "x"}
        assert browser.post("/compte", data=new).status_code == 403
        assert browser.get("/compte/etat").status_code == 204
        abroad = {"Origin": "https://piege.example"}
        assert browser.post("/deconnexion", data={}, headers=abroad).status_code == 403
        assert browser.get("/compte/etat", headers={"Host": "piege.example"}).status_code == 403


def test_wrong_passwords_are_not_told_apart_and_soon_wait(owner: Running) -> None:
    with closing(enter(owner.url, owner.settings, "lea", [Role.OPERATEUR])), browser_of(owner.url) as browser:
        unknown, wrong = log_in(browser, "personne", "n'importe quoi"), log_in(browser, "lea", "n'importe quoi")
        assert unknown.status_code == wrong.status_code == 401
        said = [re.search(r'role="alert">([^<]+)', one.text) for one in (unknown, wrong)]
        assert said[0] and said[1] and said[0].group(1) == said[1].group(1)
        for _ in range(4):
            log_in(browser, "lea", "n'importe quoi")
        waits = log_in(browser, "lea", PASSWORD)
        assert waits.status_code == 429
        assert "attendez" in waits.text


@pytest.mark.parametrize("way", ["log-out", "shut", "elsewhere"])
def test_an_open_page_is_closed_within_five_seconds(owner: Running, way: str) -> None:
    name = f"zoe-{way}"
    with closing(enter(owner.url, owner.settings, name, [Role.REGULATEUR])) as browser, _stream(owner, browser) as flow:
        asked = time.monotonic()
        assert browser.get("/compte/etat", headers={"Accept": "*/*"}).status_code not in (303, 401)
        busy = time.monotonic() - asked  # what one question takes here and now, a few thousandths on a machine at rest
        if way == "log-out":
            assert (
                browser.post("/deconnexion", data={"jeton": form_token(browser.get("/compte").text)}).status_code == 303
            )
        else:
            with connect(settings=owner.settings) as client:
                client.comptes.activer(name, False) if way == "shut" else client.comptes.deconnecter(name)
        begun = time.monotonic()
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                flow.recv(90)
        assert time.monotonic() - begun < 5 + 20 * busy
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 4401
        assert browser.get("/compte/etat", headers={"Accept": "*/*"}).status_code in (303, 401)


def test_a_provisional_password_opens_nothing_but_its_own_change(owner: Running) -> None:
    with connect(settings=owner.settings) as client:
        secret = client.comptes.creer("noe", "Noé", [Role.REGULATEUR])
    with browser_of(owner.url) as browser:
        assert log_in(browser, "noe", secret.secret).status_code == 303
        assert browser.get("/").headers["location"] == "/compte"
        assert browser.get("/carte/fond.geojson").status_code == 403
        with pytest.raises(InvalidStatus):
            _stream(owner, browser)
        token = form_token(browser.get("/compte").text)
        weak = {"jeton": token, "ancien": secret.secret, "nouveau": "motdepasse123", "encore": "motdepasse123"}
        assert browser.post("/compte", data=weak).status_code == 422
        assert browser.get("/").headers["location"] == "/compte"


def test_rights_are_read_again_at_each_call(owner: Running) -> None:
    with closing(enter(owner.url, owner.settings, "max", [Role.REGULATEUR])) as browser:
        assert browser.get("/export/signalements.csv-excel").status_code == 200
        with connect(settings=owner.settings) as client:
            client.comptes.roles("max", [Role.CLSPD])
        answer = browser.get("/export/signalements.csv-excel")
        assert answer.status_code == 403
        assert "n'a pas le droit" in answer.json()["message"]


@pytest.mark.parametrize("role", list(Role))
def test_an_export_of_personal_data_is_for_internal_roles(owner: Running, role: Role) -> None:
    with closing(enter(owner.url, owner.settings, f"e-{role}", [role], ["Voirie"])) as browser:
        status = browser.get("/export/signalements.csv-excel").status_code
    internal = {Role.OPERATEUR, Role.REGULATEUR, Role.COORDONNATEUR, Role.ADMINISTRATEUR}
    assert status == (200 if role in internal else 403)


@pytest.mark.parametrize("role", list(Role))
def test_indicators_as_a_file_are_for_internal_roles(owner: Running, role: Role) -> None:
    with closing(enter(owner.url, owner.settings, f"i-{role}", [role], ["Voirie"])) as browser:
        answer = browser.get("/export/indicateurs.csv-excel?par=mois")
        wrong = [browser.get(f"/export/indicateurs.{end}").status_code for end in ("gpkg", "xlsx?par=jour")]
    internal = {Role.OPERATEUR, Role.REGULATEUR, Role.COORDONNATEUR, Role.ADMINISTRATEUR}
    assert answer.status_code == (200 if role in internal else 403)
    assert ("groupe;nom;code" in answer.text) == (role in internal)
    assert wrong == [404, 400]


@pytest.mark.parametrize(
    ("query", "status"),
    [("selection={", 400), ("selection=[]", 400), ('selection={"zonage": "x"}', 200), ("selection=" + "x" * 5_000, 413),
     ('selection={"territoires": ["a"], "zonage": "\' OR 1=1 --"}', 422), ('selection={"heure_debut": 99}', 422)],
)  # fmt: skip
def test_hostile_selections_are_refused_in_french(owner: Running, paul: httpx.Client, query: str, status: int) -> None:
    answer = paul.get(f"/export/signalements.xlsx?{query}")
    assert answer.status_code in ((status, 400) if status == 422 else (status,))
    assert answer.status_code == 200 or answer.json()["message"]


def test_bodies_are_bounded(owner: Running) -> None:
    with browser_of(owner.url) as browser:
        assert browser.post("/connexion", content=b"x" * 100_000).status_code == 413


def test_a_key_opens_what_it_was_made_for(owner: Running) -> None:
    with connect(settings=owner.settings) as client:
        key = client.cles.creer("essai", ["geocodage"], par_minute=5).secret
        bearer = {"Authorization": f"Bearer {key}", "Accept": "application/json"}
        with httpx.Client(base_url=owner.url, trust_env=False) as program:
            assert program.get("/geocodage/search?q=rue", headers=bearer).status_code == 200
            assert program.get("/carte/fond.geojson", headers=bearer).status_code == 401
            assert program.get("/export/signalements.xlsx", headers=bearer).status_code == 401
            wrong = {"Authorization": f"Bearer {key[:-1]}x"}
            assert program.get("/geocodage/search?q=rue", headers=wrong).status_code == 401
            statuses = [program.get("/geocodage/search?q=rue", headers=bearer).status_code for _ in range(8)]
            assert statuses[-1] == 429
            other = client.cles.creer("ban", ["geocodage"])
            geocoder = BANFrance(domain=f"{owner.netloc}/geocodage", scheme="http", timeout=120, proxies={})
            geocoder.headers["Authorization"] = f"Bearer {other.secret}"
            assert geocoder.geocode("rue qui n'existe pas") is None
            client.cles.revoquer(client.cles.liste()[0].ident)
            revoked = {"Authorization": f"Bearer {other.secret}"}
            assert program.get("/geocodage/search?q=rue", headers=revoked).status_code == 401


def test_a_hostile_file_changes_nothing_and_runs_nowhere(owner: Running, paul: httpx.Client) -> None:
    hostile = b'adresse\n"\'; DROP TABLE signalement; --"\n<script>alert(1)</script>\n'
    files = {"data": ("../../../../etc/cron.d/piege.csv", hostile, "text/csv")}
    answer = paul.post("/geocodage/search/csv", files=files, data={"columns": "adresse"})
    assert answer.status_code == 200
    assert "piege.geocoded.csv" in answer.headers["content-disposition"]
    assert ".." not in answer.headers["content-disposition"]
    assert not Path("/etc/cron.d/piege.csv").exists()
    with connect(settings=owner.settings) as client:
        assert client.base.verifier().ok


def test_a_formula_in_a_story_does_not_run_in_a_spreadsheet(owner: Running, paul: httpx.Client, tmp_path: Path) -> None:
    file = tmp_path / "lot.csv"
    formulas = ('=HYPERLINK("http://piege.example")', "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3")
    rows = [f"F{n};2026-03-01T10:00:00;bruit;{text.replace(chr(34), '')}" for n, text in enumerate(formulas)]
    file.write_text("\n".join(["reference;recu_le;categorie;description", *rows]), encoding="utf-8")
    with connect(settings=owner.settings) as client:
        assert client.imports.signalements(file).rejetes == 0
    lines = paul.get("/export/signalements.csv-excel").text.splitlines()
    told = [cell for line in lines for cell in line.split(";") if "HYPERLINK" in cell or "cmd" in cell or "SUM" in cell]
    assert len(told) == 3
    assert all(cell.strip('"').startswith("'") for cell in told)


def test_headers_of_security_stand_on_every_answer(owner: Running, paul: httpx.Client) -> None:
    for path in ("/", "/connexion", "/carte/leaflet/leaflet.js", "/export/signalements.x", "/_stcore/health"):
        headers = paul.get(path).headers
        policy = headers["content-security-policy"]
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "SAMEORIGIN"


def test_the_first_invitation_is_printed_once_and_used_once(tmp_path: Path) -> None:
    first = _start(tmp_path)
    assert first.process.stdout is not None
    line = first.process.stdout.readline()
    path = re.search(r"/invitation/[\w-]+", line)
    assert path
    with browser_of(first.url) as browser:
        page = browser.get(path.group())
        form = {"jeton": form_token(page.text), "identifiant": "Maire@Ville.fr", "nom": "", "nouveau": PASSWORD}
        assert browser.post(path.group(), data={**form, "encore": "autre"}).status_code == 422
        assert browser.post(path.group(), data={**form, "encore": PASSWORD}).status_code == 303
        assert browser.get("/compte").status_code == 200
        assert browser.get(path.group()).status_code == 410
    _end(first)
    again = _start(tmp_path)
    with browser_of(again.url) as browser:
        assert browser.get(path.group()).status_code == 410
        assert log_in(browser, "maire@ville.fr", PASSWORD).status_code == 303
    _end(again)


def test_an_office_with_a_secret_opens_under_another_name(tmp_path: Path) -> None:
    """127.0.0.2 is this machine, and no name of it that the office takes for granted."""
    office = _start(tmp_path, host="127.0.0.2", OBSERVATORY_SECRET="x" * 40)
    with closing(enter(office.url, office.settings, "anna", [Role.REGULATEUR])) as browser:
        page = browser.get("/", headers={"Host": "office.ville.test"})
        assert page.status_code == 200
        assert "/compte/porte.js" in page.text
        with _stream(office, browser) as flow:
            asked = BackMsg()
            asked.rerun_script.query_string = ""
            flow.send(asked.SerializeToString())
            assert isinstance(flow.recv(30), bytes)
        assert browser.get("/", headers={"Host": "office.ville.test", "Origin": "http://piege.test"}).status_code == 403
    _end(office)


def test_an_office_is_not_opened_to_the_network_before_it_is_ready(
    city_in: Callable[[Path], Path], tmp_path: Path
) -> None:
    def refused(db: Path, **environment: str) -> str:
        command = [*COMMAND, "--db", str(db), "serve", "--host", "0.0.0.0", "--port", "0"]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, env={**os.environ, **environment}, check=False
        )
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        return done.stderr

    real = tmp_path / "ville.duckdb"
    create_base("vide", settings=load_settings(real))
    assert "sans secret" in refused(real)
    assert "sans secret" in refused(real, OBSERVATORY_SECRET="court")
    assert "démonstration" in refused(city_in(tmp_path / "demo"), OBSERVATORY_SECRET="x" * 40)
