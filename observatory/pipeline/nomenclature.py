"""The nomenclature as it is edited: added to, renamed, retired, mapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from observatory.domain.errors import Conflict
from observatory.domain.nomenclature import LigneNomenclature, check_nomenclature
from observatory.pipeline.office import Office
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.reference import nomenclature_lines, nomenclature_replace


def nomenclature_save(
    office: Office,
    table: Sequence[LigneNomenclature],
    auteur: str,
    known: Sequence[LigneNomenclature] | None = None,
) -> list[LigneNomenclature]:
    """Keep a whole nomenclature; a line that is left out is retired today, its files stay as they are.

    ``known`` is that which its author was shown.

    Raises
    ------
    ValueRefused
        When it cannot serve: the sentence says which code and why.
    Conflict
        When somebody else kept another since.
    """
    today = office.today()

    def change(cursor: Cursor) -> None:
        before = nomenclature_lines(office.database)
        if known is not None and _bare(known) != _bare(before):
            raise Conflict(
                "Quelqu'un a enregistré la nomenclature pendant que vous la modifiiez : notez vos changements, "
                "rechargez la page et refaites-les."
            )
        given = {one.code for one in table}
        gone = [replace(one, retiree_le=one.retiree_le or today) for one in before if one.code not in given]
        lines = [*table, *gone]
        check_nomenclature(lines, before)
        nomenclature_replace(cursor, lines)
        old = {one.code: one for one in _bare(before)}
        new = {one.code: one for one in _bare(lines)}
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


def _bare(lines: Sequence[LigneNomenclature]) -> list[LigneNomenclature]:
    """The lines without the counts of their files, which every call changes."""
    return [replace(one, dossiers=0) for one in lines]


def _retired(one: LigneNomenclature | None) -> bool:
    return one is not None and one.retiree_le is not None
