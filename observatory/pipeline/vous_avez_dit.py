"""« Vous avez dit, nous avons fait »: what residents said at meetings and on walks, and what came of it or did not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from observatory.domain.action import Action, Alerte, EtatAction
from observatory.domain.constat import GARDE
from observatory.domain.restitution import Devenir, Parole, Restitution
from observatory.domain.support import Bloc, Jour, Nombre, Partie, Phrase, Tableau, Texte, said
from observatory.pipeline.publications import ELSEWHERE
from observatory.pipeline.vue_publique import Diapo, Vue, day_of
from observatory.present.labels import month
from observatory.present.mots_presentation import shortened
from observatory.present.schema import ETATS_ACTION

ROWS = 7
"""Rows of a slide: a table that can be read from the back of the room."""
PRIVATE = ("voisinage", "victimes")
"""Families of which fewer than five voices say too much of somebody."""
LONGEST = 62
STUCK = "Ce qui est en retard, arrêté ou sans pilote"
DONE, STARTED, PROMISED, LATE, REFUSED, GIVEN_UP, SILENT = (
    "fait", "en cours", "promis", "en retard", "refusé", "abandonné", "pas de réponse",
)  # fmt: skip
DECIDED, PROPOSED, PAUSED = "décidé", "proposé", "suspendu"
_ORDER = (DONE, LATE, GIVEN_UP, REFUSED, SILENT, PAUSED, STARTED, PROMISED, DECIDED, PROPOSED)
_STATES: dict[str, str] = {
    EtatAction.EN_COURS: STARTED, EtatAction.DECIDEE: DECIDED, EtatAction.PROPOSEE: PROPOSED,
    EtatAction.SUSPENDUE: PAUSED,
}  # fmt: skip
_NUMBERED = re.compile(
    r"\b\d+\s*(?:bis|ter|quater)?,?\s+(?=(?:rue|avenue|av|boulevard|bd|place|pl|allée|impasse|imp|chemin|quai|cours|"
    r"square|passage|route|sente|villa|cité|résidence)\b)",
    re.I,
)
_SOURCE = "Réunions publiques, marches et schéma local"


@dataclass(frozen=True, slots=True)
class Dit:
    """Something that was said, and what came of it: ``quartier`` is a code, ``etat`` one of the words above."""

    quartier: str
    dit: str
    fait: str
    etat: str
    jour: dt.date


def said_lines(vue: Vue) -> list[Dit]:
    """Everything that was said and answered, or not: by quartier; within one, the states in turn."""
    found = [*_of_meetings(vue), *(line for walk in vue.faites for line in _of_walk(vue, walk))]
    once = {(one.quartier, one.dit.casefold(), one.etat): one for one in found}
    by_place: dict[str, list[Dit]] = {}
    for one in sorted(once.values(), key=lambda one: (-one.jour.toordinal(), one.dit)):
        by_place.setdefault(one.quartier, []).append(one)
    order = sorted(by_place, key=lambda code: (code not in vue.lieux, code == ELSEWHERE, -len(by_place[code]), code))
    return [line for code in order for line in _in_turn(by_place[code])]


def vous_avez_dit(vue: Vue, pages: int) -> list[Diapo]:
    """At most so many slides of what was said and done; every quartier has its lines, done and not done alike."""
    lines = said_lines(vue)
    if not lines:
        where = f" pour {vue.nom}" if vue.code else ""
        told = (
            said(f"Aucune parole de réunion ou de marche n'est enregistrée{where}."),
            said("Ce soir est un début : notez ce qui est dit, cette page le suivra la prochaine fois."),
        )
        return [
            Diapo(Partie("vous-avez-dit", "Vous avez dit, nous avons fait", (Texte(told, "encadre"),), told, _SOURCE))
        ]
    kept = _shared(lines, pages * ROWS)
    sheets = [kept[at : at + ROWS] for at in range(0, len(kept), ROWS)]
    return [Diapo(_sheet(vue, some, rank, len(lines))) for rank, some in enumerate(sheets, 1)]


def _sheet(vue: Vue, lines: Sequence[Dit], rank: int, total: int) -> Partie:
    rows = tuple(
        (vue.chiffres.lieux.get(one.quartier, "Toute la ville") if one.quartier != ELSEWHERE else "Toute la ville",
         one.dit, one.fait, one.etat)
        for one in lines
    )  # fmt: skip
    notes = (
        Phrase("Paroles enregistrées, en réunion publique et en marche : {0}.", (Nombre(float(total)),)),
        said("Le tableau en donne de chaque quartier : ce qui est fait, et ce qui ne l'est pas."),
        said("« Pas de réponse » veut dire : aucun service n'a encore répondu. Ce n'est pas un refus."),
    )
    return Partie(
        f"vous-avez-dit-{rank}", "Vous avez dit, nous avons fait" + (" (suite)" if rank > 1 else ""),
        (Tableau("Vous avez dit, nous avons fait", ("Quartier", "Vous avez dit", "Nous avons répondu", "Où en est-on"),
                 rows),),
        notes, _SOURCE, Nombre(float(total)),
    )  # fmt: skip


def _shared(lines: Sequence[Dit], most: int) -> list[Dit]:
    """So many lines at most, each quartier having its share, in the order of the quartiers."""
    places = list(dict.fromkeys(one.quartier for one in lines))
    left = {code: [one for one in lines if one.quartier == code] for code in places}
    kept: dict[str, list[Dit]] = {code: [] for code in places}
    while sum(map(len, kept.values())) < most and any(left.values()):
        for code in places:
            if left[code] and sum(map(len, kept.values())) < most:
                kept[code].append(left[code].pop(0))
    return [one for code in places for one in kept[code]]


def _in_turn(lines: Sequence[Dit]) -> list[Dit]:
    """Lines of one quartier so that the first ones show each state: done, then what is not."""
    by_state = {state: [one for one in lines if one.etat == state] for state in _ORDER}
    out: list[Dit] = []
    while any(by_state.values()):
        out += [by_state[state].pop(0) for state in _ORDER if by_state[state]]
    return out


def _of_meetings(vue: Vue) -> list[Dit]:
    """What was raised at meetings, with the action that answers it."""
    actions = {objet.ident: one for one in vue.actions for objet in one.objets if objet.genre == "reunion_probleme"}
    found = []
    for meeting in vue.reunions:
        for one in meeting.problemes:
            if one.voix is None and one.categorie.split("-")[0] in PRIVATE:
                continue
            code = vue.quartier_at(one.lat, one.lon)
            if code == ELSEWHERE and meeting.territoire.partition(":")[2] in vue.quartiers:
                code = meeting.territoire.partition(":")[2]
            words = _placed(unnumbered(one.texte), unnumbered(one.adresse))
            action = actions.get(one.ident)
            state = state_of(action, vue.today) if action else SILENT
            answer = shortened(action.titre, LONGEST) if action else f"Dit en réunion, {month(meeting.jour)}"
            found.append(Dit(code, words, answer, state, meeting.jour))
    return found


def unnumbered(text: str) -> str:
    """Words without the numbers of houses: a street is told of, nobody's door."""
    return _NUMBERED.sub("", text)


def _placed(text: str, where: str) -> str:
    """What was said, and where as far as there is room."""
    both = f"{text.rstrip('.')} ({where})"
    return both if text and where and len(both) <= LONGEST else shortened(text or where, LONGEST)


def _of_walk(vue: Vue, walk: Restitution) -> list[Dit]:
    """What a walk found, with what became of it; and what services promised after it."""
    held = day_of(walk.marche)
    code = _quartier_of(vue, walk)
    became = {
        Devenir.FAIT: (DONE, "Traité"), Devenir.PREVU: (PROMISED, "Prévu"), Devenir.REFUSE: (REFUSED, "Refusé"),
        Devenir.SANS_REPONSE: (SILENT, f"Vu en marche, {month(held)}"),
    }  # fmt: skip
    found = []
    for one in walk.constats:
        if one.positif or one.etat != GARDE or one.devenir is None:
            continue
        state, answer = became[Devenir(one.devenir)]
        by = f" par : {one.service}" if one.service and state in (DONE, REFUSED) else ""
        at = vue.quartier_at(one.lat, one.lon)
        words = shortened(unnumbered(one.texte) or one.libelle, LONGEST)
        found.append(Dit(at if at != ELSEWHERE else code, words, f"{answer}{by}", state, held))
    for promise in walk.engagements:
        state, words = _promise(promise.etat, promise.pour_le, promise.tenu_le)
        found.append(
            Dit(code, shortened(unnumbered(promise.texte), LONGEST), f"{promise.service} : {words}", state, held)
        )
    return found


def _quartier_of(vue: Vue, walk: Restitution) -> str:
    """Where a walk was: its territory where that is a published one, else where it stopped first."""
    code = walk.marche.plan.territoire.partition(":")[2]
    if code in vue.quartiers:
        return code
    stop = next(iter(walk.marche.plan.arrets), None)
    return vue.quartier_at(stop.lat, stop.lon) if stop else ELSEWHERE


def _promise(etat: str, pour_le: dt.date | None, tenu_le: dt.date | None) -> tuple[str, str]:
    if etat == Parole.TENU:
        return DONE, f"promis, fait en {month(tenu_le)}" if tenu_le else "promis, fait"
    if etat == Parole.EN_RETARD and pour_le:
        return LATE, f"promis pour {month(pour_le)}, pas fait"
    return PROMISED, f"promis pour {month(pour_le)}" if pour_le else "promis, sans date"


def state_of(action: Action, today: dt.date) -> str:
    """Where an action stands, in the words of a meeting."""
    if action.etat == EtatAction.REALISEE:
        return DONE
    if action.etat == EtatAction.ABANDONNEE:
        return GIVEN_UP
    if Alerte.EN_RETARD in action.alertes:
        return LATE
    return _STATES.get(action.etat, ETATS_ACTION[action.etat])


def pas_fait(vue: Vue) -> list[Diapo]:
    """What was promised and is not done, given up, refused, or has no answer."""
    rows: list[tuple[str, str, Jour | str, str]] = []
    for walk in vue.faites:
        rows += [
            (shortened(unnumbered(one.texte), LONGEST), one.service, Jour(one.pour_le), "promesse en retard")
            for one in walk.engagements
            if one.etat == Parole.EN_RETARD
        ]
    for one in vue.actions:
        state = _undone(one)
        if state:
            rows.append((shortened(one.titre, LONGEST), one.service or "sans pilote", Jour(one.fin_prevue), state))
    lines = _open_counts(vue, len(vue.bilan.methode.manques) if vue.bilan else 0)
    title = "Ce qui n'a pas été fait"
    if not rows and not lines:
        told = (said("Aucune promesse en retard ni action abandonnée n'est enregistrée."),)
        if vue.schema is None and not vue.faites:
            told = (said("Ni marche ni schéma n'est enregistré : il n'y a pas encore de promesse à suivre."),)
        return [Diapo(Partie("pas-fait", title, (Texte(told, "encadre"),), told, _SOURCE))]
    blocs: tuple[Bloc, ...] = (
        *([Tableau(STUCK, ("Quoi", "Qui", "Prévu pour", "Où en est-on"), tuple(rows[:ROWS]))] if rows else []),
        *([Texte(tuple(lines), "puces")] if lines else []),
    )  # fmt: skip
    notes = (
        *lines,
        said("Dire ce qui n'est pas fait est un engagement de la méthode. Expliquez pourquoi, ligne par ligne."),
    )
    return [Diapo(Partie("pas-fait", title, blocs, notes, _SOURCE, Nombre(float(len(rows)))))]


def _undone(action: Action) -> str:
    """Why an action stands among what is not done; "" where it does not."""
    if action.etat in (EtatAction.ABANDONNEE, EtatAction.SUSPENDUE):
        return ETATS_ACTION[action.etat]
    for alert, words in (
        (Alerte.EN_RETARD, "en retard"), (Alerte.SANS_PILOTE, "personne ne la porte"),
        (Alerte.SANS_NOUVELLE, "en cours, sans nouvelle"),
    ):  # fmt: skip
        if alert in action.alertes:
            return words
    return ""


def _open_counts(vue: Vue, missed: int) -> list[Phrase]:
    """How much has no answer."""
    lines = said_lines(vue)
    counts = (
        (sum(one.etat == SILENT for one in lines), "Paroles ou constats sans réponse à ce jour"),
        (sum(one.etat == REFUSED for one in lines), "Demandes refusées par un service"),
        (missed, "Étapes manquées (réunion, visite ou restitution)"),
    )
    return [Phrase(f"{words} : {{0}}.", (Nombre(float(n)),)) for n, words in counts if n]
