"""Accounts and sessions under a clock of our own: waiting, expiry, invitations, the last administrateur."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from observatory.client import create_base
from observatory.domain.errors import NotAllowed, NotFound, TooMuch, ValueRefused
from observatory.domain.mots_de_passe import check_password
from observatory.domain.roles import Role
from observatory.pipeline.comptes import (
    FIRST_WAIT,
    INVITATION_LASTS,
    LONGEST_WAIT,
    MOST_FAILURES,
    accept_invitation,
    account_of_subject,
    authenticate,
    create_account,
    demo_accounts,
    find_account,
    first_invitation,
    invite,
    invited_roles,
    provisional_password,
    rights_changed,
    set_active,
    waiting,
)
from observatory.pipeline.office import Office
from observatory.pipeline.sessions import IDLE, LASTS, token_to_mark
from observatory.settings import load_settings

START = dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC)
PASSWORD = "cheval-agrafe-pile-violet"


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    settings = load_settings(tmp_path / "b.duckdb")
    create_base("vide", settings=settings)
    with Office.open(settings, clock=clock) as opened:
        yield opened


def _account(office: Office, name: str, *roles: Role) -> int:
    return create_account(office, name, name.title(), roles, password=PASSWORD, auteur="essai")


@pytest.mark.parametrize(
    ("password", "words"),
    [("court", "5 caractères"), ("a" * 200, "200 caractères"), ("abababababab", "répète"),
     ("motdepasse123456", "mot courant"),
     ("catherine2024!", "votre nom"), ("123456789012", "mot courant"), ("azertyAZERTY1", "mot courant")],
)  # fmt: skip
def test_weak_passwords_are_refused_with_the_reason(password: str, words: str) -> None:
    with pytest.raises(ValueRefused, match=words):
        check_password(password, "catherine", "Catherine Martin")


def test_long_passwords_of_any_kind_are_taken() -> None:
    for password in (PASSWORD, "Ma tante élève 3 poules", provisional_password()):
        check_password(password, "catherine", "Catherine Martin")


def test_failures_wait_ever_longer_and_are_forgotten() -> None:
    failures = [START] * (MOST_FAILURES - 1)
    assert waiting(failures, START) == dt.timedelta(0)
    waits = [waiting([START] * n, START) for n in range(MOST_FAILURES, MOST_FAILURES + 8)]
    assert waits[0] == FIRST_WAIT
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT
    assert waiting([START] * MOST_FAILURES, START + FIRST_WAIT) == dt.timedelta(0)


def test_an_account_waits_then_opens_again(office: Office, clock: Clock) -> None:
    ident = _account(office, "lea", Role.OPERATEUR)
    for _ in range(MOST_FAILURES):
        with pytest.raises(NotAllowed):
            authenticate(office, "lea", "faux")
    with pytest.raises(TooMuch, match="1 minute"):
        authenticate(office, "LEA ", PASSWORD)
    clock.pass_(minutes=1, seconds=1)
    assert authenticate(office, "LEA ", PASSWORD) == ident
    with pytest.raises(NotAllowed):
        authenticate(office, "lea", "faux")
    assert authenticate(office, "lea", PASSWORD) == ident


def test_nothing_that_is_typed_is_kept_as_it_is(office: Office) -> None:
    with pytest.raises(NotAllowed):
        authenticate(office, "mon-mot-de-passe-par-erreur", "x")
    kept = office.database.read("SELECT identifiant FROM tentative")["identifiant"].to_pylist()
    assert len(kept) == 1
    assert len(kept[0]) == 64


def test_a_session_ends_by_disuse_by_age_and_by_a_clock_that_goes_back(office: Office, clock: Clock) -> None:
    ident = _account(office, "max", Role.REGULATEUR)
    mark = token_to_mark(office.sessions.open(ident))
    for _ in range(int(LASTS / IDLE) * 2 - 1):
        clock.pass_(seconds=IDLE.total_seconds() / 2)
        assert office.sessions.account(mark, used=True) is not None
    clock.pass_(seconds=IDLE.total_seconds() / 2 + 1)
    assert office.sessions.account(mark, used=True) is None  # twelve hours
    idle = token_to_mark(office.sessions.open(ident))
    clock.pass_(seconds=IDLE.total_seconds() + 1)
    assert office.sessions.account(idle) is None
    back = token_to_mark(office.sessions.open(ident))
    clock.pass_(hours=-3)
    assert office.sessions.account(back) is None
    assert office.sessions.account("inconnue") is None


def test_a_session_outlives_a_restart_but_not_its_end(office: Office, clock: Clock) -> None:
    ident = _account(office, "ida", Role.REGULATEUR)
    kept, closed = (token_to_mark(office.sessions.open(ident)) for _ in range(2))
    office.sessions.close(closed)
    again = Office(office.settings, office.database, clock)
    found = again.sessions.account(kept)
    assert found is not None
    assert found.name == "ida"
    assert again.sessions.account(closed) is None
    again.sessions.end_account(ident)
    assert again.sessions.account(kept) is None


def test_rights_follow_at_once_and_the_last_administrateur_stays(office: Office) -> None:
    ident = _account(office, "eve", Role.ADMINISTRATEUR)
    mark = token_to_mark(office.sessions.open(ident))
    eve = find_account(office, "Eve")
    with pytest.raises(ValueRefused, match="dernier administrateur"):
        set_active(office, eve, actif=False, auteur="essai")
    with pytest.raises(ValueRefused, match="dernier administrateur"):
        rights_changed(office, eve, frozenset({Role.DPO}), (frozenset(), frozenset()), "essai")
    _account(office, "ada", Role.ADMINISTRATEUR)
    rights_changed(office, eve, frozenset({Role.DPO}), (frozenset(), frozenset()), "essai")
    found = office.sessions.account(mark)
    assert found is not None
    assert found.roles == {Role.DPO}
    with pytest.raises(NotFound, match="personne"):
        find_account(office, "personne")


@pytest.mark.parametrize(
    ("name", "roles", "more", "words"),
    [("x", [Role.DPO], {}, "identifiant"), ("a b", [Role.DPO], {}, "identifiant"), ("bon", [], {}, "un rôle au moins"),
     ("bon", [Role.PARTENAIRE], {}, "un service"), ("bon", [Role.DPO], {"territoires": ["Q01"]}, "zonage:code"),
     ("bon", [Role.DPO], {"territoires": ["qpv:A", "quartier:B"]}, "un seul zonage")],
)  # fmt: skip
def test_accounts_that_cannot_be_are_refused(
    office: Office, name: str, roles: list[Role], more: dict[str, list[str]], words: str
) -> None:
    with pytest.raises(ValueRefused, match=words):
        create_account(office, name, "", roles, password=PASSWORD, auteur="essai", **more)  # type: ignore[arg-type]


def test_two_accounts_have_not_one_name(office: Office) -> None:
    _account(office, "lea", Role.DPO)
    with pytest.raises(ValueRefused, match="déjà pris"):
        _account(office, "LEA", Role.DPO)


def test_an_invitation_serves_once_and_expires(office: Office, clock: Clock) -> None:
    first = first_invitation(office)
    assert first is not None
    second = first_invitation(office)
    assert second is not None
    assert invited_roles(office, first) is None  # each start prints a new one, the old one is void
    with pytest.raises(ValueRefused):
        accept_invitation(office, second, "maire", "Maire", "court")
    accept_invitation(office, second, "maire", "Maire", PASSWORD)
    with pytest.raises(NotAllowed):
        accept_invitation(office, second, "autre", "Autre", PASSWORD)
    assert first_invitation(office) is None
    late, _ = invite(office, [Role.OPERATEUR], "maire")
    clock.pass_(days=INVITATION_LASTS.days, seconds=1)
    assert invited_roles(office, late) is None


def test_an_openid_subject_is_tied_once_by_a_verified_address(office: Office) -> None:
    create_account(office, "anne@ville.fr", "Anne", [Role.DPO], password=None, auteur="essai")
    claims = {"sub": "1", "email": "Anne@Ville.fr", "email_verified": True}
    with pytest.raises(NotAllowed):
        account_of_subject(office, "https://a", {**claims, "email_verified": False})
    ident = account_of_subject(office, "https://a", claims)
    assert account_of_subject(office, "https://a", {"sub": "1"}) == ident
    for other in ({**claims, "sub": "2"}, {"sub": "3"}):
        with pytest.raises(NotAllowed):
            account_of_subject(office, "https://a", other)
    with pytest.raises(NotAllowed):
        account_of_subject(office, "https://autre", {"sub": "1"})
    with pytest.raises(NotAllowed):
        authenticate(office, "anne@ville.fr", "")


def test_a_real_city_has_no_account_of_demonstration(office: Office) -> None:
    assert demo_accounts(office) == []
