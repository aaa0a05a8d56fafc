"""What the journal says of the digests of a week-end."""

from __future__ import annotations

from collections.abc import Sequence

from observatory.store.database import Cursor


def digests_told(cursor: Cursor, events: Sequence[str], week: str) -> list[tuple[str, str]]:
    """The events of these names about a week (its Monday, AAAA-MM-JJ), inside a transaction: name, detail as JSON."""
    rows = cursor.execute(
        "SELECT evenement, detail::VARCHAR FROM journal WHERE objet = 'semaine' AND cle = ? "
        "AND list_contains(?::VARCHAR[], evenement) ORDER BY seq",
        [week, list(events)],
    ).fetchall()
    return [(str(event), str(detail)) for event, detail in rows]
