from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from observatory.domain.errors import FormatError, NotFound
from observatory.intake.telechargement import local_copy

PACKED = gzip.compress(b"a;b\n1;2\n")


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/vers":
            self.send_response(302)
            self.send_header("Location", "/adresses-29.csv")
            self.end_headers()
        elif self.path == "/adresses-29.csv":
            self._give(b"a;b\n1;2\n")
        elif self.path == "/adresses-29.csv.gz":
            self._give(PACKED, {"Content-Encoding": "gzip"})
        elif self.path == "/coupe":
            self._give(b"a;b\n", {"Content-Length": "4000"})
        elif self.path == "/vide":
            self._give(b"")
        elif self.path == "/panne":
            self.send_error(503)
        else:
            self.send_error(404)

    def _give(self, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(200)
        for name, value in ({"Content-Length": str(len(body))} | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_file_of_this_machine_is_itself(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("a")
    assert local_copy(str(path), tmp_path / "cache") == path
    with pytest.raises(NotFound):
        local_copy(str(tmp_path / "absent.csv"), tmp_path)


def test_download(tmp_path: Path, address: str) -> None:
    found = local_copy(f"{address}/adresses-29.csv", tmp_path / "cache")
    assert found.read_bytes() == b"a;b\n1;2\n"
    assert found.name.endswith("adresses-29.csv")
    assert local_copy(f"{address}/vers", tmp_path / "cache").read_bytes() == b"a;b\n1;2\n"


def test_a_gzip_file_stays_packed_whatever_the_headers(tmp_path: Path, address: str) -> None:
    assert local_copy(f"{address}/adresses-29.csv.gz", tmp_path).read_bytes() == PACKED


@pytest.mark.parametrize(
    ("path", "error", "said"),
    [
        ("/rien", NotFound, "404"),
        ("/panne", FormatError, "503"),
        ("/vide", FormatError, "vide"),
        ("/coupe", FormatError, "échoué"),
    ],
)
def test_failures_leave_nothing_behind(
    tmp_path: Path, address: str, path: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        local_copy(address + path, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_size_beyond_the_bound(tmp_path: Path, address: str) -> None:
    with pytest.raises(FormatError, match="dépasse"):
        local_copy(f"{address}/adresses-29.csv", tmp_path, max_bytes=3)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("source", ["ftp://127.0.0.1/f.csv", "file:///etc/passwd", "http://127.0.0.1:1/f.csv"])
def test_other_addresses(tmp_path: Path, source: str) -> None:
    with pytest.raises(FormatError):
        local_copy(source, tmp_path)
