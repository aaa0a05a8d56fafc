"""``deck``, ``bilan``, ``fiche-action``, ``tableau-de-bord``, ``fiche-quartier``: what goes out of the building."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from observatory.cli.common import JsonOption, opened, summary
from observatory.cli.french import FrenchCommand
from observatory.client import Client
from observatory.domain.edition import FORMATS, Demande, GenreEdition
from observatory.domain.errors import NotFound, ValueRefused
from observatory.present.files import write_file

OutOption = Annotated[Path, typer.Option("--output", "-o", metavar="FICHIER", help="Le fichier à écrire.")]
PeriodOption = Annotated[
    str,
    typer.Option("--periode", metavar="PÉRIODE", help="2026-S1, 2026-T3 ou 2026 (défaut : le dernier semestre fini)."),
]
PlanOption = Annotated[
    int | None, typer.Option("--schema", metavar="N", help="Le numéro du schéma (défaut : celui qui est en cours).")
]


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    for name, verb in (
        ("deck", deck), ("bilan", bilan), ("fiche-action", fiche_action), ("tableau-de-bord", tableau_de_bord),
        ("fiche-quartier", fiche_quartier),
    ):  # fmt: skip
        app.command(name, cls=FrenchCommand)(verb)


def deck(
    context: typer.Context,
    out: OutOption,
    territory: Annotated[
        str, typer.Option("--territoire", metavar="CODE", help="Un quartier, un QPV… (défaut : toute la ville).")
    ] = "",
    period: PeriodOption = "",
    template: Annotated[
        Path | None, typer.Option("--modele", metavar="FICHIER", help="Le modèle de la ville (.pptx).")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Écrit les diapositives d'une réunion publique : PPTX, PDF ou HTML."""
    asked = Demande(GenreEdition.PRESENTATION, periode=period, territoire=territory)
    fmt = _format(asked.genre, out)
    if template is not None and fmt != "pptx":
        raise typer.BadParameter("--modele ne sert qu'à un fichier .pptx : ôtez-le, ou écrivez un .pptx.")
    _write(context, asked, out, as_json=as_json, template=_template(template))


def bilan(context: typer.Context, out: OutOption, plan: PlanOption = None, as_json: JsonOption = False) -> None:
    """Écrit le bilan du schéma local : DOCX ou PDF."""
    _write(context, Demande(GenreEdition.BILAN, schema=plan), out, as_json=as_json)


def fiche_action(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="RÉFÉRENCE", help="L'action, par exemple A-2026-003.")],
    out: OutOption,
    as_json: JsonOption = False,
) -> None:
    """Écrit la fiche d'une action, pour le plan départemental : DOCX ou PDF."""
    _write(context, Demande(GenreEdition.FICHE_ACTION), out, as_json=as_json, action=reference)


def tableau_de_bord(
    context: typer.Context,
    out: OutOption,
    period: PeriodOption = "",
    plan: PlanOption = None,
    as_json: JsonOption = False,
) -> None:
    """Écrit le tableau de bord du CLSPD : un classeur XLSX."""
    _write(context, Demande(GenreEdition.TABLEAU_DE_BORD, periode=period, schema=plan), out, as_json=as_json)


def fiche_quartier(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Le quartier, par exemple Q07 ou quartier:Q07.")],
    out: OutOption,
    period: PeriodOption = "",
    as_json: JsonOption = False,
) -> None:
    """Écrit la fiche d'un quartier, pour ses habitants : un PDF de deux pages."""
    _write(context, Demande(GenreEdition.FICHE_QUARTIER, periode=period, territoire=code), out, as_json=as_json)


def _write(
    context: typer.Context, asked: Demande, out: Path, *, as_json: bool, template: bytes | None = None, action: str = ""
) -> None:
    """Make a document (of the action of a reference, where one is named) and write it."""
    fmt = _format(asked.genre, out)
    with opened(context) as client:
        if action:
            asked = replace(asked, action=_action_named(client, action))
        made = client.documents.produire(asked, fmt, template)
    write_file(out, made.contenu)
    content = {
        "document": str(asked.genre), "reference": made.reference, "fichier": str(out), "octets": len(made.contenu),
    }  # fmt: skip
    summary(content, as_json=as_json, text=f"Document écrit : {out}")


def _format(genre: GenreEdition, out: Path) -> str:
    """The format that a file's name asks for.

    Raises
    ------
    typer.BadParameter
        When the document is not made as that.
    """
    fmt = out.suffix.casefold().removeprefix(".")
    if fmt not in FORMATS[genre]:
        wanted = " ou ".join(f".{one}" for one in FORMATS[genre])
        raise typer.BadParameter(f"« {out.name} » : donnez au fichier un nom qui finit par {wanted}.")
    return fmt


def _template(path: Path | None) -> bytes | None:
    """The city's own template, where one is named.

    Raises
    ------
    ValueRefused
        When it cannot be read.
    """
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError:
        raise ValueRefused(f"Le modèle {path} ne se lit pas : vérifiez son nom et son dossier.") from None


def _action_named(client: Client, reference: str) -> int:
    """The number of an action by its reference.

    Raises
    ------
    NotFound
        When no plan has one of this reference.
    """
    wanted = reference.strip().casefold()
    for plan in client.schemas.liste():
        for one in client.actions.liste(plan.ident):
            if one.reference.casefold() == wanted:
                return one.ident
    raise NotFound(
        f"Aucune action « {reference.strip()} » : les références sont sur la page « Schéma local », par exemple "
        "A-2026-003."
    )
