"""What lies under a map on paper: the city's own outline, water, parks and streets."""

from __future__ import annotations

import shapely

from observatory.pipeline.layers import PARKS
from observatory.pipeline.office import COMMUNE, WATER, Office
from observatory.present.carte_couches import Cadre, Fond
from observatory.store.adresses import voies_read
from observatory.store.territoires import contours_read, territoires_in_force

SOURCE = "Fond : rues et contours de la base de la ville"
_AROUND_MM = 20.0
"""Streets are read a little beyond the edge."""


def fond_of(office: Office, cadre: Cadre) -> Fond:
    """What a frame shows of the city today; layers that the base lacks are empty."""
    window = shapely.box(*cadre.bounds(_AROUND_MM))
    commune, eau, parcs = (
        tuple(
            contours_read(
                office.database, [one.id for one in territoires_in_force(office.database, zonage, office.today())]
            )
        )
        for zonage in (COMMUNE, WATER, PARKS)
    )
    voies = voies_read(office.database)
    lines = shapely.from_wkb(voies["contour"].to_numpy(zero_copy_only=False))
    there = shapely.intersects(lines, window) if len(lines) else []
    names = voies["nom"].to_pylist()
    return Fond(commune, eau, parcs, [(names[k], lines[k]) for k, inside in enumerate(there) if inside])
