"""Figures of a stage of the desk's benchmark: how long requests took, against limits, and what was busy meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from support.limits import Limit
from support.scoring import percentile

LIMITS_MS = {"save": 150.0, "autocomplete": 40.0, "nearby": 60.0}
"""What 95 % of requests of a kind may take."""
_BUSY = 0.9
"""Share of a processor from which it is said to be used up."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One pace: calls a second, seconds of requests by kind, errors, seconds that calls waited for an operator.

    ``viewed`` are the seconds of each change on a dashboard, ``shares`` the processors that each process used, ``load``
    the load averages of the machine when it ended.
    """

    pace: float
    seconds: Mapping[str, Sequence[float]]
    errors: Sequence[str]
    waited: Sequence[float]
    viewed: Sequence[float]
    shares: Mapping[str, float]
    load: tuple[float, float, float]

    @property
    def requests(self) -> int:
        """How many requests were timed."""
        return sum(map(len, self.seconds.values()))

    def limits(self) -> list[Limit]:
        """The 95th percentiles against what they may be."""
        return [
            Limit(f"{kind}_p95_ms", 1e3 * percentile(self.seconds.get(kind, ()), 0.95), limit, most=True)
            for kind, limit in LIMITS_MS.items()
        ]

    def broken(self) -> list[str]:
        """The limits that this pace breaks, in words; nothing where it holds."""
        over = [f"{one.name} {one.figure:.0f} > {one.limit:.0f}" for one in self.limits() if not one.kept]
        return over + ([f"{len(self.errors)} errors"] if self.errors else [])


def summary(seconds: Sequence[float]) -> dict[str, float]:
    """Milliseconds that half, 95 % and 99 % do not exceed, the longest, and how many there were."""
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    figures = {name: round(1e3 * percentile(seconds, share), 1) for name, share in shares.items()}
    return figures | {"max": round(1e3 * max(seconds, default=float("nan")), 1), "count": len(seconds)}


def bottleneck(shares: Mapping[str, float], processors: int) -> str:
    """What was used up, from the processors that each process had: the machine, one process, or none of these."""
    told = ", ".join(f"{name} {share:.2f}" for name, share in shares.items())
    if sum(shares.values()) >= _BUSY * processors:
        first = max(shares, key=lambda name: shares[name])
        return f"all {processors} processors, most of them by: {first} ({told})"
    if shares["owner"] >= _BUSY:
        return f"the owner's interpreter, which runs one thread at a time ({told})"
    return f"no processor: requests wait for one another or for the disk ({told})"


def print_stage(stage: Stage) -> None:
    """The table of a stage."""
    print(f"\n{stage.pace:g} calls a second, {stage.requests} requests, {len(stage.errors)} errors")
    print("\n| ms | p50 | p95 | p99 | max | count |\n|---|---|---|---|---|---|")
    rows = {**stage.seconds, "wait for an operator": stage.waited, "change on Carte": stage.viewed}
    for kind, seconds in rows.items():
        print(f"| {kind} | {' | '.join(f'{value:g}' for value in summary(seconds).values())} |")
    told = ", ".join(f"{name} {share:.2f}" for name, share in stage.shares.items())
    print(f"\nprocessors in use: {told}; load average {stage.load[0]:.1f}", flush=True)
    for error in list(dict.fromkeys(stage.errors))[:5]:
        print(f"error: {error}")
