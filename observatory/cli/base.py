"""Verbs about the base itself: init, serve, check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from observatory.cli.common import JsonOption, opened, parse_day, remark, say, steps_shown, summary
from observatory.cli.french import FrenchCommand
from observatory.client import create_base, serve_base
from observatory.settings import load_settings


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("init", cls=FrenchCommand)(init)
    app.command("serve", cls=FrenchCommand)(serve)
    app.command("check", cls=FrenchCommand)(check)


def init(
    context: typer.Context,
    city: Annotated[str, typer.Option(help="demo : la ville fictive de Port-Clairval ; vide : votre ville.")] = "vide",
    seed: Annotated[int, typer.Option(help="Graine de la ville fictive.")] = 7,
    until: Annotated[str | None, typer.Option(help="Dernier jour simulé, AAAA-MM-JJ (défaut : hier).")] = None,
    as_json: JsonOption = False,
) -> None:
    """Crée une base ; n'en écrase jamais une. La ville fictive a un fichier à elle (data/port-clairval.duckdb)."""
    settings = load_settings(context.obj.db, demo=city == "demo", creating=True)
    with steps_shown() as show:
        path = create_base(city, settings=settings, seed=seed, until=parse_day(until), progress=show)
    summary({"base": str(path), "ville": city}, as_json=as_json, text=f"Base créée : {path}")


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Adresse d'écoute.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port d'écoute.")] = 8501,
    cert: Annotated[
        Path | None, typer.Option("--tls-cert", metavar="FICHIER", help="Certificat (PEM), pour servir en https.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--tls-key", metavar="FICHIER", help="Clé de ce certificat (PEM, sans mot de passe).")
    ] = None,
) -> None:
    """Ouvre l'office : tableau de bord et interface, sur une seule adresse. Ctrl+C pour fermer."""
    settings = load_settings(context.obj.db)
    if settings.note:
        remark(settings.note)
    serve_base(settings, host=host, port=port, tls=(cert, key), on_ready=_announce)


def _announce(url: str, invitation: str | None) -> None:
    say(f"L'office est ouvert : {url}  (Ctrl+C pour fermer)")
    if invitation:
        say(f"Personne n'a encore de compte. Le premier administrateur crée le sien ici : {invitation}")


def check(
    context: typer.Context,
    deep: Annotated[
        bool, typer.Option("--deep", help="Relit et recalcule tout, et vérifie la dernière sauvegarde.")
    ] = False,
    backups: Annotated[
        Path | None, typer.Option("--sauvegarde", metavar="DOSSIER", help="Avec --deep : où sont les sauvegardes.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Vérifie la base : comptes, orphelins, cellules en désaccord avec les positions, territoires."""
    if backups is not None and not deep:
        raise typer.BadParameter("--sauvegarde va avec --deep.")
    with opened(context) as client:
        found = client.memoire.verifier(backups and backups.absolute()) if deep else client.base.verifier()
        etat = client.base.etat()
    counts = (
        f"{etat.contacts} contacts, {etat.signalements} signalements ({etat.non_localises} non localisés), "
        f"{etat.problemes} problèmes, {etat.declarants} déclarants connus"
    )
    if not as_json:
        say(counts)
        for one in found.controles:
            say(f"{'ok     ' if one.ok else 'À REVOIR'} {one.controle} : {one.detail}")
    content = {
        "ok": found.ok,
        "contacts": etat.contacts,
        "signalements": etat.signalements,
        "problemes": etat.problemes,
        "declarants": etat.declarants,
        "non_localises": etat.non_localises,
        "territoires": etat.territoires,
        "controles": [{"controle": c.controle, "ok": c.ok, "detail": c.detail} for c in found.controles],
    }
    summary(content, as_json=as_json, text="La base est saine." if found.ok else "La base est à réparer.")
    if not found.ok:
        raise typer.Exit(1)
