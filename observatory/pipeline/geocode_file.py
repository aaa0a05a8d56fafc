"""A file of addresses, or of positions, geocoded line by line into the same file with columns added."""

from __future__ import annotations

import csv
import io
import math
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from observatory.domain.errors import FormatError, TooMuch, ValueRefused
from observatory.domain.position import Position
from observatory.domain.records import FichierGeocode
from observatory.geocode.answer import TYPES, GeocodedAddress
from observatory.intake.rows import Rows, read_rows
from observatory.pipeline.office import Office
from observatory.present.files import write_file

if TYPE_CHECKING:
    from observatory.geocode.search import Geocoder

Progress = Callable[[str, int, int], None]
Found = tuple[str, Mapping[str, Any]]
"""A status of ``STATUSES``, and the values of the columns added."""

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
    "result_id": "id",
    "precision_m": "precision_m",
    "method": "method",
    "explanation": "explanation",
}
"""Columns added, as the Base Adresse Nationale names them, and what they hold; then ``result_status``."""

ADDED_TO_POSITIONS = {
    "result_latitude": "lat",
    "result_longitude": "lon",
    "result_distance": "precision_m",
    **{name: value for name, value in ADDED.items() if name not in ("latitude", "longitude", "precision_m")},
}
"""The same where the position was given and the address is looked for."""
STATUS = "result_status"
_LATITUDES, _LONGITUDES = ("latitude", "lat"), ("longitude", "lon", "lng", "long")
"""Columns of a position that need not be named."""

OK, UNCERTAIN, NOT_FOUND, SKIPPED = "ok", "uncertain", "not-found", "skipped"
STATUSES = {
    OK: "une réponse sûre",
    UNCERTAIN: "plusieurs lieux possibles : la colonne explanation les nomme, rien n'est placé",
    NOT_FOUND: "aucun lieu trouvé",
    SKIPPED: "ligne sans adresse ou sans position",
}
"""Every value of ``result_status``: the first, third and fourth as addok writes them."""

_CHUNK = 5_000
_NAMED_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class FileQuestion:
    """What to geocode in a file: columns joined into the address (all of them where none is named), or positions.

    ``postcode``, ``citycode``, ``lat`` and ``lon`` name columns; ``kind`` is one type of answer asked for, or a column
    of types; ``reverse`` looks for the address of the position in ``lat`` and ``lon`` instead (``latitude``, ``lng``…
    where they are not named). ``added`` are the columns wanted of ``ADDED`` (all of them where empty).
    """

    columns: Sequence[str] = ()
    postcode: str = ""
    citycode: str = ""
    lat: str = ""
    lon: str = ""
    kind: str = ""
    reverse: bool = False
    added: Sequence[str] = ()


def geocode_file(
    office: Office, path: Path, question: FileQuestion, out: Path, *, progress: Progress
) -> FichierGeocode:
    """Geocode the addresses (or positions) of ``path`` and write ``out`` as CSV.

    Every row of the input is in the output, in its order, with all its columns; where nothing sure is found the added
    columns are empty but for ``result_status`` and ``explanation``.

    Raises
    ------
    FormatError
        When the file cannot be read or lacks a column.
    """
    rows = read_rows(path)
    text, found = _geocoded(office, rows, question, progress)
    write_file(out, text.encode())
    return FichierGeocode(lus=len(rows), trouves=found, non_trouves=len(rows) - found, fichier=str(out))


def geocode_bytes(
    office: Office, name: str, data: bytes, question: FileQuestion, most: int, *, progress: Progress
) -> bytes:
    """The same for the bytes of a file called ``name``, of at most ``most`` rows; nothing of it is kept.

    Raises
    ------
    FormatError
        When the file cannot be read or lacks a column.
    TooMuch
        When it has more rows.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"fichier{Path(name).suffix[:8]}"
        path.write_bytes(data)
        rows = replace(read_rows(path), name=name)
    if len(rows) > most:
        raise TooMuch(f"{name} a {len(rows)} lignes : pas plus de {most} en une fois, découpez le fichier.")
    return _geocoded(office, rows, question, progress)[0].encode()


def _geocoded(office: Office, rows: Rows, question: FileQuestion, progress: Progress) -> tuple[str, int]:
    """The rows with their columns added, as CSV, and how many were found."""
    values = ADDED_TO_POSITIONS if question.reverse else ADDED
    question = _checked(rows, question, values)
    added = [name for name in question.added or values if name != STATUS]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*rows.columns, *added, STATUS])
    geocoder = office.geocoder()
    answers = _positions(geocoder, rows, question) if question.reverse else _addresses(geocoder, rows, question)
    found = 0
    for done, (cells, (status, known)) in enumerate(zip(rows.cells, answers, strict=True)):
        if done % _CHUNK == 0:
            progress("Géocodage", done, len(rows))
        found += status == OK
        padding = [""] * (len(rows.columns) - len(cells))
        writer.writerow([*cells, *padding, *(known.get(values[one], "") for one in added), status])
    progress("Géocodage", len(rows), len(rows))
    return text.getvalue(), found


def _checked(rows: Rows, question: FileQuestion, values: Mapping[str, str]) -> FileQuestion:
    """The question with the columns of a position found where they are not named."""
    if question.reverse and not question.lat:
        lat, lon = (next((one for one in some if one in rows.columns), "") for some in (_LATITUDES, _LONGITUDES))
        if not lat or not lon:
            raise FormatError(f"{rows.name} n'a pas de colonnes lat et lon : nommez les vôtres par lat=… et lon=…")
        question = replace(question, lat=lat, lon=lon)
    named = [*question.columns, question.postcode, question.citycode, question.lat, question.lon]
    kind = [] if question.kind in TYPES else [question.kind]
    for name in filter(None, [*named, *kind]):
        if name not in rows.columns:
            raise FormatError(f"{rows.name} n'a pas de colonne « {name} ». Ses colonnes : {', '.join(rows.columns)}.")
    for name in question.added:
        if name not in values and name != STATUS:
            raise FormatError(f"« {name} » n'est pas une colonne de résultat. Les colonnes : {', '.join(values)}.")
    return question


def _addresses(geocoder: Geocoder, rows: Rows, question: FileQuestion) -> Iterator[Found]:
    places = [rows.columns.index(name) for name in question.columns or rows.columns]
    texts = [" ".join(filter(None, (_at(cells, place) for place in places))) for cells in rows.cells]
    if question.postcode or question.citycode or question.lat or question.kind:
        yield from _one_by_one(geocoder, rows, question, texts)
        return
    for start in range(0, len(texts), _CHUNK):
        some = texts[start : start + _CHUNK]
        for text, answer in zip(some, geocoder.search_many(some), strict=True):
            yield _found(answer) if answer else _not_sure(text, geocoder.search(text, limit=_NAMED_CANDIDATES))


def _one_by_one(geocoder: Geocoder, rows: Rows, question: FileQuestion, texts: Iterable[str]) -> Iterator[Found]:
    """Rows with codes, a position or a kind of their own."""
    for text, cells in zip(texts, rows.cells, strict=True):
        row = dict(zip(rows.columns, cells, strict=False))
        lat, lon = _number(row.get(question.lat, "")), _number(row.get(question.lon, ""))
        answers = geocoder.search(
            text,
            limit=_NAMED_CANDIDATES,
            lat=lat if lon is not None else None,
            lon=lon if lat is not None else None,
            postcode=row.get(question.postcode, "").strip(),
            citycode=row.get(question.citycode, "").strip(),
            kind=_kind(row, question),
        )
        sure = geocoder.surest(answers)
        yield _found(sure) if sure else _not_sure(text, answers)


def _positions(geocoder: Geocoder, rows: Rows, question: FileQuestion) -> Iterator[Found]:
    for cells in rows.cells:
        row = dict(zip(rows.columns, cells, strict=False))
        lat, lon = _number(row.get(question.lat, "")), _number(row.get(question.lon, ""))
        if lat is None or lon is None:
            yield SKIPPED, {}
            continue
        try:
            position = Position(lat=lat, lon=lon)
        except ValueRefused as error:
            yield SKIPPED, {"explanation": str(error)}
            continue
        near = geocoder.reverse(position, limit=1, kind=_kind(row, question))
        yield _found(near[0]) if near else (NOT_FOUND, {"explanation": "Rien de connu à moins de 20 km."})


def _found(answer: GeocodedAddress) -> Found:
    return OK, answer.as_dict()


def _not_sure(text: str, candidates: Sequence[GeocodedAddress]) -> Found:
    if not text.strip():
        return SKIPPED, {}
    if not candidates:
        return NOT_FOUND, {
            "explanation": "Aucun lieu trouvé : précisez la rue, ou importez les adresses de la commune."
        }
    named = " ; ".join(f"{one.label} ({one.score:.2f})" for one in candidates)
    return UNCERTAIN, {"explanation": f"À choisir : {named}."}


def _kind(row: Mapping[str, str], question: FileQuestion) -> str:
    """The type asked for in a row: one for all, or that of its column; what is no type asks for none."""
    kind = question.kind if question.kind in TYPES else row.get(question.kind, "").strip()
    return kind if kind in TYPES else ""


def _number(text: str) -> float | None:
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
