"""Where a territory lies in its city: a small drawing without streets, the place dark, the others in outline."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from observatory.present.carte_couches import INK, Cadre, Contour, Couche, Fond, fond_svg
from observatory.present.carte_papier import bounds_points, cadre_for
from observatory.present.carte_plages import CROISEES, Classe, Plages

_HERE, _OTHERS = Classe("ici", "#b9521a", CROISEES), Classe("", "none")
_MARGIN = 2.0


def carte_situation(
    here: shapely.Geometry, others: Sequence[shapely.Geometry], fond: Fond, largeur: float, hauteur: float
) -> str:
    """The drawing as SVG of a size in millimetres; shapes in degrees, ``others`` may hold ``here``."""
    points = [point for one in (here, *others) for point in bounds_points(one)]
    cadre = _close(cadre_for(points, largeur, hauteur, _MARGIN), points)
    layers: list[Couche] = [Plages([(_HERE, [here])], 0.5, 0.9), Plages([(_OTHERS, others)], 0.25), Contour("", here)]
    body = "".join(one.dessin(cadre) for one in layers)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{largeur:g}mm" height="{hauteur:g}mm" '
        f'viewBox="0 0 {largeur:g} {hauteur:g}"><clipPath id="cadre"><rect width="{largeur:g}" height="{hauteur:g}"/>'
        f'</clipPath><g clip-path="url(#cadre)">{fond_svg(cadre, Fond(fond.commune, fond.eau))}{body}</g>'
        f'<rect x="0.2" y="0.2" width="{largeur - 0.4:g}" height="{hauteur - 0.4:g}" fill="none" stroke="{INK}" '
        'stroke-width="0.35"/></svg>'
    )


def _close(cadre: Cadre, points: Sequence[tuple[float, float]]) -> Cadre:
    """The same frame at the scale that just holds the points: no distance is read on it."""
    places = [cadre.point(lat, lon) for lat, lon in points]
    wide = max(x for x, _ in places) - min(x for x, _ in places)
    high = max(y for _, y in places) - min(y for _, y in places)
    share = max(wide / (cadre.largeur - 2 * _MARGIN), high / (cadre.hauteur - 2 * _MARGIN), 0.05)
    return Cadre(cadre.lat, cadre.lon, round(cadre.echelle * share), cadre.largeur, cadre.hauteur)
