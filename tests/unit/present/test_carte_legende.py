"""The legend beside a map: every word in it, inside its column, and no ratio that another size would make false."""

from __future__ import annotations

import datetime as dt
import re

import shapely

from observatory.present.carte_couches import Fond
from observatory.present.carte_papier import cadre_for, carte_papier
from observatory.present.carte_plages import Classe, Plages

DAY = dt.date(2026, 6, 30)
FOND, COTE = Fond((), (), (), ()), 32.0
SURFACE = shapely.box(3.86, 43.60, 3.90, 43.62)
NAMES = ("Stationnement et véhicules", "s. (masqué)", *(f"classe {k}" for k in range(12)))


def drawn(names: tuple[str, ...]) -> tuple[str, float]:
    cadre = cadre_for([(43.60, 3.86), (43.62, 3.90)], 66, 59)
    layer = Plages([(Classe(name, "#fbf1de"), [SURFACE]) for name in names])
    made = carte_papier(cadre, FOND, [layer], jour=DAY, source="Ville · 2026", pres_de=None, cote=COTE)
    assert made.largeur == 66 + COTE
    return made.svg, made.hauteur


def test_the_legend_stands_beside_the_map_with_every_word() -> None:
    svg, high = drawn(NAMES[:2])
    words = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)<', svg)
    told = " ".join(text for _, _, text in words)
    assert all(one in told for one in (*NAMES[:2], "Ville 2026 dessinée le 30 juin 2026"))
    assert all(float(x) > 66 and float(y) < high for x, y, _ in words) and "Échelle" not in svg


def test_a_long_legend_makes_the_picture_higher_and_is_not_cut() -> None:
    (_, short), (svg, high) = drawn(NAMES[:1]), drawn(NAMES)
    assert high > short and all(name in svg for name in NAMES[1:])
    assert max(float(y) for y in re.findall(r'<text x="[\d.]+" y="([\d.]+)"', svg)) < high
