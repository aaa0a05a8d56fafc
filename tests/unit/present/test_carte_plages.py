"""Surfaces and names of a map: every class told apart without colour, no name over a sign."""

from __future__ import annotations

import re

import shapely

from observatory.present.carte_couches import Cadre, Reperes, Trace
from observatory.present.carte_plages import HACHURES, MONTANTES, Classe, Itineraires, Noms, Plages, Rues

CADRE = Cadre(46.05, -4.59, 25_000, 100.0, 60.0)
WEST, EAST = shapely.box(-4.600, 46.046, -4.591, 46.054), shapely.box(-4.589, 46.046, -4.580, 46.054)


def test_classes_are_told_by_their_hatching_and_only_those_that_are_seen() -> None:
    away = shapely.box(10, 10, 10.01, 10.01)
    layer = Plages([(Classe("hausse", "#b9521a", MONTANTES), [WEST]), (Classe("s.", "#ffffff", HACHURES), [EAST]),
                    (Classe("baisse", "#bcd8d6"), [away])])  # fmt: skip
    drawn, lines = layer.dessin(CADRE), layer.legende(CADRE)
    assert [words for _, words in lines] == ["hausse", "s."]
    for trame, (symbol, _) in zip((MONTANTES, HACHURES), lines, strict=True):
        assert f'id="{trame}"' in drawn and f"url(#{trame})" in drawn and f"url(#{trame})" in symbol


def test_a_name_stands_clear_of_a_sign_and_of_another_name() -> None:
    sign = Reperes("action", [(46.05, -4.5955, "1")])
    names = Noms([("Les Goélands", WEST), ("Saint-Yves", WEST)], autour=[sign])
    places = [(float(x), float(y)) for x, y in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"', names.dessin(CADRE))]
    (sx, sy), n = CADRE.point(46.05, -4.5955), len(set(places))
    assert n == 3  # « Les Goélands » on two lines
    assert all(abs(y - sy) > 3 or abs(x - sx) > 6 for x, y in places)


def test_ways_have_one_line_of_the_legend_and_no_arrow_on_a_small_scale() -> None:
    ways = Itineraires("itinéraire", [Trace("a", [(46.05, -4.59), (46.051, -4.588)]), Trace("b", [])])
    assert [words for _, words in ways.legende(CADRE)] == ["itinéraire"]
    near = Cadre(46.05, -4.59, 5_000, 100.0, 60.0)
    assert "rotate(" in ways.dessin(near) and "rotate(" not in ways.dessin(CADRE)


def test_streets_are_one_thin_path() -> None:
    lines = [("Rue A", shapely.LineString([(-4.59, 46.05), (-4.588, 46.051)])),
             ("Rue B", shapely.MultiLineString([[(-4.59, 46.05), (-4.592, 46.05)]]))]  # fmt: skip
    drawn = Rues(lines).dessin(CADRE)
    assert drawn.count("<path") == 1 and drawn.count("M") == 2
    assert Rues([]).dessin(CADRE).count("M") == 0
