"""Callers of the fictional city to whom the office owes news, or a question: for pictures and browser tests."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from observatory.domain.appel import Appel, Issue
from observatory.domain.calendrier import PARIS
from observatory.domain.retour import IssueRetour, Voie
from observatory.domain.roles import Account, Role
from observatory.domain.statut import Statut
from observatory.pipeline.bureau import save_call
from observatory.pipeline.office import Office
from observatory.pipeline.retours import retour_try
from observatory.pipeline.suivi import move_file
from observatory.settings import load_settings
from observatory.store.database import Cursor

LEA = Account("operateur", frozenset({Role.OPERATEUR}))
REG = Account("regulateur", frozenset({Role.REGULATEUR}))

STORIES = (
    ("depots-encombrants", "Le canapé a été enlevé ce matin par la propreté urbaine.", "06 12 34 56 71", "telephone"),
    ("eclairage-panne", "La lampe est réparée depuis hier soir.", "06 12 34 56 72", "telephone"),
    ("tags", "Le tag a été effacé vendredi, sur tout le mur.", "", "courriel"),
    ("voirie", "Le trou est rebouché ; la barrière est retirée.", "06 12 34 56 73", "telephone"),
    ("bruit-etablissement", "La police municipale a vu le gérant : la terrasse ferme désormais à 23 heures.",
     "06 12 34 56 74", "telephone"),
    ("stationnement", "Le véhicule a été mis en fourrière.", "", "telephone"),
)  # fmt: skip
"""What was told, what became of it, the number to call back, how it came."""


def fill(db: Path) -> dict[str, int]:
    """Owe news to six callers (the second is late), and a question to two more; gives retours by what they are.

    ``du`` is the retour of the first caller, ``question`` one whose answer is due.
    """
    now = dt.datetime.now(dt.UTC)
    with Office.open(load_settings(db), lambda: now) as office:
        known = office.codes()
        places = office.database.read(
            "SELECT adresse_trouvee AS adresse, lat, lon FROM signalement WHERE lat IS NOT NULL "
            "AND adresse_trouvee IS NOT NULL ORDER BY recu_le DESC, id LIMIT 40"
        ).to_pylist() or [{"adresse": f"{n} rue Haute", "lat": 46 + n / 1000, "lon": -4.6} for n in range(40)]
        made: dict[str, int] = {}
        for number, (category, phrase, phone, canal) in enumerate(STORIES):
            code = category if category in known else category.split("-")[0]
            ident = _owed(office, number, code, phrase, phone, canal, places[5 * number], hours=12 * number - 10)
            made.setdefault("du", ident)
        _busy_day(office, now)
        office.clock = lambda: now - dt.timedelta(days=9)
        for number in (6, 7):
            phone = f"06 12 34 56 8{number}"
            ident = _owed(
                office, number, "proprete", "La rue a été nettoyée.", phone, "telephone", places[4 * number], hours=48
            )
            retour_try(office, ident, Voie.TELEPHONE, IssueRetour.JOINT, account=LEA)
            made.setdefault("question", ident)
    return made


def _busy_day(office: Office, now: dt.datetime) -> None:
    """Calls of today, up to now, more of them in the middle of the morning."""
    start = dt.datetime.combine(now.astimezone(PARIS).date(), dt.time(8), PARIS)
    for number in range(48):
        at = start + dt.timedelta(minutes=(number * 37) % 130 + (number % 3) * 190)
        if at < now:
            issue = (Issue.INFORMATION, Issue.ORIENTATION, Issue.INFORMATION, Issue.HORS_CHAMP)[number % 4]
            save_call(office, Appel(cle=f"vitrine-jour-{number:03}", issue=issue, recu_le=at), LEA.name)


def _owed(
    office: Office,
    number: int,
    category: str,
    phrase: str,
    phone: str,
    canal: str,
    place: dict[str, object],
    hours: int,
) -> int:
    """A file told, closed, whose caller is owed news in so many hours; gives the number of the retour."""
    told = Appel(
        cle=f"vitrine-{number:03}-{abs(hash(str(office.settings.db))) % 10**6}", issue=Issue.SIGNALEMENT, canal=canal,
        categorie=category, adresse=str(place["adresse"]), adresse_trouvee=str(place["adresse"]),
        lat=float(str(place["lat"])), lon=float(str(place["lon"])), telephone=phone, rappel=bool(phone),
        langue="arabe" if number == 4 else "", recu_le=office.clock() - dt.timedelta(days=3),
    )  # fmt: skip
    reference = save_call(office, told, LEA.name).reference
    move_file(office, reference, Statut.RESOLU, account=REG)
    now = office.clock()

    def change(cursor: Cursor) -> int:
        row = cursor.execute(
            "INSERT INTO retour (id, signalement_id, phrase, cree_le, du_le, etat) "
            "SELECT nextval('retour_id'), id, ?, ?, ?, 'du' FROM signalement WHERE reference = ? RETURNING id",
            [phrase, now, now + dt.timedelta(hours=hours), reference],
        ).fetchone()
        assert row is not None
        return int(row[0])

    return office.database.write(change)
