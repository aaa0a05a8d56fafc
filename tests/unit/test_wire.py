"""What travels arrives as it left, however it is cut on the way."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from observatory.domain.errors import BaseMissing, ObservatoryError, OwnerUnreachable, ValueRefused, error_classes
from observatory.domain.selection import Selection
from observatory.wire import (
    arguments_to_json,
    error_to_frame,
    frame,
    frames_to_result,
    json_to_arguments,
    progress_to_frame,
    result_to_frame,
)

TYPES: dict[str, Any] = {"selection": Selection, "path": Path, "au": dt.date | None, "zeros": bool}


def _nothing(label: str, done: int, total: int) -> None:
    raise AssertionError("no progress was sent")


def test_arguments_keep_their_types() -> None:
    asked = {
        "selection": Selection(depuis=dt.date(2026, 1, 2), categories=("bruit",), heure_debut=22, heure_fin=6),
        "path": Path("/tmp/é.csv"),
        "au": dt.date(2026, 11, 21),
        "zeros": True,
    }
    assert json_to_arguments(arguments_to_json(asked, TYPES), TYPES) == asked
    assert json_to_arguments(b"", TYPES) == {}


@pytest.mark.parametrize("body", [b"\xff", b"[1]", b'{"autre": 1}', b'{"zeros": "peut-etre"}', b'{"au": "hier"}'])
def test_what_cannot_be_used_is_refused(body: bytes) -> None:
    with pytest.raises(ValueRefused):
        json_to_arguments(body, TYPES)


def test_answer_survives_any_cut() -> None:
    table = pa.table({"cell": pa.array([2**62, -5], pa.int64()), "n": [1, None]})
    whole = progress_to_frame("Lecture", 1, 2) + progress_to_frame("Lecture", 2, 2) + result_to_frame(table, pa.Table)
    for size in (1, 3, 7, len(whole)):
        steps: list[tuple[str, int, int]] = []
        chunks = [whole[i : i + size] for i in range(0, len(whole), size)]
        got = frames_to_result(chunks, pa.Table, lambda *step, to=steps: to.append(step))
        assert got.equals(table)
        assert steps == [("Lecture", 1, 2), ("Lecture", 2, 2)]


@pytest.mark.parametrize(
    ("value", "declared"),
    [([1.5, None], list[float | None]), (None, None), ("é", str), (b"%PDF\xff\x00", bytes),
     (b"PK\xff\x00", bytes | None), (None, bytes | None)],
)  # fmt: skip
def test_json_result(value: object, declared: object) -> None:
    assert frames_to_result([result_to_frame(value, declared)], declared, _nothing) == value


@pytest.mark.parametrize("name", sorted(error_classes()))
def test_every_error_crosses_as_its_class(name: str) -> None:
    kind = error_classes()[name]
    with pytest.raises(ObservatoryError) as caught:
        frames_to_result([error_to_frame(kind("C'est « ainsi »."))], str, _nothing)
    assert type(caught.value) is kind
    assert caught.value.message == "C'est « ainsi »."


def test_error_of_a_newer_owner_is_still_ours() -> None:
    with pytest.raises(ObservatoryError, match="Nouveau"):
        frames_to_result([frame(b"E", b'["ErreurFuture", "Nouveau."]')], str, _nothing)
    assert BaseMissing.__name__ in error_classes()


@pytest.mark.parametrize("kept", [0, 3, 5, 9])
def test_answer_cut_short_is_told(kept: int) -> None:
    whole = result_to_frame("bonjour", str)
    with pytest.raises(OwnerUnreachable):
        frames_to_result([whole[:kept]], str, _nothing)
