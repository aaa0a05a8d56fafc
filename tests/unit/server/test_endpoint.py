"""The description of a running owner: private, whole, and recognised when it is stale."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from observatory.domain.errors import OwnerUnreachable
from observatory.remote import find_owner
from observatory.server.endpoint import (
    LONGEST_SOCKET_PATH,
    Endpoint,
    endpoint_socket,
    is_alive,
    read_endpoint,
    remove_endpoint,
    write_endpoint,
)

unix_only = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="ce système n'a pas de socket Unix")


@unix_only
def test_socket_and_file_are_for_their_user_alone(tmp_path: Path) -> None:
    listener, endpoint = endpoint_socket(tmp_path / "a.duckdb", tmp_path)
    try:
        assert endpoint.family == "unix"
        place = Path(endpoint.address)
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
        assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
        file = tmp_path / "a.owner.json"
        write_endpoint(file, endpoint)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert read_endpoint(file) == endpoint
        assert (endpoint.pid, len(endpoint.secret) >= 40) == (os.getpid(), True)
        remove_endpoint(file, endpoint)
        assert not file.exists()
        assert not place.exists()
    finally:
        listener.close()


@unix_only
def test_deep_folder_gives_way_to_a_short_path(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 60) / ("y" * 60)
    deep.mkdir(parents=True)
    listener, endpoint = endpoint_socket(deep / "a.duckdb", deep)
    try:
        assert len(os.fsencode(endpoint.address)) <= LONGEST_SOCKET_PATH
        assert not endpoint.address.startswith(str(deep))
    finally:
        listener.close()
        Path(endpoint.address).unlink()


@unix_only
@pytest.mark.parametrize("trap", ["open to others", "link"])
def test_folder_that_somebody_else_prepared_is_not_used(tmp_path: Path, trap: str) -> None:
    theirs = tmp_path / f"observatory-{os.getuid()}"
    if trap == "link":
        (tmp_path / "ailleurs").mkdir(mode=0o700)
        theirs.symlink_to(tmp_path / "ailleurs")
    else:
        theirs.mkdir()
        theirs.chmod(0o777)
    listener, endpoint = endpoint_socket(tmp_path / "a.duckdb", tmp_path)
    listener.close()
    assert Path(endpoint.address).parent != theirs
    assert stat.S_IMODE(Path(endpoint.address).parent.stat().st_mode) == 0o700


def test_without_unix_sockets_it_is_a_loopback_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "AF_UNIX", raising=False)
    listener, endpoint = endpoint_socket(tmp_path / "a.duckdb", tmp_path)
    with listener:
        assert endpoint.family == "tcp"
        assert endpoint.base_url == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_owner_that_came_later_keeps_its_file(tmp_path: Path) -> None:
    old = Endpoint(1, "tcp", "127.0.0.1:1", "ancien", "0")
    file = tmp_path / "a.owner.json"
    write_endpoint(file, replace(old, secret="nouveau"))
    remove_endpoint(file, old)
    assert file.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": "x"}'])
def test_damaged_file_is_no_owner(tmp_path: Path, content: str) -> None:
    file = tmp_path / "a.owner.json"
    file.write_text(content)
    assert read_endpoint(file) is None
    assert find_owner(file) is None


def test_owner_whose_process_is_gone_is_stale(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    assert not is_alive(child.pid)
    file = tmp_path / "a.owner.json"
    write_endpoint(file, Endpoint(child.pid, "unix", str(tmp_path / "rien.sock"), "s", "0"))
    assert find_owner(file) is None


def test_process_number_used_again_is_stale_too(tmp_path: Path) -> None:
    file = tmp_path / "a.owner.json"
    write_endpoint(file, Endpoint(os.getpid(), "tcp", "127.0.0.1:9", "s", "0"))
    assert find_owner(file) is None


def test_owner_that_says_nothing_is_not_taken_for_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("observatory.remote._LONGEST_SILENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        file = tmp_path / "a.owner.json"
        address = f"127.0.0.1:{mute.getsockname()[1]}"
        write_endpoint(file, Endpoint(os.getpid(), "tcp", address, "s", "0"))
        with pytest.raises(OwnerUnreachable, match="ne répond pas"):
            find_owner(file)
