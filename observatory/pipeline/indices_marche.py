"""Why one stops somewhere: the walk before, the meeting, hotspots or places told of again, places seldom heard."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from observatory.analyse.aoristique import aoristic_weights
from observatory.domain.grid import ANALYSIS_RESOLUTION, cell_to_parent, cell_to_position
from observatory.domain.marche import Marche, Origine
from observatory.domain.position import Position
from observatory.domain.reunion import Reunion
from observatory.domain.selection import Selection
from observatory.domain.silence import Classe
from observatory.pipeline.evolution import week_hours
from observatory.pipeline.grille import grille, located
from observatory.pipeline.office import QUARTIER, Office
from observatory.pipeline.points_chauds import bilan_of, kept_hotspots
from observatory.pipeline.propension import zones
from observatory.pipeline.questions import reference_day, run, with_bounds
from observatory.pipeline.recits import WALK
from observatory.plan.arrets import Indice
from observatory.plan.repere import Repere
from observatory.present.labels import plural
from observatory.store.reference import nomenclature_read
from observatory.store.territoires import zonages_list

MOST_POINTS = 2_000
"""Points that are grouped: the heaviest."""
LEAST_REPEATED = 3.0
"""Signalements from which a place is one that comes back, where there is no map of hotspots."""
NIGHT = (*range(20, 24), *range(6))
HEARD_M = 100.0
"""What is told within so many metres of a stop is told of it."""

Floats = npt.NDArray[np.float64]


@dataclass(slots=True)
class Matiere:
    """The reasons found so far: each with the stop that it was before, or how firm its hotspot is, by its rank."""

    indices: list[Indice] = field(default_factory=list)
    precedents: dict[int, int] = field(default_factory=dict)
    solidites: dict[int, str] = field(default_factory=dict)
    remarques: list[str] = field(default_factory=list)
    dits: pa.Table | None = None


def gathered(office: Office, selection: Selection, reunion: Reunion | None, before: Marche | None) -> Matiere:
    """Every reason to stop somewhere; ``selection`` says when and where signalements are looked at."""
    found = Matiere()
    names = family_names(office)
    if before:
        for stop in before.plan.arrets:
            found.precedents[len(found.indices)] = stop.ident
            found.indices.append(Indice(stop.lat, stop.lon, 1.0, Origine.PRECEDENTE))
    if reunion:
        _of_meeting(found, reunion, names)
    if not office.ground(reference_day(office, selection)):
        found.remarques.append(
            "Le contour de la ville manque : ni points chauds ni lieux peu entendus ne sont proposés."
        )
        return found
    bounds = with_bounds(office, selection)
    kept = located(office, bounds, grille(office, bounds, ANALYSIS_RESOLUTION))
    kept = kept.filter(kept.canal != WALK)  # where one walked before is no reason to go there again
    columns = ["lat", "lon", "cell", "categorie", "recu_jour", "recu_heure", "survenu_debut", "survenu_fin"]
    found.dits = run(office, kept.order_by("id").select(columns))
    _of_map(office, found, bounds, names)
    _of_silence(office, found, bounds)
    return found


def family_names(office: Office) -> dict[str, str]:
    """The French name of the first-level category of each code."""
    known = {one.code: one for one in nomenclature_read(office.database)}
    return {code: known[one.parent or code].libelle for code, one in known.items()}


def night_share(dits: pa.Table | None, places: list[tuple[float, float]]) -> tuple[float, float]:
    """The share from 20 h to 6 h of what is told near some places (lat, lon), and of how much an hour is known."""
    if dits is None or not places or not dits.num_rows:
        return 0.0, 0.0
    plane = Repere(*places[0])
    told = plane.to_xy(dits["lat"].to_numpy(), dits["lon"].to_numpy())
    stops = plane.to_xy([lat for lat, _ in places], [lon for _, lon in places])
    near = np.zeros(len(told), bool)
    for stop in stops:
        near |= np.hypot(*(told - stop).T) <= HEARD_M
    start, end = week_hours(dits.filter(pa.array(near)))
    known = np.isfinite(start)
    if not known.any():
        return 0.0, 0.0
    by_hour = aoristic_weights(start[known], end[known]).sum(axis=0).reshape(7, 24).sum(axis=0)
    return float(by_hour[list(NIGHT)].sum() / by_hour.sum()), float(known.sum())


def _of_meeting(found: Matiere, reunion: Reunion, names: dict[str, str]) -> None:
    nowhere = 0
    for one in reunion.problemes:
        if one.lat is None or one.lon is None:
            nowhere += 1
            continue
        found.indices.append(
            Indice(one.lat, one.lon, float(one.voix or 1), Origine.REUNION, names.get(one.categorie, ""))
        )
    if nowhere:
        found.remarques.append(
            f"{plural(nowhere, 'problème')} de la réunion sans lieu connu : la carte ne les montre pas."
        )


def _of_map(office: Office, found: Matiere, bounds: Selection, names: dict[str, str]) -> None:
    """What is told inside the hot hexagons of the city; where there is too little for a map, what is told again."""
    everywhere = Selection(depuis=bounds.depuis, jusqua=bounds.jusqua)
    table = kept_hotspots(office, everywhere, ANALYSIS_RESOLUTION)
    told = found.dits
    if told is None or not told.num_rows:
        return
    hot = table.filter(pc.equal(table["hotspot"], "chaud"))
    firm = dict(zip(hot["cell"].to_pylist(), hot["stabilite"].to_pylist(), strict=True))
    parents = cell_to_parent(told["cell"].to_numpy(), ANALYSIS_RESOLUTION)
    inside = np.isin(parents, hot["cell"].to_numpy())
    if not inside.any():
        _of_repeats(found, told, names, enough=bilan_of(table).assez)
        return
    badge = {
        (round(lat, 5), round(lon, 5)): firm[cell]
        for lat, lon, cell, there in zip(
            told["lat"].to_pylist(), told["lon"].to_pylist(), parents.tolist(), inside.tolist(), strict=True
        )
        if there
    }
    for (lat, lon, kind), n in _told_at(told.filter(pa.array(inside)), names, MOST_POINTS):
        found.solidites[len(found.indices)] = badge[lat, lon]
        found.indices.append(Indice(lat, lon, float(n), Origine.POINT_CHAUD, kind))


def _of_repeats(found: Matiere, told: pa.Table, names: dict[str, str], *, enough: bool) -> None:
    found.remarques.append(
        "Aucun point chaud à cet endroit : les lieux qui reviennent sont proposés."
        if enough
        else "Trop peu de signalements pour une carte des points chauds : les lieux qui reviennent la remplacent."
    )
    for (lat, lon, kind), n in _told_at(told, names, MOST_POINTS):
        if n >= LEAST_REPEATED:
            found.indices.append(Indice(lat, lon, float(n), Origine.REPETE, kind))


def _told_at(told: pa.Table, names: dict[str, str], most: int) -> list[tuple[tuple[float, float, str], int]]:
    """How often each first-level category is told of at each place (to the metre), most often first."""
    counts = Counter(
        (round(lat, 5), round(lon, 5), names[code])
        for lat, lon, code in zip(
            told["lat"].to_pylist(), told["lon"].to_pylist(), told["categorie"].to_pylist(), strict=True
        )
    )
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:most]


def _of_silence(office: Office, found: Matiere, bounds: Selection) -> None:
    """A place in each hexagon where few signalements may mean few who tell: at the address nearest to its centre."""
    zonage = bounds.zonage or QUARTIER
    if zonage not in {one.zonage for one in zonages_list(office.database, reference_day(office, bounds))}:
        found.remarques.append("Sans contours de quartiers, les lieux peu entendus ne sont pas connus.")
        return
    hexagons = zones(office, bounds).hexagones
    for cell in hexagons.filter(pc.equal(hexagons["classe"], Classe.SILENCIEUSE.value))["cell"].to_pylist():
        here = _lived_in(office, cell_to_position(cell))
        found.indices.append(Indice(here.lat, here.lon, 1.0, Origine.SILENCE))


def _lived_in(office: Office, centre: Position) -> Position:
    near = office.geocoder().reverse(centre, limit=1, kind="housenumber")
    return Position(lat=near[0].lat, lon=near[0].lon) if near else centre
