"""The first blocks of a DuckDB 1.5 file: whether the file is made of whole blocks, before anybody works on half of it.

Its form: 4,096 bytes with the mark ``DUCK``, then two headers of 4,096 bytes (checksum, iteration, two roots, the
number of blocks, their size), of which the one of the later iteration holds, then the blocks. Free blocks at the end
are given back to the system: a sound file may have fewer blocks than its header counts, but never a part of one.
"""

from __future__ import annotations

import struct
from pathlib import Path

from observatory.domain.errors import FormatError

_MARK, _MARK_AT = b"DUCK", 8
_HEADER = struct.Struct("<QQqqQQ")
_HEADERS_AT, _BLOCKS_AT = (4096, 8192), 12288


def check_length(path: Path) -> None:
    """Whether the file of a base ends with a whole block.

    A file that is no DuckDB base, or cannot be read, is left to who opens it.

    Raises
    ------
    FormatError
        When its end is missing: DuckDB would open it, and fail at the first question that needs that end.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_BLOCKS_AT)
            size = file.seek(0, 2)
    except OSError:  # said by the opening itself
        return
    if len(start) < _BLOCKS_AT or start[_MARK_AT : _MARK_AT + len(_MARK)] != _MARK:
        return
    headers = [_HEADER.unpack_from(start, at) for at in _HEADERS_AT]
    block_size = max(headers, key=lambda header: header[1])[-1]
    beyond = (size - _BLOCKS_AT) % block_size if block_size else 0
    if beyond:
        raise FormatError(
            f"{path} est coupé : il manque {block_size - beyond} octets à son dernier bloc. Une copie s'est sans doute "
            "arrêtée en route : reprenez-la ou restaurez une sauvegarde (« observatory restore DOSSIER --db "
            "NOUVEAU ») ; rien n'a été modifié."
        )
