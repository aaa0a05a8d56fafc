"""``import``: adresses, territoires, voies, lieux, signalements, contacts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from observatory.cli.common import JsonOption, opened, parse_day, remark, summary
from observatory.cli.french import FrenchCommand, FrenchGroup
from observatory.domain.records import ImportBilan

FileArgument = Annotated[Path, typer.Argument(metavar="FICHIER", help="Fichier à importer.")]
DayOption = Annotated[str | None, typer.Option(metavar="DATE", help="Premier jour de validité, AAAA-MM-JJ.")]


def add_to(app: typer.Typer) -> None:
    """Add the verb and what it imports."""
    family = typer.Typer(
        cls=FrenchGroup,
        help="Importe des adresses, des territoires, des voies, des lieux, des signalements ou des contacts.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    family.command("adresses", cls=FrenchCommand)(adresses)
    family.command("territoires", cls=FrenchCommand)(territoires)
    family.command("voies", cls=FrenchCommand)(voies)
    family.command("lieux", cls=FrenchCommand)(lieux)
    family.command("signalements", cls=FrenchCommand)(signalements)
    family.command("contacts", cls=FrenchCommand)(contacts)
    app.add_typer(family, name="import")


def adresses(
    context: typer.Context,
    sources: Annotated[list[str], typer.Argument(metavar="FICHIER|URL...", help="CSV de la BAN, simple ou .gz.")],
    as_json: JsonOption = False,
) -> None:
    """Importe des adresses (CSV de la Base Adresse Nationale, disposition longue ou courte)."""
    with opened(context) as client:
        found = client.imports.adresses([_source(source) for source in sources])
    _close(found, as_json, "adresses")


def territoires(
    context: typer.Context,
    file: FileArgument,
    zonage: Annotated[str, typer.Option(help="commune, quartier, zsp, qpv, qrr, iris, bailleur ou tout autre nom.")],
    code: Annotated[str | None, typer.Option(metavar="CHAMP", help="Champ du code.")] = None,
    nom: Annotated[str | None, typer.Option(metavar="CHAMP", help="Champ du nom.")] = None,
    population: Annotated[str | None, typer.Option(metavar="CHAMP", help="Champ de la population.")] = None,
    depuis: DayOption = None,
    jusqua: Annotated[str | None, typer.Option(metavar="DATE", help="Dernier jour de validité, AAAA-MM-JJ.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Importe les contours d'un zonage (GeoJSON, GeoPackage, Shapefile, GeoParquet)."""
    first, last = parse_day(depuis), parse_day(jusqua)
    with opened(context) as client:
        found = client.imports.territoires(
            file.absolute(), zonage, code=code, nom=nom, population=population, depuis=first, jusqua=last
        )
    _close(found, as_json, "territoires")


def voies(
    context: typer.Context,
    file: FileArgument,
    nom: Annotated[str | None, typer.Option(metavar="CHAMP", help="Champ du nom de la voie.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Importe les lignes des voies."""
    with opened(context) as client:
        found = client.imports.voies(file.absolute(), nom)
    _close(found, as_json, "voies")


def lieux(
    context: typer.Context,
    file: FileArgument,
    nom: Annotated[str | None, typer.Option(metavar="CHAMP", help="Champ du nom du lieu.")] = None,
    genre: Annotated[str | None, typer.Option(metavar="CHAMP", help="Champ du genre de lieu.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Importe des lieux (écoles, stations, places, commerces…)."""
    with opened(context) as client:
        found = client.imports.lieux(file.absolute(), nom, genre)
    _close(found, as_json, "lieux")


def signalements(
    context: typer.Context,
    file: FileArgument,
    preset: Annotated[str | None, typer.Option(help="dansmarue ou observatoire.")] = None,
    mapping: Annotated[Path | None, typer.Option(metavar="FICHIER.toml", help="Fichier de correspondance.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Importe des signalements (CSV, XLSX, ODS) ; chaque ligne est comptée, les refus vont dans un fichier."""
    if (preset is None) == (mapping is None):
        raise typer.BadParameter("Donnez soit --preset (dansmarue, observatoire), soit --mapping FICHIER.toml.")
    with opened(context) as client:
        found = client.imports.signalements(
            file.absolute(), preset=preset, mapping_path=mapping.absolute() if mapping else None
        )
    _close(found, as_json, "signalements")


def contacts(context: typer.Context, file: FileArgument, as_json: JsonOption = False) -> None:
    """Importe des contacts sans signalement : informations, orientations, hors champ, relances (CSV, XLSX, ODS)."""
    with opened(context) as client:
        found = client.imports.contacts(file.absolute())
    _close(found, as_json, "contacts")


def _source(source: str) -> str:
    """A web address as it is, a file by its full path: the owner may run elsewhere."""
    return source if source.startswith(("http://", "https://")) else str(Path(source).absolute())


def _close(found: ImportBilan, as_json: bool, what: str) -> None:
    for text in found.remarques:
        remark(text)
    text = (
        f"{found.lus} lignes lues ({what}) : {found.enregistres} enregistrées, {found.a_localiser} à localiser, "
        f"{found.deja_connus} déjà connues, {found.rejetes} rejetées"
        + (f" (voir {found.rejets})." if found.rejets else ".")
    )
    summary(found, as_json=as_json, text=text)
    if found.rejetes:
        raise typer.Exit(1)
