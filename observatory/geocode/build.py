"""From columns of addresses, street lines and lieux to a gazetteer."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely

from observatory.geocode.crossings import middle_of_lines
from observatory.geocode.gazetteer import (
    LIEU,
    NO_NUMBER,
    STREET,
    Columns,
    Floats,
    Gazetteer,
    Ids,
    Ints,
    Texts,
    distances,
)
from observatory.geocode.lexicon import SUFFIX_SPELLINGS
from observatory.geocode.normalise import city_without_arrondissement, fold, mend, text_to_key
from observatory.geocode.words import WordIndex

_NUMBER = re.compile(r"\s*(\d{1,5})\s*([^\W\d_]*)")
_LEAST_RADIUS_M, _ALONE_RADIUS_M, _LIEU_RADIUS_M = 15.0, 100.0, 50.0
"""Radius of a street at least; of a street known by one address; of a lieu."""


def build_gazetteer(adresses: Columns, voies: Columns | None, lieux: Columns | None) -> Gazetteer:
    """Index addresses, street lines and lieux: see ``Gazetteer.build``."""
    frame = _frame(adresses)
    frame["commune"], communes = _distinct([frame["code_insee"], frame["code_postal"], frame["nom_commune"]])
    frame["way"], ways = _distinct([frame["nom_voie"], frame["commune"]])
    lines = _lines(voies, frame)
    table = _ways(frame, ways, lines, _lieux(lieux, frame))
    cities = {
        name: [str(one) for one in frame[column].to_numpy()[communes].tolist()]
        for name, column in (("city", "nom_commune"), ("postcode", "code_postal"), ("citycode", "code_insee"))
    }
    if not cities["city"] and len(table):
        cities = {name: [""] for name in cities}  # street lines or lieux alone: they lie in no known commune
    cities["city"] = [city_without_arrondissement(one) for one in cities["city"]]
    keys = {label: " ".join(text_to_key(label)) for label in dict.fromkeys(cities["city"])}
    city_start, city_commune, city_keys, _ = _grouped([keys[label] for label in cities["city"]])
    name_start, name_way, names, way_name = _grouped(table["key"].tolist())
    way_line, line_start, line_lonlat = _line_arrays(table, lines)
    lat, lon = _centres(frame, table, len(cities["city"]))
    numbered = frame[frame["number"] != NO_NUMBER].sort_values(["way", "number", "suffix"], kind="stable")
    suffix_code, suffixes = pd.factorize(numbered["suffix"].to_numpy(), sort=False)
    return Gazetteer(
        commune_city=cities["city"],
        commune_postcode=cities["postcode"],
        commune_citycode=cities["citycode"],
        commune_lat=lat,
        commune_lon=lon,
        cities=WordIndex.build(city_keys),
        city_start=city_start,
        city_commune=city_commune,
        names=WordIndex.build(names),
        name_start=name_start,
        name_way=name_way,
        way_label=[str(label) for label in table["nom"].tolist()],
        way_name=way_name,
        way_commune=table["commune"].to_numpy(np.int32),
        way_kind=table["kind"].to_numpy(np.int8),
        way_lat=table["lat"].to_numpy(np.float64),
        way_lon=table["lon"].to_numpy(np.float64),
        way_radius=table["radius"].to_numpy(np.float64),
        way_start=np.searchsorted(numbered["way"].to_numpy(), np.arange(len(table) + 1)).astype(np.int64),
        way_line=way_line,
        line_start=line_start,
        line_lonlat=line_lonlat,
        number=numbered["number"].to_numpy(np.int32),
        suffix_code=suffix_code.astype(np.int16),
        suffixes=[str(suffix) for suffix in suffixes],
        lat=numbered["lat"].to_numpy(np.float64),
        lon=numbered["lon"].to_numpy(np.float64),
        way=numbered["way"].to_numpy(np.int32),
        id=Texts.of(numbered["id"].tolist()),
    )


def _ways(frame: pd.DataFrame, first: Ints, lines: pd.DataFrame, lieux: pd.DataFrame) -> pd.DataFrame:
    """Streets that have addresses, streets that have lines only, lieux: nom, key, commune, kind, lat, lon, radius."""
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
    bare = lines.drop_duplicates(["key", "commune"])
    bare = bare[[pair not in known for pair in zip(bare["key"], bare["commune"].tolist(), strict=True)]]
    others = [part for part in (bare.assign(kind=STREET), lieux) if len(part)]
    columns = list(streets.columns)
    table = pd.concat([streets, *(part[columns] for part in others)], ignore_index=True)
    return _along_lines(table, lines)


def _along_lines(table: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """The table with every street that has lines at its middle along them, radius to its ends."""
    if not len(lines):
        return table
    places = {
        pair: middle_of_lines([shapely.get_coordinates(line) for line in group["line"]])
        for pair, group in lines.groupby(["key", "commune"], sort=False)
    }
    pairs = zip(table["key"], table["commune"], table["kind"], strict=True)
    found = [places.get((key, commune)) if kind == STREET else None for key, commune, kind in pairs]
    at = [index for index, one in enumerate(found) if one is not None]
    values = np.array([(one.lat, one.lon, one.radius_m) for one in found if one is not None])
    for column, name in enumerate(("lat", "lon", "radius")):
        array = table[name].to_numpy(np.float64).copy()
        array[at] = values[:, column]
        table[name] = array
    table["radius"] = table["radius"].clip(lower=_LEAST_RADIUS_M)
    return table


def _grouped(keys: Sequence[str]) -> tuple[Ints, Ids, list[str], Ids]:
    """Rows by distinct key: starts, rows, keys, and the key of each row; a row whose key is empty has none (-1)."""
    codes, distinct = pd.factorize(np.array([key or None for key in keys], dtype=object))
    order = np.argsort(codes, kind="stable")
    order = order[np.searchsorted(codes[order], 0) :]
    starts = np.searchsorted(codes[order], np.arange(len(distinct) + 1)).astype(np.int64)
    return starts, order.astype(np.int32), [str(key) for key in distinct], codes.astype(np.int32)


def _centres(frame: pd.DataFrame, table: pd.DataFrame, size: int) -> tuple[Floats, Floats]:
    """The mean position of the addresses of each commune (of its ways where it has none)."""
    rows = frame if len(frame) else table
    commune = rows["commune"].to_numpy(np.int64)
    count = np.maximum(np.bincount(commune, minlength=size), 1)
    lat = np.bincount(commune, rows["lat"].to_numpy(np.float64), minlength=size) / count
    lon = np.bincount(commune, rows["lon"].to_numpy(np.float64), minlength=size) / count
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
    alone = np.bincount(way, minlength=size) == 1
    return lat[nearest], lon[nearest], np.where(alone, _ALONE_RADIUS_M, np.maximum(radius, _LEAST_RADIUS_M))


def _lines(voies: Columns | None, frame: pd.DataFrame) -> pd.DataFrame:
    """The street lines, one simple line a row: nom, key, commune, line, lat, lon (a place on it), radius."""
    names = ("nom", "key", "commune", "line", "lat", "lon", "radius")
    if voies is None or not len(voies["nom"]):
        return pd.DataFrame({name: [] for name in names})
    shapes = [shapely.from_wkb(one) if isinstance(one, bytes) else one for one in voies["contour"]]
    noms = [mend(text) for text in _texts(voies["nom"], len(shapes))]
    lines, owner = shapely.get_parts(np.array(shapes, dtype=object), return_index=True)
    table = pd.DataFrame({"nom": [noms[row] for row in owner], "line": lines})
    keep = (shapely.get_type_id(lines) == 1) & ~shapely.is_empty(lines) & (table["nom"] != "").to_numpy()
    table = pd.DataFrame(table[keep]).reset_index(drop=True)
    middles = shapely.line_interpolate_point(table["line"].to_numpy(), 0.5, normalized=True)
    table["lon"], table["lat"] = shapely.get_x(middles), shapely.get_y(middles)
    table["radius"] = _ALONE_RADIUS_M
    table["key"] = [" ".join(text_to_key(nom)) for nom in table["nom"]]
    table["commune"] = _nearest_commune(frame, table)
    return table


def _lieux(lieux: Columns | None, frame: pd.DataFrame) -> pd.DataFrame:
    """The lieux: nom, key, commune, lat, lon, radius, kind."""
    names = ("nom", "key", "lat", "lon", "commune", "radius", "kind")
    if lieux is None or not len(lieux["nom"]):
        return pd.DataFrame({name: [] for name in names})
    table = pd.DataFrame({"nom": [mend(text) for text in _texts(lieux["nom"], len(lieux["nom"]))]})
    for name in ("lat", "lon"):
        table[name] = np.asarray(lieux[name], np.float64)
    table = pd.DataFrame(table[np.isfinite(table["lat"]) & np.isfinite(table["lon"]) & (table["nom"] != "")])
    table = table.reset_index(drop=True)
    table["commune"] = _nearest_commune(frame, table)
    cities = frame.drop_duplicates("commune").set_index("commune")["nom_commune"].to_dict()
    keys = {number: text_to_key(city_without_arrondissement(city)) for number, city in cities.items()}
    rows = zip(table["nom"], table["commune"].tolist(), strict=True)
    table["key"] = [" ".join(_without_city(text_to_key(nom), keys.get(commune, []))) for nom, commune in rows]
    return table.assign(radius=_LIEU_RADIUS_M, kind=LIEU)


def _without_city(key: list[str], city: list[str]) -> list[str]:
    """The words of a lieu without its city's at the end: « Mairie de Port-Clairval » is the mairie there."""
    ends = bool(city) and len(key) > len(city) and key[-len(city) :] == city
    return key[: -len(city)] if ends else key


def _nearest_commune(frame: pd.DataFrame, places: pd.DataFrame) -> Ints:
    """The commune of the address nearest to each place; 0 where there are no addresses."""
    if frame.empty or places.empty:
        return np.zeros(len(places), np.int64)
    tree = shapely.STRtree(shapely.points(frame["lon"], frame["lat"]))
    nearest = tree.nearest(shapely.points(places["lon"], places["lat"]))
    communes: Ints = frame["commune"].to_numpy(np.int64)[nearest]
    return communes


def _line_arrays(table: pd.DataFrame, lines: pd.DataFrame) -> tuple[Ints, Ints, Floats]:
    """The lines of each way, as ``Gazetteer`` keeps them: way_line, line_start, line_lonlat."""
    by_pair: dict[tuple[str, int], list[Any]] = {}
    for key, commune, line in zip(lines["key"], lines["commune"].tolist(), lines["line"], strict=True):
        by_pair.setdefault((key, int(commune)), []).append(shapely.get_coordinates(line))
    per_way = [
        by_pair.get((key, int(commune)), []) if kind == STREET else []
        for key, commune, kind in zip(table["key"], table["commune"], table["kind"], strict=True)
    ]
    every = [line for some in per_way for line in some]
    way_line = np.concatenate([[0], np.cumsum([len(some) for some in per_way], dtype=np.int64)])
    line_start = np.concatenate([[0], np.cumsum([len(line) for line in every], dtype=np.int64)])
    lonlat = np.concatenate(every) if every else np.empty((0, 2))
    return way_line.astype(np.int64), line_start.astype(np.int64), lonlat
