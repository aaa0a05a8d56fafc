"""Walks: created, changed, opened to phones by a link, given up. What is noted on them is in ``releves``."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from observatory.domain.errors import Conflict, NotAllowed, NotFound, StateError, ValueRefused
from observatory.domain.garde import names_nobody
from observatory.domain.grid import position_to_cell
from observatory.domain.marche import (
    FEWEST_M,
    FEWEST_MIN,
    INVITES,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_M,
    MOST_MIN,
    MOST_STOPS,
    OPEN,
    Arret,
    Etat,
    Genre,
    Marche,
    Methode,
    Origine,
    Plan,
)
from observatory.domain.position import Position
from observatory.domain.roles import Account
from observatory.pipeline.office import Office
from observatory.store.appels import Row, rows_by
from observatory.store.database import ZONE, Cursor
from observatory.store.journal import journal_append
from observatory.store.marches import (
    arrets_noted,
    arrets_read,
    arrets_write,
    marche_change,
    marche_liens_revoke,
    marche_write,
    marches_read,
    reference_next,
)

MOST_POINTS = 5_000
"""Points of a line that is kept."""
_UNKNOWN = "Aucune marche n° {ident} : rechargez la page."


def marches_list(office: Office) -> list[Marche]:
    """Every walk, the latest first, with its stops."""
    rows = marches_read(office.database)
    stops = _stops(office, [row["ident"] for row in rows])
    return [_marche(row, stops.get(row["ident"], ())) for row in rows]


def marche_of(office: Office, ident: int) -> Marche:
    """A walk with its stops.

    Raises
    ------
    NotFound
        When there is none of this number.
    """
    rows = marches_read(office.database, ident)
    if not rows:
        raise NotFound(_UNKNOWN.format(ident=ident))
    return _marche(rows[0], _stops(office, [ident]).get(ident, ()))


def marche_open(office: Office, marche: Marche, account: Account) -> bool:
    """Whether a walk goes through the territories of an account; all do where it is bounded to none."""
    if not account.territoires or marche.plan.territoire in account.territoires:
        return True
    places = _places(marche.plan)
    return any(_inside(office, one, account) for one in places) if places else marche.auteur == account.name


def marche_for(office: Office, ident: int, account: Account) -> Marche:
    """A walk that is open to an account.

    Raises
    ------
    NotFound
        When there is none of this number, or it lies beyond the account's territories: which of the two is not told.
    """
    known = marche_of(office, ident)
    if not marche_open(office, known, account):
        raise NotFound(_UNKNOWN.format(ident=ident))
    return known


def plan_within(office: Office, plan: Plan, account: Account) -> None:
    """See to it that who is bounded to territories plans a walk there, after one that is open to them.

    Raises
    ------
    NotAllowed
        When its territory lies beyond, or everything of it: a walk may cross the street that is a border.
    NotFound
        When the walk before is not open to the account.
    """
    if not account.territoires:
        return
    if plan.precedente is not None:
        marche_for(office, plan.precedente, account)
    beyond = bool(plan.territoire) and plan.territoire not in account.territoires
    places = _places(plan)
    if beyond or (places and not any(_inside(office, one, account) for one in places)):
        own = ", ".join(sorted(account.territoires))
        raise NotAllowed(f"Votre compte est limité à {own} : choisissez-y les arrêts de la marche.")


def marche_create(office: Office, plan: Plan, *, account: Account) -> Marche:
    """Keep a new walk, in preparation.

    Raises
    ------
    ValueRefused
        When the plan cannot be: the sentence says what, and what to do.
    """
    settled = check_plan(plan)
    now = office.clock()

    def change(cursor: Cursor) -> int:
        row = _plan_row(settled) | {
            "reference": reference_next(cursor, settled.prevue_le.astimezone(ZoneInfo(ZONE)).year),
            "etat": Etat.PREPARATION, "version": 1, "auteur": account.name, "le": now,
        }  # fmt: skip
        ident = marche_write(cursor, row, _stop_rows(settled))
        marche_told(
            cursor, now, account, "marche créée", ident, {"genre": settled.genre, "arrets": len(settled.arrets)}
        )
        return ident

    return marche_of(office, office.database.write(change))


def marche_save(office: Office, ident: int, version: int, plan: Plan, *, account: Account) -> Marche:
    """Change the plan of a walk that is not closed.

    Raises
    ------
    NotFound, ValueRefused
    StateError
        When it is closed or given up, or would lose a stop where something is noted.
    Conflict
        When somebody else changed it since ``version``.
    """
    settled = check_plan(plan)

    def change(cursor: Cursor) -> None:
        _move(cursor, office, ident, version, _plan_row(settled), account, "marche modifiée")
        noted = arrets_noted(cursor, ident, [stop.ident for stop in settled.arrets])
        if noted:
            raise StateError(f"On a déjà noté à l'arrêt « {noted[0]} » : gardez-le, ou sa grille serait perdue.")
        arrets_write(cursor, ident, _stop_rows(settled))

    marche_unclosed(office, ident)
    office.database.write(change)
    return marche_of(office, ident)


def marche_ready(office: Office, ident: int, version: int, *, account: Account) -> Marche:
    """Say that a walk can be walked: it has stops, and somebody leads it.

    Raises
    ------
    StateError
        When it is closed, or something lacks.
    """
    known = marche_unclosed(office, ident)
    lacks = [
        name
        for name, there in (
            ("au moins un arrêt", known.plan.arrets), ("un lieu de rendez-vous", known.plan.lat is not None),
            ("une personne qui pilote", known.plan.pilote), ("une consigne de sécurité", known.plan.consigne),
        )
        if not there
    ]  # fmt: skip
    if lacks:
        raise StateError(f"Il manque à cette marche : {', '.join(lacks)}. Complétez-la, puis recommencez.")
    office.database.write(
        lambda cursor: _move(cursor, office, ident, version, {"etat": Etat.PRETE}, account, "marche prête")
    )
    return marche_of(office, ident)


def marche_cancel(office: Office, ident: int, version: int, *, account: Account) -> Marche:
    """Give a walk up: its links open nothing any more.

    Raises
    ------
    StateError
        When it is closed already.
    """
    marche_unclosed(office, ident)

    def change(cursor: Cursor) -> None:
        _move(cursor, office, ident, version, {"etat": Etat.ANNULEE}, account, "marche annulée")
        marche_liens_revoke(cursor, ident, office.clock())

    office.database.write(change)
    return marche_of(office, ident)


def check_plan(plan: Plan) -> Plan:
    """A plan as it is kept: texts without spaces around, checked.

    Raises
    ------
    ValueRefused
        When something cannot be: the sentence says what, and what to do.
    """
    if plan.genre not in set(Genre):
        raise ValueRefused(f"« {plan.genre[:40]} » n'est pas un genre de marche : {', '.join(Genre)}.")
    if plan.prevue_le.tzinfo is None:
        raise ValueRefused("La date de la marche n'a pas de fuseau horaire : choisissez-la de nouveau.")
    if not FEWEST_MIN <= plan.minutes_max <= MOST_MIN:
        raise ValueRefused(f"Une marche dure de {FEWEST_MIN} à {MOST_MIN} minutes, pas {plan.minutes_max}.")
    if not FEWEST_M <= plan.metres_max <= MOST_M:
        raise ValueRefused(f"Une marche mesure de {FEWEST_M} à {MOST_M} mètres, pas {plan.metres_max}.")
    if len(plan.arrets) > MOST_STOPS or len(plan.trace) > MOST_POINTS:
        raise ValueRefused(f"{len(plan.arrets)} arrêts : {MOST_STOPS} au plus. Retirez les moins utiles.")
    strange = [one for one in plan.invites if one not in INVITES]
    if strange or plan.methode not in set(Methode) or any(one.origine not in set(Origine) for one in plan.arrets):
        raise ValueRefused("Cette marche contient un choix inconnu : rechargez la page.")
    if (plan.lat is None) != (plan.lon is None):
        raise ValueRefused("Le rendez-vous a besoin d'une latitude et d'une longitude.")
    meeting = [(plan.lat, plan.lon)] if plan.lat is not None and plan.lon is not None else []
    for lat, lon in [*meeting, *plan.trace, *((one.lat, one.lon) for one in plan.arrets)]:
        Position(lat=lat, lon=lon)
    settled = replace(
        plan, titre=_text("Le titre", plan.titre, LONGEST_TITLE), pilote=_text("Le pilote", plan.pilote, LONGEST_TITLE),
        consigne=_text("La consigne", plan.consigne, LONGEST_TEXT),
        rendez_vous=_place("Le rendez-vous", plan.rendez_vous),
    )  # fmt: skip
    if not settled.titre:
        raise ValueRefused("Donnez un titre à la marche, par exemple le nom du quartier.")
    return settled


def _text(name: str, text: str, longest: int) -> str:
    return names_nobody(" ".join(text.split()), longest, name)


def _place(name: str, text: str) -> str:
    """The name of a place, which may well be that of a person: a street bears it."""
    plain = " ".join(text.split())
    if len(plain) > LONGEST_TITLE:
        raise ValueRefused(f"{name} a {len(plain)} caractères : {LONGEST_TITLE} au plus.")
    return plain


def _places(plan: Plan) -> list[Position]:
    """Where a walk meets and stops."""
    meeting = [Position(lat=plan.lat, lon=plan.lon)] if plan.lat is not None and plan.lon is not None else []
    return [*meeting, *(Position(lat=one.lat, lon=one.lon) for one in plan.arrets)]


def _inside(office: Office, here: Position, account: Account) -> bool:
    _, around = office.territories_at(position_to_cell(here), here.lat, here.lon, office.today())
    return not account.territoires.isdisjoint(around)


def marche_unclosed(office: Office, ident: int) -> Marche:
    """A walk that can still be changed, or noted on.

    Raises
    ------
    NotFound
    StateError
        When it is closed or given up.
    """
    known = marche_of(office, ident)
    if known.etat not in OPEN:
        raise StateError(f"La marche {known.reference} est close ou annulée : elle ne change plus.")
    return known


def _move(cursor: Cursor, office: Office, ident: int, version: int, row: Row, account: Account, told: str) -> None:
    if not marche_change(cursor, ident, version, row):
        raise Conflict("Quelqu'un a modifié cette marche entre-temps : rechargez la page, puis recommencez.")
    marche_told(cursor, office.clock(), account, told, ident, {})


def marche_told(cursor: Cursor, le: dt.datetime, account: Account, evenement: str, ident: int, detail: Row) -> None:
    """Write in the journal what was done to a walk."""
    journal_append(
        cursor, le=le, auteur=account.name, evenement=evenement, objet="marche", cle=str(ident), detail=detail
    )


def _plan_row(plan: Plan) -> Row:
    return {
        "genre": plan.genre, "titre": plan.titre, "prevue_le": plan.prevue_le, "nuit": plan.nuit, "ferme": plan.ferme,
        "accessible": plan.accessible, "inopinee": plan.inopinee, "minutes_max": plan.minutes_max,
        "metres_max": plan.metres_max, "pilote": plan.pilote, "invites": ",".join(plan.invites),
        "consigne": plan.consigne, "territoire": plan.territoire or None, "depuis": plan.depuis, "jusqua": plan.jusqua,
        "rendez_vous": plan.rendez_vous, "lat": plan.lat, "lon": plan.lon,
        "trace": [list(point) for point in plan.trace], "metres": plan.metres, "minutes": plan.minutes,
        "methode": plan.methode, "reunion_id": plan.reunion, "precedente_id": plan.precedente,
    }  # fmt: skip


def _stop_rows(plan: Plan) -> list[Row]:
    return [
        {
            "id": stop.ident, "rang": rank, "nom": _place("Le nom d'un arrêt", stop.nom), "lat": stop.lat,
            "lon": stop.lon, "cell": position_to_cell(Position(lat=stop.lat, lon=stop.lon)), "origine": stop.origine,
            "motif": _text("Le motif d'un arrêt", stop.motif, LONGEST_TEXT), "precedent_id": stop.precedent,
        }
        for rank, stop in enumerate(plan.arrets, 1)
    ]  # fmt: skip


def _stops(office: Office, idents: list[int]) -> dict[int, tuple[Arret, ...]]:
    found = rows_by(arrets_read(office.database, idents), "marche_id", _stop)
    return {ident: tuple(stops) for ident, stops in found.items()}


def _stop(row: Row) -> Arret:
    return Arret(
        row["nom"], row["lat"], row["lon"], row["origine"], row["motif"], row["precedent_id"], row["id"], row["rang"]
    )


def _marche(row: Row, stops: tuple[Arret, ...]) -> Marche:
    plan = Plan(
        genre=row["genre"], titre=row["titre"], prevue_le=row["prevue_le"], nuit=row["nuit"], ferme=row["ferme"],
        accessible=row["accessible"], inopinee=row["inopinee"], minutes_max=row["minutes_max"],
        metres_max=row["metres_max"], pilote=row["pilote"],
        invites=tuple(one for one in row["invites"].split(",") if one), consigne=row["consigne"],
        territoire=row["territoire"] or "", depuis=row["depuis"], jusqua=row["jusqua"], rendez_vous=row["rendez_vous"],
        lat=row["lat"], lon=row["lon"], arrets=stops, trace=tuple((lat, lon) for lat, lon in row["trace"]),
        metres=row["metres"], minutes=row["minutes"], methode=row["methode"], reunion=row["reunion_id"],
        precedente=row["precedente_id"],
    )  # fmt: skip
    return Marche(
        row["ident"], row["reference"], row["etat"], row["version"], row["auteur"], plan, row["close_le"],
        row["close_par"],
    )  # fmt: skip
