"""Territories on their way into the base: those of a layer, and those that somebody draws on a map."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import shapely

from observatory.domain.cover import TerritoryIndex, geometry_to_cover
from observatory.domain.errors import ValueRefused
from observatory.domain.garde import Genre, find_personal
from observatory.domain.grid import Cells
from observatory.domain.position import EARTH_RADIUS_M, Position
from observatory.pipeline.fiction import refuse_outside_fiction
from observatory.pipeline.office import Office
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.territoires import NewTerritoire, appartenance_write, located_points, territoires_write

MOST_CORNERS = 500
SMALLEST_M2, LARGEST_M2 = 100.0, 2e9
_LONGEST_NAME = 100


def draw_territory(
    office: Office,
    zonage: str,
    nom: str,
    contour: Sequence[tuple[float, float]],
    *,
    code: str = "",
    depuis: dt.date | None = None,
    jusqua: dt.date | None = None,
    auteur: str,
) -> int:
    """Keep a territory by its corners (latitude, longitude), in order; the last one is tied to the first.

    ``depuis`` is today where it is not said. An earlier territory of the same zonage and code ends the day before.

    Returns
    -------
    How many located signalements, of any date, lie in it.

    Raises
    ------
    ValueRefused
        When it has no name, its outline crosses itself or is no area of a city, or its days are reversed.
    """
    zonage, nom, depuis = check_zonage(zonage, depuis, jusqua), " ".join(nom.split()), depuis or office.today()
    if not nom or len(nom) > _LONGEST_NAME:
        raise ValueRefused(f"Donnez au territoire un nom de {_LONGEST_NAME} caractères au plus.")
    if any(found.genre == Genre.PLAQUE for found in find_personal(nom)):
        raise ValueRefused("Le nom du territoire contient une plaque : donnez-lui le nom d'un lieu.")
    shape = _drawn(contour)
    centre = shape.centroid
    refuse_outside_fiction(office, np.array([centre.y]), np.array([centre.x]))
    item = NewTerritoire(code.strip() or _code(nom), nom, None, shape, geometry_to_cover(shape))

    def change(cursor: Cursor) -> int:
        _, _, inside = keep_territories(office, cursor, zonage, [item], depuis, jusqua)
        journal_append(
            cursor, le=office.clock(), auteur=auteur, evenement="dessin", objet="territoires", cle=zonage,
            detail={"code": item.code, "sommets": len(contour), "signalements": inside},
        )  # fmt: skip
        return inside

    return office.database.write(change)


def keep_territories(
    office: Office,
    cursor: Cursor,
    zonage: str,
    items: Sequence[NewTerritoire],
    depuis: dt.date | None,
    jusqua: dt.date | None,
) -> tuple[int, int, int]:
    """Write territories and tie the located signalements to them: how many were replaced, ended, and ties made."""
    ids, replaced, ended = territoires_write(cursor, zonage, items, depuis, jusqua)
    known, cells, lats, lons = located_points(office.database)
    index = TerritoryIndex.build([item.geometry for item in items], [item.cover for item in items])
    points, owners = index.memberships(cells, lats, lons)
    tied: Cells = known[points]
    appartenance_write(cursor, tied, np.array(ids, np.int64)[owners])
    return replaced, ended, len(tied)


def check_zonage(zonage: str, depuis: dt.date | None, jusqua: dt.date | None) -> str:
    """The name of a zonage as it is kept.

    Raises
    ------
    ValueRefused
        When it has no name, or ``jusqua`` comes before ``depuis``.
    """
    zonage = zonage.strip().lower()
    if not zonage:
        raise ValueRefused("Le zonage doit avoir un nom : commune, quartier, zsp, qpv, qrr, iris, bailleur…")
    if depuis and jusqua and jusqua < depuis:
        raise ValueRefused(f"La validité finit le {jusqua:%d/%m/%Y}, avant de commencer le {depuis:%d/%m/%Y}.")
    return zonage


def _drawn(contour: Sequence[tuple[float, float]]) -> shapely.MultiPolygon:
    if not 3 <= len(contour) <= MOST_CORNERS:
        raise ValueRefused(f"Un contour a de 3 à {MOST_CORNERS} sommets ; celui-ci en a {len(contour)}.")
    corners = [Position(lat=lat, lon=lon) for lat, lon in contour]
    shape = shapely.Polygon([(one.lon, one.lat) for one in corners])
    if not shape.is_valid:
        raise ValueRefused("Ce contour se croise lui-même : reprenez-le en tournant toujours dans le même sens.")
    metres = shape.area * np.radians(1) ** 2 * EARTH_RADIUS_M**2 * np.cos(np.radians(shape.centroid.y))
    if not SMALLEST_M2 <= metres <= LARGEST_M2:
        raise ValueRefused(f"Ce contour mesure {metres / 1e6:.4f} km² : ce n'est pas un territoire d'une ville.")
    return shapely.MultiPolygon([shape])


def _code(nom: str) -> str:
    bare = "".join(one for one in unicodedata.normalize("NFD", nom.upper()) if not unicodedata.combining(one))
    return re.sub(r"[^A-Z0-9]+", "-", bare).strip("-")[:40] or "DESSIN"
