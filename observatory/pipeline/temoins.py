"""Where an effect is looked for: what was told in a zone, in a ring around it, and in the places most like them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from observatory.analyse.effet.controles import Avant, choose_controls, likeness, overdispersion, surroundings
from observatory.analyse.effet.wdd import Compte as Nombres
from observatory.domain.effet import Aire
from observatory.domain.errors import ValueRefused
from observatory.domain.grid import Cells, cell_to_parent
from observatory.domain.selection import Selection
from observatory.pipeline.grille import Grille, located, ranks_of
from observatory.pipeline.office import Office
from observatory.pipeline.questions import run
from observatory.pipeline.voix import COLUMNS, voices
from observatory.pipeline.zone import cells_touching, square_metres
from observatory.store.reference import nomenclature_read

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

CONTROLS_TIMES = 4
"""How many times the zone a control counted before: one is as noisy as the zone, and tells of a few corners."""
HEXAGON_M2 = 15_047.0
"""The area of a hexagon of the analysis, on average."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """What was told in the city in both periods: places, hexagons, days, and what is counted once.

    ``voix`` is the number of the problème or of the declarant, negative and different for each where there is none.
    """

    lats: npt.NDArray[np.float64]
    lons: npt.NDArray[np.float64]
    cells: Cells
    jours: npt.NDArray[np.datetime64]
    familles: Ints
    voix: Ints

    def count(self, among: Bools) -> int:
        """What is counted among some of them."""
        return len(np.unique(self.voix[among]))


@dataclass(frozen=True, slots=True, eq=False)
class Secteur:
    """An area: which points lie in it, and what it counted in both periods."""

    points: Bools
    nombres: Nombres

    @property
    def aire(self) -> Aire:
        """Its counts as they are told."""
        return Aire(int(self.nombres.avant), int(self.nombres.apres), round(self.nombres.poids, 6))


def points_of(office: Office, asked: Selection, place: Grille) -> Points:
    """Everything located in the place in both periods."""
    told = located(office, asked, place)
    table = run(office, told.select(*COLUMNS, "lat", "lon", "cell", "recu_jour", "categorie")).sort_by("id")
    families = {one.code: one.parent or one.code for one in nomenclature_read(office.database)}
    ranks = {name: rank for rank, name in enumerate(sorted(set(families.values())))}
    return Points(
        table["lat"].to_numpy(),
        table["lon"].to_numpy(),
        cell_to_parent(np.asarray(table["cell"].to_numpy(), np.int64), place.resolution),
        table["recu_jour"].to_numpy().astype("datetime64[D]"),
        np.array([ranks[families.get(code, code)] for code in table["categorie"].to_pylist()], np.int64),
        voices(table, asked.compte),
    )


def areas_of(
    place: Grille, points: Points, later: Bools, area: BaseGeometry, ring: BaseGeometry | None
) -> tuple[list[Secteur], tuple[list[int], list[int]]]:
    """The zone, its control, the ring and its control, and the hexagons of both controls.

    Controls hold neither the zone, nor the ring, nor a hexagon that touches one of theirs.
    """
    near = cells_touching(place.cells, shapely.union(area, ring) if ring is not None else area)
    usable = ~near
    usable[place.graph.voisin[near[place.graph.rang]]] = False
    inside = shapely.contains_xy(area, points.lons, points.lats)
    own = _control(place, points, later, inside, square_metres(area), usable)
    areas = [_secteur(points, later, inside)]
    areas.append(_temoin(points, later, place.cells[own], areas[0], square_metres(area)))
    if ring is None:
        return areas, (place.cells[own].tolist(), [])
    beside = shapely.contains_xy(ring, points.lons, points.lats) & ~inside
    usable[own] = False
    others = _control(place, points, later, beside, square_metres(ring), usable)
    areas.append(_secteur(points, later, beside))
    areas.append(_temoin(points, later, place.cells[others], areas[2], square_metres(ring)))
    return areas, (place.cells[own].tolist(), place.cells[others].tolist())


def _control(place: Grille, points: Points, later: Bools, inside: Bools, metres: float, usable: Bools) -> Ints:
    """The ranks of the hexagons most like an area before the action."""
    before = np.flatnonzero(~later)
    ranks = ranks_of(place, points.cells[before])
    days = points.jours[before].astype(np.int64)
    second = days > (days.min() + days.max()) / 2 if len(days) else np.zeros(0, bool)
    families = points.familles[before]
    n, k = len(place.cells), int(points.familles.max(initial=0)) + 1
    by_family = np.bincount(ranks * k + families, minlength=n * k).reshape(n, k).astype(float)
    cells = Avant(
        np.bincount(ranks[~second], minlength=n).astype(float),
        np.bincount(ranks[second], minlength=n).astype(float),
        by_family,
    )
    here = inside[before]
    size = max(metres / HEXAGON_M2, 1.0)
    own = Avant(
        np.array([(here & ~second).sum() / size]),
        np.array([(here & second).sum() / size]),
        np.bincount(families[here], minlength=k)[None, :] / size,
    )
    usual = np.bincount(ranks[_once(ranks, points.voix[before])], minlength=n)
    away = likeness(surroundings(cells, place.graph), own, usable)
    found = choose_controls(away, usual, usable, CONTROLS_TIMES * points.count(inside & ~later))
    if not len(found):
        raise ValueRefused(
            "La zone et son anneau couvrent presque toute la ville : il ne reste pas de secteur auquel les comparer."
        )
    return found


def _once(ranks: Ints, voix: Ints) -> Ints:
    """The first point of each voice in each hexagon."""
    _, first = np.unique(np.column_stack([ranks, voix]), axis=0, return_index=True)
    return np.asarray(first, np.int64)


def _secteur(points: Points, later: Bools, inside: Bools) -> Secteur:
    return Secteur(inside, Nombres(points.count(inside & ~later), points.count(inside & later)))


def _temoin(points: Points, later: Bools, cells: Cells, own: Secteur, metres: float) -> Secteur:
    """The control of an area, weighted to what that counted before; where either counted nothing, to its surface."""
    found = _secteur(points, later, np.isin(points.cells, cells))
    before, usual = own.nombres.avant, found.nombres.avant
    weight = before / usual if before and usual else metres / (HEXAGON_M2 * max(len(cells), 1))
    return replace(found, nombres=replace(found.nombres, poids=weight))


def control_overdispersion(points: Points, later: Bools, cells: Sequence[int]) -> float:
    """How many times more than Poisson's the counts of the control's hexagons vary."""
    among = np.isin(points.cells, np.array(cells, np.int64))
    ranks = np.searchsorted(np.array(cells, np.int64), points.cells[among])
    when, voices_there = later[among], points.voix[among]
    before, after = (
        np.bincount(ranks[side][_once(ranks[side], voices_there[side])], minlength=len(cells)) for side in (~when, when)
    )
    return overdispersion(before, after)
