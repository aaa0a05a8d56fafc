"""What may be shown to anybody: no count under five, and none that what is shown gives back.

Two ways. ``suppress`` is for one list of whole places over one period. ``plan_release`` is for tables by territory,
category and period with all their totals, that follow one another: each is planned, then audited, against all that was
published before. In both, counts from 1 to 4 are hidden (SSMSI publishes above five facts), then what would give them
back by difference, so that whoever knows only that counts are not negative cannot tell a hidden one to within less than
five. A zero stays a zero.

Source: Hundepool et al. (2012), *Statistical Disclosure Control*, ch. 4; see also ``suppression`` and ``attack``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import scipy.sparse as sp

from observatory.aggregate.attack import Attack, Contradiction, Flags, Floats, lay, solve, stacked
from observatory.aggregate.release import Axis, Cell, Release, checked_counts, with_totals
from observatory.aggregate.suppression import hide_until_safe
from observatory.domain.errors import StateError, ValueRefused
from observatory.domain.grid import OVERVIEW_RESOLUTION, cell_to_parent, positions_to_cells

THRESHOLD = 5
"""The smallest count that is shown, and the width of the narrowest interval that a hidden one is left in."""

WANTED = 0.7
"""The part of the total that should stay in published inner cells."""

PRICES = (20.0, 4.0, 1.0, 0.1)
"""What hiding a total of one line costs at most, where an inner cell costs its count; tried in this order."""

ROOM = (0.05, 0.01, 0.0)
"""A table whose first hidden counts leave less room than this above the share wanted begins one price lower."""

_DEARER = 10.0

Merge: TypeAlias = Mapping[str, Mapping[str, Sequence[str]]]
"""For some axes by name, the labels that become one, by their new label."""


class ReleaseRefused(StateError):
    """A release would let somebody work out a hidden count."""


@dataclass(frozen=True)
class Verdict:
    """Whether a release may be published, and in French why not; the cell that it would tell, and how nearly."""

    accepted: bool
    reason: str = ""
    cell: Cell | None = None
    low: float = float("nan")
    high: float = float("nan")


def hidden_lines(counts: list[int], threshold: int = THRESHOLD) -> list[bool]:
    """Which lines of a one-way table are hidden when its total may be known; same length as ``counts``."""
    hidden = [0 < n < threshold for n in counts]
    if not any(hidden):
        return hidden
    shown = sorted((n, at) for at, n in enumerate(counts) if n >= threshold)
    total = sum(n for n, hide in zip(counts, hidden, strict=True) if hide)
    for n, at in shown:
        if sum(hidden) >= 2 and total >= threshold:
            break
        hidden[at] = True
        total += n
    return hidden


def suppress(table: pa.Table, threshold: int = THRESHOLD) -> pa.Table:
    """A one-way table with its hidden lines empty in ``n`` and ``pour_1000``; their number is in the metadata."""
    hidden = hidden_lines(table["n"].to_pylist(), threshold)
    for name in ("n", "pour_1000"):
        if name in table.column_names:
            values = [None if hide else v for v, hide in zip(table[name].to_pylist(), hidden, strict=True)]
            column = pa.array(values, table.schema.field(name).type)
            table = table.set_column(table.column_names.index(name), name, column)
    words = f"{sum(hidden)} lignes masquées (de 1 à {threshold - 1}, et de quoi ne pas les retrouver par différence)."
    return table.replace_schema_metadata({**(table.schema.metadata or {}), b"masque": words.encode()})


def public_points(
    lats: Floats, lons: Floats, resolution: int = OVERVIEW_RESOLUTION, threshold: int = THRESHOLD
) -> pa.Table:
    """Points as anybody may see them: cell (int64) and n, null where hidden; a cell's centre stands for its points.

    ``lats`` and ``lons`` are degrees WGS84, finite. Cells without a point are not listed: they count zero.

    Raises
    ------
    ValueRefused
        When the resolution is finer than that of the overview, or is none.
    """
    if resolution > OVERVIEW_RESOLUTION + 1:
        raise ValueRefused(
            f"Une carte publique ne descend pas sous la résolution {OVERVIEW_RESOLUTION + 1} : à {resolution}, un "
            "hexagone peut ne couvrir qu'un immeuble."
        )
    cells, n = np.unique(cell_to_parent(positions_to_cells(lats, lons), resolution), return_counts=True)
    return suppress(pa.table({"cell": cells, "n": n.astype(np.int64)}), threshold)


def plan_release(
    counts: npt.ArrayLike,
    axes: Sequence[Axis],
    *,
    name: str = "",
    earlier: Sequence[Release] = (),
    threshold: int = THRESHOLD,
    wanted: float = WANTED,
    coarser: Sequence[Merge] = (),
) -> Release:
    """The counts as they may be published, with their totals, given all that was published before.

    ``counts`` are whole and not negative, one dimension per axis. Where less than ``wanted`` of the total stays in
    inner cells, more totals are given up instead; where that does not do, the mergers of ``coarser`` are tried in turn;
    ``enough`` and ``remark`` of the release tell how it ended. The same input gives the same release.

    Raises
    ------
    ValueRefused
        When the counts or the axes are wrong, or a count is not the one that was published before.
    ReleaseRefused
        When no hiding in this release keeps what is hidden apart.
    """
    best: Release | None = None
    for merge in ({}, *coarser):
        kept, merged_axes = merged_counts(checked_counts(counts, axes), axes, merge)
        found = _planned(kept, merged_axes, name, earlier, threshold, wanted)
        if best is None or found.share > best.share:
            best = found
        if best.enough:
            break
    if best is None:
        raise ValueRefused("Rien n'a été donné à publier.")
    return best


def audit(earlier: Sequence[Release], new: Release, threshold: int = THRESHOLD) -> Verdict:
    """Whether a new release leaves every cell that it or an earlier one hides in an interval of ``threshold`` or more.

    Raises
    ------
    ValueRefused
        When the releases have not the same axes.
    """
    small = np.argwhere((new.values > 0) & (new.values < threshold))
    if len(small):
        cell = new.cell([int(i) for i in small[0]])
        value = float(new.values[tuple(small[0])])
        return Verdict(False, f"La case {cell} montre {value:.0f}, sous le seuil de {threshold}.", cell, value, value)
    laid = lay([*earlier, new])
    try:
        _check_same(laid.releases, stacked(laid))
        attack = Attack(laid, threshold)
        told = attack.told()
    except (Contradiction, ValueRefused) as error:
        return Verdict(False, error.message)
    if told is None:
        return Verdict(True)
    at, low, high = told
    cell = attack.cell(at)
    between = f"vaut {low:.0f}" if high - low < 0.5 else f"est entre {low:.4g} et {high:.4g}"
    return Verdict(
        False,
        f"On pourrait retrouver un nombre masqué : la case {cell} {between}, par différence entre les nombres publiés. "
        "Masquez davantage dans la nouvelle publication, ou regroupez-y des périodes ou des catégories.",
        cell,
        low,
        high,
    )


def merged_counts(
    counts: npt.NDArray[np.int64], axes: Sequence[Axis], merge: Merge
) -> tuple[npt.NDArray[np.int64], tuple[Axis, ...]]:
    """The counts and axes with the labels of each group added up.

    Raises
    ------
    ValueRefused
        When a group names an axis or a label that is not there.
    """
    if unknown := sorted(set(merge) - {axis.name for axis in axes}):
        raise ValueRefused(f"Le tableau n'a pas d'axe « {unknown[0]} ».")
    found = []
    for d, axis in enumerate(axes):
        one = axis.merged(merge.get(axis.name, {}))
        part = {p: i for i, parts in enumerate(one.parts) for p in parts}
        sums = np.zeros((len(one.labels), len(axis.labels)), np.int64)
        for old, parts in enumerate(axis.parts):
            sums[part[next(iter(parts))], old] = 1
        counts = np.moveaxis(np.tensordot(sums, counts, (1, d)), 0, d)
        found.append(one)
    return counts, tuple(found)


def _planned(
    counts: npt.NDArray[np.int64],
    axes: tuple[Axis, ...],
    name: str,
    earlier: Sequence[Release],
    threshold: int,
    wanted: float,
) -> Release:
    full = Release(axes, with_totals(counts), name)
    cells = full.values.ravel()
    laid = lay([*earlier, full])
    masked = _check_same(laid.releases, stacked(laid))[-len(cells) :]
    hidden = ((cells > 0) & (cells < threshold)) | masked
    start = replace(full, values=np.where(hidden, np.nan, cells).reshape(full.values.shape))
    if not hidden.any() and not any(one.hidden.any() for one in earlier):
        return _finished(full, hidden, counts, wanted)
    attack = Attack(lay([*earlier, start]), threshold)
    attack.learn(_fitting(attack, full))
    attack.explore()
    zeros = replace(full, values=np.where(full.values > 0, np.nan, 0.0))
    movable = Attack(lay([*earlier, zeros]), threshold)
    movable.low, movable.high = attack.low, attack.high
    base = _fitting(movable, full)
    best: Release | None = None
    room = _finished(full, hidden, counts, wanted).share - wanted
    for most in PRICES[sum(room < one for one in ROOM) :]:
        plan = hide_until_safe(movable, base, full, hidden, _price(full, most))
        found = _finished(full, plan.hidden, counts, wanted)
        if plan.failed.any():
            verdict = audit(earlier, found, threshold)
            if not verdict.accepted:
                raise ReleaseRefused(verdict.reason)
        if best is None or found.share > best.share:
            best = found
        if found.enough:
            break
    return best if best is not None else start


def _finished(full: Release, hidden: Flags, counts: npt.NDArray[np.int64], wanted: float) -> Release:
    values = np.where(hidden.reshape(full.values.shape), np.nan, full.values)
    total = int(counts.sum())
    share = float(np.nansum(values[full.inner])) / total if total else 1.0
    return replace(full, values=values, share=share, wanted=wanted)


def _price(full: Release, most: float) -> Floats:
    """What hiding each cell costs: an inner one its count, a total at most ``most``, ten times that a level higher."""
    places = np.indices(full.values.shape)
    level = sum((places[d] == n - 1).astype(int) for d, n in enumerate(full.values.shape))
    price = np.where(level == 0, full.values, np.minimum(full.values, most) * _DEARER ** np.maximum(level - 1, 0))
    return price.ravel()


def _fitting(attack: Attack, full: Release) -> Floats:
    """A table (its free atoms) with the counts of the new release as they are, and all that was published before."""
    size = full.values.size
    over, sums = attack.over_free[-size:], full.values.ravel() - attack.offset[-size:]
    earlier = len(attack.values) - size
    shown = np.flatnonzero(~np.isnan(attack.values[:earlier]))
    inner = np.zeros(full.values.shape, bool)
    inner[full.inner] = True
    wanted = np.flatnonzero(inner.ravel() & (np.diff(over.indptr) > 0))
    cells = sp.vstack([attack.over_free[shown], over[wanted]], format="csr")
    values = np.concatenate([attack.values[shown] - attack.offset[shown], sums[wanted]])
    return solve(np.zeros(len(attack.free)), cells, values, np.inf)


def _check_same(releases: Sequence[Release], cells: Sequence[bytes]) -> Flags:
    """Which cells, over all releases, are hidden in one of them.

    ``cells`` tells of each what it is made of. Raises ``ValueRefused`` when a cell was published with two values.
    """
    values = np.concatenate([one.values.ravel() for one in releases])
    shown: dict[bytes, int] = {}
    masked = {key for key, value in zip(cells, values, strict=True) if np.isnan(value)}
    for at, (key, value) in enumerate(zip(cells, values, strict=True)):
        if np.isnan(value):
            continue
        before = shown.setdefault(key, at)
        if values[before] != value:
            raise ValueRefused(
                f"La case {_named(releases, at)} vaut {value:.0f} ici et {values[before]:.0f} dans "
                f"{_named(releases, before)} : l'écart dirait ce qui a été corrigé. Reprenez la valeur déjà publiée."
            )
    return np.array([key in masked for key in cells])


def _named(releases: Sequence[Release], at: int) -> Cell:
    for one in releases:
        if at < one.values.size:
            return one.cell([int(i) for i in np.unravel_index(at, one.values.shape)])
        at -= one.values.size
    raise IndexError(at)
