"""A layer of shapes, whatever its file, as features in WGS84 with what had to be decided."""

from __future__ import annotations

import math
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from observatory.domain.errors import FormatError, NotFound
from observatory.intake.mots import listed, nearest, plain

if TYPE_CHECKING:
    import geopandas as gpd

WGS84 = "EPSG:4326"
LAMBERT_93 = "EPSG:2154"

SIGNATURES = {
    ".geojson": (b"{", b"["),
    ".json": (b"{", b"["),
    ".gpkg": (b"SQLite format 3",),
    ".shp": (b"\x00\x00\x27\x0a",),
}
"""How a file of each ending begins: what begins otherwise (a virtual layer that names other files) is not opened."""

_UNREADABLE = (shapely.errors.ShapelyError, ValueError, RuntimeError)

MAX_LAYER_BYTES = 1024**3
"""Bytes, unpacked, that a layer's file may weigh."""

AREAS = ("Polygon", "MultiPolygon", "GeometryCollection")
LINES = ("LineString", "MultiLineString", "GeometryCollection")
POINTS = ("Point", "MultiPoint", *LINES, *AREAS)


@dataclass(frozen=True)
class Layer:
    """Features of a file: `frame` in WGS84 (index: rank in the file from 0) and French `remarques`."""

    name: str
    frame: gpd.GeoDataFrame
    remarques: list[str] = field(default_factory=list)

    @property
    def fields(self) -> list[str]:
        """Names of the attributes."""
        return [str(name) for name in self.frame.columns if name != self.frame.geometry.name]

    def pick(self, wanted: str | None, usual: Sequence[str], role: str, distinct: float = 0.0) -> str | None:
        """The field for a role: the one asked for, else the first usual name that exists (and said).

        A guessed field must hold something; when `distinct` is given, it must be filled in 9 features of 10 and hold
        different values in that share of them.

        Raises
        ------
        FormatError
            The field asked for does not exist: the message lists the fields and suggests the nearest.
        """
        by_plain = {plain(name): name for name in reversed(self.fields)}
        if wanted is not None:
            found = wanted if wanted in self.fields else by_plain.get(plain(wanted))
            if found is None:
                near = nearest(wanted, self.fields)
                hint = f" Vouliez-vous dire « {near} » ?" if near else ""
                raise FormatError(
                    f"{self.name} n'a pas de champ « {wanted} » (pour {role}).{hint} "
                    f"Champs de la couche : {listed(self.fields) or 'aucun'}."
                )
            return found
        guesses = (by_plain[one] for one in usual if one in by_plain)
        found = next((one for one in guesses if self._telling(one, distinct)), None)
        if found is not None:
            self.remarques.append(f"Champ retenu pour {role} : « {found} ».")
        return found

    def record(self, index: int) -> dict[str, str]:
        """The attributes of one feature as text."""
        return {name: value_text(self.frame[name].iloc[index]) for name in self.fields}

    def _telling(self, name: str, distinct: float) -> bool:
        """Whether a field holds enough, and enough different values, for its role."""
        filled = [text for text in self.texts(name) if text]
        count = len(self.frame)
        enough = 0.9 * count if distinct else 1
        return len(filled) >= enough and len(set(filled)) >= distinct * count

    def texts(self, name: str | None) -> list[str]:
        """A field as trimmed text ('' where empty or where `name` is None); 12.0 is ``12``."""
        if name is None:
            return [""] * len(self.frame)
        return [value_text(value) for value in self.frame[name].tolist()]


def value_text(value: Any) -> str:
    """An attribute as text: nothing for a missing value, no ``.0`` for a whole number."""
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return str(int(value)) if math.isfinite(value) and value == int(value) else repr(value)
    text = " ".join(str(value).split())
    return "" if value is None or text in ("NaT", "<NA>") else text


def read_layer(path: Path, kinds: Sequence[str]) -> Layer:
    """Read the first layer of a file that has the wanted kinds of shape, in WGS84.

    GeoJSON, GeoPackage, Shapefile (.shp, or zipped), GeoParquet, in any coordinate system. Without one, degrees are
    taken as WGS84 and metres that fit metropolitan France as Lambert-93, and it is said.

    Raises
    ------
    NotFound
        No such file.
    FormatError
        Not a layer, too big, no shape of the wanted kind, or an unknown coordinate system.
    """
    if not path.is_file():
        raise NotFound(f"Le fichier {path} n'existe pas : vérifier son nom et son dossier.")
    remarks: list[str] = []
    frame = (
        _read_parquet(path) if path.suffix.lower() in (".parquet", ".geoparquet") else _read_ogr(path, kinds, remarks)
    )
    if len(frame) == 0:
        raise FormatError(f"{path.name} ne contient aucun objet : vérifier la couche exportée.")
    frame = _to_wgs84(frame, path.name, remarks)
    import geopandas as gpd  # a second to import: only what reads a layer pays it

    flat = shapely.force_2d(frame.geometry.to_numpy())
    return Layer(path.name, frame.set_geometry(gpd.GeoSeries(flat, crs=WGS84, index=frame.index)), remarks)


def _read_parquet(path: Path) -> gpd.GeoDataFrame:
    import geopandas as gpd

    _refuse_big(path, path.stat().st_size)
    try:
        return gpd.read_parquet(path).reset_index(drop=True)
    except (*_UNREADABLE, pa.ArrowException, OSError, KeyError, TypeError, CRSError) as error:
        raise FormatError(f"{path.name} n'est pas un GeoParquet lisible : l'exporter de nouveau.") from error


def _read_ogr(path: Path, kinds: Sequence[str], remarks: list[str]) -> gpd.GeoDataFrame:
    import pyogrio  # it brings geopandas: two seconds that only who reads a layer pays
    import pyogrio.errors

    source = _source(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            layers = [(str(name), kind) for name, kind in pyogrio.list_layers(source)]
        spatial = [(name, kind) for name, kind in layers if kind is not None]
        if not spatial:
            raise FormatError(f"{path.name} ne contient aucune couche de formes.")
        chosen = next((name for name, kind in spatial if _fits(kind, kinds)), spatial[0][0])
        if len(layers) > 1:
            others = [name for name, _ in layers if name != chosen]
            remarks.append(f"Couche lue : « {chosen} » (laissées de côté : {listed(others)}).")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return pyogrio.read_dataframe(source, layer=chosen, on_invalid="ignore").reset_index(drop=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, CRSError) as error:
        raise FormatError(
            f"{path.name} n'est pas une couche lisible (GeoJSON, GeoPackage, Shapefile avec ses fichiers .shx et "
            ".dbf, ou GeoParquet) : l'exporter de nouveau."
        ) from error
    except _UNREADABLE as error:
        raise FormatError(f"{path.name} contient des formes illisibles ({error}) : l'exporter de nouveau.") from error


def _source(path: Path) -> str:
    """What to hand to GDAL: local files only, a zip opened in place once its size is known."""
    if path.suffix.lower() != ".zip":
        _refuse_big(path, path.stat().st_size)
        with path.open("rb") as stream:
            _refuse_foreign(path.name, stream.read(64))
        return str(path.resolve())
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_big(path, sum(info.file_size for info in archive.infolist()))
            inside = _layer_inside(path, archive)
            with archive.open(inside) as part:
                _refuse_foreign(inside, part.read(64))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise FormatError(f"L'archive {path.name} est abîmée ou protégée : la reprendre.") from error
    return f"/vsizip/{path.resolve()}/{inside}"


def _layer_inside(path: Path, archive: zipfile.ZipFile) -> str:
    """The first layer of an archive."""
    for name in archive.namelist():
        if name.lower().endswith((".shp", ".gpkg", ".geojson")) and not name.startswith("__MACOSX"):
            return name
    raise FormatError(f"L'archive {path.name} ne contient ni .shp, ni .gpkg, ni .geojson.")


def _refuse_foreign(name: str, head: bytes) -> None:
    begins = SIGNATURES.get(Path(name).suffix.lower(), ())
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(begins) and not head.startswith(begins):
        raise FormatError(
            f"{name} n'est pas une couche lisible (GeoJSON, GeoPackage, Shapefile ou GeoParquet) : "
            "l'exporter de nouveau."
        )


def _refuse_big(path: Path, size: int) -> None:
    if size > MAX_LAYER_BYTES:
        raise FormatError(
            f"{path.name} pèse {size // 1024**2} Mo (limite : {MAX_LAYER_BYTES // 1024**2} Mo) : "
            "n'en garder que la commune."
        )


def _fits(kind: str, kinds: Sequence[str]) -> bool:
    bare = kind.split()[0].removeprefix("2.5D").removesuffix("Z").removesuffix("M").strip()
    return bare in (*kinds, "Unknown") or "2.5D" in kind


def _to_wgs84(frame: gpd.GeoDataFrame, name: str, remarks: list[str]) -> gpd.GeoDataFrame:
    if frame.crs is None:
        frame = frame.set_crs(_guess_crs(frame, name, remarks), allow_override=True)
    try:
        if CRS.from_user_input(frame.crs).equals(CRS.from_epsg(4326), ignore_axis_order=True):
            moved = frame.set_crs(WGS84, allow_override=True)
        else:
            moved = frame.to_crs(WGS84)
            remarks.append(f"Coordonnées converties en WGS84 (système d'origine : {frame.crs.name}).")
    except (CRSError, ProjError) as error:
        raise FormatError(f"Le système de coordonnées de {name} est inconnu : l'exporter en WGS84.") from error
    bounds = shapely.bounds(moved.geometry.to_numpy())
    if np.any(np.abs(bounds[np.isfinite(bounds).all(axis=1)]) > 180.0001):
        raise _outside(name)
    return moved


def _guess_crs(frame: gpd.GeoDataFrame, name: str, remarks: list[str]) -> str:
    bounds = shapely.total_bounds(frame.geometry.to_numpy())
    if not np.isfinite(bounds).all():
        return WGS84
    if np.abs(bounds[[0, 2]]).max() <= 180 and np.abs(bounds[[1, 3]]).max() <= 90:
        remarks.append("Système de coordonnées absent : WGS84 supposé.")
        return WGS84
    if bounds[0] > 50_000 and bounds[2] < 1_300_000 and bounds[1] > 6_000_000 and bounds[3] < 7_200_000:
        remarks.append(
            "Système de coordonnées absent : Lambert-93 supposé d'après les valeurs ; vérifier sur la carte."
        )
        return LAMBERT_93
    raise _outside(name)


def _outside(name: str) -> FormatError:
    return FormatError(
        f"Les coordonnées de {name} sortent du globe et leur système n'est pas reconnu : "
        "l'exporter en WGS84 (EPSG:4326)."
    )
