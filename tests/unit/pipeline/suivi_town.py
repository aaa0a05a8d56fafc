"""Files on their way, for the tests of what comes after a call: told, closed, with news owed to their callers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from observatory.domain.appel import Appel, Issue
from observatory.domain.roles import Account, Role
from observatory.domain.statut import Statut
from observatory.pipeline.bureau import save_call
from observatory.pipeline.office import Office
from observatory.pipeline.suivi import move_file
from observatory.store.database import Cursor

PLACE = {"adresse": "5 rue des Mouettes", "adresse_trouvee": "5 Rue des Mouettes", "lat": 46.055, "lon": -4.598}
PHONE, OTHER = "06 12 34 56 78", "06 98 76 54 32"
LEA = Account("lea", frozenset({Role.OPERATEUR}))
MAX = Account("max", frozenset({Role.OPERATEUR}))
REG = Account("reg", frozenset({Role.REGULATEUR}))
NOW = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)
"""A Monday, at noon in Paris."""
PHRASE = "Le dépôt a été enlevé ce matin par le service de la propreté."


def told(office: Office, cle: str, **values: Any) -> str:
    """A file as the desk keeps it; gives its reference."""
    said: dict[str, Any] = {**PLACE, "categorie": "depots-encombrants"} | values
    return save_call(office, Appel(cle=f"essai-{cle:0>8}", issue=Issue.SIGNALEMENT, **said), "op").reference


def one(office: Office, table: str, where: str = "true") -> dict[str, Any]:
    """The only row of a table that passes a test."""
    (row,) = office.database.read(f"SELECT * FROM {table} WHERE {where}").to_pylist()
    found: dict[str, Any] = row
    return found


def owed(office: Office, reference: str, phrase: str = PHRASE, *, hours: int = 24, suite: str = "fait") -> int:
    """News owed to who told a file, due in some hours; gives its number."""
    now = office.clock()

    def change(cursor: Cursor) -> int:
        row = cursor.execute("SELECT id, probleme_id FROM signalement WHERE reference = ?", [reference]).fetchone()
        assert row is not None
        account = cursor.execute(
            "INSERT INTO compte_rendu (id, probleme_id, signalement_id, service, voie, auteur, le, suite, etat) VALUES "
            "(nextval('compte_rendu_id'), ?, ?, 'Propreté', 'telephone', 'reg', ?, ?, 'valide') RETURNING id",
            [row[1], row[0], now, suite],
        ).fetchone()
        assert account is not None
        made = cursor.execute(
            "INSERT INTO retour (id, signalement_id, compte_rendu_id, phrase, cree_le, du_le, etat) VALUES "
            "(nextval('retour_id'), ?, ?, ?, ?, ?, 'du') RETURNING id",
            [row[0], account[0], phrase, now, now + dt.timedelta(hours=hours)],
        ).fetchone()
        assert made is not None
        return int(made[0])

    return office.database.write(change)


def closed(office: Office, reference: str) -> None:
    """A file that the régulateur closes."""
    move_file(office, reference, Statut.RESOLU, account=REG)


def later(office: Office, **moved: float) -> dt.datetime:
    """The clock of the office, moved on from where it is."""
    now = office.clock() + dt.timedelta(**moved)
    office.clock = lambda: now
    return now


def events(office: Office, *names: str) -> list[str]:
    """The names of the events of the journal, the oldest first; those of ``names`` where some are given."""
    found: list[str] = office.database.read("SELECT evenement FROM journal ORDER BY seq")["evenement"].to_pylist()
    return [name for name in found if not names or name in names]
