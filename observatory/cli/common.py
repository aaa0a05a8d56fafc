"""What every verb shares: options, dates, progress, the closing line."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from observatory.client import Client, connect
from observatory.settings import load_settings

DbOption = Annotated[
    Path | None,
    typer.Option("--db", help="Fichier de la base (défaut : $OBSERVATORY_DB ou data/observatoire.duckdb)."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Résumé en un objet JSON sur la dernière ligne.")]


@dataclass(frozen=True)
class Asked:
    """What was said before the verb."""

    db: Path | None


def parse_day(text: str | None) -> dt.date | None:
    """Read a day written AAAA-MM-JJ or JJ/MM/AAAA.

    Raises
    ------
    typer.BadParameter
        When it is no such day.
    """
    if text is None:
        return None
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, pattern).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    raise typer.BadParameter(f"« {text} » n'est pas une date : écrivez AAAA-MM-JJ, par exemple 2026-03-05.")


@contextmanager
def steps_shown() -> Iterator[Any]:
    """A progress bar on standard error; gives the function to call at each step."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Ouverture", total=None)

        def show(label: str, done: int, total: int) -> None:
            bar.update(task, description=label, completed=done, total=total or None)

        yield show


@contextmanager
def opened(context: typer.Context) -> Iterator[Client]:
    """The base of this command, with progress shown."""
    settings = load_settings(context.obj.db)
    if settings.note:
        remark(settings.note)
    with steps_shown() as show, connect(settings=settings, progress=show) as client:
        yield client


def say(text: str) -> None:
    """Write a line for the person on standard output."""
    sys.stdout.write(text + "\n")


def remark(text: str) -> None:
    """Write a remark on standard error."""
    sys.stderr.write(text + "\n")


def summary(result: Any, *, as_json: bool, text: str) -> None:
    """Close a command: one JSON object, or a French sentence."""
    if as_json:
        content = result if isinstance(result, dict) else asdict(result)
        say(json.dumps(content, ensure_ascii=False, default=str))
    else:
        say(text)
