"""How many operators are there, by kind of day and hour: ``effectifs.csv`` among the city's reference tables."""

from __future__ import annotations

import csv
from pathlib import Path

from observatory.domain.calendrier import GENRES_DE_JOUR
from observatory.domain.errors import FormatError

COLUMNS = ("jour", "heure", "operateurs")

Effectifs = dict[tuple[str, int], int]
"""Operators by kind of day (lun to dim, feries) and hour from 0 to 23."""


def effectifs_path(reference: Path) -> Path:
    """The file of staffing in the folder of reference tables."""
    return reference / "effectifs.csv"


def read_effectifs(path: Path) -> Effectifs | None:
    """Read who is there and when; None where the city has no such table: then it is not known, and not zero.

    Raises
    ------
    FormatError
        When a column is missing, or a line says no day, hour or number.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} ne peut pas être lu ({error}) : enregistrez-le en « CSV UTF-8 ».") from error
    if rows and set(COLUMNS) - set(rows[0]):
        raise FormatError(f"{path.name} : colonnes attendues {', '.join(COLUMNS)}.")
    return dict(_line(path.name, number, row) for number, row in enumerate(rows, start=2))


def _line(name: str, number: int, row: dict[str, str | None]) -> tuple[tuple[str, int], int]:
    jour, heure, n = ((row[column] or "").strip() for column in COLUMNS)
    if jour not in GENRES_DE_JOUR or not (heure.isdecimal() and int(heure) < 24) or not n.isdecimal():
        raise FormatError(
            f"{name}, ligne {number} : « {jour},{heure},{n} » ; écrivez un jour ({', '.join(GENRES_DE_JOUR)}), une "
            "heure de 0 à 23 et un nombre d'opérateurs."
        )
    return (jour, int(heure)), int(n)
