"""A real office under load: ``observatory serve`` on a base, its people logged in, and what its processes use."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from starlette.responses import Response

from observatory.domain.roles import Role
from observatory.pipeline.office import Office
from observatory.pipeline.secret import kept_secret
from observatory.pipeline.sessions import LASTS, token_to_mark
from observatory.remote import office_address
from observatory.server.cookies import SESSION, Cookies
from observatory.settings import PROJECT, Settings
from observatory.store.comptes import SessionKept, account_add, account_rights, session_add
from observatory.store.database import Cursor
from support.kills import COMMAND

_OPENING_SECONDS = 90.0
_CLOSING_SECONDS = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Serving:
    """An office that runs: its address and the number of its process."""

    url: str
    pid: int


@dataclass(frozen=True, slots=True)
class Used:
    """Seconds of processor that the owner, its dashboard, this process and the whole machine have used so far."""

    at: float
    owner: float
    dashboard: float
    load: float
    machine: float

    def since(self, before: Used) -> dict[str, float]:
        """Processors in use by each between two moments; ``others`` is what is none of ours."""
        seconds = self.at - before.at
        shares = {
            name: (getattr(self, name) - getattr(before, name)) / seconds
            for name in ("owner", "dashboard", "load", "machine")
        }
        shares["others"] = max(0.0, shares.pop("machine") - sum(shares.values()))
        return shares


def let_in(settings: Settings, names: dict[str, Role]) -> dict[str, str]:
    """Accounts with an open session each, by name; gives the cookie header of each.

    They have no password: what the door costs at log-in is not measured, what it costs at each request is.
    """
    cookies = Cookies(kept_secret(settings.db))
    given: dict[str, str] = {}

    def change(cursor: Cursor) -> None:
        now = dt.datetime.now(dt.UTC)
        for name, role in names.items():
            ident = account_add(
                cursor, identifiant=name, nom=name, mot_de_passe=None, a_changer=False, demo=True, le=now
            )
            account_rights(cursor, ident, [role], [], [])
            token, answer = os.urandom(32).hex(), Response()
            session_add(cursor, SessionKept(token_to_mark(token), ident, now, now + LASTS, None))
            cookies.set_session(answer, token)
            given[name] = answer.headers["set-cookie"].split(";")[0]

    with Office.open(settings) as office:
        office.geocoder()  # kept beside the base: the office reads it instead of making it
        office.database.write(change)
    if not all(one.startswith(f"{SESSION}=") for one in given.values()):
        raise RuntimeError("the cookie of a session was not understood")
    return given


@contextmanager
def serving(settings: Settings) -> Iterator[Serving]:
    """An office on a base, ready to answer; ended by SIGTERM to its process, which must end by itself."""
    foreign = ("OBSERVATORY_", "STREAMLIT_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
    environment |= {"XDG_RUNTIME_DIR": str(settings.runtime), "PYTHONPATH": str(PROJECT)}
    journal = settings.db.parent / "office.txt"
    with journal.open("ab") as file:
        process = subprocess.Popen(
            [*COMMAND, "--db", str(settings.db), "serve", "--port", "0"],
            env=environment, cwd=settings.db.parent, stdout=file, stderr=file, start_new_session=True,
        )  # fmt: skip
    try:
        yield Serving(_ready(settings, process, journal), process.pid)
    finally:
        process.terminate()
        try:
            process.wait(_CLOSING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise RuntimeError(f"the office did not end in {_CLOSING_SECONDS} s of SIGTERM") from None


def _ready(settings: Settings, process: subprocess.Popen[bytes], journal: Path) -> str:
    """Its address, once its dashboard answers too."""
    limit = time.monotonic() + _OPENING_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        url = office_address(settings.endpoint)
        if url and httpx.get(f"{url}/sante", trust_env=False).json()["tableau_de_bord"]:
            return url
        time.sleep(0.1)
    raise RuntimeError("the office did not open: " + journal.read_text(errors="replace")[-2000:])


def used(office: int, load: list[int]) -> Used:
    """What the processes have used so far; the dashboard is the child of the office, ``load`` are ours."""
    children = [int(one) for one in Path(f"/proc/{office}/task/{office}/children").read_text().split()]
    busy = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    ticks = sum(map(int, busy[:3])) + sum(map(int, busy[5:8]))
    return Used(
        time.monotonic(), _seconds(office), sum(map(_seconds, children)), sum(map(_seconds, load)), ticks / _TICKS
    )


def _seconds(pid: int) -> float:
    """Of one process, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
