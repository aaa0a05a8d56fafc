"""Verbs about what is kept: backup, restore, purge, personne."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from observatory.cli.common import JsonOption, opened, remark, say, steps_shown, summary
from observatory.cli.french import FrenchCommand
from observatory.client import restore_base
from observatory.domain.conservation import Dossier, PurgeBilan
from observatory.settings import load_settings

Folder = Annotated[Path, typer.Argument(metavar="DOSSIER", help="Le dossier des sauvegardes.")]


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("backup", cls=FrenchCommand)(backup)
    app.command("restore", cls=FrenchCommand)(restore)
    app.command("purge", cls=FrenchCommand)(purge)
    app.command("personne", cls=FrenchCommand)(personne)


def backup(context: typer.Context, folder: Folder, as_json: JsonOption = False) -> None:
    """Sauvegarde la base, office ouvert ou non, dans un nouveau dossier daté de DOSSIER."""
    with opened(context) as client:
        done = client.memoire.sauvegarder(folder.absolute())
    words = f"Sauvegarde écrite : {done.dossier} ({done.lignes} lignes, {done.octets / 2**20:.1f} Mo)"
    summary(done, as_json=as_json, text=words)


def restore(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="DOSSIER", help="Une sauvegarde, ou le dossier des sauvegardes (la dernière).")
    ],
    db: Annotated[Path | None, typer.Option("--db", metavar="FICHIER", help="La base à créer.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Crée une base à partir d'une sauvegarde vérifiée ; n'en écrase jamais une."""
    target = db or context.obj.db
    if target is None:
        raise typer.BadParameter("nommez la base à créer : --db FICHIER.")
    settings = load_settings(target, creating=True)
    with steps_shown() as show:
        done = restore_base(folder.absolute(), settings=settings, progress=show)
    words = (
        f"Base restaurée : {done.base} ({done.lignes} lignes, état du {done.le:%d/%m/%Y %H:%M} UTC). Lancez "
        "« observatory purge » : ce qui a expiré depuis doit partir."
    )
    summary(done, as_json=as_json, text=words)


def purge(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Liste ce qui serait effacé, n'efface rien.")] = False,
    clock: Annotated[
        bool, typer.Option("--horloge-sure", help="La date de la machine est juste, même si rien n'a été écrit depuis.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Efface ce qui a dépassé sa durée de conservation (conservation.csv) ; les comptes restent."""
    with opened(context) as client:
        done = client.memoire.a_purger() if dry_run else client.memoire.purger(clock)
    for one in done.remarques:
        remark(one)
    if not as_json:
        for line in done.lignes:
            since = f", depuis le {line.plus_ancien:%d/%m/%Y}" if line.plus_ancien else ""
            say(f"{line.n:>8}  {line.genre} : {line.objet} ({line.mois} mois{since})")
    summary(done, as_json=as_json, text=_purged(done))


def personne(
    context: typer.Context,
    cle: Annotated[str | None, typer.Option("--cle", metavar="CLÉ", help="La clé du déclarant.")] = None,
    reference: Annotated[
        str | None, typer.Option("--reference", metavar="RÉF", help="La référence d'un de ses signalements.")
    ] = None,
    access: Annotated[
        Path | None, typer.Option("--acces", metavar="FICHIER", help="Écrit tout ce qui est gardé sur la personne.")
    ] = None,
    erase: Annotated[
        bool, typer.Option("--effacer", help="Efface la personne ; ses signalements restent comptés.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Répond à la demande d'une personne : accès à ses données (--acces), effacement (--effacer), ou les deux."""
    if access is None and not erase:
        raise typer.BadParameter("dites ce qui est demandé : --acces FICHIER, --effacer, ou les deux.")
    if (cle is None) == (reference is None):
        raise typer.BadParameter("dites de qui il s'agit : --cle CLÉ ou --reference RÉF.")
    done: list[Dossier] = []
    with opened(context) as client:
        if access is not None:
            done.append(client.memoire.acces(access.absolute(), cle, reference))
        if erase:
            done.append(client.memoire.effacer(cle, reference))
    for dossier in done:
        for one in dossier.remarques:
            remark(one)
    content = {
        "signalements": done[-1].signalements,
        "contacts": done[-1].contacts,
        "fichiers": done[0].fichiers,
        "efface": done[-1].efface,
        "remarques": [one for dossier in done for one in dossier.remarques],
    }
    summary(content, as_json=as_json, text=" ".join(map(_answered, done)))


def _purged(done: PurgeBilan) -> str:
    if not done.fait:
        return f"{done.n} valeurs seraient effacées. Rien n'a été effacé."
    file = " Le fichier de la base a été réécrit." if done.fichier_reecrit else ""
    kept = f" Sauvegardes : {done.sauvegardes_reecrites} réécrites, {done.sauvegardes_retirees} retirées."
    return f"{done.n} valeurs effacées.{file}{kept}"


def _answered(done: Dossier) -> str:
    if done.efface:
        return f"Personne effacée : {done.signalements} signalements restent comptés, sans elle."
    return f"{done.signalements} signalements, {done.contacts} contacts : écrits dans {', '.join(done.fichiers)}."
