"""Streets: pieces of the network joined into streets, each with one name in the whole town."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from shapely.geometry import LineString

from observatory.demo.arteries import Artery
from observatory.demo.districts import FABRICS, SEEDS, Fabric
from observatory.demo.network import NO_ARTERY, Network
from observatory.demo.plane import FloatArray

STRAIGHT_ON_DEG = {"grid": 38.0, "organic": 64.0, "loops": 66.0, "closes": 66.0, "lanes": 70.0}
"""A street goes on through a crossing when it turns by less than this, by pattern."""

BRIDGES = ("Pont de la Grande-Porte", "Pont Neuf", "Pont Saint-Yves", "Pont de la Rocade", "Passerelle des Goémons")


@dataclass(frozen=True)
class Street:
    """A named street: its pieces in order (index of the edge, whether it is walked backwards)."""

    nom: str
    type: str
    rang: int
    fabric: str
    pieces: tuple[tuple[int, bool], ...]
    dead_end: bool

    def line(self, network: Network) -> LineString:
        """The whole street as one line, in metres, from its first number to its last."""
        coords: list[tuple[float, float]] = []
        for edge, backwards in self.pieces:
            run = list(network.edges[edge].coords)
            run = run[::-1] if backwards else run
            coords.extend(run if not coords else run[1:])
        return LineString(coords)


def _bearings(network: Network) -> FloatArray:
    """Bearing (radians) in which each edge leaves its first node and its last (shape n by 2)."""
    found = np.zeros((len(network.edges), 2))
    for i, line in enumerate(network.edges):
        xy = np.asarray(line.coords)
        for side, (tip, ahead) in enumerate(((xy[0], xy[1]), (xy[-1], xy[-2]))):
            found[i, side] = np.arctan2(ahead[1] - tip[1], ahead[0] - tip[0])
    return found


def _partners(network: Network) -> dict[tuple[int, int], tuple[int, int]]:
    """Which end of an edge goes straight on into which end of another: best pairs first at each node."""
    bearing = _bearings(network)
    at_node: dict[int, list[tuple[int, int]]] = {}
    for edge, side in np.ndindex(*network.ends.shape):
        at_node.setdefault(int(network.ends[edge, side]), []).append((edge, side))
    pairs: dict[tuple[int, int], tuple[int, int]] = {}
    for node in sorted(at_node):
        tips = at_node[node]
        choices = []
        for a in range(len(tips)):
            for b in range(a + 1, len(tips)):
                one, other = tips[a], tips[b]
                if one[0] == other[0] or not _same_road(network, one[0], other[0]):
                    continue
                gap = abs(bearing[one] - bearing[other]) % (2 * np.pi)
                turn = abs(np.pi - gap)
                free = network.artery[one[0]] == NO_ARTERY
                limit = STRAIGHT_ON_DEG[FABRICS[SEEDS[network.seed[one[0]]].fabric].pattern]
                if not free or len(tips) == 2 or np.degrees(turn) < limit:
                    choices.append((round(float(turn), 6), one, other))
        used: set[tuple[int, int]] = set()
        for _, one, other in sorted(choices):
            if one not in used and other not in used:
                used |= {one, other}
                pairs[one], pairs[other] = other, one
    return pairs


def _same_road(network: Network, one: int, other: int) -> bool:
    if network.bridge[one] or network.bridge[other]:
        return False
    if network.artery[one] != network.artery[other]:
        return False
    if network.artery[one] != NO_ARTERY:
        return True
    return bool(SEEDS[network.seed[one]].fabric == SEEDS[network.seed[other]].fabric)


def _chains(network: Network) -> list[list[tuple[int, bool]]]:
    """Edges joined end to end into streets."""
    pairs = _partners(network)
    done = np.zeros(len(network.edges), dtype=bool)
    chains = []
    for start in range(len(network.edges)):
        if done[start]:
            continue
        edge, entry = start, 0
        walked = {start}
        while (edge, entry) in pairs and pairs[edge, entry][0] not in walked:
            edge, entry = pairs[edge, entry][0], 1 - pairs[edge, entry][1]
            walked.add(edge)
        chain = []
        while True:
            chain.append((edge, entry == 1))
            done[edge] = True
            onward = pairs.get((edge, 1 - entry))
            if onward is None or done[onward[0]]:
                break
            edge, entry = onward
        chains.append(chain)
    return chains


def street_names() -> dict[str, list[str]]:
    """The vocabulary of street names by theme, in the order of the file."""
    text = resources.files("observatory.demo").joinpath("vocabulary/rues.txt").read_text(encoding="utf-8")
    themes: dict[str, list[str]] = {}
    for row in text.splitlines():
        if row and not row.startswith("#"):
            theme, _, names = row.partition("|")
            themes.setdefault(theme, []).extend(names.split(","))
    return themes


class NameGiver:
    """Hands out names: each of the vocabulary once, then again under another type of street."""

    def __init__(self, rng: Generator, taken: set[str]) -> None:
        themes = street_names()
        self._left = {theme: [str(n) for n in rng.permutation(themes[theme])] for theme in sorted(themes)}
        self._all = [str(n) for n in rng.permutation([n for theme in sorted(themes) for n in themes[theme]])]
        self._taken = set(taken)

    def claim(self, name: str) -> bool:
        """Whether the full name was still free; it is taken from now on."""
        free = name not in self._taken
        self._taken.add(name)
        return free

    def take(self, theme: str, word: str) -> str:
        """A full name that no other street bears, of the theme of the part of town if possible."""
        order = [theme, *sorted(self._left, key=lambda one: (-len(self._left[one]), one))]
        for one in order:
            while self._left[one]:
                name = f"{word} {self._left[one].pop()}"
                if self.claim(name):
                    return name
        return next(f"{word} {stem}" for stem in self._all if self.claim(f"{word} {stem}"))


def _type_of(fabric: Fabric, length: float, dead_end: bool, rng: Generator) -> str:
    """The word before the name, after what the street looks like."""
    if dead_end:
        return "Impasse" if length < 110 or rng.uniform() < 0.5 else "Allée"
    if fabric.theme == "ancien" and length < 75:
        return str(rng.choice(["Ruelle", "Venelle", "Passage", "Rue"], p=[0.3, 0.2, 0.15, 0.35]))
    if fabric.pattern == "lanes":
        return "Chemin" if length < 900 or rng.uniform() < 0.7 else "Route"
    if fabric.pattern == "loops":
        return str(rng.choice(["Rue", "Allée", "Square", "Cours"], p=[0.5, 0.38, 0.07, 0.05]))
    if fabric.pattern == "closes":
        return str(rng.choice(["Rue", "Allée", "Sente"], p=[0.72, 0.22, 0.06]))
    return "Avenue" if length > 850 and rng.uniform() < 0.4 else "Rue"


def build_streets(network: Network, arteries: list[Artery], rng: Generator) -> list[Street]:
    """Join the pieces of the network into streets and give each its own name."""
    degree = np.bincount(network.ends.ravel())
    chains = _chains(network)
    lengths = np.array([sum(network.edges[e].length for e, _ in chain) for chain in chains])
    giver, bridges = NameGiver(rng, {one.nom for one in arteries}), list(BRIDGES)
    stem_at: dict[int, str] = {}
    streets: list[Street] = []
    for i in np.argsort(-lengths, kind="stable"):
        chain = chains[i]
        first = chain[0][0]
        fabric = SEEDS[network.seed[first]].fabric
        dead_end = _is_dead_end(network, chain, degree) and lengths[i] < 420
        owner = int(network.artery[first])
        if network.bridge[first] and bridges:
            nom, kind, rang = bridges.pop(0), "pont", 1
        elif owner != NO_ARTERY:
            nom, kind, rang = arteries[owner].nom, arteries[owner].type, arteries[owner].rang
        else:
            word = _type_of(FABRICS[fabric], float(lengths[i]), dead_end, rng)
            host = next((stem_at[n] for n in _nodes_along(network, chain) if n in stem_at), "")
            borrowed = bool(dead_end and host and rng.uniform() < 0.6 and giver.claim(f"{word} {host}"))
            nom = f"{word} {host}" if borrowed else giver.take(FABRICS[fabric].theme, word)
            kind, rang = word.lower(), 4
            for node in _nodes_along(network, chain):
                stem_at.setdefault(node, nom.partition(" ")[2])
        streets.append(Street(nom, kind, rang, fabric, tuple(chain), dead_end))
    return streets


def _nodes_along(network: Network, chain: list[tuple[int, bool]]) -> list[int]:
    return [int(node) for edge, _ in chain for node in network.ends[edge]]


def _is_dead_end(network: Network, chain: list[tuple[int, bool]], degree: NDArray[np.int64]) -> bool:
    first, backwards = chain[0]
    last, back = chain[-1]
    tips = (network.ends[first, 1 if backwards else 0], network.ends[last, 0 if back else 1])
    return bool(degree[tips[0]] == 1 or degree[tips[1]] == 1)
