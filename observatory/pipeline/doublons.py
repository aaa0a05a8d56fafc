"""Troubles that a caller may be telling of: open, near, and how likely each is the same."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from observatory.domain.errors import FormatError, NotFound, ValueRefused
from observatory.domain.position import Position
from observatory.domain.proche import AUTRE, Poids, Proche, Rayon, Recit
from observatory.pipeline.office import Office
from observatory.store.proches import (
    LARGEST_REACH_M,
    STORIES,
    poids_path,
    problemes_near,
    problemes_told,
    problemes_within,
    rayons_path,
    read_poids,
    read_rayons,
    relances_of,
)
from observatory.store.reference import nomenclature_read
from observatory.store.surnoms import file_stamp
from observatory.triage.doublons import (
    USUAL_PRECISION_M,
    Account,
    Parents,
    Rayons,
    pair_terms,
    probability,
    rayon_of,
    relation,
)

log = logging.getLogger(__name__)

MOST_GIVEN = 50
_KEPT, _AROUND = "doublons", "alentours"
ANEW = dt.timedelta(seconds=30)
"""What is near is looked up again after so long, though nothing was written: a file may have come to its day."""
MOST_KEPT = 500
"""Places of which that is kept."""
_ADVANCE = {"recu": 0, "non_communique": 0, "transmis": 1, "pris_en_charge": 2}
"""How far a signalement got; one that is closed beside open ones tells of no advance."""


Stories = Sequence[tuple[list[dict[str, Any]], int]]


@dataclass
class _Around:
    """What is open around a position, as it was at an instant and after so many writes; None while it is looked up."""

    position: Position
    le: dt.datetime
    writes: int
    found: Stories | None = None


@dataclass(frozen=True)
class Knowledge:
    """What finding doubles needs to know: families of categories, distances and neighbours, weights."""

    parents: Parents
    libelles: Mapping[str, str]
    rayons: Rayons
    poids: Poids


def nearby(
    office: Office,
    lat: float,
    lon: float,
    categorie: str | None = None,
    texte: str = "",
    limite: int = 8,
    *,
    precision_m: float | None = None,
    territoires: Collection[str] = (),
) -> list[Proche]:
    """The open problèmes near a position, of a category or of one near to it, the likeliest first.

    How far and how far back depend on the category (``data/reference/rayons.csv``; 50 m and 12 weeks by default); a
    place that is only known within ``precision_m`` is looked around as far, 150 m at most. ``territoires`` bound
    what is seen, where there are any. The texts are whole.

    Raises
    ------
    ValueRefused
        When the position is off the globe or the number wanted is not of 1 to 50.
    NotFound
        When the category is not in the nomenclature.
    """
    here = Position(lat=lat, lon=lon)
    if not 1 <= limite <= MOST_GIVEN:
        raise ValueRefused(f"De 1 à {MOST_GIVEN} problèmes proches, pas {limite}.")
    known = knowledge(office)
    if categorie is not None and categorie not in known.parents:
        raise NotFound(f"La catégorie « {categorie} » n'est pas dans la nomenclature.")
    au = office.clock()
    told = Account(here, precision_m, au, categorie, texte)
    around = _around(office, told, known, frozenset(territoires))
    found = [_proche(told, stories, relances, known) for stories, relances in around]
    return sorted(found, key=lambda one: (-one.probabilite, one.distance_m, one.probleme))[:limite]


def forget_around(office: Office, probleme: int, lat: float | None, lon: float | None) -> None:
    """What is kept of places near a position, or of this problème, is to be looked up again: one more told of it."""
    kept: dict[object, _Around] = office.kept(_AROUND, None, dict)
    here = None if lat is None or lon is None else Position(lat=lat, lon=lon)
    for key, one in list(kept.items()):
        near = here is not None and one.position.metres_to(here) <= 2 * LARGEST_REACH_M
        if near or one.found is None or any(stories[0]["probleme"] == probleme for stories, _ in one.found):
            kept.pop(key, None)


def knowledge(office: Office) -> Knowledge:
    """The reference tables of doubles, read again when they change; where one cannot be read, the defaults serve."""
    rayons, poids = rayons_path(office.settings.reference), poids_path(office.settings.reference)

    def make() -> Knowledge:
        nomenclature = nomenclature_read(office.database)
        parents = {one.code: one.parent for one in nomenclature}
        by_code: dict[str, Rayon] = {}
        weights = Poids()
        try:
            weights = read_poids(poids)
            by_code = read_rayons(rayons, parents)
        except FormatError as error:
            log.warning("%s Les valeurs par défaut servent.", error.message)
        return Knowledge(parents, {one.code: one.libelle for one in nomenclature}, by_code, weights)

    return office.kept(_KEPT, (file_stamp(rayons), file_stamp(poids)), make)


def _around(office: Office, told: Account, known: Knowledge, territoires: frozenset[str]) -> Stories:
    """The signalements of each problème near, newest first, and its relances: kept while somebody types.

    They are looked up again after ``ANEW``, or once anything was written. A call that is saved forgets those it
    concerns alone (``forget_around``), even while they are looked up: then they are given and not kept.
    """
    kept: dict[object, _Around] = office.kept(_AROUND, None, dict)
    key = (told.position, told.precision_m, told.categorie, territoires)
    one = kept.get(key)
    fresh = one is not None and one.writes == office.database.writes and one.le <= told.le < one.le + ANEW
    if one is not None and one.found is not None and fresh:
        return one.found
    if len(kept) > MOST_KEPT:
        kept.clear()
    one = kept[key] = _Around(told.position, told.le, office.database.writes)
    by_probleme: dict[int, list[dict[str, Any]]] = {}
    for row in _candidates(office, told, known, territoires):
        by_probleme.setdefault(row["probleme"], []).append(row)
    relances = relances_of(office.database, list(by_probleme), told.le) if by_probleme else {}
    one.found = [(stories, relances[probleme]) for probleme, stories in by_probleme.items()]
    return one.found


def _candidates(
    office: Office, told: Account, known: Knowledge, territoires: Collection[str]
) -> Sequence[dict[str, Any]]:
    """The signalements of the problèmes near, newest first."""
    rayon = rayon_of(told.categorie, known.parents, known.rayons)
    asked = told.categorie
    categories = None
    if asked is not None:
        categories = [one for one in known.parents if relation(asked, one, known.parents, known.rayons) != AUTRE]
    near = problemes_near(
        office.database, told.position, metres=rayon.metres,
        precision_m=told.precision_m or USUAL_PRECISION_M, depuis=told.le - dt.timedelta(weeks=rayon.semaines),
        au=told.le, categories=categories,
    ).to_pylist()  # fmt: skip
    ids = {row["probleme"] for row in near}
    if territoires and ids:
        ids &= problemes_within(office.database, sorted(ids), territoires)
    if not ids:
        return []
    first = min(row["ouvert_le"] for row in near if row["probleme"] in ids)
    rows: list[dict[str, Any]] = problemes_told(office.database, sorted(ids), first, told.le).to_pylist()
    return sorted(rows, key=lambda row: (row["recu_le"], row["id"]), reverse=True)


def _proche(told: Account, stories: Sequence[dict[str, Any]], relances: int, known: Knowledge) -> Proche:
    """One problème from its signalements, newest first: what it is, and the probability of the likeliest of them."""
    placed = [one for one in stories if one["lat"] is not None]
    pairs = [(one, _account(one)) for one in placed]
    likely, standing = max(
        (probability(pair_terms(told, account, how), known.poids), how)
        for _, account in pairs
        for how in [relation(told.categorie, account.categorie or "", known.parents, known.rayons)]
    )
    latest, still = stories[0], [one for one in stories if one["ouvert"]]
    farthest = max(still, key=lambda one: (_ADVANCE.get(one["statut"], 0), one["recu_le"]))
    inside = next((one for one in stories if one["residence"] or one["batiment"] or one["hall"]), latest)
    anonymous = sum(one["declarant_id"] is None for one in stories)
    nearest = min((account.position for _, account in pairs), key=told.position.metres_to)
    opened = min(one["recu_le"] for one in stories)
    return Proche(
        probleme=latest["probleme"],
        reference=latest["reference"],
        categorie=latest["categorie"],
        libelle=known.libelles.get(latest["categorie"], latest["categorie"]),
        relation=standing,
        distance_m=round(told.position.metres_to(nearest), 1),
        lat=nearest.lat,
        lon=nearest.lon,
        ouvert_le=opened,
        dernier_le=latest["recu_le"],
        age_h=round((told.le - opened).total_seconds() / 3600, 1),
        signalements=len(stories),
        voix=anonymous + len({one["declarant_id"] for one in stories} - {None}),
        relances=relances,
        statut=farthest["statut"],
        service=farthest["service"] or "",
        echeance=min((one["echeance"] for one in still if one["echeance"] is not None), default=None),
        clos_le=max((one["clos_le"] for one in stories if one["clos_le"] is not None), default=None),
        retour_le=max((one["retour_le"] for one in stories if one["retour_le"] is not None), default=None),
        residence=inside["residence"] or "",
        batiment=inside["batiment"] or "",
        hall=inside["hall"] or "",
        recits=[Recit(one["reference"], one["recu_le"], one["description"] or "") for one in stories[:STORIES]],
        probabilite=round(likely, 4),
        probable=likely >= known.poids.seuil,
    )


def _account(row: dict[str, Any]) -> Account:
    position = Position(lat=row["lat"], lon=row["lon"])
    return Account(position, row["precision_m"], row["recu_le"], row["categorie"], row["description"] or "")
