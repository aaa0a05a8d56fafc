"""The directory: the city's own takes the place of the reference table; lines are retired, checked, printed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from observatory.domain.annuaire import Ligne, line_to_orientation
from observatory.domain.errors import FormatError, ValueRefused
from observatory.domain.roles import owner_of_the_file
from observatory.operations.annuaire import annuaire_csv, annuaire_lire_csv
from observatory.operations.core import Context
from observatory.pipeline.annuaire import directory, directory_save, email_of, orientations_of
from observatory.pipeline.ecoute import desk_opened, heard
from observatory.pipeline.office import Office
from observatory.pipeline.routage import rules_list
from observatory.store.annuaire import annuaire_file
from observatory.store.journal import journal_read


def test_a_city_keeps_its_own_directory(office: Office) -> None:
    table = directory(office)
    own = [dataclasses.replace(table[0], mots="dragon"), *table[1:]]
    assert directory_save(office, own, "chef") == own == directory(office)
    assert heard(office, "un dragon").orientations == ["17"]
    line = journal_read(office.database, 1).to_pylist()[0]
    assert (line["evenement"], line["auteur"]) == ("annuaire", "chef")
    with pytest.raises(ValueRefused):
        directory_save(office, [dataclasses.replace(one, genre="aide") for one in own], "chef")
    assert directory(office) == own


def test_a_line_left_out_is_retired_and_kept(office: Office) -> None:
    table = directory(office)
    kept = directory_save(office, [one for one in table if one.code != "voirie"], "chef")
    assert [(one.code, one.retire_le) for one in kept if one.retire_le] == [("voirie", dt.date(2026, 6, 1))]
    assert email_of(office, "Voirie") == ""
    assert any("Services sans ligne dans l'annuaire : Voirie." in one for one in rules_list(office).remarques)
    told = [dataclasses.replace(one, courriel="voirie@ville.example") if one.code == "voirie" else one for one in table]
    again = directory_save(office, told, "chef")
    assert all(one.retire_le is None for one in again)
    assert email_of(office, " VOIRIE") == "voirie@ville.example"
    assert not any("annuaire" in one for one in rules_list(office).remarques)


def test_a_check_bears_its_author_and_is_never_in_the_future(office: Office) -> None:
    table = directory(office)
    checked = [dataclasses.replace(table[0], verifie_le=dt.date(2030, 1, 1)), *table[1:]]
    first = directory_save(office, checked, "chef")
    assert (first[0].verifie_le, first[0].verifie_par) == (dt.date(2026, 6, 1), "chef")
    assert directory_save(office, first, "autre")[0].verifie_par == "chef"


def test_the_desk_has_emergencies_help_and_what_has_words(office: Office) -> None:
    shown = desk_opened(office, owner_of_the_file()).orientations
    assert shown == orientations_of(office)
    assert [one.code for one in shown if one.urgence] == ["17", "18", "15", "112", "114", "119", "antipoison"]
    assert "police-municipale" in {one.code for one in shown}
    assert "voirie" not in {one.code for one in shown}


def test_it_goes_out_as_a_file_and_comes_back(office: Office) -> None:
    context = Context(office, owner_of_the_file())
    day = dt.date(2026, 5, 2)
    saved = directory_save(office, [dataclasses.replace(one, verifie_le=day) for one in directory(office)], "x")
    assert annuaire_lire_csv(context, annuaire_csv(context)) == saved
    with pytest.raises(FormatError, match="verifie_le = « hier »"):
        annuaire_lire_csv(context, annuaire_csv(context).replace("2026-05-02", "hier", 1))


def test_what_a_story_says_is_heard(office: Office) -> None:
    found = heard(office, "Un canapé et un matelas abandonnés depuis 3 jours, appeler M. Durand au 06 12 34 56 78")
    assert {genre for _, _, genre, _ in found.garde} >= {"telephone", "nom"}
    assert found.categories[0][0] == "depots-encombrants" and 0 < found.categories[0][1] <= 1
    assert found.quand == "depuis 3 jours"
    assert found.orientations == []


def test_a_reference_table_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="manque parmi les tables"):
        annuaire_file(tmp_path / "annuaire.csv")
    (tmp_path / "annuaire.csv").write_text("code,nom\n17,Police\n", encoding="utf-8")
    with pytest.raises(FormatError, match="il manque genre"):
        annuaire_file(tmp_path / "annuaire.csv")


def test_what_a_line_says_is_given_to_the_desk_as_before() -> None:
    made = line_to_orientation(Ligne("a", "service", "Voirie", role="Chaussées", numero="05", mots="nid-de-poule"))
    assert (made.libelle, made.consigne, made.urgence) == ("Voirie", "Chaussées", False)
