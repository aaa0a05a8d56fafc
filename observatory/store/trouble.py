"""What DuckDB says when the disk or the file fails, as French sentences of our tree of errors."""

from __future__ import annotations

from pathlib import Path

import duckdb

from observatory.domain.errors import BaseBusy, DiskFailed, FormatError, ObservatoryError, WriteRefused

_WAL_START = b"d\x00b"
"""How the log that DuckDB 1.5 keeps beside a base begins; it ignores, without a word, one that begins otherwise."""

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
        return _damaged_log(path)
    return FormatError(
        f"{path} ne peut pas être lu comme une base DuckDB 1.5 ({_first_line(error)}). Le fichier est abîmé ou n'est "
        "pas une base : restaurez une sauvegarde (« observatory restore DOSSIER --db NOUVEAU ») ; rien n'a été modifié."
    )


def check_log(path: Path) -> None:
    """Look at the log beside a base before it is opened.

    Raises
    ------
    FormatError
        When it is damaged from its first bytes: opening the base would drop it and what it holds without a word.
    """
    log = path.with_name(path.name + ".wal")
    try:
        with log.open("rb") as file:
            start = file.read(len(_WAL_START))
    except FileNotFoundError:
        return
    except PermissionError as error:
        raise WriteRefused(f"{log} ne peut pas être lu ({error.strerror}) : changez ses droits.") from error
    if not _WAL_START.startswith(start) and start != _WAL_START:
        raise _damaged_log(path)


def _damaged_log(path: Path) -> FormatError:
    return FormatError(
        f"Le journal d'écriture {path.name}.wal est abîmé : les dernières écritures de {path} ne peuvent pas être "
        "relues. Mettez de côté une copie des deux fichiers, puis restaurez une sauvegarde « observatory restore "
        f"DOSSIER --db NOUVEAU », ou retirez {path.name}.wal pour revenir au dernier point d'écriture. Rien n'a été "
        "modifié."
    )


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
