"""Land and water: the outline of the commune, the sea, the harbour, the river, the pond."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from observatory.demo.plane import GRID_M, box_at, largest, polygons_of, smooth, smooth_line, smooth_ring

COAST = (
    (-1250, 3300), (-1290, 2900), (-1180, 2500), (-1330, 2130), (-1610, 1820), (-1560, 1500), (-1180, 1260),
    (-900, 980), (-760, 700), (-730, 470), (-690, 330), (-480, 215), (-150, 175), (250, 150), (250, -5),
    (-150, -40), (-460, -90), (-700, -170), (-860, -380), (-1240, -560), (-1660, -800), (-1830, -1180),
    (-1700, -1560), (-1430, -1840), (-1420, -2180), (-1640, -2560), (-1700, -3300),
)  # fmt: skip
"""The shore from north to south, the estuary included."""

INLAND = (
    (-1000, 2740), (-300, 2880), (420, 2700), (1150, 2840), (1900, 2600), (2650, 2680), (3150, 2250),
    (3500, 1900), (4020, 1650), (4150, 1050), (4330, 420), (4180, -180), (4300, -800), (3900, -1350),
    (3620, -1950), (3000, -2250), (2300, -2180), (1650, -2560), (900, -2480), (200, -2760), (-700, -2640),
    (-1200, -2780),
)  # fmt: skip
"""The inland border of the commune from north-west to south-west."""

SEASIDE = (
    (-1750, -2860), (-2180, -2300), (-2300, -1300), (-2080, -450), (-1720, 60), (-1780, 700), (-2080, 1350),
    (-2000, 2100), (-1650, 2800),
)  # fmt: skip
"""The limit of the commune at sea from south to north."""

RIVER = (
    (150, 75, 150), (420, 60, 105), (750, 160, 84), (1130, 380, 76), (1500, 470, 70), (1900, 330, 64),
    (2350, 90, 60), (2800, 130, 56), (3200, 390, 52), (3600, 430, 48), (4000, 180, 44), (4600, 130, 42),
)  # fmt: skip
"""The Clairve from its mouth: x, y, width in metres."""

JETTIES = (((-700, 350), (-900, 300), (-1060, 190)), ((-690, -150), (-900, -130), (-1010, -40)))


@dataclass(frozen=True)
class Shore:
    """Land and water of the commune, in metres.

    `outline` is the commune with its strip of sea; `land` is the outline without any water.
    """

    outline: Polygon
    land: Polygon
    sea: BaseGeometry
    harbour: BaseGeometry
    river: BaseGeometry
    pond: Polygon

    @property
    def water(self) -> BaseGeometry:
        """All the water of the commune."""
        return shapely.union_all([self.sea, self.harbour, self.river, self.pond])


def _tapered(points: tuple[tuple[float, float, float], ...]) -> BaseGeometry:
    """A river: a smooth line whose width changes from point to point."""
    xy = smooth([(p[0], p[1]) for p in points], 10)
    widths = np.interp(np.arange(len(xy)), np.arange(len(points)) * 10, [p[2] for p in points])
    discs = [LineString([xy[i], xy[i + 1]]).buffer((widths[i] + widths[i + 1]) / 4) for i in range(len(xy) - 1)]
    return shapely.union_all(discs).simplify(1.5)


def _basins() -> BaseGeometry:
    """The dug basins: the old one, the tuna boats', the commercial dock and its channel."""
    return shapely.union_all(
        [
            box_at(-265, 285, 105, 250, -6),
            box_at(-330, -165, 300, 130, 8),
            box_at(-300, -85, 60, 140, 8),
            box_at(-1080, -800, 460, 130, 27),
            box_at(-1250, -690, 80, 330, 27),
        ]
    )


def build_shore() -> Shore:
    """Draw the land and the water of Port-Clairval (the same for every seed)."""
    coast = smooth(COAST, 8)
    inland = smooth(INLAND, 6)
    continent = Polygon(np.vstack([coast, [(6000, -3300), (6000, 3300)]])).buffer(0)
    jetties = shapely.union_all([smooth_line(line).buffer(11) for line in JETTIES])
    outline = largest(Polygon(np.vstack([inland, smooth(SEASIDE, 6)])).buffer(0))
    open_water = outline.difference(continent.union(jetties))
    estuary = box_at(-230, 60, 960, 560)
    river = _tapered(RIVER).intersection(outline)
    harbour = shapely.union_all([open_water.intersection(estuary), _basins()]).intersection(outline)
    harbour = harbour.difference(river.difference(estuary))
    river = river.difference(harbour)
    pond = smooth_ring([(1000, 1560), (1090, 1600), (1180, 1570), (1150, 1500), (1050, 1490)])
    return _fitted(outline, open_water, harbour, river, pond)


def _fitted(
    outline: Polygon, open_water: BaseGeometry, harbour: BaseGeometry, river: BaseGeometry, pond: Polygon
) -> Shore:
    """Cut land and waters on one grid, so that together they are the commune without gap or overlap."""
    whole = shapely.set_precision(outline, GRID_M)
    water = shapely.union_all([open_water, harbour, river, pond], grid_size=GRID_M)
    dry = shapely.difference(whole, water, grid_size=GRID_M)
    land = shapely.union_all([one for one in polygons_of(dry) if one.area > 2_000], grid_size=GRID_M)
    rest = shapely.difference(whole, land, grid_size=GRID_M)
    parts: list[BaseGeometry] = []
    for one in (pond, river, harbour):
        part = shapely.union_all(polygons_of(shapely.intersection(rest, one, grid_size=GRID_M)))
        parts.append(part)
        rest = shapely.difference(rest, part, grid_size=GRID_M)
    sea = shapely.union_all(polygons_of(rest))
    return Shore(whole, land, sea, parts[2], parts[1], largest(parts[0]))
