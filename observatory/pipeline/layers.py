"""Outlines and the base layer of maps, as GeoJSON text."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely

from observatory.pipeline.office import COMMUNE, WATER, Office
from observatory.pipeline.questions import perimeter
from observatory.store.adresses import voies_read
from observatory.store.territoires import contours_read, territoires_in_force

PARKS = "parc"
_GRID_DEGREES = 1e-6
"""About ten centimetres: enough for a screen, and half the bytes."""


def outlines(office: Office, zonage: str, day: dt.date) -> str:
    """The territories of a zonage in force on ``day``: properties code, nom, population.

    Raises
    ------
    NotFound
        When the base has no such zonage.
    """
    known = perimeter(office, zonage, day)
    shapes = contours_read(office.database, [t.id for t in known])
    properties: list[dict[str, object]] = [{"code": t.code, "nom": t.nom, "population": t.population} for t in known]
    return _collection(zip(shapes, properties, strict=True))


def base_layer(office: Office) -> str:
    """Commune, water, parks, then streets: properties genre, nom. Layers that the base lacks are left out."""
    features: list[tuple[Any, dict[str, object]]] = []
    for zonage in (COMMUNE, WATER, PARKS):
        known = territoires_in_force(office.database, zonage, office.today())
        shapes = contours_read(office.database, [t.id for t in known])
        features += [(shape, {"genre": zonage, "nom": t.nom}) for shape, t in zip(shapes, known, strict=True)]
    voies = voies_read(office.database)
    lines = shapely.from_wkb(voies["contour"].to_numpy(zero_copy_only=False))
    features += [
        (line, {"genre": "voie", "nom": nom}) for line, nom in zip(lines, voies["nom"].to_pylist(), strict=True)
    ]
    return _collection(features)


def _collection(features: Iterable[tuple[Any, dict[str, object]]]) -> str:
    pairs = list(features)
    shapes = np.array([shape for shape, _ in pairs], object)
    rounded = shapely.set_precision(shapes, _GRID_DEGREES, mode="pointwise") if len(shapes) else shapes
    parts = [
        f'{{"type":"Feature","properties":{json.dumps(properties, ensure_ascii=False)},"geometry":{text}}}'
        for text, (_, properties) in zip(shapely.to_geojson(rounded), pairs, strict=True)
    ]
    return '{"type":"FeatureCollection","features":[' + ",".join(parts) + "]}"
