"""The measured effect of an action of the plan, in French words and in a table."""

from __future__ import annotations

import datetime as dt

from observatory.domain.action import Action, Evaluation
from observatory.domain.schema import WITHOUT_PERSONS
from observatory.present.labels import FEW, NARROW, day, first_upper, number, percent, plural

COLOURS = {
    "baisse probable": "green",
    "hausse probable": "red",
    "déplacement possible": "orange",
    "on ne peut pas conclure": "blue",
}
"""The colour of each verdict's badge, which the words say too."""
METHOD = (
    "Différence pondérée (WDD, Wheeler et Ratcliffe 2018) : les signalements localisés dans la zone, avant et après, "
    "moins le même écart dans des hexagones ailleurs dans la ville qui avaient avant l'action un niveau, une pente et "
    "des catégories semblables, ramenés au niveau de la zone. Les abords sont comparés de même, pour voir si le "
    f"trouble s'est déplacé. Intervalle à 90{NARROW}%. Le résultat est gardé tel qu'il a été mesuré ce jour-là."
)
_AREAS = (
    ("zone", "La zone"), ("temoin", "Secteurs comparables à la zone"), ("anneau", "Abords de la zone"),
    ("temoin_anneau", "Secteurs comparables aux abords"),
)  # fmt: skip
_ENOUGH = 20


def said(phrase: str) -> str:
    """What follows the verdict in the sentence of an effect: the verdict itself stands on a badge before it."""
    _, found, rest = phrase.partition(" : ")
    return first_upper(rest) if found else phrase


def effect_missing(action: Action) -> str | None:
    """What an action lacks for its effect to be measured; None where it lacks nothing."""
    if action.axe in WITHOUT_PERSONS:
        return "Sur cet axe, l'effet ne se mesure pas par des signalements : suivez les indicateurs."
    lacks = [
        words
        for there, words in (
            (action.contour or action.territoire, "sa zone"),
            (action.categories, "les catégories qu'elle doit faire baisser"),
            (action.en_service_le, "le jour de sa mise en service"),
        )
        if not there
    ]
    return f"Pour mesurer l'effet, dites d'abord {', '.join(lacks)}." if lacks else None


def effect_rows(one: Evaluation) -> list[dict[str, str]]:
    """Counts before and after of each area that was watched."""
    rows = []
    for code, name in _AREAS:
        before, after = one.detail.get(f"{code}_avant"), one.detail.get(f"{code}_apres")
        if code.endswith("anneau") and not one.detail.get("anneau_m"):
            continue
        rows.append({"Lieu": name, "Avant": _count(before), "Après": _count(after), "Évolution": _change(one, code)})
    return rows


def effect_periods(one: Evaluation) -> str:
    """Both periods in French."""
    eve = one.date - dt.timedelta(days=1)
    return (
        f"Avant : du {day(one.depuis)} au {day(eve)} ({_months(one, 'mois_avant')}). Après : du {day(one.date)} au "
        f"{day(one.jusqua)} ({_months(one, 'mois_apres')})."
    )


def _months(one: Evaluation, name: str) -> str:
    return f"{number(one.detail.get(name))} mois"


def _count(n: float | None) -> str:
    return FEW if n is None else number(n)


def _change(one: Evaluation, code: str) -> str:
    """After over before by month, in percent; nothing of small counts."""
    before, after = one.detail.get(f"{code}_avant"), one.detail.get(f"{code}_apres")
    months = (one.detail.get("mois_avant"), one.detail.get("mois_apres"))
    if before is None or after is None or before < _ENOUGH or not months[0] or not months[1]:
        return ""
    return percent(after / months[1] / (before / months[0]) - 1, signed=True)


def measured_on(one: Evaluation) -> str:
    """When it was measured."""
    return f"Mesuré le {day(one.le.date())}"


def history_rows(evaluations: tuple[Evaluation, ...]) -> list[dict[str, str]]:
    """Every measure of an action, the latest first."""
    return [
        {"Mesuré le": day(one.le.date()), "Verdict": one.verdict, "Jusqu'au": day(one.jusqua), "Résultat": one.phrase}
        for one in evaluations
    ]


def earlier_text(n: int) -> str:
    """What opens the earlier measures."""
    return plural(n, "mesure précédente", "mesures précédentes")
