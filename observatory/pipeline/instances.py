"""What the instances of the schéma local read: the formation restreinte, the groupe opérationnel, a cell of a ZSP.

None of it holds a signalement, a caller or the words of a walker: an action is told by what is done, a place by its
street, a count in fives.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from dataclasses import replace

from observatory.domain.action import ALIVE, Action, Alerte, EtatAction
from observatory.domain.arrondi import count_to_fives
from observatory.domain.errors import NotFound
from observatory.domain.instances import (
    MOST_DATES,
    Cellule,
    Echeance,
    EnRetard,
    Formation,
    Groupe,
    IndicateurDu,
    LigneAction,
    Partenaire,
)
from observatory.domain.methode import Etape, EtatPassage, Fait, Methode, Passage
from observatory.domain.reunion import OF_EFFECT, OF_PARTNERS, Decision, EtatReunion, GenreDecision, Reunion
from observatory.domain.roles import Account, Role
from observatory.domain.schema import EtatSchema, Schema, month_of
from observatory.domain.selection import Selection
from observatory.pipeline.action_saisie import mesures
from observatory.pipeline.actions import action_open, actions_list
from observatory.pipeline.apercu import families
from observatory.pipeline.indicateurs_dus import dus
from observatory.pipeline.office import Office
from observatory.pipeline.publications import closed_quarters, period_bounds
from observatory.pipeline.schemas import methode_of, schema_for, schemas_list, territory_name
from observatory.pipeline.secteurs import sectors
from observatory.pipeline.tenue_reunion import reunions_shown
from observatory.store.instances import constats_answered, said_answered
from observatory.store.integrity import data_span
from observatory.store.territoires import territoires_in_force

ZSP = "zsp"
QUARTERS = 4
"""Closed quarters over which a cell counts: a year, which moves four times a year and no more."""
RESOLUTION = 10
MOST_PLACES = 8
_TO_COME = (EtatPassage.PREVU, EtatPassage.A_CONFIRMER, EtatPassage.A_PREVOIR, EtatPassage.A_VENIR)


def formation_of(office: Office, ident: int, account: Account) -> Formation:
    """What the formation restreinte of a plan reads.

    Raises
    ------
    NotFound
        When the plan is unknown or not open to the account.
    """
    schema, actions, meetings = _read(office, ident, account)
    decisions = _decisions(meetings)
    lines = {one.ident: line for one, line in zip(actions, _lines(office, actions, decisions), strict=True)}
    known = {one.ident: one for one in actions}
    method = methode_of(office, schema)
    today = office.today()
    return Formation(
        schema.titre, schema.formation, territory_name(office, schema.territoire), schema.debut, schema.fin,
        month_of(schema.debut, today), tuple(lines.values()),
        tuple(_late(one, lines, today) for one in decisions if _is_late(one, decisions, known, today)),
        tuple(lines[one.ident] for one in actions if Alerte.EFFET_A_DISCUTER in one.alertes),
        method.manques, tuple(_coming(meetings, method, today)[:MOST_DATES]),
    )  # fmt: skip


def groupe_of(office: Office, ident: int, account: Account) -> Groupe:
    """What the groupe opérationnel of a plan reads: partner by partner.

    Raises
    ------
    NotFound
        When the plan is unknown or not open to the account.
    """
    schema, actions, meetings = _read(office, ident, account)
    decisions = _decisions(meetings)
    lines = _lines(office, actions, decisions)
    owed = _owed(office, schema, actions, account)
    names = {one.service for one in actions} | {one.service for one in decisions}
    names |= {one.indicateur.service for one in owed}
    found, answered = constats_answered(office.database, schema.ident)
    said, taken = said_answered(office.database, schema.ident)
    method = methode_of(office, schema)
    return Groupe(
        schema.titre, schema.pilote, len(schema.membres),
        tuple(_partner(name, lines, decisions, owed) for name in sorted(names - {""}, key=_in_order)),
        tuple(one for one in lines if not one.service and one.etat in ALIVE),
        found, found - answered, said, said - taken,
        next((one for one in _coming(meetings, method, office.today()) if one.passage == Passage.GROUPE), None),
    )  # fmt: skip


def _read(office: Office, ident: int, account: Account) -> tuple[Schema, list[Action], list[Reunion]]:
    """A plan, its actions and its meetings, as far as they are open to an account."""
    schema = schema_for(office, ident, account)
    return schema, actions_list(office, ident, account), _meetings(office, schema, account)


def zones_of(office: Office, account: Account) -> dict[str, str]:
    """The ZSP in force that are open to an account: names by ``zsp:code``."""
    known = {f"{ZSP}:{one.code}": one.nom for one in territoires_in_force(office.database, ZSP, office.today())}
    return {one: name for one, name in known.items() if not account.territoires or one in account.territoires}


def cellule_of(office: Office, territoire: str, account: Account) -> Cellule:
    """What the cellule de coordination of a ZSP reads: counts of the zone over the last closed quarters, in fives.

    Raises
    ------
    NotFound
        When it is no ZSP in force, or not open to the account.
    """
    name = zones_of(office, account).get(territoire)
    if name is None:
        raise NotFound(f"« {territoire[:60]} » n'est pas une ZSP en vigueur : choisissez dans la liste.")
    inside = Account(account.name, account.roles, territoires=frozenset({territoire}))
    actions = [
        one
        for schema in schemas_list(office, account)
        if schema.etat == EtatSchema.EN_COURS
        for one in actions_list(office, schema.ident, account)
        if (one.territoire or one.contour) and action_open(office, one, inside)
    ]
    lines = tuple(_lines(office, actions, []))
    bounds = _last_quarters(office)
    counts: tuple[tuple[str, int | None], ...] = ()
    places: tuple[tuple[str, str, str], ...] = ()
    if bounds is not None:
        asked = Selection(*bounds, zonage=ZSP, territoires=(territoire.partition(":")[2],))
        told = families(office, asked).to_pylist()
        counts = tuple((one["libelle"], count_to_fives(one["n"])) for one in told)
        hot = sectors(office, asked, RESOLUTION).to_pylist()[:MOST_PLACES]
        places = tuple((one["nom"], one["surtout"], one["stabilite"]) for one in hot)
    states = Counter(one.etat for one in lines)
    first, last = bounds or (None, None)
    return Cellule(territoire, name, first, last, counts, places, lines, dict(states))


def _last_quarters(office: Office) -> tuple[dt.date, dt.date] | None:
    first, _ = data_span(office.database)
    closed = closed_quarters(first, office.today()) if first else []
    if not closed:
        return None
    some = closed[-QUARTERS:]
    return period_bounds(some[0])[0], period_bounds(some[-1])[1]


def _meetings(office: Office, schema: Schema, account: Account) -> list[Reunion]:
    """The meetings of a plan that are open to an account, the oldest first, with what they decided."""
    return [one for one in reversed(reunions_shown(office, account)) if one.schema == schema.ident]


def _decisions(meetings: list[Reunion]) -> list[Decision]:
    return [each for one in meetings for each in one.decisions]


def _lines(office: Office, actions: list[Action], decisions: list[Decision]) -> list[LigneAction]:
    named = mesures(office)
    latest = {one.action: one for one in decisions if one.action is not None}
    return [
        LigneAction(
            one.ident, one.reference, one.titre, one.axe,
            named[one.mesure].libelle if one.mesure in named else one.mesure, one.etat, one.service,
            one.zone_nom or (territory_name(office, one.territoire) if one.territoire else ""), one.rouge, one.alertes,
            one.fin_prevue, one.evaluations[0].verdict if one.evaluations else "",
            one.evaluations[0].phrase if one.evaluations else "", latest.get(one.ident),
        )
        for one in actions
    ]  # fmt: skip


def _is_late(one: Decision, decisions: list[Decision], actions: dict[int, Action], today: dt.date) -> bool:
    """Whether the day of a decision passed with nothing done: no action came of it, or its action is not in service.

    What was decided later of the same action takes its place.
    """
    if one.pour_le is None or one.pour_le >= today or one.genre in (GenreDecision.REFUS, GenreDecision.ARRETER):
        return False
    if one.action is None:
        return True
    after = decisions[decisions.index(one) + 1 :]
    if any(later.action == one.action and later.genre in OF_EFFECT for later in after):
        return False
    action = actions[one.action]
    done = one.genre == GenreDecision.ACCORD and action.en_service_le is not None
    return action.etat in ALIVE and not done


def _late(one: Decision, lines: dict[int, LigneAction], today: dt.date) -> EnRetard:
    until = one.pour_le or today
    return EnRetard(one, lines[one.action] if one.action is not None else None, (today - until).days)


def _owed(office: Office, schema: Schema, actions: list[Action], account: Account) -> list[IndicateurDu]:
    """What is owed in a plan, whoever looks: who reads the group sees every partner's part."""
    reader = Account(account.name, frozenset({Role.COORDONNATEUR}), territoires=account.territoires)
    mine = {one.ident for one in actions}
    found = [one for one in dus(office, reader) if one.indicateur.action in mine]
    return [
        replace(one, indicateur=replace(one.indicateur, valeurs=()))
        for one in found
        if one.echeance in (Echeance.EN_RETARD, Echeance.BIENTOT)
    ]


def _partner(name: str, lines: list[LigneAction], decisions: list[Decision], owed: list[IndicateurDu]) -> Partenaire:
    mine = [one for one in lines if one.service == name]
    said = [one for one in decisions if one.service == name]
    return Partenaire(
        name,
        tuple(one for one in said if one.genre == GenreDecision.ACCORD),
        tuple(one for one in said if one.genre == GenreDecision.REFUS),
        tuple(one for one in said if one.genre not in OF_PARTNERS),
        tuple(one for one in mine if one.etat in ALIVE),
        tuple(one for one in mine if one.etat == EtatAction.REALISEE),
        tuple(one for one in owed if one.indicateur.service == name),
    )


def _in_order(name: str) -> str:
    """A name as a French list orders it: accents and capitals aside."""
    return unicodedata.normalize("NFKD", name).casefold()


def _coming(meetings: list[Reunion], method: Methode, today: dt.date) -> list[Etape]:
    """What comes next in a plan, the soonest first: steps of its method, and meetings that are planned beside them."""
    known = {(one.fait.passage, one.fait.ident) for one in method.etapes if one.fait is not None}
    beside = [
        Etape(one.genre, 0, one.jour, one.jour, EtatPassage.PREVU, Fait(one.genre, one.ident, one.jour, False))
        for one in meetings
        if one.etat == EtatReunion.PREVUE and one.jour >= today and (one.genre, one.ident) not in known
    ]
    steps = [*(one for one in method.etapes if one.etat in _TO_COME), *beside]
    return sorted(steps, key=lambda one: one.fait.jour if one.fait else one.proposee or one.au)
