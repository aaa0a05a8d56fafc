"""Operations over the socket: progress, tables, errors, and a loop that never waits."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pyarrow as pa
import pytest

from observatory.domain.errors import BaseBusy, NotAllowed, NotFound, ObservatoryError, OwnerUnreachable, ValueRefused
from observatory.domain.roles import Account, Role, owner_of_the_file
from observatory.operations.core import Context, no_progress, operation
from observatory.pipeline.office import Office
from observatory.remote import RemoteCaller
from observatory.server.endpoint import endpoint_socket
from observatory.server.socket import Desk, socket_app
from observatory.server.workers import Workers

EVERY = frozenset(Role)


@dataclass(frozen=True)
class Deux:
    un: int
    deux: str | None


@operation("essai.table", roles=EVERY)
def essai_table(context: Context, n: int) -> pa.Table:
    """A table, with progress on the way."""
    for done in range(3):
        context.progress("Étape", done, 3)
    table = pa.table({"n": list(range(n)), "texte": ["é"] * n})
    return table.replace_schema_metadata({"perimetre": "tout"})


@operation("essai.objets", roles=EVERY)
def essai_objets(context: Context, deux: Deux, fois: int = 2) -> list[Deux]:
    """Objects of the domain."""
    return [replace(deux, un=deux.un + i) for i in range(fois)]


@operation("essai.refus", roles=EVERY)
def essai_refus(context: Context) -> None:
    """An error of the tree."""
    raise BaseBusy("La base est occupée.")


@operation("essai.panne", roles=EVERY)
def essai_panne(context: Context) -> None:
    """An error that nobody foresaw."""
    raise ZeroDivisionError("secret interne")


@operation("essai.reserve", roles=frozenset({Role.DPO}))
def essai_reserve(context: Context) -> int:
    """For the DPO only."""
    return 1


@operation("essai.lent", roles=EVERY)
def essai_lent(context: Context) -> int:
    """Long work that tells how far it is."""
    for step in range(100):
        context.progress("Lent", step, 100)
        time.sleep(0.05)
    return 1


@operation("essai.inconnu", roles=EVERY)
def essai_inconnu(context: Context) -> int:
    """Not in the catalogue."""
    return 1


COUNTED = threading.Event()


@operation("tables.essai", roles=EVERY)
def tables_essai(context: Context) -> int:
    """A count that does not end before it is told to."""
    return int(COUNTED.wait(90))


KNOWN = {
    one.name: one
    for one in (essai_table, essai_objets, essai_refus, essai_panne, essai_reserve, essai_lent, tables_essai)
}


class Bench:
    def __init__(self, workers: Workers, account: Account):
        self.workers = workers
        self.done: list[str] = []
        office = cast(Office, SimpleNamespace(database=SimpleNamespace(in_use=contextlib.nullcontext)))
        self.counters = Workers(1)
        self.desk = Desk(office, account, cast(Any, KNOWN), workers, self.done.append, self.counters)


@pytest.fixture
def bench() -> Iterator[Bench]:
    workers = Workers(4)
    bench = Bench(workers, Account("essai", EVERY - {Role.DPO}))
    yield bench
    workers.drain(10)
    bench.counters.drain(10)


@pytest.fixture
def caller(bench: Bench, running: Any, tmp_path: Path) -> Iterator[RemoteCaller]:
    listener, endpoint = endpoint_socket(tmp_path / "a.duckdb", tmp_path)
    with running(socket_app(bench.desk, endpoint.secret), listener):
        caller = RemoteCaller(endpoint)
        yield caller
        caller.close()


def test_table_and_progress_cross(caller: RemoteCaller, bench: Bench) -> None:
    steps: list[tuple[str, int, int]] = []
    table = caller.call(essai_table, {"n": 200_000}, lambda *step: steps.append(step))
    assert steps == [("Étape", 0, 3), ("Étape", 1, 3), ("Étape", 2, 3)]
    assert table.num_rows == 200_000
    assert table.schema.metadata == {b"perimetre": b"tout"}
    assert bench.done == ["essai.table"]


def test_objects_cross_as_what_they_are(caller: RemoteCaller) -> None:
    assert caller.call(essai_objets, {"deux": Deux(1, None)}, no_progress) == [Deux(1, None), Deux(2, None)]


def test_errors_cross_by_their_class(caller: RemoteCaller, bench: Bench) -> None:
    with pytest.raises(BaseBusy, match="La base est occupée"):
        caller.call(essai_refus, {}, no_progress)
    with pytest.raises(NotAllowed, match="« essai » n'a pas le droit"):
        caller.call(essai_reserve, {}, no_progress)
    with pytest.raises(NotFound, match=r"essai\.inconnu"):
        caller.call(essai_inconnu, {}, no_progress)
    assert bench.done == []


def test_wrong_arguments_are_refused_in_french(caller: RemoteCaller) -> None:
    def posted(body: bytes) -> bytes:
        return caller._http.post("/op/essai.table", content=body).content

    assert "Argument inconnu : m" in posted(b'{"m": 1}').decode("unicode_escape", "replace")
    assert b"ValueRefused" in posted(b'{"n": "douze"}')
    assert b"ValueRefused" in posted(b"{}")
    assert b"ValueRefused" in posted(b"pas du json")
    assert issubclass(ValueRefused, ObservatoryError)


def test_the_unforeseen_is_logged_and_told_with_a_number(
    caller: RemoteCaller, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(ObservatoryError, match=r"incident [0-9a-f]{8}") as caught:
        caller.call(essai_panne, {}, no_progress)
    assert type(caught.value) is ObservatoryError
    assert "secret interne" not in caught.value.message
    assert "ZeroDivisionError" in caplog.text
    assert caught.value.message.split("incident ")[1][:8] in caplog.text


def test_nobody_enters_without_the_secret(caller: RemoteCaller) -> None:
    for secret in ("faux", "Bearer", caller.endpoint.secret[:-1]):
        wrong = RemoteCaller(replace(caller.endpoint, secret=secret))
        assert not wrong.answers()
        answer = wrong._http.post("/op/essai.table", content=b'{"n": 1}')
        assert answer.status_code == httpx.codes.FORBIDDEN
        wrong.close()


def test_loop_answers_while_operations_run(caller: RemoteCaller, bench: Bench) -> None:
    threads = [threading.Thread(target=caller.call, args=(essai_table, {"n": 400_000}, no_progress)) for _ in range(6)]
    for thread in threads:
        thread.start()
    slowest = 0.0
    while any(thread.is_alive() for thread in threads):
        before = time.monotonic()
        assert caller.answers()
        slowest = max(slowest, time.monotonic() - before)
    assert slowest < 2
    assert bench.done == ["essai.table"] * 6


def test_closing_gives_up_what_runs(caller: RemoteCaller, bench: Bench) -> None:
    caught: list[BaseException] = []
    begun = threading.Event()

    def ask() -> None:
        try:
            caller.call(essai_lent, {}, lambda *_: begun.set())
        except OwnerUnreachable as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    assert begun.wait(90)
    assert bench.workers.drain(3)
    thread.join(90)
    assert len(caught) == 1
    assert "se ferme" in str(caught[0])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # httpcore drops a refused Unix socket
def test_owner_that_stops_in_the_middle_is_told(running: Any, tmp_path: Path) -> None:
    from starlette.applications import Starlette
    from starlette.responses import Response
    from starlette.routing import Route

    async def cut(_: Any) -> Response:
        return Response(b"P\x05\x00\x00\x00")

    listener, endpoint = endpoint_socket(tmp_path / "a.duckdb", tmp_path)
    with running(Starlette(routes=[Route("/op/{n}", cut, methods=["POST"])]), listener):
        caller = RemoteCaller(endpoint)
        with pytest.raises(OwnerUnreachable):
            caller.call(essai_table, {"n": 1}, no_progress)
        caller.close()
    with pytest.raises(OwnerUnreachable, match="ne répond plus"):
        caller = RemoteCaller(endpoint)
        try:
            caller.call(essai_table, {"n": 1}, no_progress)
        finally:
            caller.close()


def test_account_of_the_file_holds_every_role() -> None:
    assert owner_of_the_file().holds_any({Role.DPO})


def test_counts_of_the_whole_base_wait_for_one_another_and_nobody_for_them(caller: RemoteCaller, bench: Bench) -> None:
    COUNTED.clear()
    counts = [threading.Thread(target=caller.call, args=(tables_essai, {}, no_progress)) for _ in range(6)]
    for count in counts:
        count.start()
    assert caller.call(essai_objets, {"deux": Deux(1, None)}, no_progress) == [Deux(1, None), Deux(2, None)]
    assert "tables.essai" not in bench.done
    COUNTED.set()
    for count in counts:
        count.join(90)
    assert bench.done.count("tables.essai") == 6
