"""The real owner, started as people start it: its port, its dashboard, its socket, and its end."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import Config
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect as websocket
from websockets.typing import Origin, Subprotocol

from observatory.client import connect
from observatory.domain.errors import NotFound, OwnerUnreachable, ValueRefused
from observatory.domain.roles import EVERYBODY, Role
from observatory.domain.selection import Selection
from observatory.operations.core import Context, operation
from observatory.pipeline.creation import create_empty
from observatory.remote import RemoteCaller, find_owner, office_address
from observatory.server.endpoint import is_alive, read_endpoint
from observatory.server.owner import listening
from observatory.settings import Settings, load_settings
from tests.entree import cookie_header, enter

COMMAND = [sys.executable, "-c", "from observatory.cli import main; main()"]
SQUARE = {
    "type": "Feature",
    "properties": {"code": "Q1", "nom": "Vieux-Port"},
    "geometry": {"type": "Polygon", "coordinates": [[[-4.6, 46.05], [-4.59, 46.05], [-4.59, 46.06], [-4.6, 46.05]]]},
}

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="ces essais lisent /proc (Linux)")


@dataclass
class Running:
    """An owner that runs, as its user sees it."""

    process: subprocess.Popen[str]
    url: str
    settings: Settings
    browser: httpx.Client | None = None

    @property
    def netloc(self) -> str:
        return self.url.removeprefix("http://")

    def dashboard(self) -> int | None:
        """The process id of its dashboard."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(found[0]) if found else None

    def get(self, path: str, **headers: str) -> httpx.Response:
        browser = self.browser or httpx.Client(base_url=self.url, trust_env=False, timeout=120)
        return browser.get(path, headers=headers)

    def cookie(self) -> dict[str, str]:
        """What a websocket of its browser bears."""
        assert self.browser is not None
        return cookie_header(self.browser)


QUICK = 20.0
"""Seconds within which an office ends on a busy machine; what it must not wait for lasts a minute."""

DEAF = """
import sys, threading, time
from pathlib import Path
from observatory.domain.roles import EVERYBODY
from observatory.operations.core import Context, operation
from observatory.pipeline.office import Office
from observatory.server import owner
from observatory.settings import load_settings

@operation("essai.sourd", roles=EVERYBODY)
def sourd(context: Context) -> int:
    context.progress("Sourd", 0, 1)
    time.sleep(60)
    return 1

owner.catalogue = lambda: {"essai.sourd": sourd}
settings = load_settings(sys.argv[2])
with Office.open(settings) as office:
    owner.serve(office, settings, port=0, on_ready=lambda url, _: print(url))
"""
"""An owner with one operation, which hears nothing."""


@operation("essai.sourd", roles=EVERYBODY)
def essai_sourd(context: Context) -> int:
    """What a client knows of that operation."""
    return 1


def _start(folder: Path, command: list[str] = COMMAND, host: str = "127.0.0.1", **more: str) -> Running:
    db = folder / "essai.duckdb"
    if not db.exists():
        create_empty(load_settings(db, creating=True))
    foreign = ("OBSERVATORY_", "STREAMLIT_", "PYTHONUNBUFFERED")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
    # a setting from elsewhere must not open the dashboard to others
    environment = {**kept, "XDG_RUNTIME_DIR": str(folder), "STREAMLIT_SERVER_ADDRESS": "0.0.0.0", **more}
    with (folder / "journal.txt").open("a") as journal:
        process = subprocess.Popen(
            [*command, "--db", str(db), "serve", "--host", host, "--port", "0"],
            env=environment,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=journal,
            text=True,
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    if "http://" not in line:
        process.kill()
        process.wait()
        raise AssertionError((folder / "journal.txt").read_text())
    url = "http://" + line.split("http://")[1].split()[0]
    return Running(process, url, Settings(db, load_settings(db).reference, folder))


def _end(owner: Running, number: int = signal.SIGTERM) -> float:
    """Stop it; the seconds it took."""
    before = time.monotonic()
    owner.process.send_signal(number)
    owner.process.wait(90)
    if owner.process.stdout:
        owner.process.stdout.close()
    return time.monotonic() - before


def _until(reached: Callable[[], bool], seconds: float) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        with contextlib.suppress(httpx.HTTPError):
            if reached():
                return True
        time.sleep(0.05)
    return False


def _ports(pid: int) -> list[int]:
    """The TCP ports on which a process listens, all on 127.0.0.1."""
    links = [str(one.readlink()) for one in Path(f"/proc/{pid}/fd").iterdir() if one.is_symlink()]
    sockets = {link[8:-1] for link in links if link.startswith("socket:[")}
    rows = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    mine = [row for row in rows if row[9] in sockets and row[3] == "0A"]
    assert all(row[1].startswith("0100007F:") for row in mine)
    return [int(row[1].split(":")[1], 16) for row in mine]


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = _start(tmp_path_factory.mktemp("office"))
    running.browser = enter(running.url, running.settings, "essai", list(Role), ["essai"])
    yield running
    running.browser.close()
    if running.process.poll() is None:
        _end(running)


@pytest.fixture
def remote(owner: Running) -> Iterator[RemoteCaller]:
    found = find_owner(owner.settings.endpoint)
    assert found is not None
    yield found
    found.close()


def test_health_says_what_runs(owner: Running) -> None:
    answer = owner.get("/sante")
    assert answer.status_code == 200
    expected = {"etat": "ouvert", "base": "essai.duckdb", "tableau_de_bord": True}
    assert expected.items() <= answer.json().items()
    assert answer.json()["version"]


def test_page_comes_through_the_one_port(owner: Running) -> None:
    page = owner.get("/", Accept="text/html")
    assert page.status_code == 200
    assert '<div id="root">' in page.text
    script = page.text.split('src="./static/js/')[1].split('"')[0]
    assert owner.get(f"/static/js/{script}").status_code == 200
    assert owner.get("/_stcore/health").text == "ok"


@contextlib.contextmanager
def _page_run(owner: Running) -> Iterator[list[ForwardMsg]]:
    """Open a session as a browser does, run the page, give what it sent; the session lasts as long as the block."""
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    with websocket(
        f"ws://{owner.netloc}/_stcore/stream",
        origin=Origin(owner.url),
        subprotocols=[Subprotocol("streamlit")],
        additional_headers=owner.cookie(),
        max_size=None,
        proxy=None,
    ) as flow:
        assert flow.subprotocol == "streamlit"
        flow.send(asked.SerializeToString())
        messages: list[ForwardMsg] = []
        while not messages or messages[-1].WhichOneof("type") != "script_finished":
            data = flow.recv(30)
            assert isinstance(data, bytes)
            messages.append(ForwardMsg.FromString(data))
        yield messages


def test_websocket_runs_the_page(owner: Running) -> None:
    with _page_run(owner) as messages:
        pass
    (session,) = [one.new_session for one in messages if one.WhichOneof("type") == "new_session"]
    assert not session.config.gather_usage_stats
    assert session.config.toolbar_mode == Config.ToolbarMode.MINIMAL
    assert any(one.WhichOneof("type") == "delta" for one in messages)
    elements = [one.delta.new_element.WhichOneof("type") for one in messages if one.WhichOneof("type") == "delta"]
    assert "exception" not in elements
    assert not any("sans porte d'entrée" in str(one) for one in messages)


def test_upload_passes_with_its_token_only(owner: Running) -> None:
    body = os.urandom(3 * 2**20)
    assert owner.browser is not None
    cookies = {"observatoire_session": owner.browser.cookies["observatoire_session"]}
    with _page_run(owner) as messages, httpx.Client(base_url=owner.url, trust_env=False, cookies=cookies) as browser:
        session = next(one.new_session for one in messages if one.WhichOneof("type") == "new_session")
        browser.get("/_stcore/host-config")
        browser.get("/_stcore/health")
        token = browser.cookies.get("_streamlit_xsrf", "")
        assert token
        path = f"/_stcore/upload_file/{session.initialize.session_id}/fichier-1"
        files = {"fichier-1": ("adresses.csv", body)}
        assert browser.put(path, files=files).status_code == 403
        sent = browser.put(path, files=files, headers={"X-Xsrftoken": token, "Origin": owner.url})
        assert sent.status_code == 204


def test_pages_of_other_sites_and_other_names_are_refused(owner: Running) -> None:
    assert owner.get("/", Host="piege.example").status_code == 403
    assert owner.get("/", Origin="http://piege.example").status_code == 403
    with pytest.raises(InvalidStatus):
        websocket(f"ws://{owner.netloc}/_stcore/stream", origin=Origin("http://piege.example"), proxy=None)


def test_agent_part_of_the_dashboard_is_shut(owner: Running) -> None:
    for path in ("interact", "mcp", "openapi.json"):
        assert owner.get(f"/_stcore/agent/{path}").status_code == 404


def test_dashboard_itself_wants_the_secret(owner: Running) -> None:
    pid = owner.dashboard()
    assert pid is not None
    (port,) = _ports(pid)
    assert httpx.get(f"http://127.0.0.1:{port}/_stcore/health", trust_env=False).status_code == 403
    assert httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).status_code == 403
    with pytest.raises(InvalidStatus) as refused:
        websocket(f"ws://127.0.0.1:{port}/_stcore/stream", proxy=None)
    assert refused.value.response.status_code == 403
    command = Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/environ").read_bytes()
    endpoint = read_endpoint(owner.settings.endpoint)
    assert endpoint is not None
    assert endpoint.secret.encode() not in command


def test_map_files_and_base_layer_come_from_here(owner: Running) -> None:
    layer = owner.get("/carte/fond.geojson")
    assert layer.headers["content-encoding"] == "gzip"
    assert layer.json()["type"] == "FeatureCollection"
    again = owner.get("/carte/fond.geojson", **{"If-None-Match": layer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = owner.get("/carte/fond.geojson", **{"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == layer.json()
    assert owner.get("/carte/leaflet/leaflet.js").status_code == 200


def test_socket_is_for_its_user_alone(owner: Running) -> None:
    endpoint = read_endpoint(owner.settings.endpoint)
    assert endpoint is not None
    assert endpoint.pid == owner.process.pid
    assert stat.S_IMODE(owner.settings.endpoint.stat().st_mode) == 0o600
    assert stat.S_IMODE(Path(endpoint.address).stat().st_mode) == 0o600
    assert stat.S_IMODE(Path(endpoint.address).parent.stat().st_mode) == 0o700
    assert office_address(owner.settings.endpoint) == owner.url


def test_operations_go_over_the_socket(owner: Running, remote: RemoteCaller, tmp_path: Path) -> None:
    file = tmp_path / "quartiers.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [SQUARE]}))
    steps: list[str] = []
    before = owner.get("/carte/fond.geojson").headers["etag"]
    with connect(settings=owner.settings, progress=lambda label, done, total: steps.append(label)) as client:
        assert isinstance(client.caller, RemoteCaller)
        done = client.imports.territoires(file, "commune", code="code", nom="nom")
        assert (done.lus, done.enregistres) == (1, 1)
        assert steps
        table = client.tables.cellules(Selection(), 9, zeros=True)
        assert table.column_names == ["cell", "n"]
        assert table.num_rows > 0
        with pytest.raises(NotFound):
            client.zonages.contours("nulle-part")
    assert owner.get("/carte/fond.geojson").headers["etag"] != before


def test_taken_port_and_open_address_are_refused_in_french(owner: Running, tmp_path: Path) -> None:
    port = int(owner.netloc.split(":")[1])
    with pytest.raises(ValueRefused, match=f"Le port {port} est déjà pris.*--port {port + 1}"):
        listening("127.0.0.1", port)
    create_empty(load_settings(tmp_path / "b.duckdb", creating=True))
    refused = subprocess.run(
        [*COMMAND, "--db", str(tmp_path / "b.duckdb"), "serve", "--host", "0.0.0.0"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert refused.returncode == 1
    assert "OBSERVATORY_SECRET" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_dashboard_that_is_killed_comes_back(owner: Running) -> None:
    first = owner.dashboard()
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert _until(lambda: owner.get("/", Accept="text/html").status_code == 503, 90)
    page = owner.get("/", Accept="text/html")
    assert page.status_code in (200, 503)
    assert "Traceback" not in page.text
    assert _until(lambda: owner.get("/", Accept="text/html").status_code == 200, 90)
    assert owner.dashboard() not in (first, None)


def test_stop_is_quick_and_leaves_nothing(owner: Running) -> None:
    child = owner.dashboard()
    endpoint = read_endpoint(owner.settings.endpoint)
    assert child is not None
    assert endpoint is not None
    with websocket(f"ws://{owner.netloc}/_stcore/stream", proxy=None, additional_headers=owner.cookie()):
        assert _end(owner, signal.SIGINT) < QUICK
    assert owner.process.returncode == 0
    assert not owner.settings.endpoint.exists()
    assert not Path(endpoint.address).exists()
    assert not is_alive(child)
    assert not owner.settings.db.with_name("essai.duckdb.wal").exists()
    with connect(settings=owner.settings) as client:
        assert client.base.etat().territoires == {"commune": 1}


def test_owner_that_is_killed_takes_the_dashboard_with_it(tmp_path: Path) -> None:
    owner = _start(tmp_path)
    child = owner.dashboard()
    assert child is not None
    _end(owner, signal.SIGKILL)
    assert _until(lambda: not is_alive(child) or _is_zombie(child), 90)
    assert owner.settings.endpoint.exists()
    assert find_owner(owner.settings.endpoint) is None
    with connect(settings=owner.settings) as client:
        assert not isinstance(client.caller, RemoteCaller)
    again = _start(tmp_path)
    found = find_owner(again.settings.endpoint)
    assert found is not None
    found.close()
    assert _end(again) < QUICK
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(again.netloc.split(":")[1]))) != 0


def test_operation_that_hears_nothing_does_not_keep_the_office_open(tmp_path: Path) -> None:
    owner = _start(tmp_path, [sys.executable, "-c", DEAF])
    child = owner.dashboard()
    caller = find_owner(owner.settings.endpoint)
    assert caller is not None
    assert child is not None
    begun, answers = threading.Event(), []

    def ask() -> None:
        try:
            caller.call(essai_sourd, {}, lambda *_: begun.set())
        except OwnerUnreachable as error:
            answers.append(error.message)

    thread = threading.Thread(target=ask)
    thread.start()
    assert begun.wait(90)
    assert _end(owner) < QUICK
    thread.join(90)
    caller.close()
    assert len(answers) == 1
    assert owner.process.returncode == 0
    assert not owner.settings.endpoint.exists()
    assert _until(lambda: _is_zombie(child), 90)


def _is_zombie(pid: int) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    return True
