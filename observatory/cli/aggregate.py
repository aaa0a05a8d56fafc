"""``aggregate`` and ``export``: counts by cell or by territory, and the signalements themselves, as files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import shapely
import typer

from observatory.cli.common import JsonOption, opened, parse_day, remark, summary
from observatory.cli.french import FrenchCommand, FrenchGroup
from observatory.client import Client
from observatory.domain.grid import ANALYSIS_RESOLUTION
from observatory.domain.selection import Compte, Pas, Selection
from observatory.present.files import format_of, table_to_bytes, write_file
from observatory.present.geojson import outlines_to_shapes


class CompteOption(StrEnum):
    """What is counted."""

    SIGNALEMENTS = "signalements"
    PROBLEMES = "problemes"
    DECLARANTS = "declarants"


class PasOption(StrEnum):
    """The period of a line."""

    JOUR = "jour"
    SEMAINE = "semaine"
    MOIS = "mois"
    ANNEE = "annee"


Since = Annotated[str | None, typer.Option("--depuis", metavar="DATE", help="Premier jour, inclus (AAAA-MM-JJ).")]
Until = Annotated[str | None, typer.Option("--jusqua", metavar="DATE", help="Dernier jour, inclus (AAAA-MM-JJ).")]
Categories = Annotated[list[str] | None, typer.Option("--categorie", metavar="CODE", help="Catégorie (répétable).")]
Excel = Annotated[bool, typer.Option("--excel", help="CSV pour un Excel français (; et virgule décimale).")]
Out = Annotated[
    Path, typer.Option("-o", "--output", metavar="FICHIER", help=".csv, .geojson, .parquet, .gpkg ou .xlsx.")
]


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("aggregate", cls=FrenchCommand)(aggregate)
    family = typer.Typer(
        cls=FrenchGroup, help="Exporte les données de la base.", no_args_is_help=True, rich_markup_mode=None
    )
    family.callback()(_family)
    family.command("signalements", cls=FrenchCommand)(export_signalements)
    app.add_typer(family, name="export")


def _family() -> None:
    """Exporte les données de la base."""


def aggregate(
    context: typer.Context,
    by: Annotated[str, typer.Option("--by", metavar="cell|ZONAGE", help="cell, ou le nom d'un zonage.")],
    out: Out,
    resolution: Annotated[
        int, typer.Option(help="Résolution H3 : 9 vue d'ensemble, 10 analyse, 11 marche.")
    ] = ANALYSIS_RESOLUTION,
    categories: Categories = None,
    par_categorie: Annotated[bool, typer.Option("--par-categorie", help="Une ligne par catégorie.")] = False,
    compte: Annotated[CompteOption, typer.Option(help="Ce que l'on compte.")] = CompteOption.SIGNALEMENTS,
    depuis: Since = None,
    jusqua: Until = None,
    pas: Annotated[PasOption | None, typer.Option(help="Une ligne par période.")] = None,
    zeros: Annotated[bool, typer.Option("--zeros", help="Garde les lignes à zéro.")] = False,
    public: Annotated[
        bool, typer.Option("--public", help="Sortie publiable : trimestres terminés, petits nombres masqués.")
    ] = False,
    excel: Excel = False,
    as_json: JsonOption = False,
) -> None:
    """Compte par cellule H3 ou par territoire. Sorties internes, sauf --public."""
    fmt = format_of(out, excel=excel)
    selection = asked(depuis, jusqua, categories, compte.value)
    step: Pas | None = pas.value if pas else None
    with opened(context) as client:
        if by == "cell":
            table = client.tables.cellules(selection, resolution, zeros, par_categorie, step, public)
            shapes = None
        else:
            table = client.tables.territoires(selection, by, zeros, par_categorie, step, public)
            shapes = _outlines(client, by, selection, table)
        total = client.tables.total(selection)
    write_file(out, table_to_bytes(table, fmt, shapes))
    metadata = table.schema.metadata or {}
    content: dict[str, Any] = {
        "fichier": str(out),
        "lignes": table.num_rows,
        "compte": selection.compte,
        "n": total.n,
        "signalements": total.signalements,
        "localises": total.localises,
        "non_localises": total.non_localises,
        "perimetre": metadata.get(b"perimetre", b"").decode() or None,
        "public": public,
    }
    for key in (b"perimetre", b"masque"):
        if key in metadata:
            remark(metadata[key].decode())
    text = f"{table.num_rows} lignes écrites dans {out} ; non localisés : {total.non_localises} signalements."
    summary(content, as_json=as_json, text=text)


def export_signalements(
    context: typer.Context,
    out: Out,
    categories: Categories = None,
    depuis: Since = None,
    jusqua: Until = None,
    excel: Excel = False,
    as_json: JsonOption = False,
) -> None:
    """Exporte les signalements dans les colonnes du préréglage « observatoire » (usage interne)."""
    fmt = format_of(out, excel=excel)
    selection = asked(depuis, jusqua, categories, "signalements")
    with opened(context) as client:
        table = client.signalements.exporter(selection)
    write_file(out, table_to_bytes(table, fmt))
    summary(
        {"fichier": str(out), "lignes": table.num_rows},
        as_json=as_json,
        text=f"{table.num_rows} signalements écrits dans {out}.",
    )


def asked(depuis: str | None, jusqua: str | None, categories: list[str] | None, compte: Compte) -> Selection:
    """The selection that the options of a command ask for."""
    return Selection(
        depuis=parse_day(depuis), jusqua=parse_day(jusqua), categories=tuple(categories or ()), compte=compte
    )


def _outlines(
    client: Client, zonage: str, selection: Selection, table: pa.Table
) -> list[shapely.geometry.base.BaseGeometry | None]:
    """The outline of each row's territory, in the perimeter that was used."""
    shapes = outlines_to_shapes(client.zonages.contours(zonage, selection.jusqua))
    return [shapes.get(code) for code in table["code"].to_pylist()]
