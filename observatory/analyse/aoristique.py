"""When what nobody saw begin took place: an interval is shared out over the hours that it covers (Ratcliffe 2000)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

WEEK = 168
"""Hours of a week: bin 0 is Monday from 0:00 to 1:00, bin 167 Sunday from 23:00 to midnight."""

_AT_ONCE = 20_000


def aoristic_weights(debut: npt.ArrayLike, fin: npt.ArrayLike) -> Floats:
    """The chance that each event took place in each hour of the week.

    Parameters
    ----------
    debut, fin
        When the event may have begun and when it was over, shape (m,): hours since a Monday 0:00 on the clock of the
        place. Beyond 168 is the next week, below 0 the one before. Equal ends are an instant.

    Returns
    -------
    Shape (m, 168); each row sums to 1. An interval longer than a week covers some hours twice, and counts them twice.

    Notes
    -----
    Source: Ratcliffe (2000). Caveat: every moment of the interval is taken for as likely as any other; long intervals
    only flatten the table. On the two days when clocks change an hour is missing or told twice: it is not mended.

    Raises
    ------
    ValueError
        When shapes differ, a value is not finite, or an interval ends before it begins.
    """
    start, end = _checked(debut, fin)
    bins = np.arange(WEEK)
    length = end - start
    spread = np.where(length > 0, length, 1.0)[:, None]
    weights: Floats = (_covered(end[:, None] - bins) - _covered(start[:, None] - bins)) / spread
    instants = np.flatnonzero(length <= 0)
    weights[instants] = 0.0
    weights[instants, np.floor(start[instants]).astype(np.int64) % WEEK] = 1.0
    return weights


def day_hour_table(debut: npt.ArrayLike, fin: npt.ArrayLike) -> Floats:
    """What took place on each day (7, from Monday) at each hour (24): the sum of the weights of all events.

    Arguments, caveat and errors are those of :func:`aoristic_weights`; the table sums to the number of events.
    """
    start, end = _checked(debut, fin)
    hour = np.floor(start)
    short = end <= hour + 1
    table = np.bincount(hour[short].astype(np.int64) % WEEK, minlength=WEEK).astype(float)
    start, end = start[~short], end[~short]
    for at in range(0, len(start), _AT_ONCE):
        table += aoristic_weights(start[at : at + _AT_ONCE], end[at : at + _AT_ONCE]).sum(axis=0)
    return table.reshape(7, 24)


def _covered(hours: Floats) -> Floats:
    """How much of the first hour of each week lies before an instant, whole weeks counted."""
    whole = np.floor(hours / WEEK)
    return np.asarray(whole + np.clip(hours - whole * WEEK, 0.0, 1.0))


def _checked(debut: npt.ArrayLike, fin: npt.ArrayLike) -> tuple[Floats, Floats]:
    start, end = np.asarray(debut, float), np.asarray(fin, float)
    if start.ndim != 1 or start.shape != end.shape:
        raise ValueError(f"shapes {start.shape} and {end.shape}: both (m,)")
    if not (np.isfinite(start).all() and np.isfinite(end).all()):
        raise ValueError("an instant is not finite")
    if (end < start).any():
        raise ValueError("an interval ends before it begins")
    return start, end
