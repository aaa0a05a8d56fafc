"""What one may say of an action, from its differences: the only place where it is decided."""

from __future__ import annotations

from observatory.analyse.effet.wdd import Difference

BAISSE = "baisse probable"
HAUSSE = "hausse probable"
DEPLACEMENT = "déplacement possible"
INCONNU = "on ne peut pas conclure"


def verdict(zone: Difference, anneau: Difference | None = None, ensemble: Difference | None = None) -> str:
    """The verdict on an action.

    Parameters
    ----------
    zone
        The zone against its control.
    anneau, ensemble
        The ring against its own, and both together (the whole weighted displacement difference); None where no ring
        was watched.

    Returns
    -------
    The first of these that holds; intervals are those of 90 %:

    1. « déplacement possible »: the zone fell (its interval lies below 0), and the ring rose (its own lies above 0) or
       gained at least as much as the zone lost (the whole is not below 0);
    2. « baisse probable »: the interval of the zone lies below 0;
    3. « hausse probable »: the interval of the zone lies above 0;
    4. « on ne peut pas conclure »: a result like any other, not the absence of an effect.

    Notes
    -----
    The zone decides, not the whole: a ring has more accounts than the zone, and its chance would drown, or make, the
    effect. An action that does nothing is said to have lowered the counts in five cases of a hundred, and as often to
    have raised them; more where accounts come in waves. The E-test and the interrupted series stand beside the
    verdict, not in it: they know the zone alone.
    """
    if zone.ic90[1] < 0:
        if anneau is not None and anneau.ic90[0] > 0:
            return DEPLACEMENT
        return BAISSE if ensemble is None or ensemble.wdd < 0 else DEPLACEMENT
    return HAUSSE if zone.ic90[0] > 0 else INCONNU
