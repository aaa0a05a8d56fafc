"""The record of a meeting: who came, what was found and decided, and where to sign; one or two tagged pages."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from observatory.domain.restitution import Groupe
from observatory.domain.reunion import OF_EFFECT, Decision, GenreDecision, GenreReunion, Reunion
from observatory.domain.schema import Formation, Schema
from observatory.present.fiche_papier import drawable
from observatory.present.labels import day, number, plural
from observatory.present.papier import template_to_pdf
from observatory.present.restitution import FEW, GENRES_PROFIL
from observatory.present.reunions import GENRES_LONGS
from observatory.present.schema import FORMATIONS

MOST_SAID = 14
"""Categories of problems that the record names."""
_COUNCILS: dict[str, str] = {
    Formation.CLSPD: "Conseil local de sécurité et de prévention de la délinquance",
    Formation.CISPD: "Conseil intercommunal de sécurité et de prévention de la délinquance",
}
_EFFECT = {
    GenreDecision.POURSUIVRE: "Poursuivre",
    GenreDecision.MODIFIER: "Modifier",
    GenreDecision.ARRETER: "Arrêter",
}


@dataclass(frozen=True, slots=True)
class Releve:
    """What the record of a meeting tells. ``actions`` are (reference, title) by number, ``logo`` a PNG or nothing.

    ``reunion`` bears counts that anybody may read.
    """

    ville: str
    logo: bytes
    reunion: Reunion
    schema: Schema | None
    territoire: str
    actions: Mapping[int, tuple[str, str]]
    categories: Mapping[str, str]
    jour: dt.date


def releve_decisions(said: Releve) -> bytes:
    """The record as PDF."""
    one = said.reunion
    data: dict[str, Any] = {
        "ville": drawable(said.ville, 60),
        "logo": list(said.logo),
        "conseil": _COUNCILS[said.schema.formation if said.schema else Formation.CLSPD],
        "genre": GENRES_LONGS[one.genre],
        "titre": drawable(one.titre, 120),
        "jour": day(one.jour),
        "faits": _facts(said),
        "presences": [_group(group) for group in one.groupes],
        "diagnostic": _paragraphs(one.diagnostic),
        "compte_rendu": _paragraphs(one.compte_rendu),
        "accords": [_partner_row(said, each) for each in one.decisions if each.genre == GenreDecision.ACCORD],
        "refus": [_partner_row(said, each)[:2] for each in one.decisions if each.genre == GenreDecision.REFUS],
        "suites": [
            [_action(said, each), _EFFECT[GenreDecision(each.genre)], drawable(each.texte, 300), _until(each)]
            for each in one.decisions
            if each.genre in OF_EFFECT
        ],
        "autres": [
            [drawable(each.service, 120), drawable(each.texte, 300), _until(each)]
            for each in one.decisions
            if each.genre == GenreDecision.AUTRE
        ],
        "dits": _raised(said),
        "groupe": one.genre == GenreReunion.GROUPE,
        "fait": day(said.jour),
    }
    return template_to_pdf("releve_decisions", data)


def _facts(said: Releve) -> list[list[str]]:
    one, schema = said.reunion, said.schema
    lines = [
        ["Date", day(one.jour)],
        ["Lieu", drawable(one.lieu, 200)],
        ["Territoire", drawable(said.territoire, 80)],
        ["Schéma local", f"{drawable(schema.titre, 120)} ({FORMATIONS[schema.formation]})" if schema else ""],
        ["Pilote du groupe", drawable(schema.pilote, 120) if schema and one.genre == GenreReunion.GROUPE else ""],
        ["Présents", plural(one.presents, "personne") if one.presents else ""],
    ]
    return [[name, words] for name, words in lines if words]


def _group(group: Groupe) -> list[str]:
    return [GENRES_PROFIL[group.genre], " + ".join(group.profils), FEW if group.n is None else number(group.n)]


def _paragraphs(text: str) -> list[str]:
    return [drawable(line, 8_000) for line in text.splitlines() if line]


def _partner_row(said: Releve, one: Decision) -> list[str]:
    return [drawable(one.service, 120), drawable(one.texte, 300), _action(said, one), _until(one)]


def _action(said: Releve, one: Decision) -> str:
    if one.action is None or one.action not in said.actions:
        return ""
    reference, titre = said.actions[one.action]
    return drawable(f"{reference} · {titre}", 180)


def _until(one: Decision) -> str:
    return day(one.pour_le) if one.pour_le else ""


def _raised(said: Releve) -> list[list[str]]:
    """The categories of what was raised, the most told of first: name, and how many problems."""
    counts = Counter(said.categories.get(one.categorie, one.categorie) for one in said.reunion.problemes)
    return [[drawable(name, 80), plural(n, "problème")] for name, n in counts.most_common(MOST_SAID)]
