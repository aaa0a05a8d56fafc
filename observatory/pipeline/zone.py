"""The outline of an action: read from a file, drawn around a point, checked, and the hexagons that it touches."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import h3.api.basic_int as h3
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from observatory.domain.effet import Zone
from observatory.domain.errors import FormatError, TooMuch, ValueRefused
from observatory.domain.grid import Cells
from observatory.domain.position import EARTH_RADIUS_M, Position
from observatory.intake.couches import read_territoires, to_area
from observatory.pipeline.office import Office
from observatory.store.territoires import contours_read

MOST_BYTES = 20 * 1024**2
SMALLEST_M2 = 200.0
"""Less is a spot: nothing can be counted in it."""
LEAST_RADIUS_M, MOST_RADIUS_M = 20, 2_000

ENDINGS = (".geojson", ".json", ".gpkg", ".zip", ".parquet", ".geoparquet")
"""Files that hold a layer all by themselves: a shapefile comes in a zip."""


def read_zone(content: bytes, name: str) -> Zone:
    """The outline of a file: the union of its polygons, in degrees, whatever its coordinate system.

    Raises
    ------
    FormatError
        When the file is no layer, is empty, or holds no polygon.
    TooMuch
        When it weighs more than 20 MB.
    """
    if len(content) > MOST_BYTES:
        raise TooMuch(f"{name} pèse plus de {MOST_BYTES // 1024**2} Mo : n'y laissez que le contour de la zone.")
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS and content.lstrip().startswith(b"{"):
        ending = ".geojson"  # whatever it is called
    if ending not in ENDINGS:
        raise FormatError(
            f"{name} : une zone se lit dans un fichier {', '.join(ENDINGS)} (un Shapefile se donne en .zip)."
        )
    if not content.strip():
        raise FormatError(f"{name} est vide : exportez de nouveau le contour de la zone.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"zone{ending}"
        path.write_bytes(content)
        try:
            batch = read_territoires(path)
        except FormatError as error:
            raise FormatError(error.message.replace(path.name, name).replace("un zonage", "une zone")) from error
    area, _, reason = to_area(shapely.union_all([one.geometry for one in batch.items]))
    if area is None:
        raise FormatError(f"{name} : {reason}.")
    told = [one for one in batch.remarques if "code" not in one and "Champ retenu" not in one]
    if batch.rejets:
        told.append(
            f"{len(batch.rejets)} objet laissé de côté : ce n'est pas une surface."
            if len(batch.rejets) == 1
            else f"{len(batch.rejets)} objets laissés de côté : ce ne sont pas des surfaces."
        )
    if len(batch.items) > 1:
        told.append(f"{len(batch.items)} contours réunis en une seule zone.")
    return Zone(shapely.to_geojson(area), tuple(one.replace(path.name, name) for one in told))


def disc(lat: float, lon: float, radius_m: int) -> Zone:
    """The disc around a point.

    Raises
    ------
    ValueRefused
        When the point is not on the globe, or the radius not between 20 and 2,000 metres.
    """
    middle = Position(lat=lat, lon=lon)
    if not LEAST_RADIUS_M <= radius_m <= MOST_RADIUS_M:
        raise ValueRefused(f"Un rayon de {radius_m} m : choisissez de {LEAST_RADIUS_M} à {MOST_RADIUS_M} m.")
    return Zone(shapely.to_geojson(buffered(shapely.Point(middle.lon, middle.lat), radius_m)))


def parse_zone(contour: str) -> BaseGeometry:
    """The area of a GeoJSON text: a geometry, a feature or a collection of them.

    Raises
    ------
    FormatError
        When it is no GeoJSON, or holds no polygon.
    ValueRefused
        When it lies beyond the globe, or is too small.
    """
    try:
        json.loads(contour)
        shape = shapely.from_geojson(contour)
    except (ValueError, TypeError, shapely.errors.ShapelyError) as error:
        raise FormatError("Le contour de la zone n'est pas du GeoJSON : exportez-le de nouveau.") from error
    area, _, reason = to_area(shape)
    if area is None:
        raise FormatError(f"La zone doit être une surface fermée : {reason}.")
    west, south, east, north = area.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise ValueRefused("Le contour de la zone sort du globe : exportez-le en WGS84 (EPSG:4326).")
    if square_metres(area) < SMALLEST_M2:
        raise ValueRefused(f"La zone mesure moins de {SMALLEST_M2:.0f} m² : dessinez-la plus grande.")
    return area


def check_in_city(office: Office, area: BaseGeometry, ground: tuple[int, ...]) -> list[str]:
    """French remarks on a zone that the city holds in part; ``ground`` are the territories that make the city.

    Raises
    ------
    ValueRefused
        When it lies outside.
    """
    city = shapely.union_all([shapely.make_valid(one) for one in contours_read(office.database, list(ground))])
    inside = shapely.intersection(area, city).area / area.area
    if inside <= 0:
        raise ValueRefused(
            "La zone est hors de la ville (ou des territoires choisis) : vérifiez son contour et son système de "
            "coordonnées."
        )
    return [] if inside > 0.98 else [f"{100 * inside:.0f} % de la zone sont dans la ville : le reste ne compte pas."]


def buffered(shape: BaseGeometry, metres: float) -> BaseGeometry:
    """A shape in degrees grown by so many metres."""
    middle = shape.centroid
    scale = np.radians(1) * EARTH_RADIUS_M * np.array([np.cos(np.radians(middle.y)), 1.0])
    flat = shapely.transform(shape, lambda xy: xy * scale)
    grown: BaseGeometry = shapely.transform(shapely.buffer(flat, metres, quad_segs=16), lambda xy: xy / scale)
    return grown


def square_metres(shape: BaseGeometry) -> float:
    """The area of a shape in degrees."""
    return float(shape.area * np.radians(1) ** 2 * EARTH_RADIUS_M**2 * np.cos(np.radians(shape.centroid.y)))


def cells_touching(cells: Cells, shape: BaseGeometry) -> npt.NDArray[np.bool_]:
    """Which cells have a point in common with a shape in degrees: booleans in their order."""
    rings = [np.array(h3.cell_to_boundary(int(cell)))[:, ::-1] for cell in cells]
    polygons = np.array([shapely.Polygon(ring) for ring in rings], object)
    shapely.prepare(shape)
    return np.asarray(shapely.intersects(shape, polygons), bool)
