"""What is written of an action before it is kept: each field read over, its measures and payers, its journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from observatory.domain.action import (
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_PARTNERS,
    Action,
    EtatAction,
    Mesure,
    OrigineAction,
    check_year,
)
from observatory.domain.errors import StateError, ValueRefused
from observatory.domain.garde import names_nobody
from observatory.domain.reglage import FINANCEURS, TYPES_MESURE
from observatory.domain.roles import Account
from observatory.domain.schema import AXES, WITHOUT_PERSONS, Axe
from observatory.pipeline.office import Office
from observatory.pipeline.reglages import value_of
from observatory.pipeline.schemas import check_territory
from observatory.pipeline.zone import parse_zone
from observatory.store.appels import Row
from observatory.store.database import Cursor
from observatory.store.journal import journal_append


def mesures(office: Office) -> dict[str, Mesure]:
    """The types of measures by code, in the order of the city's table."""
    return {one["code"]: Mesure(**one) for one in value_of(office, TYPES_MESURE)}


def financeurs(office: Office) -> dict[str, str]:
    """Who pays: codes and French names, in the order of the city's table."""
    return {one["code"]: one["libelle"] for one in value_of(office, FINANCEURS)}


def action_row(office: Office, action: Action) -> Row:
    """An action as it is kept, column by column.

    Raises
    ------
    ValueRefused
        When a field cannot be, or names a person.
    StateError
        When its days do not fit its state.
    """
    kinds: tuple[tuple[str, str, Iterable[str]], ...] = (
        (action.axe, "un axe", Axe), (action.etat, "un état", EtatAction),
        (action.origine, "une origine", OrigineAction),
        (action.mesure, "un type de mesure connu", mesures(office)),
    )  # fmt: skip
    for value, what, known in kinds:
        if value not in set(known):
            raise ValueRefused(f"« {value[:40]} » n'est pas {what} : choisissez dans la liste.")
    strange = sorted(set(action.categories) - set(office.codes()))
    if strange:
        raise ValueRefused(f"« {strange[0][:60]} » n'est pas une catégorie ouverte : choisissez dans la liste.")
    if action.axe in WITHOUT_PERSONS and (action.contour is not None or action.categories):
        raise ValueRefused(
            f"L'axe « {AXES[Axe(action.axe)]} » ne porte ni zone dessinée ni catégorie de signalements : "
            "choisissez un territoire entier, ou aucun."
        )
    _check_days(office, action)
    if len(action.partenaires) > MOST_PARTNERS:
        raise ValueRefused(f"{len(action.partenaires)} partenaires : {MOST_PARTNERS} au plus.")
    titre = _text("Le titre", action.titre, LONGEST_TITLE)
    if not titre:
        raise ValueRefused("Donnez un titre à l'action : la mesure, en quelques mots.")
    if action.etat not in (EtatAction.PROPOSEE, EtatAction.ABANDONNEE) and not action.service.strip():
        raise ValueRefused(
            "Cette action n'a pas de service pilote : désignez-en un avant de la décider, ou laissez-la « proposée »."
        )
    partners = (_text("Un partenaire", one, LONGEST_NAME) for one in action.partenaires)
    return {
        "axe": action.axe, "titre": titre, "mesure": action.mesure,
        "objectif": _text("L'objectif", action.objectif, LONGEST_TEXT), "etat": action.etat,
        "service": _text("Le service pilote", action.service, LONGEST_NAME),
        "partenaires": [one for one in dict.fromkeys(partners) if one], "origine": action.origine,
        "territoire": check_territory(office, action.territoire),
        "zone_nom": _text("Le nom de la zone", action.zone_nom, LONGEST_NAME), "contour": _zone(action.contour),
        "categories": list(dict.fromkeys(action.categories)), "debut_prevu": action.debut_prevu,
        "fin_prevue": action.fin_prevue, "en_service_le": action.en_service_le, "terminee_le": action.terminee_le,
    }  # fmt: skip


def action_told(cursor: Cursor, le: dt.datetime, account: Account, evenement: str, ident: int, detail: Row) -> None:
    """Write in the journal what was done to an action."""
    journal_append(
        cursor, le=le, auteur=account.name, evenement=evenement, objet="action", cle=str(ident), detail=detail
    )


def _check_days(office: Office, action: Action) -> None:
    today = office.today()
    for day in (action.debut_prevu, action.fin_prevue, action.en_service_le, action.terminee_le):
        check_year(day)
    if action.debut_prevu and action.fin_prevue and action.fin_prevue < action.debut_prevu:
        raise ValueRefused("L'action finit avant de commencer : corrigez le calendrier.")
    for day, what in ((action.en_service_le, "mise en service"), (action.terminee_le, "terminée")):
        if day is not None and day > today:
            raise ValueRefused(f"L'action ne peut pas être {what} le {day:%d/%m/%Y}, qui est à venir.")
    if action.en_service_le and action.terminee_le and action.terminee_le < action.en_service_le:
        raise ValueRefused("L'action est terminée avant d'être mise en service : corrigez l'un des deux jours.")
    if action.etat == EtatAction.REALISEE and action.en_service_le is None and action.terminee_le is None:
        raise StateError("Une action réalisée a une date : dites quand elle a été mise en service ou terminée.")


def _zone(contour: str | None) -> str | None:
    """A zone as it is kept: one that can be read, as a MultiPolygon."""
    if contour is None or not contour.strip():
        return None
    import shapely

    return str(shapely.to_geojson(parse_zone(contour)))


def _text(name: str, text: str, longest: int) -> str:
    return names_nobody(" ".join(text.split()), longest, name)
