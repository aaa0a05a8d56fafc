"""The map of what a walk gave back: its line, its stops by their mean, its constats by a shape."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from html import escape

from observatory.domain.ambiance import PLEASANT, TROUBLED
from observatory.domain.constat import GARDE, NOTES
from observatory.domain.restitution import BEST, Restitution, Score, Sens
from observatory.present.ambiances import mark_shape
from observatory.present.labels import number, plural
from observatory.present.palette import HEXAGON_OPACITY, MARKS, Line, Theme, blend, map_colours, sequence
from observatory.present.restitution import SENS, constat_line, note_text

_CLASSES = (0.75, 1.5, 2.25)
_AROUND_M = 40.0
_METRES_PER_DEGREE = 111_195.0
_ROUTE = {"light": Line("#123f8c", 3.5), "dark": Line("#8fd0ff", 3.5)}
_ROW = "display:flex;align-items:center;gap:.6rem;margin:0;padding:.1rem 0;font-size:.9rem"
_SWATCH = "flex:none;width:1.5rem;height:1rem;border-radius:3px;border:1px solid"


def walk_layers(told: Restitution, theme: Theme) -> str:
    """The layers of a map: the line, the stops numbered and coloured by their mean, the constats by a shape."""
    scores = {one.arret: one for one in told.scores if one.principe == ""}
    stops = told.marche.plan.arrets
    kept = [one for one in told.constats if one.etat == GARDE]
    points = [(one.lat, one.lon) for one in stops] + [(one.lat, one.lon) for one in kept]
    points += told.marche.plan.trace
    line = _ROUTE[theme]
    layers = {
        "hexagons": [],
        "words": ["", ""],
        "colours": [],
        "areas": [
            [_disc(one.lat, one.lon), _colour(scores[one.ident].note, theme), _bubble(scores[one.ident])]
            for one in stops
        ],
        "outlines": [
            {
                "kind": "line",
                "line": {"color": line.colour, "weight": line.width, "dashArray": None},
                "names": [],
                "data": {"type": "FeatureCollection", "features": [_line(told.marche.plan.trace)]},
            }
        ] if len(told.marche.plan.trace) > 1 else [],
        "selected": None,
        "bounds": bounds_of(points),
        "whole": "Toute la marche",
        "places": [
            [one.lat, one.lon, f"{one.rang}. {one.nom} : {_bubble(scores[one.ident])}", 0, False] for one in stops
        ],
        "marks": [
            [round(one.lat, 6), round(one.lon, 6), PLEASANT if one.positif else TROUBLED, 1, constat_line(one)]
            for one in kept
        ],
        "inks": MARKS[theme],
        "look": bounds_of(points),
    }  # fmt: skip
    return json.dumps(layers, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def walk_legend(told: Restitution, theme: Theme) -> str:
    """The colours of the stops in words, the shapes of the constats, how many of each."""
    ground = map_colours(theme)
    kept = [one for one in told.constats if one.etat == GARDE]
    notes = [one.note for one in told.scores if one.principe == "" and one.arret]
    rows = []
    for rank, words in reversed(list(enumerate(NOTES))):
        n = sum(note is not None and _rank(note) == rank for note in notes)
        colour = blend(_colours(theme)[rank], ground.commune, HEXAGON_OPACITY)
        rows.append(_legend_row(colour, ground.edge, f"{_SPANS[rank]} : {words}", n))
    hatch = f"repeating-linear-gradient(45deg,{ground.text}99 0 2px,{ground.commune} 2px 6px)"
    rows.append(_legend_row(hatch, ground.edge, "pas de réponse", notes.count(None)))
    for bearing, words in ((PLEASANT, "constat positif"), (TROUBLED, "constat : à améliorer")):
        n = sum(one.positif == (bearing == PLEASANT) for one in kept)
        shape = mark_shape(bearing, theme)
        rows.append(f'<li style="{_ROW}">{shape}<span>{escape(words)}</span><b>{number(n)}</b></li>')
    return (
        '<div style="font-size:.9rem;font-variant-numeric:tabular-nums"><strong>Arrêts, note de 0 à 3</strong>'
        f'<ul style="list-style:none;margin:.35rem 0 0;padding:0">{"".join(rows)}</ul></div>'
    )


_SPANS = ("moins de 0,75", "de 0,75 à 1,5", "de 1,5 à 2,25", "2,25 et plus")


def _legend_row(fill: str, edge: str, words: str, n: int) -> str:
    mark = f'<span style="{_SWATCH} {edge};background:{fill}"></span>'
    return f'<li style="{_ROW}">{mark}<span>{escape(words)}</span><b>{number(n)}</b></li>'


def _bubble(one: Score) -> str:
    if one.note is None:
        return "pas de réponse"
    compared = f", {SENS[Sens(one.sens)]} qu'avant" if one.sens and one.sens != Sens.PAREIL else ""
    compared = ", pareil qu'avant" if one.sens == Sens.PAREIL else compared
    return f"{note_text(one.note)} sur {BEST} ({plural(one.n, 'réponse')}){compared}"


def _rank(note: float) -> int:
    return sum(note >= limit for limit in _CLASSES)


def _colours(theme: Theme) -> list[str]:
    """From bad (what stands out) to good."""
    return list(reversed(sequence(len(NOTES), theme)))


def _colour(note: float | None, theme: Theme) -> str:
    return "" if note is None else _colours(theme)[_rank(note)]


def _disc(lat: float, lon: float) -> dict[str, object]:
    """A disc of ``_AROUND_M`` metres as a GeoJSON polygon."""
    ring = [_away(lat, lon, k * math.tau / 32) for k in range(33)]
    return {"type": "Polygon", "coordinates": [ring]}


def _away(lat: float, lon: float, angle: float) -> list[float]:
    north = _AROUND_M * math.sin(angle) / _METRES_PER_DEGREE
    east = _AROUND_M * math.cos(angle) / (_METRES_PER_DEGREE * math.cos(math.radians(lat)))
    return [round(lon + east, 6), round(lat + north, 6)]


def _line(trace: Sequence[tuple[float, float]]) -> dict[str, object]:
    coordinates = [[round(lon, 6), round(lat, 6)] for lat, lon in trace]
    return {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": coordinates}}


def bounds_of(points: Sequence[tuple[float, float]]) -> list[list[float]]:
    """South-west and north-east corners with some room around; France where there is no point."""
    if not points:
        return [[42.0, -5.0], [51.0, 8.5]]
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    room = 0.0006
    return [
        [round(min(lats) - room, 6), round(min(lons) - room, 6)],
        [round(max(lats) + room, 6), round(max(lons) + room, 6)],
    ]
