"""What is published at once: the counts of a table with all its totals, some of them hidden.

An axis of a release is a partition: labels that do not overlap, each made of *parts* (a quarter is three months, a
merged category the categories in it), so that two releases can be laid over one another. Values carry one more
line along each axis, the last, for the total. A hidden value is NaN, and nothing else is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from observatory.domain.errors import ValueRefused

Row: TypeAlias = dict[str, str | int | None]
Values = npt.NDArray[np.float64]

TOTAL = "total"
"""The label of a margin in the rows of a release; no axis may bear it."""

LARGEST = 10_000_000
"""The largest total that is planned for: beyond, an interval five wide is within what a solver rounds away."""

_SPANS = {"T": 3, "S": 6, "-": 1}


def period_parts(label: str) -> frozenset[str]:
    """The months of ``2026``, ``2026-S1``, ``2026-T3`` or ``2026-07``.

    Raises
    ------
    ValueRefused
        When the label names none of these.
    """
    found = re.fullmatch(r"(\d{4})(?:-(S[12]|T[1-4]|0[1-9]|1[0-2]))?", label)
    if not found:
        raise ValueRefused(
            f"« {label} » n'est pas une période que l'on publie : écrivez 2026, 2026-S1, 2026-T3 ou 2026-07."
        )
    year, rest = found.groups()
    first, months = 1, 12
    if rest:
        months = _SPANS.get(rest[0], 1)
        first = int(rest) if months == 1 else (int(rest[1]) - 1) * months + 1
    return frozenset(f"{year}-{month:02d}" for month in range(first, first + months))


@dataclass(frozen=True)
class Axis:
    """One dimension of a release: its name, its labels, and what each is made of (itself, when not told).

    Raises
    ------
    ValueRefused
        When a label is missing, comes twice, is the word kept for totals, or shares a part with another.
    """

    name: str
    labels: tuple[str, ...]
    parts: tuple[frozenset[str], ...] = ()

    def __post_init__(self) -> None:
        if not self.parts:
            object.__setattr__(self, "parts", tuple(frozenset({label}) for label in self.labels))
        if not self.labels or len(self.parts) != len(self.labels) or not all(self.parts):
            raise ValueRefused(f"L'axe « {self.name} » a besoin d'au moins un libellé, et de ce qui compose chacun.")
        if len(set(self.labels)) < len(self.labels) or TOTAL in self.labels:
            raise ValueRefused(f"L'axe « {self.name} » porte deux fois un libellé, ou le mot réservé « {TOTAL} ».")
        if sum(map(len, self.parts)) > len(frozenset().union(*self.parts)):
            raise ValueRefused(
                f"Les libellés de l'axe « {self.name} » se recoupent : une publication partage la ville, les "
                "catégories et le temps en parts séparées."
            )

    @classmethod
    def of_periods(cls, labels: Sequence[str], name: str = "periode") -> Axis:
        """An axis of years, half-years, quarters or months."""
        return cls(name, tuple(labels), tuple(period_parts(label) for label in labels))

    @classmethod
    def whole(cls, name: str, label: str, parts: Sequence[str]) -> Axis:
        """An axis that is not broken down: one label for all its parts."""
        return cls(name, (label,), (frozenset(parts),))

    def merged(self, groups: Mapping[str, Sequence[str]]) -> Axis:
        """The same axis where each group of labels is one; labels outside every group stay.

        Raises
        ------
        ValueRefused
            When a group names a label that the axis has not.
        """
        owner = {old: new for new, olds in groups.items() for old in olds}
        if unknown := sorted(set(owner) - set(self.labels)):
            raise ValueRefused(f"L'axe « {self.name} » n'a pas de libellé « {unknown[0]} ».")
        found: dict[str, frozenset[str]] = {}
        for label, parts in zip(self.labels, self.parts, strict=True):
            new = owner.get(label, label)
            found[new] = found.get(new, frozenset()) | parts
        return Axis(self.name, tuple(found), tuple(found.values()))


@dataclass(frozen=True)
class Cell:
    """A cell of a release, for a message: its labels along each axis, « total » where it is a margin."""

    publication: str
    labels: tuple[str, ...]

    def __str__(self) -> str:
        where = f" (publication « {self.publication} »)" if self.publication else ""
        return f"« {' × '.join(self.labels)} »{where}"


@dataclass(frozen=True, eq=False)
class Release:
    """A table as anybody may see it.

    ``values`` has one more line than labels along each axis, the last being the total; hidden values are NaN.
    ``share`` is the part of the total that stays in published inner cells (1 for a table of zeros), ``wanted`` the
    part that was asked for; both are unknown (NaN) to whoever reads a release back.

    Raises
    ------
    ValueRefused
        When the shape is not that of the axes, or a published value is negative or not whole.
    """

    axes: tuple[Axis, ...]
    values: Values
    name: str = ""
    share: float = field(default=float("nan"))
    wanted: float = field(default=float("nan"))

    def __post_init__(self) -> None:
        shape = tuple(len(axis.labels) + 1 for axis in self.axes)
        if self.values.shape != shape or not shape:
            raise ValueRefused(f"Une publication de forme {self.values.shape} ne suit pas ses axes : {shape} attendu.")
        shown = self.values[~np.isnan(self.values)]
        if (shown < 0).any() or (shown != np.round(shown)).any() or np.isinf(shown).any():
            raise ValueRefused("Un nombre publié doit être un entier positif ou nul.")

    @property
    def hidden(self) -> npt.NDArray[np.bool_]:
        """Where nothing is shown; the shape of ``values``."""
        return np.isnan(self.values)

    @property
    def inner(self) -> tuple[slice, ...]:
        """The index of the cells that are no total."""
        return tuple(slice(0, -1) for _ in self.axes)

    @property
    def enough(self) -> bool:
        """Whether the share that was wanted stays published."""
        return self.share >= self.wanted

    @property
    def remark(self) -> str:
        """What must be said beside the table, in French."""
        n = int(self.hidden[self.inner].sum())
        text = f"{n} cases et {int(self.hidden.sum()) - n} totaux masqués ; {100 * self.share:.1f} % du total reste lu."
        if self.enough:
            return text
        return (
            f"{text} C'est moins que les {100 * self.wanted:.0f} % voulus : trop de petits nombres. Regroupez des "
            "périodes, des catégories ou des quartiers."
        )

    def cell(self, at: Sequence[int]) -> Cell:
        """The name of the cell at an index of ``values``."""
        names = [(*axis.labels, TOTAL)[i] for axis, i in zip(self.axes, at, strict=True)]
        return Cell(self.name, tuple(names))

    def to_rows(self) -> list[Row]:
        """One row per cell, totals included: a label for each axis (« total » for a margin), ``n`` null if hidden."""
        rows: list[Row] = []
        labels = [(*axis.labels, TOTAL) for axis in self.axes]
        for at, names in zip(np.ndindex(self.values.shape), itertools.product(*labels), strict=True):
            value = self.values[at]
            row: Row = {axis.name: name for axis, name in zip(self.axes, names, strict=True)}
            rows.append(row | {"n": None if np.isnan(value) else int(value)})
        return rows

    @classmethod
    def from_rows(cls, rows: Sequence[Row], axes: Sequence[Axis], name: str = "") -> Release:
        """The release whose rows were kept.

        Raises
        ------
        ValueRefused
            When a cell is missing, comes twice, or bears a label that its axis has not.
        """
        places = [{label: i for i, label in enumerate((*axis.labels, TOTAL))} for axis in axes]
        values = np.full([len(place) for place in places], np.nan)
        seen = np.zeros(values.shape, bool)
        for row in rows:
            names = [str(row.get(axis.name)) for axis in axes]
            if any(label not in place for label, place in zip(names, places, strict=True)):
                raise ValueRefused(f"La publication « {name} » a une case inconnue de ses axes : {' × '.join(names)}.")
            at = tuple(place[label] for label, place in zip(names, places, strict=True))
            if seen[at]:
                raise ValueRefused(f"La publication « {name} » a deux fois la case {' × '.join(names)}.")
            seen[at] = True
            n = row["n"]
            values[at] = np.nan if n is None else float(n)
        if not seen.all():
            raise ValueRefused(f"La publication « {name} » n'a que {int(seen.sum())} cases sur {seen.size}.")
        return cls(tuple(axes), values, name)


def with_totals(counts: npt.NDArray[np.int64]) -> Values:
    """The counts with one more line along each axis: its total."""
    found = counts.astype(np.float64)
    for axis in range(counts.ndim):
        found = np.concatenate([found, found.sum(axis, keepdims=True)], axis)
    return found


def checked_counts(counts: npt.ArrayLike, axes: Sequence[Axis]) -> npt.NDArray[np.int64]:
    """The counts as integers.

    Raises
    ------
    ValueRefused
        When there are none, the shape is not that of the axes, or one is negative, not whole or not a number.
    """
    given = np.asarray(counts)
    shape = tuple(len(axis.labels) for axis in axes)
    if not axes or given.size == 0 or given.shape != shape:
        raise ValueRefused(f"Un tableau de forme {given.shape} ne suit pas ses axes : {shape} attendu.")
    if given.dtype.kind not in "iuf":
        raise ValueRefused("Un tableau à publier compte des nombres entiers, positifs ou nuls.")
    wrong = ~np.isfinite(given) | (given < 0) | (given != np.round(given))
    if wrong.any():
        at = tuple(int(i) for i in np.argwhere(wrong)[0])
        where = " × ".join(axis.labels[i] for axis, i in zip(axes, at, strict=True))
        raise ValueRefused(f"La case « {where} » contient {given[at]} : un compte est un entier positif ou nul.")
    if float(given.sum(dtype=np.float64)) > LARGEST:
        raise ValueRefused(f"Le total dépasse {LARGEST} : publiez des périodes plus courtes.")
    return given.astype(np.int64)
