"""House numbers: odd on the left, even on the right, growing along each street."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator
from numpy.typing import NDArray

from observatory.demo.arteries import Garden
from observatory.demo.districts import FABRICS
from observatory.demo.network import Network
from observatory.demo.plane import FloatArray
from observatory.demo.shore import Shore
from observatory.demo.streets import Street

CODE_INSEE = "29999"
CODE_POSTAL = "29990"
COMMUNE = "Port-Clairval"
"""Codes that no real commune bears."""

NO_HOUSES = {"pont", "rocade"}


@dataclass(frozen=True)
class Addresses:
    """House-number addresses, by column: number, repetition, street (index), place in metres, residents."""

    numero: NDArray[np.int64]
    rep: list[str]
    street: NDArray[np.int64]
    xy: FloatArray
    people: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rep)


def _doors(
    street: Street, network: Network, start: dict[str, int], rng: Generator
) -> list[tuple[int, str, float, float]]:
    """Number, repetition and place of the doors of one stretch; numbering goes on from `start`."""
    fabric = FABRICS[street.fabric]
    line = street.line(network)
    found: list[tuple[int, str, float, float]] = []
    for parity, side in ((1, 1.0), (0, -1.0)):
        number = start.get(f"{street.nom}/{parity}", 1 if parity else 2)
        at = rng.uniform(0.5, 1.1) * fabric.frontage
        while at < line.length - fabric.frontage * 0.35:
            if rng.uniform() < 0.94:
                found.append((number, "", at, side))
                if rng.uniform() < 0.035:
                    found.append((number, "bis", at + fabric.frontage * 0.35, side))
                    if rng.uniform() < 0.2:
                        found.append((number, "ter", at + fabric.frontage * 0.55, side))
            number += 2
            at += fabric.frontage * rng.uniform(0.75, 1.25) * 1.6
        start[f"{street.nom}/{parity}"] = number
    ahead = np.array([d[2] for d in found])
    base = shapely.get_coordinates(shapely.line_interpolate_point(line, ahead))
    before = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(ahead - 2, 0)))
    after = shapely.get_coordinates(shapely.line_interpolate_point(line, ahead + 2))
    way = after - before
    way /= np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)[:, None]
    sides = np.array([d[3] for d in found])
    offset = fabric.setback * rng.uniform(0.8, 1.25, len(found)) * sides
    xy = base + np.column_stack([-way[:, 1], way[:, 0]]) * offset[:, None]
    return [(found[i][0], found[i][1], float(xy[i, 0]), float(xy[i, 1])) for i in range(len(found))]


def build_addresses(
    streets: list[Street], network: Network, shore: Shore, gardens: tuple[Garden, ...], rng: Generator
) -> Addresses:
    """Number the houses of every street; none stands in the water, in a park or on a square."""
    numero, rep, owner, xy = [], [], [], []
    start: dict[str, int] = {}
    index: dict[str, int] = {}
    for i, street in enumerate(streets):
        first = index.setdefault(street.nom, i)
        if street.type in NO_HOUSES:
            continue
        for number, suffix, x, y in _doors(street, network, start, rng) if _room(street, network) else []:
            numero.append(number)
            rep.append(suffix)
            owner.append(first)
            xy.append((x, y))
    places = np.round(np.array(xy), 2)
    closed = shapely.union_all([shore.water.buffer(3), *[one.shape for one in gardens]])
    shapely.prepare(closed)
    kept = ~shapely.contains_xy(closed, places) & shapely.contains_xy(shore.land, places)
    rate = np.array([FABRICS[streets[o].fabric].people for o in owner])
    people = rng.poisson(rate)
    chosen = np.flatnonzero(kept)
    return Addresses(
        np.array(numero, dtype=np.int64)[chosen],
        [rep[i] for i in chosen],
        np.array(owner, dtype=np.int64)[chosen],
        places[chosen],
        np.asarray(people, dtype=np.int64)[chosen],
    )


def _room(street: Street, network: Network) -> bool:
    """Whether a stretch is long enough for one door on each side."""
    return bool(street.line(network).length > FABRICS[street.fabric].frontage * 1.5)
