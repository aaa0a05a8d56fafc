"""The effect of an action: points counted in its zone, in a ring around it and in places alike, before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely

from observatory.analyse.effet.controles import Avant, choose_controls, likeness, overdispersion, surroundings
from observatory.analyse.effet.e_test import e_test
from observatory.analyse.effet.interrupted import interrupted_series
from observatory.analyse.effet.verdict import BAISSE, DEPLACEMENT, HAUSSE, verdict
from observatory.analyse.effet.wdd import Compte as Nombres
from observatory.analyse.effet.wdd import Difference, wdd
from observatory.domain.effet import (
    MOST_RING_M,
    SMALLEST_COUNT,
    USUAL_MONTHS,
    USUAL_RING_M,
    Aire,
    Ecart,
    Effet,
    Mois,
    Serie,
    check_months,
    months_away,
)
from observatory.domain.errors import StateError, ValueRefused
from observatory.domain.grid import ANALYSIS_RESOLUTION, Cells, cell_to_parent
from observatory.domain.selection import Compte, Selection
from observatory.pipeline.grille import Grille, grille, located, ranks_of
from observatory.pipeline.office import Office
from observatory.pipeline.questions import run
from observatory.pipeline.voix import COLUMNS, voices
from observatory.pipeline.zone import Geometry, buffered, cells_touching, check_in_city, parse_zone, square_metres
from observatory.store.integrity import data_span
from observatory.store.reference import nomenclature_read

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

TOLERANCE = dt.timedelta(days=7)
"""A base that begins, or ends, so few days inside a period is taken to hold it whole."""
LONG_SERIES = 36
"""Months from which a trend is allowed for in the interrupted series: in two years it cannot be told from a step."""
CONTROLS_TIMES = 4
"""How many times the zone a control counted before: one is as noisy as the zone, and tells of a few corners."""
HEXAGON_M2 = 15_047.0
"""The area of a hexagon of the analysis, on average."""


@dataclass(frozen=True, slots=True)
class Fenetre:
    """Both periods: whole months before and after a day. ``fin`` is the day after the last."""

    debut: dt.date
    date: dt.date
    fin: dt.date
    avant: int
    apres: int

    @property
    def poids(self) -> float:
        """How long was watched before over how long after: 1 for as many months."""
        return 1.0 if self.avant == self.apres else (self.date - self.debut).days / (self.fin - self.date).days

    def steps(self) -> list[dt.date]:
        """The first day of each month counted from the day of the action, then the day after the last."""
        return [months_away(self.date, k) for k in range(-self.avant, self.apres + 1)]


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


def measure(
    office: Office,
    contour: str,
    date: dt.date,
    selection: Selection | None = None,
    avant: int = USUAL_MONTHS,
    apres: int = USUAL_MONTHS,
    anneau_m: int = USUAL_RING_M,
    *,
    exact: bool = True,
) -> Effet:
    """What changed in a zone from a day on, beyond what changed in places alike.

    Parameters
    ----------
    contour
        The zone as GeoJSON, in degrees.
    selection
        What is counted (its own period is left aside); where it names territories, they stand for the city.
    avant, apres
        Months before and after; fewer are taken, and it is said, where the base does not hold them.
    anneau_m
        The width of the ring in which displaced trouble is looked for; 0 for none.
    exact
        Whether counts may be shown as they are; else they are rounded to fives, the small ones are not shown, and
        figures come from what is shown. The verdict is the same.

    Raises
    ------
    FormatError, ValueRefused
        When the zone is no surface, lies outside the city or leaves no place to compare with, or the day is to come.
    StateError
        When the base has no outline of the city, or less than a month before or after.
    """
    area = parse_zone(contour)
    if not 0 <= anneau_m <= MOST_RING_M:
        raise ValueRefused(f"Un anneau de {anneau_m} m : choisissez de 0 (aucun) à {MOST_RING_M} m.")
    window, remarks = _window(office, date, check_months("avant", avant), check_months("après", apres))
    asked = replace(selection or Selection(), depuis=window.debut, jusqua=window.fin - dt.timedelta(days=1))
    place = grille(office, asked, ANALYSIS_RESOLUTION)
    remarks += check_in_city(office, area, place.ground)
    ring = shapely.difference(buffered(area, anneau_m), area) if anneau_m else None
    points = _points(office, asked, place)
    later = points.jours >= np.datetime64(date)
    areas, cells = _areas(place, points, later, area, ring)
    wider = _overdispersion(points, later, cells[0])
    told = _differences([one.nombres for one in areas], window.poids, wider)
    found = _effet(window, areas, told, points, later)
    found = replace(
        found,
        phrase=_sentence(found.verdict, told[0], asked.compte),
        compte=asked.compte,
        surdispersion=wider,
        anneau_m=anneau_m,
        methode=_method(asked.compte, anneau_m, len(cells[0]), len(cells[1]), window),
        remarques=tuple(remarks + _small(areas)),
        contour=shapely.to_geojson(area),
        contour_anneau=shapely.to_geojson(ring) if ring is not None else None,
        hexagones_temoin=tuple(cells[0]),
        hexagones_temoin_anneau=tuple(cells[1]),
    )
    return found if exact else rounded(found, window.poids)


def rounded(effet: Effet, poids: float = 1.0) -> Effet:
    """The same effect for who may not see small counts: counts in fives, figures made of them, nothing by month."""
    areas = [effet.zone, effet.temoin, effet.anneau, effet.temoin_anneau]
    shown = [one and replace(one, avant=_in_fives(one.avant), apres=_in_fives(one.apres)) for one in areas]
    values = [n for one in shown if one for n in (one.avant, one.apres)]
    blank = replace(
        effet,
        wdd=None,
        erreur_type=None,
        z=None,
        ic90=None,
        e_test_p=None,
        p=None,
        p_baisse=None,
        zone=shown[0] or effet.zone,
        temoin=shown[1] or effet.temoin,
        anneau=shown[2],
        temoin_anneau=shown[3],
        abords=None,
        ensemble=None,
        serie=None,
        mois=(),
        arrondi=True,
        phrase=_ROUGHLY[effet.verdict],
    )
    if any(n is None for n in values):
        return blank
    counts = [Nombres(one.avant or 0, one.apres or 0, one.poids) if one else None for one in shown]
    if counts[0] is None or counts[1] is None:
        raise ValueError("an effect has a zone and its control")
    zone, ring, whole = _differences([one for one in counts if one], poids, effet.surdispersion)
    return replace(
        blank,
        wdd=zone.wdd,
        erreur_type=zone.erreur_type,
        z=zone.z,
        ic90=zone.ic90,
        p=zone.p,
        p_baisse=zone.p_baisse,
        abords=_ecart(ring),
        ensemble=_ecart(whole),
        e_test_p=e_test(int(counts[0].avant), int(counts[0].apres), poids, 1.0),
    )


def _in_fives(n: int | None) -> int | None:
    """A count to the nearest five; None where it is under five."""
    return None if n is None or n < SMALLEST_COUNT else 5 * ((n + 2) // 5)


def _window(office: Office, date: dt.date, avant: int, apres: int) -> tuple[Fenetre, list[str]]:
    """Both periods as the base holds them, and what had to be shortened."""
    if date > office.today():
        raise ValueRefused(f"L'action du {date:%d/%m/%Y} est à venir : son effet ne se mesure qu'après elle.")
    first, last = data_span(office.database)
    if first is None or last is None:
        raise StateError("La base n'a encore aucun signalement : importez-en d'abord.")
    before = _held(avant, lambda k: months_away(date, -k) >= first - TOLERANCE)
    after = _held(apres, lambda k: months_away(date, k) <= last + dt.timedelta(days=1) + TOLERANCE)
    if not before or not after:
        raise StateError(
            f"La base va du {first:%d/%m/%Y} au {last:%d/%m/%Y} : il y faut au moins un mois avant et un mois après "
            f"le {date:%d/%m/%Y}."
        )
    remarks = [
        f"La base ne tient que {had} mois {word} l'action sur les {asked} demandés : la période est raccourcie."
        for had, asked, word in ((before, avant, "avant"), (after, apres, "après"))
        if had < asked
    ]
    if (before + after) % 12 or before != after:
        remarks.append("Les mois comparés ne sont pas les mêmes avant et après : les secteurs témoins y parent en partie.")
    return Fenetre(months_away(date, -before), date, months_away(date, after), before, after), remarks


def _held(months: int, fits: Callable[[int], bool]) -> int:
    """The most months, up to those wanted, that fit."""
    return next((k for k in range(months, 0, -1) if fits(k)), 0)


def _points(office: Office, asked: Selection, place: Grille) -> Points:
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


def _areas(
    place: Grille, points: Points, later: Bools, area: Geometry, ring: Geometry | None
) -> tuple[list[Secteur], tuple[list[int], list[int]]]:
    """The zone, its control, the ring and its control, and the hexagons of both controls.

    Controls hold neither the zone, nor the ring, nor a hexagon that touches one of theirs.
    """
    near = cells_touching(place.cells, shapely.union(area, ring) if ring is not None else area)
    usable = ~near
    usable[place.second[near[place.first]]] = False
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


def _overdispersion(points: Points, later: Bools, cells: Sequence[int]) -> float:
    """How many times more than Poisson's the counts of the control's hexagons vary."""
    among = np.isin(points.cells, np.array(cells, np.int64))
    ranks = np.searchsorted(np.array(cells, np.int64), points.cells[among])
    when, voices_there = later[among], points.voix[among]
    before, after = (
        np.bincount(ranks[side][_once(ranks[side], voices_there[side])], minlength=len(cells)) for side in (~when, when)
    )
    return overdispersion(before, after)


def _differences(
    counts: Sequence[Nombres], poids: float, wider: float
) -> tuple[Difference, Difference | None, Difference | None]:
    """The difference of the zone, that of the ring, that of both."""
    zone = wdd(counts[0], counts[1], poids_apres=poids, surdispersion=wider)
    if len(counts) == 2:
        return zone, None, None
    ring = wdd(counts[2], counts[3], poids_apres=poids, surdispersion=wider)
    whole = wdd(counts[0], counts[1], counts[2], counts[3], poids_apres=poids, surdispersion=wider)
    return zone, ring, whole


def _ecart(one: Difference | None) -> Ecart | None:
    return None if one is None else Ecart(one.wdd, one.ic90)


def _effet(
    window: Fenetre,
    areas: list[Secteur],
    told: tuple[Difference, Difference | None, Difference | None],
    points: Points,
    later: Bools,
) -> Effet:
    zone, ring, whole = told
    months = _months(window, areas, points)
    counts = areas[0].nombres
    return Effet(
        wdd=zone.wdd,
        erreur_type=zone.erreur_type,
        z=zone.z,
        ic90=zone.ic90,
        e_test_p=e_test(
            int(counts.avant), int(counts.apres), (window.date - window.debut).days, (window.fin - window.date).days
        ),
        verdict=verdict(zone, ring, whole),
        phrase="",
        p=zone.p,
        p_baisse=zone.p_baisse,
        zone=areas[0].aire,
        temoin=areas[1].aire,
        anneau=areas[2].aire if ring else None,
        temoin_anneau=areas[3].aire if ring else None,
        abords=_ecart(ring),
        ensemble=_ecart(whole),
        serie=_series(window, months),
        mois=months,
        depuis=window.debut,
        date=window.date,
        jusqua=window.fin - dt.timedelta(days=1),
        avant=window.avant,
        apres=window.apres,
        compte="signalements",
        surdispersion=1.0,
        anneau_m=0,
        methode="",
        reserves=RESERVES,
        remarques=(),
        arrondi=False,
        contour="",
        contour_anneau=None,
        hexagones_temoin=(),
        hexagones_temoin_anneau=(),
    )


def _months(window: Fenetre, areas: list[Secteur], points: Points) -> tuple[Mois, ...]:
    """The zone and its control month by month, from the day of the action."""
    steps = window.steps()
    out = []
    for first, after in zip(steps, steps[1:], strict=False):
        among = (points.jours >= np.datetime64(first)) & (points.jours < np.datetime64(after))
        out.append(Mois(first, *(points.count(among & one.points) for one in areas[:2])))
    return tuple(out)


def _series(window: Fenetre, months: tuple[Mois, ...]) -> Serie | None:
    steps = window.steps()
    days = [(after - first).days for first, after in zip(steps, steps[1:], strict=False)]
    found = interrupted_series(
        [one.zone for one in months], days, window.avant, by_year=12, trend=len(months) >= LONG_SERIES
    )
    if found is None:
        return None
    return Serie(
        found.rapport, (found.bas, found.haut), found.p, found.dispersion, found.saison, found.tendance
    )


def _small(areas: list[Secteur]) -> list[str]:
    """A remark where so little was counted that hardly anything could have been found."""
    counts = areas[0].nombres
    if counts.avant + counts.apres >= 20:
        return []
    return [
        f"La zone ne compte que {int(counts.avant + counts.apres)} cas sur les deux périodes : un effet, même fort, "
        "ne s'y verrait guère. Choisissez une zone plus grande ou plus de mois."
    ]


_NAMES: dict[Compte, tuple[str, str]] = {
    "signalements": ("signalement", "signalements"),
    "problemes": ("problème", "problèmes"),
    "declarants": ("voix", "voix"),
}


def _sentence(said: str, zone: Difference, compte: Compte) -> str:
    """The verdict in one French sentence, with its interval."""
    low, high = zone.ic90
    many = _NAMES[compte][1]
    less = (
        f"environ {-zone.wdd:.0f} {many} de moins que si la zone avait suivi les secteurs comparables "
        f"(entre {-high:.0f} et {-low:.0f} de moins)"
    )
    if said == DEPLACEMENT:
        return f"Déplacement possible : {less}, mais ses abords ont monté : le trouble a pu s'y déplacer."
    if said == BAISSE:
        return f"Baisse probable : {less}."
    if said == HAUSSE:
        return (
            f"Hausse probable : environ {zone.wdd:.0f} {many} de plus que si la zone avait suivi les secteurs "
            f"comparables (entre {low:.0f} et {high:.0f} de plus)."
        )
    return (
        f"On ne peut pas conclure : l'écart avec les secteurs comparables, {zone.wdd + 0.0:+.0f} {many}, peut venir du "
        f"hasard (de {low:+.0f} à {high:+.0f}). Cela ne veut pas dire que l'action n'a rien fait."
    ).replace("-", "\u2212")


_ROUGHLY = {
    BAISSE: "Baisse probable : la zone a baissé plus que les secteurs comparables, au-delà du hasard.",
    HAUSSE: "Hausse probable : la zone a monté plus que les secteurs comparables, au-delà du hasard.",
    DEPLACEMENT: "Déplacement possible : la zone a baissé plus que les secteurs comparables, et ses abords ont monté.",
    "on ne peut pas conclure": "On ne peut pas conclure : l'écart avec les secteurs comparables peut venir du hasard. "
    "Cela ne veut pas dire que l'action n'a rien fait.",
}

RESERVES = (
    "On voit ici où l'on signale, pas tout ce qui arrive : une action qui invite à signaler fait monter les nombres.",
    "Ce qui a changé le même jour dans la zone (travaux, fermeture, autre action) est pris pour l'effet de l'action.",
    "Une zone choisie parce qu'elle venait de connaître ses pires mois baisse souvent d'elle-même.",
    "Des signalements qui viennent par vagues élargissent l'intervalle ; une vague propre à la zone peut passer pour un "
    "effet.",
)
"""What must be borne in mind whatever the verdict."""


def _method(compte: Compte, anneau_m: int, own: int, others: int, window: Fenetre) -> str:
    """How it was measured, in French."""
    ring = (
        f" Les abords de la zone ({anneau_m} m) sont comparés de même à {others} autres hexagones, pour voir si le "
        "trouble s'est déplacé."
        if anneau_m
        else ""
    )
    return (
        f"Différence pondérée (WDD, Wheeler et Ratcliffe 2018) : {_NAMES[compte][1]} localisés dans la zone sur "
        f"{window.avant} mois avant et {window.apres} mois après, moins le même écart dans {own} hexagones ailleurs "
        "dans la ville, choisis parce qu'ils avaient avant l'action un niveau, une pente et des catégories semblables, et ramenés au "
        "niveau de la zone."
        f"{ring} Intervalle à 90 %. Test E (Krishnamoorthy et Thomson 2004) : avant contre après dans la seule zone, "
        "bilatéral."
    )
