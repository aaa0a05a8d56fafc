"""Local nicknames of places: those kept in the base, and those of the file that a city edits."""

from __future__ import annotations

import csv
import datetime as dt
import math
from collections.abc import Mapping
from pathlib import Path

import duckdb

from observatory.domain.errors import FormatError, ValueRefused
from observatory.domain.position import Position
from observatory.domain.records import Surnom
from observatory.store.database import Database

SURNOM_COLUMNS = ("surnom", "designe", "lat", "lon")
LONGEST_SURNOM, LONGEST_DESIGNE = 100, 200
"""Characters of a nickname, and of the text that it stands for."""
_LARGEST_FILE = 4 * 2**20


def surnoms_path(reference: Path) -> Path:
    """The file of nicknames in the folder of reference tables; it may be absent."""
    return reference / "surnoms.csv"


def file_stamp(path: Path) -> tuple[int, int] | None:
    """What changes when the file is edited: its instant in nanoseconds and its size; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def check_surnom(surnom: Surnom) -> None:
    """Whether a nickname can be kept: it has a name, and a text or a position that it stands for.

    Raises
    ------
    ValueRefused
        When it is empty, too long, stands for nothing, or has half a position or one outside the globe.
    """
    name, designe = surnom.surnom.strip(), surnom.designe.strip()
    if not any(character.isalnum() for character in name):
        raise ValueRefused("Le surnom est vide : écrivez le nom que les habitants donnent au lieu.")
    if len(name) > LONGEST_SURNOM or len(designe) > LONGEST_DESIGNE:
        raise ValueRefused(
            f"« {name[:40]} » : pas plus de {LONGEST_SURNOM} caractères pour un surnom ni de {LONGEST_DESIGNE} pour ce "
            "qu'il désigne."
        )
    if not (name + designe).isprintable():
        raise ValueRefused(
            f"« {' '.join(name.split())[:40]} » tient sur plusieurs lignes : il manque sans doute un guillemet fermant."
        )
    if (surnom.lat is None) != (surnom.lon is None):
        raise ValueRefused(f"« {name} » n'a qu'une moitié de position : donnez lat et lon, ou aucun des deux.")
    if surnom.lat is not None and surnom.lon is not None:
        Position(lat=surnom.lat, lon=surnom.lon)
    elif not designe:
        raise ValueRefused(
            f"« {name} » ne désigne rien : donnez l'adresse ou le lieu qu'il désigne, ou sa position (lat et lon)."
        )


def read_surnoms(path: Path) -> tuple[list[Surnom], list[str]]:
    """The nicknames of the file that the city keeps (UTF-8, comma or semicolon), and what is wrong with it in French.

    A row that cannot be kept is told with its line and does not take the others with it; no file, no nicknames.
    """
    try:
        reader = _reader(path)
    except FormatError as error:
        return [], [error.message]
    found: dict[str, tuple[int, Surnom]] = {}
    remarques: list[str] = []
    while True:
        try:
            row = next(reader)
            if not any((row[name] or "").strip() for name in SURNOM_COLUMNS):
                continue
            surnom = _row_to_surnom(row)
            first, _ = found.setdefault(surnom.surnom.casefold(), (reader.line_num, surnom))
            if first != reader.line_num:
                raise ValueRefused(f"« {surnom.surnom} » est déjà à la ligne {first} : gardez l'une des deux.")
        except StopIteration:
            break
        except ValueRefused as error:
            remarques.append(f"{path.name}, ligne {reader.line_num} : {error}")
        except csv.Error:
            remarques.append(
                f"{path.name}, ligne {reader.line_num + 1} : ligne trop longue ; il y manque un guillemet."
            )
    return [surnom for _, surnom in found.values()], remarques


def surnoms_read(database: Database) -> list[Surnom]:
    """The nicknames kept in the base, oldest first."""
    rows = database.cursor().execute("SELECT surnom, designe, lat, lon FROM surnom ORDER BY id").fetchall()
    return [Surnom(*row) for row in rows]


def surnoms_origin(database: Database) -> dict[str, tuple[str, dt.datetime]]:
    """Who added each nickname of the base, and when."""
    rows = database.read("SELECT surnom, auteur, le FROM surnom").to_pylist()
    return {row["surnom"]: (row["auteur"], row["le"]) for row in rows}


def surnom_insert(cursor: duckdb.DuckDBPyConnection, surnom: Surnom, *, auteur: str, le: dt.datetime) -> int:
    """Keep a nickname; gives the number under which the journal speaks of it."""
    row = cursor.execute(
        "INSERT INTO surnom VALUES (nextval('surnom_id'), ?, ?, ?, ?, ?, ?) RETURNING id",
        [surnom.surnom, surnom.designe, surnom.lat, surnom.lon, auteur, le],
    ).fetchone()
    return int(row[0]) if row else 0


def surnom_delete(cursor: duckdb.DuckDBPyConnection, surnom: str) -> int | None:
    """Forget a nickname; gives its number, or None where there was none so written."""
    row = cursor.execute("DELETE FROM surnom WHERE surnom = ? RETURNING id", [surnom]).fetchone()
    return int(row[0]) if row else None


def _reader(path: Path) -> csv.DictReader[str]:
    lines = _lines(path)
    header = lines[0] if lines else ",".join(SURNOM_COLUMNS)
    reader = csv.DictReader(lines or [header], delimiter=";" if header.count(";") > header.count(",") else ",")
    missing = [name for name in SURNOM_COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise FormatError(
            f"{path.name} : colonnes attendues {', '.join(SURNOM_COLUMNS)} ; il manque {', '.join(missing)}."
        )
    return reader


def _lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise FormatError(f"{path.name} dépasse {_LARGEST_FILE // 2**20} Mo : ce n'est pas une liste de surnoms.")
        return path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise FormatError(f"{path.name} n'est pas en UTF-8 : enregistrez-le en « CSV UTF-8 ».") from error
    except OSError as error:
        raise FormatError(f"{path.name} ne peut pas être lu ({error.strerror}) : vérifiez ses droits.") from error


def _row_to_surnom(row: Mapping[str, str | None]) -> Surnom:
    name, designe, lat, lon = ((row[column] or "").strip() for column in SURNOM_COLUMNS)
    found = Surnom(name, designe, _degrees(name, "lat", lat), _degrees(name, "lon", lon))
    check_surnom(found)
    return found


def _degrees(name: str, column: str, text: str) -> float | None:
    if not text:
        return None
    try:
        degrees = float(text.replace(",", "."))
    except ValueError:
        degrees = math.nan
    if not math.isfinite(degrees):
        raise ValueRefused(f"« {name} » : {column} = « {text} » n'est pas un nombre ; écrivez des degrés, 46.05.")
    return degrees
