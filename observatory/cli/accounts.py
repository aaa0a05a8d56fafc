"""Verbs about accounts of people, keys of programs and the journal of accesses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from observatory.cli.common import JsonOption, opened, say, summary
from observatory.cli.french import FrenchCommand, FrenchGroup
from observatory.domain.records import Compte, Secret
from observatory.domain.roles import SCOPES, Role

Name = Annotated[str, typer.Argument(metavar="IDENTIFIANT", help="Nom sous lequel la personne se connecte.")]
RoleOption = Annotated[list[Role], typer.Option("--role", help="Rôle ; à répéter pour plusieurs.")]
ServiceOption = Annotated[list[str] | None, typer.Option("--service", help="Service d'un partenaire ; à répéter.")]
PlaceOption = Annotated[
    list[str] | None, typer.Option("--territoire", help="Limite à un territoire, zonage:code ; à répéter.")
]


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    people = typer.Typer(cls=FrenchGroup, help="Comptes des personnes.", no_args_is_help=True)
    verbs: tuple[tuple[str, Callable[..., None]], ...] = (
        ("list", account_list),
        ("add", account_add),
        ("roles", account_roles),
        ("disable", account_disable),
        ("enable", account_enable),
        ("password", account_password),
        ("logout", account_logout),
        ("invite", account_invite),
    )
    for verb, function in verbs:
        people.command(verb, cls=FrenchCommand)(function)
    app.add_typer(people, name="account")
    keys = typer.Typer(cls=FrenchGroup, help="Clés des programmes.", no_args_is_help=True)
    keys.command("list", cls=FrenchCommand)(key_list)
    keys.command("create", cls=FrenchCommand)(key_create)
    keys.command("revoke", cls=FrenchCommand)(key_revoke)
    app.add_typer(keys, name="key")
    app.command("access", cls=FrenchCommand)(access)


def account_list(context: typer.Context, as_json: JsonOption = False) -> None:
    """Liste les comptes."""
    with opened(context) as client:
        known = client.comptes.liste()
    for one in known if not as_json else ():
        say(_line(one))
    summary({"comptes": [_content(one) for one in known]}, as_json=as_json, text=f"{len(known)} comptes.")


def account_add(
    context: typer.Context,
    name: Name,
    role: RoleOption,
    nom: Annotated[str, typer.Option(help="Nom affiché.")] = "",
    service: ServiceOption = None,
    territoire: PlaceOption = None,
    openid: Annotated[
        bool, typer.Option("--openid", help="Sans mot de passe : par le fournisseur d'identité.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Crée un compte ; affiche une fois son mot de passe provisoire, à changer à la première connexion."""
    with opened(context) as client:
        told = client.comptes.creer(name, nom, role, service, territoire, openid)
    _tell(told, as_json=as_json, words=f"Compte créé : {told.pour}")


def account_roles(
    context: typer.Context,
    name: Name,
    role: RoleOption,
    service: ServiceOption = None,
    territoire: PlaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remplace les rôles d'un compte ; ses pages ouvertes suivent aussitôt."""
    with opened(context) as client:
        one = client.comptes.roles(name, role, service, territoire)
    summary(_content(one), as_json=as_json, text=_line(one))


def account_disable(context: typer.Context, name: Name, as_json: JsonOption = False) -> None:
    """Ferme un compte et ses pages ouvertes."""
    _switch(context, name, actif=False, as_json=as_json)


def account_enable(context: typer.Context, name: Name, as_json: JsonOption = False) -> None:
    """Rouvre un compte."""
    _switch(context, name, actif=True, as_json=as_json)


def account_password(context: typer.Context, name: Name, as_json: JsonOption = False) -> None:
    """Donne un mot de passe provisoire, à changer à la première connexion."""
    with opened(context) as client:
        told = client.comptes.mot_de_passe(name)
    _tell(told, as_json=as_json, words=f"Nouveau mot de passe provisoire de {told.pour}")


def account_logout(context: typer.Context, name: Name, as_json: JsonOption = False) -> None:
    """Déconnecte un compte partout."""
    with opened(context) as client:
        one = client.comptes.deconnecter(name)
    summary(_content(one), as_json=as_json, text=f"{one.identifiant} est déconnecté partout.")


def account_invite(context: typer.Context, role: RoleOption, as_json: JsonOption = False) -> None:
    """Crée un lien avec lequel une personne ouvre son compte, dans les trois jours."""
    with opened(context) as client:
        told = client.comptes.inviter(role)
    _tell(told, as_json=as_json, words="Lien d'invitation, à faire suivre l'adresse de l'office")


def key_list(context: typer.Context, as_json: JsonOption = False) -> None:
    """Liste les clés, sans leur secret."""
    with opened(context) as client:
        known = client.cles.liste()
    for one in known if not as_json else ():
        state = "révoquée" if one.revoquee_le else f"jusqu'au {one.expire_le:%d/%m/%Y}" if one.expire_le else "sans fin"
        say(f"{one.ident:4}  otp_{one.prefixe}…  {one.nom}  ({', '.join(one.droits)}, {one.par_minute}/min, {state})")
    content = [
        {"numero": one.ident, "nom": one.nom, "droits": one.droits, "revoquee": bool(one.revoquee_le)} for one in known
    ]
    summary({"cles": content}, as_json=as_json, text=f"{len(known)} clés.")


def key_create(
    context: typer.Context,
    nom: Annotated[str, typer.Argument(metavar="PROGRAMME", help="À quel programme elle sert.")],
    droit: Annotated[list[str] | None, typer.Option("--droit", help=f"Ce qu'elle ouvre : {', '.join(SCOPES)}.")] = None,
    par_minute: Annotated[int, typer.Option("--par-minute", help="Demandes par minute au plus.")] = 600,
    jours: Annotated[int, typer.Option("--jours", help="Jours de validité.")] = 365,
    as_json: JsonOption = False,
) -> None:
    """Crée une clé ; elle n'est affichée que cette fois."""
    with opened(context) as client:
        told = client.cles.creer(nom, droit or list(SCOPES), par_minute, jours)
    _tell(told, as_json=as_json, words=f"Clé de « {told.pour} »")


def key_revoke(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NUMÉRO", help="Le numéro de la liste.")],
    as_json: JsonOption = False,
) -> None:
    """Révoque une clé aussitôt."""
    with opened(context) as client:
        one = client.cles.revoquer(number)
    summary({"numero": one.ident, "nom": one.nom}, as_json=as_json, text=f"Clé de « {one.nom} » révoquée.")


def access(
    context: typer.Context,
    last: Annotated[int, typer.Option("--dernieres", help="Combien de lignes.")] = 20,
    as_json: JsonOption = False,
) -> None:
    """Montre le journal des accès et vérifie que personne ne l'a changé."""
    with opened(context) as client:
        lines = client.journal.acces(limit=last).to_pylist()
        broken = client.journal.verifier()
    for one in lines if not as_json else ():
        say(f"{one['seq']:6}  {one['le']:%d/%m/%Y %H:%M:%S}  {one['auteur']}  {one['operation']}  {one['n']} dossiers")
    whole = "La chaîne est intacte." if broken is None else f"La ligne {broken} a été changée."
    content = {"intacte": broken is None, "premiere_ligne_changee": broken, "lignes": lines}
    summary(content, as_json=as_json, text=whole)
    if broken is not None:
        raise typer.Exit(1)


def _switch(context: typer.Context, name: str, *, actif: bool, as_json: bool) -> None:
    with opened(context) as client:
        one = client.comptes.activer(name, actif)
    summary(_content(one), as_json=as_json, text=_line(one))


def _tell(told: Secret, *, as_json: bool, words: str) -> None:
    until = f" (jusqu'au {told.expire_le:%d/%m/%Y})" if told.expire_le else ""
    content = {"pour": told.pour, "secret": told.secret, "expire_le": told.expire_le}
    summary(content, as_json=as_json, text=f"{words}{until} : {told.secret}" if told.secret else words)


def _content(one: Compte) -> dict[str, object]:
    return {
        "identifiant": one.identifiant,
        "nom": one.nom,
        "roles": one.roles,
        "services": one.services,
        "territoires": one.territoires,
        "actif": one.actif,
    }


def _line(one: Compte) -> str:
    bounds = ", ".join((*one.services, *one.territoires))
    state = "ouvert" if one.actif else "fermé"
    return f"{one.identifiant}  {one.nom}  [{', '.join(one.roles)}{' ; ' + bounds if bounds else ''}]  {state}"
