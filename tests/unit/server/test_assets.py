"""The base layer is made once, and again when the base or the day changes."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from observatory.domain.roles import owner_of_the_file
from observatory.operations.core import Context
from observatory.operations.questions import carte_fond
from observatory.pipeline.creation import create_empty
from observatory.pipeline.office import Office
from observatory.server.assets import BaseLayer
from observatory.settings import load_settings


@pytest.fixture
def layer(tmp_path: Path) -> Iterator[tuple[BaseLayer, list[int], list[dt.datetime]]]:
    """A base layer, the calls that it made, and its clock."""
    settings = load_settings(tmp_path / "a.duckdb", creating=True)
    create_empty(settings)
    now, calls = [dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)], []

    def counted(context: Context) -> str:
        calls.append(1)
        return carte_fond(context)

    with Office.open(settings, clock=lambda: now[0]) as office:
        yield BaseLayer(Context(office, owner_of_the_file()), counted), calls, now


def test_layer_is_made_once(layer: tuple[BaseLayer, list[int], list[dt.datetime]]) -> None:
    base, calls, _ = layer
    body, tag = base.get()
    assert json.loads(gzip.decompress(body)) == {"type": "FeatureCollection", "features": []}
    assert base.get() == (body, tag)
    assert len(calls) == 1


def test_layer_is_made_again_after_an_import_and_at_midnight(
    layer: tuple[BaseLayer, list[int], list[dt.datetime]],
) -> None:
    base, calls, now = layer
    first = base.get()
    base.forget()
    assert base.get() == first
    assert len(calls) == 2
    now[0] += dt.timedelta(days=1)
    assert base.get() == first
    assert len(calls) == 3
