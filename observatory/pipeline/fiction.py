"""The fictional city stays fictional: nothing real is laid under simulated signalements."""

from __future__ import annotations

import numpy as np

from observatory.domain.errors import StateError
from observatory.domain.grid import Floats
from observatory.domain.position import Position
from observatory.pipeline.office import Office
from observatory.store.reference import FICTIONAL, meta_get

PORT_CLAIRVAL = Position(lat=46.05, lon=-4.60)
"""At sea, in the Bay of Biscay."""

REACH_DEGREES = 0.5


def refuse_outside_fiction(office: Office, lats: Floats, lons: Floats) -> None:
    """Let pass whatever is imported in a real base, and in the fictional one only what lies in its own waters.

    Invented nuisances on a real map would stigmatise real people.

    Raises
    ------
    StateError
        When the base is the fictional one and a point lies elsewhere.
    """
    if meta_get(office.database, FICTIONAL) != "oui":
        return
    away = (np.abs(lats - PORT_CLAIRVAL.lat) > REACH_DEGREES) | (np.abs(lons - PORT_CLAIRVAL.lon) > REACH_DEGREES)
    if (away & np.isfinite(lats) & np.isfinite(lons)).any():
        raise StateError(
            "Cette base est celle de la ville fictive : des lieux réels n'y entrent pas, pour que des nuisances "
            "inventées ne soient jamais dessinées sur une vraie carte. Créez votre base : « observatory "
            "--db data/ma-ville.duckdb init --city vide », puis importez-y vos fichiers."
        )
