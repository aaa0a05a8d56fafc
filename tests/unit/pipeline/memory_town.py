"""A town whose residents said things that can be searched for in bytes."""

from __future__ import annotations

import datetime as dt
import random
import string
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from observatory.domain.selection import Selection
from observatory.pipeline import questions
from observatory.pipeline.office import Office
from observatory.pipeline.signalements import import_signalements
from tests.unit.pipeline.conftest import LAT, LON, SIDE, quiet

NOW = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)
COLUMNS = (
    "reference,recu_le,canal,categorie,description,adresse,residence,etage,lat,lon,declarant,statut,clos_le,remarque"
)


@dataclass
class Town:
    """References of the signalements by what becomes of them, and every marker by reference."""

    markers: dict[str, list[str]] = field(default_factory=dict)

    def of(self, *beginnings: str) -> list[str]:
        """The markers of the references that begin so."""
        return [one for key, found in self.markers.items() if key.startswith(beginnings) for one in found]


def marker(seed: str) -> str:
    return "MRQ" + "".join(random.Random(seed).choices(string.ascii_uppercase, k=20))


def settle(office: Office, folder: Path) -> Town:
    """Fill the town: ``V`` old and closed, ``O`` old and never closed, ``J`` closed lately, ``R`` recent and open."""
    office.database.cursor().execute("SET GLOBAL force_compression = 'uncompressed'")  # so that bytes can be searched
    town, rows = Town(), [COLUMNS]
    kinds = (
        ("V", "2024-01-{:02d}T10:00:00+01:00", "resolu", "2024-02-{:02d}T10:00:00+01:00"),
        ("O", "2022-05-{:02d}T10:00:00+02:00", "recu", ""),
        ("J", "2025-12-{:02d}T10:00:00+01:00", "resolu", "2026-01-{:02d}T10:00:00+01:00"),
        ("R", "2026-05-{:02d}T10:00:00+02:00", "recu", ""),
    )
    for kind, received, statut, closed in kinds:
        for number in range(1, 21):
            name = f"{kind}{number}"
            told = [marker(f"{name}-{column}") for column in ("recit", "adresse", "residence", "etage", "remarque")]
            key = marker(f"declarant-{kind}-{number % 7}")
            town.markers[name] = [*told, key]
            lat, lon = LAT + SIDE * (number * 0.09 + 0.013), LON + SIDE * (number * 0.08 + 0.007)
            rows.append(
                f"{name},{received.format(number)},telephone,{'bruit' if number % 2 else 'tags'},{told[0]},{told[1]},"
                f"{told[2]},{told[3]},{lat},{lon},{key},{statut},{closed.format(number)},{told[4]}"
            )
    path = folder / "memoire.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    done = import_signalements(office, path, preset_name="observatoire", auteur="essai", progress=quiet)
    assert done.enregistres == 80, done
    office.database.cursor().execute("CHECKPOINT")
    return town


def found_in(markers: Iterable[str], *paths: Path) -> list[str]:
    """Which markers stand in the bytes of files, or in the values of Parquet files, below ``paths``."""
    import pyarrow.parquet as pq

    content = b""
    for path in paths:
        for one in [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]:
            content += one.read_bytes()
            if one.suffix == ".parquet":  # compressed: what counts is what can be read
                content += str(pq.read_table(one).to_pydict()).encode()
    return [one for one in markers if one.encode() in content]


def files_of(office: Office) -> list[Path]:
    """The base's file and what stands beside it under its name."""
    return list(office.database.path.parent.glob(office.database.path.name + "*"))


def counts(office: Office) -> list[object]:
    """Counts per cell, territory, category, period, of signalements, problèmes and voices."""
    tables: list[object] = []
    for compte in ("signalements", "problemes", "declarants"):
        chosen = Selection(compte=compte)
        for resolution in (9, 10, 12):
            table = questions.cells_table(office, chosen, resolution, zeros=False, par_categorie=True, pas="mois")
            tables.append(sorted(map(str, table.to_pylist())))
        table = questions.territories_table(office, chosen, "quartier", zeros=True, par_categorie=True, pas="mois")
        tables.append(sorted(map(str, table.to_pylist())))
    return tables
