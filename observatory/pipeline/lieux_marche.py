"""Stops on the ground: put on the street, so that nobody's door is one, and called as people call the place."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from observatory.domain.errors import ValueRefused
from observatory.domain.marche import MOST_M
from observatory.domain.position import Position
from observatory.pipeline.office import Office
from observatory.plan.graphe import Reseau, reseau, sur_rue
from observatory.store.adresses import gazetteer_stamp, voies_read

AROUND_M = 600.0
"""How far beyond the stops streets are looked at: a detour may leave their box."""
CROSSING_M = 25.0
"""Two streets that pass within so many metres make a crossing."""
NAMED_M = 300.0
"""Farther from any street or place than that, a stop has no name of its own."""
NEAR_M = 150.0

Lieu = tuple[float, float]
Lines = tuple[list[shapely.LineString], list[str]]


def reseau_autour(office: Office, places: Sequence[Lieu], *, accessible: bool) -> Reseau | None:
    """The streets around some places as a network; None where the base has none there.

    Raises
    ------
    ValueRefused
        When the places lie too far apart for one walk.
    """
    if not places:
        return None
    first = Position(lat=places[0][0], lon=places[0][1])
    if max(first.metres_to(Position(lat=lat, lon=lon)) for lat, lon in places) > 2 * MOST_M:
        raise ValueRefused("Deux de ces lieux sont à plus de 20 km l'un de l'autre : retirez celui qui est trop loin.")
    lines, names = _lines(office)
    return reseau(lines, names, places, marge_m=AROUND_M, accessible=accessible)


def _lines(office: Office) -> Lines:
    def read() -> Lines:
        table = voies_read(office.database)
        shapes = shapely.from_wkb(table["contour"].to_numpy(zero_copy_only=False))
        return list(shapes), [name or "" for name in table["nom"].to_pylist()]

    return office.kept("rues d'une marche", gazetteer_stamp(office.database), read)


def on_the_street(known: Reseau | None, place: Lieu) -> Lieu:
    """The street before a place: its crossing where one is near; without streets the place within ten metres."""
    if known is None:
        return round(place[0], 4), round(place[1], 4)
    return sur_rue(known, place)


def place_name(office: Office, place: Lieu) -> str:
    """« angle Rue X / Rue Y », else the street, else a place near by; "" where nothing has a name."""
    geocoder = office.geocoder()
    here = Position(lat=place[0], lon=place[1])
    streets = [one for one in geocoder.reverse(here, limit=3, kind="street") if one.precision_m <= NAMED_M]
    names = list(dict.fromkeys(one.name for one in streets if one.precision_m <= CROSSING_M))
    if len(names) > 1:
        return f"angle {' / '.join(sorted(names[:2]))}"
    if streets:
        return streets[0].name
    lieu = _lieu_near(office, here, NAMED_M)
    return lieu or ""


def place_names(office: Office, places: Sequence[Lieu]) -> list[str]:
    """A name for each place, none twice: a landmark near by, or a number, tells two stops of one street apart."""
    names = [place_name(office, place) or f"Arrêt {rank}" for rank, place in enumerate(places, 1)]
    for rank, name in enumerate(names):
        if names.count(name) > 1:
            near = _lieu_near(office, Position(lat=places[rank][0], lon=places[rank][1]), NEAR_M)
            if near and near not in name:
                names[rank] = f"{name}, près de {near}"
    seen: dict[str, int] = {}
    for rank, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            names[rank] = f"{name} ({seen[name]})"
    return names


def _lieu_near(office: Office, here: Position, metres: float) -> str:
    found = office.geocoder().reverse(here, limit=1, kind="locality")
    return found[0].name if found and found[0].precision_m <= metres else ""
