"""Operations of the observations d'ambiance: noted by médiateurs, shown beside signalements, never among them."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from observatory.domain.ambiance import Ambiance
from observatory.domain.mediation import Rendu
from observatory.domain.selection import Selection
from observatory.operations.core import Context, operation
from observatory.pipeline import ambiances

MOST = 5_000
"""Observations that a list holds."""


@operation("ambiances.noter")
def ambiances_noter(
    context: Context,
    cle: str,
    lat: float,
    lon: float,
    debut: dt.datetime,
    fin: dt.datetime,
    genre: str,
    intensite: int,
) -> Rendu:
    """Note what was felt at a place, once however often it is sent; the office itself names the street."""
    return ambiances.observe(context.office, context.account, cle, lat, lon, debut, fin, genre, intensite)


@operation("ambiances.miennes")
def ambiances_miennes(context: Context) -> list[Ambiance]:
    """The latest observations of the account."""
    return ambiances.own_observations(context.office, context.account)


@operation("ambiances.liste")
def ambiances_liste(context: Context, selection: Selection, genres: list[str] | None = None) -> pa.Table:
    """The observations of a selection's days, hours and territories: ident, lieu, lat, lon, cell, debut, fin, genre…"""
    return ambiances.observations(context.office, selection, genres or (), MOST)


@operation("ambiances.cellules")
def ambiances_cellules(
    context: Context, selection: Selection, resolution: int, genres: list[str] | None = None
) -> pa.Table:
    """Observations by cell and bearing: cell, tonalite, n, intensite (mean), genres (as a text)."""
    return ambiances.observation_cells(context.office, selection, resolution, genres or ())
