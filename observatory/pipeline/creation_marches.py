"""The walks of the fictional city: a meeting, one walk that was closed and what came of it, one that is to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from observatory.domain.constat import SituePar
from observatory.domain.grid import position_to_cell
from observatory.domain.marche import Arret, Etat, Genre, Marche, Origine, Plan
from observatory.domain.position import Position
from observatory.domain.reunion import GenreReunion, ProblemeDit, Reunion
from observatory.domain.roles import Account, Role
from observatory.pipeline.lieux_marche import place_names
from observatory.pipeline.marches import marche_create, marche_of, marche_ready
from observatory.pipeline.office import Office, system_clock
from observatory.pipeline.photos import moderate
from observatory.pipeline.preparation import tracer
from observatory.pipeline.releves import (
    questions_of,
    releve_constat,
    releve_participants,
    releve_photo,
    releve_reponses,
    releve_ressenti,
)
from observatory.pipeline.restitution import engagement_add, engagement_keep
from observatory.pipeline.reunions import probleme_add, reunion_create
from observatory.store.database import ZONE, Cursor
from observatory.store.marches import marche_change
from observatory.store.restitution import constats_tie
from observatory.store.suites import files_of_walk, rows_written

COORDONNATEUR = Account("coordonnateur", frozenset({Role.COORDONNATEUR}))
"""The account of demonstration that prepares walks."""
_QUARTIER = "quartier"
_NEXT_IN, _MEETING_AGO = 14, 33
"""Days from the last day to the week of the walk that is to come, and back to the meeting."""
_THURSDAY = 3
_EVENING = dt.time(18, 30)


@dataclass
class Moment:
    """The clock of the office while its past is written: that of the machine, or the instant that is told of."""

    now: dt.datetime | None = None

    def __call__(self) -> dt.datetime:
        """The instant."""
        return self.now or system_clock()


def demo_walks(office: Office, clock: Moment, truth: Mapping[str, Any], until: dt.date, seed: int) -> dict[str, int]:
    """Write the meeting and both walks, each at its own time; gives how many rows by table.

    ``office`` runs by ``clock``, which is the machine's again afterwards. ``truth`` is what was planted.
    """
    from observatory.demo import marches as told
    from observatory.demo.town import stream

    day, files = planted_walk(office, truth, told.WALKED)
    rng = stream(seed, 17)
    try:
        walked = walk_planned(office, clock, day, files, told.TITLE, told.REASON)
        walk_noted(office, clock, walked, files, rng)
        _promised(office, clock, walked, until)
        meeting = _meeting(office, clock, walked, truth, until)
        _to_come(office, clock, walked, meeting, until)
    finally:
        clock.now = None
    return rows_written(office.database)


def planted_walk(office: Office, truth: Mapping[str, Any], nom: str) -> tuple[dt.date, list[Mapping[str, Any]]]:
    """The day of a walk that the history planted, and the signalements that were noted there."""
    planted = next(one for one in truth["marches"] if one["nom"] == nom)
    day, centre = dt.date.fromisoformat(planted["jour"]), Position(**planted["centre"])
    return day, [
        one
        for one in files_of_walk(office.database, day)
        if centre.metres_to(Position(lat=one["lat"], lon=one["lon"]))
        <= planted["rayon_m"]  # others were located wrongly
    ]


def day_at(day: dt.date, hour: dt.time = _EVENING) -> dt.datetime:
    """The instant of an hour of a day, in the evening where none is told."""
    return dt.datetime.combine(day, hour, ZoneInfo(ZONE))


def walk_planned(
    office: Office, clock: Moment, day: dt.date, files: Sequence[Mapping[str, Any]], titre: str, motif: str
) -> Marche:
    """A walk of the past, planned a fortnight before and ready to be walked."""
    from observatory.demo import marches as told

    clock.now = day_at(day - dt.timedelta(days=14), dt.time(10))
    places = [(one["lat"], one["lon"]) for one in files]
    chosen = [places[k] for k in told.stops_among(places)]
    names = place_names(office, chosen)
    stops = tuple(
        Arret(name, lat, lon, Origine.POINT_CHAUD, motif) for name, (lat, lon) in zip(names, chosen, strict=True)
    )
    plan = Plan(
        genre=Genre.DIAGNOSTIC, titre=titre, prevue_le=day_at(day), pilote=told.PILOT, invites=told.INVITED,
        consigne=told.SAFETY, territoire=_territory(office, chosen[0], day), depuis=day - dt.timedelta(days=365),
        jusqua=day - dt.timedelta(days=1), arrets=stops, minutes_max=120, metres_max=4_000,
    )  # fmt: skip
    made = marche_create(office, tracer(office, plan, libre=True).plan, account=COORDONNATEUR)
    return marche_ready(office, made.ident, made.version, account=COORDONNATEUR)


def walk_noted(
    office: Office, clock: Moment, walk: Marche, files: Sequence[Mapping[str, Any]], rng: Any, cle: str = "demo",
    devices: int = 3, *, photos: bool = True,
) -> None:  # fmt: skip
    """What phones noted, then the closing: the signalements of that evening are those of its constats.

    ``cle`` begins the keys under which it was sent: that of another walk is another.
    """
    from observatory.demo import marches as told

    stops = walk.plan.arrets
    start = clock.now = walk.plan.prevue_le
    who = told.DEVICES[0]
    releve_participants(office, walk, who, f"{cle}-marcheurs", profils=told.WALKERS, le=start)
    releve_ressenti(office, walk, who, f"{cle}-ressenti-avant", moment="avant", notes=told.FELT["avant"], le=start)
    codes = [one.code for one in questions_of(office, walk.plan.genre)]
    for device, each in list(zip(told.DEVICES, told.answers(codes, len(stops), rng), strict=True))[:devices]:
        for rank, notes in enumerate(each):
            clock.now = start + dt.timedelta(minutes=12 * (rank + 1))
            key = f"{cle}-{device}-arret-{rank}"
            releve_reponses(office, walk, device, key, arret=stops[rank].ident, notes=notes, le=clock())
    found = told.found_on(
        [(one["id"], one["categorie"], one["lat"], one["lon"]) for one in files],
        [(one.lat, one.lon) for one in stops], rng,
    )  # fmt: skip
    tied = []
    for rank, one in enumerate(found):
        clock.now = start + dt.timedelta(minutes=12 * (one.arret + 1) + 5)
        key = f"{cle}-constat-{rank}"
        kept = releve_constat(
            office, walk, one.appareil, key, arret=stops[one.arret].ident, positif=one.signalement is None,
            categorie=one.categorie, texte=one.texte, lat=one.lat, lon=one.lon, situe_par=SituePar.GPS,
            precision_m=8.0, le=clock(),
        )  # fmt: skip
        if one.signalement is not None:
            tied.append((kept.ident, one.signalement))
        if photos and one.photo is not None:
            shown = releve_photo(office, walk, one.appareil, f"{key}-photo", constat_cle=key, contenu=one.photo)
            moderate(office, shown.ident, visible=True, account=COORDONNATEUR)
    clock.now = start + dt.timedelta(minutes=95)
    releve_ressenti(office, walk, who, f"{cle}-ressenti-apres", moment="apres", notes=told.FELT["apres"], le=clock())
    _closed(office, clock, walk, tied)


def _closed(office: Office, clock: Moment, walk: Marche, tied: Sequence[tuple[int, int]]) -> None:
    clock.now = walk.plan.prevue_le + dt.timedelta(hours=16)

    def change(cursor: Cursor) -> None:
        row = {"etat": Etat.CLOSE, "close_le": clock(), "close_par": COORDONNATEUR.name}
        marche_change(cursor, walk.ident, walk.version, row)
        for constat, signalement in tied:
            constats_tie(cursor, [constat], signalement)

    office.database.write(change)


def _promised(office: Office, clock: Moment, walk: Marche, until: dt.date) -> None:
    """What services promised a week later, and what they had done by the last day."""
    from observatory.demo import marches as told

    day = walk.plan.prevue_le.date() + dt.timedelta(days=8)
    for rank, (service, words, due, done) in enumerate(told.PROMISES):
        clock.now = day_at(day, dt.time(15))
        stop = walk.plan.arrets[rank % len(walk.plan.arrets)].ident
        kept = engagement_add(
            office, walk.ident, service=service, texte=words, account=COORDONNATEUR, arret=stop,
            pour_le=day + dt.timedelta(days=due),
        )  # fmt: skip
        if done is not None and (over := day + dt.timedelta(days=done)) <= until:
            clock.now = day_at(over, dt.time(9))
            engagement_keep(office, kept.ident, tenu_le=over, account=COORDONNATEUR)


def _meeting(office: Office, clock: Moment, walk: Marche, truth: Mapping[str, Any], until: dt.date) -> Reunion:
    """A meeting of consultation: problems at the stops of the walk, and at planted hotspots."""
    from observatory.demo import marches as told

    day = until - dt.timedelta(days=_MEETING_AGO)
    clock.now = day_at(day, dt.time(21))
    held = Reunion(
        0, GenreReunion.CONSULTATION, "Réunion publique de Saint-Yves", day, "École Saint-Yves", walk.plan.territoire
    )
    meeting = reunion_create(office, held, account=COORDONNATEUR)
    spots = [(one["centre"]["lat"], one["centre"]["lon"]) for one in truth["points_chauds"]]
    here = walk.plan.arrets[0]
    spots.sort(key=lambda one: abs(one[0] - here.lat) + abs(one[1] - here.lon))
    places = [(one.lat, one.lon) for one in walk.plan.arrets] + spots
    names = place_names(office, places[: len(told.RAISED)])
    for (category, words, voices), place, name in zip(told.RAISED, places, names, strict=False):
        raised = ProblemeDit(0, category, words, name, place[0], place[1], voices)
        probleme_add(office, meeting.ident, raised, account=COORDONNATEUR)
    return meeting


def _to_come(office: Office, clock: Moment, before: Marche, meeting: Reunion, until: dt.date) -> Marche:
    """The walk that follows, by the same stops, ready for its evening."""
    from observatory.demo import marches as told

    clock.now = day_at(until, dt.time(17))
    day = until + dt.timedelta(days=_NEXT_IN)
    day += dt.timedelta(days=(_THURSDAY - day.weekday()) % 7)
    stops = tuple(
        replace(
            one,
            ident=0,
            origine=Origine.PRECEDENTE,
            motif="On y revient pour voir ce qui a changé.",
            precedent=one.ident,
        )
        for one in before.plan.arrets
    )
    plan = replace(
        before.plan, titre=told.NEXT_TITLE, nuit=True, prevue_le=day_at(day),
        depuis=until - dt.timedelta(days=364), jusqua=until, arrets=stops, reunion=meeting.ident,
        precedente=before.ident,
    )  # fmt: skip
    made = marche_create(office, plan, account=COORDONNATEUR)
    return marche_of(office, marche_ready(office, made.ident, made.version, account=COORDONNATEUR).ident)


def _territory(office: Office, place: tuple[float, float], day: dt.date) -> str:
    """The quartier of a place, written ``zonage:code``; "" where it lies in none."""
    here = Position(lat=place[0], lon=place[1])
    _, held = office.territories_at(position_to_cell(here), here.lat, here.lon, day)
    return next((one for one in held if one.startswith(f"{_QUARTIER}:")), "")
