"""What DuckDB says when the disk or the file fails, as French sentences of our tree of errors."""

from __future__ import annotations

from pathlib import Path

import duckdb

from observatory.domain.errors import BaseBusy, DiskFailed, FormatError, ObservatoryError, WriteRefused
from observatory.store.log import damaged_log

_KEPT = "Ce qui était déjà enregistré l'est toujours ; la dernière demande n'a rien écrit."
_CAUSES = (
    (("no space left", "file too large", "disk quota"), "le disque est plein : libérez de la place, puis recommencez."),
    (
        ("read-only file system", "permission denied", "operation not permitted"),
        "le disque ou le dossier est en lecture seule : changez ses droits, puis recommencez.",
    ),
)


def disk_trouble(error: duckdb.Error, path: Path) -> ObservatoryError | None:
    """The error of ours that says what happened to the disk, or None where the disk has no part in it."""
    told = str(error).lower()
    for words, advice in _CAUSES:
        if any(word in told for word in words):
            return DiskFailed(f"La base {path} n'a pas pu être écrite : {advice} {_KEPT}")
    if "checksum" in told or "corrupt" in told:
        return FormatError(
            f"{path} est abîmée ({_first_line(error)}). Fermez l'office et restaurez la dernière sauvegarde : "
            "« observatory restore DOSSIER --db NOUVEAU »."
        )
    if isinstance(error, duckdb.IOException | duckdb.FatalException | duckdb.InternalException):
        return DiskFailed(f"La base {path} ne répond plus ({_first_line(error)}). {_KEPT} Vérifiez le disque.")
    return None


def is_conflict(error: duckdb.TransactionException) -> bool:
    """Whether another thread's change is why a transaction failed, so that it can be run again."""
    return disk_trouble(error, Path()) is None


def opening_trouble(error: duckdb.Error, path: Path) -> ObservatoryError:
    """The error of ours that says why a file does not open; nothing of it was changed."""
    told = str(error).lower()
    if "could not set lock" in told or "conflicting lock" in told or "used by another process" in told:
        return BaseBusy(
            f"La base {path} est ouverte par un autre programme qui ne répond pas aux commandes (import en cours, "
            "autre logiciel) : attendez qu'il finisse ou fermez-le."
        )
    if any(word in told for word in _CAUSES[1][0]):
        return WriteRefused(
            f"La base {path} ou son dossier est en lecture seule : l'observatoire doit pouvoir y écrire. Changez les "
            "droits ou copiez la base ailleurs ; rien n'a été modifié."
        )
    if any(word in told for word in _CAUSES[0][0]):
        return DiskFailed(f"La base {path} n'a pas pu être ouverte : {_CAUSES[0][1]} Rien n'a été modifié.")
    if "wal file" in told:
        return damaged_log(path)
    return FormatError(
        f"{path} ne peut pas être lu comme une base DuckDB 1.5 ({_first_line(error)}). Le fichier est abîmé ou n'est "
        "pas une base : restaurez une sauvegarde (« observatory restore DOSSIER --db NOUVEAU ») ; rien n'a été modifié."
    )


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
