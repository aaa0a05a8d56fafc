"""The table of orientations: shown, and changed as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from observatory.domain.orientation import Orientation, check_orientations
from observatory.pipeline.office import Office
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.orientations import orientations_path, orientations_read, orientations_write


def orientations_list(office: Office) -> list[Orientation]:
    """The lines in force, in their order."""
    return orientations_read(office.database, orientations_path(office.settings.reference))


def orientations_save(office: Office, table: Sequence[Orientation], *, auteur: str) -> list[Orientation]:
    """Keep a whole table in the place of the one in force; the journal says which lines came, went or changed.

    Raises
    ------
    ValueRefused
        When the table cannot serve (see :func:`observatory.domain.orientation.check_orientations`).
    """
    kept = [_tidy(one) for one in table]
    check_orientations(kept)
    le = office.clock()
    before = {one.code: one for one in orientations_list(office)}
    after = {one.code: one for one in kept}
    detail = {
        "lignes": len(kept),
        "ajoutees": [code for code in after if code not in before],
        "retirees": [code for code in before if code not in after],
        "changees": [code for code in after if code in before and before[code] != after[code]],
    }

    def change(cursor: Cursor) -> None:
        orientations_write(cursor, kept)
        journal_append(
            cursor, le=le, auteur=auteur, evenement="orientations", objet="orientation", cle="table", detail=detail
        )

    office.database.write(change)
    return kept


def _tidy(one: Orientation) -> Orientation:
    """Without the blanks that a form leaves."""
    words = tuple(dict.fromkeys(word for mot in one.mots if (word := " ".join(mot.split()))))
    code, libelle, numero, horaires, consigne = (
        " ".join(text.split()) for text in (one.code, one.libelle, one.numero, one.horaires, one.consigne)
    )
    return Orientation(code, libelle, numero, horaires, consigne, words, one.urgence)
