"""From what is known of a place to a walk: stops with the reason for each, the line along the streets, day or night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from observatory.domain.errors import ValueRefused
from observatory.domain.marche import MOST_STOPS, Arret, Genre, Origine, Plan
from observatory.domain.points_chauds import BADGES
from observatory.domain.position import Position
from observatory.domain.preparation import Proposition
from observatory.domain.reunion import Reunion
from observatory.domain.selection import Selection
from observatory.pipeline.indices_marche import Matiere, gathered, night_share
from observatory.pipeline.lieux_marche import Lieu, on_the_street, place_name, place_names, reseau_autour
from observatory.pipeline.marches import marche_of
from observatory.pipeline.office import Office
from observatory.pipeline.reunions import reunion_of
from observatory.plan.arrets import MERGED_M, Groupe, arrets, autour
from observatory.plan.graphe import Reseau
from observatory.plan.itineraire import Itineraire, itineraire
from observatory.present.preparation import line_remarks, motif, night_text

PROPOSED = 8
"""Stops that are proposed at most: a group listens to no more. By hand there may be ``MOST_STOPS``."""
CANDIDATES = 60
"""Stops looked at before those are chosen that lie together."""
AROUND = 0.25
"""A closed walk of so many metres holds stops within this share of them from its middle."""
FIRMNESS: list[str] = list(BADGES.values())
_FIXED = (Origine.PRECEDENTE, Origine.CHOIX)
"""Stops that stay where they were put."""


def selection_of(plan: Plan) -> Selection:
    """The signalements that prepare a walk: those of its days and of its territory."""
    zonage, _, code = plan.territoire.partition(":")
    return Selection(depuis=plan.depuis, jusqua=plan.jusqua, zonage=zonage or None, territoires=(code,) if code else ())


def proposer(office: Office, plan: Plan, selection: Selection, reunion: Reunion | None = None) -> Proposition:
    """Stops and a line for a walk, from its meeting, the walk before it and the signalements of ``selection``.

    ``reunion`` is the plan's meeting as far as who asks may know it.

    Stops of the walk before come first, then what the meeting raised, then hotspots and places seldom heard; those that
    lie together and fit within minutes and metres are kept, and the others named.

    Raises
    ------
    NotFound
        When the meeting or the walk before is unknown, or the territory.
    ValueRefused
        When nothing is known there.
    """
    if reunion is None and plan.reunion:
        reunion = reunion_of(office, plan.reunion)
    before = marche_of(office, plan.precedente) if plan.precedente else None
    known = gathered(office, selection, reunion, before)
    groups = arrets(known.indices, most=CANDIDATES)
    if not groups:
        raise ValueRefused(
            "Rien n'est connu à cet endroit pendant ces mois : choisissez un autre territoire, une période plus "
            "longue, ou posez vous-même les arrêts sur la carte."
        )
    start = (plan.lat, plan.lon) if plan.lat is not None and plan.lon is not None else None
    chosen = _near(groups, start, plan.metres_max)[:MOST_STOPS]
    places = [(one.lat, one.lon) for one in chosen] + ([start] if start else [])
    streets = reseau_autour(office, places, accessible=plan.accessible)
    chosen = _apart(_on_streets(streets, chosen))
    reference = before.reference if before else ""
    names = place_names(office, [(one.lat, one.lon) for one in chosen])
    stops = [_stop(one, name, known, reference) for one, name in zip(chosen, names, strict=True)]
    if start is None:
        plan = replace(plan, lat=stops[0].lat, lon=stops[0].lon, rendez_vous=stops[0].nom)
    walked = _proposed(streets, plan, stops)
    night, why = night_text(*night_share(known.dits, [(stop.lat, stop.lon) for stop in walked.plan.arrets]))
    return replace(walked, remarques=(*known.remarques, *walked.remarques), nuit=night, pourquoi=why)


def _proposed(streets: Reseau | None, plan: Plan, stops: list[Arret]) -> Proposition:
    """The walk by the most useful stops that fit, ``PROPOSED`` at most."""
    walked = _walk(streets, plan, stops, libre=True)
    if len(walked.plan.arrets) <= PROPOSED:
        return walked
    kept = {(stop.lat, stop.lon) for stop in walked.plan.arrets}
    useful = [stop for stop in stops if (stop.lat, stop.lon) in kept][:PROPOSED]
    again = _walk(streets, plan, useful, libre=True)
    used = {(stop.lat, stop.lon) for stop in again.plan.arrets}
    return replace(again, laisses=tuple(stop for stop in stops if (stop.lat, stop.lon) not in used))


def tracer(office: Office, plan: Plan, *, libre: bool) -> Proposition:
    """The line of a walk whose stops were changed by hand.

    With ``libre`` the order is ours and stops that do not fit are left out; else stops stay as they are, in their
    order, and it is said where the walk is too long.

    Raises
    ------
    ValueRefused
        When there are too many stops, or they lie too far apart.
    """
    if len(plan.arrets) > MOST_STOPS:
        raise ValueRefused(f"{len(plan.arrets)} arrêts : {MOST_STOPS} au plus. Retirez les moins utiles.")
    if not plan.arrets:
        return Proposition(replace(plan, trace=(), metres=0.0, minutes=0.0))
    if plan.lat is None or plan.lon is None:
        first = plan.arrets[0]
        plan = replace(plan, lat=first.lat, lon=first.lon, rendez_vous=plan.rendez_vous or first.nom)
    places = [_start(plan), *((stop.lat, stop.lon) for stop in plan.arrets)]
    return _walk(reseau_autour(office, places, accessible=plan.accessible), plan, list(plan.arrets), libre=libre)


def arret_a(office: Office, lat: float, lon: float, nom: str = "") -> Arret:
    """A stop that somebody puts at a place, called by its street where no name is given.

    Raises
    ------
    ValueRefused
        When the position is none.
    """
    here = Position(lat=lat, lon=lon)
    named = " ".join(nom.split()) or place_name(office, (here.lat, here.lon))
    return Arret(named or "Arrêt ajouté", here.lat, here.lon, Origine.CHOIX)


def _near(groups: list[Groupe], start: Lieu | None, metres_max: int) -> list[Groupe]:
    """The stops among which one walk chooses: around where it starts, else where most that is useful lies together."""
    if start is None:
        return autour(groups, AROUND * metres_max)
    here = Position(lat=start[0], lon=start[1])
    near = [one for one in groups if here.metres_to(Position(lat=one.lat, lon=one.lon)) <= metres_max / 2]
    if not near:
        raise ValueRefused(
            f"Rien à voir à moins de {metres_max // 2} mètres du rendez-vous : déplacez-le, ou allongez la marche."
        )
    return near


def _on_streets(streets: Reseau | None, groups: Sequence[Groupe]) -> list[Groupe]:
    placed = []
    for one in groups:
        lat, lon = (one.lat, one.lon) if one.origine in _FIXED else on_the_street(streets, (one.lat, one.lon))
        placed.append(replace(one, lat=lat, lon=lon))
    return placed


def _apart(groups: Sequence[Groupe]) -> list[Groupe]:
    """Stops that came together on one crossing made one."""
    kept: list[Groupe] = []
    for one in groups:
        here = Position(lat=one.lat, lon=one.lon)
        same = next(
            (i for i, it in enumerate(kept) if here.metres_to(Position(lat=it.lat, lon=it.lon)) < MERGED_M), None
        )
        if same is None:
            kept.append(one)
        else:
            known = kept[same]
            kept[same] = replace(known, poids=known.poids + one.poids, membres=(*known.membres, *one.membres))
    return kept


def _stop(group: Groupe, name: str, known: Matiere, reference: str) -> Arret:
    weights: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = {}
    for rank in group.membres:
        one = known.indices[rank]
        weights[one.origine] += one.poids  # type: ignore[assignment]
        if one.texte:
            kinds.setdefault(one.origine, Counter())[one.texte] += round(one.poids)
    badges = [known.solidites[rank] for rank in group.membres if rank in known.solidites]
    firmest = max(badges, key=FIRMNESS.index) if badges else None
    earlier = next((known.precedents[rank] for rank in group.membres if rank in known.precedents), None)
    said = motif(weights, kinds, firmest, reference)
    return Arret(name, group.lat, group.lon, group.origine, said, earlier)


def _start(plan: Plan) -> Lieu:
    if plan.lat is None or plan.lon is None:
        raise ValueRefused("Le rendez-vous manque : choisissez-le sur la carte.")
    return plan.lat, plan.lon


def _walk(streets: Reseau | None, plan: Plan, stops: list[Arret], *, libre: bool) -> Proposition:
    found: Itineraire = itineraire(
        streets,
        _start(plan),
        [(stop.lat, stop.lon) for stop in stops],
        ferme=plan.ferme,
        metres_max=plan.metres_max,
        minutes_max=plan.minutes_max,
        genre=Genre(plan.genre),
        accessible=plan.accessible,
        libre=libre,
    )
    kept = tuple(replace(stops[rank], rang=at) for at, rank in enumerate(found.ordre, 1))
    left = tuple(stops[rank] for rank in found.laisses)
    over_m, over_min = round(found.metres - plan.metres_max), round(found.minutes - plan.minutes_max)
    told = line_remarks(found.methode, [stops[rank].nom for rank in found.droits], over_m, over_min, len(left))
    walked = replace(
        plan,
        arrets=kept,
        trace=tuple((round(lat, 6), round(lon, 6)) for lat, lon in found.trace),
        metres=round(found.metres, 1),
        minutes=round(found.minutes, 1),
        methode=found.methode.value,
    )
    return Proposition(walked, left, told, depasse=over_m > 0 or over_min > 0)
