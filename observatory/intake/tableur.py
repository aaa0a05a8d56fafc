"""Spreadsheets (XLSX, ODS) to lines of text cells, refused when they would fill the memory."""

from __future__ import annotations

import datetime as dt
import math
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from observatory.domain.errors import FormatError

MAX_UNPACKED = 400 * 1024 * 1024
"""Bytes that a spreadsheet may hold once unpacked."""

MAX_CELLS = 20_000_000
"""Cells (rows times columns) that a sheet may span."""

MAX_ROWS = 1_048_576
"""Rows of a sheet in every spreadsheet program."""

_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Za-z]+)([0-9]+)["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["']([0-9]+)["']""")
_CHUNK = 1 << 20


def read_sheet(path: Path) -> tuple[list[list[str]], list[int], list[str]]:
    """Rows of the first sheet that holds something.

    Returns
    -------
    records, lines, remarques
        Cells as text, the row number of each in the sheet (from 1), and French remarks (which sheet).

    Raises
    ------
    FormatError
        Not a spreadsheet, protected by a password, damaged or too big.
    """
    _refuse_bombs(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            return _first_filled(book)
    except CalamineError as error:
        raise FormatError(
            f"Le classeur {path.name} ne peut pas être lu ({error}) : l'ouvrir dans un tableur, "
            "retirer son mot de passe s'il en a un, et l'enregistrer de nouveau en .xlsx ou en CSV."
        ) from error


def _first_filled(book: CalamineWorkbook) -> tuple[list[list[str]], list[int], list[str]]:
    """The first sheet that looks like a table (two columns, two rows), else the first that holds something."""
    names = list(book.sheet_names)
    sheets = [book.get_sheet_by_index(index) for index in range(len(names))]
    order = sorted(range(len(names)), key=lambda index: not (sheets[index].width > 1 and sheets[index].height > 1))
    for index in order:
        name, others = names[index], len(names) - 1
        records, lines = _records(sheets[index])
        if records:
            said = f"Feuille lue : « {name} »" + (f" ({others} autre(s) laissée(s) de côté)." if others else ".")
            return records, lines, [said]
    return [], [], []


def _records(sheet: CalamineSheet) -> tuple[list[list[str]], list[int]]:
    first = sheet.start[0] if sheet.start else 0
    records, lines = [], []
    for index, row in enumerate(sheet.to_python(skip_empty_area=True)):
        cells = [cell_text(value) for value in row]
        if any(cells):
            records.append(cells)
            lines.append(first + index + 1)
    return records, lines


def cell_text(value: Any) -> str:
    """A cell's value as stable text: 12.0 is ``12``, a date ISO, an hour kept only where there is one."""
    if isinstance(value, bool):
        return "vrai" if value else "faux"
    if isinstance(value, float):
        return str(int(value)) if math.isfinite(value) and value == int(value) else repr(value)
    if isinstance(value, dt.datetime):
        near = value + dt.timedelta(microseconds=500_000)
        near = near.replace(microsecond=0)
        return near.date().isoformat() if near.time() == dt.time() else near.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _refuse_bombs(path: Path) -> None:
    """Measure what the file unpacks to before a reader allocates it."""
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_size(path, archive)
            for info in archive.infolist():
                if info.filename.startswith("xl/worksheets/"):
                    _refuse_span(path, _xlsx_span(archive, info))
                elif info.filename == "content.xml":
                    _refuse_span(path, _ods_span(archive, info))
                else:
                    _read_through(archive, info)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, LookupError, expat.ExpatError) as error:
        raise FormatError(
            f"{path.name} n'est pas un classeur XLSX ou ODS lisible : l'enregistrer de nouveau "
            "depuis le tableur, sans mot de passe, ou en CSV."
        ) from error
    except (OSError, ValueError, zlib.error) as error:
        raise FormatError(f"{path.name} ne peut pas être lu : le fichier est abîmé ({error}).") from error


def _refuse_size(path: Path, archive: zipfile.ZipFile) -> None:
    size = sum(info.file_size for info in archive.infolist())
    if size > MAX_UNPACKED:
        raise FormatError(
            f"{path.name} ferait {size // 1024**2} Mo une fois décompressé (limite : "
            f"{MAX_UNPACKED // 1024**2} Mo) : le découper ou l'enregistrer en CSV."
        )


def _refuse_span(path: Path, cells: int) -> None:
    if cells > MAX_CELLS:
        raise FormatError(
            f"La feuille de {path.name} s'étend sur {cells} cellules (limite : {MAX_CELLS}) : "
            "supprimer les lignes et colonnes vides de la fin, ou l'enregistrer en CSV."
        )


def _read_through(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Unpack once without keeping: a size that lies or a damaged part shows here."""
    with archive.open(info) as part:
        while part.read(_CHUNK):
            pass


def _xlsx_span(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> int:
    """Rows times columns of a sheet's corner-most cells (readers allocate the whole rectangle)."""
    rows, columns, left = 1, 1, b""
    with archive.open(info) as part:
        while chunk := part.read(_CHUNK):
            block = left + chunk
            rows = max(rows, *(int(row[-12:]) for row in _ROW.findall(block)), 1)
            for letters, row in _CELL.findall(block):
                rows = max(rows, int(row[-12:]))
                columns = max(columns, _column_number(letters[-6:]))
            left = block[-200:]
    return rows * columns if rows <= MAX_ROWS else max(rows * columns, MAX_CELLS + 1)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


class _OdsCounter:
    """Counts the cells that repeats would unfold to; a repeat without content costs nothing."""

    def __init__(self) -> None:
        self.total = 0
        self.row_times = 1
        self.row_cells = 0
        self.pending = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table-row":
            self.row_times = int(attributes.get("table:number-rows-repeated", "1"))
            self.row_cells = self.pending = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            times = int(attributes.get("table:number-columns-repeated", "1"))
            if "office:value-type" in attributes:
                self.row_cells += self.pending + times
                self.pending = 0
            else:
                self.pending += times

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self.total += self.row_times * self.row_cells


def _refuse_entities(*_: object) -> None:
    raise ValueError("le document déclare des entités XML")


def _ods_span(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> int:
    counter = _OdsCounter()
    parser = expat.ParserCreate()
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    parser.EntityDeclHandler = _refuse_entities
    with archive.open(info) as part:
        while chunk := part.read(_CHUNK):
            parser.Parse(chunk, False)
            if counter.total > MAX_CELLS:
                return counter.total
    parser.Parse(b"", True)
    return counter.total
