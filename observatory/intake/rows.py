"""A file of lines and columns, whatever its format, as text cells that know their line."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from observatory.domain.errors import FormatError, NotFound
from observatory.intake.tableur import read_sheet
from observatory.intake.texte import cut, declared_delimiter, decode, sniff_delimiter, split_lines

MAX_BYTES = 256 * 1024 * 1024
"""Bytes of text, unpacked, that are read at most."""

MAX_COLUMNS = 2000
"""Columns that a header may have."""

SURPLUS = "(cellules en trop)"
"""Under this name a reject keeps the cells that no column names."""

SPREADSHEETS = (".xlsx", ".xlsm", ".ods")
"""Endings read as spreadsheets; any other is read as text."""


@dataclass(frozen=True)
class Rows:
    """Rows of a file: `columns` names, `cells` one list of text per row (as long as `columns`).

    `lines` gives each row's line in the file as an editor shows it (or its row in the sheet), `faults` a
    French reason for rows that could not be cut safely (by index), `surplus` their cells beyond the header,
    `remarques` what was decided while reading, `tableur` whether cells come from a spreadsheet.
    """

    name: str
    columns: tuple[str, ...]
    cells: list[list[str]]
    lines: list[int]
    faults: dict[int, str] = field(default_factory=dict)
    surplus: dict[int, list[str]] = field(default_factory=dict)
    remarques: tuple[str, ...] = ()
    tableur: bool = False

    def __len__(self) -> int:
        return len(self.cells)

    @property
    def rows(self) -> list[dict[str, str]]:
        """Every row as a dictionary (for a screen or a test; heavy on a big file)."""
        return [self.record(index) for index in range(len(self))]

    def column(self, name: str) -> list[str]:
        """Cells of one column, in the order of the rows; ``KeyError`` when there is no such column."""
        try:
            index = self.columns.index(name)
        except ValueError:
            raise KeyError(name) from None
        return [row[index] for row in self.cells]

    def record(self, index: int) -> dict[str, str]:
        """One row as a dictionary, with what stood beyond the header."""
        found = dict(zip(self.columns, self.cells[index], strict=True))
        if index in self.surplus:
            found[SURPLUS] = " | ".join(self.surplus[index])
        return found

    def head(self, count: int) -> Rows:
        """The first rows only, for a preview."""
        return Rows(
            self.name,
            self.columns,
            self.cells[:count],
            self.lines[:count],
            {index: text for index, text in self.faults.items() if index < count},
            {index: extra for index, extra in self.surplus.items() if index < count},
            self.remarques,
            self.tableur,
        )


def read_rows(path: Path) -> Rows:
    """Read a CSV (``,`` ``;`` tab or ``|``; UTF-8, with BOM, UTF-16 or Windows-1252), ``.csv.gz``, XLSX or ODS.

    Every line below the header that is not blank is a row: none is dropped, whatever the bytes.

    Raises
    ------
    NotFound
        No such file.
    FormatError
        The file is empty, too big, damaged, or of a kind that is not read.
    """
    if not path.is_file():
        raise NotFound(f"Le fichier {path} n'existe pas : vérifier son nom et son dossier.")
    ending = path.suffix.lower()
    if ending in (".xls", ".xlsb", ".numbers"):
        raise FormatError(f"Le format {ending} n'est pas lu : enregistrer {path.name} en .xlsx, .ods ou CSV.")
    if ending in SPREADSHEETS:
        records, lines, remarks = read_sheet(path)
        return _rows(path.name, records, lines, {}, tuple(remarks), tableur=True)
    return _read_text(path)


def read_bytes(path: Path, limit: int) -> bytes:
    """Bytes of a file, unpacked when they are gzip; refused beyond `limit` bytes."""
    if path.stat().st_size > limit:
        raise _too_big(path, limit)
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    if not packed:
        return path.read_bytes()
    try:
        with gzip.open(path) as stream:
            data = stream.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FormatError(f"Le fichier compressé {path.name} est abîmé ou incomplet : le reprendre.") from error
    if len(data) > limit:
        raise _too_big(path, limit)
    return data


def _too_big(path: Path, limit: int) -> FormatError:
    return FormatError(
        f"{path.name} dépasse {limit // 1024**2} Mo : le découper en plusieurs fichiers (par année, par exemple)."
    )


def _read_text(path: Path) -> Rows:
    data = read_bytes(path, MAX_BYTES)
    if data.startswith(b"PK\x03\x04"):
        raise FormatError(
            f"{path.name} est une archive ou un classeur : lui rendre sa terminaison (.xlsx, .ods) ou l'extraire."
        )
    text, encoding = decode(data)
    lines = split_lines(text)
    if not text.strip():
        raise FormatError(f"Le fichier {path.name} est vide : il faut au moins une ligne d'en-tête.")
    skipped = 0
    delimiter = declared_delimiter(lines[0])
    if delimiter:
        skipped = 1
    found = cut(lines[skipped:], delimiter or sniff_delimiter(lines))
    remarks = () if encoding == "UTF-8" else (f"Fichier lu en {encoding}.",)
    numbers = [line + skipped for line in found.lines]
    return _rows(path.name, found.records, numbers, found.faults, remarks, tableur=False)


def _rows(
    name: str,
    records: list[list[str]],
    lines: list[int],
    faults: dict[int, str],
    remarks: tuple[str, ...],
    *,
    tableur: bool,
) -> Rows:
    """Name the columns by the first record, and give every other record as many cells."""
    start = next((index for index, record in enumerate(records) if any(cell.strip() for cell in record)), None)
    if start is None:
        raise FormatError(f"Le fichier {name} est vide : il faut au moins une ligne d'en-tête.")
    header = records[start]
    wide = max(rank for rank, cell in enumerate(header, start=1) if cell.strip())
    if wide > MAX_COLUMNS:
        raise FormatError(f"{name} aurait {wide} colonnes (limite : {MAX_COLUMNS}) : vérifier le fichier.")
    columns = _column_names(header[:wide])
    width, surplus = len(columns), dict[int, list[str]]()
    body = records[start + 1 :]
    reasons = {index - start - 1: text for index, text in faults.items() if index > start}
    for index, record in enumerate(body):
        if len(record) < width:
            record.extend([""] * (width - len(record)))
        elif len(record) > width:
            extra, body[index] = record[width:], record[:width]
            if any(cell.strip() for cell in extra):
                surplus[index] = extra
                reasons.setdefault(index, _ragged(len(record), width))
    return Rows(name, columns, body, lines[start + 1 :], reasons, surplus, remarks, tableur)


def _ragged(found: int, width: int) -> str:
    return (
        f"la ligne a {found} cellules pour {width} colonnes : un séparateur se trouve sans doute "
        "dans un texte sans guillemets"
    )


def _column_names(header: list[str]) -> tuple[str, ...]:
    """Names without blanks around; an empty one gets its rank, a repeated one a number."""
    taken: dict[str, int] = {}
    names: list[str] = []
    for rank, cell in enumerate(header, start=1):
        name = " ".join(cell.split()) or f"colonne {rank}"
        wanted = name
        while wanted in taken:
            taken[name] += 1
            wanted = f"{name} ({taken[name]})"
        taken.setdefault(name, 1)
        taken.setdefault(wanted, 1)
        names.append(wanted)
    return tuple(names)
