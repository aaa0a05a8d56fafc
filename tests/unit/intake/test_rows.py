from __future__ import annotations

import datetime as dt
import gzip
import zipfile
from pathlib import Path

import openpyxl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from observatory.domain.errors import FormatError, NotFound
from observatory.intake import rows as rows_module
from observatory.intake.rows import SURPLUS, read_rows


def write(folder: Path, data: bytes | str, name: str = "f.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    lines = ["numéro,éveil,lieu", "1,été,Évry", "2,août,Œuilly", "3,€,là"]
    text = "\r\n".join(lines).replace(",", separator)
    rows = read_rows(write(tmp_path, text.encode(encoding)))
    assert rows.columns == ("numéro", "éveil", "lieu")
    assert rows.cells == [["1", "été", "Évry"], ["2", "août", "Œuilly"], ["3", "€", "là"]]
    assert rows.lines == [2, 3, 4]


def test_lines_are_those_of_an_editor(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path, 'a,b\n\n1,"x\ny"\n\n2,z\n'))
    assert rows.lines == [3, 6]
    assert rows.column("b") == ["x\ny", "z"]


def test_blank_lines_are_no_rows_but_empty_cells_are(tmp_path: Path) -> None:
    assert len(read_rows(write(tmp_path, "a;b\n\n;\n\n1;2\n\n"))) == 2


def test_ragged_rows(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path, "a;b;c\n1\n1;2;3;;\n1;2;3;4\n"))
    assert rows.cells == [["1", "", ""], ["1", "2", "3"], ["1", "2", "3"]]
    assert list(rows.faults) == [2]
    assert "4 cellules pour 3 colonnes" in rows.faults[2]
    assert rows.record(2)[SURPLUS] == "4"


def test_a_quote_that_never_closes_takes_its_own_line_only(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path, 'a,b,c\n1,x,y\n2,"x,y\n3,x,y\n4,x,"y"\n'))
    assert rows.lines == [2, 3, 4, 5]
    assert list(rows.faults) == [1]
    assert rows.cells[2] == ["3", "x", "y"]


def test_a_quote_closed_further_down_does_not_swallow_rows(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path, 'a,b,c\n2,"x,y\n3,x,y\n4,"x",y\n5,x,y\n'))
    assert rows.lines == [2, 3, 4, 5]
    assert rows.cells[1:] == [["3", "x", "y"], ["4", "x", "y"], ["5", "x", "y"]]


def test_many_broken_quotes_stay_bounded(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path, "a,b\n" + '1,"""x\n' * 5000))
    assert len(rows) == 5000


def test_a_cell_beyond_the_reader_s_limit(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path, "a,b\n1,2\n3," + "x" * 200_000 + "\n4,5\n"))
    assert rows.lines == [2, 3, 4]
    assert "dépasse" in rows.faults[1]


def test_nul_bytes_and_bytes_without_meaning(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path, b"a;b\n1;\x00x\n2;\x81\xff\n3;\xc3\xa9\n"))
    assert rows.column("a") == ["1", "2", "3"]
    assert rows.column("b")[0] == "x"
    assert rows.column("b")[2] == "é"


def test_header_names(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path, " nom ;nom;;nom\n1;2;3;4\n"))
    assert rows.columns == ("nom", "nom (2)", "colonne 3", "nom (3)")


def test_excel_s_own_first_line(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path, "sep=|\na|b\n1|2\n"))
    assert rows.columns == ("a", "b")
    assert rows.lines == [3]


def test_separator_with_decimal_commas(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path, "lon;lat\n2,35;48,85\n2,36;48,86\n"))
    assert rows.columns == ("lon", "lat")


def test_header_only_and_empty(tmp_path: Path) -> None:
    assert len(read_rows(write(tmp_path, "a,b\n"))) == 0
    for data in (b"", b"\n \n", b"\xef\xbb\xbf", b"\x00\x00"):
        with pytest.raises(FormatError, match="vide"):
            read_rows(write(tmp_path, data))
    with pytest.raises(NotFound, match="n'existe pas"):
        read_rows(tmp_path / "absent.csv")


def test_gzip_and_its_damage(tmp_path: Path) -> None:
    packed = gzip.compress(b"a,b\n1,2\n")
    assert read_rows(write(tmp_path, packed, "f.csv.gz")).cells == [["1", "2"]]
    with pytest.raises(FormatError, match="abîmé"):
        read_rows(write(tmp_path, packed[:-6], "g.csv.gz"))


def test_a_gzip_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "MAX_BYTES", 10_000)
    with pytest.raises(FormatError, match="découper"):
        read_rows(write(tmp_path, gzip.compress(b"a,b\n" * 100_000), "f.csv.gz"))


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "vide"
    sheet = book.create_sheet("données")
    for row in (
        [None, None, None, None],
        ["réf", "date", "heure", "nombre"],
        ["A1", dt.date(2024, 3, 5), dt.datetime.fromisoformat("2024-03-05 14:30"), 12.0],
        [None, None, None, None],
        ["A2", dt.date(2024, 2, 29), dt.datetime.fromisoformat("2024-02-29 23:59:59"), 2.35],
    ):
        sheet.append(row)
    book.save(path)
    return path


def test_xlsx(tmp_path: Path) -> None:
    rows = read_rows(workbook(tmp_path / "f.xlsx"))
    assert rows.columns == ("réf", "date", "heure", "nombre")
    assert rows.cells == [
        ["A1", "2024-03-05", "2024-03-05 14:30:00", "12"],
        ["A2", "2024-02-29", "2024-02-29 23:59:59", "2.35"],
    ]
    assert rows.lines == [3, 5]
    assert rows.tableur
    assert "données" in rows.remarques[0]


def test_ods(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Feuille1")
    for row in (["a", "b"], ["1", "été"]):
        line = TableRow()
        for text in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(tmp_path / "f.ods"))
    rows = read_rows(tmp_path / "f.ods")
    assert rows.cells == [["1", "été"]]
    assert rows.lines == [2]


def test_a_sheet_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "a"
    sheet["XFD1048576"] = "z"
    book.save(tmp_path / "f.xlsx")
    with pytest.raises(FormatError, match="cellules"):
        read_rows(tmp_path / "f.xlsx")


def test_an_ods_of_repeats_is_refused(tmp_path: Path) -> None:
    content = (
        '<d xmlns:table="t" xmlns:office="o"><table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16000"/>'
        "</table:table-row></d>"
    )
    with zipfile.ZipFile(tmp_path / "f.ods", "w") as archive:
        archive.writestr("content.xml", content)
    with pytest.raises(FormatError, match="cellules"):
        read_rows(tmp_path / "f.ods")


@pytest.mark.parametrize("name", ["f.xlsx", "f.ods"])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"a,b\n1,2\n"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(FormatError, match=r"classeur|abîmé"):
        read_rows(write(tmp_path, data, name))


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    data = bytearray(workbook(tmp_path / "f.xlsx").read_bytes())
    data[len(data) // 3] ^= 0xFF
    with pytest.raises(FormatError):
        read_rows(write(tmp_path, bytes(data), "g.xlsx"))


def test_a_workbook_named_csv_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "f.xlsx").rename(tmp_path / "f.csv")
    with pytest.raises(FormatError, match="terminaison"):
        read_rows(path)


def test_too_many_columns_are_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="500000 colonnes"):
        read_rows(write(tmp_path, "a" + ";a" * 499_999))


def test_a_header_with_many_empty_cells_behind(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path, "a;b" + ";" * 300_000 + "\n1;2\n"))
    assert rows.columns == ("a", "b")
    assert rows.cells == [["1", "2"]]


@pytest.mark.parametrize("cell", ['r="A19999999"', "r='A1048577'", 'r = "ZZZZZ9"'])
def test_a_cell_beyond_any_sheet_is_refused(tmp_path: Path, cell: str) -> None:
    given = workbook(tmp_path / "f.xlsx")
    with zipfile.ZipFile(given) as archive, zipfile.ZipFile(tmp_path / "g.xlsx", "w") as changed:
        for name in archive.namelist():
            data = archive.read(name)
            changed.writestr(name, data.replace(b'r="A5"', cell.encode()) if "sheet2" in name else data)
    with pytest.raises(FormatError, match="cellules"):
        read_rows(tmp_path / "g.xlsx")
