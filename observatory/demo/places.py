"""Places that residents name (schools, stops, bars, squares…) and street lights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator

from observatory.demo.addresses import Addresses
from observatory.demo.arteries import Garden
from observatory.demo.districts import FABRICS, SEEDS
from observatory.demo.network import Network, seed_of
from observatory.demo.plane import FloatArray
from observatory.demo.shore import Shore
from observatory.demo.streets import Street


@dataclass(frozen=True)
class Lieu:
    """A named place, in metres."""

    nom: str
    genre: str
    x: float
    y: float


FIXED: tuple[tuple[str, str, float, float], ...] = (
    ("Gare de Port-Clairval", "station", 815, 1070), ("Mairie de Port-Clairval", "mairie", 470, 655),
    ("Mairie annexe des Goélands", "mairie", 400, -1370), ("Mairie annexe de Kerlann", "mairie", 2150, 760),
    ("Centre commercial Les Quatre-Voiles", "centre commercial", 3050, -120),
    ("Centre commercial des Goélands", "centre commercial", 470, -1500),
    ("Centre commercial Bellevue", "centre commercial", 60, 2180),
    ("Centre hospitalier de la Clairve", "hôpital", 1900, 1330), ("Criée de Port-Clairval", "port", -480, -290),
    ("Capitainerie", "port", -420, 480), ("Halles du Vieux-Marché", "marché", 80, 440),
    ("Marché des Tamaris", "marché", 2150, -200), ("Médiathèque de la Citadelle", "bibliothèque", 900, 1480),
    ("Bibliothèque des Genêts", "bibliothèque", 1330, 1800), ("Théâtre du Vieux-Bassin", "théâtre", -170, 500),
    ("Église Saint-Clair", "lieu de culte", -90, 640), ("Piscine de la Clairve", "piscine", 1180, -1330),
    ("Stade de la Clairve", "stade", 1080, -1480), ("Commissariat central", "commissariat", 330, 960),
    ("Bureau de poste principal", "poste", 300, 600), ("Maison des services des Tamaris", "mairie", 2260, -420),
    ("Phare du Môle", "port", -1050, 195), ("Plage du Sémaphore", "plage", -960, 1230),
    ("Cimetière marin", "cimetière", -820, 1720), ("Gare routière", "station", 860, 1120),
    ("Embarcadère des îles", "station", -545, 262), ("Skatepark des Dunes", "sport", -1080, 1330),
    ("Centre social des Genêts", "centre social", 1250, 1870),
    ("Centre social des Goélands", "centre social", 560, -1380),
    ("Maison de quartier Saint-Yves", "centre social", 620, -600),
)  # fmt: skip

SCHOOLS = (
    "Jules Ferry", "des Orfèvres", "Jean Jaurès", "Saint-Yves", "des Thoniers", "Louise Michel", "Jacques Prévert",
    "des Genêts", "Bellevue", "de la Plage", "de Kerlann", "des Tamaris", "Paul Éluard", "des Goélands",
    "Anne Frank", "du Petit-Prince", "des Landes", "Marie Curie", "des Marronniers", "Maria Montessori",
    "de la Fontaine", "du Sémaphore",
)  # fmt: skip
COLLEGES = ("Collège Simone Veil", "Collège Surcouf", "Collège des Genêts", "Collège Paul Langevin",
            "Lycée de la Clairve", "Lycée maritime Jean Bart", "Lycée Olympe de Gouges")  # fmt: skip
BARS = ("Le Cap-Hornier", "Au Vieux Gréement", "L'Ancre d'Or", "Le Bar des Halles", "La Goélette", "Le Grand Large",
        "Chez Marinette", "La Bernique", "Le Jusant", "Le P'tit Mousse", "L'Escale", "La Misaine", "Le Tribord",
        "Le Café de la Gare", "Le Terminus", "La Vigie", "Le Dundee", "Les Embruns", "La Cabane à Sel", "Le Noroît",
        "La Belle Équipe", "Le Comptoir du Port", "L'Estacade", "Le Celtic", "Le Marigot", "La Java Bleue",
        "Le Bistrot des Carmes", "Le Central", "La Criée", "Le Phare Ouest")  # fmt: skip
GYMS = ("Gymnase Alice Milliat", "Gymnase des Goélands", "Gymnase des Genêts", "Gymnase Saint-Yves",
        "Gymnase des Tamaris", "Gymnase de Bellevue")  # fmt: skip
PHARMACIES = ("de la République", "de la Gare", "du Vieux-Bassin", "des Thoniers", "Saint-Yves", "des Genêts",
              "des Goélands", "des Tamaris", "de la Plage", "de Bellevue", "de Kerlann", "du Cours", "des Landes",
              "de la Corniche", "Foch", "de la Citadelle")  # fmt: skip


def _spread(count: int, weights: FloatArray, xy: FloatArray, apart: float, rng: Generator) -> list[int]:
    """Up to `count` addresses drawn by weight, no two closer than `apart` metres."""
    chosen: list[int] = []
    order = rng.choice(len(xy), size=min(len(xy), count * 40), replace=False, p=weights / weights.sum())
    for i in order:
        if all(np.hypot(*(xy[i] - xy[j])) > apart for j in chosen):
            chosen.append(int(i))
        if len(chosen) == count:
            break
    return chosen


def build_lieux(
    addresses: Addresses, streets: list[Street], gardens: tuple[Garden, ...], network: Network, rng: Generator
) -> list[Lieu]:
    """Places: those drawn by hand, those that need residents around, stops along the avenues."""
    xy = addresses.xy
    fabric = np.array([streets[i].fabric for i in addresses.street])
    everyone = np.asarray(addresses.people + 0.05, dtype=np.float64)
    lively: FloatArray = np.where(
        np.isin(fabric, ["ancien"]), 12.0, np.where(np.isin(fabric, ["centre", "portuaire"]), 3.0, 0.25)
    )
    found = [Lieu(*row) for row in FIXED]
    groups: tuple[tuple[list[str], str, FloatArray, float], ...] = (
        ([f"École {name}" for name in SCHOOLS], "école", everyone, 420.0),
        (list(COLLEGES), "collège ou lycée", everyone, 650.0),
        (list(BARS), "bar", lively, 55.0),
        (list(GYMS), "gymnase", everyone, 700.0),
        ([f"Pharmacie {name}" for name in PHARMACIES], "pharmacie", everyone, 380.0),
    )
    for names, genre, weights, apart in groups:
        chosen = _spread(len(names), weights, xy, apart, rng)
        found.extend(Lieu(n, genre, float(xy[i, 0]), float(xy[i, 1])) for n, i in zip(names, chosen, strict=False))
    for one in gardens:
        middle = one.shape.representative_point()
        if one.genre in ("place", "parc"):
            found.append(Lieu(one.nom, one.genre, round(middle.x, 1), round(middle.y, 1)))
    return found + _stops(streets, network)


def _stops(streets: list[Street], network: Network) -> list[Lieu]:
    """Bus stops every 420 m of the main roads, named after the street that starts there."""
    corner: dict[int, str] = {}
    for one in streets:
        if one.rang == 4:
            for edge, _ in one.pieces:
                for node in network.ends[edge]:
                    corner.setdefault(int(node), one.nom)
    found: list[Lieu] = []
    used: set[str] = set()
    places: list[tuple[float, float]] = []
    for one in streets:
        if one.type not in ("avenue", "boulevard", "cours", "rocade"):
            continue
        for edge, _ in one.pieces:
            node = int(network.ends[edge, 0])
            x, y = float(network.nodes[node, 0]), float(network.nodes[node, 1])
            name = corner.get(node, "").partition(" ")[2]
            name = (
                name.removeprefix("de la ")
                .removeprefix("des ")
                .removeprefix("du ")
                .removeprefix("de ")
                .removeprefix("l'")
            )
            near = any((x - a) ** 2 + (y - b) ** 2 < 330**2 for a, b in places)
            if name and name not in used and not near:
                used.add(name)
                places.append((x, y))
                found.append(Lieu(f"Arrêt {name[0].upper()}{name[1:]}", "arrêt", x, y))
    return found


def build_lights(network: Network, shore: Shore) -> FloatArray:
    """Street lights every 30 m or so, on alternate sides; none along country lanes (metres, n by 2)."""
    found = []
    for i, line in enumerate(network.edges):
        pattern = FABRICS[SEEDS[network.seed[i]].fabric].pattern
        gap = 55.0 if pattern == "lanes" else 32.0
        count = int(line.length // gap)
        if count == 0:
            continue
        at = (np.arange(count) + 0.5) * line.length / count
        base = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
        ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, np.minimum(at + 1.5, line.length)))
        way = (ahead - base) / np.maximum(np.hypot(*(ahead - base).T), 1e-9)[:, None]
        side = np.where(np.arange(count) % 2 == 0, 4.5, -4.5)
        found.append(base + np.column_stack([-way[:, 1], way[:, 0]]) * side[:, None])
    lights = np.round(np.vstack(found), 1)
    dry = shapely.contains_xy(shore.land, lights)
    rural = np.array([FABRICS[SEEDS[s].fabric].pattern == "lanes" for s in seed_of(lights)])
    return np.asarray(lights[dry & (~rural | (np.arange(len(lights)) % 4 == 0))])
