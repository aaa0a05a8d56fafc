"""The effect of an action: points counted in its zone, in a ring around it and in places alike, before and after."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely

from observatory.analyse.effet.e_test import e_test
from observatory.analyse.effet.interrupted import interrupted_series
from observatory.analyse.effet.verdict import verdict
from observatory.analyse.effet.wdd import Compte as Nombres
from observatory.analyse.effet.wdd import Difference, followed, wdd
from observatory.domain.arrondi import count_to_fives
from observatory.domain.effet import (
    MOST_RING_M,
    RESERVES,
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
from observatory.domain.grid import ANALYSIS_RESOLUTION
from observatory.domain.selection import Selection
from observatory.pipeline.effet_dit import ROUGHLY, method, sentence
from observatory.pipeline.grille import grille
from observatory.pipeline.office import Office
from observatory.pipeline.temoins import Points, Secteur, areas_of, control_overdispersion, points_of
from observatory.pipeline.zone import buffered, check_in_city, parse_zone
from observatory.store.integrity import data_span

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

TOLERANCE = dt.timedelta(days=7)
"""A base that begins, or ends, so few days inside a period is taken to hold it whole."""
FEW_CASES = 20
"""Under so many in both periods, it is said that hardly anything could be found."""
LONG_SERIES = 36
"""Months from which a trend is allowed for in the interrupted series: in two years it cannot be told from a step."""


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
    points = points_of(office, asked, place)
    later = points.jours >= np.datetime64(date)
    areas, cells = areas_of(place, points, later, area, ring)
    wider = control_overdispersion(points, later, cells[0])
    told = _differences([one.nombres for one in areas], window.poids, wider)
    found = _effet(window, areas, told, points, later)
    found = replace(
        found,
        phrase=sentence(found.verdict, told[0], asked.compte),
        compte=asked.compte,
        surdispersion=wider,
        anneau_m=anneau_m,
        methode=method(asked.compte, anneau_m, (len(cells[0]), len(cells[1])), (window.avant, window.apres)),
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
    shown = [one and replace(one, avant=count_to_fives(one.avant), apres=count_to_fives(one.apres)) for one in areas]
    shown = [_weighed(one, own) for one, own in zip(shown, (None, shown[0], None, shown[2]), strict=True)]
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
        phrase=ROUGHLY[effet.verdict],
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


def _weighed(area: Aire | None, own: Aire | None) -> Aire | None:
    """An area with the weight that shown counts give it: the true one would tell a count that is not shown."""
    if area is None or own is None:
        return area
    return replace(area, poids=own.avant / area.avant if own.avant and area.avant else 1.0)


def _window(office: Office, date: dt.date, avant: int, apres: int) -> tuple[Fenetre, list[str]]:
    """Both periods as the base holds them, and what had to be shortened."""
    if date > office.today():
        raise ValueRefused(f"L'action du {date:%d/%m/%Y} est à venir : son effet ne se mesure qu'après elle.")
    first, last = data_span(office.database)
    if first is None or last is None:
        raise StateError("La base n'a encore aucun signalement : importez-en d'abord.")
    last = min(last, office.today())  # what bears a later day was not heard of yet
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
    if before % 12 or after % 12:
        remarks.append(
            "Les mois comparés ne sont pas les mêmes avant et après : les secteurs témoins y parent en partie."
        )
    return Fenetre(months_away(date, -before), date, months_away(date, after), before, after), remarks


def _held(months: int, fits: Callable[[int], bool]) -> int:
    """The most months, up to those wanted, that fit."""
    return next((k for k in range(months, 0, -1) if fits(k)), 0)


def _differences(
    counts: Sequence[Nombres], poids: float, wider: float
) -> tuple[Difference, Difference | None, Difference | None]:
    """The difference of the zone, that of the ring, that of both."""
    own = followed(counts[0], counts[1], poids)
    zone = wdd(*own, poids_apres=poids, surdispersion=wider)
    if len(counts) == 2:
        return zone, None, None
    beside = followed(counts[2], counts[3], poids)
    ring = wdd(*beside, poids_apres=poids, surdispersion=wider)
    whole = wdd(*own, *beside, poids_apres=poids, surdispersion=wider)
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
    for first, after in itertools.pairwise(steps):
        among = (points.jours >= np.datetime64(first)) & (points.jours < np.datetime64(after))
        out.append(Mois(first, *(points.count(among & one.points) for one in areas[:2])))
    return tuple(out)


def _series(window: Fenetre, months: tuple[Mois, ...]) -> Serie | None:
    steps = window.steps()
    days = [(after - first).days for first, after in itertools.pairwise(steps)]
    found = interrupted_series(
        [one.zone for one in months], days, window.avant, by_year=12, trend=len(months) >= LONG_SERIES
    )
    if found is None:
        return None
    return Serie(found.rapport, (found.bas, found.haut), found.p, found.dispersion, found.saison, found.tendance)


def _small(areas: list[Secteur]) -> list[str]:
    """A remark where so little was counted that hardly anything could have been found."""
    counts = areas[0].nombres
    if counts.avant + counts.apres >= FEW_CASES:
        return []
    return [
        f"La zone compte moins de {FEW_CASES} cas sur les deux périodes : un effet, même fort, ne s'y verrait guère. "
        "Choisissez une zone plus grande ou plus de mois."
    ]
