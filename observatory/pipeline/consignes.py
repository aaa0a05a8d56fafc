"""What a shift must know: instructions to acknowledge, and notes from the shift before."""

from __future__ import annotations

import datetime as dt

from observatory.domain.appel import Consigne
from observatory.domain.errors import NotFound, ValueRefused
from observatory.pipeline.office import Office
from observatory.store.consignes import consigne_add, consigne_end, consigne_exists, consigne_seen, consignes_read
from observatory.store.database import Cursor
from observatory.store.journal import journal_append

CONSIGNE, PASSATION = "consigne", "passation"
_SHOWN = dt.timedelta(days=92)
_LONGEST, _MOST_DAYS = 1_000, 92


def current(office: Office, auteur: str) -> list[Consigne]:
    """The instructions in force and the notes of the last shifts, the newest first."""
    now = office.clock()
    return consignes_read(office.database, auteur, now, now - _SHOWN)


def add(office: Office, genre: str, texte: str, jours: int, auteur: str) -> Consigne:
    """Add an instruction or a note, in force for so many days.

    Raises
    ------
    ValueRefused
        When it is empty, too long, or meant to last too long.
    """
    texte = " ".join(texte.split())
    if not 3 <= len(texte) <= _LONGEST:
        raise ValueRefused(f"Écrivez la consigne en 3 à {_LONGEST} caractères.")
    if not 1 <= jours <= _MOST_DAYS:
        raise ValueRefused(f"Une consigne dure de 1 à {_MOST_DAYS} jours ; au-delà, renouvelez-la.")
    now = office.clock()

    def change(cursor: Cursor) -> int:
        ident = consigne_add(cursor, genre, texte, auteur, now, now + dt.timedelta(days=jours))
        journal_append(cursor, le=now, auteur=auteur, evenement=genre, objet="consigne", cle=str(ident))
        return ident

    ident = office.database.write(change)
    return next(one for one in current(office, auteur) if one.ident == ident)


def read(office: Office, ident: int, auteur: str) -> None:
    """Acknowledge one.

    Raises
    ------
    NotFound
    """
    _known(office, ident)
    office.database.write(lambda cursor: consigne_seen(cursor, ident, auteur, office.clock()))


def end(office: Office, ident: int, auteur: str) -> None:
    """Take one away before its day.

    Raises
    ------
    NotFound
    """
    _known(office, ident)
    now = office.clock()

    def change(cursor: Cursor) -> None:
        consigne_end(cursor, ident, now)
        journal_append(cursor, le=now, auteur=auteur, evenement="fin", objet="consigne", cle=str(ident))

    office.database.write(change)


def _known(office: Office, ident: int) -> None:
    if not consigne_exists(office.database, ident):
        raise NotFound(f"La consigne n° {ident} n'existe pas : rechargez la page.")
