"""Hotspots of a selection: counts on the grid, Gi* and its exact test, false discoveries, and how firm each find is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from observatory.analyse.gi_star import gi_star
from observatory.analyse.gi_star_counts import gi_star_p_counts, sum_limits
from observatory.analyse.significance import benjamini_hochberg
from observatory.analyse.stabilite import caller_redraws, stability_badges
from observatory.analyse.taux import eb_rates, set_aside
from observatory.analyse.voisinage import Voisinage
from observatory.domain.arrondi import LEAST_COUNT, counts_to_fives
from observatory.domain.grid import STORED_RESOLUTION, cell_to_parent
from observatory.domain.points_chauds import BADGES, BUNDLE, SIGNIFICANT, Bilan, Exposition
from observatory.domain.selection import Compte, Selection
from observatory.pipeline.assez import least_for
from observatory.pipeline.expositions import exposure
from observatory.pipeline.grille import Grille, grille, written
from observatory.pipeline.office import Office
from observatory.pipeline.questions import with_bounds
from observatory.pipeline.recits import NOBODY, Recits, by_caller, days_since, placed, recits
from observatory.store.integrity import data_span

DRAWS = 100
"""Redraws of callers for each map: a share of 0.9 is then known within 0.06."""
SEED = 20
COARSEST = 7
"""The coarsest resolution that a hotspot is looked for again at: 5 km²."""

REMEMBERED = 32
"""Maps kept in memory: some megabytes."""
P_CLASSES = (0.001, 0.01, 0.05, 1.0)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Tested:
    """One map tested, for each hexagon: its count, its z-score (NaN where values are constant), p, p after FDR, what is
    counted with its neighbours, and how much of the whole would be if all had their share.
    """

    n: Ints
    z: Floats
    p: Floats
    fdr: Floats
    around: Floats
    expected: Floats

    @property
    def sign(self) -> Ints:
        """1 where hot, -1 where cold, 0 elsewhere."""
        more = np.sign(self.around - self.expected)
        found = (self.fdr <= SIGNIFICANT) & (np.sign(np.nan_to_num(self.z)) == more)
        return np.where(found, more, 0).astype(np.int64)


def hotspots(office: Office, selection: Selection, resolution: int, rapport: Exposition | None = None) -> pa.Table:
    """Every hexagon of the place with what the test says of it.

    With ``rapport`` counts are set against what each hexagon holds of inhabitants, addresses or kilometres of street.

    Columns: cell, n, gi_star (null where n is constant over the grid), p_value and p_fdr (two-sided), hotspot (chaud,
    froid or null), voisins, stabilite (solide, probable, fragile or null), secteur (rank of the group of hot hexagons
    that touch, the fullest first), autour (what it counts with its neighbours), attendu (what it would count with them
    if all were spread evenly, or as the exposure is), exposition (null without ``rapport``), tirages (share of the
    redraws of callers in which it stays), variations and tenues
    (how many other periods and grids were tried, in how many it is found again). The metadata of the schema hold a
    :class:`~observatory.domain.points_chauds.Bilan`.

    Raises
    ------
    StateError
        When the base has neither a commune nor quartiers, or nothing to set counts against.
    ValueRefused
        When the resolution does not exist.
    """
    bounds = with_bounds(office, selection)
    place = grille(office, bounds, resolution)
    periods = _periods(office, bounds)
    first, last = periods[0]
    wide = replace(bounds, depuis=min(one[0] for one in periods), jusqua=max(one[1] for one in periods))
    told = recits(office, wide, place.ground)
    here, now = placed(told, place, bounds.compte), told.during(first, last)
    n = len(place.cells)
    exposed = exposure(office, place, rapport, last) if rapport else None
    whole = tested(here.count(now), place.graph, exposed)
    least = least_for(place)
    enough = int(whole.n.sum()) >= least
    sign = whole.sign if enough else np.zeros(n, np.int64)
    found = np.flatnonzero(sign)
    others = [
        tested(here.count(told.during(*one)), place.graph, exposed).sign[found] == sign[found]
        for one in periods[1:]
        if len(found)
    ]
    rows = [*others, *_other_sizes(office, bounds, place, told, now, found, sign, rapport)]
    held = np.array(rows, bool) if rows else np.zeros((0, len(found)), bool)
    kept = _kept_by_redraws(told, now, here.ranks, bounds.compte, place.graph, whole, found, sign, exposed)
    badge = np.zeros(n, np.int64)
    badge[found] = stability_badges(kept, held)
    groups = _groups(place.graph, sign > 0, whole.n)
    bilan = Bilan(
        depuis=first,
        jusqua=last,
        compte=bounds.compte,
        rapport=rapport,
        resolution=resolution,
        hexagones=n,
        n=int(whole.n.sum()),
        non_localises=int(((told.away >= days_since(first)) & (told.away <= days_since(last))).sum()),
        minimum=least,
        assez=enough,
        chauds=int((sign > 0).sum()),
        froids=int((sign < 0).sum()),
        secteurs=int(groups.max(initial=0)),
        sans_exposition=0 if exposed is None else int(set_aside(whole.n, exposed)),
    )
    return _table(place, whole, sign, badge, groups, found, kept, held, exposed, bilan)


def tested(counts: Ints, graph: Voisinage, exposed: Floats | None = None) -> Tested:
    """Gi* of counts, the two-sided p-values of its sums against the rest of the map, and after FDR.

    With ``exposed`` (what each hexagon holds of inhabitants, addresses or streets) Gi* is that of smoothed rates, and
    the test asks whether a place counts more than what it holds explains.
    """
    z = gi_star(counts if exposed is None else eb_rates(counts, exposed), graph)
    p = gi_star_p_counts(counts, graph, exposed)
    known = counts.astype(np.float64) if exposed is None else np.where(exposed > 0, counts, 0.0)
    held = np.ones(len(counts)) if exposed is None else exposed
    around, share = graph.sums_around(known), graph.sums_around(held) / max(held.sum(), 1e-300)
    return Tested(counts, z, p, benjamini_hochberg(p), around, known.sum() * share)


def bilan_of(table: pa.Table) -> Bilan:
    """What travels with a table of hotspots."""
    return Bilan.from_text((table.schema.metadata or {})[BUNDLE])


def _periods(office: Office, bounds: Selection) -> list[tuple[dt.date, dt.date]]:
    """The period asked for, then those it is compared with: moved by a quarter of its length each way where the base
    knows those days, and shortened by a quarter at either end.
    """
    first, last = bounds.depuis, bounds.jusqua
    if first is None or last is None:
        raise ValueError("the selection has no bounds")
    known = data_span(office.database)
    quarter = dt.timedelta(days=((last - first).days + 1) // 4)
    periods = [(first, last)]
    if not quarter:
        return periods
    if known[0] and first - quarter >= known[0]:
        periods.append((first - quarter, last - quarter))
    if known[1] and last + quarter <= known[1]:
        periods.append((first + quarter, last + quarter))
    return [*periods, (first, last - quarter), (first + quarter, last)]


def _other_sizes(
    office: Office,
    bounds: Selection,
    place: Grille,
    told: Recits,
    now: Bools,
    found: Ints,
    sign: Ints,
    rapport: Exposition | None,
) -> list[Bools]:
    """Whether each hexagon found is found again, with the same sign, in hexagons seven times as large or as small.

    One row, or none where the grid has no neighbouring size: its parent or one of its children is enough, since a small
    hexagon counts too few to be found every time.
    """
    cells, signs = place.cells[found], sign[found]
    rows = []
    for resolution in (place.resolution - 1, place.resolution + 1):
        if len(found) and COARSEST <= resolution <= STORED_RESOLUTION:
            other = grille(office, bounds, resolution)
            exposed = exposure(office, other, rapport, bounds.jusqua) if rapport else None
            again = tested(placed(told, other, bounds.compte).count(now), other.graph, exposed).sign
            shared = min(resolution, place.resolution)
            alike = cell_to_parent(other.cells[again != 0], shared).tolist()
            known = {*zip(alike, again[again != 0].tolist(), strict=True)}
            mine = zip(cell_to_parent(cells, shared).tolist(), signs.tolist(), strict=True)
            rows.append(np.fromiter((one in known for one in mine), bool, len(found)))
    return [np.any(rows, axis=0)] if rows else []


def _kept_by_redraws(
    told: Recits,
    now: Bools,
    ranks: Ints,
    compte: Compte,
    graph: Voisinage,
    whole: Tested,
    found: Ints,
    sign: Ints,
    exposed: Floats | None,
) -> Floats:
    """For each hexagon found, the share of the redraws of callers in which its count around stays beyond the limit.

    The limit is the sum that the test just calls significant on the map as it is: callers change, the yardstick stays.
    """
    if not len(found):
        return np.zeros(0)
    rows = graph.matrix()[found]
    involved = np.union1d(found, rows.indices)
    place_of = np.full(graph.n, -1)
    place_of[involved] = np.arange(len(involved))
    at, who, n = by_caller(told, now & (place_of[ranks] >= 0), place_of[ranks], compte)
    named = who != NOBODY
    anonymous = np.bincount(at[~named], n[~named], len(involved)).astype(np.int64)
    rng = np.random.default_rng(SEED)
    drawn = caller_redraws(at[named], who[named], n[named], anonymous, DRAWS, rng)
    if exposed is not None:
        drawn = np.where(exposed[involved] > 0, drawn, 0.0)
    around = np.asarray((rows[:, involved] @ drawn.T).T) + drawn[:, place_of[found]]
    low, high = sum_limits(whole.n, graph, SIGNIFICANT * len(found) / graph.n, exposed)
    return np.asarray(np.where(sign[found] > 0, around >= high[found], around <= low[found]).mean(axis=0))


def _groups(graph: Voisinage, hot: Bools, counts: Ints) -> Ints:
    """For each hexagon the rank (from 1, the fullest first) of its group of hot hexagons that touch; 0 elsewhere."""
    from scipy.sparse.csgraph import connected_components

    out = np.zeros(len(hot), np.int64)
    at = np.flatnonzero(hot)
    if len(at):
        _, label = connected_components(graph.matrix()[at][:, at], directed=False)
        sizes = np.bincount(label, counts[at])
        order = np.argsort(-sizes, kind="stable")
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(1, len(order) + 1)
        out[at] = rank[label]
    return out


def _table(
    place: Grille,
    whole: Tested,
    sign: Ints,
    badge: Ints,
    groups: Ints,
    found: Ints,
    kept: Floats,
    held: Bools,
    exposed: Floats | None,
    bilan: Bilan,
) -> pa.Table:
    n = len(place.cells)
    share, again = np.full(n, np.nan), np.zeros(n, np.int64)
    share[found], again[found] = kept, held.sum(axis=0)
    nowhere = sign == 0
    words = {0: None, 1: "chaud", -1: "froid"}
    columns = {
        "cell": pa.array(place.cells),
        "n": pa.array(whole.n),
        "gi_star": pa.array(whole.z, mask=~np.isfinite(whole.z)),
        "p_value": pa.array(whole.p),
        "p_fdr": pa.array(whole.fdr),
        "hotspot": pa.array([words[one] for one in sign.tolist()], pa.string()),
        "voisins": pa.array(place.graph.degres),
        "stabilite": pa.array([BADGES.get(one) for one in badge.tolist()], pa.string()),
        "secteur": pa.array(groups, mask=groups == 0),
        "autour": pa.array(whole.around.astype(np.int64)),
        "attendu": pa.array(whole.expected),
        "exposition": pa.nulls(n, pa.float64()) if exposed is None else pa.array(exposed),
        "tirages": pa.array(share, mask=nowhere),
        "variations": pa.array(np.full(n, len(held)), mask=nowhere),
        "tenues": pa.array(again, mask=nowhere),
    }
    return pa.table(columns).replace_schema_metadata({BUNDLE: bilan.to_text().encode()})


def shareable(table: pa.Table) -> pa.Table:
    """The same table for who sees no small count: what was found and how firmly, counts rounded, p by its class.

    Counts under ``LEAST_COUNT`` are null and the others in fives; the exact statistics, from which
    counts could be found again, are null; p-values are the least of 0.001, 0.01, 0.05 and 1 that they do not pass.
    """
    out = rounded(table, ("n", "autour"))
    for name in ("p_value", "p_fdr"):
        classes = np.array(P_CLASSES)
        out = _replaced(out, name, pa.array(classes[np.searchsorted(classes, np.minimum(table[name].to_numpy(), 1.0))]))
    for name in ("gi_star", "attendu", "exposition", "tirages"):
        out = _replaced(out, name, pa.nulls(len(table), pa.float64()))
    bilan = replace(bilan_of(table), arrondi=True)
    return out.replace_schema_metadata({BUNDLE: bilan.to_text().encode()})


def rounded(table: pa.Table, names: Sequence[str]) -> pa.Table:
    """The table with these counts in fives, null where they are under five."""
    for name in names:
        values = table[name].to_numpy()
        table = _replaced(table, name, pa.array(counts_to_fives(values), mask=values < LEAST_COUNT))
    return table


def _replaced(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), name, values)


def kept_hotspots(office: Office, selection: Selection, resolution: int, rapport: Exposition | None = None) -> pa.Table:
    """:func:`hotspots`, remembered until something is written in the base."""
    stamp = (written(office), office.today())
    known: dict[tuple[Selection, int, Exposition | None], pa.Table] = office.kept("points chauds", stamp, dict)
    key = (selection, resolution, rapport)
    if key not in known:
        if len(known) >= REMEMBERED:
            known.pop(next(iter(known)), None)
        known[key] = hotspots(office, selection, resolution, rapport)
    return known[key]
