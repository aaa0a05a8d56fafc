"""The model of doubles: what makes two accounts likelier to tell of one trouble."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.domain.position import Position
from observatory.domain.proche import AUTRE, FAMILLE, GENERALE, MEME, VOISINE, Poids, Rayon
from observatory.triage.doublons import Account, pair_terms, probability, rayon_of, relation

PARENTS: dict[str, str | None] = {"d": None, "d-1": "d", "d-2": "d", "p": None, "p-1": "p"}
RAYONS = {"d-1": Rayon(50, 6, frozenset({"p-1"})), "p": Rayon(80, 2)}
NOW = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)
HERE = Position(lat=46.05, lon=-4.6)
NEW = Account(HERE, 10, NOW, "d-1", "Matelas abandonné devant la porte")
OLD = Account(Position(lat=46.0501, lon=-4.6), 10, NOW - dt.timedelta(days=1), "d-1", "un matelas sur le trottoir")


def chance(new: Account = NEW, old: Account = OLD, standing: str = MEME) -> float:
    return probability(pair_terms(new, old, standing), Poids())


@pytest.mark.parametrize(
    ("one", "other", "standing"),
    [("d-1", "d-1", MEME), (None, "d-1", MEME), ("d", "d-1", GENERALE), ("d-1", "d", GENERALE), ("d-1", "p-1", VOISINE),
     ("p-1", "d-1", VOISINE), ("d-1", "d-2", FAMILLE), ("d-2", "p-1", AUTRE), ("d", "p", AUTRE)],
)  # fmt: skip
def test_how_categories_stand(one: str | None, other: str, standing: str) -> None:
    assert relation(one, other, PARENTS, RAYONS) == standing


def test_a_category_without_a_line_takes_that_of_its_family_or_the_default() -> None:
    assert rayon_of("d-1", PARENTS, RAYONS).semaines == 6
    assert rayon_of("p-1", PARENTS, RAYONS).metres == 80
    assert rayon_of("d-2", PARENTS, RAYONS) == rayon_of(None, PARENTS, RAYONS) == Rayon(50, 12)


def test_near_recent_and_alike_is_likely_and_each_step_away_is_less_so() -> None:
    near = chance()
    assert near > 0.9
    assert chance(old=replace(OLD, position=Position(lat=46.0504, lon=-4.6))) < near
    assert chance(old=replace(OLD, le=NOW - dt.timedelta(days=40))) < near
    assert chance(old=replace(OLD, texte="lampadaire éteint")) < near
    steps = [chance(standing=one) for one in (MEME, GENERALE, VOISINE, FAMILLE, AUTRE)]
    assert steps == sorted(steps, reverse=True)
    assert steps[0] > steps[-1]


def test_a_vague_place_makes_a_near_one_less_sure_and_a_far_one_less_wrong() -> None:
    far = replace(OLD, position=Position(lat=46.0512, lon=-4.6))
    assert chance(old=replace(OLD, precision_m=300)) < chance()
    assert chance(old=replace(far, precision_m=150)) > chance(old=far)


def test_what_is_not_said_counts_as_usual() -> None:
    assert chance(old=replace(OLD, precision_m=None)) == chance()
    unlike, alike = chance(old=replace(OLD, texte="zzz xxx yyy")), chance(old=replace(OLD, texte=NEW.texte))
    assert unlike < chance(old=replace(OLD, texte="")) < alike


@given(
    st.floats(-0.01, 0.01), st.floats(-0.01, 0.01), st.one_of(st.none(), st.floats(0, 5000)),
    st.floats(0, 1e4), st.sampled_from([MEME, GENERALE, VOISINE, FAMILLE, AUTRE]),
)  # fmt: skip
def test_it_is_a_probability_and_the_same_from_both_sides(
    north: float, east: float, precision: float | None, days: float, standing: str
) -> None:
    old = Account(Position(lat=46.05 + north, lon=-4.6 + east), precision, NOW - dt.timedelta(days=days), "d-2", "x")
    there, back = chance(old=old, standing=standing), chance(old, NEW, standing)
    assert 0 <= there <= 1
    assert there == pytest.approx(back)


def test_weights_however_large_do_not_overflow() -> None:
    terms = pair_terms(NEW, OLD, MEME)
    assert probability(terms, Poids(constante=1e6)) == 1.0
    assert probability(terms, Poids(constante=-1e6)) < 1e-200
