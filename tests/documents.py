"""A document with every kind of block, for the tests of whatever writes it down."""

from __future__ import annotations

import datetime as dt
import io

from PIL import Image as Pictures

from observatory.domain.edition import Charte, EtatEdition, Tampon
from observatory.domain.support import (
    AvantApres,
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

CHARTE = Charte()
PUBLISHED = Tampon(EtatEdition.PUBLIEE, "Cheffe de service", dt.date(2026, 11, 18), dt.date(2026, 11, 20))
HIDDEN = 73_941
"""A count that was put where it must not be read: no output may hold it."""
HOSTILE = 'Rue <script>alert("x")</script> & #set page(paper: "a0") {{0}} $x$ ]]> \'"'
"""Words that would do something if they were not shown as they are."""
MAP = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="170mm" height="90mm" viewBox="0 0 170 90">'
    '<clipPath id="cadre"><rect width="170" height="90"/></clipPath><g clip-path="url(#cadre)">'
    '<rect width="170" height="90" fill="#e6e5e0"/><path d="M0 20H170M40 0V90" stroke="#1d3557" stroke-width="2"/>'
    '<text x="10" y="50" font-size="6" font-family="Libertinus Serif">Les Docks</text></g></svg>'
)


def count(value: float | None, *, hidden: bool = False) -> Nombre:
    """A count of signalements; where ``hidden``, it is still there, as a mistake would leave it."""
    made = Nombre(None if hidden else value, Nature.SIGNALEMENTS, masque=hidden, cle=("", "", "2026-S1"))
    object.__setattr__(made, "valeur", value)
    return made


def photo(colour: str) -> bytes:
    """A photograph of one colour."""
    out = io.BytesIO()
    Pictures.new("RGB", (640, 480), colour).save(out, "JPEG")
    return out.getvalue()


CHART = Graphique(
    "Signalements par catégorie", "barres", ("Bruit de voisinage", "Éclairage public", "Propreté", "Tags"),
    (
        Serie("1er semestre 2026", (count(1234), count(85), count(HIDDEN, hidden=True), count(0))),
        Serie("1er semestre 2025", (count(980), count(None), count(40), count(12))),
    ),
    Phrase("Le bruit est signalé {0} fois, l'éclairage {1} fois.", (count(1234), count(85))), "signalements",
)  # fmt: skip
LINES = Graphique(
    "Signalements par mois", "lignes", ("janvier", "février", "mars", "avril", "mai", "juin"),
    (Serie("Ensemble", tuple(map(count, (210, 190, 240, None, 260, 310)))),),
    said("De janvier à juin, le nombre monte de 210 à 310."), "signalements",
)  # fmt: skip
TABLE = Tableau(
    "Engagements de la ville", ("Mesure", "Pour le", "Fait", "Coût"),
    (
        ("Remplacer les lampes", Jour(dt.date(2026, 5, 1)), "oui", Nombre(12500.0, unite="€")),
        (HOSTILE, Jour(None), "non", Nombre(None, unite="€")),
        ("Deux passages par semaine", Jour(dt.date(2026, 9, 15)), "en cours", Nombre(-3.5, unite="%", signe=True)),
    ),
    "Coûts hors taxes.",
)  # fmt: skip
WIDE = Tableau(
    "Actions du schéma", ("Mesure", "Action", "Service pilote", "Indicateur", "Départ", "Cible", "Atteint", "Suite"),
    tuple(
        (f"Mesure {rank}", "Remettre en lumière les abords de la gare et du quai", "Direction de l'espace public",
         "Part des points lumineux en état", Nombre(61.0, Nature.PART, "%", sur=120), Nombre(95.0, unite="%"),
         Nombre(None), "Reconduite")
        for rank in range(1, 31)
    ),
)  # fmt: skip
RISE = Nombre(8.0, unite="%", signe=True)
SUPPORT = Support(
    genre="bilan", titre="Ce que la ville a fait", ville="Port-Clairval", territoire="Les Docks",
    periode="1er semestre 2026", donnees_le=dt.date(2026, 11, 20),
    parties=(
        Partie(
            "essentiel", "L'essentiel",
            (
                Tuiles((
                    Tuile("Signalements reçus", count(1319), Phrase("{0} sur un an", (RISE,))),
                    Tuile("Réponses en moins de dix jours", Nombre(61.0, Nature.PART, "%", sur=1319)),
                    Tuile("Marches exploratoires", Nombre(4.0), precision="dont deux le soir"),
                    Tuile("Promesses en retard", Nombre(None)),
                )),
                Texte((said("Le bruit reste le premier sujet."), Phrase("{0} récits disent où.", (count(85),)))),
                CHART,
            ),
            notes=(said("Dire d'abord ce qui n'a pas été fait."),), source="Signalements de l'office", n=count(1319),
        ),
        Partie("mois", LINES.titre, (LINES,), niveau=2),
        Partie(
            "fait", "Vous avez dit, nous avons fait",
            (
                Texte((said("Lampes remplacées quai Nord."), said(HOSTILE)), "puces"), TABLE,
                Texte((said("Une catégorie a été réunie à une autre pour que personne ne soit reconnu."),), "encadre"),
            ),
        ),
        Partie("actions", "Toutes les actions", (WIDE,), source="Schéma local"),
        Partie(
            "lieux", "Les lieux",
            (
                Figure("carte", "Où l'on signale", said("Deux rues se croisent au nord des Docks."), "Fond d'essai"),
                AvantApres(
                    "Quai Nord",
                    Figure("avant", "mars 2026", said("Un quai sombre."), genre="photo"),
                    Figure("apres", "juin 2026", said("Le même quai, éclairé."), "Photographies de la ville", "photo"),
                ),
            ),
        ),
    ),
    images=(
        Image("carte", MAP.encode(), "image/svg+xml"), Image("avant", photo("#333344"), "image/jpeg"),
        Image("apres", photo("#ddddaa"), "image/jpeg"),
    ),
    remarques=("Les nombres de moins de cinq sont cachés.", "Deux catégories sont réunies."),
)  # fmt: skip
