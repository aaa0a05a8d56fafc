"""After the office was stopped: whether each call that it acknowledged is in the base, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from observatory.store.database import Database
from support.desk_operators import Acknowledged


@dataclass(frozen=True, slots=True)
class Kept:
    """What a base holds of the desk's calls: the contact of each key, how often each reference and each contact stands.

    ``contacts`` and ``signalements`` are all that was written, keys or not.
    """

    keys: Mapping[str, int]
    references: Mapping[tuple[str, int], int]
    contacts: int
    signalements: int


@dataclass(frozen=True, slots=True)
class Audit:
    """Calls acknowledged (each once, however often it was sent), lost, kept twice."""

    acknowledged: int
    lost: int
    doubled: int


def audit(acknowledged: Iterable[Acknowledged], kept: Kept, unanswered: int = 0) -> Audit:
    """Compare what was acknowledged with what is kept.

    A call is lost where its key, its contact or its signalement is not there. It is doubled where two answers to one
    key differ, where its reference stands twice, and where more contacts or signalements were written than were
    acknowledged; of ``unanswered`` calls nobody knows whether they were kept, so that many may be there.
    """
    answers: dict[str, set[tuple[int, str]]] = {}
    for one in acknowledged:
        answers.setdefault(one.cle, set()).add((one.contact, one.reference))
    lost = sum(not any(_is_kept(cle, *answer, kept) for answer in said) for cle, said in answers.items())
    differing = sum(len(said) - 1 for said in answers.values())
    references = {answer for said in answers.values() for answer in said if answer[1]}
    twice = sum(max(0, kept.references.get((reference, contact), 0) - 1) for contact, reference in references)
    more = max(0, kept.contacts - len(answers) - unanswered)
    more_files = max(0, kept.signalements - sum(any(a[1] for a in said) for said in answers.values()) - unanswered)
    return Audit(len(answers), lost, max(differing, twice, more, more_files))


def _is_kept(cle: str, contact: int, reference: str, kept: Kept) -> bool:
    return kept.keys.get(cle) == contact and (not reference or kept.references.get((reference, contact), 0) > 0)


@dataclass(frozen=True, slots=True)
class Before:
    """Contacts that a base held before the load, and signalements of the desk."""

    contacts: int
    signalements: int


def read_before(path: Path) -> Before:
    """What a base holds before its office opens."""
    database = Database.open(path)
    try:
        contacts, files = (
            int(str(database.value(f"SELECT count(*) FROM {rows}")))
            for rows in ("contact", "signalement WHERE source = 'bureau'")
        )
    finally:
        database.close()
    return Before(contacts, files)


def read_kept(path: Path, before: Before) -> Kept:
    """What the desk wrote in a base since."""
    database = Database.open(path)
    try:
        keys = database.read("SELECT e.cle, c.id FROM envoi e JOIN contact c ON c.id = e.contact_id").to_pylist()
        files = database.read("SELECT reference, contact_id FROM signalement WHERE source = 'bureau'").to_pylist()
        contacts = int(str(database.value("SELECT count(*) FROM contact")))
    finally:
        database.close()
    return Kept(
        keys={row["cle"]: row["id"] for row in keys},
        references=Counter((row["reference"], row["contact_id"]) for row in files),
        contacts=contacts - before.contacts,
        signalements=len(files) - before.signalements,
    )
