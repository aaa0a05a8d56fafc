"""The board of constats of a plan, and the zone that some of them draw together."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import numpy as np

from observatory.domain.action import GenreObjet
from observatory.domain.constat import GARDE
from observatory.domain.constats_schema import LEAST_TOLD, MOST_PROBLEMES, OVER_MONTHS, ConstatSchema
from observatory.domain.errors import ValueRefused
from observatory.domain.grid import ANALYSIS_RESOLUTION, cell_to_parent, cell_to_position
from observatory.domain.marche import Etat, Marche
from observatory.domain.quand_heure import months_earlier
from observatory.domain.reunion import EtatReunion
from observatory.domain.roles import ACTS, Account
from observatory.domain.schema import Schema
from observatory.pipeline.actions import actions_list
from observatory.pipeline.marches import marche_open, marches_list
from observatory.pipeline.office import Office
from observatory.pipeline.reunions import reunion_open, reunions_list
from observatory.pipeline.schemas import schema_for
from observatory.pipeline.secteurs import street_near
from observatory.pipeline.zone import buffered
from observatory.store.appels import Row
from observatory.store.constats_schema import problemes_busiest, problemes_cells
from observatory.store.database import ZONE
from observatory.store.proches import problemes_within
from observatory.store.reference import nomenclature_read
from observatory.store.restitution import constats_of_walks

AROUND_M = 60
"""Metres by which the zone of some constats reaches beyond them."""

Answered = dict[tuple[str, int], tuple[str, ...]]


def constats_list(office: Office, schema: int, account: Account) -> list[ConstatSchema]:
    """The board of a plan: what no action answers first; walks, meetings, then the office's problèmes.

    Who does not lead the plan is told of closed walks alone, of voices in fives, and of no problème of the office.

    Raises
    ------
    NotFound
    """
    known = schema_for(office, schema, account)
    leads = account.holds_any(ACTS["conduire le schéma"])
    answered: dict[tuple[str, int], list[str]] = {}
    for action in actions_list(office, schema, account):
        for one in action.objets:
            answered.setdefault((one.genre, one.ident), []).append(action.reference)
    refs = {key: tuple(sorted(found)) for key, found in answered.items()}
    lines = _of_walks(office, known, account, refs, leads) + _of_meetings(office, known, account, refs, leads)
    if leads:
        lines += _of_office(office, known, account, refs)
    return sorted(lines, key=lambda one: bool(one.actions))


def zone_of(office: Office, objets: Sequence[tuple[str, int]], schema: int, account: Account) -> str:
    """The zone around some lines of the board, as GeoJSON: their convex hull, grown by :data:`AROUND_M` metres.

    A problème of the office counts as the middle of its hexagon: a zone that everybody may see tells no address.

    Raises
    ------
    NotFound
    ValueRefused
        When none of them has a place.
    """
    import shapely

    known = schema_for(office, schema, account)
    points = _points(office, known, objets, account)
    if not points:
        raise ValueRefused("Aucun de ces constats n'a de lieu connu : choisissez un territoire, ou dessinez la zone.")
    hull = shapely.convex_hull(shapely.multipoints(np.array(points)))
    return str(shapely.to_geojson(buffered(hull, AROUND_M)))


def _points(
    office: Office, schema: Schema, objets: Sequence[tuple[str, int]], account: Account
) -> list[tuple[float, float]]:
    """Where some lines lie, as (lon, lat); those without a place are left out."""
    wanted = {kind: {ident for genre, ident in objets if genre == kind} for kind in GenreObjet}
    walks = [one.ident for one in _walks(office, schema, account, leads=True)]
    points = [
        (row["lon"], row["lat"])
        for row in constats_of_walks(office.database, walks)
        if row["ident"] in wanted[GenreObjet.CONSTAT]
    ]
    for meeting in reunions_list(office):
        seen = reunion_open(office, meeting, account) if meeting.schema == schema.ident else None
        points += [
            (one.lon, one.lat)
            for one in (seen.problemes if seen else ())
            if one.ident in wanted[GenreObjet.REUNION_PROBLEME] and one.lat is not None and one.lon is not None
        ]
    files = wanted[GenreObjet.PROBLEME]
    if account.territoires:
        files = problemes_within(office.database, sorted(files), account.territoires)
    for cell in problemes_cells(office.database, sorted(files)):
        here = cell_to_position(_coarse(cell))
        points.append((here.lon, here.lat))
    return points


def _walks(office: Office, schema: Schema, account: Account, *, leads: bool) -> list[Marche]:
    """The walks of a plan that an account may read of."""
    return [
        one
        for one in marches_list(office)
        if one.ident in schema.marches
        and (one.etat == Etat.CLOSE or (leads and one.etat != Etat.ANNULEE))
        and marche_open(office, one, account)
    ]


def _of_walks(office: Office, schema: Schema, account: Account, answered: Answered, leads: bool) -> list[ConstatSchema]:
    walks = {one.ident: one for one in _walks(office, schema, account, leads=leads)}
    stops = {stop.ident: stop.nom for walk in walks.values() for stop in walk.plan.arrets}
    found = []
    for row in constats_of_walks(office.database, list(walks)):
        walk = walks[row["marche"]]
        if row["etat"] != GARDE or row["positif"] or not (leads or _taken_in(row, walk)):
            continue
        key = (GenreObjet.CONSTAT, row["ident"])
        found.append(
            ConstatSchema(
                *key, row["categorie"] or "", row["libelle"] or "", stops.get(row["arret"], ""), row["texte"],
                f"{walk.reference} · {walk.plan.titre}", row["le"].astimezone(ZoneInfo(ZONE)).date(), None,
                answered.get(key, ()),
            )
        )  # fmt: skip
    return found


def _taken_in(row: Row, walk: Marche) -> bool:
    """Whether a constat is no late one that nobody has looked at yet."""
    return walk.close_le is None or row["signalement"] is not None or row["recu_le"] <= walk.close_le


def _of_meetings(
    office: Office, schema: Schema, account: Account, answered: Answered, leads: bool
) -> list[ConstatSchema]:
    names = {one.code: one.libelle for one in nomenclature_read(office.database)}
    found = []
    for meeting in reunions_list(office, exact=leads):
        if meeting.schema != schema.ident or meeting.etat == EtatReunion.ANNULEE:
            continue
        seen = reunion_open(office, meeting, account)
        for one in seen.problemes if seen else ():
            key = (GenreObjet.REUNION_PROBLEME, one.ident)
            found.append(
                ConstatSchema(
                    *key, one.categorie, names.get(one.categorie, one.categorie), one.adresse, one.texte,
                    meeting.titre, meeting.jour, one.voix, answered.get(key, ()),
                )
            )  # fmt: skip
    return found


def _of_office(office: Office, schema: Schema, account: Account, answered: Answered) -> list[ConstatSchema]:
    """The problèmes told of most in the plan's territory: a category, a street, a count, never a story."""
    within = [one for one in ({schema.territoire} - {""}, account.territoires) if one]
    since = months_earlier(office.today(), OVER_MONTHS)
    rows = problemes_busiest(office.database, since, within=within, least=LEAST_TOLD, most=MOST_PROBLEMES)
    found = []
    for row in rows:
        key = (GenreObjet.PROBLEME, row["ident"])
        near = street_near(office, _coarse(row["cell"])) if row["cell"] is not None else ""
        found.append(
            ConstatSchema(
                *key, row["categorie"], row["libelle"], near, "", "", row["jour"], row["n"], answered.get(key, ())
            )
        )
    return found


def _coarse(cell: int) -> int:
    """The hexagon of analysis that holds a cell: as fine a place as the board tells of."""
    return int(cell_to_parent(np.array([cell], np.int64), ANALYSIS_RESOLUTION)[0])
