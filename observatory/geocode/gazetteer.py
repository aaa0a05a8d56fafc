"""The places that can be answered, as arrays: communes, distinct names, streets and lieux, addresses, words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from observatory.geocode.words import WordIndex

Ints = npt.NDArray[np.int64]
Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Columns = Mapping[str, Sequence[Any]]

STREET, LIEU = 0, 1
"""Kinds of way: a street, or a place known by its name."""

NO_NUMBER = -1
METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Texts:
    """Many texts in one array of bytes: a text is made when it is asked for. ``ends`` has one more item than texts."""

    data: npt.NDArray[np.uint8]
    ends: Ints

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """Pack texts."""
        encoded = [text.encode() for text in texts]
        ends = np.concatenate([[0], np.cumsum([len(one) for one in encoded], dtype=np.int64)]).astype(np.int64)
        return cls(np.frombuffer(b"".join(encoded), np.uint8), ends)

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, index: int) -> str:
        """The text at an index from 0."""
        return bytes(self.data[self.ends[index] : self.ends[index + 1]]).decode()

    def __iter__(self) -> Iterator[str]:
        whole, ends = self.data.tobytes(), self.ends.tolist()
        return (whole[a:b].decode() for a, b in pairwise(ends))


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Communes, names, ways and addresses tied by integer ids.

    A *name* is a distinct key (words compared) of ``names``; a *way* is a name in a commune (a street, or a lieu);
    the addresses of a way are contiguous and sorted by number. A *commune* here is a distinct (citycode, postcode,
    city); a *city* is a distinct key of ``cities``. Pairs like ``name_start`` and ``name_way`` hold lists of lists:
    ``name_way[name_start[n] : name_start[n + 1]]`` are the ways of name n. ``agreements``, ``cities_said``,
    ``mended`` and ``names_inside`` are remembered answers of ``agreement_by_commune``, ``cities_named``,
    ``mended_words`` and of the names of several communes.
    """

    commune_city: list[str]
    commune_postcode: list[str]
    commune_citycode: list[str]
    commune_lat: Floats
    commune_lon: Floats
    cities: WordIndex
    city_start: Ints
    city_commune: Ids
    names: WordIndex
    name_start: Ints
    name_way: Ids
    way_label: list[str]
    way_name: Ids
    way_commune: Ids
    way_kind: npt.NDArray[np.int8]
    way_lat: Floats
    way_lon: Floats
    way_radius: Floats
    way_start: Ints
    way_line: Ints
    line_start: Ints
    line_lonlat: Floats
    number: Ids
    suffix_code: npt.NDArray[np.int16]
    suffixes: list[str]
    lat: Floats
    lon: Floats
    way: Ids
    id: Texts
    postcodes: dict[str, Ids] = field(init=False, repr=False)
    departements: npt.NDArray[np.str_] = field(init=False, repr=False)
    commune_postcode_row: Ints = field(init=False, repr=False)
    commune_name: list[Ids] = field(init=False, repr=False)
    commune_box: Floats = field(init=False, repr=False)
    agreements: dict[str, tuple[Floats, Floats]] = field(init=False, repr=False)
    mended: dict[tuple[str, ...], list[str]] = field(init=False, repr=False)
    names_inside: dict[tuple[int, ...], Ids] = field(init=False, repr=False)
    cities_said: dict[tuple[str, ...], dict[int, tuple[int, float]]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make what is looked up from what is stored."""
        communes: dict[str, list[int]] = {}
        for commune, postcode in enumerate(self.commune_postcode):
            communes.setdefault(postcode, []).append(commune)
        by_postcode = {postcode: np.array(some, np.int32) for postcode, some in communes.items()}
        object.__setattr__(self, "postcodes", by_postcode)
        object.__setattr__(self, "departements", np.array(list(by_postcode), dtype="U2"))
        rows = {postcode: row for row, postcode in enumerate(by_postcode)}
        object.__setattr__(
            self, "commune_postcode_row", np.array([rows[one] for one in self.commune_postcode], np.int64)
        )
        object.__setattr__(self, "commune_box", self._boxes())
        object.__setattr__(self, "agreements", {})
        object.__setattr__(self, "cities_said", {})
        object.__setattr__(self, "mended", {})
        object.__setattr__(self, "names_inside", {})
        order = np.argsort(self.way_commune, kind="stable")
        ends = np.searchsorted(self.way_commune[order], np.arange(1, len(self.commune_city)))
        parts = np.split(self.way_name[order], ends) if len(self.commune_city) else []
        object.__setattr__(self, "commune_name", [np.unique(part[part >= 0]) for part in parts])

    def _boxes(self) -> Floats:
        """South, west, north and east of what is known in the city of each commune, whatever its postcodes."""
        places = list(zip(self.commune_city, self.departements[self.commune_postcode_row].tolist(), strict=True))
        cities = {place: number for number, place in enumerate(dict.fromkeys(places))}
        city = np.array([cities[place] for place in places], np.int64)
        box = np.tile([np.inf, np.inf, -np.inf, -np.inf], (len(cities), 1))
        line_way = np.arange(len(self.way_label)).repeat(np.diff(self.way_line))
        vertex_way = line_way.repeat(np.diff(self.line_start))
        for commune, lat, lon in (
            (self.way_commune, self.way_lat, self.way_lon),
            (self.way_commune[self.way], self.lat, self.lon),
            (self.way_commune[vertex_way], self.line_lonlat[:, 1], self.line_lonlat[:, 0]),
        ):
            place = np.column_stack([lat, lon])
            np.minimum.at(box[:, :2], city[commune], place)
            np.maximum.at(box[:, 2:], city[commune], place)
        boxes: Floats = box[city]
        return boxes

    def inside(self, way: int, lat: float, lon: float) -> tuple[float, float]:
        """The position, moved into the box of the city of a way where it was reckoned to lie outside."""
        south, west, north, east = self.commune_box[self.way_commune[way]].tolist()
        return min(max(lat, south), north), min(max(lon, west), east)

    @classmethod
    def build(cls, adresses: Columns, voies: Columns | None = None, lieux: Columns | None = None) -> Gazetteer:
        """Index addresses, and optionally street lines and lieux.

        Parameters
        ----------
        adresses : columns of equal length under the names of the Base Adresse Nationale: id, numero, rep, nom_voie,
            code_postal, code_insee, nom_commune, lon, lat. A row without a number is a street.
        voies : columns nom and contour (lines in degrees, as WKB or as shapely geometries)
        lieux : columns nom, lon, lat

        Streets without addresses and lieux take the commune of the nearest address.
        """
        from observatory.geocode.build import build_gazetteer

        return build_gazetteer(adresses, voies, lieux)

    def addresses_of(self, way: int) -> slice:
        """Where the numbered addresses of a way stand in the arrays of addresses."""
        return slice(int(self.way_start[way]), int(self.way_start[way + 1]))

    def suffix_of(self, address: int) -> str:
        """The suffix of an address: bis, ter, a… or nothing."""
        return self.suffixes[int(self.suffix_code[address])]

    def ways_named(self, name: int) -> Ids:
        """The ways that bear a name."""
        return self.name_way[self.name_start[name] : self.name_start[name + 1]]

    def sisters(self, way: int) -> Ids:
        """The ways that bear the same name as a way, itself among them."""
        name = int(self.way_name[way])
        return self.ways_named(name) if name >= 0 else np.array([way], np.int32)

    def communes_called(self, key: str) -> Ids:
        """The communes whose city has that key; none for an unknown one."""
        city = self.cities.names.get(key)
        return _NONE if city is None else self.communes_of(city)

    def communes_of(self, city: int) -> Ids:
        """The communes of a city (several postcodes)."""
        return self.city_commune[self.city_start[city] : self.city_start[city + 1]]

    def lines_of(self, way: int) -> list[Floats]:
        """The lines of a street as arrays (n, 2) of longitude and latitude; none where no line was imported."""
        lines = range(int(self.way_line[way]), int(self.way_line[way + 1]))
        return [self.line_lonlat[self.line_start[line] : self.line_start[line + 1]] for line in lines]

    def points_of(self, way: int) -> Floats:
        """The numbered addresses of a way in the order of their numbers, (n, 2) longitude and latitude."""
        there = self.addresses_of(way)
        return np.column_stack([self.lon[there], self.lat[there]])

    def label_of(self, way: int) -> str:
        """The name of a way as it was imported."""
        return self.way_label[way]


_NONE: Ids = np.empty(0, np.int32)


def distances(lat: Floats, lon: Floats, to_lat: Floats | float, to_lon: Floats | float) -> Floats:
    """Metres between points, element by element, on a local plane (under 0.1 % off below 50 km)."""
    dy = lat - to_lat
    dx = (lon - to_lon) * np.cos(np.radians(to_lat))
    metres: Floats = np.hypot(dy, dx) * METRES_PER_DEGREE
    return metres
