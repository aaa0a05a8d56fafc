"""A file of addresses, geocoded line by line into the same file with columns added."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

from observatory.domain.errors import FormatError
from observatory.domain.records import FichierGeocode
from observatory.intake.rows import Rows, read_rows
from observatory.pipeline.office import Office
from observatory.present.files import write_file

Progress = Callable[[str, int, int], None]

ADDED = {
    "latitude": "lat",
    "longitude": "lon",
    "result_label": "label",
    "result_score": "score",
    "result_type": "type",
    "result_housenumber": "housenumber",
    "result_street": "street",
    "result_name": "name",
    "result_postcode": "postcode",
    "result_city": "city",
    "result_citycode": "citycode",
    "precision_m": "precision_m",
    "method": "method",
    "explanation": "explanation",
}
"""Columns added, as the Base Adresse Nationale names them, and what they hold."""

_CHUNK = 5_000


def geocode_file(
    office: Office, path: Path, columns: Sequence[str], out: Path, *, progress: Progress
) -> FichierGeocode:
    """Geocode the addresses in ``columns`` (joined by a blank) of ``path`` and write ``out`` as CSV.

    Every row of the input is in the output, in its order, with all its columns; a row that is not found, or not
    surely enough, has the added columns empty.

    Raises
    ------
    FormatError
        When the file cannot be read or lacks a column.
    """
    rows = read_rows(path)
    for name in columns:
        if name not in rows.columns:
            raise FormatError(f"{path.name} n'a pas de colonne « {name} ». Ses colonnes : {', '.join(rows.columns)}.")
    places = [rows.columns.index(name) for name in columns]
    texts = [" ".join(filter(None, (_at(cells, place) for place in places))) for cells in rows.cells]
    geocoder = office.geocoder()
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*rows.columns, *ADDED])
    found = 0
    for start in range(0, len(texts), _CHUNK):
        progress("Géocodage", start, len(texts))
        for cells, answer in zip(
            rows.cells[start : start + _CHUNK], geocoder.search_many(texts[start : start + _CHUNK]), strict=True
        ):
            found += answer is not None
            values = answer.as_dict() if answer else {}
            writer.writerow([*_padded(rows, cells), *(values.get(key, "") for key in ADDED.values())])
    progress("Géocodage", len(texts), len(texts))
    write_file(out, text.getvalue().encode())
    return FichierGeocode(lus=len(texts), trouves=found, non_trouves=len(texts) - found, fichier=str(out))


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _padded(rows: Rows, cells: Sequence[str]) -> list[str]:
    return [*cells, *[""] * (len(rows.columns) - len(cells))]
