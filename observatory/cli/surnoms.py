"""``surnoms``: liste, ajouter, retirer."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer

from observatory.cli.common import JsonOption, opened, remark, say, summary
from observatory.cli.french import FrenchCommand, FrenchGroup
from observatory.domain.records import SurnomConnu
from observatory.present.files import table_to_bytes, write_file

NameArgument = Annotated[str, typer.Argument(metavar="SURNOM", help="Le nom que les habitants donnent au lieu.")]


def add_to(app: typer.Typer) -> None:
    """Add the verb and what it does."""
    family = typer.Typer(
        cls=FrenchGroup,
        help="Liste, ajoute ou retire les surnoms des lieux (« la Butte », « chez Momo »).",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    family.command("liste", cls=FrenchCommand)(liste)
    family.command("ajouter", cls=FrenchCommand)(ajouter)
    family.command("retirer", cls=FrenchCommand)(retirer)
    app.add_typer(family, name="surnoms")


def liste(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FICHIER", help="Écrit la liste dans un fichier comme surnoms.csv."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Liste les surnoms : ceux de la base, puis ceux du fichier surnoms.csv des tables de référence."""
    with opened(context) as client:
        found = client.surnoms.liste()
    for one in found.remarques:
        remark(one)
    if file is not None:
        write_file(file, table_to_bytes(_table(found.surnoms), "csv"))
    elif not as_json:
        for known in found.surnoms:
            say(f"{known.surnom}  →  {_meaning(known)}  ({_origin(known)})")
    written = f" Écrit : {file}" if file else ""
    summary(asdict(found), as_json=as_json, text=f"{len(found.surnoms)} surnoms.{written}")


def ajouter(
    context: typer.Context,
    surnom: NameArgument,
    designe: Annotated[str, typer.Argument(metavar="DÉSIGNE", help="L'adresse ou le lieu qu'il désigne.")] = "",
    lat: Annotated[float | None, typer.Option(metavar="DEGRÉS", help="Sa latitude, avec --lon.")] = None,
    lon: Annotated[float | None, typer.Option(metavar="DEGRÉS", help="Sa longitude, avec --lat.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Ajoute un surnom à la base : pour une adresse ou un lieu connu, ou pour une position."""
    with opened(context) as client:
        kept = client.surnoms.ajouter(surnom, designe, lat, lon)
        (found, *_) = client.geocoder.search(kept.surnom, limit=1)
    words = f"« {kept.surnom} » : {found['label']} ({found['lat']:.6f}, {found['lon']:.6f})"
    summary({**asdict(kept), "trouve": found["label"]}, as_json=as_json, text=words)


def retirer(context: typer.Context, surnom: NameArgument, as_json: JsonOption = False) -> None:
    """Retire un surnom de la base."""
    with opened(context) as client:
        removed = client.surnoms.retirer(surnom)
    summary(removed, as_json=as_json, text=f"« {removed.surnom} » n'est plus un surnom.")


def _table(surnoms: list[SurnomConnu]) -> pa.Table:
    """The columns of surnoms.csv."""
    columns = {"surnom": pa.string(), "designe": pa.string(), "lat": pa.float64(), "lon": pa.float64()}
    return pa.table({name: pa.array([getattr(one, name) for one in surnoms], kind) for name, kind in columns.items()})


def _meaning(known: SurnomConnu) -> str:
    position = "" if known.lat is None else f"{known.lat:.6f}, {known.lon:.6f}"
    return ", ".join(filter(None, (known.designe, position)))


def _origin(known: SurnomConnu) -> str:
    return f"{known.origine}, {known.auteur}, {known.le:%d/%m/%Y}" if known.le else known.origine
