"""Small maps of hexagons, and the same weights for the reference implementation."""

from __future__ import annotations

from typing import Any

import h3.api.basic_int as h3
import numpy as np
from libpysal.weights import W

from observatory.analyse.voisinage import Voisinage, voisinage_of
from observatory.domain.grid import cells_to_neighbours


def hexagons(rings: int, holes: int = 0, seed: int = 0) -> Voisinage:
    """The cells up to some rings around one, some of them missing by chance: cells that touch weigh 1."""
    cells = np.sort(np.array(h3.grid_disk(h3.latlng_to_cell(46.05, -4.6, 10), rings), np.int64))
    gone = np.random.default_rng(seed).choice(len(cells), holes, replace=False)
    cells = np.delete(cells, gone)
    first, second, _ = cells_to_neighbours(cells)
    return voisinage_of(len(cells), first, second)


def with_islands(graph: Voisinage, islands: int) -> Voisinage:
    """The same map with cells beside it that touch nothing."""
    return voisinage_of(graph.n + islands, graph.rang, graph.voisin, graph.poids)


def libpysal_weights(graph: Voisinage) -> Any:
    """The same graph as libpysal's ``W``, in the same order."""
    spans = [slice(graph.debut[i], graph.debut[i + 1]) for i in range(graph.n)]
    neighbours = {i: graph.voisin[span].tolist() for i, span in enumerate(spans)}
    weights = {i: graph.poids[span].tolist() for i, span in enumerate(spans)}
    return W(neighbours, weights, id_order=list(range(graph.n)), silence_warnings=True)
