"""``geocode``: one address, one position, or a file of addresses."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from observatory.cli.common import opened, say, summary
from observatory.cli.french import FrenchCommand
from observatory.client import Client

_NOTHING_FOUND = (
    "Aucun lieu trouvé : précisez la rue, importez les adresses de la commune, ou ajoutez un surnom "
    "(« observatory surnoms ajouter »)."
)
_NOTHING_NEAR = "Rien de connu à moins de 20 km : vérifiez l'ordre (latitude puis longitude)."


class KindOption(StrEnum):
    """Types of answers that can be asked for alone."""

    HOUSENUMBER = "housenumber"
    STREET = "street"
    LOCALITY = "locality"
    MUNICIPALITY = "municipality"


def add_to(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("geocode", cls=FrenchCommand)(geocode)


def geocode(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(metavar="TEXTE", help="Adresse, carrefour ou lieu à chercher.")] = None,
    reverse: Annotated[
        str | None, typer.Option("--reverse", metavar="LAT,LON", help="Cherche ce qui est le plus près d'une position.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(help="Nombre de réponses (5, ou 1 avec --reverse).", min=1, max=100)
    ] = None,
    lat: Annotated[float | None, typer.Option(metavar="DEGRÉS", help="Latitude qui départage, avec --lon.")] = None,
    lon: Annotated[float | None, typer.Option(metavar="DEGRÉS", help="Longitude qui départage, avec --lat.")] = None,
    postcode: Annotated[str | None, typer.Option(metavar="CODE", help="Ce code postal seulement.")] = None,
    citycode: Annotated[str | None, typer.Option(metavar="CODE", help="Cette commune seulement (code Insee).")] = None,
    kind: Annotated[KindOption | None, typer.Option("--type", help="Ce type de réponse seulement.")] = None,
    autocomplete: Annotated[bool, typer.Option("--autocomplete", help="Le dernier mot est inachevé.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="GeocodeJSON sur une ligne, ou résumé du fichier.")] = False,
    file: Annotated[Path | None, typer.Option("--csv", metavar="FICHIER", help="Fichier d'adresses.")] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--column", metavar="NOM", help="Colonne de l'adresse (répétable).")
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="FICHIER", help="Fichier à écrire.")] = None,
) -> None:
    """Cherche une adresse, un carrefour, un lieu, une position (--reverse) ; ou géocode un fichier (--csv, -o)."""
    if [text, reverse, file].count(None) != 2:
        raise typer.BadParameter("Donnez un texte, ou --reverse LAT,LON, ou --csv FICHIER --column NOM -o SORTIE.")
    if (lat is None) != (lon is None):
        raise typer.BadParameter("Donnez --lat et --lon ensemble, ou aucun des deux.")
    chosen = kind.value if kind else None
    position = _position(reverse) if reverse is not None else None
    with opened(context) as client:
        if file is not None:
            _geocode_file(client, file, columns, out, as_json=as_json)
        elif position is not None:
            near: dict[str, Any] = {"lat": position[0], "lon": position[1], "limit": limit or 1, "kind": chosen}
            if as_json:
                say(json.dumps(client.geocoder.reverse_geocodejson(**near), ensure_ascii=False))
            else:
                _show(client.geocoder.reverse(**near), _NOTHING_NEAR)
        else:
            asked: dict[str, Any] = {"q": text, "limit": limit or 5, "lat": lat, "lon": lon, "kind": chosen}
            asked |= {"autocomplete": autocomplete, "postcode": postcode, "citycode": citycode}
            if as_json:
                say(json.dumps(client.geocoder.geocodejson(**asked), ensure_ascii=False))
            else:
                _show(client.geocoder.search(**asked), _NOTHING_FOUND)


def _geocode_file(client: Client, file: Path, columns: list[str] | None, out: Path | None, *, as_json: bool) -> None:
    if not columns or out is None:
        raise typer.BadParameter("--csv demande aussi --column NOM et -o FICHIER.")
    done = client.geocoder.fichier(file.absolute(), columns, out.absolute())
    words = f"{done.lus} lignes : {done.trouves} trouvées, {done.non_trouves} sans réponse sûre. Écrit : {out}"
    summary(done, as_json=as_json, text=words)


def _show(found: list[dict[str, Any]], otherwise: str) -> None:
    """One line an answer: its score, or its distance where a position was asked for."""
    for one in found:
        first = f"{one['distance']:.0f} m" if "distance" in one else f"{one['score']:.2f}"
        radius = "" if "distance" in one else f"± {one['precision_m']:.0f} m  "
        say(f"{first}  {one['label']}  ({one['lat']:.6f}, {one['lon']:.6f})  {radius}{one['explanation']}")
    if not found:
        say(otherwise)


def _position(text: str) -> tuple[float, float]:
    """Read « 46.05,-4.60 » (a blank or a semicolon may stand for the comma)."""
    try:
        lat, lon = (float(part) for part in re.split(r"[,;\s]+", text.strip()))
    except ValueError:
        raise typer.BadParameter(
            f"« {text} » n'est pas une position : écrivez latitude,longitude, par exemple --reverse=46.05,-4.60."
        ) from None
    return lat, lon
