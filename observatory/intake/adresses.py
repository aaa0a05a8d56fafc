"""The Base adresse nationale (BAN) to columns: fast on a département, every row accounted for."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from observatory.domain.errors import FormatError
from observatory.intake.mots import listed, plain
from observatory.intake.rejets import Rejet
from observatory.intake.rows import SPREADSHEETS, Rows, read_bytes, read_rows
from observatory.intake.telechargement import local_copy
from observatory.intake.texte import decode, sniff_delimiter

__all__ = ["SCHEMA", "AdresseBatch", "local_copy", "read_adresses"]

TEXTS = ("id", "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune", "nom_ld")
"""Text columns of a batch, under BAN's names."""

SCHEMA = pa.schema([*((name, pa.string()) for name in TEXTS), ("lon", pa.float64()), ("lat", pa.float64())])
"""Columns of a batch: texts ('' where the source has none), then degrees."""

MAX_BYTES = 1024**3
"""Bytes, unpacked, of an address file (the biggest département is under 300 MB)."""

REQUIRED = ("nom_voie", "lon", "lat")
"""Columns without which a file is no address file."""

SYNONYMS = {
    "id": ("id", "cle_interop", "id_ban_adresse", "uid_adresse"),
    "numero": ("numero", "housenumber"),
    "rep": ("rep", "suffixe"),
    "nom_voie": ("nom_voie", "voie_nom", "street"),
    "code_postal": ("code_postal", "code_post", "postcode"),
    "code_insee": ("code_insee", "commune_insee", "citycode"),
    "nom_commune": ("nom_commune", "commune_nom", "city"),
    "nom_ld": ("nom_ld", "lieudit_complement_nom"),
    "lon": ("lon", "long", "longitude"),
    "lat": ("lat", "latitude"),
}
"""Names under which each column is found: BAN's, then those of the Base adresse locale and of GeocodeJSON."""


@dataclass(frozen=True)
class AdresseBatch:
    """Addresses of a file: `table` (see ``SCHEMA``), `rejets`, and `remarques` on the file as a whole."""

    table: pa.Table
    rejets: list[Rejet]
    remarques: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Raw:
    """Text columns as read, the line of each row, and rows that could not be cut."""

    table: pa.Table
    lines: npt.NDArray[np.int64]
    rejets: list[Rejet]
    remarques: tuple[str, ...]


def read_adresses(path: Path) -> AdresseBatch:
    """Read addresses: BAN in CSV (plain or gzip; ``;`` or ``,``; 23 columns or fewer), XLSX or ODS.

    A row is refused without a usable position (WGS84 degrees) or without a street; a lieu-dit stands for the street
    where that is empty. A row without number is kept: it is a street.

    Raises
    ------
    NotFound, FormatError
        No such file, not a table, or no column for the street or the position.
    """
    raw = _read_fast(path) or _read_safely(path)
    columns, remarks = _columns(raw.table, path.name)
    lon, lat = _degrees(columns["lon"]), _degrees(columns["lat"])
    street = columns["nom_voie"]
    columns["nom_voie"] = pc.if_else(pc.equal(street, ""), columns["nom_ld"], street)
    reasons = _reasons(columns["nom_voie"], lon, lat)
    kept = pa.array(reasons == 0)
    columns["id"] = _identifiers(columns, kept)
    arrays = [columns[name] for name in TEXTS] + [pa.array(lon), pa.array(lat)]
    table = pa.Table.from_arrays(arrays, schema=SCHEMA).filter(kept)
    rejets = sorted([*raw.rejets, *_rejets(raw, reasons)], key=lambda one: one.ligne)
    return AdresseBatch(table, rejets, [*raw.remarques, *remarks])


def _read_fast(path: Path) -> _Raw | None:
    """Read by Arrow; None where the file needs the careful reader (quotes over lines, other formats…)."""
    if not path.is_file() or path.suffix.lower() in SPREADSHEETS:
        return None
    data = read_bytes(path, MAX_BYTES).removeprefix(b"\xef\xbb\xbf")
    head = decode(data[:65_536])[0].splitlines(keepends=True)
    if b"\x00" in data or not head or not head[0].strip() or data.startswith((b"PK", b"\xff\xfe", b"\xfe\xff")):
        return None
    delimiter = sniff_delimiter(head)
    names = [" ".join(name.strip('"').split()) for name in head[0].rstrip("\r\n").split(delimiter)]
    if len(set(names)) < len(names) or head[0].lower().startswith("sep="):
        return None
    options = pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    try:
        table = pa_csv.read_csv(
            io.BytesIO(data),
            read_options=pa_csv.ReadOptions(use_threads=False, column_names=names, skip_rows=1),
            parse_options=pa_csv.ParseOptions(delimiter=delimiter),
            convert_options=options,
        )
    except pa.ArrowInvalid:
        return None
    filled = _filled_lines(data)[1:]
    if len(filled) != table.num_rows:
        return None
    return _Raw(table.combine_chunks(), filled, [], ())


def _filled_lines(data: bytes) -> npt.NDArray[np.int64]:
    """Numbers (from 1) of the lines that are not blank."""
    if b"\n\n" not in data and b"\r" not in data and not data.startswith(b"\n"):
        count = data.count(b"\n") + (not data.endswith(b"\n"))
        return np.arange(1, count + 1, dtype=np.int64)
    return np.array([n for n, line in enumerate(data.splitlines(), start=1) if line], dtype=np.int64)


def _read_safely(path: Path) -> _Raw:
    rows = read_rows(path)
    keep = [index for index in range(len(rows)) if index not in rows.faults]
    rejets = [Rejet(rows.lines[index], text, rows.record(index)) for index, text in rows.faults.items()]
    table = pa.table({name: pa.array(_cells(rows, at, keep), pa.string()) for at, name in enumerate(rows.columns)})
    return _Raw(table, np.array([rows.lines[index] for index in keep], dtype=np.int64), rejets, rows.remarques)


def _cells(rows: Rows, at: int, keep: Iterable[int]) -> list[str]:
    return [rows.cells[index][at] for index in keep]


def _columns(table: pa.Table, name: str) -> tuple[dict[str, pa.Array], list[str]]:
    """BAN's columns as trimmed text; those that the file lacks are empty and said."""
    by_plain = {plain(column): column for column in table.column_names}
    found: dict[str, pa.Array] = {}
    missing: list[str] = []
    for column, synonyms in SYNONYMS.items():
        source = next((by_plain[one] for one in synonyms if one in by_plain), None)
        if source is None and column in REQUIRED:
            raise FormatError(
                f"{name} n'a pas de colonne « {column} » : il faut un fichier de la Base adresse nationale "
                f"(format CSV). Colonnes du fichier : {listed(table.column_names)}."
            )
        if source is None:
            missing.append(column)
            found[column] = pa.array([""] * table.num_rows, pa.string())
        else:
            found[column] = _one(pc.utf8_trim_whitespace(table.column(source)))
    optional = [column for column in missing if column not in ("nom_ld", "rep")]
    return found, [f"Colonnes absentes, laissées vides : {listed(optional)}."] if optional else []


def _one(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def _degrees(texts: pa.Array) -> npt.NDArray[np.float64]:
    """Texts to numbers; NaN where they are none."""
    dotted = pc.replace_substring(texts, ",", ".")
    number = pc.match_substring_regex(dotted, r"^[-+]?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]{1,2})?$")
    cleaned = pc.if_else(number, pc.utf8_ltrim(dotted, "+"), "nan")
    values: npt.NDArray[np.float64] = cleaned.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return values


_NO_STREET, _NO_POSITION, _OUTSIDE, _ZERO = 1, 2, 3, 4
_WHY = {
    _NO_STREET: "la voie est vide (nom_voie et nom_ld)",
    _NO_POSITION: "la position manque ou n'est pas un nombre (lon, lat)",
    _OUTSIDE: "la position est hors du globe : lon et lat doivent être en degrés (WGS84)",
    _ZERO: "la position est 0, 0",
}


def _reasons(street: pa.Array, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> npt.NDArray[np.int8]:
    """For each row 0 (kept) or the number of the reason why it is refused."""
    reasons = np.zeros(len(lon), dtype=np.int8)
    reasons[(lon == 0) & (lat == 0)] = _ZERO
    reasons[(np.abs(lon) > 180) | (np.abs(lat) > 90)] = _OUTSIDE
    reasons[np.isnan(lon) | np.isnan(lat)] = _NO_POSITION
    reasons[pc.equal(street, "").to_numpy(zero_copy_only=False)] = _NO_STREET
    return reasons


def _rejets(raw: _Raw, reasons: npt.NDArray[np.int8]) -> list[Rejet]:
    refused = np.flatnonzero(reasons)
    values = raw.table.take(pa.array(refused)).to_pylist()
    return [
        Rejet(int(raw.lines[index]), _WHY[int(reasons[index])], row) for index, row in zip(refused, values, strict=True)
    ]


def _identifiers(columns: dict[str, pa.Array], kept: pa.Array) -> pa.Array:
    """BAN's identifiers, and where they lack one made of the address itself, the same at each import."""
    empty = pc.and_(pc.equal(columns["id"], ""), kept)
    if not pc.any(empty).as_py():
        return columns["id"]
    names = ("code_insee", "code_postal", "nom_commune", "nom_voie", "numero", "rep", "lon", "lat")
    rows = zip(*(columns[name].to_pylist() for name in names), strict=True)
    made = [hashlib.sha256("\x1f".join(row).encode()).hexdigest()[:16] for row in rows]
    return pc.if_else(empty, pc.binary_join_element_wise("adr", pa.array(made), "-"), columns["id"])
