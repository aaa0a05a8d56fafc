"""The verb ``lundi``: the digest of the week-end, shown or sent."""

from __future__ import annotations

from typing import Annotated

import typer

from observatory.cli.common import JsonOption, opened, say, summary
from observatory.cli.french import FrenchCommand


def add_to(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("lundi", cls=FrenchCommand)(lundi)


def lundi(
    context: typer.Context,
    send: Annotated[
        bool, typer.Option("--envoyer", help="L'envoie à qui ne l'a pas reçue (OBSERVATORY_LUNDI_A).")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Montre la synthèse du dernier week-end, du vendredi 18 h au lundi 8 h, ou l'envoie."""
    with opened(context) as client:
        if not send:
            text, references = client.lundi.texte()
            if as_json:
                summary({"texte": text, "references": references}, as_json=True, text="")
            else:
                say(text.rstrip("\n"))
            return
        done = client.lundi.envoyer()
    words = f"Synthèse envoyée à {', '.join(done)}." if done else "Chacun l'a déjà reçue : rien n'est reparti."
    summary({"envoyes": done}, as_json=as_json, text=words)
