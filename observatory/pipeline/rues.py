"""The street of a position, by its name alone: no door."""

from __future__ import annotations

from observatory.domain.position import Position
from observatory.pipeline.office import Office

NEAR_M = 300.0
"""Farther from any street than that, a place has no street."""


def street_at(office: Office, here: Position) -> str:
    """The name of the street nearest to a position, or "" where none is near."""
    found = office.geocoder().reverse(here, limit=1, kind="street")
    return found[0].name if found and found[0].precision_m <= NEAR_M else ""
