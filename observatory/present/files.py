"""Tables as files: CSV, CSV for a French Excel, XLSX, GeoJSON, GeoParquet, GeoPackage."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import shapely
from shapely.geometry.base import BaseGeometry

from observatory.domain.errors import ValueRefused, WriteRefused
from observatory.domain.formule import harmless
from observatory.domain.grid import cell_to_ring, cell_to_text

PARIS = ZoneInfo("Europe/Paris")

ENDINGS = {
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".geojson": "geojson",
    ".json": "geojson",
    ".parquet": "parquet",
    ".gpkg": "gpkg",
}
"""Formats by the ending of a file's name."""

EXPORTS = {
    "csv-excel": (".csv", "text/csv; charset=utf-8"),
    "xlsx": (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "geojson": (".geojson", "application/geo+json"),
    "gpkg": (".gpkg", "application/geopackage+sqlite3"),
    "parquet": (".parquet", "application/vnd.apache.parquet"),
}
"""What a page offers: each format with the ending and the media type of its files."""

PRIVATE = "prive"
"""The ``lieu`` of trouble in somebody's home, which no map shows as a point."""

_LAYER = "donnees"

Shapes = Sequence[BaseGeometry | None]


def format_of(path: Path, *, excel: bool = False) -> str:
    """The format that a file's name asks for; ``excel`` makes of a CSV one that a French Excel opens.

    Raises
    ------
    ValueRefused
        When the ending is none of ours.
    """
    found = ENDINGS.get(path.suffix.lower())
    if found is None:
        raise ValueRefused(f"Le format « {path.suffix} » n'est pas connu : finissez par {', '.join(ENDINGS)}.")
    return "csv-excel" if excel and found == "csv" else found


def table_to_bytes(table: pa.Table, fmt: str, shapes: Shapes | None = None) -> bytes:
    """A table as the bytes of a file.

    Parameters
    ----------
    table
        Cells (``cell`` as int64) are written as H3 text, instants in Paris time with their offset, the reception
        of what is known by its day alone as that day.
    fmt
        csv, csv-excel (UTF-8 with mark, ``;``, decimal comma), xlsx, geojson, parquet (GeoParquet) or gpkg.
    shapes
        One geometry for each row, degrees WGS84; by default the outline of ``cell``, else the point of ``lat``
        and ``lon``. A row without a place keeps an empty geometry: nothing is lost.

    Raises
    ------
    ValueRefused
        When the format is unknown.
    """
    if fmt not in _WRITERS:
        raise ValueRefused(f"Le format « {fmt} » n'est pas connu : choisissez parmi {', '.join(_WRITERS)}.")
    placed = shapes if shapes is not None else _shapes_of(table)
    return _WRITERS[fmt](_readable(table), placed)


def write_file(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all.

    Raises
    ------
    WriteRefused
        When the folder is missing, full or closed to us.
    """
    draft = path.with_name(path.name + ".en-cours")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        reason = "le dossier n'existe pas" if isinstance(error, FileNotFoundError) else str(error.strerror)
        raise WriteRefused(
            f"{path} ne peut pas être écrit ({reason}) : choisissez un dossier qui existe et vous est ouvert."
        ) from error


def _shapes_of(table: pa.Table) -> Shapes:
    """Points where the table has lat and lon, but for private ground; else the outlines of its cells."""
    names = table.column_names
    if "lat" in names and "lon" in names:
        lieux = table["lieu"].to_pylist() if "lieu" in names else [""] * table.num_rows
        rows = zip(table["lon"].to_pylist(), table["lat"].to_pylist(), lieux, strict=True)
        return [None if None in (lon, lat) or lieu == PRIVATE else shapely.Point(lon, lat) for lon, lat, lieu in rows]
    if "cell" in names:
        return [shapely.Polygon(cell_to_ring(cell)) for cell in table["cell"].to_pylist()]
    return [None] * table.num_rows


def _readable(table: pa.Table) -> pa.Table:
    """The table with cells as text and instants as ISO text."""
    days = "recu_jour" in table.column_names and "recu_heure" in table.column_names
    day_only = [h is None for h in table["recu_heure"].to_pylist()] if days else None
    columns: dict[str, Any] = {}
    for name in table.column_names:
        if day_only is not None and name in ("recu_jour", "recu_heure"):
            continue
        column = table[name]
        if name == "cell":
            values = [None if cell is None else cell_to_text(cell) for cell in column.to_pylist()]
            columns[name] = pa.array(values, pa.string())
        elif pa.types.is_timestamp(column.type):
            texts = [None if moment is None else _moment(moment) for moment in column.to_pylist()]
            if name == "recu_le" and day_only is not None:
                texts = [t[:10] if t and alone else t for t, alone in zip(texts, day_only, strict=True)]
            columns[name] = pa.array(texts, pa.string())
        elif pa.types.is_date(column.type):
            columns[name] = pa.array([None if d is None else d.isoformat() for d in column.to_pylist()], pa.string())
        else:
            columns[name] = column
    return pa.table(columns)


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(PARIS).isoformat()


def _write_csv(table: pa.Table, _: Shapes) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.column_names)
    for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
        writer.writerow([_safe_value(value) for value in row])
    return text.getvalue().encode()


def _write_csv_excel(table: pa.Table, _: Shapes) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.column_names)
    for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
        writer.writerow([_excel_value(value) for value in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _excel_value(value: object) -> object:
    """A value as a French Excel reads it; text that would be run as a formula is made harmless.

    A leading apostrophe is added; reading back with the preset « observatoire » takes it away.
    """
    if isinstance(value, float):
        return f"{value!r}".replace(".", ",")
    return _safe_value(value)


def _safe_value(value: object) -> object:
    return harmless(value) if isinstance(value, str) else value


def _write_xlsx(table: pa.Table, _: Shapes) -> bytes:
    import xlsxwriter

    sink = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(sink, plain) as book:
        sheet = book.add_worksheet("Données")
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet.write_row(0, 0, table.column_names, bold)
        for at, column in enumerate(table.columns):
            values = [", ".join(map(str, v)) if isinstance(v, list) else v for v in column.to_pylist()]
            sheet.write_column(1, at, ["" if value is None else value for value in values])
            longest = max([len(table.column_names[at]), *(len(str(v)) for v in values[:200] if v is not None)])
            sheet.set_column(at, at, min(longest + 2, 60))
        sheet.freeze_panes(1, 0)
        if table.num_rows:
            sheet.autofilter(0, 0, table.num_rows, table.num_columns - 1)
        named = (table.schema.metadata or {}).get(b"perimetre")
        if named:
            book.add_worksheet("Lisez-moi").write(0, 0, named.decode())
    return sink.getvalue()


def _write_geojson(table: pa.Table, shapes: Shapes) -> bytes:
    texts = shapely.to_geojson(list(shapes)) if len(shapes) else []
    parts = [
        f'{{"type":"Feature","properties":{json.dumps(row, ensure_ascii=False)},"geometry":{text or "null"}}}'
        for row, text in zip(table.to_pylist(), texts, strict=True)
    ]
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(parts) + "\n]}\n").encode()


def _write_parquet(table: pa.Table, shapes: Shapes) -> bytes:
    import geopandas as gpd

    sink = io.BytesIO()
    gpd.GeoDataFrame(table.to_pandas(), geometry=list(shapes), crs=4326).to_parquet(sink, index=False)
    return sink.getvalue()


def _write_gpkg(table: pa.Table, shapes: Shapes) -> bytes:
    import geopandas as gpd

    frame = gpd.GeoDataFrame(table.to_pandas(), geometry=list(shapes), crs=4326)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.gpkg"
        frame.to_file(path, driver="GPKG", layer=_LAYER, engine="pyogrio")
        return path.read_bytes()


_WRITERS: dict[str, Callable[[pa.Table, Shapes], bytes]] = {
    "csv": _write_csv,
    "csv-excel": _write_csv_excel,
    "xlsx": _write_xlsx,
    "geojson": _write_geojson,
    "parquet": _write_parquet,
    "gpkg": _write_gpkg,
}
FORMATS = tuple(_WRITERS)
"""Every format, in the order in which they are offered."""
