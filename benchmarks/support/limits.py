"""Figures against what was promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure and its limit: a least value, or (``most``) a greatest one. ``name`` is a key of the figures."""

    name: str
    figure: float
    limit: float
    most: bool = False

    @property
    def ratio(self) -> float:
        """The figure over its limit, which is not zero."""
        return self.figure / self.limit

    @property
    def kept(self) -> bool:
        """Whether the figure stays on the right side."""
        return self.figure <= self.limit if self.most else self.figure >= self.limit


def print_limits(limits: Sequence[Limit]) -> None:
    """A table of claims: the figure, the limit, their ratio, kept or not."""
    print("\n| claim | figure | limit | figure / limit | kept |\n|---|---|---|---|---|")
    for one in limits:
        sign = "≤" if one.most else "≥"
        print(f"| {one.name} | {one.figure:.4g} | {sign} {one.limit:.4g} | {one.ratio:.3f} | {_yes(one.kept)} |")


def limits_to_figures(limits: Sequence[Limit]) -> dict[str, float | bool]:
    """Flat keys: the figure, its limit, the ratio of both and whether it is kept."""
    figures: dict[str, float | bool] = {}
    for one in limits:
        figures |= {
            one.name: round(one.figure, 5),
            f"{one.name}_limit": round(one.limit, 5),
            f"{one.name}_of_limit": round(one.ratio, 4),
            f"{one.name}_kept": one.kept,
        }
    return figures


def _yes(kept: bool) -> str:
    return "yes" if kept else "NO"
