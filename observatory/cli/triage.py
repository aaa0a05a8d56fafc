"""``triage``: train, evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from observatory.cli.common import JsonOption, opened, parse_day, remark, say, summary
from observatory.cli.french import FrenchCommand, FrenchGroup
from observatory.domain.errors import FormatError
from observatory.domain.tri import EvaluationTri
from observatory.present.files import write_file
from observatory.present.tri import (
    MEASURES,
    STARTING,
    evaluation_card,
    evaluation_lines,
    evaluation_sentence,
    with_part,
)


def add_to(app: typer.Typer) -> None:
    """Add the verb and what it does."""
    family = typer.Typer(
        cls=FrenchGroup,
        help="Apprend à suggérer les catégories, et mesure les suggestions.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    family.command("train", cls=FrenchCommand)(train)
    family.command("evaluate", cls=FrenchCommand)(evaluate)
    app.add_typer(family, name="triage")


def train(
    context: typer.Context,
    until: Annotated[
        str | None, typer.Option("--jusqua", metavar="JOUR", help="Dernier jour pris en compte, AAAA-MM-JJ.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--forcer", help="Garde le nouveau modèle même s'il est moins bon que celui en place.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Apprend les catégories des signalements décrits et classés ; refuse un modèle moins bon que celui en place."""
    with opened(context) as client:
        done = client.triage.entrainer(parse_day(until), force)
    for one in done.remarques:
        remark(one)
    if not as_json:
        say(evaluation_sentence(done.evaluation))
    summary(done, as_json=as_json, text=done.phrase)


def evaluate(
    context: typer.Context,
    card: Annotated[
        Path | None,
        typer.Option("--carte", metavar="FICHIER", help="Met à jour la partie mesurée de ce document Markdown."),
    ] = None,
    starting: Annotated[
        bool, typer.Option("--depart", help="Mesure, sur les mêmes signalements, les seuls mots de la nomenclature.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Mesure le modèle en place sur les signalements postérieurs à ceux qu'il a appris."""
    with opened(context) as client:
        found = client.triage.evaluer(starting)
    for one in found.remarques:
        remark(one)
    if card is not None:
        _write_card(card, STARTING if starting else MEASURES, found)
    elif not as_json:
        for line in evaluation_lines(found):
            say(line)
    written = f" Écrit : {card}" if card else ""
    summary(found, as_json=as_json, text=evaluation_sentence(found) + written)


def _write_card(card: Path, part: str, found: EvaluationTri) -> None:
    try:
        text = card.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"{card} ne peut pas être lu : donnez un document Markdown qui existe, en UTF-8.") from error
    write_file(card, with_part(text, part, evaluation_card(found)).encode())
