"""A map on paper is at its scale, in its frame, and says by itself what it shows."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree

import pytest
import shapely

from observatory.domain.position import Position
from observatory.present.carte_couches import Contour, Couche, Fond, Reperes, Trace
from observatory.present.carte_noms import short_name
from observatory.present.carte_papier import Carte, cadre_for, carte_papier, scale_bar

DAY = dt.date(2026, 11, 21)
STOPS = [(46.050, -4.600), (46.052, -4.600), (46.052, -4.597)]
STREETS = [
    ("Rue Haute", shapely.LineString([(-4.600, 46.049), (-4.600, 46.053)])),
    ("Boulevard de la Mer", shapely.LineString([(-4.602, 46.052), (-4.600, 46.052)])),
    ("Boulevard de la Mer", shapely.LineString([(-4.600, 46.052), (-4.595, 46.052)])),
    ("Rue Loin", shapely.LineString([(-4.700, 46.1), (-4.699, 46.1)])),
]
FOND = Fond(
    [shapely.box(-4.61, 46.04, -4.59, 46.06)], [shapely.box(-4.6, 46.05, -4.5985, 46.0505)],
    [shapely.box(-4.598, 46.0505, -4.597, 46.0515)], STREETS,
)  # fmt: skip


def drawn(stops: list[tuple[float, float]] = STOPS, fond: Fond = FOND) -> Carte:
    cadre = cadre_for(stops, 180, 200)
    walked = shapely.LineString([(lon, lat) for lat, lon in stops]) if len(stops) > 1 else None
    layers: list[Couche] = [
        Contour("Quartier <Haut> & Bas", shapely.box(-4.6005, 46.0495, -4.5965, 46.0525)), Trace("Itinéraire", stops),
        Reperes("Rendez-vous", [(*stops[0], "RV")], carre=True, autour=stops),
        Reperes("Arrêt", [(*one, str(rank)) for rank, one in enumerate(stops, 1)]),
    ]  # fmt: skip
    return carte_papier(cadre, fond, layers, jour=DAY, source="Fond d'essai", pres_de=walked)


def words(carte: Carte) -> list[str]:
    return [
        "".join(one.itertext()) for one in ElementTree.fromstring(carte.svg).iter("{http://www.w3.org/2000/svg}text")
    ]


def test_its_scale_is_round_and_true() -> None:
    cadre = cadre_for(STOPS, 180, 200)
    (ax, ay), (bx, by) = cadre.point(*STOPS[0]), cadre.point(*STOPS[2])
    ground = Position(lat=STOPS[0][0], lon=STOPS[0][1]).metres_to(Position(lat=STOPS[2][0], lon=STOPS[2][1]))
    paper = ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5
    assert paper * cadre.echelle / 1_000 == pytest.approx(ground, rel=1e-3)
    assert cadre.echelle == 2_000
    assert all(14 <= x <= 166 and 14 <= y <= 186 for x, y in (cadre.point(*one) for one in STOPS))
    metres, long = scale_bar(cadre.echelle)
    assert metres == 50 and long == pytest.approx(25)


@pytest.mark.parametrize("stops", [STOPS[:1], [(46.0, -4.0), (47.0, -4.9)], STOPS[:1] * 3])
def test_any_points_have_a_frame(stops: list[tuple[float, float]]) -> None:
    cadre = cadre_for(stops, 180, 200)
    assert all(0 < x < 180 and 0 < y < 200 for x, y in (cadre.point(*one) for one in stops))
    assert cadre.echelle % 250 == 0
    assert ElementTree.fromstring(drawn(stops).svg).tag.endswith("svg")


def test_it_says_what_it_shows() -> None:
    carte = drawn()
    told = words(carte)
    for one in (
        "Quartier <Haut> & Bas", "Itinéraire", "Rendez-vous", "Arrêt", "Eau", "Parc ou jardin", "N", "1", "2", "3",
        "RV",
        "Rue Haute", "Bd de la Mer", "Échelle 1\u00a0:\u00a02\u00a0000", "50\u00a0m",
        "Fond d'essai · dessinée le 21 novembre 2026",
    ):  # fmt: skip
        assert one in told, one
    assert "Rue Loin" not in told
    assert told.count("Bd de la Mer") == 2  # once for its white edge, once for its ink: one street, one name
    assert carte.hauteur > 200 and carte.echelle == 2_000


def test_a_legend_names_nothing_that_the_frame_does_not_show() -> None:
    dry = Fond(FOND.commune, [shapely.box(-4.7, 46.1, -4.69, 46.11)], [], STREETS)
    told = words(drawn(fond=dry))
    assert "Eau" not in told and "Parc ou jardin" not in told
    assert "Itinéraire" not in words(drawn(STOPS[:1]))


def test_the_meeting_point_does_not_cover_the_stop_where_it_is() -> None:
    cadre = cadre_for(STOPS, 180, 200)
    meeting = Reperes("Rendez-vous", [(*STOPS[0], "RV")], carre=True, autour=STOPS)
    (sign,) = meeting.prises(cadre)
    assert not any(sign.contains(shapely.Point(cadre.point(*one))) for one in STOPS)
    assert "<path" in meeting.dessin(cadre)  # the line to its place


def test_names_stand_clear_of_the_line_and_of_each_other() -> None:
    carte = drawn()
    cadre = cadre_for(STOPS, 180, 200)
    line = shapely.LineString([cadre.point(*one) for one in STOPS])
    placed = re.findall(r'<g transform="translate\(([\d.]+) ([\d.]+)\) rotate', carte.svg)
    assert len(placed) == 2
    assert all(line.distance(shapely.Point(float(x), float(y))) > 1.5 for x, y in placed)


def test_names_are_those_of_maps() -> None:
    assert short_name("Avenue de la Gare") == "Av. de la Gare"
    assert short_name("Rue de l'Avenue") == "Rue de l'Avenue"
