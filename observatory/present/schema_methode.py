"""Where a plan stands in its method, in French: its month, its steps as a frieze, what was missed and what to do."""

from __future__ import annotations

import datetime as dt
from html import escape
from importlib import resources
from itertools import groupby

from observatory.domain.methode import Etape, EtatPassage, Methode, Passage
from observatory.domain.schema import Schema, month_of
from observatory.present.labels import WEEKDAYS, day
from observatory.present.schema import PASSAGES

_FEMININE = frozenset({Passage.CONSULTATION, Passage.MARCHE, Passage.PRESENTATION, Passage.VISITE, Passage.RESTITUTION})
_STATES: dict[str, tuple[str, str, str]] = {
    EtatPassage.TENU: ("tenu", "tenue", "✓"),
    EtatPassage.TARDIF: ("tenu en retard", "tenue en retard", "✓"),
    EtatPassage.PREVU: ("prévu", "prévue", "◆"),
    EtatPassage.A_CONFIRMER: ("à confirmer", "à confirmer", "?"),
    EtatPassage.A_PREVOIR: ("à prévoir", "à prévoir", "○"),
    EtatPassage.A_VENIR: ("à venir", "à venir", "·"),
    EtatPassage.MANQUE: ("manqué", "manquée", "✗"),
}
"""Of each state its word in both genders, and its sign."""
_COLOURS: dict[str, str] = {
    EtatPassage.TENU: "#2e7d46",
    EtatPassage.TARDIF: "#c77700",
    EtatPassage.PREVU: "#2f6fb0",
    EtatPassage.A_CONFIRMER: "#7a52a8",
    EtatPassage.A_PREVOIR: "#2f8f9d",
    EtatPassage.A_VENIR: "#8a9499",
    EtatPassage.MANQUE: "#c62828",
}


def schema_style() -> str:
    """The style of the frieze and of the bars, once for a page."""
    return f"<style>{resources.files('observatory.present').joinpath('schema.css').read_text(encoding='utf-8')}</style>"


def ordinal(n: int) -> str:
    """« 1er », « 2e »."""
    return "1er" if n == 1 else f"{n}e"


def full_day(value: dt.date) -> str:
    """« jeudi 12 février 2026 »."""
    return f"{WEEKDAYS[value.weekday()]} {day(value)}"


def months_of(schema: Schema) -> int:
    """How many months a plan lasts, the last one counted even where it is cut short."""
    return month_of(schema.debut, schema.fin)


def month_words(schema: Schema, today: dt.date) -> tuple[str, float]:
    """« 14e mois sur 24 », and how much of the plan is behind (0 to 1)."""
    last = months_of(schema)
    if today < schema.debut:
        return f"Commence le {day(schema.debut)} : {last} mois", 0.0
    if today > schema.fin:
        return f"Fini depuis le {day(schema.fin)} : {last} mois", 1.0
    month = month_of(schema.debut, today)
    return f"{ordinal(month)} mois sur {last}", month / last


def step_state(step: Etape) -> str:
    """The word of a step's state, in its gender: « tenue », « manqué »."""
    return _STATES[step.etat][step.passage in _FEMININE]


def step_when(step: Etape) -> str:
    """When a step was held, is planned, or is due."""
    fact = step.fait
    if step.etat == EtatPassage.TENU and fact is not None:
        return f"le {day(fact.jour)}"
    if step.etat == EtatPassage.TARDIF and fact is not None:
        return f"le {day(fact.jour)}, au lieu du {day(step.au)} au plus tard"
    if fact is not None:
        told = "" if step.etat == EtatPassage.PREVU else " : dites si cela a eu lieu"
        return f"le {full_day(fact.jour)}{told}"
    if step.etat == EtatPassage.A_PREVOIR and step.proposee is not None:
        return f"avant le {day(step.au)} ; jour proposé : {full_day(step.proposee)}"
    awaited = ("attendue " if step.passage in _FEMININE else "attendu ") if step.etat == EtatPassage.MANQUE else ""
    return f"{awaited}avant le {day(step.au)}"


def frieze_html(methode: Methode, today: dt.date) -> str:
    """The method as cards by half-year, each step with its sign, its word, its colour and its day."""
    cards = "".join(_card(k, list(steps), today) for k, steps in groupby(methode.etapes, key=lambda one: one.semestre))
    return f'<div class="frise">{cards}</div>'


def _card(semestre: int, steps: list[Etape], today: dt.date) -> str:
    first, last = half_year(steps)
    now = " class='maintenant'" if first <= today <= last else ""
    here = " (en cours)" if now else ""
    return (
        f"<section{now}><h4>{ordinal(semestre)} semestre{here}</h4>"
        f'<p class="dates">du {day(first)} au {day(last)}</p><ol>{"".join(_line(one) for one in steps)}</ol></section>'
    )


def half_year(steps: list[Etape]) -> tuple[dt.date, dt.date]:
    """The first and last day of the half-year of some steps: those of its visit, or of all of them."""
    for one in steps:
        if one.passage == Passage.VISITE:
            return one.du, one.au
    return min(one.du for one in steps), max(one.au for one in steps)


def _line(step: Etape) -> str:
    sign = _STATES[step.etat][2]
    return (
        f'<li style="--etat:{_COLOURS[step.etat]}"><p class="nom">{escape(PASSAGES[step.passage])}</p>'
        f'<p><span class="etat"><span aria-hidden="true">{sign} </span>{step_state(step)}</span> '
        f'<span class="quand">{escape(step_when(step))}</span></p></li>'
    )


def missed_sentences(methode: Methode, today: dt.date) -> list[str]:
    """Of each step that was missed: what is wrong, and what to do on a day."""
    later = [one.du for one in methode.etapes if one.semestre == 2]
    opening = not later or today < min(later)
    walked = {one.semestre for one in methode.etapes if one.passage == Passage.VISITE and one.fait is not None}
    return [_missed(one, opening if one.semestre == 1 else one.semestre in walked) for one in methode.manques]


def _missed(step: Etape, still: bool) -> str:
    """The sentence of one; ``still``: its half-year is not over (the opening), or had its walk (a restitution)."""
    until, half = day(step.au), f"{ordinal(step.semestre)} semestre"
    span = f"du {day(step.du)} au {day(step.au)}"
    if step.passage == Passage.VISITE:
        return (
            f"Aucune visite de terrain au {half} ({span}) : ce semestre ne se rattrape pas. Dites-le dans le bilan, "
            "et préparez la marche suivante."
        )
    if step.passage == Passage.RESTITUTION and not still:
        return (
            f"Aucune réunion publique au {half} ({span}) : prévoyez la suivante, et dites dans le bilan ce qui manque."
        )
    return {
        Passage.CONSULTATION: (
            f"Aucune réunion de consultation n'a ouvert le schéma (attendue avant le {until}) : réunissez les "
            "habitants ; tenue tard, elle compte encore."
        ),
        Passage.MARCHE: (
            f"Aucune marche n'a ouvert le schéma (attendue avant le {until}) : "
            + (
                "préparez-en une sans attendre ; tenue tard, elle compte encore."
                if still
                else "la visite du semestre en tient lieu, dites-le dans le bilan."
            )
        ),
        Passage.GROUPE: (
            f"Le groupe opérationnel ne s'est pas réuni (attendu avant le {until}) : sans lui, ni diagnostic partagé "
            "ni mesure acceptée. Réunissez-le ; tenue tard, la réunion compte encore."
        ),
        Passage.PRESENTATION: (
            f"Le schéma n'a pas été présenté en public (attendu avant le {until}) : convoquez la réunion ; tenue "
            "tard, elle compte encore."
        ),
        Passage.RESTITUTION: (
            f"La visite du {half} n'a pas été restituée en public (attendue avant le {until}) : convoquez la réunion ; "
            "tenue tard, elle compte encore."
        ),
        Passage.BILAN: (
            f"Le schéma a pris fin le {until} sans bilan : écrivez-le, puis closez le schéma (« Le plan »)."
        ),
    }[Passage(step.passage)]


def next_sentence(step: Etape) -> str:
    """What to see to first, and by when."""
    name = PASSAGES[step.passage]
    if step.etat == EtatPassage.PREVU and step.fait is not None:
        return f"{name}, le {full_day(step.fait.jour)}."
    if step.etat == EtatPassage.A_CONFIRMER and step.fait is not None:
        return f"{name}, prévue le {full_day(step.fait.jour)} : dites si elle a eu lieu."
    if step.passage == Passage.BILAN:
        return f"{name}, entre le {day(step.du)} et le {day(step.au)}."
    proposed = f", par exemple le {full_day(step.proposee)}" if step.proposee else ""
    return f"{name}, avant le {day(step.au)}{proposed}."


def of_walk(step: Etape) -> bool:
    """Whether a step is fulfilled by a walk; the others are by a meeting, but for the bilan."""
    return step.passage in (Passage.MARCHE, Passage.VISITE)
