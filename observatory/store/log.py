"""The log that DuckDB 1.5 keeps beside a base (``<base>.wal``): whether opening the base would drop part of it unsaid.

Its form, as written by 1.5: eight bytes of version, then entries of size (8 bytes), checksum (8 bytes) and content; one
entry, always the same, ends each transaction. DuckDB refuses an entry whose checksum is wrong, but takes an entry that
is longer than the file for the last one, cut by a crash, and drops all that follows. Cut by a crash, nothing follows.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from observatory.domain.errors import FormatError, WriteRefused

_START = b"d\x00be\x00\x02\xff\xff"
_HEAD = struct.Struct("<QQ")
_COMMIT = _HEAD.pack(5, 0x5E3DED2F727DFEE7) + b"d\x00d\xff\xff"


def log_path(path: Path) -> Path:
    """Where the log of a base is."""
    return path.with_name(path.name + ".wal")


def check_log(path: Path) -> None:
    """Look at the log beside a base before it is opened.

    Raises
    ------
    FormatError
        When it is damaged so that acknowledged writes would be dropped without a word.
    WriteRefused
        When it cannot be read.
    """
    try:
        with log_path(path).open("rb") as file:
            start = file.read(len(_START))
            whole = start == _START[: len(start)] and not _drops(file)
    except FileNotFoundError:
        return
    except OSError as error:
        raise WriteRefused(f"{log_path(path)} ne peut pas être lu ({error.strerror}) : changez ses droits.") from error
    if not whole:
        raise damaged_log(path)


def damaged_log(path: Path) -> FormatError:
    """What to say of a log that cannot be read to its end, and what to do."""
    name = log_path(path).name
    return FormatError(
        f"Le journal d'écriture {name} est abîmé : les dernières écritures de {path} ne peuvent pas toutes être "
        "relues. Mettez de côté une copie des deux fichiers, puis restaurez une sauvegarde (« observatory restore "
        f"DOSSIER --db NOUVEAU »), ou retirez {name} pour revenir au dernier point d'écriture. Rien n'a été modifié."
    )


def _drops(file: BinaryIO) -> bool:
    """Whether the end of a transaction stands behind an entry that seems to be longer than the file."""
    size = file.seek(0, 2)
    at = file.seek(len(_START))
    while len(head := file.read(_HEAD.size)) == _HEAD.size:
        end = at + _HEAD.size + _HEAD.unpack(head)[0]
        if end > size:
            break
        at = file.seek(end)
    file.seek(at + 1)
    return _COMMIT in file.read()
