"""Territories: quartiers that share out the land, QPV before and after a new decree, ZSP, population squares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from observatory.demo.addresses import Addresses
from observatory.demo.districts import QUARTIERS, SEEDS
from observatory.demo.network import Block, Network
from observatory.demo.plane import GRID_M, polygons_of, smooth_ring
from observatory.demo.shore import Shore

SQUARE_M = 200
OLD_QPV_SINCE = date(2015, 1, 1)
REDRAWN_QPV = "QP999002"

OUTLINES: dict[str, tuple[tuple[float, float], ...]] = {
    "genets": ((930, 2090), (1480, 2010), (1650, 1500), (1320, 1430), (860, 1760)),
    "goelands": ((150, -1140), (640, -1120), (930, -1560), (840, -1920), (190, -1930)),
    "goelands avant": ((-330, -1080), (330, -1120), (720, -1180), (700, -1560), (-330, -1500)),
    "tamaris": ((1760, -40), (2320, -80), (2640, -380), (2350, -820), (1800, -700)),
    "zsp": ((-640, -260), (-120, -130), (400, -420), (760, -1000), (760, -1720), (60, -1760), (-420, -1080)),
}
"""Rough outlines in metres; the territories follow the streets near them."""


@dataclass(frozen=True)
class Territoire:
    """A territory: code, name, residents, outline in metres, and the days on which it is in force."""

    code: str
    nom: str
    population: int
    shape: MultiPolygon
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Zonages:
    """Every territory of the commune; `redrawn_on` is the first day of the present QPV."""

    quartiers: list[Territoire]
    qpv: list[Territoire]
    qpv_ancien: list[Territoire]
    zsp: list[Territoire]
    carreaux: list[Territoire]
    redrawn_on: date


def people_within(shape: BaseGeometry, addresses: Addresses) -> int:
    """Residents whose address lies in a shape."""
    shapely.prepare(shape)
    return int(addresses.people[shapely.contains_xy(shape, addresses.xy)].sum())


def build_quartiers(blocks: list[Block], addresses: Addresses) -> list[Territoire]:
    """Quartiers as unions of blocks: no overlap, no gap, all the land of the commune."""
    pieces: list[tuple[str, Polygon]] = []
    for code in QUARTIERS:
        joined = shapely.union_all([b.shape for b in blocks if SEEDS[b.seed].quartier == code], grid_size=GRID_M)
        pieces.extend((code, one) for one in sorted(polygons_of(joined), key=lambda one: -one.area))
    mains = {code: next(shape for owner, shape in pieces if owner == code) for code in QUARTIERS}
    shares: dict[str, list[Polygon]] = {code: [] for code in QUARTIERS}
    for code, shape in pieces:
        shares[_host(code, shape, mains)].append(shape)
    found = []
    for code, nom in QUARTIERS.items():
        shape = MultiPolygon(polygons_of(shapely.union_all(shares[code], grid_size=GRID_M)))
        found.append(Territoire(code, nom, people_within(shape, addresses), shape))
    return found


def _host(code: str, shape: Polygon, mains: dict[str, Polygon]) -> str:
    """The quartier of a piece: a detached one joins the neighbour it shares the longest border with."""
    if shape is mains[code]:
        return code
    shared = {other: float(shape.intersection(main).length) for other, main in mains.items()}
    best = max(shared, key=lambda other: shared[other])
    return best if shared[best] > 0 else code


def _town_blocks(network: Network, shore: Shore) -> list[Polygon]:
    """The pieces of land that streets enclose."""
    faces = polygons_of(shapely.polygonize(network.edges))
    return [one for one in faces if shore.land.contains(one.representative_point())]


def _along_streets(shape: Polygon, pieces: list[Polygon]) -> MultiPolygon:
    """A shape redrawn along the streets: the town blocks whose middle lies in it."""
    chosen = [one for one in pieces if shape.contains(one.representative_point())]
    joined = shapely.union_all(chosen).buffer(1.0, join_style="mitre").buffer(-1.0, join_style="mitre")
    main = max(polygons_of(joined), key=lambda one: one.area)
    return MultiPolygon([Polygon(main.exterior)])


def _qpv(code: str, nom: str, shape: MultiPolygon, addresses: Addresses, since: date, to: date | None) -> Territoire:
    return Territoire(code, nom, people_within(shape, addresses), shape, since, to)


def first_of_month(day: date) -> date:
    """The first day of the month of a day."""
    return day.replace(day=1)


def build_zonages(
    blocks: list[Block], network: Network, shore: Shore, addresses: Addresses, start: date, until: date
) -> Zonages:
    """Draw every territory; the QPV of Les Goélands was redrawn on the first of a month in mid-history."""
    redrawn_on = first_of_month(start + (until - start) / 2 + timedelta(days=20))
    eve = redrawn_on - timedelta(days=1)
    pieces = _town_blocks(network, shore)
    rings = {name: _along_streets(smooth_ring(points), pieces) for name, points in OUTLINES.items()}
    plan = (("QP999001", "Les Genêts", rings["genets"], rings["genets"]),
            (REDRAWN_QPV, "Les Goélands", rings["goelands"], rings["goelands avant"]),
            ("QP999003", "Les Tamaris", rings["tamaris"], rings["tamaris"]))  # fmt: skip
    now = [_qpv(code, nom, new, addresses, redrawn_on, None) for code, nom, new, _ in plan]
    before = [_qpv(code, nom, old, addresses, OLD_QPV_SINCE, eve) for code, nom, _, old in plan]
    zsp = [Territoire("ZSP99-1", "Port – Saint-Yves – Goélands", people_within(rings["zsp"], addresses), rings["zsp"])]
    quartiers = build_quartiers(blocks, addresses)
    return Zonages(quartiers, now, before, zsp, build_carreaux(addresses), redrawn_on)


def build_carreaux(addresses: Addresses) -> list[Territoire]:
    """Squares of 200 m with at least one resident."""
    cells: NDArray[np.int64] = np.floor(addresses.xy / SQUARE_M).astype(np.int64)
    keys, index = np.unique(cells, axis=0, return_inverse=True)
    people = np.bincount(index.ravel(), weights=addresses.people.astype(np.float64))
    found = []
    for i in np.flatnonzero(people > 0):
        x, y = int(keys[i, 0]) * SQUARE_M, int(keys[i, 1]) * SQUARE_M
        code = f"C200N{100000 + y}E{100000 + x}"
        shape = MultiPolygon([shapely.box(x, y, x + SQUARE_M, y + SQUARE_M)])
        found.append(Territoire(code, f"Carreau {code[4:]}", int(people[i]), shape))
    return found


def quartier_of(xy: Any, quartiers: list[Territoire]) -> NDArray[np.int64]:
    """Index of the quartier of each point (shape n by 2); the nearest one for a point on the water."""
    points = shapely.points(xy)
    tree = shapely.STRtree([one.shape for one in quartiers])
    return np.asarray(tree.nearest(points), dtype=np.int64)
