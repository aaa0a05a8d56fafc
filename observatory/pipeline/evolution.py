"""What changes over time: hot spots that come and go, hours of the week, seasons of a selection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from observatory.aggregate.counts import plain_counts
from observatory.analyse.aoristique import day_hour_table
from observatory.analyse.emergence import CLASSES, RECENT, hotspot_emergence
from observatory.analyse.gi_star import gi_star
from observatory.analyse.gi_star_counts import gi_star_p_counts
from observatory.analyse.saison import Saison, seasonality
from observatory.analyse.significance import benjamini_hochberg
from observatory.domain.arrondi import LEAST_COUNT, counts_to_fives
from observatory.domain.effet import months_away
from observatory.domain.errors import StateError
from observatory.domain.evolution import BUNDLE, Facteur, Heures, Saisons, Tranches
from observatory.domain.points_chauds import SIGNIFICANT
from observatory.domain.selection import Selection
from observatory.pipeline.grille import Grille, grille
from observatory.pipeline.office import Office
from observatory.pipeline.questions import run, selected, with_bounds
from observatory.pipeline.recits import placed, recits
from observatory.pipeline.voix import COLUMNS, voices
from observatory.store.database import ZONE

Counts = npt.NDArray[np.int64]
Days = list[tuple[dt.date, dt.date]]

FEWEST_BINS = 8
"""Bins below which nothing can be said to come, last or go."""
LEAST_BY_BIN = 0.25
"""For each hexagon of the place, what a bin counts at least: on sparser bins no test finds what is there."""
LEAST = 50
"""What all bins count together at least: less makes no map."""
LONGEST_BIN = 3
_SLACK = dt.timedelta(days=7)
_MONDAY_HOURS = 72
"""1 January 1970 was a Thursday: hours since the Monday before."""


def emergence(office: Office, selection: Selection, resolution: int, *, exact: bool = True) -> pa.Table:
    """What becomes of the hot spots of a selection: one row for each hexagon of the place.

    Columns: cell, classe (null where it is no hot spot or changes its mind), n, chauds_avant and chauds_recents (in how
    many bins it was a significant hot spot, before and now). Unless ``exact``, n under five and both last columns are
    null. The metadata hold :class:`~observatory.domain.evolution.Tranches`.

    Bins are of one length, one to three months, counted back from the last day; days before the first are left out.

    Raises
    ------
    StateError
        When the city has no outline, the period is shorter than eight bins, or too little was told.
    """
    bounds = with_bounds(office, selection)
    place = grille(office, bounds, resolution)
    months = _months_back(bounds)
    if len(months) < FEWEST_BINS:
        raise StateError(
            f"Il faut au moins {FEWEST_BINS} mois pour dire ce qui apparaît, dure ou disparaît ; cette période en a "
            f"{len(months)} : élargissez-la."
        )
    by_month = _counts_in(office, bounds, place, months)
    n = int(by_month.sum())
    if n < LEAST:
        raise StateError(
            f"{n} cas localisés sur la période : il en faut {LEAST} pour une carte de ce qui change. "
            "Élargissez la période, les catégories ou les territoires."
        )
    length = _bin_length(by_month.sum(axis=1), len(place.cells))
    bins = len(months) // length
    counts = by_month[len(months) - bins * length :].reshape(bins, length, -1).sum(axis=1)
    z = gi_star(counts, place.graph)
    fdr = np.array([benjamini_hochberg(gi_star_p_counts(row, place.graph)) for row in counts])
    sure = fdr <= SIGNIFICANT
    hot, cold = sure & (z > 0), sure & (z < 0)
    recent = max(1, round(RECENT * bins))
    told = Tranches(
        depuis=months[len(months) - bins * length][0],
        jusqua=months[-1][1],
        n=bins,
        mois=length,
        recentes=recent,
        total=int(counts.sum()),
        compte=bounds.compte,
        resolution=resolution,
        hexagones=len(place.cells),
    )
    return _emergence_table(place, counts, hot, hotspot_emergence(z, hot, cold), told, exact)


def _emergence_table(
    place: Grille,
    counts: Counts,
    hot: npt.NDArray[np.bool_],
    found: npt.NDArray[np.int8],
    told: Tranches,
    exact: bool,
) -> pa.Table:
    n = counts.sum(axis=0)
    hidden = np.zeros(len(n), bool) if exact else n < LEAST_COUNT
    first = told.n - told.recentes
    blank = np.full(len(n), not exact)
    return pa.table(
        {
            "cell": place.cells,
            "classe": pa.array([CLASSES[rank] or None for rank in found], pa.string()),
            "n": pa.array(n if exact else counts_to_fives(n), pa.int64(), mask=hidden),
            "chauds_avant": pa.array(hot[:first].sum(axis=0), pa.int64(), mask=blank),
            "chauds_recents": pa.array(hot[first:].sum(axis=0), pa.int64(), mask=blank),
        }
    ).replace_schema_metadata({BUNDLE: told.to_text().encode()})


def _months_back(bounds: Selection) -> Days:
    """Months counted back from the last day of a selection, the oldest first, each by its first and last day."""
    first, last = _ends(bounds)
    end = last + dt.timedelta(days=1)
    out: Days = []
    for k in range(1, 1200):
        start = months_away(end, -k)
        if start < first - _SLACK:
            break
        out.append((max(start, first), months_away(end, 1 - k) - dt.timedelta(days=1)))
    return out[::-1]


def _bin_length(by_month: Counts, hexagons: int) -> int:
    """How many months a bin is: as few as make it tell something, as long as there are eight of them."""
    fit = [length for length in range(1, LONGEST_BIN + 1) if len(by_month) // length >= FEWEST_BINS]
    enough = [length for length in fit if by_month.mean() * length >= LEAST_BY_BIN * hexagons]
    return enough[0] if enough else fit[-1]


def _counts_in(office: Office, bounds: Selection, place: Grille, windows: Days) -> Counts:
    """Counts of each window on the hexagons of the place: t by n."""
    told = recits(office, replace(bounds, depuis=windows[0][0], jusqua=windows[-1][1]), place.ground)
    here = placed(told, place, bounds.compte)
    return np.array([here.count(told.during(first, last)) for first, last in windows])


def _ends(bounds: Selection) -> tuple[dt.date, dt.date]:
    if bounds.depuis is None or bounds.jusqua is None:
        raise StateError("La base n'a encore aucun signalement : importez-en d'abord.")
    return bounds.depuis, bounds.jusqua


def hours_of_week(office: Office, selection: Selection, *, exact: bool = True) -> pa.Table:
    """What takes place on each day (jour, 1 is Monday) at each hour (heure): n, in shares of cases.

    Where the beginning and the end of what happened are known, it is shared out over the hours between (aoristic
    weights); else it stands at its beginning, else at the hour when it was told. What is known by its day alone is left
    out. On the clock of Paris. Unless ``exact``, n under five is null. The metadata hold
    :class:`~observatory.domain.evolution.Heures`.
    """
    bounds = with_bounds(office, selection)
    first, last = _ends(bounds)
    kept = selected(office, bounds)
    table = run(office, kept.select(*COLUMNS, "recu_jour", "recu_heure", "survenu_debut", "survenu_fin")).sort_by("id")
    _, once = np.unique(voices(table, bounds.compte), return_index=True)
    table = table.take(pa.array(np.sort(once)))
    start, end = week_hours(table)
    known = np.isfinite(start)
    told = Heures(
        first,
        last,
        int(known.sum()),
        int((end[known] > start[known]).sum()),
        int((~known).sum()),
        bounds.compte,
    )
    n = np.round(day_hour_table(start[known], end[known]), 2).ravel()
    hidden = np.zeros(n.size, bool) if exact else n < LEAST_COUNT
    day, hour = np.divmod(np.arange(n.size), 24)
    columns = {
        "jour": day + 1,
        "heure": hour,
        "n": pa.array(n if exact else counts_to_fives(n), pa.float64(), mask=hidden),
    }
    return pa.table(columns).replace_schema_metadata({BUNDLE: told.to_text().encode()})


def week_hours(table: pa.Table) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Between which hours, since a Monday on the clock of Paris, each row took place; NaN where no hour is known."""
    begun, over = (_local_hours(table[name]) for name in ("survenu_debut", "survenu_fin"))
    days = table["recu_jour"].to_numpy().astype("datetime64[D]").astype(np.int64) * 24.0 + _MONDAY_HOURS
    told = days + table["recu_heure"].cast(pa.float64()).to_numpy()
    start = np.where(np.isfinite(begun), begun, told)
    end = np.where(np.isfinite(begun) & (over > begun), over, start)
    return start, end


def _local_hours(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    """Instants as hours since a Monday on the clock of Paris; NaN where there is none."""
    local = pc.local_timestamp(column.cast(pa.timestamp("us", ZONE)))
    return np.asarray(local.cast(pa.int64()).cast(pa.float64()).to_numpy() / 3.6e9 + _MONDAY_HOURS, float)


def seasons(office: Office, selection: Selection, *, exact: bool = True) -> Saisons:
    """Months of the year and days of the week of a selection, located or not, against what is usual.

    Months are counted over whole years back from the last day, so that growth is no season. Unless ``exact``, groups
    that count less than five have no figure.

    Raises
    ------
    StateError
        When the base has no signalement.
    """
    bounds = with_bounds(office, selection)
    first, last = _ends(bounds)
    days = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    found = run(office, plain_counts(selected(office, bounds), bounds.compte, pas="jour"))
    counts = np.zeros(len(days), np.int64)
    when = np.array(found["periode"].to_pylist(), "datetime64[D]")
    counts[(when - days[0]).astype(np.int64)] = found["n"].to_numpy()
    weekday = (days.astype(np.int64) + 3) % 7
    by_day = _strata(counts, weekday, days.astype("datetime64[M]").astype(np.int64), 7)
    week = seasonality(*by_day)
    years = len(_months_back(bounds)) // 12
    start = max(months_away(last + dt.timedelta(days=1), -12 * years), first) if years else first
    monthly: tuple[Facteur, ...] = ()
    p_months = None
    if years:
        kept = days >= np.datetime64(start)
        block = _year_block(days[kept], last)
        by_month = _strata(counts[kept], days[kept].astype("datetime64[M]").astype(np.int64) % 12, block, 12)
        year = seasonality(*by_month)
        monthly, p_months = _factors(year, by_month[0].sum(axis=0), exact), year.p
    return Saisons(
        depuis=start,
        jusqua=last,
        n=int(counts[days >= np.datetime64(start)].sum()),
        compte=bounds.compte,
        annees=years,
        mois=monthly,
        p_mois=p_months,
        jours=_factors(week, by_day[0].sum(axis=0), exact),
        p_jours=week.p,
    )


def _year_block(days: npt.NDArray[np.datetime64], last: dt.date) -> Counts:
    """The rank of the year of twelve months, back from the last day, in which each day lies."""
    ends = [months_away(last + dt.timedelta(days=1), -12 * k) for k in range(200)]
    edges = np.array([np.datetime64(one) for one in ends[::-1]])
    return np.asarray(np.searchsorted(edges, days, side="right"), np.int64)


def _strata(
    counts: Counts, group: Counts, stratum: Counts, groups: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Counts of days and how many days there were, by stratum and group."""
    rank = np.unique(stratum, return_inverse=True)[1]
    size = (int(rank.max(initial=0)) + 1) * groups
    at = rank * groups + group
    told = np.bincount(at, counts, size).reshape(-1, groups).astype(float)
    return told, np.bincount(at, minlength=size).reshape(-1, groups).astype(float)


def _factors(found: Saison, n: Sequence[float] | npt.NDArray[np.float64], exact: bool) -> tuple[Facteur, ...]:
    out = []
    for rank, count in enumerate(n):
        shown = np.isfinite(found.facteur[rank]) and (exact or count >= LEAST_COUNT)
        values = [float(one[rank]) if shown else None for one in (found.facteur, found.bas, found.haut)]
        told = int(count) if exact else int(counts_to_fives(count))
        out.append(Facteur(rank + 1, told if exact or count >= LEAST_COUNT else None, *values))
    return tuple(out)
