from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from observatory.intake.mapping import Mapping, make_mapping, preset
from observatory.intake.rows import Rows
from observatory.intake.signalements import SCHEMA, SignalementBatch, read_signalements

TODAY = dt.date(2026, 11, 21)
CODES = ("bruit", "tags", "autre")


def read(columns: str, *lines: str, mapping: Mapping | None = None) -> SignalementBatch:
    cells = [line.split("|") for line in lines]
    rows = Rows("essai.csv", tuple(columns.split("|")), cells, list(range(2, 2 + len(cells))))
    batch = read_signalements(rows, mapping or preset("observatoire"), CODES, TODAY)
    assert len(batch.table) + len(batch.rejets) == len(rows)
    assert batch.table.schema == SCHEMA
    return batch


def one(columns: str, line: str) -> dict[str, object]:
    batch = read(columns, line)
    assert not batch.rejets
    found: dict[str, object] = batch.table.to_pylist()[0]
    return found


def test_a_day_stays_a_day() -> None:
    row = one("reference|recu_le", "A|2024-07-05")
    assert row["recu_jour"] == dt.date(2024, 7, 5)
    assert row["recu_heure"] is None
    assert row["recu_le"] == dt.datetime(2024, 7, 5, 10, tzinfo=dt.UTC)


def test_defaults() -> None:
    row = one("reference|recu_le", "A|2024-07-05 23:30")
    assert (row["categorie"], row["canal"], row["statut"], row["remarque"]) == ("autre", "autre", "recu", None)
    assert row["recu_heure"] == 23


@pytest.mark.parametrize("text", ["", "2026-02-31", "n'importe quoi", "2031-01-01"])
def test_a_row_without_a_good_date_is_refused(text: str) -> None:
    batch = read("reference|recu_le", "A|2024-07-05", f"B|{text}")
    assert [rejet.ligne for rejet in batch.rejets] == [3]
    assert "date" in batch.rejets[0].raison
    assert batch.rejets[0].valeurs == {"reference": "B", "recu_le": text}


def test_an_unknown_category_keeps_its_word() -> None:
    row = one("reference|recu_le|categorie", "A|2024-07-05|Ovni")
    assert (row["categorie"], row["categorie_origine"]) == ("autre", "Ovni")
    assert "Ovni" in str(row["remarque"])


@pytest.mark.parametrize(
    ("lat", "lon", "said"),
    [
        ("48,85", "2,35", None),
        ("48.85", "", "incomplète"),
        ("2.35", "48.85", "interverties"),
        ("0", "0", "0, 0"),
        ("95", "12", "hors du globe"),
        ("nan", "2", "illisible"),
        ("6862000", "652000", "Lambert-93"),
    ],
)
def test_positions(lat: str, lon: str, said: str | None) -> None:
    row = one("reference|recu_le|lat|lon", f"A|2024-07-05|{lat}|{lon}")
    if said is None:
        assert (row["lat"], row["lon"], row["remarque"]) == (48.85, 2.35, None)
    else:
        assert row["lat"] is None
        assert row["lon"] is None
        assert said in str(row["remarque"])
        assert "à localiser" in str(row["remarque"])


def test_rows_without_reference_get_a_stable_one() -> None:
    columns = "recu_le|adresse|statut"
    lines = ("2024-07-05|1 rue A|recu", "2024-07-05|1 rue A|recu", "2024-07-05|2 rue A|recu")
    first = read(columns, *lines).table["reference"].to_pylist()
    assert len(set(first)) == 3
    assert first[1] == first[0] + "-2"
    assert read(columns, *lines).table["reference"].to_pylist() == first
    later = read(columns, *(line.replace("recu", "resolu") for line in lines))
    assert later.table["reference"].to_pylist() == first
    moved = read("adresse|recu_le", "1 rue A|2024-07-05").table["reference"].to_pylist()
    assert moved == first[:1]


def test_words_of_channel_status_and_place() -> None:
    row = one("reference|recu_le|canal|statut|lieu", "A|2024-07-05|Téléphone|Pris en charge|Parties communes")
    assert (row["canal"], row["statut"], row["lieu"]) == ("telephone", "pris_en_charge", "parties communes")
    row = one("reference|recu_le|canal|statut|lieu", "A|2024-07-05|pigeon|perdu|lune")
    assert (row["canal"], row["statut"], row["lieu"]) == ("autre", "recu", None)
    for word in ("pigeon", "perdu", "lune"):
        assert word in str(row["remarque"])


def test_optional_dates_never_refuse_a_row() -> None:
    row = one("reference|recu_le|survenu_debut|survenu_fin|clos_le", "A|2024-07-05|2024-07-04|2024-07-04|31/02/2024")
    assert row["survenu_debut"] == dt.datetime(2024, 7, 3, 22, tzinfo=dt.UTC)
    assert row["survenu_fin"] == dt.datetime(2024, 7, 4, 21, 59, 59, tzinfo=dt.UTC)
    assert row["clos_le"] is None
    assert "clos_le laissé vide" in str(row["remarque"])
    row = one("reference|recu_le|survenu_debut|survenu_fin", "A|2024-07-05|2024-07-04|2024-07-01")
    assert row["survenu_debut"] is None
    assert "précède" in str(row["remarque"])


def test_rows_cut_wrongly_are_refused() -> None:
    rows = Rows("e.csv", ("reference", "recu_le"), [["A", "2024-07-05"]], [2], faults={0: "mal coupée"})
    batch = read_signalements(rows, preset("observatoire"), CODES, TODAY)
    assert [rejet.raison for rejet in batch.rejets] == ["mal coupée"]


def test_all_midnights_are_no_hours() -> None:
    lines = [f"A{n}|2024-07-{n:02d}T00:00:00+02:00" for n in range(1, 25)]
    mapping = make_mapping({"colonnes": {"reference": "reference", "recu_le": "recu_le"}})
    batch = read("reference|recu_le", *lines, mapping=mapping)
    assert batch.table["recu_heure"].null_count == 24
    assert batch.table["recu_jour"].to_pylist()[0] == dt.date(2024, 7, 1)
    assert batch.table["recu_le"].to_pylist()[0] == dt.datetime(2024, 7, 1, 10, tzinfo=dt.UTC)
    assert "00:00:00" in batch.remarques[0]
    assert read("reference|recu_le", *lines[:5], mapping=mapping).table["recu_heure"].null_count == 0
    assert read("reference|recu_le", *lines).table["recu_heure"].null_count == 0


def test_an_address_in_several_columns() -> None:
    mapping = make_mapping({"colonnes": {"recu_le": "d", "adresse": ["n", "v", "c"]}})
    batch = read("d|n|v|c", "2024-07-05|3||Lyon", mapping=mapping)
    assert batch.table["adresse"].to_pylist() == ["3 Lyon"]


def test_no_row_at_all() -> None:
    batch = read("reference|recu_le")
    assert len(batch.table) == 0
    assert isinstance(batch.table, pa.Table)
