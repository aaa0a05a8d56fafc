"""Places found by the geocoder, as a page shows them: one line each, and the layers of a map."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from observatory.domain.position import Position
from observatory.present.labels import METHODES, NARROW, NO_BREAK, TYPES_LIEU, first_upper, label, number, percent

Answer = Mapping[str, Any]
"""One answer of ``geocoder.search`` or ``geocoder.reverse``."""

_AROUND_M = 150.0
_METRES_PER_DEGREE = 111_195.0


def place_caption(answer: Answer) -> str:
    """What it is, how sure and how precise (of a position asked for, how far), and why."""
    kind, explanation = label(TYPES_LIEU, answer["type"]), answer["explanation"]
    if "distance" in answer:
        return f"{kind} · {explanation}"
    return f"{kind} · sûr à {_share(answer['score'])} · à {metres(answer['precision_m'])} près. {explanation}"


def place_method(answer: Answer) -> str:
    """How it was found: « Milieu de la rue »."""
    return first_upper(label(METHODES, answer["method"]))


def place_position(answer: Answer) -> str:
    """Degrees with a point, latitude first: « 46.054881, -4.596459 » can be pasted anywhere."""
    return f"{answer['lat']:.6f}, {answer['lon']:.6f}"


def metres(value: float) -> str:
    """« 30 m », « 1,2 km »."""
    if value < 1_000:
        return f"{number(max(value, 0))}{NO_BREAK}m"
    return f"{number(value / 1_000, 1)}{NARROW}km"


def places_layers(answers: Sequence[Answer], chosen: int, asked: Position | None = None) -> str:
    """The layers of a map of answers (one at least), numbered in their order, that goes to the chosen one.

    ``asked`` is the position whose surroundings were asked for; it bears a cross.
    """
    places = [
        [answer["lat"], answer["lon"], answer["label"], _radius(answer), rank == chosen]
        for rank, answer in enumerate(answers)
    ]
    boxes = [_box(answer) for answer in answers]
    west, south, east, north = zip(*boxes, strict=True)
    layers = {
        "hexagons": [],
        "words": ["", ""],
        "colours": [],
        "outlines": [],
        "selected": None,
        "bounds": _corners((min(west), min(south), max(east), max(north))),
        "whole": "Tous les lieux trouvés",
        "places": places,
        "asked": [asked.lat, asked.lon] if asked else None,
        "look": _corners(boxes[chosen]),
    }
    return json.dumps(layers, ensure_ascii=False)


def _share(score: float) -> str:
    """A share of right answers; what is not nothing is not said to be nothing."""
    return f"moins de {percent(0.01)}" if score < 0.005 else percent(score)


def _radius(answer: Answer) -> float:
    """Of a position asked for, what was found is exactly there."""
    return 0.0 if "distance" in answer else float(answer["precision_m"])


def _box(answer: Answer) -> tuple[float, float, float, float]:
    """West, south, east, north of what is worth seeing around a place."""
    around = max(_AROUND_M, 1.3 * _radius(answer)) / _METRES_PER_DEGREE
    wide = around / math.cos(math.radians(answer["lat"]))
    return answer["lon"] - wide, answer["lat"] - around, answer["lon"] + wide, answer["lat"] + around


def _corners(box: tuple[float, float, float, float]) -> list[list[float]]:
    west, south, east, north = (round(side, 6) for side in box)
    return [[south, west], [north, east]]
