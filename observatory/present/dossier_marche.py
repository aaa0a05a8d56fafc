"""The dossier of a walk: what the walkers read before, the sheets that they fill in, one tagged PDF (PDF/UA-1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from observatory.domain.constat import NOTES, PROFILS, RESSENTIS, Question
from observatory.domain.dossier_marche import AROUND_M, BAND_H, ArretDit, Avant, Dossier, EngagementAvant
from observatory.domain.marche import INVITES, Methode, Plan
from observatory.present.carte_papier import Carte
from observatory.present.code_qr import qr_svg
from observatory.present.fiche_papier import drawable
from observatory.present.labels import (
    NARROW,
    NO_BREAK,
    STATUTS,
    WEEKDAYS,
    day,
    day_of,
    first_upper,
    instant,
    label,
    number,
    period,
    plural,
)
from observatory.present.marches import GENRES, ORIGINES
from observatory.present.papier import template_to_pdf

_LONGEST_NOTE, _LONGEST_TITLE, _LONGEST_CONSTAT = 600, 120, 240
_MOST_LEFT, _MOST_FAMILIES = 6, 24
_COUNTED = {"age": "Par âge", "sexe": "Par sexe", "categorie": "À quel titre"}


def dossier_marche(dossier: Dossier, carte: Carte) -> bytes:
    """The dossier as PDF: cover, map, stops, hours, sheets to fill in by hand."""
    plan = dossier.marche.plan
    data: dict[str, Any] = {
        "ville": drawable(dossier.ville, 60),
        "logo": list(dossier.logo),
        "reference": drawable(dossier.marche.reference, 20),
        "genre": GENRES[plan.genre],
        "titre": drawable(plan.titre, _LONGEST_TITLE),
        "inopinee": plan.inopinee,
        "faits": _facts(dossier),
        "invites": [INVITES[one] for one in plan.invites if one in INVITES],
        "consigne": drawable(plan.consigne, _LONGEST_NOTE),
        "carte": {
            "svg": carte.svg, "largeur": carte.largeur, "echelle": number(carte.echelle), "dit": _map_told(plan, carte),
        },
        "periode": period(dossier.depuis, dossier.jusqua),
        "rayon": number(AROUND_M),
        "arrets": [_stop(one, dossier.jour) for one in dossier.arrets],
        "avant_le": day_of(dossier.precedente_le) if dossier.precedente_le else "",
        "ailleurs": _left(dossier.ailleurs, dossier.jour),
        "bandes": [f"{h}–{h + BAND_H}{NARROW}h" for h in range(0, 24, BAND_H)],
        "heures": _hours(dossier),
        "principes": _principles(dossier.questions),
        "notes": list(NOTES),
        "familles": [drawable(one, 40) for one in dossier.familles[:_MOST_FAMILIES]],
        "profils": [[_COUNTED[axis], list(words.values())] for axis, words in PROFILS.items()],
        "ressentis": [first_upper(words) for words in RESSENTIS.values()],
        "lien": dossier.lien,
        "qr": qr_svg(dossier.lien) if dossier.lien else "",
        "expire": instant(dossier.expire_le) if dossier.expire_le else "",
        "fait": day(dossier.jour),
    }  # fmt: skip
    return template_to_pdf("dossier_marche", data)


def _facts(dossier: Dossier) -> list[list[str]]:
    plan = dossier.marche.plan
    when = first_upper(instant(plan.prevue_le, year=True))
    ground = {Methode.DROITE: ", en ligne droite d'arrêt en arrêt", Methode.DESSIN: ", tracé à la main"}
    way = (
        f"{'Boucle' if plan.ferme else 'Aller simple'} de {number(round(plan.metres, -1))}{NO_BREAK}mètres, "
        f"{plural(len(plan.arrets), 'arrêt')}, environ {_duration(plan.minutes)}{ground.get(Methode(plan.methode), '')}"
    )
    lines = [
        ["Date et heure", f"{when}, {'de nuit' if plan.nuit else 'de jour'}"],
        ["Rendez-vous", first_upper(drawable(plan.rendez_vous, 160)) or "à préciser"],
        ["Territoire", drawable(dossier.territoire, 80) if dossier.territoire else ""],
        ["Itinéraire", way],
        ["Accès", "Parcours choisi pour les fauteuils et les poussettes" if plan.accessible else ""],
        ["Pilote", drawable(plan.pilote, 120) or "à désigner"],
    ]
    return [[name, words] for name, words in lines if words]


def _duration(minutes: float) -> str:
    whole = 5 * max(1, round(minutes / 5))
    hours, rest = divmod(whole, 60)
    if not hours:
        return f"{rest}{NO_BREAK}minutes"
    return f"{hours}{NARROW}h{f'{NARROW}{rest:02d}' if rest else ''}"


def _map_told(plan: Plan, carte: Carte) -> str:
    stops = "; ".join(f"{rank}, {drawable(one.nom, 120)}" for rank, one in enumerate(plan.arrets, 1))
    return f"Carte de l'itinéraire au 1 : {number(carte.echelle)}. Arrêts dans l'ordre : {stops or 'aucun'}."


def _stop(one: ArretDit, jour: dt.date) -> dict[str, Any]:
    return {
        "nom": first_upper(drawable(one.arret.nom, 160)),
        "origine": first_upper(label(ORIGINES, one.arret.origine)),
        "motif": drawable(one.arret.motif, 400),
        "signale": [
            [drawable(told.famille, 60), f"environ {number(told.n)}"] for told in one.signale if told.n is not None
        ],
        "peu": ", ".join(drawable(told.famille, 60) for told in one.signale if told.n is None),
        "avant": _left(one.avant, jour),
    }


def _left(avant: Avant, jour: dt.date) -> dict[str, Any] | None:
    """What the walk before left, in words; None where it left nothing."""
    if not avant:
        return None
    found = [
        [
            "Bien" if one.positif else drawable(one.categorie, 60) or "À améliorer",
            drawable(one.texte, _LONGEST_CONSTAT),
            "" if one.positif else label(STATUTS, one.statut) if one.statut else "pas encore transmis",
        ]
        for one in avant.constats
    ]
    return {
        "notes": [[name, number(note, 1), note] for name, note in avant.notes],
        "constats": found[:_MOST_LEFT],
        "reste": max(0, len(found) - _MOST_LEFT),
        "engagements": [
            [drawable(one.service, 60), drawable(one.texte, 300), _kept(one, jour)] for one in avant.engagements
        ],
    }


def _kept(one: EngagementAvant, jour: dt.date) -> str:
    if one.tenu_le:
        return f"fait le {day(one.tenu_le)}"
    if one.pour_le is None:
        return "pas encore fait"
    late = "en retard" if one.pour_le < jour else "à venir"
    return f"{late} : promis pour le {day(one.pour_le)}"


def _hours(dossier: Dossier) -> list[list[Any]]:
    """A row for each day: its name, then for each band the words of its count and how dark it is (0 to 1)."""
    most = max((n or 0 for row in dossier.heures for n in row), default=0)
    return [
        [first_upper(WEEKDAYS[rank]), [["·" if n is None else number(n), (n or 0) / most if most else 0] for n in row]]
        for rank, row in enumerate(dossier.heures)
    ]


def _principles(questions: Sequence[Question]) -> list[list[Any]]:
    return [
        [drawable(name, 80), [[drawable(q.question, 200), drawable(q.zero, 60), drawable(q.trois, 60)] for q in group]]
        for name, group in groupby(questions, key=lambda one: one.principe)
    ]
