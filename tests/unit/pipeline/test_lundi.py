"""The digest of the week-end: which hours it covers, what it counts, and that it is sent once."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from email.header import decode_header, make_header

import pytest

from observatory.domain.appel import Appel, Issue
from observatory.domain.errors import MailFailed, ValueRefused
from observatory.pipeline.bureau import save_call
from observatory.pipeline.lundi import (
    digest,
    digest_by_itself,
    digest_letter,
    digest_send,
    streets_told,
    weekend,
)
from observatory.pipeline.office import Office
from observatory.present.lundi import digest_text
from observatory.settings import SmtpSettings
from observatory.store.reference import FICTIONAL, meta_set
from tests.unit.pipeline.poste import Postman
from tests.unit.pipeline.poste import postman as postman
from tests.unit.pipeline.suivi_town import events, later, told
from tests.unit.pipeline.test_tableau import due

PARIS_8 = dt.datetime(2026, 6, 1, 6, tzinfo=dt.UTC)
"""Monday 1 June 2026, 8:00 in Paris."""
FRIDAY_18 = dt.datetime(2026, 5, 29, 16, tzinfo=dt.UTC)


@pytest.mark.parametrize(("now", "start", "end", "hours"), [
    ("2026-06-01T08:00+02:00", "2026-05-29T18:00+02:00", "2026-06-01T08:00+02:00", 62),
    ("2026-06-01T07:59+02:00", "2026-05-22T18:00+02:00", "2026-05-25T08:00+02:00", 62),
    ("2026-06-07T23:59+02:00", "2026-05-29T18:00+02:00", "2026-06-01T08:00+02:00", 62),
    ("2026-03-30T09:00+02:00", "2026-03-27T18:00+01:00", "2026-03-30T08:00+02:00", 61),  # summer time begins
    ("2026-10-26T09:00+01:00", "2026-10-23T18:00+02:00", "2026-10-26T08:00+01:00", 63),  # and ends
    ("2026-03-30T06:30+00:00", "2026-03-27T17:00+00:00", "2026-03-30T06:00+00:00", 61),
    ("2026-10-26T06:30+00:00", "2026-10-16T16:00+00:00", "2026-10-19T06:00+00:00", 62),  # 7:30 in winter time
])  # fmt: skip
def test_a_weekend_runs_from_friday_to_monday_by_the_clock_of_paris(now: str, start: str, end: str, hours: int) -> None:
    found = weekend(dt.datetime.fromisoformat(now))
    assert found == (dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end))
    assert found[1] - found[0] == dt.timedelta(hours=hours)


@pytest.fixture
def busy(office: Office) -> Iterator[Office]:
    """A week-end with three files told inside it and two at its edges, and other contacts."""
    office.clock = lambda: PARIS_8 + dt.timedelta(minutes=30)
    inside = FRIDAY_18 + dt.timedelta(hours=20)
    told(office, "1", recu_le=FRIDAY_18, description="Madame crie")
    told(office, "2", recu_le=inside, adresse_trouvee="7 bis Rue des Mouettes 29990 Petiteville", categorie="tags")
    told(office, "3", recu_le=PARIS_8 - dt.timedelta(minutes=1), lieu_inconnu=True, lat=None, lon=None, adresse="",
         adresse_trouvee="")  # fmt: skip
    told(office, "4", recu_le=FRIDAY_18 - dt.timedelta(minutes=1), lat=46.06)
    told(office, "5", recu_le=PARIS_8, lat=46.061)
    for number, at in enumerate((inside, inside, FRIDAY_18 - dt.timedelta(hours=1))):
        save_call(office, Appel(cle=f"information-{number}", issue=Issue.INFORMATION, recu_le=at), "op")
    yield office


def test_what_is_counted_is_what_came_in_between(busy: Office) -> None:
    found = digest(busy)
    assert found.contacts == {"signalement": 3, "information": 2}
    assert found.dossiers == 3
    assert found.familles == [
        ("Dépôts et encombrants", "", 1), ("Dépôts et encombrants", "Quartier Q00", 1),
        ("Tags et graffitis", "Quartier Q00", 1),
    ]  # fmt: skip
    assert [(street, n) for street, n, _ in found.lieux] == [("Rue des Mouettes", 2)]


def test_what_broke_and_what_is_urgent(busy: Office) -> None:
    references = busy.database.read("SELECT reference FROM signalement ORDER BY id")["reference"].to_pylist()
    broken, urgent, early, done, tomorrow = references
    due(busy, broken, PARIS_8 - dt.timedelta(hours=3))
    due(busy, urgent, PARIS_8 + dt.timedelta(hours=9))
    due(busy, early, FRIDAY_18 - dt.timedelta(hours=1))  # broke before the week-end
    due(busy, done, PARIS_8 - dt.timedelta(hours=3), statut="resolu")
    due(busy, tomorrow, PARIS_8 + dt.timedelta(hours=30))
    found = digest(busy)
    assert [one.reference for one in found.rompues] == [broken]
    assert [one.reference for one in found.urgents] == [urgent]
    assert found.rompues[0].escalade == "Direction de la propreté"


def test_the_letter_names_no_number_and_tells_no_story(busy: Office) -> None:
    due(busy, busy.database.read("SELECT reference FROM signalement ORDER BY id")["reference"][0].as_py(), PARIS_8)
    text, references = digest_letter(busy)
    assert len(references) == 1 and references[0] in text
    assert "vendredi 29 mai à 18" in text and "lundi 1er juin à 8" in text
    assert "Rue des Mouettes" in text and "7 bis" not in text and "crie" not in text
    assert "5 contacts" in text.replace("\xa0", " ")
    assert all(len(line) < 200 for line in text.splitlines())
    found = digest(busy)
    whole = digest_text(dataclasses.replace(found, rompues=found.urgents * 25), "Petiteville").replace("\xa0", " ")
    assert "25 promesses rompues" in whole and "… et 5 autres" in whole and whole.count(references[0]) == 21


def test_streets_are_named_without_their_numbers() -> None:
    told_of = [("12 Rue Haute 29990 Ville", "A"), ("3ter rue Basse, 29990 Ville", "B"), ("7 b Rue Haute", "A"),
               ("Rue Haute", "C"), ("Place du 14-Juillet", "A"), ("2 Place du 14-Juillet", "A")]  # fmt: skip
    assert streets_told(told_of) == [("Rue Haute", 3, "A, C"), ("Place du 14-Juillet", 2, "A")]
    assert streets_told([]) == []


def ready(office: Office, server: SmtpSettings, *addresses: str) -> None:
    """An office that watched on Sunday, and now it is Monday, 8:00."""
    office.settings = replace(office.settings, smtp=server, lundi_a=addresses)
    office.clock = lambda: PARIS_8 - dt.timedelta(hours=12)
    assert digest_by_itself(office) == []
    office.clock = lambda: PARIS_8 - dt.timedelta(seconds=1)
    assert digest_by_itself(office) == []
    office.clock = lambda: PARIS_8


def test_the_digest_is_sent_on_monday_at_eight_and_never_twice(
    office: Office, postman: tuple[Postman, SmtpSettings]
) -> None:
    keeper, server = postman
    ready(office, server, "reg@ville.fr", "elu@ville.fr")
    assert digest_by_itself(office) == ["synthèse du lundi envoyée : 2"]
    assert [to for to, _ in keeper.letters] == [["reg@ville.fr"], ["elu@ville.fr"]]
    subject = str(make_header(decode_header(str(keeper.letters[0][1]["Subject"]))))
    assert subject == "Petiteville : le week-end du 29 mai 2026"
    assert "synthèse du week-end" in keeper.texts()[0]
    for _ in range(3):
        later(office, minutes=1)
        assert digest_by_itself(office) == []
    assert digest_send(office, auteur="reg") == []
    assert len(keeper.letters) == 2
    assert "ville.fr" not in str(office.database.read("FROM journal WHERE objet = 'semaine'").to_pylist())
    later(office, days=7)
    assert digest_by_itself(office) == ["synthèse du lundi envoyée : 2"]
    assert len(keeper.letters) == 4


def test_a_digest_that_is_not_taken_is_sent_when_it_can_be(
    office: Office, postman: tuple[Postman, SmtpSettings]
) -> None:
    keeper, server = postman
    keeper.closed = True
    ready(office, server, "reg@ville.fr")
    assert "non envoyée" in digest_by_itself(office)[0]
    keeper.closed = False
    later(office, minutes=1)
    assert digest_by_itself(office) == []
    later(office, minutes=15)
    assert digest_by_itself(office) == ["synthèse du lundi envoyée : 1"]
    assert events(office, "lundi_envoye", "lundi_echoue") == ["lundi_envoye", "lundi_echoue", "lundi_envoye"]


def test_a_machine_that_was_off_sends_it_late_but_not_too_late(
    office: Office, postman: tuple[Postman, SmtpSettings]
) -> None:
    _, server = postman
    ready(office, server, "reg@ville.fr")
    later(office, days=3)
    assert digest_by_itself(office) == []
    later(office, seconds=-1)
    assert digest_by_itself(office) == ["synthèse du lundi envoyée : 1"]


def test_a_base_is_not_told_of_the_weekend_before_it_was_watched(
    office: Office, postman: tuple[Postman, SmtpSettings]
) -> None:
    _, server = postman
    office.settings = replace(office.settings, smtp=server, lundi_a=("reg@ville.fr",))
    office.clock = lambda: PARIS_8 + dt.timedelta(hours=1)
    assert digest_by_itself(office) == []
    later(office, minutes=1)
    assert digest_by_itself(office) == []


def test_nobody_named_no_server_or_a_fictional_city(office: Office, postman: tuple[Postman, SmtpSettings]) -> None:
    keeper, server = postman
    with pytest.raises(ValueRefused, match="OBSERVATORY_LUNDI_A"):
        digest_send(office, auteur="reg")
    ready(office, server)
    assert digest_by_itself(office) == []
    office.settings = replace(office.settings, smtp=None, lundi_a=("reg@ville.fr",))
    with pytest.raises(MailFailed, match="OBSERVATORY_SMTP_HOST"):
        digest_send(office, auteur="reg")
    office.settings = replace(office.settings, smtp=server)
    office.database.write(lambda cursor: meta_set(cursor, FICTIONAL, "oui"))
    later(office, hours=1)
    assert digest_by_itself(office) == []
    assert keeper.letters == []
