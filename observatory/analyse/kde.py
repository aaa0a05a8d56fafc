"""A smooth surface of what the cells count, that does not fall at the border of the commune."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def hotspot_kde(values: npt.ArrayLike, xy_m: npt.ArrayLike, bandwidth_m: float) -> Floats:
    """Values of cells, smoothed over those within a bandwidth: shape (n,), in the unit of ``values`` per cell.

    Parameters
    ----------
    values
        What each cell counts, shape (n,), true zeros included.
    xy_m
        The centres of the cells in metres on a plane (Lambert 93, say), shape (n, 2): the whole mask, for what is not
        on it does not exist here.
    bandwidth_m
        The distance at which a cell no longer weighs, in metres. Under the distance of two cells nothing is smoothed.

    Quartic kernel ``(1 - d^2 / h^2)^2`` (Silverman 1986), each sum divided by the mass of its kernel that falls on the
    mask (Diggle 1985): beyond the border nobody could tell anything, and that silence lowers nothing. A map where all
    cells count alike stays as it is, up to the border; the total may move a little, towards it.

    A description, no test: a smooth surface shows hills in pure chance too. Which hill is remarkable, Gi* tells.

    Raises
    ------
    ValueError
        When shapes differ, something is no finite number, or the bandwidth is not positive.
    """
    v, xy = np.asarray(values, np.float64), np.asarray(xy_m, np.float64)
    if v.ndim != 1 or xy.shape != (len(v), 2):
        raise ValueError(f"values of shape {v.shape}, centres of shape {xy.shape}")
    if not (np.isfinite(v).all() and np.isfinite(xy).all() and np.isfinite(bandwidth_m) and bandwidth_m > 0):
        raise ValueError("values and centres are finite, a bandwidth is positive")
    from scipy.spatial import cKDTree  # only who smooths pays its import

    i, j = cKDTree(xy).query_pairs(bandwidth_m, output_type="ndarray").T
    kernel = (1.0 - ((xy[i] - xy[j]) ** 2).sum(axis=1) / bandwidth_m**2) ** 2
    mass = 1.0 + np.bincount(i, kernel, len(v)) + np.bincount(j, kernel, len(v))
    sums = v + np.bincount(i, kernel * v[j], len(v)) + np.bincount(j, kernel * v[i], len(v))
    return np.asarray(sums / mass)
