"""Zones silencieuses: where few signalements may mean few who tell, not few troubles.

Two signs must agree. Once a trouble is told there, fewer others tell of it than elsewhere (``analyse/propension.py``);
and there are fewer signalements for an address than in places built alike. Neither proves anything about one person.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from observatory.analyse.propension import Propension, Suivants, further_tellings, reporting_propensity
from observatory.analyse.significance import benjamini_hochberg
from observatory.analyse.taux import gamma_bounds
from observatory.domain.arrondi import LEAST_COUNT, counts_to_fives
from observatory.domain.errors import StateError
from observatory.domain.grid import OVERVIEW_RESOLUTION, Cells, cell_to_parent
from observatory.domain.points_chauds import Exposition
from observatory.domain.records import TerritoireInfo
from observatory.domain.selection import Selection
from observatory.domain.silence import Classe
from observatory.pipeline.expositions import addresses_at, exposure, summed
from observatory.pipeline.grille import Grille, counts, grille
from observatory.pipeline.office import QUARTIER, Office
from observatory.pipeline.questions import perimeter, perimeter_text, reference_day, run, selected, with_bounds
from observatory.pipeline.recits import WALK
from observatory.store.database import ZONE
from observatory.store.journal import journal_last
from observatory.store.territoires import territory_index

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

WINDOW_DAYS = 30.0
"""Days after a first telling beyond which nobody knows whether the trouble is still there."""
FDR = 0.05
HALF = 0.5
"""An interval that holds both half and the same as elsewhere tells neither."""
ALIKE_TERRITORIES, ALIKE_HEXAGONS = 4, 30
"""Places built alike with which one is compared: territories, and hexagons of other territories."""
_DAY = 86_400.0


@dataclass(frozen=True, slots=True, eq=False)
class Zones:
    """The silent zones of a period: a table by territory, one by hexagon, and what a reader must know of both.

    ``territoires``: code, nom, classe, rapport, bas, haut, estime, par_adresse, comparables, problemes, signalements,
    suivants, attendus. ``hexagones``: cell, classe, rapport, bas, haut, signalements.
    """

    territoires: pa.Table
    hexagones: pa.Table
    depuis: dt.date
    jusqua: dt.date
    problemes: int
    suivants: int
    perimetre: str


@dataclass(frozen=True, slots=True, eq=False)
class Problemes:
    """Located problèmes of the period by their first telling: its id, cell and kind, and what followed."""

    ident: Ints
    cell: Cells
    kind: Ints
    suivants: Ints
    jours: Floats


def problems_told(office: Office, selection: Selection) -> Problemes:
    """The problèmes first told in a selection, at a known place, and how others went on telling of them.

    What a walk noted is left out. Tellings count until the last day of the selection, or of the data. A relance is a
    contact, no signalement, so that it counts nothing; nor does a second signalement of the same declarant.
    """
    bounds = with_bounds(office, selection)
    known = office.database.ibis().table("signalement")
    heard = known.filter((known.canal != WALK) & (known.recu_jour <= ibis.literal(bounds.jusqua)))
    table = run(
        office,
        heard.select(
            "id",
            "probleme_id",
            voix=heard.declarant_id.fill_null(-1),
            dit=heard.recu_le.epoch_seconds(),
            clos=heard.clos_le.epoch_seconds().cast("float64"),
        ),
    )
    ids, trouble, voice, told, closed = (
        table[name].to_numpy() for name in ("id", "probleme_id", "voix", "dit", "clos")
    )
    found = further_tellings(
        trouble, told / _DAY, voice, closed / _DAY, window=WINDOW_DAYS, end=_midnight_after(bounds.jusqua) / _DAY
    )
    return _of_selection(office, bounds, ids, found)


def _midnight_after(day: dt.date | None) -> float:
    return dt.datetime.combine((day or dt.date.max) + dt.timedelta(days=1), dt.time(), ZoneInfo(ZONE)).timestamp()


def _of_selection(office: Office, bounds: Selection, ids: Ints, found: Suivants) -> Problemes:
    """Those problèmes whose first telling the selection keeps, with its cell and kind."""
    kept = selected(office, bounds)
    table = run(office, kept.filter(kept.cell.notnull()).select("id", "cell", "categorie").order_by("id"))
    own, cells = table["id"].to_numpy(), table["cell"].to_numpy()
    kinds = table["categorie"].combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
    first = ids[found.premier]
    at = np.minimum(np.searchsorted(own, first), max(len(own) - 1, 0))
    there = own[at] == first if len(own) else np.zeros(len(first), bool)
    at = at[there]
    return Problemes(first[there], cells[at], kinds[at].astype(np.int64), found.suivants[there], found.jours[there])


def zones(office: Office, selection: Selection, *, exact: bool = True) -> Zones:
    """Where few signalements may mean few who tell, by territory (quartiers, or those of the selection) and hexagon.

    Every place is compared with the rest of the city, whatever territories the selection names: those alone are given.
    Without addresses in the base one of the two signs is missing, and no place is called silent.
    Without ``exact`` no figure of a hexagon is given, nor one that rests on fewer than five, and counts are rounded.

    Raises
    ------
    NotFound, StateError
        When the base has no territories or no outline.
    """
    stamp = (selection, journal_last(office.database), office.today())
    found = office.kept("zones silencieuses", stamp, lambda: _zones(office, selection))
    return found if exact else _veiled(found)


def _zones(office: Office, selection: Selection) -> Zones:
    everywhere = with_bounds(office, replace(selection, zonage=None, territoires=(), compte="signalements"))
    day = reference_day(office, everywhere)
    zonage = selection.zonage or QUARTIER
    known = perimeter(office, zonage, day)
    told = problems_told(office, everywhere)
    home = _homes(office, told, [one.id for one in known])
    found = reporting_propensity(home, told.kind, told.suivants, told.jours, len(known))
    territoires = _territories(office, everywhere, known, found, _excess(told))
    hexagones = _hexagons(office, everywhere, told, known)
    if selection.territoires:
        territoires = territoires.filter(pa.array([one.code in selection.territoires for one in known]))
        inside = grille(
            office, replace(everywhere, zonage=zonage, territoires=selection.territoires), OVERVIEW_RESOLUTION
        )
        hexagones = hexagones.filter(pa.array(np.isin(hexagones["cell"].to_numpy(), inside.cells)))
    return Zones(
        territoires,
        hexagones,
        everywhere.depuis or day,
        everywhere.jusqua or day,
        len(told.ident),
        int(told.suivants.sum()),
        perimeter_text(zonage, day, len(known)),
    )


def _homes(office: Office, told: Problemes, territories: list[int]) -> Ints:
    """The rank of the territory in which each problème was first told; -1 in none, the first of several."""
    links = office.database.ibis().table("appartenance")
    table = run(
        office, links.filter(links.territoire_id.isin(territories)).order_by(["signalement_id", "territoire_id"])
    )
    signalement, first = np.unique(table["signalement_id"].to_numpy(), return_index=True)
    rank = {ident: number for number, ident in enumerate(territories)}
    which = np.array([rank[one] for one in table["territoire_id"].to_numpy()[first].tolist()], np.int64)
    at = np.minimum(np.searchsorted(signalement, told.ident), max(len(signalement) - 1, 0))
    if not len(signalement):
        return np.full(len(told.ident), -1, np.int64)
    return np.where(signalement[at] == told.ident, which[at], -1)


def _excess(told: Problemes) -> float:
    """By how much counts of signalements vary more than counts of problèmes: several tell of one."""
    voices = told.suivants + 1.0
    return float((voices**2).sum() / voices.sum()) if len(voices) else 1.0


def _territories(
    office: Office, selection: Selection, known: list[TerritoireInfo], found: Propension, excess: float
) -> pa.Table:
    """The table by territory."""
    ids = [one.id for one in known]
    numbers = _signalements_in(office, selection, ids)
    doors, ground, people = _built(office, known)
    here = np.arange(len(ids))
    expected = _as_elsewhere(numbers, doors, _looks(doors, people, ground), here, ALIKE_TERRITORIES)
    _, most = gamma_bounds(numbers / excess, np.where(expected > 0, expected, np.nan) / excess)
    classes = _classes(found.rapport, found.bas, found.haut, found.p_value, most)
    return pa.table(
        {
            "code": [one.code for one in known],
            "nom": [one.nom for one in known],
            "classe": classes,
            "rapport": found.rapport,
            "bas": found.bas,
            "haut": found.haut,
            "estime": np.divide(numbers, found.lisse, out=np.full(len(ids), np.nan), where=found.lisse > 0),
            "par_adresse": np.divide(numbers, doors, out=np.full(len(ids), np.nan), where=doors > 0),
            "comparables": np.divide(expected, doors, out=np.full(len(ids), np.nan), where=doors > 0),
            "problemes": found.n,
            "signalements": numbers.astype(np.int64),
            "suivants": found.suivants,
            "attendus": found.attendus,
        }
    )


def _hexagons(office: Office, selection: Selection, told: Problemes, known: list[TerritoireInfo]) -> pa.Table:
    """The table by hexagon: each stands with its neighbours, as one alone holds too few duplicates."""
    place = grille(office, selection, OVERVIEW_RESOLUTION)
    parents = cell_to_parent(told.cell, place.resolution)
    rank = np.minimum(np.searchsorted(place.cells, parents), len(place.cells) - 1)
    where = np.where(place.cells[rank] == parents, rank, -1)
    own = reporting_propensity(where, told.kind, told.suivants, told.jours, len(place.cells))
    more, due = place.graph.sums_around(own.suivants.astype(np.float64)), place.graph.sums_around(own.attendus)
    low, high = gamma_bounds(more, np.where(due > 0, due, np.nan))
    numbers = counts(office, selection, place).astype(np.float64)
    doors, people = _held(office, place, "adresses"), _held(office, place, "habitants")
    looks = _looks(doors, people, np.ones(len(doors)))
    expected = _as_elsewhere(numbers, doors, looks, _territory_of(office, place, known), ALIKE_HEXAGONS)
    excess, near = _excess(told), place.graph.sums_around(expected)
    _, most = gamma_bounds(
        place.graph.sums_around(np.where(doors > 0, numbers, 0)) / excess, np.where(near > 0, near, np.nan) / excess
    )
    ratio = np.divide(more, due, out=np.full(len(due), np.nan), where=due > 0)
    return pa.table(
        {
            "cell": place.cells,
            "classe": _classes(ratio, low, high, _poisson_p(more, due), most),
            "rapport": ratio,
            "bas": low,
            "haut": high,
            "signalements": numbers.astype(np.int64),
        }
    )


def _classes(ratio: Floats, low: Floats, high: Floats, p: Floats, most: Floats) -> list[str]:
    """The plain class of each place. ``most`` bounds its signalements over those of places built alike."""
    fewer = (benjamini_hochberg(p) <= FDR) & (ratio < 1) & (high < 1)
    silent = fewer & (most < 1)
    told = ~silent & ((low > HALF) | (fewer & (most >= 1)))
    return [
        (Classe.SILENCIEUSE if one else Classe.COMME_AILLEURS if other else Classe.INCONNUE).value
        for one, other in zip(silent.tolist(), told.tolist(), strict=True)
    ]


def _as_elsewhere(numbers: Floats, doors: Floats, looks: Floats, group: Ints, alike: int) -> Floats:
    """How many signalements each place would have at the rate by address of the places built most like it.

    Places of the same ``group`` are not compared with one another. NaN never: 0 where a place has no address.
    """
    out = np.zeros(len(doors))
    lived = np.flatnonzero(doors > 0)
    for one in lived.tolist():
        others = lived[group[lived] != group[one]]
        near = others[np.argsort(np.square(looks[others] - looks[one]).sum(1), kind="stable")[:alike]]
        if len(near):
            out[one] = doors[one] * numbers[near].sum() / doors[near].sum()
    return out


def _looks(doors: Floats, people: Floats, ground: Floats) -> Floats:
    """How a place is built: addresses for its ground and inhabitants for an address, on comparable scales, (n, 2)."""
    dense = np.log1p(np.divide(doors, ground, out=np.zeros(len(doors)), where=ground > 0))
    full = np.log1p(np.divide(people, doors, out=np.zeros(len(doors)), where=doors > 0))
    both = np.column_stack([dense, full])
    spread = both.std(0)
    return both / np.where(spread > 0, spread, 1.0)


def _built(office: Office, known: list[TerritoireInfo]) -> tuple[Floats, Floats, Floats]:
    """Addresses, hexagons and inhabitants of each territory."""
    lats, lons, cells = addresses_at(office)
    order, index = territory_index(office.database, [one.id for one in known])
    rank = {ident: number for number, ident in enumerate(one.id for one in known)}
    _, owners = index.memberships(cells, lats, lons)
    doors = np.zeros(len(known))
    for number, total in enumerate(np.bincount(owners, minlength=len(order)).tolist()):
        doors[rank[order[number]]] = total
    day = office.today()
    ground = np.array([len(office.mask(OVERVIEW_RESOLUTION, day, [one.id])) for one in known], np.float64)
    return doors, ground, np.array([one.population or 0.0 for one in known])


def _held(office: Office, place: Grille, par: Exposition) -> Floats:
    """Addresses or inhabitants of each hexagon; zeros where the base knows of none: no place is then called silent."""
    try:
        return exposure(office, place, par)
    except StateError:
        return np.zeros(len(place.cells))


def _territory_of(office: Office, place: Grille, known: list[TerritoireInfo]) -> Ints:
    """The rank of the territory that holds most addresses of each hexagon; each hexagon its own where none does."""
    lats, lons, cells = addresses_at(office)
    _, index = territory_index(office.database, [one.id for one in known])
    point, owner = index.memberships(cells, lats, lons)
    held = np.stack([summed(place, cells[point[owner == one]]) for one in range(len(known))])
    return np.where(held.sum(0) > 0, held.argmax(0), len(known) + np.arange(len(place.cells)))


def _signalements_in(office: Office, selection: Selection, ids: list[int]) -> Floats:
    """Located signalements of each territory."""
    links = office.database.ibis().table("appartenance")
    kept = selected(office, selection)
    inside = links.filter(links.territoire_id.isin(ids) & links.signalement_id.isin(kept.id))
    table = run(office, inside.group_by("territoire_id").agg(n=inside.count()))
    found = dict(zip(table["territoire_id"].to_pylist(), table["n"].to_pylist(), strict=True))
    return np.array([found.get(one, 0) for one in ids], np.float64)


def _poisson_p(found: Floats, expected: Floats) -> Floats:
    """Twice the smaller tail of Poisson's law, at most 1; NaN where nothing is expected."""
    from scipy import special

    there = expected > 0
    mean = np.where(there, expected, 1.0)
    at_least = np.where(found > 0, special.gammainc(np.maximum(found, 1e-9), mean), 1.0)
    p = np.minimum(1.0, 2 * np.minimum(special.gammaincc(found + 1, mean), at_least))
    return np.where(there, p, np.nan)


def _veiled(found: Zones) -> Zones:
    """The zones for who sees no small count: classes alone of hexagons and of what rests on fewer than five.

    Counts are rounded to five and ratios to a hundredth, so that two periods that differ by a day tell of nobody.
    """
    table = found.territoires
    small = np.min([table[name].to_numpy() for name in ("problemes", "signalements", "suivants")], axis=0) < LEAST_COUNT
    columns = {
        name: table[name] if name in _WORDS else pa.array(_rounded(name, table[name].to_numpy()), mask=small)
        for name in table.column_names
    }
    return replace(
        found,
        territoires=pa.table(columns),
        hexagones=found.hexagones.select(["cell", "classe"]),
        problemes=int(counts_to_fives(found.problemes)),
        suivants=int(counts_to_fives(found.suivants)),
    )


_WORDS = ("code", "nom", "classe")
_RATIOS = ("rapport", "bas", "haut", "par_adresse", "comparables")


def _rounded(name: str, values: Floats) -> Floats:
    return values.round(2) if name in _RATIOS else counts_to_fives(values).astype(np.float64)
