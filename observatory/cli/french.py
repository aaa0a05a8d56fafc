"""The command line's own words in French: help pages, and what is wrong with a command."""

from __future__ import annotations

import re
from typing import Any

import typer
from typer import core

USAGE_ERROR: type[Any] = typer.BadParameter.__mro__[1]
"""What the library raises for a command that cannot be understood."""

_HELP = (
    ("Usage:", "Usage :"),
    ("Options:", "Options :"),
    ("Commands:", "Verbes :"),
    ("Arguments:", "Arguments :"),
    ("Show this message and exit.", "Affiche cette aide."),
    ("[required]", "[obligatoire]"),
    ("[default: ", "[défaut : "),
    ("COMMAND [ARGS]...", "VERBE [ARGUMENTS]..."),
)
_ERRORS = (
    (r"^Missing option (.*)\.$", r"Il manque l'option \1."),
    (r"^Missing argument (.*)\.$", r"Il manque l'argument \1."),
    (r"^Missing command\.$", "Il manque un verbe."),
    (r"^No such option: (\S+?)\.?(?: Did you mean (.*)\?)?$", r"L'option \1 n'existe pas. \2"),
    (r"^No such command (.*?)\.?(?: Did you mean (.*)\?)?$", r"Le verbe \1 n'existe pas. \2"),
    (r"^Got unexpected extra arguments? \((.*)\)\.?$", r"Arguments en trop : \1."),
    (r"^Option (.*) requires an argument\.$", r"L'option \1 demande une valeur."),
    (r"^Invalid value for (.*?): (.*)$", r"\1 : \2"),
    (r"^Invalid value: (.*)$", r"\1"),
)
_VALUES = (
    (r"(.*) is not a valid int(?:eger)?\.", r"\1 n'est pas un nombre entier."),
    (r"Input should be a valid integer.*", "écrivez un nombre entier."),
    (r"(.*) is not one of (.*)\.", r"\1 n'est pas l'une des valeurs \2."),
    (r"(.*) is not in the range (.*)\.", r"\1 n'est pas entre les bornes \2."),
)


def help_in_french(text: str) -> str:
    """A help page with the words of the library in French."""
    for english, french in _HELP:
        text = text.replace(english, french)
    return text


def error_in_french(message: str) -> str:
    """What is wrong with a command, in French; a message that is French already stays."""
    for patterns in (_ERRORS, _VALUES):
        for pattern, french in patterns:
            message = re.sub(pattern, french, message, flags=re.DOTALL)
    return message.strip()


class FrenchCommand(core.TyperCommand):
    """A verb whose help is in French."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return help_in_french(super().get_help(ctx))


class FrenchGroup(core.TyperGroup):
    """A family of verbs whose help is in French."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return help_in_french(super().get_help(ctx))
