from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from observatory.domain.roles import owner_of_the_file
from observatory.operations.core import Context
from observatory.pipeline.creation import create_empty
from observatory.pipeline.office import Office
from observatory.server import daily
from observatory.server.daily import LOOK_EVERY_SECONDS, live_by_the_day
from observatory.server.workers import Workers
from observatory.settings import PROJECT, Settings


def test_it_looks_every_minute_and_outlives_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(tmp_path / "b.duckdb", PROJECT / "data" / "reference", tmp_path)
    create_empty(settings)
    slept: list[float] = []
    asked: list[int] = []

    def work(_: Context) -> list[str]:
        asked.append(1)
        if len(asked) == 1:
            raise RuntimeError("the first day goes wrong")
        return ["fait"]

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 4:
            raise asyncio.CancelledError

    monkeypatch.setattr(daily, "memoire_quotidien", work)
    with Office.open(settings) as office:
        workers = Workers(1)
        with pytest.raises(asyncio.CancelledError):
            asyncio.run(live_by_the_day(Context(office, owner_of_the_file()), workers, sleep))
        assert workers.drain(5)
    assert slept == [LOOK_EVERY_SECONDS] * 4
    assert len(asked) == 3
