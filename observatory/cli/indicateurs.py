"""``indicateurs``: the indicators of the office on the screen, or as a file by month, territory, category, service."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from observatory.cli.aggregate import Categories, Excel, Since, Until
from observatory.cli.common import JsonOption, opened, parse_day, remark, say, summary
from observatory.cli.french import FrenchCommand
from observatory.domain.indicateurs import Axe
from observatory.domain.selection import Selection
from observatory.present.files import format_of, table_to_bytes, write_file
from observatory.present.indicateurs import indicator_text


class Par(StrEnum):
    """What a line is."""

    ENSEMBLE = "ensemble"
    MOIS = "mois"
    TERRITOIRE = "territoire"
    CATEGORIE = "categorie"
    SERVICE = "service"


def add_to(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("indicateurs", cls=FrenchCommand)(indicateurs)


def indicateurs(
    context: typer.Context,
    par: Annotated[Par, typer.Option(help="Une ligne par mois, territoire, catégorie ou service.")] = Par.ENSEMBLE,
    zonage: Annotated[
        str | None, typer.Option("--zonage", metavar="ZONAGE", help="Pour --par territoire : quartier, qpv, bailleur…")
    ] = None,
    codes: Annotated[
        list[str] | None, typer.Option("--indicateur", metavar="CODE", help="Un indicateur (répétable).")
    ] = None,
    depuis: Since = None,
    jusqua: Until = None,
    categories: Categories = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FICHIER", help=".csv ou .xlsx ; sinon à l'écran.")
    ] = None,
    excel: Excel = False,
    as_json: JsonOption = False,
) -> None:
    """Calcule les indicateurs de l'office (docs/indicateurs.md). Usage interne."""
    fmt = format_of(out, excel=excel) if out else ""
    selection = Selection(depuis=parse_day(depuis), jusqua=parse_day(jusqua), categories=tuple(categories or ()))
    axis: Axe = par.value
    with opened(context) as client:
        table = client.indicateurs.table(selection, axis, zonage, tuple(codes or ()))
    perimeter = (table.schema.metadata or {}).get(b"perimetre")
    if perimeter:
        remark(perimeter.decode())
    rows = table.to_pylist()
    if out:
        write_file(out, table_to_bytes(table, fmt))
        summary(
            {"fichier": str(out), "lignes": len(rows)}, as_json=as_json, text=f"{len(rows)} lignes écrites dans {out}."
        )
    elif as_json:
        summary({"lignes": rows}, as_json=True, text="")
    else:
        shown = ""
        for row in rows:
            if row["nom"] != shown and axis != "ensemble":
                shown = row["nom"]
                say(f"\n{shown}")
            say(f"  {row['indicateur']:<36} {indicator_text(row)}")
