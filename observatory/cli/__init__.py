"""The command line: ``observatory VERB …``. Help in French, verbs in English.

Exit codes: 0 done, 1 something was refused, 2 wrong usage. With ``--json`` the last line of standard output is one
JSON object that sums up what was done; progress and remarks go to standard error.
"""

from __future__ import annotations

import sys

import typer

from observatory.cli import (
    accounts,
    aggregate,
    base,
    bring_in,
    documents,
    effet,
    hotspots,
    indicateurs,
    locate,
    lundi,
    marche,
    memory,
    surnoms,
    triage,
)
from observatory.cli.common import Asked, DbOption
from observatory.cli.french import USAGE_ERROR, FrenchGroup, error_in_french
from observatory.domain.errors import ObservatoryError


def make_app() -> typer.Typer:
    """The command line with every verb."""
    app = typer.Typer(
        name="observatory",
        cls=FrenchGroup,
        help="Observatoire de la tranquillité publique : de l'adresse d'un habitant à l'hexagone sur la carte.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )

    @app.callback()
    def chosen_base(context: typer.Context, db: DbOption = None) -> None:
        """Keep the base that was named before the verb."""
        context.obj = Asked(db)

    base.add_to(app)
    bring_in.add_to(app)
    locate.add_to(app)
    surnoms.add_to(app)
    triage.add_to(app)
    aggregate.add_to(app)
    hotspots.add_to(app)
    effet.add_to(app)
    indicateurs.add_to(app)
    accounts.add_to(app)
    memory.add_to(app)
    lundi.add_to(app)
    marche.add_to(app)
    documents.add_to(app)
    return app


def main() -> None:
    """Run the command line: exit code 0 done, 1 something was refused, 2 wrong usage; errors in French."""
    try:
        code = make_app()(standalone_mode=False)
    except ObservatoryError as error:
        sys.stderr.write(f"{error.message}\n")
        raise SystemExit(1) from None
    except typer.Abort:
        sys.stderr.write("Interrompu : rien de ce qui était en cours n'a été enregistré.\n")
        raise SystemExit(1) from None
    except USAGE_ERROR as error:
        sys.stderr.write(f"{error_in_french(error.format_message())}\n")
        raise SystemExit(2) from None
    raise SystemExit(code if isinstance(code, int) else 0)
