"""A promise that breaks is noted once, and written about to who answers for it: never an hour before."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from smtplib import SMTPDataError

import pytest

from observatory.domain.errors import MailFailed, NotAllowed
from observatory.domain.statut import Statut
from observatory.domain.tableau import Attente
from observatory.operations.core import Context
from observatory.operations.tableau import veille_minute
from observatory.pipeline.escalade import RETRY, escalate
from observatory.pipeline.office import Office
from observatory.pipeline.suivi import move_file
from observatory.pipeline.tableau import board_list
from observatory.settings import Settings, SmtpSettings
from observatory.store.reference import FICTIONAL, meta_set
from tests.unit.pipeline.poste import Postman
from tests.unit.pipeline.poste import postman as postman
from tests.unit.pipeline.suivi_town import REG, events, later, told

FRIDAY = dt.datetime(2026, 5, 22, 15, tzinfo=dt.UTC)
"""17:00 in Paris, before Whit Monday."""


def watched(office: Office) -> None:
    """An office that watched already on Friday morning."""
    office.clock = lambda: FRIDAY - dt.timedelta(hours=8)
    assert escalate(office) == []
    office.clock = lambda: FRIDAY


def known(office: Office, **addresses: str) -> None:
    """What the directory says: names (an underscore for each space) and their addresses."""
    rows = [[nom, rank, nom.replace("_", " "), courriel] for rank, (nom, courriel) in enumerate(addresses.items())]
    columns = "code, rang, genre, nom, role, adresse, horaires, numero, courriel, consigne, mots"
    query = f"INSERT INTO annuaire ({columns}) VALUES (?, ?, 'service', ?, '', '', '', '', ?, '', '')"
    office.database.write(lambda cursor: cursor.executemany(query, rows))
    office.forget("annuaire")  # what is read once


def test_a_promise_that_breaks_over_a_public_holiday_escalates_and_not_an_hour_before(office: Office) -> None:
    watched(office)
    reference = told(office, "1")  # 48 working hours from Friday 17:00, with Whit Monday: Wednesday 17:00
    wednesday = dt.datetime(2026, 5, 27, 15, tzinfo=dt.UTC)
    assert office.database.value("SELECT echeance = ? FROM signalement", [wednesday])
    for hours in (24, 48, 72, 96, 118, 119):  # Saturday to Wednesday 16:00
        office.clock = lambda passed=hours: FRIDAY + dt.timedelta(hours=passed)  # type: ignore[misc]
        assert escalate(office) == []
    office.clock = lambda: wednesday
    assert escalate(office) == []
    office.clock = lambda: wednesday + dt.timedelta(minutes=1)
    assert escalate(office) == ["promesses rompues : 1"]
    (row,) = office.database.read("FROM journal WHERE evenement = 'promesse_rompue'").to_pylist()
    assert json.loads(row["detail"]) == {
        "echeance": "2026-05-27T15:00:00+00:00", "service": "Propreté urbaine", "escalade": "Direction de la propreté",
    }  # fmt: skip
    assert (row["objet"], row["auteur"]) == ("signalement", "veille")
    for _ in range(3):
        later(office, hours=1)
        assert escalate(office) == []
    assert [one.reference for one in board_list(office, Attente.ROMPUES)] == [reference]


def test_a_night_promise_runs_through_the_holiday(office: Office) -> None:
    watched(office)
    told(office, "1", categorie="espace-public-rodeo")  # 24 calendar hours: Saturday 17:00
    office.clock = lambda: FRIDAY + dt.timedelta(hours=23)
    assert escalate(office) == []
    office.clock = lambda: FRIDAY + dt.timedelta(hours=24, minutes=1)
    assert escalate(office) == ["promesses rompues : 1"]


def test_a_new_promise_can_break_again(office: Office) -> None:
    watched(office)
    told(office, "1", categorie="espace-public-rodeo")
    later(office, hours=25)
    assert escalate(office) != []
    office.database.write(lambda cursor: cursor.execute("UPDATE signalement SET echeance = echeance + INTERVAL 5 HOUR"))
    assert escalate(office) == []
    later(office, hours=5)
    assert escalate(office) == ["promesses rompues : 1"]
    assert events(office, "promesse_rompue") == ["promesse_rompue"] * 2


def test_what_broke_before_the_office_watched_wakes_nobody(office: Office) -> None:
    office.clock = lambda: FRIDAY
    told(office, "1", categorie="espace-public-rodeo")
    later(office, days=4)
    assert escalate(office) == []
    later(office, hours=1)
    assert escalate(office) == []
    assert events(office, "promesse_rompue") == []


def test_what_broke_while_the_office_was_shut_is_told_when_it_opens(office: Office) -> None:
    watched(office)
    told(office, "1", categorie="espace-public-rodeo")
    later(office, days=6)
    assert escalate(office) == ["promesses rompues : 1"]


def test_a_file_that_was_closed_in_time_breaks_nothing(office: Office) -> None:
    watched(office)
    reference = told(office, "1", categorie="espace-public-rodeo")
    move_file(office, reference, Statut.RESOLU, account=REG)
    later(office, days=2)
    assert escalate(office) == []


def test_the_service_and_who_is_named_get_a_letter_once(office: Office, postman: tuple[Postman, SmtpSettings]) -> None:
    keeper, server = postman
    office.settings = replace(office.settings, smtp=server)
    known(office, Police_municipale="pm@ville.fr", Chef_de_la_police_municipale="chef@ville.fr", Voirie="v@ville.fr")
    watched(office)
    first = told(office, "1", categorie="espace-public-rodeo", description="un scooter passe et repasse")
    second = told(office, "2", categorie="espace-public-rodeo", lat=46.06)
    later(office, hours=25)
    assert escalate(office) == [
        "promesses rompues : 2",
        "escalade envoyée : 2\xa0dossiers",
        "escalade envoyée : 2\xa0dossiers",
    ]
    assert sorted(to for (to,), _ in keeper.letters) == ["chef@ville.fr", "pm@ville.fr"]
    for text in keeper.texts():
        assert first in text and second in text and "Chef de la police municipale" in text
        assert "samedi 23 mai à 17" in text
        assert "scooter" not in text and "Mouettes" not in text
    later(office, minutes=1)
    assert escalate(office) == []
    assert len(keeper.letters) == 2
    assert all(one.prevenu_le is not None for one in board_list(office, Attente.ROMPUES))


def test_a_letter_that_is_not_taken_is_sent_later(office: Office, postman: tuple[Postman, SmtpSettings]) -> None:
    keeper, server = postman
    keeper.closed = True
    office.settings = replace(office.settings, smtp=server)
    known(office, Police_municipale="pm@ville.fr")
    watched(office)
    told(office, "1", categorie="espace-public-rodeo")
    later(office, hours=25)
    assert escalate(office) == ["promesses rompues : 1"]
    assert board_list(office, Attente.ROMPUES)[0].prevenu_le is None
    keeper.closed = False
    later(office, minutes=1)
    assert escalate(office) == []
    later(office, seconds=RETRY.total_seconds())
    assert escalate(office) == ["escalade envoyée : 1\xa0dossier"]
    assert len(keeper.letters) == 1


def test_a_server_that_is_away_is_asked_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each letter would wait twenty seconds for it; one that refuses a letter is asked for the next."""
    office.settings = replace(office.settings, smtp=SmtpSettings("127.0.0.1", 9, "office@ville.fr", tls="non"))
    known(office, Police_municipale="pm@ville.fr", Chef_de_la_police_municipale="chef@ville.fr")
    watched(office)
    told(office, "1", categorie="espace-public-rodeo")
    later(office, hours=25)
    tried: list[str] = []
    causes: list[Exception] = [SMTPDataError(451, b"plus tard"), TimeoutError()]

    def unanswered(_settings: Settings, to: str, *_: str) -> None:
        tried.append(to)
        raise MailFailed("rien") from causes[-1]

    monkeypatch.setattr("observatory.pipeline.escalade.send_mail", unanswered)
    for letters in (1, 2):
        tried.clear()
        later(office, minutes=16)
        escalate(office)
        assert len(tried) == letters
        causes.pop()


def test_who_gets_the_first_letter_does_not_keep_the_second_from_the_other(
    office: Office, postman: tuple[Postman, SmtpSettings]
) -> None:
    keeper, server = postman
    office.settings = replace(office.settings, smtp=server)
    known(office, Police_municipale="pm@ville.fr", Chef_de_la_police_municipale="pas une adresse")
    watched(office)
    told(office, "1", categorie="espace-public-rodeo")
    later(office, hours=25)
    escalate(office)
    known_now = "UPDATE annuaire SET courriel = 'chef@ville.fr' WHERE nom LIKE 'Chef%'"
    office.database.write(lambda cursor: cursor.execute(known_now))
    office.forget("annuaire")
    later(office, minutes=15)
    escalate(office)
    assert [to for to, _ in keeper.letters] == [["pm@ville.fr"], ["chef@ville.fr"]]


def test_each_caller_s_promise_is_noted_though_the_trouble_is_one(office: Office) -> None:
    watched(office)
    first = told(office, "1", categorie="espace-public-rodeo", telephone="06 12 34 56 78")
    probleme = office.database.value("SELECT probleme_id FROM signalement WHERE reference = ?", [first])
    later(office, hours=6)
    told(office, "2", categorie="espace-public-rodeo", telephone="06 98 76 54 32", probleme=probleme)
    later(office, hours=19)
    assert escalate(office) == ["promesses rompues : 1"]
    later(office, hours=6)
    assert escalate(office) == ["promesses rompues : 1"]
    assert events(office, "promesse_rompue") == ["promesse_rompue"] * 2


def test_the_fictional_city_writes_to_nobody(office: Office, postman: tuple[Postman, SmtpSettings]) -> None:
    keeper, server = postman
    office.settings = replace(office.settings, smtp=server)
    known(office, Police_municipale="pm@ville.fr")
    office.database.write(lambda cursor: meta_set(cursor, FICTIONAL, "oui"))
    watched(office)
    told(office, "1", categorie="espace-public-rodeo")
    later(office, hours=25)
    assert escalate(office) == ["promesses rompues : 1"]
    assert keeper.letters == []


def test_the_office_alone_watches(office: Office) -> None:
    with pytest.raises(NotAllowed):
        veille_minute(Context(office, REG))
