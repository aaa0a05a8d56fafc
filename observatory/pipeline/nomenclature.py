"""The nomenclature as it is edited: added to, renamed, retired, mapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from observatory.domain.nomenclature import LigneNomenclature, check_nomenclature
from observatory.pipeline.office import Office
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.reference import nomenclature_lines, nomenclature_replace


def nomenclature_save(office: Office, table: Sequence[LigneNomenclature], auteur: str) -> list[LigneNomenclature]:
    """Keep a whole nomenclature; a line that is left out is retired today, its files stay as they are.

    Raises
    ------
    ValueRefused
        When it cannot serve: the sentence says which code and why.
    """
    today = office.today()

    def change(cursor: Cursor) -> None:
        before = nomenclature_lines(office.database)
        given = {one.code for one in table}
        gone = [replace(one, retiree_le=one.retiree_le or today) for one in before if one.code not in given]
        lines = [*table, *gone]
        check_nomenclature(lines, before)
        nomenclature_replace(cursor, lines)
        old = {one.code: replace(one, dossiers=0) for one in before}
        new = {one.code: replace(one, dossiers=0) for one in lines}
        journal_append(
            cursor, le=office.clock(), auteur=auteur, evenement="nomenclature", objet="base", cle="categorie",
            detail={
                "ajoutees": sorted(new.keys() - old.keys()),
                "changees": sorted(code for code in old if old[code] != new[code]),
                "retirees": sorted(code for code in new if new[code].retiree_le and not _retired(old.get(code))),
            },
        )  # fmt: skip

    office.database.write(change)
    office.nomenclature_changed()
    return nomenclature_lines(office.database)


def _retired(one: LigneNomenclature | None) -> bool:
    return one is not None and one.retiree_le is not None
