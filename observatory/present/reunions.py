"""The words of meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from observatory.domain.constat import PROFILS
from observatory.domain.restitution import Groupe
from observatory.domain.reunion import (
    Decision,
    EtatReunion,
    GenreDecision,
    GenreReunion,
    ProblemeDit,
    ProblemesLus,
    Reunion,
)
from observatory.present.labels import day, number, plural
from observatory.present.restitution import FEW, GENRES_PROFIL

GENRES_REUNION: dict[str, str] = {
    GenreReunion.CONSULTATION: "Consultation",
    GenreReunion.GROUPE: "Groupe opérationnel",
    GenreReunion.PRESENTATION: "Présentation",
    GenreReunion.RESTITUTION: "Restitution",
}
GENRES_LONGS: dict[str, str] = {
    GenreReunion.CONSULTATION: "Réunion publique de consultation",
    GenreReunion.GROUPE: "Réunion du groupe opérationnel",
    GenreReunion.PRESENTATION: "Présentation publique",
    GenreReunion.RESTITUTION: "Restitution publique",
}
ETATS_REUNION: dict[str, str] = {
    EtatReunion.PREVUE: "prévue",
    EtatReunion.TENUE: "tenue",
    EtatReunion.ANNULEE: "annulée",
}
DECISIONS: dict[str, str] = {
    GenreDecision.ACCORD: "Mesure acceptée",
    GenreDecision.REFUS: "Mesure refusée",
    GenreDecision.POURSUIVRE: "Poursuivre l'action",
    GenreDecision.MODIFIER: "Modifier l'action",
    GenreDecision.ARRETER: "Arrêter l'action",
    GenreDecision.AUTRE: "Autre décision",
}
DECISION_COLOURS: dict[str, str] = {
    GenreDecision.ACCORD: "green",
    GenreDecision.REFUS: "orange",
    GenreDecision.POURSUIVRE: "green",
    GenreDecision.MODIFIER: "blue",
    GenreDecision.ARRETER: "orange",
    GenreDecision.AUTRE: "gray",
}


def problem_rows(problems: Iterable[ProblemeDit], names: Mapping[str, str]) -> list[dict[str, object]]:
    """The problems of a meeting as lines of a table."""
    return [
        {
            "Voix": "moins de 5" if one.voix is None else str(one.voix),
            "Catégorie": names.get(one.categorie, one.categorie),
            "Où": one.adresse or "non dit",
            "Sur la carte": "oui" if one.lat is not None else "lieu inconnu",
            "Ce qui est dit": one.texte,
        }
        for one in problems
    ]


def read_words(said: ProblemesLus) -> str:
    """What became of a table that was brought."""
    told = f"{plural(said.gardes, 'problème')} {'noté' if said.gardes < 2 else 'notés'}"
    if said.sans_lieu:
        told += f", dont {said.sans_lieu} sans lieu connu"
    return f"{told} ; {plural(len(said.refus), 'ligne refusée', 'lignes refusées')}."


def decision_words(one: Decision) -> str:
    """« Mesure acceptée, Éclairage public : remplacer les lampes, pour le 3 mai 2026. »"""
    who = f", {one.service}" if one.service else ""
    what = f" : {one.texte.rstrip('. ')}" if one.texte else ""
    until = f", pour le {day(one.pour_le)}" if one.pour_le else ""
    return f"{DECISIONS[one.genre]}{who}{what}{until}."


def meeting_title(one: Reunion) -> str:
    """« 3 mai 2026 · Groupe opérationnel · Le Port »: what a meeting is called in a list."""
    return f"{day(one.jour)} · {GENRES_REUNION[one.genre]} · {one.titre}"


def attendance_rows(one: Reunion) -> list[dict[str, str]]:
    """Who came, as lines of a table: exact where they may be read so, else small groups together."""
    groups = one.groupes or tuple(
        Groupe(genre, (names[code],), n)
        for genre, names in PROFILS.items()
        for code in names
        if (n := one.presences.get(f"{genre}:{code}", 0))
    )
    return [
        {
            "Compté par": GENRES_PROFIL[group.genre],
            "Profil": " + ".join(group.profils),
            "Personnes": FEW if group.n is None else number(group.n),
        }
        for group in groups
    ]


def attendance_line(one: Reunion) -> str:
    """« 42 personnes présentes », as far as it may be told; "" of a meeting that was not held."""
    if one.etat != EtatReunion.TENUE:
        return ""
    if one.presents is None:
        return "Les présents ne sont pas comptés, ou sont moins de 5."
    return f"**{plural(one.presents, 'personne présente', 'personnes présentes')}**"


def to_confirm(one: Reunion, today: dt.date) -> bool:
    """Whether nobody said yet that a planned meeting took place, its day being past."""
    return one.etat == EtatReunion.PREVUE and one.jour < today
