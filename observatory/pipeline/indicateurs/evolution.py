"""More or fewer than a year before: a ratio of two counts with its interval, and what reporting does to it."""

from __future__ import annotations

import datetime as dt

from observatory.analyse.intervalles import ratio_of_counts
from observatory.domain.indicateurs import Indicateur
from observatory.pipeline.indicateurs.champ import Champ, Resultats, figure
from observatory.pipeline.indicateurs.ecoute import problemes
from observatory.store.integrity import data_span

NO_YEAR = "La base ne remonte pas aux mêmes jours de l'année précédente."
NOTHING_BEFORE = "Aucun problème un an avant : l'écart ne se calcule pas."
UNDECIDED = "L'intervalle contient zéro : on ne peut pas conclure."


def evolution(champ: Champ) -> Resultats:
    """Change in distinct problèmes on the same days of the year before, in percent, within the same perimeters."""
    former = Champ(champ.office, champ.selection.year_before(), champ.axe, champ.zonage, champ.day)
    now, before = problemes(champ), problemes(former)
    first, _ = data_span(champ.office.database)
    found: Resultats = {}
    for groupe in champ.groupes:
        ago = _year_before(groupe) if champ.axe == "mois" else groupe
        days, days_ago = _days(champ.span(groupe)), _days(former.span(ago))
        start = former.span(ago)[0]
        if first is None or start < first:
            found[groupe] = figure("evolution", None, 0, why=NO_YEAR)
            continue
        counted = before[ago].n if ago in before else 0
        found[groupe] = _change(now[groupe].n, counted, days / days_ago)
    return found


def _change(now: int, before: int, exposure: float) -> Indicateur:
    known = ratio_of_counts(now, before, exposure)
    if known.valeur is None or known.bas is None or known.haut is None:
        return figure("evolution", None, now + before, why=NOTHING_BEFORE)
    undecided = known.bas <= 1 <= known.haut
    remark = f"{before} un an avant, {now} dans la période.{' ' + UNDECIDED if undecided else ''}"
    value, low, high = (100.0 * (one - 1) for one in (known.valeur, known.bas, known.haut))
    return figure("evolution", value, now + before, remark=remark, bounds=(low, high))


def _days(span: tuple[dt.date, dt.date]) -> int:
    return (span[1] - span[0]).days + 1


def _year_before(month: str) -> str:
    return f"{int(month[:4]) - 1}{month[4:]}"
