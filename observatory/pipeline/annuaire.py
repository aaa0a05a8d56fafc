"""The directory in force, its change, what the desk has of it, and its paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from observatory.domain.annuaire import Ligne, Orientation, check_directory, line_to_orientation
from observatory.domain.errors import Conflict
from observatory.pipeline.office import Office
from observatory.store.annuaire import annuaire_file, annuaire_path, annuaire_read, annuaire_write
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.reference import CITY_NAME, meta_get
from observatory.store.surnoms import file_stamp

_KEPT = "annuaire"


def directory(office: Office) -> list[Ligne]:
    """The directory in force, retired lines too: the city's own, else the reference table. Read once, kept.

    Raises
    ------
    FormatError
        When the city wrote none and the reference table cannot be read.
    """
    path = annuaire_path(office.settings.reference)

    def make() -> list[Ligne]:
        return annuaire_read(office.database) or annuaire_file(path)

    return office.kept(_KEPT, file_stamp(path), make)


def orientations_of(office: Office) -> list[Orientation]:
    """Whom the desk sends callers to: the lines that it says, in the order of the directory."""
    return [line_to_orientation(one) for one in directory(office) if one.said]


def email_of(office: Office, service: str) -> str:
    """The e-mail address of a service by its name in the rules; empty where the directory in force has none."""
    wanted = service.strip().casefold()
    kept = (one for one in directory(office) if one.retire_le is None and one.nom.casefold() == wanted)
    return next((one.courriel for one in kept if one.courriel), "")


def directory_save(
    office: Office, table: Sequence[Ligne], auteur: str, known: Sequence[Ligne] | None = None
) -> list[Ligne]:
    """Keep a whole directory as the city's own; ``known`` is that which its author was shown.

    A line that is no longer there is retired today and kept. A day of check that is new bears its author; none is in
    the future.

    Raises
    ------
    ValueRefused
        When it cannot serve: the sentence says which line and why.
    Conflict
        When somebody else kept another since.
    """
    today = office.today()
    path = annuaire_path(office.settings.reference)

    def change(cursor: Cursor) -> None:
        in_force = annuaire_read(office.database) or annuaire_file(path)
        if known is not None and list(known) != in_force:
            raise Conflict(
                "Quelqu'un a enregistré l'annuaire pendant que vous le modifiiez : notez vos changements, rechargez la "
                "page et refaites-les."
            )
        before = {one.code: one for one in in_force}
        given = [_signed(one, before.get(one.code), auteur, today) for one in table]
        codes = {one.code for one in given}
        gone = [replace(one, retire_le=one.retire_le or today) for code, one in before.items() if code not in codes]
        kept = [*given, *gone]
        check_directory(kept)
        annuaire_write(cursor, kept)
        changed = sum(before.get(one.code) != one for one in kept)
        journal_append(
            cursor, le=office.clock(), auteur=auteur, evenement="annuaire", objet="base", cle="annuaire",
            detail={"lignes": len(kept), "changees": changed},
        )  # fmt: skip

    office.database.write(change)
    office.forget(_KEPT)
    return directory(office)


def directory_sheet(office: Office) -> bytes:
    """The directory in service as a PDF to print."""
    from observatory.present.annuaire import annuaire_pdf  # typst is for those who ask for paper

    return annuaire_pdf(meta_get(office.database, CITY_NAME, "Ma ville"), directory(office), office.today())


def _signed(one: Ligne, before: Ligne | None, auteur: str, today: dt.date) -> Ligne:
    """The line with who checked it; one whose day of check stays keeps who did."""
    day = min(one.verifie_le, today) if one.verifie_le else None
    if day is None:
        return replace(one, verifie_le=None, verifie_par="")
    same = before is not None and before.verifie_le == day
    return replace(one, verifie_le=day, verifie_par=before.verifie_par if before and same else auteur)
