from __future__ import annotations

import csv
from pathlib import Path

import pytest

from observatory.domain.errors import FormatError
from observatory.domain.formule import harmless, restored
from observatory.intake.rejets import Rejet, rejets_path, write_rejets


def test_rejects_open_in_a_french_excel(tmp_path: Path) -> None:
    path = rejets_path(tmp_path / "f.csv")
    assert path.name == "f.csv.rejets.csv"
    rejets = [
        Rejet(3, "la date manque", {"ligne": "T3", "nom": "=2+3", "é": "a;b\nc"}),
        Rejet(9, "vide", {"autre": "x"}),
    ]
    write_rejets(path, rejets)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        read = list(csv.reader(stream, delimiter=";"))
    assert read == [
        ["ligne", "raison", "ligne (source)", "nom", "é", "autre"],
        ["3", "la date manque", "T3", "'=2+3", "a;b\nc", ""],
        ["9", "vide", "", "", "", "x"],
    ]
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("text", ["=1", "+cmd", "-2+3", "@a", "\ta", " =1", "'=1", "''-x"])
def test_formulas_are_disarmed(text: str) -> None:
    assert harmless(text) == "'" + text
    assert restored(harmless(text)) == text


@pytest.mark.parametrize("text", ["", "a", "'hui", "'", "-4.25", "+33612345678", "-2,5", "2024-01-01"])
def test_plain_values_stay(text: str) -> None:
    assert harmless(text) == text
    assert restored(text) == text


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="ne peut pas être écrit"):
        write_rejets(tmp_path / "absent" / "f.csv", [])
