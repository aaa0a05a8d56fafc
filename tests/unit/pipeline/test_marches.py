"""Walks are created, changed by one editor at a time, opened by links that end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from observatory.domain.errors import Conflict, NotAllowed, NotFound, StateError, ValueRefused
from observatory.domain.marche import Arret, Etat, Genre, Plan, walking_minutes
from observatory.domain.roles import Account, Role
from observatory.pipeline.creation import create_empty
from observatory.pipeline.liens_marche import lien_create, lien_marche, liens_list, liens_revoke
from observatory.pipeline.marches import (
    marche_cancel,
    marche_create,
    marche_of,
    marche_ready,
    marche_save,
    marches_list,
)
from observatory.pipeline.office import Office
from observatory.settings import load_settings

COORD = Account("coord", frozenset({Role.COORDONNATEUR}))
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
EVENING = dt.datetime(2026, 3, 12, 18, 30, tzinfo=ZoneInfo("Europe/Paris"))
PLAN = Plan(
    genre=Genre.DIAGNOSTIC, titre="  Le  Port ", prevue_le=EVENING, pilote="Chargée de mission",
    consigne="Restez groupés.",
    rendez_vous="Place Haute", lat=46.05, lon=-4.6, invites=("habitants", "bailleurs"),
    arrets=(
        Arret("Rue Haute", 46.05, -4.6, "reunion", "Trois personnes"),
        Arret("Quai", 46.051, -4.602, "point_chaud"),
    ),
    trace=((46.05, -4.6), (46.051, -4.602)), metres=190.0, minutes=13.2,
)  # fmt: skip


class Clock:
    now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    settings = load_settings(tmp_path / "essai.duckdb")
    create_empty(settings)
    with Office.open(settings, clock) as opened:
        yield opened


def test_a_walk_is_kept_and_read_as_it_was_planned(office: Office) -> None:
    kept = marche_create(office, PLAN, account=COORD)
    assert (kept.reference, kept.etat, kept.version) == ("M2026-01", Etat.PREPARATION, 1)
    assert kept.plan.titre == "Le Port" and kept.plan.prevue_le == EVENING
    assert [(one.nom, one.rang) for one in kept.plan.arrets] == [("Rue Haute", 1), ("Quai", 2)]
    assert kept.plan.trace == PLAN.trace and kept.plan.invites == PLAN.invites
    assert marches_list(office) == [kept]
    assert marche_create(office, PLAN, account=COORD).reference == "M2026-02"


def test_a_walk_that_moves_to_another_year_keeps_its_reference_from_others(office: Office) -> None:
    first = marche_create(office, PLAN, account=COORD)
    assert marche_create(office, PLAN, account=COORD).reference == "M2026-02"
    later = replace(first.plan, prevue_le=EVENING.replace(year=2027))
    assert marche_save(office, first.ident, first.version, later, account=COORD).reference == "M2026-01"
    assert marche_create(office, PLAN, account=COORD).reference == "M2026-03"
    new_year = dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)  # half past midnight in Paris
    assert marche_create(office, replace(PLAN, prevue_le=new_year), account=COORD).reference == "M2027-01"


def test_a_stop_that_stays_keeps_its_number(office: Office) -> None:
    kept = marche_create(office, PLAN, account=COORD)
    first, second = kept.plan.arrets
    changed = replace(kept.plan, arrets=(second, Arret("Parc", 46.052, -4.6, "choix"), first))
    saved = marche_save(office, kept.ident, kept.version, changed, account=COORD)
    assert [one.nom for one in saved.plan.arrets] == ["Quai", "Parc", "Rue Haute"]
    assert [one.ident for one in saved.plan.arrets][::2] == [second.ident, first.ident]
    fewer = marche_save(office, kept.ident, saved.version, replace(saved.plan, arrets=(first,)), account=COORD)
    assert [one.ident for one in fewer.plan.arrets] == [first.ident]
    with pytest.raises(Conflict, match="entre-temps"):
        marche_save(office, kept.ident, saved.version, PLAN, account=COORD)
    assert marche_of(office, kept.ident) == fewer


def test_a_stop_of_another_walk_is_a_new_one_here(office: Office) -> None:
    first = marche_create(office, PLAN, account=COORD)
    again = marche_create(office, first.plan, account=COORD)
    assert [one.nom for one in again.plan.arrets] == ["Rue Haute", "Quai"]
    assert {one.ident for one in again.plan.arrets}.isdisjoint(one.ident for one in first.plan.arrets)
    assert marche_of(office, first.ident) == first


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"genre": "course"}, "n'est pas un genre"), ({"minutes_max": 5}, "de 20 à 240"),
        ({"metres_max": 50_000}, "10000 mètres"), ({"prevue_le": EVENING.replace(tzinfo=None)}, "fuseau"),
        ({"titre": " "}, "titre"), ({"invites": ("martiens",)}, "choix inconnu"), ({"lon": None}, "longitude"),
        ({"consigne": "Appelez le 06 12 34 56 78"}, "ne nomme personne"), ({"trace": ((91.0, 0.0),)}, "latitude"),
        ({"lat": 146.05}, "latitude"),
        ({"arrets": PLAN.arrets * 8}, "15 au plus"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_refused(office: Office, change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueRefused, match=said):
        marche_create(office, replace(PLAN, **change), account=COORD)  # type: ignore[arg-type]
    assert marches_list(office) == []


def test_a_link_opens_a_ready_walk_until_it_ends(office: Office, clock: Clock) -> None:
    kept = marche_create(office, PLAN, account=COORD)
    with pytest.raises(StateError, match="prête"):
        lien_create(office, kept.ident, account=COORD)
    ready = marche_ready(office, kept.ident, kept.version, account=COORD)
    link = lien_create(office, kept.ident, account=COORD)
    token = link.adresse.rpartition("/")[2]
    assert lien_marche(office, token) == ready
    assert link.expire_le == EVENING + dt.timedelta(hours=12) and liens_list(office, kept.ident)[0].adresse == ""
    with pytest.raises(NotAllowed):
        lien_marche(office, token + "x")
    clock.now = link.expire_le
    with pytest.raises(NotAllowed, match="un autre"):
        lien_marche(office, token)


def test_links_are_revoked_by_hand_and_when_the_walk_is_given_up(office: Office) -> None:
    kept = marche_create(office, PLAN, account=COORD)
    ready = marche_ready(office, kept.ident, kept.version, account=COORD)
    tokens = [lien_create(office, kept.ident, account=COORD).adresse.rpartition("/")[2] for _ in range(2)]
    assert liens_revoke(office, kept.ident, account=COORD) == 2
    for token in tokens:
        with pytest.raises(NotAllowed):
            lien_marche(office, token)
    again = lien_create(office, kept.ident, account=COORD).adresse.rpartition("/")[2]
    assert marche_cancel(office, kept.ident, ready.version, account=COORD).etat == Etat.ANNULEE
    with pytest.raises(NotAllowed):
        lien_marche(office, again)
    with pytest.raises(StateError, match="annulée"):
        marche_save(office, kept.ident, ready.version + 1, PLAN, account=COORD)


def test_a_walk_without_what_it_needs_is_not_ready(office: Office) -> None:
    kept = marche_create(office, replace(PLAN, arrets=(), pilote=""), account=COORD)
    with pytest.raises(StateError, match="au moins un arrêt, une personne qui pilote"):
        marche_ready(office, kept.ident, kept.version, account=COORD)
    with pytest.raises(NotFound):
        marche_of(office, 99)


def test_minutes_of_a_walk() -> None:
    assert walking_minutes(1_200, 4, Genre.DIAGNOSTIC, accessible=False) == pytest.approx(40)
    assert walking_minutes(1_200, 4, Genre.EXPLORATOIRE, accessible=True) == pytest.approx(62)
