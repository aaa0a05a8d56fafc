"""The words and lines of what instances of the schéma local read: big, clear, read from the back of a room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from observatory.domain.action import ALIVE
from observatory.domain.instances import Cellule, Echeance, EnRetard, Formation, Groupe, IndicateurDu, LigneAction
from observatory.domain.methode import Etape, EtatPassage
from observatory.domain.reunion import Decision
from observatory.domain.schema import Axe
from observatory.present.labels import day, number, plural
from observatory.present.reunions import decision_words
from observatory.present.schema import ALERTES, ETATS_ACTION, ETATS_PASSAGE, PASSAGES

FEW = "moins de 5"
ECHEANCE_COLOURS = {
    Echeance.EN_RETARD: "red",
    Echeance.BIENTOT: "orange",
    Echeance.PLUS_TARD: "gray",
    Echeance.RENSEIGNE: "green",
}


def due_words(one: IndicateurDu) -> str:
    """« en retard de 3 jours », « pour le 12 juin 2026 », or that it was answered."""
    if one.echeance == Echeance.RENSEIGNE:
        return "renseigné"
    if one.retard:
        return f"en retard de {plural(one.retard, 'jour')}"
    return f"pour le {day(one.indicateur.du_le)}"


def alert_words(one: LigneAction) -> str:
    """« sans service pilote, en retard »: why an action stands where it stands."""
    return ", ".join(ALERTES.get(code, code) for code in one.alertes)


def action_words(one: LigneAction) -> str:
    """« A-2026-003 · Éclairer le quai »."""
    return f"{one.reference} · {one.titre}"


def action_rows(actions: Sequence[LigneAction], axe: Axe, today: dt.date) -> list[dict[str, str]]:
    """The actions of an axis as lines of a table, in their order."""
    return [_row(one, today) for one in actions if one.axe == axe]


def _row(one: LigneAction, today: dt.date) -> dict[str, str]:
    due = "" if one.fin_prevue is None else day(one.fin_prevue)
    late = " (passée)" if one.fin_prevue is not None and one.fin_prevue < today and one.etat in ALIVE else ""
    said = [one.effet, decision_words(one.decidee) if one.decidee else ""]
    return {
        "Action": action_words(one), "Pilote": one.service or "aucun", "État": ETATS_ACTION[one.etat],
        "Échéance": due + late, "Effet mesuré, dernière décision": " ".join(part for part in said if part),
    }  # fmt: skip


def follow_words(one: Decision) -> str:
    """What was decided with a partner beside its own word: « Poursuivre l'action : avec un point de tri. »."""
    return decision_words(replace(one, service=""))


def accepted_words(one: Decision) -> str:
    """« Remplacer douze lampes, pour le 3 mai 2026 »."""
    said = one.texte.rstrip(". ")
    return f"{said}, pour le {day(one.pour_le)}" if one.pour_le else said


def zone_row(one: LigneAction) -> dict[str, str]:
    """An action of a zone as a line of a table: what is done there, by whom, how far it is."""
    return {
        "Action": one.titre, "Mesure": one.mesure, "Pilote": one.service or "aucun", "État": ETATS_ACTION[one.etat],
    }  # fmt: skip


def late_words(one: EnRetard) -> str:
    """« depuis 12 jours », and what came of the decision."""
    fate = (
        f"l'action {one.action.reference} est {ETATS_ACTION[one.action.etat]}"
        if one.action
        else "aucune action n'en est née"
    )
    return f"en retard de {plural(one.jours, 'jour')} : {fate}"


def step_words(one: Etape) -> str:
    """« Groupe opérationnel…, le 3 septembre 2026 (prévu) », or before when it is to be held."""
    name = PASSAGES[one.passage].split(" :")[0]
    if one.etat == EtatPassage.MANQUE:
        return f"**{name}**, à faire avant le {day(one.au)}"
    if one.fait is not None:
        return f"**{name}**, le {day(one.fait.jour)} ({ETATS_PASSAGE[one.etat]})"
    proposed = f", par exemple le {day(one.proposee)}" if one.proposee else ""
    return f"**{name}**, avant le {day(one.au)} ({ETATS_PASSAGE[one.etat]}){proposed}"


def formation_figures(one: Formation) -> list[tuple[str, int]]:
    """The four figures of the top."""
    return [
        ("Actions", len(one.actions)),
        ("Actions rouges", sum(line.rouge for line in one.actions)),
        ("Décidé, en retard", len(one.en_retard)),
        ("À décider", len(one.a_decider)),
    ]


def group_sentence(one: Groupe) -> str:
    """How much of what was found and said no action answers."""
    parts = []
    if one.constats:
        parts.append(f"**{number(one.sans_action)}** sur {plural(one.constats, 'constat')} de marche")
    if one.dits:
        parts.append(
            f"**{number(one.dits_sans_action)}** sur "
            f"{plural(one.dits, 'problème dit en réunion', 'problèmes dits en réunion')}"
        )
    if not parts:
        return "Aucun constat n'est encore rattaché à ce schéma."
    return f"Sans action : {' ; '.join(parts)}."


def family_rows(one: Cellule) -> list[dict[str, str]]:
    """Signalements of a zone by family, to the nearest five."""
    return [{"Famille": name, "Signalements": FEW if n is None else f"environ {number(n)}"} for name, n in one.familles]
