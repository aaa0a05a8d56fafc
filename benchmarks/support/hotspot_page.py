"""The page of hotspots on a city of many signalements: what its server computes at the first visit, and at the next."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from observatory.domain.selection import Selection
from observatory.pipeline.layers import outlines
from observatory.pipeline.office import Office
from observatory.pipeline.points_chauds import bilan_of, kept_hotspots
from observatory.pipeline.secteurs import sectors
from observatory.present import points_chauds as words
from observatory.present.labels import COMPTES
from observatory.present.legend import class_legend_html
from observatory.present.maps import Outline, class_map
from observatory.settings import load_settings
from support.desk_base import make_base

SEED, RESOLUTION, COLD_RUNS = 7, 10, 3


def page_figures(signalements: int, base: Path | None = None) -> dict[str, Any]:
    """Seconds of the first visit (a base just opened, nothing kept: grid, test, badges, sectors, map) and of the next.

    Libraries are loaded beforehand, as in an office that serves, and the geocoder is open, as the desk needs it. Each
    figure is the least of some runs, the first visit on an office opened anew each time.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = base or Path(folder) / "ville.duckdb"
        if not path.exists():
            make_base(path, signalements, SEED)
        cold, warm = [], []
        for _ in range(COLD_RUNS + 1):
            with Office.open(load_settings(path)) as office:
                office.geocoder()
                cold.append(_seconds(office))
                warm.append(_seconds(office))
                n = bilan_of(kept_hotspots(office, Selection(), RESOLUTION)).n
    return {"page_signalements": n, "page_cold_s": round(min(cold[1:]), 3), "page_warm_s": round(min(warm), 3)}


def _seconds(office: Office) -> float:
    start = time.perf_counter()
    table = kept_hotspots(office, Selection(), RESOLUTION)
    sectors(office, Selection(), RESOLUTION)
    bilan = bilan_of(table)
    rows = table.select(["cell", "n", "hotspot", "stabilite"]).to_pylist()
    shown = class_map(
        [row["cell"] for row in rows],
        [words.class_rank(row["hotspot"], row["stabilite"]) for row in rows],
        [words.hexagon_tooltip(row, COMPTES[bilan.compte]) for row in rows],
        [Outline("quartier", "Quartiers", outlines(office, "quartier", office.today()))],
        classes=words.hotspot_classes("light"),
    )
    class_legend_html(shown, words.headline(bilan), words.NOTHING)
    return time.perf_counter() - start
