"""``effet``: what an action changed in a zone, beyond what changed in places alike."""

from __future__ import annotations

import io
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from observatory.cli.aggregate import Categories, CompteOption
from observatory.cli.common import JsonOption, opened, parse_day, remark, summary
from observatory.cli.french import FrenchCommand
from observatory.domain.effet import USUAL_MONTHS, USUAL_RING_M, Effet
from observatory.domain.errors import FormatError, NotFound
from observatory.domain.grid import cell_to_text
from observatory.domain.selection import Selection
from observatory.present.effet import figures_rows

Zone = Annotated[
    Path,
    typer.Option("--zone", metavar="FICHIER", help="Contour de la zone : .geojson, .gpkg, .shp, .zip ou .parquet."),
]
Day = Annotated[str, typer.Option("--date", metavar="DATE", help="Premier jour de l'action (AAAA-MM-JJ).")]


def add_to(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("effet", cls=FrenchCommand)(effet)


def effet(
    context: typer.Context,
    zone: Zone,
    date: Day,
    avant: Annotated[int, typer.Option("--avant", metavar="MOIS", help="Mois avant l'action.")] = USUAL_MONTHS,
    apres: Annotated[int, typer.Option("--apres", metavar="MOIS", help="Mois après l'action.")] = USUAL_MONTHS,
    categories: Categories = None,
    compte: Annotated[CompteOption, typer.Option(help="Ce que l'on compte.")] = CompteOption.SIGNALEMENTS,
    anneau: Annotated[
        int,
        typer.Option("--anneau", metavar="METRES", help="Abords où chercher un déplacement (0 : aucun)."),
    ] = USUAL_RING_M,
    as_json: JsonOption = False,
) -> None:
    """Mesure l'effet d'une action dans une zone (WDD, test E), avec un verdict et son intervalle. Usage interne."""
    day = parse_day(date)
    if day is None:
        raise typer.BadParameter("Il faut la date de l'action.")
    content, name = _content(zone)
    selection = Selection(categories=tuple(categories or ()), compte=compte.value)
    with opened(context) as client:
        read = client.effet.lire_zone(content, name)
        found = client.effet.mesurer(read.contour, day, selection, avant, apres, anneau)
    for one in (*read.remarques, *found.remarques):
        remark(one)
    lines = [found.phrase, ""]
    lines += [f"{row['Lieu']} : {row['Avant']} avant, {row['Après']} après" for row in figures_rows(found)]
    lines += ["", found.methode, *found.reserves]
    summary(_as_json(found, read.remarques), as_json=as_json, text="\n".join(lines))


def _as_json(found: Effet, read: tuple[str, ...]) -> dict[str, Any]:
    """The effect without its outlines, cells as H3 writes them."""
    content = asdict(found)
    for name in ("contour", "contour_anneau"):
        del content[name]
    for name in ("hexagones_temoin", "hexagones_temoin_anneau"):
        content[name] = [cell_to_text(cell) for cell in content[name]]
    content["remarques"] = [*read, *found.remarques]
    return content


def _content(path: Path) -> tuple[bytes, str]:
    """The bytes of a file and its name; a shapefile with the files beside it, as an archive.

    Raises
    ------
    NotFound, FormatError
        When there is no such file, or it cannot be read.
    """
    if not path.is_file():
        raise NotFound(f"Le fichier {path} n'existe pas : vérifier son nom et son dossier.")
    try:
        if path.suffix.lower() != ".shp":
            return path.read_bytes(), path.name
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for one in sorted(path.parent.glob(f"{path.stem}.*")):
                archive.write(one, one.name)
        return packed.getvalue(), f"{path.stem}.zip"
    except OSError as error:
        raise FormatError(f"Le fichier {path} ne se lit pas ({error.strerror}) : vérifier ses droits.") from error
