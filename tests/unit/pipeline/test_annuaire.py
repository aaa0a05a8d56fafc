"""The city's own table of orientations takes the place of the reference table, and is told to the journal."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from observatory.pipeline.orientations import orientations_of, orientations_save
from observatory.store.orientations import orientations_file

from observatory.domain.errors import FormatError, ValueRefused
from observatory.pipeline.ecoute import heard
from observatory.pipeline.office import Office
from observatory.store.journal import journal_read


def test_a_city_keeps_its_own_table(office: Office) -> None:
    table = orientations_of(office)
    own = [dataclasses.replace(table[0], mots="dragon"), *table[1:]]
    assert orientations_save(office, own, "chef") == own == orientations_of(office)
    assert heard(office, "un dragon").orientations == ["17"]
    line = journal_read(office.database, 1).to_pylist()[0]
    assert (line["evenement"], line["auteur"]) == ("orientations", "chef")
    with pytest.raises(ValueRefused):
        orientations_save(office, [], "chef")
    assert orientations_of(office) == own


def test_what_a_story_says_is_heard(office: Office) -> None:
    found = heard(office, "Un canapé et un matelas abandonnés depuis 3 jours, appeler M. Durand au 06 12 34 56 78")
    assert {genre for _, _, genre, _ in found.garde} >= {"telephone", "nom"}
    assert found.categories[0][0] == "depots-encombrants" and 0 < found.categories[0][1] <= 1
    assert found.quand == "depuis 3 jours"
    assert found.orientations == []


def test_a_reference_table_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="ne peut pas être lu"):
        orientations_file(tmp_path / "hors_champ.csv")
    (tmp_path / "hors_champ.csv").write_text("code,libelle\n17,Police\n", encoding="utf-8")
    with pytest.raises(FormatError, match="il manque numero"):
        orientations_file(tmp_path / "hors_champ.csv")
