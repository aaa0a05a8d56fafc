"""Whom callers are sent to: the table in force, and its change."""

from __future__ import annotations

from collections.abc import Sequence

from observatory.domain.orientation import Orientation, check_orientations
from observatory.pipeline.office import Office
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.orientations import (
    orientations_file,
    orientations_path,
    orientations_read,
    orientations_write,
)
from observatory.store.surnoms import file_stamp

_KEPT = "orientations"


def orientations_of(office: Office) -> list[Orientation]:
    """The table in force: the city's own, else the reference table. Read once, and again after a change.

    Raises
    ------
    FormatError
        When the city wrote none and the reference table cannot be read.
    """
    path = orientations_path(office.settings.reference)

    def make() -> list[Orientation]:
        return orientations_read(office.database) or orientations_file(path)

    return office.kept(_KEPT, file_stamp(path), make)


def orientations_save(office: Office, table: Sequence[Orientation], auteur: str) -> list[Orientation]:
    """Keep a whole table as the city's own.

    Raises
    ------
    ValueRefused
        When it cannot serve: the sentence says which line and why.
    """
    check_orientations(table)
    le = office.clock()

    def change(cursor: Cursor) -> None:
        orientations_write(cursor, table)
        journal_append(
            cursor, le=le, auteur=auteur, evenement="orientations", objet="base", cle="orientation",
            detail={"lignes": len(table)},
        )  # fmt: skip

    office.database.write(change)
    office.forget(_KEPT)
    return orientations_of(office)
