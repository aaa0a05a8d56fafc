"""Walks: how many, who walked, what they found, and what became of it. Small groups of walkers are told to nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from observatory.analyse.intervalles import share
from observatory.domain.arrondi import LEAST_COUNT
from observatory.domain.constat import PROFILS
from observatory.domain.indicateurs import Indicateur
from observatory.domain.statut import Statut
from observatory.pipeline.indicateurs.champ import Champ, Resultats, figure, known_or_not
from observatory.pipeline.questions import category_codes
from observatory.store.reference import nomenclature_read
from observatory.store.restitution import constats_of_walks, participants_of_walks, walks_closed

NEVER = "Aucune marche n'est close dans la base."
WHOLE = "Une marche n'a ni catégorie, ni service, ni territoire à elle seule : enlevez ces filtres."
BY_FILES = "Par territoire ou par service, voyez « Dossiers de marche »."
FEW = "Moins de 5 personnes d'un côté ou de l'autre : le chiffre n'est pas montré."
UNCOUNTED = "Personne n'a compté les participants de ces marches."
NO_FILES = "Aucun constat de ces marches n'est devenu un signalement."
DONE = (Statut.RESOLU, Statut.INTERVENTION_FAITE)
YOUNG = ("moins_18", "18_24")


def marches(champ: Champ) -> Resultats:
    """Walks that were closed, dated of the day when they were walked."""
    return _by_walk(champ, "marches", lambda walks: figure("marches", len(walks), len(walks)))


def marche_participants(champ: Champ) -> Resultats:
    """Who walked: of each walk, the kind of profile of which most were counted."""

    def value(walks: Sequence[int]) -> Indicateur:
        counts = _participants(champ, walks)
        n = sum(max(sum(by[genre].values()) for genre in PROFILS) for by in counts.values())
        if walks and not n:
            return figure("marche_participants", None, 0, why=UNCOUNTED)
        if 0 < n < LEAST_COUNT:
            return figure("marche_participants", None, 0, why=FEW)
        return figure("marche_participants", n, n)

    return _by_walk(champ, "marche_participants", value)


def marche_femmes(champ: Champ) -> Resultats:
    """Share of women among the walkers whose sex was counted."""
    return _share(champ, "marche_femmes", "sexe", ("femme",))


def marche_jeunes(champ: Champ) -> Resultats:
    """Share of those under 25 among the walkers whose age was counted."""
    return _share(champ, "marche_jeunes", "age", YOUNG)


def marche_habitants(champ: Champ) -> Resultats:
    """Share of residents among the walkers counted by what brings them."""
    return _share(champ, "marche_habitants", "categorie", ("habitant",))


def marche_constats(champ: Champ) -> Resultats:
    """Troubles found on walks: constats that were kept, by category."""
    return _constats(champ, "marche_constats", positif=False)


def marche_positifs(champ: Champ) -> Resultats:
    """What walkers found to go well."""
    return _constats(champ, "marche_positifs", positif=True)


def marche_signalements(champ: Champ) -> Resultats:
    """Signalements that walks made."""
    counts = _files(champ)

    def value(groupe: str) -> Indicateur:
        n = counts.get(groupe, {"n": 0})["n"]
        return figure("marche_signalements", n, n)

    return known_or_not(champ, "marche_signalements", _since(champ), NEVER, value)


def marche_faits(champ: Champ) -> Resultats:
    """Share of those that are done."""
    counts = _files(champ)

    def value(groupe: str) -> Indicateur:
        row = counts.get(groupe, {"n": 0, "faits": 0})
        known = share(row["faits"], row["n"])
        if known.valeur is None or known.bas is None or known.haut is None:
            return figure("marche_faits", None, 0, why=NO_FILES)
        return figure("marche_faits", 100.0 * known.valeur, row["n"], bounds=(100.0 * known.bas, 100.0 * known.haut))

    return known_or_not(champ, "marche_faits", _since(champ), NEVER, value)


def _walks(champ: Champ) -> list[dict[str, Any]]:
    """The walks that are closed: ident, jour."""
    return champ.kept("marches closes", lambda: walks_closed(champ.office.database))


def _since(champ: Champ) -> dt.date | None:
    return min((row["jour"] for row in _walks(champ)), default=None)


def _of_group(champ: Champ, groupe: str) -> list[int]:
    """The walks of the days of a group."""
    first, last = champ.span(groupe)
    return [row["ident"] for row in _walks(champ) if first <= row["jour"] <= last]


def _by_walk(champ: Champ, code: str, value: Callable[[Sequence[int]], Indicateur]) -> Resultats:
    if champ.narrow:
        return {groupe: figure(code, None, 0, why=WHOLE) for groupe in champ.groupes}
    return known_or_not(champ, code, _since(champ), NEVER, lambda groupe: value(_of_group(champ, groupe)))


def _participants(champ: Champ, walks: Sequence[int]) -> dict[tuple[int, str], dict[str, dict[str, int]]]:
    """For each walk and device, counts by kind of profile and profile."""

    def find() -> list[dict[str, Any]]:
        return participants_of_walks(champ.office.database, [row["ident"] for row in _walks(champ)])

    found: dict[tuple[int, str], dict[str, dict[str, int]]] = {}
    for row in champ.kept("marcheurs", find):
        if row["marche"] in walks:
            genre, _, code = row["profil"].partition(":")
            by = found.setdefault((row["marche"], row["appareil"]), {name: {} for name in PROFILS})
            by[genre][code] = row["n"]
    return found


def _share(champ: Champ, code: str, genre: str, profiles: Sequence[str]) -> Resultats:
    """The share of some profiles among all of their kind, unless either side is of a few."""

    def value(walks: Sequence[int]) -> Indicateur:
        counts = [by[genre] for by in _participants(champ, walks).values()]
        mine = sum(one.get(name, 0) for one in counts for name in profiles)
        rest = sum(sum(one.values()) for one in counts) - mine
        if not mine + rest:
            return figure(code, None, 0, why=UNCOUNTED)
        if 0 < mine < LEAST_COUNT or 0 < rest < LEAST_COUNT:
            return figure(code, None, 0, why=FEW)
        return figure(code, 100.0 * mine / (mine + rest), mine + rest)

    return _by_walk(champ, code, value)


def _constats(champ: Champ, code: str, *, positif: bool) -> Resultats:
    if champ.selection.territoires or champ.axe in ("territoire", "service"):
        return {groupe: figure(code, None, 0, why=BY_FILES) for groupe in champ.groupes}
    rows = champ.kept(
        "constats", lambda: constats_of_walks(champ.office.database, [row["ident"] for row in _walks(champ)])
    )
    wanted = set(category_codes(champ.office, champ.selection.categories)) if champ.selection.categories else None
    family = _families(champ)

    def value(groupe: str) -> Indicateur:
        walks = _of_group(champ, groupe)
        n = sum(
            row["positif"] == positif and row["etat"] == "garde" and row["marche"] in walks
            and (wanted is None or row["categorie"] in wanted)
            and (champ.axe != "categorie" or family.get(row["categorie"] or "") == groupe)
            for row in rows
        )  # fmt: skip
        return figure(code, n, n)

    return known_or_not(champ, code, _since(champ), NEVER, value)


def _families(champ: Champ) -> Mapping[str, str]:
    return champ.kept(
        "familles", lambda: {one.code: one.parent or one.code for one in nomenclature_read(champ.office.database)}
    )


def _files(champ: Champ) -> dict[str, dict[str, Any]]:
    """How many signalements walks made, and how many are done, by group."""

    def find() -> dict[str, dict[str, Any]]:
        constats = champ.table("constat")
        tied = constats.filter(constats.signalement_id.notnull())
        files = champ.files.filter(champ.files.id.isin(tied.signalement_id))
        done = files.statut.isin([str(one) for one in DONE])
        return champ.rows(files.group_by("groupe").agg(n=files.count(), faits=done.sum().fill_null(0)))

    return champ.kept("dossiers de marches", find)
