"""What a fictional walk found and was promised, and what a fictional meeting said: words and figures, no writing.

The walk is one that the history planted: its constats are told of the signalements of channel ``marche`` of that day.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

from numpy.random import Generator

WALKED = "Marche Saint-Yves, retour"
"""The planted walk that is told in full."""
DEVICES = ("telephone-1", "telephone-2", "telephone-3")
TITLE, NEXT_TITLE = "Saint-Yves, de l'école au port", "Saint-Yves, de l'école au port : la nuit tombée"
REASON = "Signalements répétés au printemps."
PILOT = "Chargée de mission tranquillité publique"
SAFETY = (
    "Restez groupés et traversez aux passages. Gilets et lampes sont prêtés au départ. Personne ne photographie un "
    "visage ni une plaque. En cas de trouble, la marche s'arrête et la personne qui pilote appelle le 17."
)
INVITED = ("elus", "habitants", "conseil_citoyen", "commercants", "bailleurs", "police_municipale", "mediateurs")
MOST_STOPS, MOST_FOUND = 5, 9

_FOUND = {
    "eclairage": "Plusieurs lampes éteintes : on ne voit plus le trottoir.",
    "eclairage-panne": "Toute une rangée de lampes est éteinte.",
    "eclairage-insuffisant": "Trop sombre pour reconnaître qui vient en face.",
    "proprete": "Restes de repas et cartons au pied du mur.",
    "proprete-voie": "Feuilles et papiers gras, le trottoir glisse.",
    "voirie": "La barrière ne tient plus.",
    "voirie-chaussee": "Trou dans le trottoir : les poussettes passent sur la chaussée.",
    "voirie-mobilier": "Le potelet est couché, les voitures montent sur le trottoir.",
    "vegetation-entretien": "La haie cache l'entrée du passage.",
    "tags-mobilier": "Tags sur le banc et sur le panneau.",
}
GOOD = (
    "Le square est propre et les bancs servent.",
    "La vitrine du boulanger éclaire tout le carrefour.",
    "Le nouveau passage piéton se voit de loin.",
)
RAISED = (
    ("eclairage-insuffisant", "On rentre dans le noir dès 18 h.", 9),
    ("bruit-etablissement", "Musique tard le soir.", 7),
    ("espace-public", "Des groupes restent devant l'entrée.", 4), ("depots-ordures", "Sacs au pied des conteneurs.", 6),
    ("tags-facade", "Les murs sont tagués de nouveau.", 2), ("stationnement-genant", "Voitures sur le trottoir.", 5),
    ("voirie-chaussee", "Le trottoir est défoncé.", 3), ("proprete-voie", "Rien n'est balayé derrière l'école.", 8),
    ("eclairage-panne", "Une lampe sur deux est éteinte.", 11),
    ("vegetation-entretien", "La haie cache le passage.", 2),
)  # fmt: skip
"""What the meeting raised: category, words, voices."""
PROMISES = (
    ("Éclairage public", "Remplacer les lampes éteintes entre l'école et le port.", 45, 30),
    ("Espaces verts", "Tailler la haie qui cache le passage.", 30, 22),
    ("Propreté", "Balayer deux fois par semaine derrière l'école.", 90, None),
    ("Voirie", "Refaire le trottoir de l'école.", 260, None),
)
"""What was promised after the walk: service, words, due after so many days, kept after so many (None: not yet)."""
WALKERS = {
    "age:moins_18": 1, "age:18_24": 2, "age:25_39": 5, "age:40_59": 6, "age:60_74": 4, "sexe:femme": 10,
    "sexe:homme": 8,
    "categorie:habitant": 9, "categorie:elu": 1, "categorie:association": 2, "categorie:commercant": 1,
    "categorie:bailleur": 1, "categorie:service": 2, "categorie:police": 1, "categorie:mediateur": 1,
}  # fmt: skip
FELT = {"avant": {1: 3, 2: 7, 3: 6, 4: 2}, "apres": {1: 2, 2: 5, 3: 8, 4: 3}}


@dataclass(frozen=True, slots=True)
class Trouve:
    """A constat of the walk: the signalement it is told of (None for what goes well), who noted it, its picture."""

    signalement: int | None
    categorie: str | None
    texte: str
    lat: float
    lon: float
    arret: int
    appareil: str
    photo: bytes | None


def stops_among(places: Sequence[tuple[float, float]], most: int = MOST_STOPS) -> list[int]:
    """The ranks of places (lat, lon) that lie far from each other, beginning with the northernmost."""
    chosen = [max(range(len(places)), key=lambda k: places[k])] if places else []
    while len(chosen) < min(most, len(places)):
        chosen.append(
            max(
                (k for k in range(len(places)) if k not in chosen),
                key=lambda k: min(_far(places[k], places[one]) for one in chosen),
            )
        )
    return chosen


def found_on(
    files: Sequence[tuple[int, str, float, float]], stops: Sequence[tuple[float, float]], rng: Generator
) -> list[Trouve]:
    """The constats of a walk: of signalements (number, category, lat, lon), and of what goes well at its stops."""
    out = []
    told = [one for one in files if one[1] in _FOUND][:MOST_FOUND]
    for rank, (ident, categorie, lat, lon) in enumerate(told):
        stop = min(range(len(stops)), key=lambda k: _far(stops[k], (lat, lon)))
        photo = picture(rank, dark=categorie.startswith("eclairage")) if rank % 3 == 0 else None
        who = DEVICES[int(rng.integers(len(DEVICES)))]
        out.append(Trouve(ident, categorie, _FOUND[categorie], lat, lon, stop, who, photo))
    for rank, words in enumerate(GOOD[: len(stops)]):
        shown = picture(10 + rank, dark=False) if rank == 0 else None
        out.append(Trouve(None, None, words, *stops[rank], rank, DEVICES[rank % len(DEVICES)], shown))
    return out


def answers(questions: Sequence[str], stops: int, rng: Generator) -> list[list[dict[str, int | None]]]:
    """The answers of each device at each stop: notes 0 to 3 that mostly agree, now and then « je ne sais pas »."""
    out: list[list[dict[str, int | None]]] = [[] for _ in DEVICES]
    for stop in range(stops):
        middle = {code: rng.uniform(0.4, 2.2) + 0.15 * stop for code in questions}
        for device in out:
            device.append(
                {
                    code: None if rng.uniform() < 0.04 else int(min(3, max(0, round(rng.normal(middle[code], 0.5)))))
                    for code in questions
                }
            )
    return out


def picture(seed: int, *, dark: bool) -> bytes:
    """A drawing that stands for a photo of a street, as PNG; it says so itself."""
    from PIL import Image, ImageDraw

    width, height, horizon = 640, 480, 300
    sky, ground, wall = ("#1b2333", "#2a2f38", "#39404c") if dark else ("#cfe3ef", "#b9b4a8", "#d8c9ae")
    drawn = Image.new("RGB", (width, height), sky)
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, horizon, width, height), fill=ground)
    for k in range(4):
        left = k * 170 - 30 + 17 * (seed % 5)
        pen.rectangle((left, 110 + 25 * ((k + seed) % 3), left + 150, horizon), fill=wall, outline="#5b5b5b", width=3)
        for window in range(3):
            lit = "#f3d26b" if dark and (k + window + seed) % 4 == 0 else "#7d8894"
            pen.rectangle((left + 20 + 42 * window, 190, left + 46 + 42 * window, 235), fill=lit)
    pen.rectangle((80 + 30 * (seed % 7), 90, 88 + 30 * (seed % 7), 400), fill="#222222")
    pen.ellipse((62 + 30 * (seed % 7), 70, 106 + 30 * (seed % 7), 100), fill="#444444" if dark else "#f7f0c0")
    pen.rectangle((0, height - 34, width, height), fill="#000000")
    pen.text((12, height - 27), "Ville fictive : image produite par le programme", fill="#ffffff", font_size=18)
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


def _far(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far two places (lat, lon) lie apart, in degrees of latitude."""
    return math.hypot(one[0] - other[0], (one[1] - other[1]) * math.cos(math.radians(one[0])))
