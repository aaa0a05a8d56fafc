"""A walk is closed: what was found becomes files of the office, sent where the rules say, once."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from observatory.domain.appel import LIEUX, LONGEST_STORY, Issue
from observatory.domain.constat import ECARTE, GARDE
from observatory.domain.envoi import Envoi
from observatory.domain.errors import Conflict, NotFound, StateError, ValueRefused
from observatory.domain.grid import position_to_cell
from observatory.domain.marche import OPEN, Etat, Marche
from observatory.domain.position import Position
from observatory.domain.proche import MEME, Proche
from observatory.domain.reference import draw_reference
from observatory.domain.restitution import Cloture
from observatory.domain.roles import Account
from observatory.domain.statut import Statut
from observatory.pipeline.doublons import forget_around, knowledge, nearby
from observatory.pipeline.marches import marche_of, marche_told
from observatory.pipeline.office import Office
from observatory.pipeline.routage import route
from observatory.pipeline.rues import street_at
from observatory.store.appels import (
    Row,
    contact_write,
    probleme_since,
    probleme_standing,
    probleme_write,
    reference_taken,
    signalement_write,
)
from observatory.store.database import ZONE, Cursor
from observatory.store.journal import journal_append
from observatory.store.marches import marche_change
from observatory.store.reference import default_lieux
from observatory.store.restitution import (
    SOURCE,
    constat_change,
    constats_of_walks,
    constats_tie,
    constats_untied,
    description_add,
    device_forget,
    signalements_of_walk,
)
from observatory.triage.doublons import rayon_of

_AT_STOP_M = 40.0
"""How well the place of a constat is known that its phone did not place (metres)."""
_random = random.SystemRandom()


@dataclass
class _Trouble:
    """Constats of one walk that tell of one trouble: they make one signalement, and so one voice.

    ``open`` is the problème of the base that they join, ``mine`` the signalement that this walk made of it before.
    """

    constats: list[Row]
    open: Proche | None = None
    mine: Row | None = None
    cell: int = 0
    territoires: list[int] = field(default_factory=list)
    envoi: Envoi | None = None
    lieu: str = ""
    rue: str = ""
    reference: str = ""

    @property
    def first(self) -> Row:
        """The constat that was noted first, which gives the place, the category and the hour."""
        return self.constats[0]

    @property
    def texte(self) -> str:
        """The words of all of them, each once."""
        said = dict.fromkeys(one["texte"] for one in self.constats if one["texte"])
        return " · ".join(said)[:LONGEST_STORY]


def constat_sort(
    office: Office, ident: int, constat: int, *, account: Account, garde: bool = True, categorie: str | None = None
) -> None:
    """Set a constat aside or take it back, or give it another category, before it becomes a signalement.

    Raises
    ------
    NotFound
        When the walk has no such constat.
    ValueRefused
        When the category is not in use.
    StateError
        When the walk was given up, or the constat is a signalement already.
    """
    known = marche_of(office, ident)
    found = [row for row in constats_of_walks(office.database, [ident]) if row["ident"] == constat]
    if not found:
        raise NotFound(f"Aucun constat n° {constat} dans la marche {known.reference} : rechargez la page.")
    late = known.close_le is not None and found[0]["recu_le"] > known.close_le
    if known.etat not in OPEN and not (known.etat == Etat.CLOSE and late):
        raise StateError(f"La marche {known.reference} est close ou annulée : ses constats ne changent plus.")
    if categorie is not None and categorie not in office.codes():
        raise ValueRefused(f"La catégorie « {categorie[:40]} » n'est plus en usage : choisissez-en une autre.")
    values: Row = {"etat": GARDE if garde else ECARTE}
    if categorie is not None:
        values["categorie"] = categorie

    def change(cursor: Cursor) -> None:
        if not constat_change(cursor, constat, values):
            raise StateError("Ce constat est déjà un signalement : corrigez son dossier.")
        marche_told(cursor, office.clock(), account, "constat trié", ident, {"constat": constat, **values})

    office.database.write(change)


def counts_forget(office: Office, ident: int, appareil: str, *, account: Account) -> None:
    """Take away what a device counted of walkers and of how they felt: two phones counted the same group.

    Raises
    ------
    StateError
        When the walk is closed or given up.
    """
    known = marche_of(office, ident)
    if known.etat not in OPEN:
        raise StateError(f"La marche {known.reference} est close ou annulée : ses comptes ne changent plus.")

    def change(cursor: Cursor) -> None:
        device_forget(cursor, ident, appareil)
        marche_told(cursor, office.clock(), account, "comptage retiré", ident, {})

    office.database.write(change)


def marche_close(office: Office, ident: int, version: int, *, account: Account) -> Cloture:
    """Close a walk: each trouble that was found becomes a signalement of channel ``marche``, sent where the rules say.

    A constat joins a problème that is open already where it is of the same category and as near as ``rayons.csv`` says;
    constats of the walk that are the same trouble by that rule make one signalement, so that a walk is one voice. What
    goes well stays a constat. A promise counts from the closing: until then no service was told.

    Raises
    ------
    StateError
        When the walk is not ready, or closed already.
    Conflict
        When somebody else changed it since ``version``.
    """
    known = marche_of(office, ident)
    if known.etat != Etat.PRETE:
        told = {
            Etat.PREPARATION: "est encore en préparation : déclarez-la prête d'abord",
            Etat.CLOSE: "est déjà close",
            Etat.ANNULEE: "est annulée",
        }[Etat(known.etat)]
        raise StateError(f"La marche {known.reference} {told}.")
    return _take_in(office, known, version, account)


def constats_late(office: Office, ident: int, *, account: Account) -> Cloture:
    """Take in what arrived after a walk was closed, as its closing would have; nothing where nothing did.

    Raises
    ------
    StateError
        When the walk is not closed.
    """
    known = marche_of(office, ident)
    if known.etat != Etat.CLOSE:
        raise StateError(f"La marche {known.reference} n'est pas close : clôturez-la, tout sera pris ensemble.")
    return _take_in(office, known, None, account)


def _take_in(office: Office, marche: Marche, version: int | None, account: Account) -> Cloture:
    now = office.clock()  # before they are read: what is kept meanwhile is later than the closing, and so told as late
    rows = constats_of_walks(office.database, [marche.ident])
    fresh = [row for row in rows if row["etat"] == GARDE and row["signalement"] is None]
    found = [row for row in fresh if not row["positif"] and row["categorie"]]
    troubles = _prepared(office, found, now)

    def change(cursor: Cursor) -> tuple[list[_Trouble], list[_Trouble]]:
        if version is not None and not marche_change(
            cursor, marche.ident, version, {"etat": Etat.CLOSE, "close_le": now, "close_par": account.name}
        ):
            raise Conflict("Quelqu'un a modifié cette marche entre-temps : rechargez la page, puis recommencez.")
        if constats_untied(cursor, [row["ident"] for row in found]) != {row["ident"] for row in found}:
            raise Conflict("Ces constats viennent d'être pris ou triés par quelqu'un d'autre : rechargez la page.")
        made = _keep(cursor, marche, troubles, account, now)
        marche_told(
            cursor, now, account, "marche close" if version is not None else "constats tardifs", marche.ident,
            {"constats": len(found), "signalements": len(made[0]) + len(made[1])},
        )  # fmt: skip
        return made

    new, joined = office.database.write(change)
    for one in (*new, *joined):
        forget_around(office, one.open.probleme if one.open else 0, one.first["lat"], one.first["lon"])
    files = len({one.reference for one in (*new, *joined)})
    return Cloture(
        marche_of(office, marche.ident),
        tuple(one.reference for one in new),
        tuple((one.reference, one.open.reference, one.open.distance_m) for one in joined if one.open),
        len(found) - files,
        sum(row["positif"] for row in fresh),
        sum(not row["positif"] and not row["categorie"] for row in fresh),
        sum(row["etat"] == ECARTE for row in rows),
    )


def _prepared(office: Office, found: Sequence[Row], now: dt.datetime) -> list[_Trouble]:
    """The troubles that constats tell of, each with its place, its service and the open problème that it joins."""
    lieux = default_lieux(office.database)
    known = knowledge(office)
    troubles: list[_Trouble] = []
    for row in found:
        here = Position(lat=row["lat"], lon=row["lon"])
        metres = rayon_of(row["categorie"], known.parents, known.rayons).metres
        same = [one for one in troubles if _is_same(one.first, row, metres)]
        if same:
            same[0].constats.append(row)
            continue
        near = nearby(office, here.lat, here.lon, row["categorie"], row["texte"])
        alike = [one for one in near if one.relation == MEME and one.distance_m <= metres]
        one = _Trouble([row], min(alike, key=lambda each: each.distance_m) if alike else None)
        one.lieu = lieux.get(row["categorie"], "") or LIEUX[0]
        one.cell = position_to_cell(here)
        one.territoires, codes = office.territories_at(one.cell, here.lat, here.lon, office.today())
        one.envoi = route(office, row["categorie"], one.lieu, codes, now)
        one.rue = street_at(office, here)
        one.reference = _fresh_reference(office, {each.reference for each in troubles})
        troubles.append(one)
    return _one_for_each_problem(troubles)


def _one_for_each_problem(troubles: Sequence[_Trouble]) -> list[_Trouble]:
    """The same, those that join one problème together: it is told of once."""
    kept: list[_Trouble] = []
    for one in troubles:
        same = [each for each in kept if one.open and each.open and each.open.probleme == one.open.probleme]
        if same:
            same[0].constats.extend(one.constats)
        else:
            kept.append(one)
    return kept


def _is_same(one: Row, other: Row, metres: float) -> bool:
    """Whether two constats tell of one trouble: of one category, and as near as doubles are looked for."""
    if one["categorie"] != other["categorie"]:
        return False
    return Position(lat=one["lat"], lon=one["lon"]).metres_to(Position(lat=other["lat"], lon=other["lon"])) <= metres


def _fresh_reference(office: Office, drawn: set[str]) -> str:
    while True:
        reference = draw_reference(_random)
        if reference not in drawn and not reference_taken(office.database, reference):
            return reference


def _keep(
    cursor: Cursor, marche: Marche, troubles: Sequence[_Trouble], account: Account, now: dt.datetime
) -> tuple[list[_Trouble], list[_Trouble]]:
    """Write the signalements; gives the troubles that are new, and those that joined what was known."""
    mine = signalements_of_walk(cursor, marche.ident)
    new: list[_Trouble] = []
    joined: list[_Trouble] = []
    for one in troubles:
        probleme = probleme_standing(cursor, one.open.probleme) if one.open else None
        own = [row for row in mine if row["probleme"] == probleme]
        idents = [row["ident"] for row in one.constats]
        if own:  # this walk told of it already: no second voice
            one.reference = own[0]["reference"]
            description_add(cursor, own[0]["id"], one.texte, par=account.name, le=now)
            constats_tie(cursor, idents, own[0]["id"])
            joined.append(one)
            continue
        joining = probleme is not None
        if probleme is None:
            probleme = probleme_write(cursor, one.first["categorie"], one.first["le"])
        probleme_since(cursor, probleme, one.first["le"])
        number = _signalement(cursor, marche, one, probleme, account)
        constats_tie(cursor, idents, number)
        journal_append(
            cursor, le=now, auteur=account.name, evenement="constat signalé", objet="signalement", cle=str(number),
            detail={"marche": marche.ident, "constats": idents, "probleme": probleme, "rattache": joining},
        )  # fmt: skip
        (joined if joining else new).append(one)
    return new, joined


def _signalement(cursor: Cursor, marche: Marche, one: _Trouble, probleme: int, account: Account) -> int:
    """Write the contact and the signalement of a trouble; nobody is its declarant."""
    seen = one.first["le"]
    here = seen.astimezone(ZoneInfo(ZONE))
    when: Row = {"recu_le": seen, "recu_jour": here.date(), "recu_heure": here.hour, "canal": SOURCE}
    contact = contact_write(
        cursor, {**when, "issue": str(Issue.SIGNALEMENT), "auteur": account.name, "probleme_id": probleme}
    )
    stop = next((stop.nom for stop in marche.plan.arrets if stop.ident == one.first["arret"]), "")
    row: Row = {
        **when, "reference": one.reference, "contact_id": contact, "probleme_id": probleme,
        "categorie": one.first["categorie"], "description": one.texte or None, "adresse": stop or None,
        "adresse_trouvee": one.rue or stop or None, "lieu": one.lieu, "lat": one.first["lat"], "lon": one.first["lon"],
        "cell": one.cell, "precision_m": one.first["precision_m"] or _AT_STOP_M, "methode": SOURCE,
        "survenu_debut": seen, "survenu_fin": seen, "statut": str(Statut.RECU),
        "service": one.envoi.service if one.envoi else None, "echeance": one.envoi.echeance if one.envoi else None,
        "modifie_par": account.name,
    }  # fmt: skip
    return signalement_write(cursor, row, one.territoires, SOURCE)
