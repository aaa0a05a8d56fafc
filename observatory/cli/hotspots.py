"""``hotspots``: where more is told than chance explains, hexagon by hexagon, as a file."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from observatory.cli.aggregate import Categories, CompteOption, Excel, Since, Until, asked
from observatory.cli.common import JsonOption, opened, remark, summary
from observatory.cli.french import FrenchCommand
from observatory.domain.grid import ANALYSIS_RESOLUTION
from observatory.domain.points_chauds import BUNDLE, Bilan, Exposition
from observatory.present.files import format_of, table_to_bytes, write_file
from observatory.present.labels import plural
from observatory.present.points_chauds import counted_text, too_few_text

COLUMNS = ("cell", "n", "gi_star", "p_value", "p_fdr", "hotspot", "voisins", "stabilite")
"""What a file of hotspots holds, in this order."""

Out = Annotated[
    Path, typer.Option("-o", "--output", metavar="FICHIER", help=".geojson, .csv, .parquet, .gpkg ou .xlsx.")
]


class RapportOption(StrEnum):
    """What counts may be set against."""

    HABITANTS = "habitants"
    ADRESSES = "adresses"
    VOIRIE = "voirie"


def add_to(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("hotspots", cls=FrenchCommand)(hotspots)


def hotspots(
    context: typer.Context,
    out: Out,
    resolution: Annotated[
        int, typer.Option(help="Résolution H3 : 9 vue d'ensemble, 10 analyse, 11 marche.")
    ] = ANALYSIS_RESOLUTION,
    depuis: Since = None,
    jusqua: Until = None,
    categories: Categories = None,
    compte: Annotated[CompteOption, typer.Option(help="Ce que l'on compte.")] = CompteOption.SIGNALEMENTS,
    rapport: Annotated[RapportOption | None, typer.Option(help="Ce à quoi l'on rapporte les comptes.")] = None,
    excel: Excel = False,
    as_json: JsonOption = False,
) -> None:
    """Cherche les points chauds (Gi*) : tous les hexagones de la ville, testés. Sortie interne."""
    fmt = format_of(out, excel=excel)
    selection = asked(depuis, jusqua, categories, compte.value)
    against: Exposition | None = rapport.value if rapport else None
    with opened(context) as client:
        table = client.hotspots.carte(selection, resolution, against)
    bilan = Bilan.from_text((table.schema.metadata or {})[BUNDLE])
    write_file(out, table_to_bytes(table.select(COLUMNS).replace_schema_metadata(None), fmt))
    if not bilan.assez:
        remark(too_few_text(bilan))
    found = f"{plural(bilan.chauds, 'chaud')} en {plural(bilan.secteurs, 'secteur')}, {plural(bilan.froids, 'froid')}"
    text = (
        f"{plural(bilan.hexagones, 'hexagone')} dans {out} : {found} ; {counted_text(bilan)}, "
        f"non localisés : {plural(bilan.non_localises, 'signalement')}."
    )
    summary({"fichier": str(out), **asdict(bilan)}, as_json=as_json, text=text)
