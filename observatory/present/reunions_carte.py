"""The map of what was raised at a meeting: a mark for each problem whose place is known."""

from __future__ import annotations

import json
from collections.abc import Mapping

from observatory.domain.ambiance import TROUBLED
from observatory.domain.reunion import Reunion
from observatory.present.labels import plural
from observatory.present.palette import MARKS, Theme
from observatory.present.restitution_carte import bounds_of


def problem_layers(one: Reunion, names: Mapping[str, str], theme: Theme) -> str:
    """The layers of a map of the problems that lie somewhere, each with its category and its voices."""
    placed = [(p.lat, p.lon, p) for p in one.problemes if p.lat is not None and p.lon is not None]
    bounds = bounds_of([(lat, lon) for lat, lon, _ in placed])
    layers = {
        "hexagons": [],
        "words": ["", ""],
        "colours": [],
        "outlines": [],
        "selected": None,
        "bounds": bounds,
        "whole": "Toute la réunion",
        "marks": [
            [round(lat, 6), round(lon, 6), TROUBLED, 1, _bubble(names.get(p.categorie, p.categorie), p.voix)]
            for lat, lon, p in placed
        ],
        "inks": MARKS[theme],
        "look": bounds,
    }
    return json.dumps(layers, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _bubble(name: str, voices: int | None) -> str:
    return f"{name} : {'moins de 5 voix' if voices is None else plural(voices, 'voix', 'voix')}"
