"""Numbers, dates and plurals as a French reader expects them."""

from __future__ import annotations

import datetime as dt

import pytest

from observatory.domain.records import Chiffre
from observatory.present import labels


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, 0, "0"),
        (1234567, 0, "1\u202f234\u202f567"),
        (3.456, 1, "3,5"),
        (-12, 0, "\u221212"),
        (-0.2, 0, "0"),
        (None, 0, "non communiqué"),
        (float("nan"), 0, "non communiqué"),
    ],
)
def test_numbers(value: float | None, digits: int, text: str) -> None:
    assert labels.number(value, digits) == text


def test_percents_bear_their_sign_where_asked() -> None:
    assert labels.percent(0.125, 1) == "12,5\u202f%"
    assert labels.percent(0.08, signed=True) == "+8\u202f%"
    assert labels.percent(-0.03, signed=True) == "\u22123\u202f%"
    assert labels.percent(None) == "non communiqué"


@pytest.mark.parametrize(
    ("n", "noun", "text"),
    [
        (0, "signalement", "0\u00a0signalement"),
        (1, "signalement", "1\u00a0signalement"),
        (1.5, "jour", "2\u00a0jour"),
        (2, "problème", "2\u00a0problèmes"),
        (3, "voix", "3\u00a0voix"),
        (1_000_000, "signalement", "1\u202f000\u202f000\u00a0signalements"),
    ],
)
def test_the_french_plural_begins_at_two(n: float, noun: str, text: str) -> None:
    assert labels.plural(n, noun) == text


def test_days_and_periods() -> None:
    first, last = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
    assert labels.day(first) == "1er mars 2026"
    assert labels.period(first, last) == "du 1er mars 2026 au 31 mars 2026"
    assert labels.period(None, last) == "jusqu'au 31 mars 2026"
    assert labels.period(first, None) == "depuis le 1er mars 2026"
    assert labels.period(None, None) == "toute la période connue"


def test_days_and_instants_in_every_writing() -> None:
    first = dt.date(2026, 12, 1)
    assert (labels.short_day(first), labels.month(first), labels.short_month(first)) == (
        "01/12/2026", "décembre 2026", "12/26",
    )  # fmt: skip
    assert labels.day(dt.date(2026, 11, 11)) == "11 novembre 2026"
    at = dt.datetime(2026, 12, 1, 8, 5, tzinfo=dt.UTC)
    assert labels.instant(at) == "mardi 1er décembre à 9\u202fh\u202f05"
    assert labels.instant(at.replace(day=11, minute=0), year=True) == "vendredi 11 décembre 2026 à 9\u202fh"


def test_months_and_days_of_the_week_are_those_of_babel() -> None:
    months = [labels.month(dt.date(2026, rank, 2)) for rank in range(1, 13)]
    assert months == [f"{name} 2026" for name in labels.MONTHS]
    week = [labels.instant(dt.datetime(2026, 11, day, 12, tzinfo=dt.UTC)).split()[0] for day in range(2, 9)]
    assert tuple(week) == labels.WEEKDAYS


def test_an_unknown_code_is_shown_readable() -> None:
    assert labels.label(labels.CANAUX, "telephone") == "Téléphone"
    assert labels.label(labels.CANAUX, "pigeon_voyageur") == "Pigeon voyageur"
    assert labels.label(labels.CANAUX, None) == "non communiqué"


def chiffre(value: float | None, before: float | None, unit: str = "") -> Chiffre:
    """A headline figure of no matter what."""
    return Chiffre("x", "X", value, before, unit, "")


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (chiffre(110, 100), "+10\u202f%"),
        (chiffre(90, 100), "\u221210\u202f%"),
        (chiffre(12, 4), "+8 (petits nombres)"),
        (chiffre(5, 0), "+5 (petits nombres)"),
        (chiffre(61, 60, "%"), "+1,0 points"),
        (chiffre(3.5, 4, "jours"), "\u22120,5\u00a0jours"),
        (chiffre(5, None), None),
        (chiffre(None, 5), None),
    ],
)
def test_a_figure_says_how_it_moved_only_where_it_can(one: Chiffre, text: str | None) -> None:
    assert labels.figure_change(one) == text


def test_figures_with_their_units() -> None:
    assert labels.figure(chiffre(96.4, None, "%")) == "96\u202f%"
    assert labels.figure(chiffre(3.66, None, "jours")) == "3,7\u00a0jours"
    assert labels.figure(chiffre(None, None, "jours")) == "non communiqué"


def test_caution_before_a_comparison() -> None:
    assert labels.caution(50, 60) == ""
    assert labels.caution(19, 60) == "petits nombres"
    assert labels.caution(60, 0) == "aucun un an avant"
    assert labels.caution(60, None) == "pas d'année précédente"
