"""``geocode``: one address, or a file of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from observatory.cli.common import opened, say, summary
from observatory.cli.french import FrenchCommand


def add_to(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("geocode", cls=FrenchCommand)(geocode)


def geocode(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(metavar="TEXTE", help="Adresse ou lieu à chercher.")] = None,
    limit: Annotated[int, typer.Option(help="Nombre de réponses.", min=1, max=100)] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="GeocodeJSON sur une ligne, ou résumé du fichier.")] = False,
    file: Annotated[Path | None, typer.Option("--csv", metavar="FICHIER", help="Fichier d'adresses.")] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--column", metavar="NOM", help="Colonne de l'adresse (répétable).")
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="FICHIER", help="Fichier à écrire.")] = None,
) -> None:
    """Cherche une adresse, un carrefour ou un lieu ; ou géocode un fichier avec --csv, --column et -o."""
    if (text is None) == (file is None):
        raise typer.BadParameter("Donnez soit un texte, soit --csv FICHIER --column NOM -o SORTIE.")
    if file is not None:
        if not columns or out is None:
            raise typer.BadParameter("--csv demande aussi --column NOM et -o FICHIER.")
        with opened(context) as client:
            done = client.geocoder.fichier(file.absolute(), columns, out.absolute())
        words = f"{done.lus} lignes : {done.trouves} trouvées, {done.non_trouves} sans réponse sûre. Écrit : {out}"
        summary(done, as_json=as_json, text=words)
        return
    with opened(context) as client:
        if as_json:
            say(json.dumps(client.geocoder.geocodejson(text or "", limit=limit), ensure_ascii=False))
            return
        found = client.geocoder.search(text or "", limit=limit)
    for one in found:
        say(
            f"{one['score']:.2f}  {one['label']}  ({one['lat']:.6f}, {one['lon']:.6f})  "
            f"± {one['precision_m']:.0f} m  {one['explanation']}"
        )
    if not found:
        say("Aucun lieu trouvé : précisez la rue, ou importez les adresses de la commune.")
