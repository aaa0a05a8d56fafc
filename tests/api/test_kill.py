"""The real owner, killed again and again while it writes: nothing acknowledged is lost, nothing is half written."""

from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.kills import kill_once, prepare

KILLS = 6
WRITES = 10  # acknowledged before each kill, however slow the machine is

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ce système n'a pas de kill -9")


def test_an_acknowledged_write_survives_kill_9(tmp_path: Path) -> None:
    settings = prepare(tmp_path)
    moments = [random.Random(number).uniform(0.05, 0.8) for number in range(KILLS)]
    with ThreadPoolExecutor(2) as two_at_a_time:  # each on a base of its own
        kills = list(
            two_at_a_time.map(lambda n: kill_once(settings, moments[n], str(n), at_least=WRITES), range(KILLS))
        )
    assert [one.lost for one in kills] == [0] * KILLS, kills
    assert [one.half_written for one in kills] == [0] * KILLS, kills
    assert all(one.sound for one in kills), kills
    assert min(one.acknowledged for one in kills) >= WRITES, kills
