"""Backups follow what was erased: an unexpired backup is written anew without the persons that the base let go."""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path

from observatory.domain.errors import FormatError
from observatory.store.backup import new_folder, quoted
from observatory.store.database import Cursor, Database
from observatory.store.manifest import MANIFEST, File, damages, describe_file, read_manifest, write_manifest
from observatory.store.retention import PERSONAL, erased_count
from observatory.store.swap import flush

_OLD, _NEW = ".ancienne-", ".nouvelle-"


def backup_align(database: Database, folder: Path) -> bool:
    """Give the rows of a backup whose values were erased the values that the base has now; whether it was needed.

    Only rows that ``effacement`` names are changed, so that a base that was emptied by mistake spoils no backup.

    Raises
    ------
    FormatError
        When the backup is damaged.
    WriteRefused
        When the folder cannot be written to.
    """
    manifest = read_manifest(folder)
    count = erased_count(database)
    if manifest.effacements >= count:
        return False
    wrong = damages(folder, manifest)
    if wrong:
        raise FormatError(
            f"La sauvegarde {folder.name} est abîmée ({' ; '.join(wrong)}) et garde peut-être des personnes effacées : "
            "retirez-la."
        )
    final = folder.with_name(_NEW + folder.name)
    shutil.rmtree(final, ignore_errors=True)
    with new_folder(final) as draft:
        with database.in_use(), database.transaction() as cursor:
            files = [_follow(cursor, one, folder, draft) for one in manifest.fichiers]
        write_manifest(draft, dataclasses.replace(manifest, effacements=count, fichiers=files))
    _exchange(folder, final)
    return True


def tidy_backups(folder: Path, base: str) -> None:
    """Finish what an interruption left half done among the backups of a base."""
    if not folder.is_dir():
        return
    for draft in (*folder.glob(f".{base}-*"), *folder.glob(f".{_NEW}{base}-*")):
        shutil.rmtree(draft, ignore_errors=True)
    for old in folder.glob(f"{_OLD}{base}-*"):
        name = folder / old.name.removeprefix(_OLD)
        new = folder / (_NEW + name.name)
        if not name.exists():
            (new if (new / MANIFEST).is_file() else old).rename(name)
        shutil.rmtree(old, ignore_errors=True)
    for new in folder.glob(f"{_NEW}{base}-*"):
        shutil.rmtree(new, ignore_errors=True)


def _follow(cursor: Cursor, one: File, folder: Path, draft: Path) -> File:
    """One file of the new backup: rewritten where its table holds personal values, else the same."""
    source, target = folder / one.nom, draft / one.nom
    if one.table == "effacement":
        query = "FROM effacement"
    elif one.table in PERSONAL:
        query = _followed(cursor, one.table, source)
    else:
        _same(source, target)
        return one
    cursor.execute(f"COPY ({query}) TO {quoted(target)} (FORMAT parquet, COMPRESSION zstd)")
    row = cursor.execute(f"SELECT count(*) FROM read_parquet({quoted(target)})").fetchone()
    return describe_file(target, one.table, int(row[0]) if row else 0)


def _followed(cursor: Cursor, table: str, source: Path) -> str:
    """The rows of a table of the backup, with the values of now where ``effacement`` names them."""
    key, columns = PERSONAL[table]
    described = cursor.execute(f"DESCRIBE FROM read_parquet({quoted(source)})").fetchall()
    known = {row[0] for row in described}
    replaced = ", ".join(
        f"CASE WHEN e.cle IS NULL THEN b.{name} ELSE v.{name} END AS {name}" for name in columns if name in known
    )
    return (
        f"SELECT b.* EXCLUDE (file_row_number) REPLACE ({replaced}) "
        f"FROM read_parquet({quoted(source)}, file_row_number = true) b "
        f"LEFT JOIN (SELECT DISTINCT cle FROM effacement WHERE objet = '{table}') e ON e.cle = b.{key} "
        f"LEFT JOIN {table} v ON v.{key} = b.{key} WHERE e.cle IS NULL OR v.{key} IS NOT NULL "
        "ORDER BY b.file_row_number"
    )


def _same(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a disk without links
        shutil.copyfile(source, target)


def _exchange(folder: Path, final: Path) -> None:
    """Put the new backup in the place of the old one; :func:`tidy_backups` finishes it after an interruption."""
    old = folder.with_name(_OLD + folder.name)
    shutil.rmtree(old, ignore_errors=True)
    folder.rename(old)
    final.rename(folder)
    flush(folder.parent)
    shutil.rmtree(old)
