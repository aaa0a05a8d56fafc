"""The main roads, squares and parks that were drawn by hand, as a planner would sketch them."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from observatory.demo.plane import box_at, lines_of, smooth_line, smooth_ring
from observatory.demo.shore import Shore


@dataclass(frozen=True)
class Artery:
    """A main road: full name, type, rank (1 boulevard or ring, 2 avenue or quay, 3 square), line in metres."""

    nom: str
    type: str
    rang: int
    line: LineString


@dataclass(frozen=True)
class Garden:
    """A square or a park drawn by hand; `genre` is place or parc."""

    nom: str
    genre: str
    shape: Polygon
    ringed: bool = True


ROADS: tuple[tuple[str, str, int, tuple[tuple[float, float], ...]], ...] = (
    ("Boulevard des Remparts", "boulevard", 1, ((-395, 180), (-400, 430), (-330, 640), (-130, 830), (90, 905))),
    ("Boulevard de la République", "boulevard", 1, ((90, 905), (320, 890), (520, 760), (630, 560), (700, 300),
                                                     (720, 50))),
    ("Boulevard de l'Océan", "boulevard", 1, ((-800, 770), (-640, 1080), (-380, 1330), (-40, 1480), (260, 1530))),
    ("Boulevard Aristide Briand", "boulevard", 1, ((260, 1530), (620, 1500), (960, 1330), (1230, 1030),
                                                   (1370, 700), (1395, 300))),
    ("Boulevard Jean Jaurès", "boulevard", 1, ((1395, 300), (1360, -60), (1220, -430), (960, -760), (600, -960))),
    ("Boulevard des Chantiers", "boulevard", 1, ((600, -960), (200, -1040), (-200, -960), (-520, -760),
                                                 (-790, -520), (-900, -330))),
    ("Rocade Nord", "rocade", 1, ((-1400, 2240), (-900, 2300), (-300, 2260), (300, 2310), (1000, 2230),
                                  (1750, 1930), (2330, 1480), (2680, 930), (2760, 420), (2765, -40))),
    ("Rocade Sud", "rocade", 1, ((2765, -40), (2740, -560), (2440, -1130), (1900, -1580), (1300, -1850),
                                 (600, -2000), (-150, -2010), (-800, -1930), (-1450, -1960))),
    ("Rue de la Grande-Porte", "rue", 2, ((180, -140), (175, 150), (150, 420), (175, 640), (205, 930))),
    ("Avenue du Général-Leclerc", "avenue", 2, ((205, 930), (255, 1230), (270, 1550), (330, 1950), (290, 2330),
                                                (330, 2980))),
    ("Avenue de la Gare", "avenue", 2, ((420, 830), (700, 1060), (960, 1330))),
    ("Avenue des Genêts", "avenue", 2, ((940, 1310), (1340, 1590), (1770, 1940), (2150, 2280), (2500, 2850))),
    ("Avenue de Kerlann", "avenue", 2, ((600, 580), (980, 640), (1390, 760), (1960, 830), (2690, 890), (3300, 1060),
                                        (3700, 1000), (4350, 1080))),
    ("Avenue du Maréchal-Foch", "avenue", 2, ((190, -250), (560, -230), (950, -210), (1370, -110), (1900, -230),
                                              (2760, -330), (3400, -380), (3800, -240), (4350, -330))),
    ("Avenue des Landes", "avenue", 2, ((1080, -640), (1500, -830), (2010, -1000), (2500, -1120), (2900, -1500),
                                        (3250, -2250))),
    ("Cours du Commerce", "cours", 2, ((180, -140), (190, -250), (170, -620), (120, -1050))),
    ("Avenue des Goélands", "avenue", 2, ((120, -1030), (160, -1400), (110, -1700), (180, -2020), (130, -2400),
                                          (240, -2850))),
    ("Avenue de la Criée", "avenue", 2, ((200, -255), (-150, -330), (-480, -420), (-700, -620), (-950, -880),
                                         (-1120, -1250), (-1180, -1640), (-1130, -1960), (-1200, -2400),
                                         (-1180, -2900))),
    ("Rue du Vieux-Marché", "rue", 2, ((-400, 440), (-120, 480), (150, 500), (420, 470), (650, 500))),
    ("Avenue des Tamaris", "avenue", 2, ((1360, -60), (1620, 60), (2050, -80), (2400, -260))),
    ("Avenue de Bellevue", "avenue", 2, ((-380, 1330), (-420, 1700), (-560, 2020), (-520, 2290), (-600, 2900))),
    ("Avenue de la Corniche", "avenue", 2, ((-640, 1080), (-960, 1420), (-1180, 1770), (-1060, 2060), (-900, 2310))),
    ("Avenue du Stade", "avenue", 2, ((640, -970), (760, -1300), (980, -1600), (1020, -1940))),
    ("Rue de la Cale", "rue", 2, ((-640, -110), (-560, -260), (-470, -430))),
    ("Avenue de l'Hôpital", "avenue", 2, ((2000, 830), (1980, 1200), (1800, 1560), (1780, 1940))),
    ("Route des Étangs", "route", 2, ((2720, 860), (2950, 1350), (2900, 1800), (3180, 2280))),
    ("Avenue de l'Industrie", "avenue", 2, ((-1120, -1250), (-760, -1330), (-330, -1260), (130, -1330))),
)  # fmt: skip
"""Name, type, rank and the points of each road; ends overshoot what they join and are trimmed later."""


def _squares() -> tuple[Garden, ...]:
    return (
        Garden("Place de la République", "place", box_at(420, 600, 90, 70, 12)),
        Garden("Place du Vieux-Marché", "place", box_at(60, 400, 66, 48, 8)),
        Garden("Place de l'Église-Saint-Clair", "place", box_at(-110, 610, 55, 45, -20)),
        Garden("Place de la Gare", "place", box_at(770, 1010, 100, 66, 40)),
        Garden("Place des Thoniers", "place", box_at(-60, -260, 80, 55, 8)),
        Garden("Place du Général-de-Gaulle", "place", smooth_ring(_disc(255, 1240, 60))),
        Garden("Place Jean-Moulin", "place", box_at(800, -440, 90, 80, 9)),
        Garden("Place du Marché-Neuf", "place", box_at(1010, 190, 80, 60, 28)),
        Garden("Place des Droits-de-l'Homme", "place", smooth_ring(_disc(420, -1440, 52))),
        Garden("Square des Acacias", "parc", box_at(420, -620, 120, 90, 9)),
        Garden("Square de la Manufacture", "parc", box_at(1080, -470, 110, 80, 9)),
        Garden("Square Louise-Michel", "parc", box_at(-30, 1150, 110, 90, 15)),
        Garden("Parc de la Citadelle", "parc", smooth_ring(((930, 1640), (1110, 1690), (1260, 1620), (1220, 1480),
                                                            (1060, 1420), (930, 1490)))),
        Garden("Jardin des Remparts", "parc", smooth_ring(((-540, 760), (-430, 880), (-310, 960), (-260, 880),
                                                           (-390, 760), (-470, 680)))),
        Garden("Parc des Goélands", "parc", smooth_ring(((500, -1640), (660, -1560), (760, -1690), (680, -1820),
                                                         (520, -1800)))),
        Garden("Parc des Tamaris", "parc", smooth_ring(((1830, -420), (2060, -380), (2140, -540), (1960, -640),
                                                        (1800, -570)))),
        Garden("Bois de Kerlann", "parc", smooth_ring(((3080, 1500), (3330, 1640), (3480, 1420), (3560, 1200),
                                                       (3250, 1150), (3060, 1250))), ringed=False),
        Garden("Dunes du Cap", "parc", smooth_ring(((-1540, 1790), (-1400, 1960), (-1290, 1830), (-1330, 1600),
                                                    (-1480, 1560))), ringed=False),
        Garden("Cimetière marin", "cimetiere", box_at(-820, 1720, 230, 150, 30)),
        Garden("Stade de la Clairve", "stade", box_at(1080, -1480, 210, 170, 18)),
    )  # fmt: skip


def _disc(x: float, y: float, radius: float) -> tuple[tuple[float, float], ...]:
    ring = shapely.get_coordinates(shapely.Point(x, y).buffer(radius, quad_segs=3))[:-1]
    return tuple((float(a), float(b)) for a, b in ring)


def build_gardens(shore: Shore) -> tuple[Garden, ...]:
    """Squares and parks, cut to the land."""
    return tuple(
        Garden(one.nom, one.genre, shapely.intersection(one.shape, shore.land), one.ringed) for one in _squares()
    )


def _quays(shore: Shore) -> list[Artery]:
    """Quays and towpaths: lines that keep 16 m from the water's edge."""
    wet = shapely.union_all([shore.harbour, shore.river]).buffer(0.5)
    edge = wet.buffer(16, quad_segs=4).simplify(1.5).boundary
    zones: tuple[tuple[str, str, BaseGeometry], ...] = (
        ("Quai des Thoniers", "quai", shapely.box(-590, -420, -20, -20)),
        ("Quai de la Douane", "quai", shapely.box(-20, -100, 720, 52)),
        ("Quai du Vieux-Bassin", "quai", shapely.box(-400, 170, -130, 460)),
        ("Quai de la Pêche", "quai", shapely.box(-700, 180, -400, 500)),
        ("Quai Saint-Clair", "quai", shapely.box(-130, 100, 330, 300)),
        ("Quai de la République", "quai", shapely.box(330, 52, 720, 330)),
        ("Quai des Tanneurs", "quai", shapely.box(720, 250, 1400, 700).union(shapely.box(720, 190, 1000, 330))),
        ("Quai des Lavandières", "quai", shapely.box(720, -60, 1400, 420)),
        ("Promenade de la Clairve", "promenade", shapely.box(1400, -200, 2765, 700)),
        ("Chemin de Halage", "chemin", shapely.box(2765, -200, 4400, 700)),
        ("Quai du Bassin-à-Flot", "quai", shapely.box(-1420, -1080, -820, -560)),
    )
    found: list[Artery] = []
    taken: BaseGeometry = shapely.Polygon()
    for nom, kind, zone in zones:
        free = zone.difference(taken)
        taken = taken.union(zone)
        pieces = lines_of(edge.intersection(free).intersection(shore.land))
        found.extend(Artery(nom, kind, 2, line) for line in pieces)
    return found


def _seafront(shore: Shore) -> list[Artery]:
    """The road along the beach, 40 m from the sea."""
    edge = shore.sea.buffer(40, quad_segs=4).simplify(4).boundary
    zones = (
        ("Promenade de la Mer", "promenade", shapely.box(-1000, 480, -640, 1000)),
        ("Boulevard de la Plage", "boulevard", shapely.box(-1450, 1000, -600, 1480)),
        ("Route de la Corniche", "route", shapely.box(-1560, 1900, -1000, 2700)),
        ("Route du Cap-Sud", "route", shapely.box(-1900, -2640, -1200, -1000)),
    )
    return [
        Artery(nom, kind, 2, line)
        for nom, kind, zone in zones
        for line in lines_of(edge.intersection(zone).intersection(shore.land.buffer(-8)))
        if line.length > 60
    ]


def build_arteries(shore: Shore, gardens: tuple[Garden, ...]) -> list[Artery]:
    """Every road drawn by hand or drawn after the shore; they cross the river by bridges, never the harbour."""
    keep = shapely.union_all([shore.land, shore.river]).buffer(1)
    bridge = shapely.box(60, -60, 260, 240)
    found: list[Artery] = []
    for nom, kind, rang, points in ROADS:
        clipped = smooth_line(points).intersection(keep.union(bridge).intersection(shore.outline))
        found.extend(Artery(nom, kind, rang, line) for line in lines_of(clipped) if line.length > 60)
    found.extend(_quays(shore))
    found.extend(_seafront(shore))
    for one in gardens:
        if one.ringed:
            kind = "place" if one.genre == "place" else "square"
            name = one.nom if one.genre == "place" else f"Allée du {one.nom}"
            found.append(Artery(name, kind, 3, LineString(one.shape.exterior.coords)))
    return found
