from __future__ import annotations

import datetime as dt

from observatory.intake.guess import guess_columns, guess_mapping, guess_preset
from observatory.intake.rows import Rows
from observatory.intake.signalements import read_signalements

TODAY = dt.date(2026, 11, 21)


def rows(columns: str, *lines: str) -> Rows:
    cells = [line.split("|") for line in lines]
    return Rows("f.csv", tuple(columns.split("|")), cells, list(range(2, 2 + len(cells))))


def test_usual_names() -> None:
    given = rows(
        "N°|Date de déclaration|Motif|Adresse|Ville|Longitude|Latitude",
        "1|05/07/2024|Bruit|3 rue A|Lyon|4,8|45,7",
        "2|06/07/2024|Tags|5 rue A|Lyon|4,8|45,7",
    )
    assert guess_columns(given, TODAY) == {
        "reference": "N°",
        "recu_le": "Date de déclaration",
        "categorie": "Motif",
        "adresse": ["Adresse", "Ville"],
        "lon": "Longitude",
        "lat": "Latitude",
    }


def test_contents_decide_where_names_do_not() -> None:
    given = rows("a|b|c", "x|2024-07-05|12 rue de la Paix", "y|2024-07-06|3 avenue Foch")
    assert guess_columns(given, TODAY) == {"recu_le": "b", "adresse": "c"}


def test_a_name_that_the_contents_belie_is_no_guess() -> None:
    found = guess_columns(rows("date|id", "lundi|1", "mardi|1"), TODAY)
    assert found == {}


def test_presets_by_their_columns() -> None:
    assert guess_preset(rows("id_dmr|datedecl|type|soustype|adresse")) == "dansmarue"
    assert guess_preset(rows("reference|recu_le|categorie|canal")) == "observatoire"
    assert guess_preset(rows("a|b|c")) is None


def test_a_guessed_mapping_can_be_used() -> None:
    given = rows("date|motif", "2024-07-05|Bruits", "2024-07-05|Ovni")
    mapping = guess_mapping(given, TODAY, ("bruit", "autre"), {"Bruit": "bruit"})
    assert mapping is not None
    batch = read_signalements(given, mapping, ("bruit", "autre"), TODAY)
    assert batch.table["categorie"].to_pylist() == ["bruit", "autre"]
    assert guess_mapping(rows("a", "b"), TODAY, ("bruit",), {}) is None
