"""A document made by hand, with every kind of block, for who renders documents."""

from __future__ import annotations

import datetime as dt
import io
from functools import cache

from PIL import Image as Pictures
from PIL import ImageDraw

from observatory.domain.support import (
    AvantApres,
    Bloc,
    Figure,
    Graphique,
    Image,
    Jour,
    Nature,
    Nombre,
    Partie,
    Phrase,
    Serie,
    Support,
    Tableau,
    Texte,
    Tuile,
    Tuiles,
    said,
)

HIDDEN = 73_941
"""A count that was put where it must not be read: no output may hold it."""
QUARTIERS = ("Les Docks", "Vieux-Port", "Quartier Haut", "La Pinède", "Saint-Roch et les coteaux de la Belle Étoile")
MOTIFS = ("Bruit", "Dépôts et encombrants", "Éclairage public", "Stationnement gênant", "Propreté", "Tags")


def counted(value: float | None) -> Nombre:
    """A count of signalements."""
    return Nombre(value, Nature.SIGNALEMENTS)


def masked() -> Nombre:
    """A hidden count that is still there, as a mistake would leave it: no way that is open makes one."""
    made = Nombre(None, Nature.SIGNALEMENTS, masque=True)
    object.__setattr__(made, "valeur", HIDDEN)
    return made


TILES = Tuiles(
    (
        Tuile("signalements reçus", counted(12_345), Phrase("{0} en un an", (Nombre(12, unite="%", signe=True),))),
        Tuile(
            "ont eu une réponse",
            Nombre(61, Nature.PART, "%", sur=12_345),
            said("58 % un an avant".replace(" ", "\u00a0")),
        ),
        Tuile("jours pour répondre", Nombre(8.5), precision="une fois sur deux"),
        Tuile("marches exploratoires", Nombre(14), said("autant qu'un an avant")),
        Tuile("personnes venues", Nombre(260, Nature.PERSONNES, environ=True)),
        Tuile("actions terminées", Nombre(21), Phrase("sur {0} prévues", (Nombre(34),))),
        Tuile("engagements en retard", Nombre(7)),
        Tuile("plaintes de voisinage", masked(), precision=""),
    )
)
BARS = Graphique(
    "Signalements par motif",
    "barres",
    MOTIFS,
    (Serie("1er semestre 2026", (*(counted(n) for n in (2_340, 1_120, 640, 410, 220)), masked())),),
    Phrase("Le bruit vient en tête avec {0} signalements ; les tags sont cachés.", (counted(2_340),)),
)
COLUMNS = Graphique(
    "Signalements par trimestre",
    "colonnes",
    ("T1", "T2", "T3", "T4"),
    (
        Serie("2025", tuple(counted(n) for n in (910, 1_240, 1_405, 880))),
        Serie("2026", (counted(1_002), counted(1_310), counted(None), counted(None))),
    ),
    said("Le nombre monte au printemps, comme un an avant."),
)
LINES = Graphique(
    "Évolution sur un an",
    "lignes",
    ("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    (
        Serie("2025", tuple(counted(n) for n in (310, 290, 350, 420, 480, 520))),
        Serie("2026", (counted(330), counted(300), masked(), counted(455), counted(470), counted(540))),
    ),
    said("Les deux années se suivent ; mars 2026 est caché."),
)
SHARES = Graphique(
    "Réponses données à temps",
    "barres",
    QUARTIERS,
    (Serie("part", tuple(Nombre(n, Nature.PART, "%", sur=80) for n in (72.5, 64.0, 58.0, 49.5, 31.0))),),
    said("Les Docks ont le plus de réponses à temps, Saint-Roch le moins."),
    "%",
)
TABLE = Tableau(
    "Signalements par quartier",
    ("Quartier", "1er sem. 2025", "1er sem. 2026", "Évolution", "Dernière marche"),
    tuple(
        (
            name,
            counted(n),
            masked() if rank == 3 else counted(n + 40),
            Nombre(4.5 - rank, unite="%", signe=True),
            Jour(dt.date(2026, 3 + rank, 12) if rank < 4 else None),
        )
        for rank, (name, n) in enumerate(zip(QUARTIERS, (812, 644, 1_204, 233, 96), strict=True))
    ),
    note="Les pourcentages ne sont dits que sur 30 signalements au moins.",
)
PROMISES = Tableau(
    "Vous avez dit, nous avons fait",
    ("Vous avez dit", "Nous avons fait", "Où on en est"),
    tuple(
        (
            f"{rank}. Il fait trop noir entre la halle et l'arrêt de tram, on ne voit pas qui vient.",
            "Six lampes ont été changées rue de la Halle ; la commande des mâts de la place est passée.",
            (
                "fait",
                "promis pour le 15 septembre 2026, pas encore fait",
                "abandonné : le terrain n'est pas à la ville",
            )[rank % 3],
        )
        for rank in range(1, 13)
    ),
)
LONG = (
    "Un signalement est ce qu'un habitant a dit, pas ce qui s'est passé : là où l'on appelle peu, il peut y avoir "
    "autant de gêne qu'ailleurs, et là où l'on appelle beaucoup, c'est parfois la même personne qui rappelle."
)


@cache
def map_svg(title: str = "Carte") -> bytes:
    """A drawing of a map's size."""
    cells = "".join(
        f'<rect x="{10 + 26 * (k % 5)}" y="{10 + 26 * (k // 5)}" width="24" height="24" '
        f'fill="{("#fde3b5", "#f6b765", "#e58430", "#b9521a", "#73290d")[(k * 3) % 5]}"/>'
        for k in range(15)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="150mm" height="112mm" viewBox="0 0 150 112" '
        f'font-family="Libertinus Serif, serif"><rect width="150" height="95" fill="#ecece7"/>{cells}'
        f'<text x="2" y="106" font-size="5">{title}</text></svg>'
    ).encode()


@cache
def photo(colour: str, shape: tuple[int, int] = (800, 600)) -> bytes:
    """A picture as a camera would give it."""
    picture = Pictures.new("RGB", shape, colour)
    ImageDraw.Draw(picture).ellipse((shape[0] // 4, shape[1] // 4, shape[0] // 2, shape[1] // 2), fill="white")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


IMAGES = (
    Image("carte-quartiers", map_svg("Par quartier"), "image/svg+xml"),
    Image("carte-marches", map_svg("Marches"), "image/svg+xml"),
    Image("avant", photo("#8899aa"), "image/jpeg"),
    Image("apres", photo("#557755", (600, 800)), "image/jpeg"),
)
MAP = Figure(
    "carte-quartiers",
    "Signalements pour 1 000 habitants",
    said("Le centre est plus foncé que les bords."),
    "Cinq classes.",
)
WALKS = Figure("carte-marches", "Les marches de l'année", said("Trois itinéraires partent du port."))
PAIR = AvantApres(
    "Passage de la Halle",
    Figure("avant", "Avant", said("Un passage sombre, deux lampes cassées."), "3 mars 2026", "photo"),
    Figure("apres", "Après", said("Le même passage éclairé."), "12 juin 2026", "photo"),
)


def part(cle: str, titre: str, *blocs: Bloc, source: str = "signalements publiables, 1er semestre 2026") -> Partie:
    """A part with notes, a source and a number of cases."""
    return Partie(
        cle,
        titre,
        blocs,
        (Phrase("À dire : {0} personnes ont parlé.", (Nombre(260, Nature.PERSONNES),)),),
        source,
        counted(12_345),
    )


PARTS = (
    part("lire", "Comment lire ces chiffres", Texte((said(LONG), said("« s. » veut dire : nombre caché.")), "puces")),
    part("essentiel", "L'essentiel du semestre", TILES),
    part(
        "motifs",
        "Le bruit reste le premier motif",
        BARS,
        Texte((said(LONG), said("Les tags sont trop peu nombreux pour être montrés."))),
    ),
    part(
        "evolution",
        "Autant de signalements qu'un an avant",
        LINES,
        Texte((said("Trop peu pour conclure."),), "encadre"),
    ),
    part("trimestres", "Trimestre par trimestre", COLUMNS, SHARES),
    part(
        "carte",
        "Le centre-ville signale le plus",
        MAP,
        Texte((said("Plus c'est foncé, plus il y en a."), said(LONG)), "puces"),
    ),
    part("cartes", "Où nous avons marché", MAP, WALKS, Texte((said("Chaque marche part d'un arrêt de tram."),))),
    part("quartiers", "Quartier par quartier", TABLE, Texte((said("Un quartier a été regroupé."),), "encadre")),
    part("promesses", "Vous avez dit, nous avons fait", PROMISES),
    part("photos", "Passage de la Halle : avant, après", PAIR),
    part("reste", "Ce qui reste à faire", Texte(tuple(said(f"{k}. {LONG}") for k in range(1, 9)), "puces")),
    part(
        "dates",
        "Prochaines dates",
        Tableau(
            "Dates",
            ("Quand", "Quoi"),
            ((Jour(dt.date(2026, 12, 3)), "Marche du port"), (Jour(None), "Réunion publique")),
        ),
        Texte((said("Venez."),)),
    ),
)


def support(*parties: Partie, images: tuple[Image, ...] = IMAGES) -> Support:
    """The document of these parts, or of all."""
    return Support(
        "presentation",
        "La tranquillité publique au 1er semestre 2026",
        "Port-Clairval",
        "Port-Clairval",
        "1er semestre 2026",
        dt.date(2026, 11, 20),
        parties or PARTS,
        images,
        ("Deux quartiers ont été regroupés pour ne cacher que le nécessaire.",),
    )
