"""Meetings: problems with a category, a place or none, voices; tables in which every row is accounted for."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from observatory.domain.errors import FormatError, NotFound, TooMuch, ValueRefused
from observatory.domain.reunion import MOST_PROBLEMS, GenreReunion, ProblemeDit, Reunion
from observatory.domain.roles import Account, Role
from observatory.pipeline.office import Office
from observatory.pipeline.reunions import (
    probleme_add,
    probleme_remove,
    problemes_import,
    reunion_create,
    reunion_of,
    reunions_list,
)

COORD = Account("coord", frozenset({Role.COORDONNATEUR}))
MEETING = Reunion(0, GenreReunion.CONSULTATION, " Le  Port ", dt.date(2026, 5, 4), "Maison de quartier", "quartier:Q00")
DARK = ProblemeDit(0, "eclairage-panne", "Tout est noir le soir", "3 rue des Mouettes", None, None, 3)


@pytest.fixture
def meeting(office: Office) -> Reunion:
    return reunion_create(office, MEETING, account=COORD)


def test_a_meeting_keeps_what_is_said_where_it_is(office: Office, meeting: Reunion) -> None:
    assert (meeting.titre, meeting.jour, meeting.problemes) == ("Le Port", MEETING.jour, ())
    kept = probleme_add(office, meeting.ident, DARK, account=COORD).problemes[0]
    assert (kept.categorie, kept.texte, kept.voix) == (DARK.categorie, DARK.texte, 3)
    assert kept.lat == pytest.approx(46.055, abs=1e-3) and kept.lon == pytest.approx(-4.5988, abs=1e-3)
    assert reunion_of(office, meeting.ident).problemes == (kept,)


def test_a_place_that_nobody_knows_is_kept_in_words(office: Office, meeting: Reunion) -> None:
    lost = replace(DARK, adresse="derrière le grand arbre")
    kept = probleme_add(office, meeting.ident, lost, account=COORD).problemes[0]
    assert (kept.lat, kept.lon, kept.adresse) == (None, None, "derrière le grand arbre")


def test_a_place_shown_on_the_map_is_taken_as_it_is(office: Office, meeting: Reunion) -> None:
    kept = probleme_add(office, meeting.ident, replace(DARK, lat=46.06, lon=-4.59), account=COORD).problemes[0]
    assert (kept.lat, kept.lon) == (46.06, -4.59)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (replace(DARK, categorie="nimporte"), "catégorie ouverte"),
        (replace(DARK, voix=0), "nombre de voix"),
        (replace(DARK, voix=None), "nombre de voix"),
        (replace(DARK, texte="Appeler le 06 12 34 56 78"), "ne nomme personne"),
        (replace(DARK, lat=146.0, lon=-4.59), "latitude"),
        (replace(DARK, adresse="x" * 300), "200 au plus"),
    ],
)
def test_what_cannot_be_is_refused(office: Office, meeting: Reunion, wrong: ProblemeDit, words: str) -> None:
    with pytest.raises(ValueRefused, match=words):
        probleme_add(office, meeting.ident, wrong, account=COORD)
    assert reunion_of(office, meeting.ident).problemes == ()


def test_a_meeting_needs_a_title_and_a_known_kind(office: Office) -> None:
    with pytest.raises(ValueRefused, match="titre"):
        reunion_create(office, replace(MEETING, titre=" "), account=COORD)
    with pytest.raises(ValueRefused, match="genre de réunion"):
        reunion_create(office, replace(MEETING, genre="fête"), account=COORD)
    with pytest.raises(NotFound, match="Aucune réunion"):
        probleme_add(office, 99, DARK, account=COORD)


def test_a_problem_is_taken_out_once(office: Office, meeting: Reunion) -> None:
    ident = probleme_add(office, meeting.ident, DARK, account=COORD).problemes[0].ident
    assert probleme_remove(office, meeting.ident, ident, account=COORD).problemes == ()
    with pytest.raises(NotFound, match="n'est plus dans la réunion"):
        probleme_remove(office, meeting.ident, ident, account=COORD)


def test_every_row_of_a_table_is_accounted_for(office: Office, meeting: Reunion) -> None:
    table = (
        "categorie;lieu;texte;voix\n"
        "Éclairage;3 rue des Mouettes;Lampes éteintes;7\n"
        "bruit;nulle part;;\n"
        "zzz;3 rue des Mouettes;;1\n"
        "bruit;3 rue des Mouettes;;deux\n"
        "bruit;3 rue des Mouettes;Joindre le 06 12 34 56 78;1\n"
        ";;;\n"
    )
    said = problemes_import(office, meeting.ident, table, account=COORD)
    assert (said.gardes, said.sans_lieu) == (2, 1)
    assert [line for line, _ in said.refus] == [4, 5, 6, 7]
    assert all(why.endswith(".") for _, why in said.refus)
    assert [one.voix for one in reunion_of(office, meeting.ident).problemes] == [7, 1]
    with pytest.raises(FormatError, match="colonnes attendues"):
        problemes_import(office, meeting.ident, "categorie;ou\nbruit;ici\n", account=COORD)


def test_a_meeting_holds_so_many_problems(office: Office, meeting: Reunion) -> None:
    table = "categorie;lieu;texte;voix\n" + "bruit;;;1\n" * (MOST_PROBLEMS + 1)
    with pytest.raises(TooMuch):
        problemes_import(office, meeting.ident, table, account=COORD)


def test_small_counts_of_voices_are_for_who_prepares_walks(office: Office, meeting: Reunion) -> None:
    for voices in (3, 5, 12):
        probleme_add(office, meeting.ident, replace(DARK, voix=voices), account=COORD)
    assert [one.voix for one in reunions_list(office)[0].problemes] == [3, 5, 12]
    assert [one.voix for one in reunions_list(office, exact=False)[0].problemes] == [None, 5, 10]
