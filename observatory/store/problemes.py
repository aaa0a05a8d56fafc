"""Merging troubles that are one, and taking them apart again: what moves, and by what it is undone.

A merged problème keeps its row, without signalements; ``fusionne_dans`` names the problème that stands for it, always
in one step: where that is merged in its turn, those that it stood for follow it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from observatory.store.database import Cursor


def probleme_state(cursor: Cursor, ident: int) -> tuple[int, int | None] | None:
    """How many signalements a problème has and what it is merged into (or None); None where there is none such."""
    row = cursor.execute(
        "SELECT (SELECT count(*) FROM signalement WHERE probleme_id = p.id), fusionne_dans FROM probleme p "
        "WHERE id = ?",
        [ident],
    ).fetchone()
    return (int(row[0]), row[1]) if row else None


def fusion_write(cursor: Cursor, garde: int, retire: int, *, auteur: str, le: dt.datetime) -> int:
    """Move the signalements of ``retire`` to ``garde``, and what was merged into it; gives how many moved."""
    rows = cursor.execute("SELECT id FROM signalement WHERE probleme_id = ? ORDER BY id", [retire]).fetchall()
    moved = [int(one) for (one,) in rows]
    cursor.execute("INSERT INTO fusion VALUES (?, ?, ?, ?, ?)", [retire, garde, moved, auteur, le])
    cursor.execute("UPDATE signalement SET probleme_id = ? WHERE probleme_id = ?", [garde, retire])
    cursor.execute("UPDATE probleme SET fusionne_dans = ? WHERE fusionne_dans = ? OR id = ?", [garde, retire, retire])
    _opened_again(cursor, [garde])
    return len(moved)


def fusion_read(cursor: Cursor, retire: int) -> list[int] | None:
    """The signalements that a merging moved and that are still where it put them; None where there was no merging."""
    row = cursor.execute(
        "SELECT list(s.id ORDER BY s.id) FILTER (s.id IS NOT NULL) FROM fusion f JOIN probleme p ON p.id = f.retire "
        "LEFT JOIN signalement s ON list_contains(f.signalements, s.id) AND s.probleme_id = p.fusionne_dans "
        "WHERE f.retire = ? GROUP BY f.retire",
        [retire],
    ).fetchone()
    return [int(one) for one in row[0] or []] if row else None


def fusion_undo(cursor: Cursor, retire: int, stands_for: int, moved: Sequence[int]) -> None:
    """Give ``retire`` its signalements back, and the problèmes that had been merged into it."""
    above = _chain(cursor, "SELECT garde FROM fusion WHERE retire = ?", retire)
    below = _chain(cursor, "SELECT retire FROM fusion WHERE garde = ?", retire)
    cursor.execute(
        "UPDATE signalement SET probleme_id = ? WHERE id IN (SELECT unnest(?::BIGINT[]))", [retire, list(moved)]
    )
    cursor.execute("UPDATE probleme SET fusionne_dans = NULL WHERE id = ?", [retire])
    cursor.execute(
        "UPDATE probleme SET fusionne_dans = ? WHERE id IN (SELECT unnest(?::BIGINT[]))", [retire, below]
    )  # fmt: skip
    cursor.execute("DELETE FROM fusion WHERE retire = ?", [retire])
    _forget_moved(cursor, above, moved)
    _opened_again(cursor, [retire, stands_for])


def signalement_alone(cursor: Cursor, ident: int) -> int:
    """Make a problème of its own for one signalement; gives its number."""
    row = cursor.execute(
        "INSERT INTO probleme (id, categorie, ouvert_le) "
        "SELECT nextval('probleme_id'), categorie, recu_le FROM signalement WHERE id = ? RETURNING id",
        [ident],
    ).fetchone()
    made = int(row[0]) if row else 0
    before = cursor.execute("SELECT probleme_id FROM signalement WHERE id = ?", [ident]).fetchall()
    cursor.execute("UPDATE signalement SET probleme_id = ? WHERE id = ?", [made, ident])
    _forget_moved(cursor, None, [ident])
    _opened_again(cursor, [int(one) for (one,) in before])
    return made


def signalements_called(cursor: Cursor, reference: str) -> list[tuple[int, int]]:
    """The signalements that bear a reference, whatever their source: their number and that of their problème."""
    rows = cursor.execute("SELECT id, probleme_id FROM signalement WHERE reference = ?", [reference]).fetchall()
    return [(int(ident), int(probleme)) for ident, probleme in rows]


def _chain(cursor: Cursor, step: str, start: int) -> list[int]:
    """All that is reached from a problème by a question about fusions, itself left out."""
    found, waiting = [], [start]
    while waiting:
        rows = cursor.execute(step, [waiting.pop()]).fetchall()
        waiting += [int(one) for (one,) in rows]
        found += [int(one) for (one,) in rows]
    return found


def _forget_moved(cursor: Cursor, retires: Sequence[int] | None, moved: Sequence[int]) -> None:
    """Take signalements out of what some mergings (or all) moved: undoing these shall not move them any more."""
    which = "" if retires is None else "WHERE retire IN (SELECT unnest($retires::BIGINT[]))"
    parameters: dict[str, object] = {"moved": list(moved)}
    if retires is not None:
        parameters["retires"] = list(retires)
    cursor.execute(
        "UPDATE fusion SET signalements = "
        f"list_filter(signalements, lambda one: NOT list_contains($moved::BIGINT[], one)) {which}",
        parameters,
    )


def _opened_again(cursor: Cursor, ids: Sequence[int]) -> None:
    """A problème was opened when its first signalement was received."""
    cursor.execute(
        "UPDATE probleme SET ouvert_le = s.premier FROM (SELECT probleme_id, min(recu_le) AS premier FROM signalement "
        "WHERE probleme_id IN (SELECT unnest($1::BIGINT[])) GROUP BY probleme_id) s WHERE s.probleme_id = probleme.id",
        [list(ids)],
    )
