"""Noting who looked at which files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from observatory.pipeline.office import Office
from observatory.store.acces import access_append

LOOKED_AGAIN = dt.timedelta(minutes=10)
"""A list that a page reads again by itself notes each file once in that time for each person, not at each reading."""
UNSAID = "non précisé"
_LONGEST = 120
_MOST_SEEN = 20_000
"""What is remembered of who saw what before it is gone through."""


def note_access(
    office: Office, auteur: str, operation: str, motif: str, cles: Sequence[str], every: dt.timedelta | None = None
) -> None:
    """Add a line to the journal of accesses, before the answer is given.

    With ``every``, files that the same person saw by the same operation within that time are left out of the line,
    and a line that would name none is not written. What was seen is remembered by this process.
    """
    said = " ".join(motif.split())[:_LONGEST] or UNSAID
    now = office.clock()
    with office.access_lock:  # each line is sealed with the one before
        named = list(cles)
        if every is not None:
            named = _unseen(office, auteur, operation, named, now - every)
            if not named:
                return
        office.database.write(
            lambda cursor: access_append(cursor, le=now, auteur=auteur, operation=operation, motif=said, cles=named),
            aside=True,
        )
        if every is not None:
            _seen(office).update({(auteur, operation, one): now for one in named})


def _seen(office: Office) -> dict[tuple[str, str, str], dt.datetime]:
    """When each person last had each file noted by each operation."""
    return office.kept("acces vus", None, dict)


def _unseen(office: Office, auteur: str, operation: str, cles: Sequence[str], since: dt.datetime) -> list[str]:
    """Those of some files that were not noted since an instant, each once; what is older is forgotten."""
    seen = _seen(office)
    for old in [key for key, le in seen.items() if le <= since] if len(seen) > _MOST_SEEN else []:
        del seen[old]
    return [one for one in dict.fromkeys(cles) if (le := seen.get((auteur, operation, one))) is None or le <= since]
