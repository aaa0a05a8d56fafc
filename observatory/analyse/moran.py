"""Moran's I: do like values stand side by side, over the whole map and around each cell?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from observatory.analyse.permutation import conditional_tails
from observatory.analyse.significance import two_sided_add_one
from observatory.analyse.voisinage import Voisinage

Floats = npt.NDArray[np.float64]

HAUT_HAUT, BAS_HAUT, BAS_BAS, HAUT_BAS = 1, 2, 3, 4
"""Quadrants of a cell and its surroundings, numbered counter-clockwise from both above the mean."""

_AT_ONCE = 128


@dataclass(frozen=True, slots=True)
class Moran:
    """Moran's I, what chance would make of it under two null hypotheses, and two-sided p-values.

    ``normal``: values drawn from one normal law; ``hasard``: the values seen, dealt to the cells by chance.
    ``p_permutation`` is None where no permutation was asked for. All are NaN where the values are constant.
    """

    i: float
    attendu: float
    variance_normal: float
    variance_hasard: float
    p_normal: float
    p_hasard: float
    p_permutation: float | None


@dataclass(frozen=True, slots=True, eq=False)
class MoranLocal:
    """Local Moran's I of n cells: arrays of length n.

    ``attendu`` and ``variance``: all values dealt by chance; the same ``_tenu``: the cell's own value held, the others
    dealt. ``z_tenu`` is standardised by the latter. ``quadrant`` is 1 (high among high) to 4 (high among low), counter-
    clockwise.
    """

    i: Floats
    attendu: Floats
    variance: Floats
    attendu_tenu: Floats
    variance_tenu: Floats
    z_tenu: Floats
    quadrant: npt.NDArray[np.int64]


def moran(values: npt.ArrayLike, graph: Voisinage, permutations: int = 0, seed: int = 0) -> Moran:
    """Moran's I of n values under weights as they are (row-standardise them first to weigh cells alike).

    Null hypothesis: the values were dealt to the cells by chance. Two-sided: above ``attendu``, like stands beside
    like; below, unlike. The moments are those of Cliff & Ord (1981) under normality and under randomisation;
    permutation p-values are two-sided, add-one, seeded. Islands count in n and in the mean, and bring nothing to the
    sum. A cell's weight for itself does not count.

    One number for a whole map: it says that there is structure, not where. Where the moments do not exist (under four
    cells, no pair, constant values) they are NaN.

    Raises
    ------
    ValueError
        When the values are not n finite numbers, or permutations are negative.
    """
    y = _vector(values, graph)
    if permutations < 0:
        raise ValueError(f"{permutations} permutations")
    matrix, n = _without_self(graph), graph.n
    s0 = float(matrix.sum())
    if n < 4 or s0 == 0 or y.max() == y.min():
        nan = float("nan")
        return Moran(nan, nan, nan, nan, nan, nan, nan if permutations else None)
    z = y - y.mean()
    squares = float(z @ z)
    i = n / s0 * float(z @ (matrix @ z)) / squares
    expected = -1.0 / (n - 1)
    normal, chance = _variances(matrix, n, s0, float((z**4).mean() / (z**2).mean() ** 2))
    p_normal, p_chance = _p_normal((i - expected) / np.sqrt(np.array([normal, chance])))
    p = _p_of_permutations(z, matrix, i * s0 * squares / n, permutations, seed) if permutations else None
    return Moran(i, expected, normal, chance, float(p_normal), float(p_chance), p)


def moran_local(values: npt.ArrayLike, graph: Voisinage) -> MoranLocal:
    """Local Moran's I of n values (shape (n,)) under weights as they are; all NaN, quadrant 0, where they are constant.

    The I of a cell is ``(n - 1) z_i sum_j w_ij z_j / sum z^2`` (Anselin 1995, scaled as esda does). Its moments are
    those of Sokal, Oden & Thomson (1998): all values dealt by chance (their A3, A4), or the cell's own held (A7, A8),
    on the same scale: esda gives them on that of ``n z_i ...``, n / (n - 1) times as large. Two-sided. An island has I
    0, both variances 0 and ``z_tenu`` NaN: it has no surroundings. A cell's weight for itself does not count.

    ``z_tenu`` is NaN too for a cell at the mean, one beside all others, and one without which the others are all equal.

    Caveat: I is far from normal for a cell that has few neighbours; :func:`moran_local_p` asks permutations.

    Raises
    ------
    ValueError
        When the values are not n finite numbers.
    """
    y = _vector(values, graph)
    n = graph.n
    if n < 3 or y.max() == y.min():
        nothing = np.full(n, np.nan)
        return MoranLocal(nothing, nothing, nothing, nothing, nothing, nothing, np.zeros(n, np.int64))
    z = _or_zero((y - y.mean()) / y.std(), 1.0)
    matrix = _without_self(graph)
    weight, squares = _row_sums(matrix)
    lag = _or_zero(matrix @ z, weight * np.abs(z).max())
    b2, unit = float((z**4).mean()), (n - 1) / n
    i = unit * z * lag
    variance = squares * (n - b2) / (n - 1) - (weight / (n - 1)) ** 2
    variance += (weight**2 - squares) * (2 * b2 - n) / ((n - 1) * (n - 2))
    held = -unit * z**2 * weight / (n - 1)
    others = _or_zero(squares - weight**2 / (n - 1), squares)
    spread = z**2 * n / (n - 2) * others * _or_zero(1 - z**2 / (n - 1), 1.0)
    variance, variance_held = unit**2 * variance, unit**2 * spread
    with np.errstate(divide="ignore", invalid="ignore"):
        z_held = np.where(variance_held > 0, (i - held) / np.sqrt(variance_held), np.nan)
    quadrant = np.select([(z > 0) & (lag > 0), (z <= 0) & (lag > 0), (z <= 0) & (lag <= 0)], [1, 2, 3], 4)
    return MoranLocal(i, -unit * weight / (n - 1), variance, held, variance_held, z_held, quadrant.astype(np.int64))


def moran_local_p(
    values: npt.ArrayLike, graph: Voisinage, permutations: int = 999, seed: int = 0, n_jobs: int = 1
) -> Floats:
    """Two-sided, add-one p-values of local Moran's I by conditional permutation: shape (n,).

    Null hypothesis: given a cell's value, those of its neighbours are drawn from all the others (Anselin 1995). Given
    that value, I moves with the neighbours' sum alone: this is the test of :func:`gi_star_permutation`, read with the
    quadrant. 1 for an island and where the values are constant; the least is 2 / (permutations + 1).

    Raises
    ------
    ValueError
        When the values are not n finite numbers, or there is no permutation.
    """
    y = _vector(values, graph)
    if permutations < 1:
        raise ValueError(f"{permutations} permutations")
    return two_sided_add_one(*conditional_tails(y, graph, permutations, seed, n_jobs), permutations)


def _vector(values: npt.ArrayLike, graph: Voisinage) -> Floats:
    y = np.asarray(values, np.float64)
    if y.shape != (graph.n,) or not np.isfinite(y).all():
        raise ValueError(f"values of shape {y.shape} for {graph.n} cells, or no finite numbers")
    return y


def _without_self(graph: Voisinage) -> Any:
    if not graph.soi.any():
        return graph.matrix()
    from scipy import sparse

    return graph.matrix() - sparse.diags_array(graph.soi)


def _or_zero(values: Floats, size: npt.ArrayLike) -> Floats:
    """Values, 0 where they are no more than the rounding of what is of that size."""
    return np.where(np.abs(values) <= 1e-12 * np.asarray(size), 0.0, values)


def _row_sums(matrix: Any) -> tuple[Floats, Floats]:
    """The sums of each row's weights and of their squares."""
    ones = np.ones(matrix.shape[0])
    return matrix @ ones, (matrix * matrix) @ ones


def _variances(matrix: Any, n: int, s0: float, kurtosis: float) -> tuple[float, float]:
    """Of Moran's I under normality and under randomisation (Cliff & Ord 1981)."""
    both = matrix + matrix.T
    s1 = float((both * both).sum()) / 2
    s2 = float(((both @ np.ones(n)) ** 2).sum())
    expected = -1.0 / (n - 1)
    normal = (n**2 * s1 - n * s2 + 3 * s0**2) / ((n - 1) * (n + 1) * s0**2) - expected**2
    first = n * ((n**2 - 3 * n + 3) * s1 - n * s2 + 3 * s0**2)
    second = kurtosis * ((n**2 - n) * s1 - 2 * n * s2 + 6 * s0**2)
    chance = (first - second) / ((n - 1) * (n - 2) * (n - 3) * s0**2) - expected**2
    return float(normal), float(chance)


def _p_normal(z: Floats) -> Floats:
    from scipy import special

    return np.asarray(2.0 * special.ndtr(-np.abs(z)))


def _p_of_permutations(z: Floats, matrix: Any, observed: float, permutations: int, seed: int) -> float:
    """Two-sided, add-one: what share of deals gives a cross product as far out as the one observed."""
    rng = np.random.default_rng(seed)
    slack = 1e-12 * float(np.abs(z).max() ** 2 * matrix.sum())
    above = below = 0
    for start in range(0, permutations, _AT_ONCE):
        dealt = rng.permuted(np.tile(z, (min(_AT_ONCE, permutations - start), 1)), axis=1).T
        sums = (dealt * (matrix @ dealt)).sum(axis=0)
        above += int((sums >= observed - slack).sum())
        below += int((sums <= observed + slack).sum())
    return float(two_sided_add_one(above, below, permutations))
