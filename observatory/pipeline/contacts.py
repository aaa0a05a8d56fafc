"""The way in of contacts that make no signalement: read, recognise, keep."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from observatory.domain.records import ImportBilan
from observatory.intake.contacts import read_contacts
from observatory.intake.rejets import Rejet, rejets_path, write_rejets
from observatory.intake.rows import read_rows
from observatory.pipeline.office import Office
from observatory.store.contacts import contact_key, contacts_write, known_contacts, probleme_keys
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.retention import rejet_add

Progress = Callable[[str, int, int], None]

SOURCE = "contacts"
"""Where contacts come from when their file does not say."""
_COMPARED = ("recu_le", "canal", "issue", "orientation", "declarant", "probleme")


def import_contacts(office: Office, path: Path, *, auteur: str, progress: Progress) -> ImportBilan:
    """Import a file of contacts; every row is accounted for, a second import of the same file adds nothing.

    Rows that are refused go to ``<file>.rejets.csv`` with their line and the reason.

    Raises
    ------
    FormatError, NotFound
    """
    progress("Lecture", 0, 3)
    rows = read_rows(path)
    batch = read_contacts(rows, office.today(), SOURCE, probleme_keys(office.database))
    progress("Reconnaissance", 1, 3)
    keys, fresh, rejets = _recognise(batch.table, known_contacts(office.database))
    contradictions = [
        Rejet(ligne, raison, rows.record(rows.lines.index(ligne))) for ligne, raison in rejets
    ]  # fmt: skip
    refused = sorted([*batch.rejets, *contradictions], key=lambda one: one.ligne)
    table = batch.table.take(pa.array(fresh, pa.int64())).append_column("cle", pa.array(keys, pa.string()))
    progress("Enregistrement", 2, 3)
    known = batch.table.num_rows - len(fresh) - len(contradictions)
    kept = _keep(office, table, auteur, {"lus": len(rows), "deja_connus": known, "rejetes": len(refused)})
    progress("Terminé", 3, 3)
    return ImportBilan(
        lus=len(rows),
        enregistres=kept,
        a_localiser=0,
        deja_connus=known + len(fresh) - kept,
        rejetes=len(refused),
        rejets=str(_write_rejets(office, path, refused)) if refused else None,
        remarques=batch.remarques,
    )


def _recognise(table: pa.Table, known: set[str]) -> tuple[list[str], list[int], list[tuple[int, str]]]:
    """The keys and places of the rows that are new, and those that contradict an earlier row of the file."""
    seen: dict[str, tuple[int, tuple[object, ...]]] = {}
    keys: list[str] = []
    fresh: list[int] = []
    rejets: list[tuple[int, str]] = []
    named = zip(*(table[name].to_pylist() for name in ("source", "reference", "ligne")), strict=True)
    contents = zip(*(table[name].to_pylist() for name in _COMPARED), strict=True)
    for at, ((source, reference, ligne), content) in enumerate(zip(named, contents, strict=True)):
        cle = contact_key(source, reference)
        first = seen.setdefault(cle, (ligne, content))
        if first[1] != content:
            told = f"la référence « {reference} » est déjà celle de la ligne {first[0]}, qui dit autre chose"
            rejets.append((ligne, told))
        elif first[0] == ligne and cle not in known:
            keys.append(cle)
            fresh.append(at)
    return keys, fresh, rejets


def _keep(office: Office, table: pa.Table, auteur: str, counts: dict[str, object]) -> int:
    le = office.clock()

    def change(cursor: Cursor) -> int:
        kept = contacts_write(cursor, table, le)
        detail = {"enregistres": kept, **counts}
        journal_append(
            cursor, le=le, auteur=auteur, evenement="import", objet="contacts", cle=SOURCE, detail=detail
        )  # fmt: skip
        return kept

    return office.database.write(change)


def _write_rejets(office: Office, path: Path, rejets: list[Rejet]) -> Path:
    written = write_rejets(rejets_path(path), rejets)
    le = office.clock()
    office.database.write(lambda cursor: rejet_add(cursor, str(written.absolute()), le))
    return written
