"""Layers of territories, streets and places: mended, named, and what cannot be used said."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from observatory.domain.errors import FormatError
from observatory.intake.couche_fichier import AREAS, LINES, POINTS, Layer, read_layer
from observatory.intake.mots import listed, plain
from observatory.intake.positions import read_number
from observatory.intake.rejets import Rejet

USUAL_CODES = (
    "code",
    "code_qp",
    "code_qpv",
    "codeqpv",
    "code_iris",
    "iris9",
    "dcomiris",
    "c_quinsee",
    "c_arinsee",
    "c_qu",
    "c_ar",
    "squartmno",
    "quartmno",
    "code_insee",
    "insee_com",
    "insee",
    "codgeo",
    "idcar_200m",
    "identifiant",
    "id",
    "objectid",
)
"""Usual names of a territory's code, the surest first."""

USUAL_NAMES = (
    "nom",
    "name",
    "libelle",
    "nom_qp",
    "nom_qpv",
    "lib_qp",
    "l_qu",
    "l_aroff",
    "l_ar",
    "libquart",
    "libsquart",
    "nom_iris",
    "lib_iris",
    "nom_quartier",
    "quartier",
    "nom_zsp",
    "nom_com",
    "nom_commune",
    "libgeo",
    "label",
    "lib",
)
"""Usual names of a territory's name."""

USUAL_POPULATIONS = (
    "population",
    "pop",
    "pop_mun",
    "pmun",
    "ptot",
    "c11_pop15p",
    "p_pop",
    "ind",
    "nb_hab",
    "habitants",
)
"""Usual names of a territory's population."""

USUAL_STREETS = ("nom", "lib_off", "nom_voie", "libelle", "name", "nomvoi", "lib_voie", "libvoie", "voie", "l_longmin")
"""Usual names of a street's name."""

USUAL_PLACES = ("nom", "libel", "libelle", "name", "lib", "label", "designation", "nom_etab", "intitule")
"""Usual names of a place's name."""

USUAL_KINDS = ("genre", "type", "categorie", "famille", "nature", "class", "amenity")
"""Usual names of a kind of place or street."""


class Territoire(NamedTuple):
    """One territory: `geometry` is a valid MultiPolygon in WGS84."""

    code: str
    nom: str
    population: float | None
    geometry: MultiPolygon


class Voie(NamedTuple):
    """One stretch of street: `geometry` is a MultiLineString in WGS84; `genre` as the source says, or None."""

    nom: str
    genre: str | None
    geometry: MultiLineString


class Lieu(NamedTuple):
    """One place: a point in WGS84 (inside its outline when the source draws one)."""

    nom: str
    genre: str | None
    geometry: Point


@dataclass(frozen=True)
class TerritoireBatch:
    """Territories of a file, features refused (`ligne`: rank in the file, from 1), and remarks."""

    items: list[Territoire]
    rejets: list[Rejet] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class VoieBatch:
    """Streets of a file, features refused, and remarks."""

    items: list[Voie]
    rejets: list[Rejet] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class LieuBatch:
    """Places of a file, features refused, and remarks."""

    items: list[Lieu]
    rejets: list[Rejet] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)


def read_territoires(
    path: Path, code: str | None = None, nom: str | None = None, population: str | None = None
) -> TerritoireBatch:
    """Read territories from GeoJSON, GeoPackage, Shapefile (or zip) or GeoParquet, in any coordinate system.

    `code`, `nom`, `population` name fields; where absent they are guessed and said. Invalid rings are mended and
    said. Features of one code are one territory (their union; populations are added when all are known), unless
    their names say otherwise. A feature without an area is refused. Without a code field, the code is made of the
    name or the shape.

    Raises
    ------
    NotFound, FormatError
        No such file or field, not a layer, no area in it.
    """
    layer = read_layer(path, AREAS)
    names = _picked(layer, code, nom, population)
    codes, titles, heads = (layer.texts(name) for name in names)
    rejets: list[Rejet] = []
    found: list[Territoire] = []
    mended = 0
    for index, shape in enumerate(layer.frame.geometry.to_numpy()):
        area, was_mended, reason = to_area(shape)
        mended += was_mended
        if area is None:
            rejets.append(_refused(layer, index, reason))
            continue
        made = codes[index] or _made_code(titles[index], area)
        people = _population(heads[index], index, layer.remarques)
        title = titles[index] or codes[index] or f"Zone {index + 1}"
        found.append(Territoire(made, title, people, area))
    if mended:
        layer.remarques.append(f"{mended} contour(s) mal formé(s) réparé(s).")
    if names[0] is None:
        layer.remarques.append("Aucun champ de code : codes formés d'après le nom ou le contour.")
    told_apart = nom is not None or len({one.code for one in found}) >= 0.9 * len(found)
    items = _merged(found, told_apart, layer.remarques)
    if not items:
        raise FormatError(f"{path.name} ne contient aucune surface : il faut des polygones pour un zonage.")
    return TerritoireBatch(items, rejets, layer.remarques)


def read_voies(path: Path, nom: str | None = None, genre: str | None = None) -> VoieBatch:
    """Read street centre lines; a feature without a name or without a line is refused.

    Raises
    ------
    NotFound, FormatError
        No such file or field, or not a layer of lines.
    """
    layer = read_layer(path, LINES)
    name = _required(layer, nom, USUAL_STREETS, "le nom de la voie")
    kind = layer.pick(genre, ("type", "typvoi", "genre", "nature"), "le genre de voie")
    titles, kinds = layer.texts(name), layer.texts(kind)
    items: list[Voie] = []
    rejets: list[Rejet] = []
    for index, shape in enumerate(layer.frame.geometry.to_numpy()):
        lines = [one for one in _parts(shape) if isinstance(one, LineString) and one.length > 0]
        if not titles[index]:
            rejets.append(_refused(layer, index, f"la voie n'a pas de nom (champ « {name} »)"))
        elif not lines or not _finite(shape):
            rejets.append(_refused(layer, index, "la voie n'a pas de ligne"))
        else:
            items.append(Voie(titles[index], kinds[index] or None, MultiLineString(lines)))
    return VoieBatch(items, rejets, layer.remarques)


def read_lieux(path: Path, nom: str | None = None, genre: str | None = None) -> LieuBatch:
    """Read places; a line or an area gives a point on it. A feature without a name or a shape is refused.

    Raises
    ------
    NotFound, FormatError
        No such file or field, or not a layer.
    """
    layer = read_layer(path, POINTS)
    name = _required(layer, nom, USUAL_PLACES, "le nom du lieu")
    kind = layer.pick(genre, USUAL_KINDS, "le genre de lieu")
    titles, kinds = layer.texts(name), layer.texts(kind)
    items: list[Lieu] = []
    rejets: list[Rejet] = []
    for index, shape in enumerate(layer.frame.geometry.to_numpy()):
        if not titles[index]:
            rejets.append(_refused(layer, index, f"le lieu n'a pas de nom (champ « {name} »)"))
        elif shape is None or shape.is_empty or not _finite(shape):
            rejets.append(_refused(layer, index, "le lieu n'a pas de position"))
        else:
            point = shape if isinstance(shape, Point) else shapely.make_valid(shape).representative_point()
            items.append(Lieu(titles[index], kinds[index] or None, point))
    return LieuBatch(items, rejets, layer.remarques)


def to_area(shape: BaseGeometry | None) -> tuple[MultiPolygon | None, bool, str]:
    """The areas of a shape as one valid MultiPolygon, whether it was mended, and why there is none (French)."""
    if shape is None or shape.is_empty:
        return None, False, "l'objet n'a pas de forme"
    if not _finite(shape):
        return None, False, "une coordonnée de l'objet n'est pas un nombre"
    valid = bool(shapely.is_valid(shape))
    mended = shape if valid else shapely.make_valid(shape)
    polygons = [one for one in _parts(mended) if isinstance(one, Polygon) and one.area > 0]
    if not polygons:
        return None, False, f"l'objet n'est pas une surface ({shape.geom_type})"
    joined = shapely.union_all(polygons) if len(polygons) > 1 and not isinstance(mended, MultiPolygon) else mended
    kept = [one for one in _parts(joined) if isinstance(one, Polygon) and one.area > 0]
    return MultiPolygon(kept), not valid, ""


def _finite(shape: BaseGeometry | None) -> bool:
    return shape is None or bool(np.isfinite(shapely.get_coordinates(shape)).all())


def _parts(shape: BaseGeometry | None) -> list[BaseGeometry]:
    """Simple shapes of a shape, collections of collections included."""
    if shape is None or shape.is_empty:
        return []
    if not hasattr(shape, "geoms"):
        return [shape]
    return [part for one in shape.geoms for part in _parts(one)]


def _picked(
    layer: Layer, code: str | None, nom: str | None, population: str | None
) -> tuple[str | None, str | None, str | None]:
    return (
        layer.pick(code, USUAL_CODES, "le code", distinct=0.9),
        layer.pick(nom, USUAL_NAMES, "le nom", distinct=0.5),
        layer.pick(population, USUAL_POPULATIONS, "la population"),
    )


def _required(layer: Layer, wanted: str | None, usual: Sequence[str], role: str) -> str:
    found = layer.pick(wanted, usual, role)
    if found is None:
        raise FormatError(
            f"{layer.name} : aucun champ n'est reconnu pour {role}. Le nommer parmi : "
            + (", ".join(f"« {name} »" for name in layer.fields) or "aucun champ")
            + "."
        )
    return found


def _refused(layer: Layer, index: int, reason: str) -> Rejet:
    return Rejet(index + 1, reason, layer.record(index))


def _population(text: str, index: int, remarks: list[str]) -> float | None:
    if not text:
        return None
    value = read_number(re.sub(r"\s", "", text))
    if value is None or value < 0:
        remarks.append(f"Objet {index + 1} : population « {text} » illisible, laissée vide.")
        return None
    return value


def _made_code(title: str, area: MultiPolygon) -> str:
    """A code that the same file gives again: of the name, else of the shape."""
    slug = _slug(title)
    if slug:
        return slug
    normal = shapely.normalize(shapely.set_precision(area, 1e-6))
    return "zone-" + hashlib.sha256(shapely.to_wkb(normal)).hexdigest()[:10]


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", plain(title)).strip("-")[:60]


def _merged(found: list[Territoire], told_apart: bool, remarks: list[str]) -> list[Territoire]:
    """Territories by code: parts of one code are joined; under different names they stay apart if `told_apart`."""
    by_code: dict[str, list[Territoire]] = {}
    for one in found:
        by_code.setdefault(one.code, []).append(one)
    items: list[Territoire] = []
    for code, parts in by_code.items():
        titles = list(dict.fromkeys(part.nom for part in parts))
        if len(parts) == 1:
            items.append(parts[0])
        elif len(titles) > 1 and told_apart:
            remarks.append(f"Code « {code} » porté par {listed(titles)} : chacun reçoit un code à lui.")
            groups = [[part for part in parts if part.nom == title] for title in titles]
            items.extend(_joined(f"{code}-{_slug(group[0].nom)}", group[0].nom, group) for group in groups)
        else:
            remarks.append(f"Code « {code} » présent {len(parts)} fois : contours réunis en un seul territoire.")
            items.append(_joined(code, titles[0] if len(titles) == 1 else code, parts))
    return items


def _joined(code: str, title: str, parts: list[Territoire]) -> Territoire:
    """One territory of several parts; a population that each part repeats is counted once."""
    area, _, _ = to_area(shapely.union_all([part.geometry for part in parts]))
    people = [part.population for part in parts if part.population is not None]
    total = None if len(people) < len(parts) else people[0] if len(set(people)) == 1 else sum(people)
    return Territoire(code, title, total, area or parts[0].geometry)
