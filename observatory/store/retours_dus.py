"""News that are owed to callers, as the validation of a compte rendu makes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from observatory.store.appels import Row, next_number
from observatory.store.database import Cursor

DU = "du"


def files_to_tell(cursor: Cursor, ids: Sequence[int]) -> list[Row]:
    """Those of some signalements whose caller is known: id, reference, recu_le, libelle, lieu."""
    found: list[Row] = cursor.execute(
        "SELECT s.id, s.reference, s.recu_le, coalesce(c.libelle, s.categorie) AS libelle, "
        "coalesce(s.adresse_trouvee, s.adresse, '') AS lieu FROM signalement s "
        "LEFT JOIN categorie c ON c.code = s.categorie "
        "WHERE list_contains(?::BIGINT[], s.id) AND s.declarant_id IS NOT NULL ORDER BY s.id",
        [list(ids)],
    ).to_arrow_table().to_pylist()  # fmt: skip
    return found


def files_untold(cursor: Cursor, ids: Sequence[int]) -> list[int]:
    """Those of some signalements of which no news are owed already."""
    due = cursor.execute(
        "SELECT signalement_id FROM retour WHERE etat = ? AND list_contains(?::BIGINT[], signalement_id)",
        [DU, list(ids)],
    ).fetchall()
    return sorted({*ids} - {int(one) for (one,) in due})


def retour_owe(
    cursor: Cursor, *, signalement: int, compte_rendu: int | None, phrase: str, le: dt.datetime, du_le: dt.datetime
) -> int:
    """News owed for a signalement; what was still owed of it takes the new sentence and keeps its own instant."""
    known = cursor.execute(
        "UPDATE retour SET phrase = ?, compte_rendu_id = ? WHERE signalement_id = ? AND etat = ? RETURNING id",
        [phrase, compte_rendu, signalement, DU],
    ).fetchall()
    if known:
        return int(known[0][0])
    ident = next_number(cursor, "retour_id")
    cursor.execute(
        "INSERT INTO retour (id, signalement_id, compte_rendu_id, phrase, cree_le, du_le, etat) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [ident, signalement, compte_rendu, phrase, le, du_le, DU],
    )
    return ident
