"""Merging problèmes that are one trouble, and undoing it: journalled, in one transaction."""

from __future__ import annotations

from collections.abc import Collection

from observatory.domain.errors import NotAllowed, NotFound, StateError, ValueRefused
from observatory.domain.proche import Fusion
from observatory.pipeline.office import Office
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.problemes import (
    fusion_read,
    fusion_undo,
    fusion_write,
    probleme_state,
    signalement_alone,
    signalements_called,
)
from observatory.store.proches import problemes_within

_OBJECT = "probleme"


def merge(office: Office, garde: int, retire: int, *, auteur: str, territoires: Collection[str] = ()) -> Fusion:
    """Let ``garde`` stand for ``retire`` too: its signalements, and its relances, are counted there from now on.

    Raises
    ------
    ValueRefused
        When the two are one.
    NotFound
        When one of them does not exist.
    StateError
        When one of them is merged already.
    NotAllowed
        When one lies beyond the territories of the account.
    """
    if garde == retire:
        raise ValueRefused(f"Le problème {garde} ne se fusionne pas avec lui-même : choisissez-en un autre.")
    _check_bounds(office, [garde, retire], territoires)

    def change(cursor: Cursor) -> Fusion:
        for ident in (garde, retire):
            _, into = _known(cursor, ident)
            if into is not None:
                raise StateError(
                    f"Le problème {ident} est déjà fusionné dans le problème {into} : prenez celui-ci, ou "
                    "séparez-les d'abord."
                )
        le = office.clock()
        moved = fusion_write(cursor, garde, retire, auteur=auteur, le=le)
        journal_append(
            cursor, le=le, auteur=auteur, evenement="fusion", objet=_OBJECT, cle=str(retire),
            detail={"dans": garde, "signalements": moved},
        )  # fmt: skip
        return Fusion(garde, retire, moved)

    with office.joining:
        return office.database.write(change)


def unmerge(office: Office, retire: int, *, auteur: str, territoires: Collection[str] = ()) -> Fusion:
    """Undo a merging: ``retire`` gets back the signalements that it had, those told of since stay where they are.

    Raises
    ------
    NotFound
        When there is no such problème.
    StateError
        When it is not merged, or when one of the two would be left without a signalement.
    NotAllowed
        When it lies beyond the territories of the account.
    """

    def change(cursor: Cursor) -> Fusion:
        _, into = _known(cursor, retire)
        moved = fusion_read(cursor, retire)
        if into is None or moved is None:
            raise StateError(f"Le problème {retire} n'est fusionné dans aucun autre : il n'y a rien à séparer.")
        _check_bounds(office, [into], territoires)
        if not moved:
            raise StateError(
                f"Plus aucun signalement du problème {retire} n'est dans le problème {into} : il n'y a rien à séparer."
            )
        if _known(cursor, into)[0] == len(moved):
            raise StateError(
                f"Le problème {into} resterait sans signalement : détachez plutôt les signalements un par un."
            )
        fusion_undo(cursor, retire, into, moved)
        journal_append(
            cursor, le=office.clock(), auteur=auteur, evenement="séparation", objet=_OBJECT, cle=str(retire),
            detail={"de": into, "signalements": len(moved)},
        )  # fmt: skip
        return Fusion(into, retire, len(moved))

    with office.joining:
        return office.database.write(change)


def detach(office: Office, reference: str, *, auteur: str, territoires: Collection[str] = ()) -> Fusion:
    """Give one signalement a problème of its own, which ``retire`` of the result names.

    Raises
    ------
    NotFound
        When no signalement bears the reference.
    StateError
        When it is alone in its problème, or when several sources use the reference.
    NotAllowed
        When it lies beyond the territories of the account.
    """

    def change(cursor: Cursor) -> Fusion:
        found = signalements_called(cursor, reference.strip())
        if not found:
            raise NotFound(f"Aucun signalement ne porte la référence « {reference} ».")
        if len(found) > 1:
            raise StateError(f"Plusieurs sources ont un signalement « {reference} » : on ne sait pas lequel détacher.")
        ((ident, probleme),) = found
        _check_bounds(office, [probleme], territoires)
        if _known(cursor, probleme)[0] == 1:
            raise StateError(f"Le signalement « {reference} » est déjà seul dans son problème.")
        made = signalement_alone(cursor, ident)
        journal_append(
            cursor, le=office.clock(), auteur=auteur, evenement="détachement", objet="signalement",
            cle=reference.strip(), detail={"de": probleme, "vers": made},
        )  # fmt: skip
        return Fusion(probleme, made, 1)

    with office.joining:
        return office.database.write(change)


def _known(cursor: Cursor, ident: int) -> tuple[int, int | None]:
    found = probleme_state(cursor, ident)
    if found is None:
        raise NotFound(f"Le problème {ident} n'existe pas dans cette base.")
    return found


def _check_bounds(office: Office, ids: list[int], territoires: Collection[str]) -> None:
    if territoires and problemes_within(office.database, ids, territoires) != set(ids):
        raise NotAllowed("L'un de ces problèmes est hors des territoires de votre compte.")
