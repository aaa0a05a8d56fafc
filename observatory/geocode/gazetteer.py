"""The places that can be answered, as arrays: communes, distinct names, streets and lieux, addresses, words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.geocode.lexicon import SUFFIX_SPELLINGS
from observatory.geocode.normalise import city_without_arrondissement, fold, mend, text_to_key
from observatory.geocode.words import WordIndex

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Columns = Mapping[str, Sequence[Any]]

STREET, LIEU = 0, 1
"""Kinds of way: a street, or a place known by its name."""

NO_NUMBER = -1
METRES_PER_DEGREE = 111_195.0
_NUMBER = re.compile(r"\s*(\d{1,5})\s*([^\W\d_]*)")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Communes, names, ways and addresses tied by integer ids.

    A *name* is a distinct key (words compared); a *way* is a name in a commune (a street, or a lieu); the addresses
    of a way are contiguous and sorted by number. A commune here is a distinct (citycode, postcode).
    """

    commune_city: list[str]
    commune_postcode: list[str]
    commune_citycode: list[str]
    commune_lat: Floats
    commune_lon: Floats
    communes_by_key: dict[str, list[int]]
    names: dict[str, int]
    name_ways: list[list[int]]
    words: WordIndex
    way_label: list[str]
    way_commune: Ints
    way_kind: npt.NDArray[np.int8]
    way_lat: Floats
    way_lon: Floats
    way_radius: Floats
    way_start: Ints
    number: Ints
    suffix: Sequence[str]
    lat: Floats
    lon: Floats
    way: Ints
    id: Sequence[str]

    @classmethod
    def build(cls, adresses: Columns, voies: Columns | None = None, lieux: Columns | None = None) -> Gazetteer:
        """Index addresses, and optionally streets without addresses and lieux.

        Parameters
        ----------
        adresses : columns of equal length under the names of the Base Adresse Nationale: id, numero, rep, nom_voie,
            code_postal, code_insee, nom_commune, lon, lat. A row without a number is a street.
        voies, lieux : columns nom, lon, lat; they take the commune of the nearest address.
        """
        return _build(cls, adresses, voies, lieux)

    def addresses_of(self, way: int) -> slice:
        """Where the numbered addresses of a way stand in the arrays of addresses."""
        return slice(int(self.way_start[way]), int(self.way_start[way + 1]))


def _build(cls: type[Gazetteer], adresses: Columns, voies: Columns | None, lieux: Columns | None) -> Gazetteer:
    frame = _frame(adresses)
    frame["commune"], communes = _distinct([frame["code_insee"], frame["code_postal"], frame["nom_commune"]])
    frame["way"], ways = _distinct([frame["nom_voie"], frame["commune"]])
    table = _ways(frame, ways, voies, lieux)
    names, name_ways = _names(table["key"].tolist())
    numbered = frame[frame["number"] != NO_NUMBER].sort_values(["way", "number", "suffix"], kind="stable")
    city = [city_without_arrondissement(one) for one in frame["nom_commune"].to_numpy()[communes].tolist()]
    keys = [text_to_key(one) for one in city]
    commune_lat, commune_lon = _centres(frame, len(communes))
    return cls(
        commune_city=city,
        commune_postcode=frame["code_postal"].to_numpy()[communes].tolist(),
        commune_citycode=frame["code_insee"].to_numpy()[communes].tolist(),
        commune_lat=commune_lat,
        commune_lon=commune_lon,
        communes_by_key=_by_key([" ".join(key) for key in keys]),
        names=names,
        name_ways=name_ways,
        words=WordIndex.build(list(names)),
        way_label=table["nom"].tolist(),
        way_commune=table["commune"].to_numpy(np.int64),
        way_kind=table["kind"].to_numpy(np.int8),
        way_lat=table["lat"].to_numpy(np.float64),
        way_lon=table["lon"].to_numpy(np.float64),
        way_radius=table["radius"].to_numpy(np.float64),
        way_start=np.searchsorted(numbered["way"].to_numpy(), np.arange(len(table) + 1)).astype(np.int64),
        number=numbered["number"].to_numpy(np.int64),
        suffix=numbered["suffix"].tolist(),
        lat=numbered["lat"].to_numpy(np.float64),
        lon=numbered["lon"].to_numpy(np.float64),
        way=numbered["way"].to_numpy(np.int64),
        id=numbered["id"].tolist(),
    )


def _ways(frame: pd.DataFrame, first: Ints, voies: Columns | None, lieux: Columns | None) -> pd.DataFrame:
    """Streets that have addresses, streets that have none, lieux: nom, key, commune, kind, lat, lon, radius."""
    lat, lon, radius = _middles(frame, len(first))
    labels = frame["nom_voie"].to_numpy()[first].tolist()
    streets = pd.DataFrame(
        {
            "nom": pd.Series(labels, dtype=object),
            "key": pd.Series([" ".join(text_to_key(label)) for label in labels], dtype=object),
            "commune": frame["commune"].to_numpy()[first],
            "lat": lat,
            "lon": lon,
            "radius": radius,
            "kind": STREET,
        }
    )
    known = set(zip(streets["key"], streets["commune"].tolist(), strict=True))
    more = [_others(columns, kind, frame, known) for columns, kind in ((voies, STREET), (lieux, LIEU))]
    return pd.concat([streets, *(one for one in more if len(one))], ignore_index=True)


def _names(way_keys: Sequence[str]) -> tuple[dict[str, int], list[list[int]]]:
    """The id of each distinct key, and the ways that bear it; a way without a comparable word bears none."""
    groups = _by_key(way_keys)
    groups.pop("", None)
    return {key: index for index, key in enumerate(groups)}, list(groups.values())


def _by_key(keys: Sequence[str]) -> dict[str, list[int]]:
    """The places of each distinct key."""
    groups: dict[str, list[int]] = {}
    for index, key in enumerate(keys):
        groups.setdefault(key, []).append(index)
    return groups


def _centres(frame: pd.DataFrame, size: int) -> tuple[Floats, Floats]:
    """The mean position of the addresses of each commune."""
    commune = frame["commune"].to_numpy()
    count = np.maximum(np.bincount(commune, minlength=size), 1)
    lat = np.bincount(commune, frame["lat"].to_numpy(), minlength=size) / count
    lon = np.bincount(commune, frame["lon"].to_numpy(), minlength=size) / count
    return lat, lon


def _frame(adresses: Columns) -> pd.DataFrame:
    """The rows that have a name and a position, every text a str, the number split from its suffix."""
    columns = ("id", "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune")
    frame = pd.DataFrame({name: _texts(adresses.get(name), len(adresses["lat"])) for name in columns})
    mended = {text: mend(text) for text in frame["nom_voie"].unique()}
    frame["nom_voie"] = frame["nom_voie"].map(mended)
    for name in ("lat", "lon"):
        frame[name] = pd.to_numeric(pd.Series(np.asarray(adresses[name])), errors="coerce").to_numpy(np.float64)
    split = {text: _number(text) for text in frame["numero"].unique()}
    frame["number"] = np.array([split[text][0] for text in frame["numero"]], np.int64)
    frame["suffix"] = [_suffix(rep) or split[text][1] for text, rep in zip(frame["numero"], frame["rep"], strict=True)]
    known = np.isfinite(frame["lat"]) & np.isfinite(frame["lon"]) & (frame["nom_voie"] != "")
    return pd.DataFrame(frame[known]).reset_index(drop=True)


def _texts(values: Sequence[Any] | None, size: int) -> Any:
    """The values as an array of str; None and not-a-number are empty, 5.0 is « 5 »."""
    if values is None:
        return np.array([""] * size, dtype=object)
    return np.array([value.strip() if isinstance(value, str) else _text(value) for value in values], dtype=object)


def _text(value: Any) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _number(text: str) -> tuple[int, str]:
    """« 12 » → (12, ""), « 12bis » → (12, "bis"); what is no number, 0 and words → no number."""
    found = _NUMBER.match(text)
    if not found or not int(found.group(1)) > 0:
        return NO_NUMBER, ""
    return int(found.group(1)), _suffix(found.group(2))


def _suffix(text: str) -> str:
    """« BIS » → « bis », « qua » → « quater »."""
    suffix = fold(text).strip()
    return SUFFIX_SPELLINGS.get(suffix, suffix)


def _distinct(columns: Sequence[Any]) -> tuple[Ints, Ints]:
    """For rows of several columns: the id of each row's combination, and the first row of each id."""
    codes = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        one, values = pd.factorize(np.asarray(column, dtype=object))
        codes = pd.factorize(codes * (len(values) + 1) + one)[0].astype(np.int64)
    _, first = np.unique(codes, return_index=True)
    return codes, first.astype(np.int64)


def _middles(frame: pd.DataFrame, size: int) -> tuple[Floats, Floats, Floats]:
    """For each way: the address nearest to the centre of its addresses, and the radius to the farthest one."""
    if not size:
        return np.empty(0), np.empty(0), np.empty(0)
    way, lat, lon = (frame[name].to_numpy() for name in ("way", "lat", "lon"))
    box = frame.groupby("way")[["lat", "lon"]].agg(["min", "max"])
    centre_lat = ((box["lat", "min"] + box["lat", "max"]) / 2).to_numpy()[way]
    centre_lon = ((box["lon", "min"] + box["lon", "max"]) / 2).to_numpy()[way]
    away = distances(lat, lon, centre_lat, centre_lon)
    order = np.lexsort((away, way))
    nearest = order[np.searchsorted(way[order], np.arange(size))]
    from_middle = distances(lat, lon, lat[nearest][way], lon[nearest][way])
    radius = np.zeros(size)
    np.maximum.at(radius, way, from_middle)
    return lat[nearest], lon[nearest], np.maximum(radius, 15.0)


def _others(columns: Columns | None, kind: int, frame: pd.DataFrame, known: set[tuple[str, int]]) -> pd.DataFrame:
    """Streets or lieux in the commune of their nearest address; one row by name and commune, known ones left out."""
    if columns is None or not len(columns["nom"]) or frame.empty:
        return pd.DataFrame({name: [] for name in ("nom", "key", "lat", "lon", "commune", "radius", "kind")})
    import shapely

    more = pd.DataFrame({"nom": [mend(text) for text in _texts(columns["nom"], len(columns["nom"]))]})
    for name in ("lat", "lon"):
        more[name] = np.asarray(columns[name], np.float64)
    more = pd.DataFrame(more[np.isfinite(more["lat"]) & np.isfinite(more["lon"]) & (more["nom"] != "")]).copy()
    tree = shapely.STRtree(shapely.points(frame["lon"], frame["lat"]))
    nearest = tree.nearest(shapely.points(more["lon"], more["lat"]))
    more["commune"] = frame["commune"].to_numpy()[nearest]
    more["key"] = [" ".join(text_to_key(nom)) for nom in more["nom"]]
    more["radius"] = 50.0
    more["kind"] = kind
    if kind == LIEU:
        return more
    new = [pair not in known for pair in zip(more["key"], more["commune"].tolist(), strict=True)]
    return _one_by_name(pd.DataFrame(more[new]))


def _one_by_name(segments: pd.DataFrame) -> pd.DataFrame:
    """Segments of one street → its segment nearest to their centre, with the radius to the farthest."""
    group = segments.groupby(["key", "commune"])
    centre = group[["lat", "lon"]].transform("mean")
    away = distances(
        segments["lat"].to_numpy(), segments["lon"].to_numpy(), centre["lat"].to_numpy(), centre["lon"].to_numpy()
    )
    segments = segments.assign(away=away)
    segments["radius"] = segments.groupby(["key", "commune"])["away"].transform("max") + 50.0
    ranked = pd.DataFrame(segments.sort_values("away", kind="stable"))
    return ranked.drop_duplicates(["key", "commune"])


def distances(lat: Floats, lon: Floats, to_lat: Floats | float, to_lon: Floats | float) -> Floats:
    """Metres between points, element by element, on a local plane (under 0.1 % off below 50 km)."""
    dy = lat - to_lat
    dx = (lon - to_lon) * np.cos(np.radians(to_lat))
    metres: Floats = np.hypot(dy, dx) * METRES_PER_DEGREE
    return metres
