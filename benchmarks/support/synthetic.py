"""Addresses of a département that does not exist, from a seed: French street names, about 300 towns, homonyms."""

from __future__ import annotations

from random import Random

import numpy as np
import numpy.typing as npt
import pandas as pd

TOWNS = 300
_LAT, _LON = (45.2, 46.2), (-5.4, -4.0)
"""At sea in the Bay of Biscay, so that nobody takes it for a real place."""
METRES_PER_DEGREE = 111_195.0
_LONGEST_STREET = 160

TYPES = (
    ("Rue", 56), ("Avenue", 8), ("Chemin", 9), ("Impasse", 7), ("Allée", 7), ("Place", 3), ("Route", 4),
    ("Boulevard", 2), ("Square", 1), ("Lotissement", 1), ("Résidence", 1), ("Passage", 1),
)  # fmt: skip
"""Types of streets and how many of a hundred bear them."""

COMMON = (
    "de la Mairie", "de l'Église", "de la Gare", "de la Poste", "de l'École", "du Stade", "du Moulin", "de la Fontaine",
    "du Lavoir", "du Château", "du Cimetière", "des Écoles", "de la République", "de la Liberté", "de la Paix",
    "Victor Hugo", "Jean Jaurès", "Jules Ferry", "Pasteur", "du Général de Gaulle", "du Maréchal Foch", "Jean Moulin",
    "Léon Gambetta", "Émile Zola", "du 8 Mai 1945", "du 11 Novembre 1918", "du 19 Mars 1962", "du 14 Juillet",
    "des Lilas", "des Tilleuls", "des Acacias", "du Pont", "du Port", "de la Plage", "du Bourg", "Neuve", "Haute",
)  # fmt: skip
"""Names that half of the towns have."""

FIRST_NAMES = (
    "Jean", "Pierre", "Louis", "Marie", "Paul", "Jacques", "Marcel", "Émile", "Henri", "Georges", "Lucie", "Simone",
    "André", "René", "Joseph", "Albert", "Camille", "Germaine", "Hélène", "François", "Auguste", "Édouard", "Gabriel",
    "Maurice", "Roger", "Suzanne", "Léon", "Eugène", "Thérèse", "Alfred", "Antoine", "Marguerite", "Yves", "Denis",
)  # fmt: skip
_HEADS = (
    "Bar", "Mor", "Cha", "Del", "Ros", "Ver", "Gui", "Lam", "Ber", "Cour", "Mal", "Pel", "Rou", "Sar", "Tho", "Val",
    "Bel", "Cor", "Dur", "Fon", "Gar", "Hu", "Jan", "Ker", "Lan", "Mon", "Nor", "Pou", "Que", "Tré",
)  # fmt: skip
_MIDDLES = ("", "i", "an", "e", "in", "o", "be", "che", "di", "la", "mi", "ne", "ri", "ti", "ve", "gue")
_TAILS = (
    "ard", "eau", "et", "ier", "in", "on", "ot", "ert", "and", "aud", "elle", "enne", "ault", "ac", "ec", "oux", "y",
)  # fmt: skip
_THINGS = (
    "Chênes", "Hêtres", "Peupliers", "Bleuets", "Coquelicots", "Mésanges", "Hirondelles", "Vignes", "Prés", "Champs",
    "Roches", "Sources", "Genêts", "Bruyères", "Moissons", "Tanneurs", "Tisserands", "Pêcheurs", "Meuniers", "Fleurs",
)  # fmt: skip
_COLOURS = ("", "Blancs", "Rouges", "Verts", "Anciens")
_GROUNDS = ("Bois", "Clos", "Mas", "Pré", "Val")
_TOWN_ENDS = ("sur-Orbe", "la-Forêt", "les-Bains", "en-Plaine", "le-Vieux", "sous-Bois", "aux-Bois", "le-Château")
_SUFFIXES = ("", "bis", "ter", "a", "b")


def synthetic_addresses(count: int, seed: int) -> pd.DataFrame:
    """``count`` addresses in BAN columns; the first of a larger count are not those of a smaller one.

    A street has from 2 to 160 numbers, odd on one side and even on the other; one number in forty bears a suffix.
    """
    names, rng = Random(seed), np.random.default_rng(seed)
    towns = _towns(names)
    last = np.empty(0, np.int64)
    while last.sum() < 1.2 * count:
        last = np.append(last, np.minimum(2 + rng.exponential(22, 1 + count // 20), _LONGEST_STREET).astype(np.int64))
    streets = _streets(len(last), names, towns)
    row = np.repeat(np.arange(len(last)), last)
    number = np.arange(last.sum()) - np.repeat(np.cumsum(last) - last, last) + 1
    kept = np.flatnonzero((rng.random(len(row)) < 0.9) | (last[row] <= 3))[:count]
    row, number = row[kept], number[kept]
    lat, lon = _positions(streets, row, number, rng)
    suffixes = np.where(rng.random(count) < 0.025, rng.choice(_SUFFIXES, count), "")
    found = streets.iloc[row].reset_index(drop=True)
    ids = found["code_insee"] + "_" + pd.Series(row).astype(str) + "_" + pd.Series(number).astype(str)
    table = found[["nom_voie", "code_postal", "code_insee", "nom_commune"]]
    return table.assign(id=ids, numero=number, rep=suffixes, lon=lon.round(6), lat=lat.round(6))


def _towns(names: Random) -> list[dict[str, object]]:
    """Name, postcode (shared by up to four), code and middle of each town."""
    called: dict[str, None] = {}
    while len(called) < TOWNS:
        stem = names.choice(["Saint-" + names.choice(FIRST_NAMES), _surname(names), _surname(names) + "ville"])
        called[stem + ("-" + names.choice(_TOWN_ENDS) if names.random() < 0.4 else "")] = None
    return [
        {
            "nom_commune": name,
            "code_postal": f"{99000 + 10 * (rank // 4)}",
            "code_insee": f"99{rank:03d}",
            "town_lat": names.uniform(*_LAT),
            "town_lon": names.uniform(*_LON),
        }
        for rank, name in enumerate(called)
    ]


def _streets(count: int, names: Random, towns: list[dict[str, object]]) -> pd.DataFrame:
    """``count`` streets, no two of a town with one name; a few towns have most of them."""
    weights = [1 / (rank + 1) ** 0.8 for rank in range(TOWNS)]
    seen: dict[tuple[str, str], dict[str, object]] = {}
    while len(seen) < count:
        town, name = names.choices(towns, weights)[0], _street_name(names)
        seen.setdefault((str(town["nom_commune"]), name), town | {"nom_voie": name})
    return pd.DataFrame(list(seen.values()))


def _surname(names: Random) -> str:
    return names.choice(_HEADS) + names.choice(_MIDDLES) + names.choice(_TAILS)


def _street_name(names: Random) -> str:
    kinds, weights = zip(*TYPES, strict=True)
    kind = names.choices(kinds, weights)[0]
    draw = names.random()
    if draw < 0.25:
        return f"{kind} {names.choice(COMMON)}"
    if draw < 0.6:
        return f"{kind} {names.choice(FIRST_NAMES)} {_surname(names)}"
    if draw < 0.75:
        return f"{kind} de {_surname(names)}"
    if draw < 0.9:
        return f"{kind} des {names.choice(_THINGS)} {names.choice(_COLOURS)}".strip()
    return f"{kind} du {names.choice(_GROUNDS)} {_surname(names)}"


def _positions(
    streets: pd.DataFrame, row: npt.NDArray[np.int64], number: npt.NDArray[np.int64], rng: np.random.Generator
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Latitudes and longitudes: streets are straight, numbers 5 m apart along them, the two sides 12 m apart."""
    angle = rng.uniform(0, 2 * np.pi, len(streets))[row]
    lat = (streets["town_lat"].to_numpy(float) + rng.normal(0, 0.006, len(streets)))[row]
    lon = (streets["town_lon"].to_numpy(float) + rng.normal(0, 0.009, len(streets)))[row]
    along, across = 5.0 * number, np.where(number % 2, 6.0, -6.0)
    east = along * np.cos(angle) - across * np.sin(angle)
    north = along * np.sin(angle) + across * np.cos(angle)
    return lat + north / METRES_PER_DEGREE, lon + east / (METRES_PER_DEGREE * np.cos(np.radians(lat)))
