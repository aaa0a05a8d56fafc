"""Every signalement of a selection as plain arrays, read once: what is counted again and again on several grids.

A map of hotspots is made of some ten counts of the same signalements (other days, other hexagons, other callers): one
query and arrays are faster than ten queries.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from observatory.domain.grid import Cells, cell_to_parent
from observatory.domain.selection import Compte, Selection
from observatory.pipeline.grille import Grille, inside, ranks_of
from observatory.pipeline.office import Office
from observatory.pipeline.questions import run, selected

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

WALK = "marche"
"""The channel of what a group notes on a walk: nobody told it, it was looked for."""
NOBODY = -1
"""Who left no name, and where what is not located is."""
_NONE = np.zeros(0, np.int64)
_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Recits:
    """Signalements of a place: their cells (resolution 12), days since 1970, declarants (or ``NOBODY``), problèmes.

    Arrays of equal length. ``away`` are the days of those that are not located, which are in none of the arrays.
    """

    cells: Cells
    jours: Ints
    declarants: Ints
    problemes: Ints
    away: Ints

    def during(self, first: dt.date, last: dt.date) -> Bools:
        """Which were received from ``first`` to ``last``, both included."""
        return (self.jours >= days_since(first)) & (self.jours <= days_since(last))


def recits(office: Office, selection: Selection, ground: tuple[int, ...]) -> Recits:
    """The signalements that a selection keeps and that lie in one of the territories ``ground``.

    Those of walks are left out unless the selection names channels: a walk goes where trouble is expected, so that what
    it finds would make hot what was looked at.
    """
    kept = selected(office, selection)
    if not selection.canaux:
        kept = kept.filter(kept.canal != WALK)
    wanted = kept.filter(kept.cell.isnull() | inside(office, kept, ground)).select(
        cell=kept.cell.fill_null(NOBODY),
        jour=kept.recu_jour,
        declarant=kept.declarant_id.fill_null(NOBODY),
        probleme=kept.probleme_id,
    )
    found = run(office, wanted)
    cells, declarants, problemes = (found[name].to_numpy() for name in ("cell", "declarant", "probleme"))
    jours = found["jour"].to_numpy().astype("datetime64[D]").astype(np.int64)
    there = cells != NOBODY
    return Recits(cells[there], jours[there], declarants[there], problemes[there], jours[~there])


def days_since(day: dt.date) -> int:
    """Days since 1970."""
    return (day - _EPOCH).days


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Signalements on one grid, ready to be counted again and again: put in order once.

    ``ranks`` are those of their hexagons, in the order of the signalements; ``order`` puts them in that of ``keys``,
    which tell (hexagon, problème) or (hexagon, declarant) and grow. Both are empty where signalements are counted.
    """

    ranks: Ints
    order: Ints
    keys: Ints
    span: int
    n: int

    def count(self, kept: Bools) -> Ints:
        """What the ``kept`` ones count on each of the n hexagons: the same as the queries of ``aggregate``."""
        if not self.span:
            return np.bincount(self.ranks[kept], minlength=self.n).astype(np.int64)
        keys = self.keys[kept[self.order]]
        first = np.ones(len(keys), bool)
        first[1:] = keys[1:] != keys[:-1]
        return np.bincount(keys[first] // self.span, minlength=self.n).astype(np.int64)


def placed(which: Recits, place: Grille, compte: Compte) -> Placed:
    """Signalements on a grid that holds them all, to be counted as ``compte`` says.

    Who left no name cannot be told from another: each such signalement is one voice.
    """
    ranks = ranks_of(place, cell_to_parent(which.cells, place.resolution))
    if compte == "signalements":
        return Placed(ranks, _NONE, _NONE, 0, len(place.cells))
    what = which.problemes
    if compte == "declarants":
        nameless = which.declarants == NOBODY
        what = np.where(nameless, which.declarants.max(initial=0) + 1 + np.cumsum(nameless), which.declarants)
    span = int(what.max(initial=0)) + 1
    keys = ranks * span + what
    order = np.argsort(keys)
    return Placed(ranks, order, keys[order], span, len(place.cells))


def by_caller(which: Recits, kept: Bools, ranks: Ints, compte: Compte) -> tuple[Ints, Ints, Ints]:
    """How much of the count of each hexagon comes from each caller: ranks, declarants (or ``NOBODY``), counts.

    The counts of a hexagon add up to what it counts: a problem that several told of goes with one of them, a declarant
    counts once for each hexagon.
    """
    at, who = ranks[kept], which.declarants[kept]
    if compte == "problemes":
        order = np.lexsort((who == NOBODY, which.problemes[kept], at))
        at, who, what = at[order], who[order], which.problemes[kept][order]
        first = np.ones(len(at), bool)
        first[1:] = (at[1:] != at[:-1]) | (what[1:] != what[:-1])
        at, who = at[first], who[first]
    span = int(who.max(initial=0)) + 2
    pairs, n = np.unique(at * span + who - NOBODY, return_counts=True)
    at, who = pairs // span, pairs % span + NOBODY
    return at, who, np.where(who == NOBODY, n, 1) if compte == "declarants" else n
