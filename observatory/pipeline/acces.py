"""Noting who looked at which files."""

from __future__ import annotations

from collections.abc import Sequence

from observatory.pipeline.office import Office
from observatory.store.acces import access_append

UNSAID = "non précisé"
_LONGEST = 120


def note_access(office: Office, auteur: str, operation: str, motif: str, cles: Sequence[str]) -> None:
    """Add a line to the journal of accesses, before the answer is given."""
    said = " ".join(motif.split())[:_LONGEST] or UNSAID
    now = office.clock()
    with office.access_lock:  # each line is sealed with the one before
        office.database.write(
            lambda cursor: access_append(cursor, le=now, auteur=auteur, operation=operation, motif=said, cles=cles)
        )
