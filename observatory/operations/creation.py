"""Making a base: the one thing that is done without one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from observatory.domain.errors import ValueRefused
from observatory.operations.core import Progress
from observatory.pipeline.creation import create_demo, create_empty
from observatory.settings import Settings

DEFAULT_SEED = 7
CITIES = ("demo", "vide")


def create_base(settings: Settings, city: str, *, seed: int, until: dt.date | None, progress: Progress) -> Path:
    """Make a new base, empty (``vide``) or with the fictional city (``demo``).

    Raises
    ------
    BaseExists
        When something stands there.
    ValueRefused
        When the city is neither.
    """
    if city == "demo":
        return create_demo(settings, seed=seed, until=until, progress=progress)
    if city == "vide":
        return create_empty(settings)
    raise ValueRefused(f"La ville « {city} » n'existe pas : choisissez demo (ville fictive) ou vide.")
