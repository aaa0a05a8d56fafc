"""Actions of a plan in French: lists, tables of cost, indicators, and what makes one red."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape

import pyarrow as pa

from observatory.domain.action import (
    RED,
    Action,
    EtatAction,
    Financement,
    GenreObjet,
    Indicateur,
    Mesure,
    Nouvelle,
    Valeur,
)
from observatory.domain.constats_schema import OVER_MONTHS, ConstatSchema
from observatory.domain.schema import AXES, Axe
from observatory.present.labels import day, day_of, number, plural, short_day
from observatory.present.schema import ALERTES, ETATS_ACTION, GENRES_INDICATEUR, NOT_TOLD, ORIGINES_ACTION

RED_WORD, LATER_WORD = "Rouge", "À régler"
NEWS: dict[str, str] = {
    "note": "", "etat": "État : ", "cout": "Financement mis à jour", "indicateur": "Indicateur renseigné : ",
    "photo": "Photo ajoutée", "effet": "Effet mesuré", "decision": "Décision : ",
}  # fmt: skip
"""What news of each kind begin with."""


def euros(value: float | None) -> str:
    """« 12 000 € »; « non communiqué » for None, never a zero."""
    return NOT_TOLD if value is None else f"{number(value)}\u00a0€"


def alert_words(action: Action) -> str:
    """« Rouge : sans service pilote, en retard », « À régler : sans indicateur », "" where nothing is wrong."""
    red = [ALERTES[one] for one in action.alertes if one in RED]
    later = [ALERTES[one] for one in action.alertes if one not in RED]
    parts = [f"{word} : {', '.join(some)}" for word, some in ((RED_WORD, red), (LATER_WORD, later)) if some]
    return " ; ".join(parts)


def action_title(action: Action) -> str:
    """« A-2026-003 · Éclairer le quai »."""
    return f"{action.reference} · {action.titre}"


def action_rows(actions: Iterable[Action]) -> list[dict[str, object]]:
    """Actions as lines of a table."""
    return [
        {
            "À voir": alert_words(one),
            "Action": action_title(one),
            "Service pilote": one.service or "aucun",
            "État": ETATS_ACTION[one.etat],
            "Échéance": short_day(one.fin_prevue) if one.fin_prevue else "sans échéance",
        }
        for one in actions
    ]


def actions_table(
    actions: Iterable[Action], mesures: Mapping[str, Mesure], payers: Mapping[str, str], zone: Mapping[str, str]
) -> pa.Table:
    """Actions as a table that is handed over: what nobody told is « non communiqué ».

    ``zone`` names territories by ``zonage:code``.
    """
    rows = [
        {
            "reference": one.reference, "axe": AXES[Axe(one.axe)], "action": one.titre,
            "mesure": mesure_name(one, mesures), "objectif": one.objectif, "etat": ETATS_ACTION[one.etat],
            "rouge": "oui" if one.rouge else "non", "a_voir": alert_words(one),
            "service_pilote": one.service or "aucun", "partenaires": " ; ".join(one.partenaires),
            "origine": ORIGINES_ACTION[one.origine], "zone": one.zone_nom or zone.get(one.territoire, ""),
            "constats": len(one.objets), "debut_prevu": _iso(one.debut_prevu), "fin_prevue": _iso(one.fin_prevue),
            "en_service_le": _iso(one.en_service_le), "terminee_le": _iso(one.terminee_le),
            "financeurs": " ; ".join(dict.fromkeys(payers.get(f.source, f.source) for f in one.financements)),
            "prevu_euros": _told(one.prevu), "depense_euros": _told(one.depense),
            "indicateurs": len(one.indicateurs),
        }
        for one in actions
    ]  # fmt: skip
    names = list(rows[0]) if rows else ["reference"]
    return pa.table({name: [row[name] for row in rows] for name in names})


def mesure_name(action: Action, mesures: Mapping[str, Mesure]) -> str:
    """The French name of an action's type of measure; one that the city took out of its table is its code."""
    known = mesures.get(action.mesure)
    return known.libelle if known else action.mesure


def state_counts(actions: Iterable[Action]) -> list[tuple[str, int]]:
    """How many actions stand in each state, in the order of the states; those of none are left out."""
    counts = Counter(one.etat for one in actions)
    return [(ETATS_ACTION[one], counts[one]) for one in EtatAction if counts[one]]


def origin_counts(actions: Iterable[Action]) -> list[tuple[str, int]]:
    """How many actions come from each origin."""
    counts = Counter(one.origine for one in actions)
    return [(words, counts[code]) for code, words in ORIGINES_ACTION.items()]


def bars_html(rows: Sequence[tuple[str, int]]) -> str:
    """Names, bars and counts, one a line: the length and the number say the same without colour."""
    most = max([n for _, n in rows], default=0) or 1
    lines = "".join(
        f"<li><span>{escape(name)}</span><b>{n}</b>"
        f'<span class="piste"><span class="barre" style="width:{100 * n / most:.0f}%"></span></span></li>'
        for name, n in rows
    )
    return f'<ul class="barres">{lines}</ul>'


def value_words(value: Valeur | None, unit: str = "") -> str:
    """« 12 lampes », a sentence, « non communiqué », or « attendu »."""
    if value is None:
        return "attendu"
    if value.non_communique:
        return NOT_TOLD
    if value.phrase is not None:
        return value.phrase
    return _measured(value.nombre or 0.0, unit)


def _measured(value: float, unit: str) -> str:
    return f"{number(value, 0 if value == round(value) else 2)} {unit}".strip()


def indicator_state(one: Indicateur, today: dt.date) -> str:
    """« en retard (dû le …) », « attendu pour le … », or when it was answered."""
    if one.overdue(today):
        return f"en retard, dû le {short_day(one.du_le)}"
    if one.valeur is None:
        return f"attendu pour le {short_day(one.du_le)}"
    return f"relevé le {short_day(one.valeur.jour)}"


def indicator_rows(some: Iterable[Indicateur], today: dt.date) -> list[dict[str, object]]:
    """Indicators as lines of a table."""
    return [
        {
            "Genre": GENRES_INDICATEUR[one.genre],
            "Indicateur": one.libelle,
            "Valeur": value_words(one.valeur, one.unite),
            "Où cela en est": indicator_state(one, today),
            "Cible": ""
            if one.cible is None
            else f"{number(one.cible, 0 if one.cible == round(one.cible) else 2)} {one.unite}".strip(),
            "Qui le doit": one.service,
            "Source": one.valeur.source if one.valeur else "",
        }
        for one in some
    ]


def finance_rows(some: Iterable[Financement], payers: Mapping[str, str]) -> list[dict[str, object]]:
    """What an action costs as lines of a table that says what was not told."""
    return [
        {
            "Financeur": payers.get(one.source, one.source), "Année": str(one.annee), "Prévu": euros(one.prevu),
            "Dépensé": euros(one.depense),
        }
        for one in some
    ]  # fmt: skip


def news_line(one: Nouvelle) -> str:
    """One word about an action: when, and what."""
    text = ETATS_ACTION.get(one.texte, one.texte) if one.genre == "etat" else one.texte
    return f"**{day_of(one.le)}** : {NEWS.get(one.genre, '')}{text}"


def constat_rows(lines: Iterable[ConstatSchema]) -> list[dict[str, object]]:
    """The board of constats as lines of a table."""
    return [
        {
            "Action": ", ".join(one.actions) or "aucune",
            "Catégorie": one.libelle or "non classé",
            "Où": one.lieu or "non dit",
            "Ce qui est noté": one.texte,
            "Vient de": source_words(one),
        }
        for one in lines
    ]


def source_words(one: ConstatSchema) -> str:
    """Where a line of the board comes from: its walk, its meeting with its voices, or how often the office hears it."""
    if one.genre == GenreObjet.CONSTAT:
        return f"{one.source}, {short_day(one.jour)}"
    if one.genre == GenreObjet.REUNION_PROBLEME:
        voices = "moins de 5 voix" if one.n is None else plural(one.n, "voix")
        return f"{one.source}, {short_day(one.jour)} : {voices}"
    return f"Office : {plural(one.n or 0, 'signalement')} en {OVER_MONTHS} mois"


def calendar_line(action: Action) -> str:
    """What was planned and what became of it."""
    planned = (
        f"prévue {_span(action.debut_prevu, action.fin_prevue)}" if action.debut_prevu or action.fin_prevue else ""
    )
    real = f"en service le {day(action.en_service_le)}" if action.en_service_le else ""
    done = f"terminée le {day(action.terminee_le)}" if action.terminee_le else ""
    return ", ".join(one for one in (planned, real, done) if one) or "sans date"


def _span(first: dt.date | None, last: dt.date | None) -> str:
    if first and last:
        return f"du {day(first)} au {day(last)}"
    return f"à partir du {day(first)}" if first else f"jusqu'au {day(last)}"


def _iso(value: dt.date | None) -> str:
    return "" if value is None else value.isoformat()


def _told(value: float | None) -> str:
    return NOT_TOLD if value is None else f"{value:.2f}".replace(".", ",")
