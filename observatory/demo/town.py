"""The town as one thing: everything that stands still, built once from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.random import Generator

from observatory.demo.addresses import Addresses, build_addresses
from observatory.demo.arteries import Garden, build_arteries, build_gardens
from observatory.demo.network import Network, build_blocks, build_network
from observatory.demo.places import Lieu, build_lieux, build_lights
from observatory.demo.plane import FloatArray
from observatory.demo.shore import Shore, build_shore
from observatory.demo.streets import Street, build_streets
from observatory.demo.zonages import Zonages, build_zonages


@dataclass(frozen=True)
class Town:
    """Port-Clairval without its residents' calls; coordinates in metres."""

    shore: Shore
    gardens: tuple[Garden, ...]
    network: Network
    streets: list[Street]
    addresses: Addresses
    zonages: Zonages
    lieux: list[Lieu]
    lights: FloatArray


def stream(seed: int, number: int) -> Generator:
    """An independent stream of chance: one subject can change without disturbing the others."""
    return np.random.default_rng([seed, number])


def build_town(seed: int, start: date, until: date) -> Town:
    """Draw the whole town."""
    shore = build_shore()
    gardens = build_gardens(shore)
    arteries = build_arteries(shore, gardens)
    blocks = build_blocks(shore, arteries)
    network = build_network(shore, arteries, gardens, blocks, stream(seed, 1))
    streets = build_streets(network, arteries, stream(seed, 2))
    addresses = build_addresses(streets, network, shore, gardens, stream(seed, 3))
    zonages = build_zonages(blocks, network, shore, addresses, start, until)
    lieux = build_lieux(addresses, streets, gardens, network, stream(seed, 4))
    return Town(shore, gardens, network, streets, addresses, zonages, lieux, build_lights(network, shore))
