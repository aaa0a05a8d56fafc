"""``marche``: list, dossier."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from observatory.cli.common import JsonOption, opened, say, summary
from observatory.cli.french import FrenchCommand, FrenchGroup
from observatory.present.files import write_file
from observatory.present.labels import instant, plural
from observatory.present.marches import ETATS, GENRES


def add_to(app: typer.Typer) -> None:
    """Add the verb and what it does."""
    family = typer.Typer(
        cls=FrenchGroup,
        help="Liste les marches, écrit le dossier de l'une d'elles.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    family.command("list", cls=FrenchCommand)(walk_list)
    family.command("dossier", cls=FrenchCommand)(walk_dossier)
    app.add_typer(family, name="marche")


def walk_list(context: typer.Context, as_json: JsonOption = False) -> None:
    """Liste les marches, la dernière d'abord."""
    with opened(context) as client:
        known = client.marches.liste()
    for one in known if not as_json else ():
        plan = one.plan
        say(
            f"{one.reference}  {ETATS[one.etat]}  {instant(plan.prevue_le, year=True)}  "
            f"{GENRES[plan.genre]} : {plan.titre}"
        )
    content = [
        {
            "reference": one.reference, "etat": one.etat, "genre": one.plan.genre, "titre": one.plan.titre,
            "prevue_le": one.plan.prevue_le.isoformat(), "arrets": len(one.plan.arrets),
        }
        for one in known
    ]  # fmt: skip
    summary({"marches": content}, as_json=as_json, text=f"{plural(len(known), 'marche')}.")


def walk_dossier(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="RÉFÉRENCE", help="La marche, par exemple M2026-03.")],
    out: Annotated[Path, typer.Option("--output", "-o", metavar="FICHIER", help="Le PDF à écrire.")],
    link: Annotated[
        bool, typer.Option("--lien", help="Y imprime un lien neuf vers la page de la marche, et son code QR.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Écrit le dossier d'une marche, à imprimer : carte, arrêts, feuilles à remplir."""
    with opened(context) as client:
        known = client.marches.chercher(reference)
        lien = client.marches.ouvrir_lien(known.ident).adresse if link else ""
        made = client.marches.dossier(known.ident, lien)
    write_file(out, made.contenu)
    content = {"reference": made.reference, "fichier": str(out), "octets": len(made.contenu), "lien": lien}
    summary(content, as_json=as_json, text=f"Dossier de la marche {made.reference} écrit : {out}")
