"""Operations about the rules of routing: which service acts, and by when."""

from __future__ import annotations

import datetime as dt

from observatory.domain.envoi import Envoi, EssaiRegles, Regle, ReglesConnues
from observatory.operations.core import Context, operation
from observatory.pipeline.routage import route_at, rules_apply, rules_list, rules_save, rules_try
from observatory.store.regles import rules_to_text, text_to_rules


def _files(essai: EssaiRegles) -> list[str]:
    """The files that a dry run shows, for the journal of accesses."""
    return [one.reference for one in essai.deplacements]


@operation("regles.liste")
def regles_liste(context: Context) -> ReglesConnues:
    """The rules in force, where they are kept, and which of them never serve."""
    return rules_list(context.office)


@operation("regles.essai", keys=_files)
def regles_essai(context: Context, regles: list[Regle]) -> EssaiRegles:
    """Which open files rules would move from which service to which, with their due instants; nothing is written."""
    return rules_try(context.office, regles)


@operation("regles.enregistrer")
def regles_enregistrer(context: Context, regles: list[Regle], empreinte: str | None = None) -> ReglesConnues:
    """Keep a whole table of rules; ``empreinte`` is that of the rules shown, refused where they changed since."""
    return rules_save(context.office, regles, auteur=context.account.name, stamp=empreinte)


@operation("regles.csv")
def regles_csv(context: Context) -> str:
    """The rules in force as CSV."""
    return rules_to_text(rules_list(context.office).regles)


@operation("regles.lire_csv")
def regles_lire_csv(context: Context, texte: str) -> list[Regle]:
    """The rules of a text of CSV, in the order of their ranks; nothing is kept."""
    return text_to_rules(texte)


@operation("regles.appliquer")
def regles_appliquer(context: Context, references: list[str] | None = None) -> int:
    """Send open files (all, or those named) where the rules in force say; each leaves a line in the journal."""
    return rules_apply(context.office, references, auteur=context.account.name)


@operation("regles.envoi")
def regles_envoi(
    context: Context,
    categorie: str,
    lieu: str,
    lat: float | None = None,
    lon: float | None = None,
    le: dt.datetime | None = None,
) -> Envoi:
    """Where one file would go that is received at ``le`` (now by default), by when, and whom to call at this hour."""
    return route_at(context.office, categorie, lieu, lat, lon, le)
