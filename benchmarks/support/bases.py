"""Bases made for a run: a gazetteer of CSV files imported through the client, as a city would."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from observatory.client import Client, connect, create_base
from observatory.settings import load_settings

BAN_COLUMNS = ["id", "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune", "lon", "lat"]
_NUMBER = re.compile(r"(\d+)\s*(.*)")


@dataclass(frozen=True, slots=True)
class Base:
    """A base at ``db``; seconds that the import of its addresses and the build of its index took."""

    db: Path
    addresses: int
    import_s: float
    build_s: float

    def connect(self) -> Client:
        """Open it."""
        return connect(db=self.db)


def read_table(path: Path) -> pd.DataFrame:
    """A CSV as text, whichever of « , » and « ; » separates."""
    with path.open(encoding="utf-8-sig") as file:
        header = file.readline()
    return pd.read_csv(path, sep=max(",;", key=header.count), dtype=str, keep_default_na=False, encoding="utf-8-sig")


def ban_table(path: Path) -> pd.DataFrame:
    """Any gazetteer file of the peer's tools under the columns of the BAN: a BAN extract, or a reference.csv."""
    table = read_table(path)
    if "nom_voie" in table:
        return table[BAN_COLUMNS]
    parts = table["housenumber"].str.extract(_NUMBER.pattern).fillna("")
    return pd.DataFrame(
        {
            "id": [f"{path.stem}_{row}" for row in range(len(table))],
            "numero": parts[0],
            "rep": parts[1].str.lower(),
            "nom_voie": table["street"],
            "code_postal": table["postcode"].where(table["postcode"] == "", table["postcode"].str.zfill(5)),
            "code_insee": "",
            "nom_commune": table["city"],
            "lon": table["lon"],
            "lat": table["lat"],
        }
    )


def make_base(folder: Path, name: str, tables: Sequence[pd.DataFrame], *layers: tuple[str, Path, str]) -> Base:
    """A new base in ``folder`` with addresses in BAN columns; ``layers`` are (voies or lieux, file, field of the name).

    The first search builds the index and keeps it, so that the next opening reads it.
    """
    settings = load_settings(folder / f"{name}.duckdb")
    create_base("vide", settings=settings)
    files = []
    for number, table in enumerate(tables):
        files.append(str(folder / f"{name}-{number}.csv"))
        table.to_csv(files[-1], sep=";", index=False)
    with connect(settings=settings) as client:
        start = time.perf_counter()
        done = client.imports.adresses(files)
        for kind, path, field in layers:
            {"voies": client.imports.voies, "lieux": client.imports.lieux}[kind](path, nom=field)
        imported = time.perf_counter()
        client.geocoder.search("rue", limit=1)
        built = time.perf_counter()
    return Base(settings.db, done.enregistres, imported - start, built - imported)
