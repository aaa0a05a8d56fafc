"""Zones silencieuses on a map and in a table: three plain classes, colours that need not be seen, words first."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape

import h3.api.basic_int as h3
import pandas as pd
import pyarrow as pa

from observatory.domain.grid import cell_to_ring
from observatory.domain.silence import LIBELLES, Classe
from observatory.present.labels import FEW, NARROW, number, plural
from observatory.present.maps import Outline, area_layers
from observatory.present.palette import HEXAGON_OPACITY, SILENCES, Theme, blend, map_colours

Area = tuple[dict[str, object], str, str]
_SWATCH = "flex:none;width:1.5rem;height:1rem;border-radius:3px;border:1px solid"
_ROW = "display:flex;align-items:center;gap:.6rem;margin:0;padding:.1rem 0;font-size:.9rem"


def territory_areas(table: pa.Table, contours: str, theme: Theme = "light") -> str:
    """The layers of a map of territories filled by class; ``contours`` is their outlines as GeoJSON with codes."""
    rows = {row["code"]: row for row in table.to_pylist()}
    features = [one for one in json.loads(contours)["features"] if one["properties"]["code"] in rows]
    areas: list[Area] = [
        (one["geometry"], _colour(rows[code]["classe"], theme), f"{rows[code]['nom']} : {_said(rows[code])}")
        for one in features
        for code in [one["properties"]["code"]]
    ]
    return area_layers(areas, [Outline("quartier", "Quartiers", contours)], _bounds(contours), theme)


def hexagon_areas(table: pa.Table, contours: str, theme: Theme = "light") -> str:
    """The layers of a map of hexagons filled by class, with the outlines of territories over them."""
    areas: list[Area] = [
        (
            {"type": "Polygon", "coordinates": [cell_to_ring(row["cell"])]},
            _colour(row["classe"], theme),
            LIBELLES[Classe(row["classe"])],
        )
        for row in table.to_pylist()
    ]
    return area_layers(areas, [Outline("quartier", "Quartiers", contours)], _corners(table["cell"].to_pylist()), theme)


def legend_of_classes(classes: Sequence[str], theme: Theme = "light") -> str:
    """The three classes with their colours and how many places each holds; hatched where nobody can tell."""
    ground = map_colours(theme)
    rows = []
    for one, words in LIBELLES.items():
        colour = _colour(one, theme)
        fill = (
            blend(colour, ground.commune, HEXAGON_OPACITY)
            if colour
            else f"repeating-linear-gradient(45deg,{ground.text}99 0 2px,{ground.commune} 2px 6px)"
        )
        mark = f'<span style="{_SWATCH} {ground.edge};background:{fill}"></span>'
        rows.append(f'<li style="{_ROW}">{mark}{escape(words)}{NARROW}: {number(list(classes).count(one))}</li>')
    return f'<ul style="list-style:none;margin:.35rem 0 0;padding:0">{"".join(rows)}</ul>'


def silence_frame(table: pa.Table) -> pd.DataFrame:
    """The territories in words, the silent ones first; a line without figures rests on too few."""
    order = list(LIBELLES)
    rows = sorted(
        table.to_pylist(), key=lambda row: (order.index(Classe(row["classe"])), row["rapport"] or 9, row["nom"])
    )
    return pd.DataFrame(
        {
            "Territoire": [row["nom"] for row in rows],
            "Ce que l'on peut dire": [LIBELLES[Classe(row["classe"])] for row in rows],
            "Redites pour 100": [_ratio(row) for row in rows],
            "Signalements": [_count(row["signalements"]) for row in rows],
            "Pour 100 adresses": [_rates(row["par_adresse"], row["comparables"]) for row in rows],
            "Au rythme d'ailleurs": [_count(row["estime"]) for row in rows],
        }
    )


COLUMNS = (
    "**Redites pour 100**\u00a0: signalements après le premier, pour 100 attendus au rythme du reste de la ville, "
    "et leur intervalle. **Pour 100 adresses**\u00a0: signalements, et entre parenthèses ceux des lieux bâtis de même. "
    "**Au rythme d'ailleurs**\u00a0: signalements qu'il y aurait si l'on signalait aussi volontiers qu'ailleurs."
)
"""What the columns of the table mean."""


def silence_sentences(table: pa.Table) -> list[str]:
    """What is found, in plain sentences: the silent territories one by one, or that there is none."""
    rows = table.to_pylist()
    silent = [row for row in rows if row["classe"] == Classe.SILENCIEUSE]
    unknown = sum(row["classe"] == Classe.INCONNUE for row in rows)
    said = [_silent(row) for row in silent] or ["Aucun territoire ne ressort comme silencieux sur cette période."]
    if rows and all(row["par_adresse"] != row["par_adresse"] for row in rows):
        said.append("La base n'a pas d'adresses : sans elles, aucun lieu ne peut être dit silencieux.")
    if unknown:
        said.append(f"Pour {plural(unknown, 'territoire')}, il n'y a pas assez de données pour le dire.")
    return said


def _silent(row: Mapping[str, float | str]) -> str:
    if row["rapport"] is None:
        return f"**{row['nom']}** : on y signale moins qu'ailleurs."
    per = number(100 * float(row["rapport"]))
    low, high = number(100 * float(row["bas"])), number(100 * float(row["haut"]))
    return (
        f"**{row['nom']}** : quand un problème y est déjà signalé, d'autres habitants le signalent à leur tour "
        f"**{per} fois** là où, ailleurs, on en entendrait 100 (entre {low} et {high}). Et l'on y signale moins par "
        "adresse que dans des lieux bâtis de même."
    )


def _said(row: Mapping[str, object]) -> str:
    return LIBELLES[Classe(str(row["classe"]))].lower()


def _colour(classe: str, theme: Theme) -> str:
    return SILENCES[theme].get(str(classe), "")


def _ratio(row: Mapping[str, float | None]) -> str:
    value, low, high = row["rapport"], row["bas"], row["haut"]
    if value is None or low is None or high is None:
        return FEW
    if value != value:
        return "–"
    return f"{number(100 * value)} ({number(100 * low)} à {number(100 * high)})"


def _count(value: float | None) -> str:
    return FEW if value is None else "–" if value != value else number(value)


def _rates(value: float | None, others: float | None) -> str:
    if value is None or others is None:
        return FEW
    return "–" if value != value else f"{number(100 * value)} ({number(100 * others)})"


def _bounds(contours: str) -> list[list[float]]:
    """South-west and north-east corners of outlines."""
    import shapely

    shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in json.loads(contours)["features"]]
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    return [[south, west], [north, east]]


def _corners(cells: Sequence[int]) -> list[list[float]]:
    centres = [h3.cell_to_latlng(cell) for cell in cells]
    lats, lons = [c[0] for c in centres], [c[1] for c in centres]
    return [[min(lats), min(lons)], [max(lats), max(lons)]]
