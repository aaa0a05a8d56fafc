"""What is counted once: an account, a problème, or a voice."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from observatory.domain.selection import Compte

COLUMNS = ("id", "probleme_id", "declarant_id")
"""What a table must have for its rows to be told apart."""


def voices(table: pa.Table, compte: Compte) -> npt.NDArray[np.int64]:
    """A number for each row, the same for rows that count once together.

    Who left no name cannot be told from another: each such row has a (negative) number of its own.
    """
    ids = np.asarray(table["id"].to_numpy(), np.int64)
    column = table[{"problemes": "probleme_id", "declarants": "declarant_id"}.get(compte, "id")]
    known = column.fill_null(0).to_numpy().astype(np.int64)
    return np.where(column.is_null().to_numpy(), -ids - 1, known)
