"""What one may say of an action, from its differences: the only place where it is decided."""

from __future__ import annotations

from observatory.analyse.effet.wdd import Difference

BAISSE = "baisse probable"
HAUSSE = "hausse probable"
DEPLACEMENT = "déplacement possible"
INCONNU = "on ne peut pas conclure"


def verdict(ensemble: Difference, zone: Difference, anneau: Difference | None = None) -> str:
    """The verdict on an action.

    Parameters
    ----------
    ensemble
        The whole difference: zone against its control, plus ring against its own where there is one.
    zone, anneau
        Both parts by themselves; None where no ring was watched.

    Returns
    -------
    The first of these that holds; intervals are those of 90 %:

    1. « déplacement possible »: the zone fell (its interval lies below 0) and the ring rose (its own lies above 0);
    2. « baisse probable »: the interval of the whole and that of the zone lie below 0;
    3. « hausse probable »: the interval of the whole and that of the zone lie above 0;
    4. « on ne peut pas conclure »: a result like any other, not the absence of an effect.

    Notes
    -----
    An action that does nothing is said to have lowered, or raised, the counts in less than five cases of a hundred
    each: both intervals must agree, so that a ring that fell by chance is no effect of the action. The E-test and the interrupted series stand beside the verdict, not in it: they
    know the zone alone.
    """
    if anneau is not None and zone.ic90[1] < 0 < anneau.ic90[0]:
        return DEPLACEMENT
    if max(ensemble.ic90[1], zone.ic90[1]) < 0:
        return BAISSE
    if min(ensemble.ic90[0], zone.ic90[0]) > 0:
        return HAUSSE
    return INCONNU
