"""From how alike an answer is to what is asked, to how often such an answer is right."""

from __future__ import annotations

from bisect import bisect_right

_KNOTS = (
    (0.0, 0.0),
    (0.3, 0.002),
    (0.465, 0.025),
    (0.49, 0.045),
    (0.51, 0.09),
    (0.525, 0.2),
    (0.54, 0.42),
    (0.56, 0.62),
    (0.585, 0.78),
    (0.64, 0.86),
    (0.69, 0.89),
    (0.705, 0.945),
    (0.73, 0.972),
    (0.78, 0.983),
    (0.82, 0.992),
    (0.88, 0.996),
    (0.95, 0.998),
    (1.0, 1.0),
)
"""Agreement of words, city, postcode and number → share of right first answers.

Isotonic regression (Ayer et al. 1955) on 13,252 queries of geocoder-tester and of ``benchmarks/support/errors.py``
against 201,629 addresses with homonyms, 14 % of them about places that the gazetteer lacks; see ``docs/geocoder.md``.
"""
_FROM = tuple(agreement for agreement, _ in _KNOTS)


def calibrated(agreement: float) -> float:
    """The share of right answers among those that agree so well (0 to 1 both, strictly increasing)."""
    place = min(max(bisect_right(_FROM, agreement), 1), len(_KNOTS) - 1)
    (low, share_low), (high, share_high) = _KNOTS[place - 1], _KNOTS[place]
    share = share_low + (share_high - share_low) * (agreement - low) / (high - low)
    return min(max(share, 0.0), 1.0)
