"""Writing: the same bytes everywhere (UTF-8, fixed figures, line feed at the end of lines)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import shapely

from observatory.demo.plane import geometry_to_lonlat


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ",") -> int:
    """Write a CSV file; returns the number of rows."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def write_json(path: Path, value: Any) -> None:
    """Write a JSON file, keys in the order given."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    path.write_bytes((text + "\n").encode("utf-8"))


def write_geojson(path: Path, name: str, features: Iterable[tuple[dict[str, Any], Any]]) -> int:
    """Write properties and geometries (metres) as GeoJSON in WGS84, one feature a line."""
    pairs = list(features)
    shapes = [geometry_to_lonlat(shape) for _, shape in pairs]
    rows = []
    for (properties, _), shape in zip(pairs, shapes, strict=True):
        feature = {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(shape)}
        rows.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    head = f'{{"type":"FeatureCollection","name":{json.dumps(name, ensure_ascii=False)},"features":[\n'
    path.write_bytes((head + ",\n".join(rows) + "\n]}\n").encode("utf-8"))
    return len(rows)
