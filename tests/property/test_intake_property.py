"""Whatever the bytes: every row of a file is accounted for, and nothing but a French refusal is raised."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observatory.domain.errors import ObservatoryError
from observatory.domain.formule import harmless
from observatory.intake.adresses import read_adresses
from observatory.intake.guess import guess_columns, guess_preset
from observatory.intake.mapping import make_mapping, preset
from observatory.intake.rejets import write_rejets
from observatory.intake.rows import Rows, read_rows
from observatory.intake.signalements import read_signalements
from observatory.intake.texte import decode

TODAY = dt.date(2026, 11, 21)
PARIS = ZoneInfo("Europe/Paris")
CODES = ("bruit", "autre")
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

tokens = st.sampled_from(
    [b'"', b'""', b";", b",", b"\t", b"\n", b"\r\n", b"\r", b"a", b"1", b" ", b"\x00", b"\xe9", b"\xc3\xa9", b"\xff",
     b"2024-03-05", b"31/02/2024", b"2024-07-05T10:00:00Z", b"48,85", b"=1+1", b"recu_le", b"reference", b"lon", b"lat",
     b"\xef\xbb\xbf", b"nom_voie"]
)  # fmt: skip
long = st.lists(tokens, min_size=25, max_size=80).map(b"".join)
lines = st.lists(st.lists(tokens, min_size=1, max_size=8).map(b"".join), min_size=3, max_size=15).map(b"\n".join)
messy = st.one_of(st.binary(max_size=300), long, lines)


def write(folder: Path, data: bytes, name: str = "f.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def check_all_there(rows: Rows, folder: Path) -> None:
    if not rows.columns:
        return
    mappings = [make_mapping({"colonnes": {"recu_le": rows.columns[0], "adresse": list(rows.columns)}})]
    if "recu_le" in rows.columns:
        mappings.append(preset("observatoire"))
    for mapping in mappings:
        batch = read_signalements(rows, mapping, CODES, TODAY)
        assert len(batch.table) + len(batch.rejets) == len(rows)
        lines = [*batch.table["ligne"].to_pylist(), *(rejet.ligne for rejet in batch.rejets)]
        assert sorted(lines) == sorted(rows.lines)
        write_rejets(folder / "f.rejets.csv", batch.rejets)


@QUICK
@given(data=messy)
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    try:
        rows = read_rows(write(tmp_path, data))
    except ObservatoryError as error:
        assert error.message.endswith(".")
        return
    assert all(len(row) == len(rows.columns) for row in rows.cells)
    assert len(rows.lines) == len(rows)
    assert rows.lines == sorted(set(rows.lines))
    check_all_there(rows, tmp_path)
    guess_preset(rows)
    guess_columns(rows, TODAY)


@QUICK
@given(body=messy)
def test_no_line_below_a_good_header_is_lost(tmp_path: Path, body: bytes) -> None:
    """Each line that is not blank is the first of a row, or lies inside a well-formed text of several lines."""
    body = body.replace(b"\x00", b"")
    header = b"recu_le;reference;lon;lat\n"
    rows = read_rows(write(tmp_path, header + body))
    text = "".join(cell for row in rows.cells for cell in row) + "".join(
        cell for extra in rows.surplus.values() for cell in extra
    )
    given_letters = sorted(c for c in decode(header + body)[0][len(header) :] if c.isalnum())
    assert sorted(c for c in text if c.isalnum()) == given_letters
    check_all_there(rows, tmp_path)


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r\ufeff"), max_size=12)


@QUICK
@given(table=st.lists(st.tuples(cells, cells, cells), max_size=20), separator=st.sampled_from(",;\t"))
def test_what_csv_writes_is_read_back(tmp_path: Path, table: list[tuple[str, str, str]], separator: str) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([("reference", "recu_le", "adresse"), *table])
    rows = read_rows(write(tmp_path, text.getvalue().encode()))
    assert [tuple(row) for row in rows.cells] == table
    assert not rows.faults


@QUICK
@given(data=messy)
def test_addresses_of_any_bytes(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path, b"id;nom_voie;lon;lat\n" + data)
    rows = read_rows(path)
    batch = read_adresses(path)
    assert len(batch.table) + len(batch.rejets) == len(rows)


@QUICK
@given(data=st.binary(max_size=200), name=st.sampled_from(["f.xlsx", "f.ods", "f.csv.gz"]))
def test_any_bytes_as_a_workbook_or_archive(tmp_path: Path, data: bytes, name: str) -> None:
    try:
        read_rows(write(tmp_path, data, name))
    except ObservatoryError as error:
        assert error.message.endswith(".")


words = st.one_of(
    st.just(""), cells, st.sampled_from(["=1+1", "'=1", "-x", "@a", "bruit", "résolu", "Téléphone", "12,5"])
)
moments = st.one_of(
    st.just(""),
    st.datetimes(dt.datetime.fromisoformat("1990-01-01"), dt.datetime.fromisoformat("2026-11-20")).map(str),
    st.dates(dt.date(1990, 1, 1), dt.date(2026, 11, 20)).map(str),
    st.sampled_from(["2024-03-31 02:30", "2024-10-27 02:30", "2024-07-05T00:00:00", "31/02/2024"]),
)
degrees = st.one_of(st.just(""), st.floats(-91, 91).map(repr), st.just("2,35"))
FIELDS: dict[str, st.SearchStrategy[str]] = {
    "recu_le": moments.filter(bool),
    **dict.fromkeys(("reference", "categorie", "adresse", "description", "canal", "statut"), words),
    **dict.fromkeys(("service", "lieu", "residence", "probleme", "declarant", "precision_m", "methode"), words),
    **dict.fromkeys(("survenu_debut", "survenu_fin", "clos_le", "retour_le", "echeance"), moments),
    **dict.fromkeys(("lat", "lon"), degrees),
}


def exported(table: pa.Table) -> bytes:
    """A table as the observatory exports it: Paris time with its offset, or a bare day; formulas disarmed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    names = [name for name in table.column_names if name not in ("ligne", "recu_jour", "recu_heure")]
    writer.writerow(names)
    for row in table.to_pylist():
        if row["recu_heure"] is None:
            row["recu_le"] = row["recu_jour"].isoformat()
        local = {
            name: value.astimezone(PARIS).isoformat() if isinstance(value, dt.datetime) else value
            for name, value in row.items()
        }
        writer.writerow(["" if local[name] is None else harmless(str(local[name])) for name in names])
    return text.getvalue().encode()


@QUICK
@given(table=st.lists(st.fixed_dictionaries(FIELDS), min_size=1, max_size=22))
def test_our_own_export_reads_the_same(tmp_path: Path, table: list[dict[str, str]]) -> None:
    columns = tuple(FIELDS)
    rows = Rows("f.csv", columns, [[row[name] for name in columns] for row in table], list(range(2, 2 + len(table))))
    mapping = make_mapping({"colonnes": {name: name for name in columns}})
    first = read_signalements(rows, mapping, CODES, TODAY)
    again = read_signalements(read_rows(write(tmp_path, exported(first.table))), preset("observatoire"), CODES, TODAY)
    assert again.rejets == []
    assert again.table.drop_columns(["ligne"]).to_pylist() == first.table.drop_columns(["ligne"]).to_pylist()


def test_the_strategy_reaches_records() -> None:
    """The messy strategy does produce files with rows (the properties above are not vacuous)."""
    with pytest.raises(AssertionError, match="found"):

        @settings(max_examples=300, deadline=None, database=None)
        @given(data=messy)
        def never(data: bytes) -> None:
            assert data.count(b"\n") < 2 or b";" not in data, "found"

        never()
