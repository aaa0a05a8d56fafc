"""When it happened, from what callers say: a table of phrases under several clocks, habits, stories, what abstains."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from observatory.domain.quand import Precision, quand, trouve_quand
from observatory.domain.quand_heure import PARIS

TABLE = Path(__file__).parents[2] / "data" / "quand.txt"
NOON = dt.datetime(2026, 11, 21, 13, 43, tzinfo=PARIS)
"""A Saturday."""


def instant(text: str) -> dt.datetime:
    """« 2026-10-25 02:30+ » is the second time that it was half past two."""
    naive = dt.datetime.fromisoformat(text.removesuffix("+"))
    return naive.replace(tzinfo=PARIS, fold=int(text.endswith("+")))


def table() -> list[tuple[str, str, list[str]]]:
    rows, clock = [], ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            clock = line[2:]
        else:
            phrase, *expected = line.split(" | ")
            rows.append((clock, phrase, expected))
    return rows


def test_the_table_is_long_and_says_nothing_twice() -> None:
    rows = table()
    assert len(rows) >= 120
    assert len({(clock, phrase) for clock, phrase, _ in rows}) == len(rows)
    assert len({clock for clock, _, _ in rows}) >= 8


@pytest.mark.parametrize(("clock", "phrase", "expected"), table())
def test_each_phrase_gives_its_interval(clock: str, phrase: str, expected: list[str]) -> None:
    now = instant(clock)
    found = quand(phrase, now)
    if expected == ["rien"]:
        assert found is None
        return
    assert found is not None
    debut, fin = expected
    assert found.debut.astimezone(dt.UTC) == instant(debut).astimezone(dt.UTC)
    assert found.continu == (fin == "dure")
    assert found.fin.astimezone(dt.UTC) == (now if fin == "dure" else instant(fin)).astimezone(dt.UTC)
    assert str(found.debut.tzinfo) == str(found.fin.tzinfo) == "Europe/Paris"


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("cette nuit", "dans la nuit du vendredi 20 au samedi 21 novembre, de 22 h à 6 h"),
        ("depuis 3 jours", "depuis trois jours, soit le mercredi 18 novembre"),
        ("il y a une heure et demie", "il y a 1 h 30, soit le samedi 21 novembre, de 11 h 51 à 12 h 35"),
        ("hier soir vers 23 h", "le vendredi 20 novembre vers 23 h"),
        ("le 1er mars 2025", "le samedi 1er mars 2025"),
        ("vers minuit", "dans la nuit du vendredi 20 au samedi 21 novembre, vers minuit"),
        ("depuis ce matin", "depuis le samedi 21 novembre à 6 h"),
    ],
)
def test_it_is_told_back_in_words(phrase: str, words: str) -> None:
    found = quand(phrase, NOON)
    assert found is not None
    assert found.en_mots == words


@pytest.mark.parametrize(
    ("phrase", "days", "hours"),
    [
        ("entre 22 h et 2 h, le week-end", {5, 6}, (1320, 1560)),
        ("le week-end", {5, 6}, None),
        ("tous les soirs", range(7), (1080, 1440)),
        ("toutes les nuits", range(7), (1320, 1800)),
        ("chaque samedi vers 23 h", {5}, (1350, 1410)),
        ("en semaine, de 7h à 9h", range(5), (420, 540)),
        ("du lundi au vendredi à 6 heures du matin", range(5), (360, 360)),
        ("les vendredis et samedis soir", {4, 5}, (1080, 1440)),
        ("tous les jours entre midi et deux", range(7), (720, 840)),
        ("le soir", range(7), (1080, 1440)),
        ("le dimanche matin", {6}, (360, 720)),
    ],
)
def test_what_comes_again(phrase: str, days: set[int], hours: tuple[int, int] | None) -> None:
    found = quand(phrase, NOON)
    assert found is not None
    assert found.recurrence is not None
    assert (found.recurrence.jours, found.recurrence.heures) == (frozenset(days), hours)
    assert found.precision is Precision.HABITUDE
    assert "la dernière fois" in found.en_mots


def test_a_habit_may_have_a_beginning() -> None:
    found = quand("tous les soirs depuis lundi", NOON)
    assert found is not None
    assert found.recurrence is not None
    assert found.recurrence.depuis == dt.datetime(2026, 11, 16, tzinfo=PARIS)
    assert quand("tous les samedis depuis jeudi vers 23 h", NOON) is None  # it has not come since


@pytest.mark.parametrize(
    ("slip", "right"),
    [
        ("hier soirr", "hier soir"), ("avant hier", "avant-hier"), ("apres-midi d'hier", ""),
        ("samdi soir", "samedi soir"),
        ("depui 3 jour", "depuis 3 jours"), ("cet aprem", "cet après-midi"), ("ce aprés midi", "cet après-midi"),
        ("la semaine derniere", "la semaine dernière"), ("ver 23h30", "vers 23 h 30"), ("cette nui", "cette nuit"),
        ("le we dernier", "le week-end dernier"), ("DEPUIS LE 12 NOVENBRE", "depuis le 12 novembre"),
        ("il y à vingt minute", "il y a 20 minutes"), ("vendrdi dans la nuit", "vendredi dans la nuit"),
        ("il y a vingt-cinq min", "il y a 25 minutes"), ("y a 2 jours", "il y a deux jours"),
        ("ça a commencé hier", ""), ("c'était hier", "hier"), ("euh hier soir", "hier soir"),
        ("samedi soir dernier", "samedi soir"), ("toute la nuit", "cette nuit"), ("ça fait 3 jours", "depuis 3 jours"),
        ("depuis 8h ce matin", "depuis ce matin 8 h"), ("vendredi 20/11 22h", "le 20/11 à 22 h"),
        ("tout le week-end", "ce week-end"), ("tard hier soir", "hier soir"),
        ("depuis une quinzaine de jours", "depuis 15 jours"), ("tt a l'heure", "tout à l'heure"),
        ("hier soir vers les 23h", "hier soir vers 23 h"), ("14 sept", "14 septembre"),
        ("le 14 nov. à 22:00", "14/11 à 22 h"),
    ],
)  # fmt: skip
def test_slips_and_short_forms(slip: str, right: str) -> None:
    found = quand(slip, NOON)
    if not right:
        assert found is None
        return
    expected = quand(right, NOON)
    assert found is not None
    assert expected is not None
    assert (found.debut, found.fin, found.continu) == (expected.debut, expected.fin, expected.continu)


@pytest.mark.parametrize(
    "phrase",
    [
        "", "   ", "demain", "demain soir", "lundi prochain", "le week-end prochain", "dans deux jours", "ce soir",
        "souvent", "il y a longtemps", "depuis toujours", "depuis 2 h", "depuis 2h30", "depuis quelques jours",
        "une fois", "le 32", "le 31/13", "à 25 h", "à 22h75", "hier et avant-hier", "le vendredi 14 novembre",
        "aujourd'hui à 20 h", "un jour sur deux",
        "pendant 2 heures", "rue du 14 juillet", "il y a 0 minute", "en fin d'après-midi", "le 14/11/2027",
        "entre 22 h et",
        "de 8 h", "22", "la musique", "hier matin vers 18 h", "🙂", "9" * 400,
        "il y a 300 ans", "depuis", "depuis le", "il y a", "tous les", "mars", "vers",
    ],
)  # fmt: skip
def test_it_abstains_rather_than_guess(phrase: str) -> None:
    assert quand(phrase, NOON) is None


@pytest.mark.parametrize(
    ("story", "extract"),
    [
        ("Bonjour, il y a des jeunes qui crient sous mes fenêtres tous les soirs depuis lundi, rue des Courlis.",
         "tous les soirs depuis lundi"),
        ("La voiture est là depuis trois semaines, rue du 14 juillet.", "depuis trois semaines"),
        ("Hier soir vers 23h30 des scooters ont tourné place du Marché", "Hier soir vers 23h30"),
        ("Matelas jeté dans la nuit de vendredi à samedi devant le 12 quai des Thoniers",
         "dans la nuit de vendredi à samedi"),
        ("le lampadaire au 12 rue des Goélands est éteint depuis le 12 novembre", "depuis le 12 novembre"),
        ("musique très forte entre 22 h et 2 h, le week-end, au bar des Halles", "entre 22 h et 2 h, le week-end"),
        ("Un chien aboie toutes les nuits", "toutes les nuits"),
        ("la benne sera là demain", None),
        ("Il y a deux matelas au 3 avenue du 11 novembre", None),
        ("au 24 de la rue, 3/4 de la chaussée", None),
        ("Ils viennent lundi prochain", None),
        ("", None),
    ],
)  # fmt: skip
def test_what_a_story_says_of_when(story: str, extract: str | None) -> None:
    found = trouve_quand(story, NOON)
    if extract is None:
        assert found is None
        return
    assert found is not None
    assert story[found.start : found.end] == extract
    alone = quand(extract, NOON)
    assert alone is not None
    assert (alone.debut, alone.fin) == (found.moment.debut, found.moment.fin)
