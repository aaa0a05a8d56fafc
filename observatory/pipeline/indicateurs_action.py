"""Indicators of actions: asked of a service by a day, answered by a number, a sentence or « non communiqué »."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from observatory.domain.action import (
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_INDICATORS,
    GenreIndicateur,
    Indicateur,
    Valeur,
    check_year,
)
from observatory.domain.errors import NotFound, ValueRefused
from observatory.domain.garde import names_nobody
from observatory.domain.roles import ACTS, Account, Role
from observatory.pipeline.action_saisie import action_told
from observatory.pipeline.office import Office
from observatory.store.actions import (
    indicateur_remove,
    indicateur_write,
    indicateurs_read,
    nouvelle_add,
    valeur_add,
    valeurs_read,
)
from observatory.store.appels import Row
from observatory.store.database import Cursor

LARGEST = 1e12
"""Nothing that a plan counts is larger."""
LONGEST_UNIT = 40
_UNKNOWN = "Aucun indicateur n° {ident} ne vous est ouvert : rechargez la page."


def indicators_by_action(office: Office, actions: Sequence[int]) -> dict[int, list[Indicateur]]:
    """The indicators of some actions with their values, by action, by day due."""
    found: dict[int, list[Indicateur]] = {}
    for one in _with_values(office, indicateurs_read(office.database, actions=actions)):
        found.setdefault(one.action, []).append(one)
    return found


def indicateur_of(office: Office, ident: int) -> Indicateur:
    """An indicator with its values.

    Raises
    ------
    NotFound
        When there is none of this number.
    """
    found = _with_values(office, indicateurs_read(office.database, ident=ident))
    if not found:
        raise NotFound(_UNKNOWN.format(ident=ident))
    return found[0]


def indicateur_for(office: Office, ident: int, account: Account) -> Indicateur:
    """An indicator that an account answers for.

    Raises
    ------
    NotFound
        When it is unknown, or another service owes it: which of the two is not told.
    """
    known = indicateur_of(office, ident)
    if not answerable(known, account):
        raise NotFound(_UNKNOWN.format(ident=ident))
    return known


def indicateur_add(office: Office, indicateur: Indicateur, *, account: Account) -> Indicateur:
    """Ask an indicator of a service, for the action ``indicateur.action``.

    Raises
    ------
    ValueRefused
        When nobody owes it, it has no name, or names a person: the sentence says what to do.
    """
    row = _checked(indicateur)
    known = indicators_by_action(office, [indicateur.action]).get(indicateur.action, [])
    if len(known) >= MOST_INDICATORS:
        raise ValueRefused(
            f"Cette action a {len(known)} indicateurs : {MOST_INDICATORS} au plus ; gardez ceux qui disent."
        )
    now = office.clock()

    def change(cursor: Cursor) -> int:
        ident = indicateur_write(cursor, indicateur.action, row, account.name, now)
        action_told(cursor, now, account, "indicateur demandé", indicateur.action, {"indicateur": ident})
        return ident

    return indicateur_of(office, office.database.write(change))


def indicateur_drop(office: Office, ident: int, *, account: Account) -> None:
    """Take an indicator away that was asked for by mistake, with what was answered.

    Raises
    ------
    NotFound
    """
    known = indicateur_of(office, ident)

    def change(cursor: Cursor) -> None:
        if not indicateur_remove(cursor, ident):
            raise NotFound(_UNKNOWN.format(ident=ident))
        action_told(cursor, office.clock(), account, "indicateur retiré", known.action, {"indicateur": ident})

    office.database.write(change)


def answerable(indicateur: Indicateur, account: Account) -> bool:
    """Whether an account answers for an indicator: who leads the plan, or a partenaire of the service that owes it."""
    if account.holds_any(ACTS["conduire le schéma"]):
        return True
    return account.holds_any({Role.PARTENAIRE}) and indicateur.service in account.services


def valeur_answer(
    office: Office,
    ident: int,
    *,
    nombre: float | None,
    phrase: str | None,
    source: str,
    jour: dt.date,
    account: Account,
) -> Indicateur:
    """Answer an indicator: a number, a sentence, or neither of them, which says « non communiqué ».

    Raises
    ------
    NotFound
        When it is unknown, or another service owes it: which of the two is not told.
    ValueRefused
        When both are given, the number is none, the day is to come, no source is told, or a person is named.
    """
    known = indicateur_for(office, ident, account)
    words = names_nobody(" ".join((phrase or "").split()), LONGEST_TEXT, "La phrase") or None
    if nombre is not None and words is not None:
        raise ValueRefused("Répondez par un nombre ou par une phrase, pas les deux : la phrase peut citer le nombre.")
    if nombre is not None and not (math.isfinite(nombre) and abs(nombre) <= LARGEST):
        raise ValueRefused("Ce nombre ne peut pas être : écrivez-le en chiffres, sans unité.")
    check_year(jour)
    if jour > office.today():
        raise ValueRefused(f"Une valeur du {jour:%d/%m/%Y} est à venir : donnez le jour où elle a été relevée.")
    told = names_nobody(" ".join(source.split()), LONGEST_NAME, "La source")
    if not told:
        raise ValueRefused("Dites d'où vient la réponse : un relevé, un rapport, un service.")
    now = office.clock()
    row = {"nombre": nombre, "phrase": words, "source": told, "jour": jour}

    def change(cursor: Cursor) -> None:
        valeur_add(cursor, ident, row, account.name, now)
        nouvelle_add(cursor, known.action, "indicateur", known.libelle, account.name, now)
        action_told(cursor, now, account, "indicateur renseigné", known.action, {"indicateur": ident})

    office.database.write(change)
    return indicateur_of(office, ident)


def _checked(one: Indicateur) -> Row:
    if one.genre not in set(GenreIndicateur):
        raise ValueRefused(f"« {one.genre[:40]} » n'est pas un genre d'indicateur : {', '.join(GenreIndicateur)}.")
    name = names_nobody(" ".join(one.libelle.split()), LONGEST_TITLE, "L'indicateur")
    service = names_nobody(" ".join(one.service.split()), LONGEST_NAME, "Le service")
    unit = names_nobody(" ".join(one.unite.split()), LONGEST_UNIT, "L'unité")
    check_year(one.du_le)
    if not name:
        raise ValueRefused("Nommez l'indicateur : ce que l'on compte, ou ce que l'on demande.")
    if not service:
        raise ValueRefused("Dites quel service doit cet indicateur : sans lui, personne ne le renseignera.")
    if one.cible is not None and not (math.isfinite(one.cible) and abs(one.cible) <= LARGEST):
        raise ValueRefused("La cible est un nombre ; laissez-la vide s'il n'y en a pas.")
    return {
        "genre": one.genre, "libelle": name, "unite": unit, "cible": one.cible,
        "service": service, "du_le": one.du_le,
    }  # fmt: skip


def _with_values(office: Office, rows: list[Row]) -> list[Indicateur]:
    values: dict[int, list[Valeur]] = {}
    for row in valeurs_read(office.database, [row["ident"] for row in rows]):
        values.setdefault(row.pop("indicateur_id"), []).append(Valeur(**row))
    return [
        Indicateur(
            row["ident"], row["action_id"], row["genre"], row["libelle"], row["unite"], row["cible"], row["service"],
            row["du_le"], tuple(values.get(row["ident"], ())),
        )
        for row in rows
    ]  # fmt: skip
