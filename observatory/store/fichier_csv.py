"""The one reading of tables that a city keeps or brings as CSV, and their writing."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from observatory.domain.errors import FormatError
from observatory.domain.formule import harmless, restored

MOST_ROWS = 5_000
"""Rows of a table that somebody brings: more is no table of settings."""


def read_table(path: Path, columns: Sequence[str], absent: str = "") -> list[dict[str, str]]:
    """The rows of a reference table (UTF-8, comma or semicolon): the columns asked for, without spaces around.

    ``absent`` is the sentence for a file that is not there.

    Raises
    ------
    FormatError
        When the file or a column is missing, or it is no CSV in UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        told = absent or f"{path.name} manque parmi les tables de référence : remettez ce fichier."
        raise FormatError(told) from error
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path.name} ne peut pas être lu ({error}) : enregistrez-le en « CSV UTF-8 ».") from error
    return text_to_table(text, columns, path.name)


def text_to_table(text: str, columns: Sequence[str], name: str) -> list[dict[str, str]]:
    """The rows of a text of CSV; ``name`` is what messages call it. Columns that nobody asked for are left out.

    Raises
    ------
    FormatError
        When a column is missing, a row has more cells than columns, or there are more rows than a table has.
    """
    text = text.removeprefix("\ufeff")
    header = text.partition("\n")[0]
    separator = ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise FormatError(f"{name} ne peut pas être lu ({error}) : enregistrez-le en « CSV UTF-8 ».") from error
    known = reader.fieldnames or ()
    missing = [one for one in columns if one not in known] or ([] if rows else list(columns))
    if missing:
        raise FormatError(f"{name} : colonnes attendues {', '.join(columns)} ; il manque {', '.join(missing)}.")
    if len(rows) > MOST_ROWS:
        raise FormatError(f"{name} a {len(rows)} lignes : {MOST_ROWS} au plus pour une table de réglages.")
    for number, row in enumerate(rows, 2):
        if None in row:
            raise FormatError(f"{name}, ligne {number} : plus de cases que de colonnes ; il manque des guillemets.")
    return [{one: restored((row[one] or "").strip()) for one in columns} for row in rows]


def table_to_text(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> str:
    """Rows as CSV that French spreadsheets open (UTF-8 with its mark, semicolons); what is absent is empty.

    What a spreadsheet would run is made harmless; :func:`text_to_table` restores it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([harmless(str("" if row.get(one) is None else row[one])) for one in columns])
    return "\ufeff" + out.getvalue()


def text_to_day(where: str, column: str, text: str) -> dt.date | None:
    """A day of a cell, written 2026-06-30 or 30/06/2026; None where the cell is empty.

    Raises
    ------
    FormatError
    """
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    raise FormatError(f"{where} : {column} = « {text} » n'est pas une date ; écrivez 2026-06-30 ou 30/06/2026.")
