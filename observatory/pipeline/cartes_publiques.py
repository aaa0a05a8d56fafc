"""The maps of public documents: by quartier, where trouble gathers, where one walked, where one acts.

What stands on them is published counts by class, places of walks and zones of actions; no number is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import shapely

from observatory.domain.grid import cell_to_ring
from observatory.domain.support import Image
from observatory.pipeline.fond_papier import fond_of
from observatory.pipeline.vue_publique import Vue
from observatory.present.carte_couches import Cadre, Contour, Couche, Fond, Reperes, Trace
from observatory.present.carte_papier import bounds_points, cadre_for, carte_papier
from observatory.present.carte_plages import (
    CROISEES,
    HACHURES,
    MONTANTES,
    POINTS,
    Classe,
    Itineraires,
    Noms,
    Plages,
    Rues,
)
from observatory.present.chiffres import period_text
from observatory.present.classes import Classes
from observatory.present.labels import FICTIONAL
from observatory.present.palette import ACCENT, sequence
from observatory.store.reference import FICTIONAL as FICTIONAL_KEY
from observatory.store.reference import meta_get

MAP_MM, SIDE_MM = (66.0, 59.0), 32.0
"""The frame of a map on a slide, small so that its letters are large there; its legend and scale stand beside it."""
SVG = "image/svg+xml"
_MARGIN, _SIGN = 2.0, 9.0
_SMALLER = tuple(range(16_000, 250_000, 1_000))
_DETAIL = 15_000
"""Up to this scale streets are drawn with their width and named; beyond, as thin lines."""
MASKED_CLASS = Classe("s. (masqué)", "#ffffff", HACHURES)
NONE_CLASS = Classe("aucun", "#ffffff")
CHANGES = {
    1: Classe("hausse", "#b9521a", MONTANTES),
    0: Classe("stable", "#fbf1de"),
    -1: Classe("baisse", "#bcd8d6", POINTS),
    None: Classe("trop peu", "#ffffff", HACHURES),
}
SUBJECTS = (
    ("#73290d", ""), ("#f6b765", ""), ("#bcd8d6", POINTS), ("#9cc3c9", MONTANTES), ("#fbf1de", CROISEES),
)  # fmt: skip
"""How subjects are told apart, in colour and on a black copier."""
OTHER_CLASS = Classe("autre motif", "#e3e3df")
UNKNOWN_CLASS = Classe("on ne sait pas", "#ffffff", HACHURES)
HEAT = Classe("concentration", "#b9521a", CROISEES)


def quartiers_map(vue: Vue, classes: Classes) -> Image:
    """The published territories by the class of their count; what is hidden is hatched."""
    colours = sequence(len(classes.bounds))
    labels = classes.labels()
    ranks = {code: _rank(vue, code, classes) for code in vue.quartiers}
    filled = [
        (Classe(label, colour), [code for code, rank in ranks.items() if rank == k])
        for k, (label, colour) in enumerate(zip(labels, colours, strict=True))
    ]
    filled += [(NONE_CLASS, [code for code, rank in ranks.items() if rank == -1])]
    filled += [(MASKED_CLASS, [code for code, rank in ranks.items() if rank is None])]
    return _by_quartier(vue, "carte-quartiers", filled)


def changes_map(vue: Vue, senses: Mapping[str, int | None]) -> Image:
    """The published territories by how their count changed within a year."""
    filled = [(CHANGES[sense], [code for code, one in senses.items() if one == sense]) for sense in CHANGES]
    return _by_quartier(vue, "carte-evolution", filled)


def motifs_map(vue: Vue, quartiers: Mapping[str, Sequence[str]], others: Sequence[str]) -> Image:
    """The published territories by the subject that comes first there: named subjects, others, unknown hatched."""
    known = {code for codes in (*quartiers.values(), others) for code in codes}
    filled = [
        (Classe(name, colour, trame), codes)
        for (name, codes), (colour, trame) in zip(quartiers.items(), SUBJECTS, strict=False)
    ]
    filled += [(OTHER_CLASS, others)] if others else []
    filled += [(UNKNOWN_CLASS, [code for code in vue.quartiers if code not in known])]
    return _by_quartier(vue, "carte-motifs", filled)


def concentration_map(vue: Vue, cells: Sequence[int]) -> Image:
    """The hexagons where trouble gathers, all of one class."""
    cadre = _framed([vue.forme] if vue.forme is not None else [one[2] for one in vue.quartiers.values()])
    hexagons = [shapely.Polygon(cell_to_ring(one)) for one in cells]
    return _drawn(vue, "carte-concentration", cadre, [Plages([(HEAT, hexagons)], 0.2, 0.75), *_outlines(vue)])


def walks_map(vue: Vue, walks: Sequence[tuple[str, Trace]]) -> Image | None:
    """Walks with the sign of each at its beginning; None where none has a place."""
    there = [(sign, trace) for sign, trace in walks if trace.points]
    if not there:
        return None
    points = [point for _, trace in there for point in trace.points]
    cadre = _closer(cadre_for(points, *MAP_MM), points, _SIGN)
    signs = Reperes("marche", [(*trace.points[len(trace.points) // 2], sign) for sign, trace in there])
    layers: list[Couche] = [Itineraires("itinéraire", [trace for _, trace in there])]
    return _drawn(vue, "carte-marches", cadre, [*_outlines(vue, signs), *layers, signs])


def actions_map(vue: Vue, zones: Sequence[tuple[str, shapely.Geometry]]) -> Image | None:
    """The zones of actions with the sign of each; None where no action has a place."""
    if not zones:
        return None
    shapes = [shape for _, shape in zones]
    points = [point for shape in shapes for point in bounds_points(shape)]
    cadre = _closer(cadre_for(points, *MAP_MM), points, _SIGN)
    signs = Reperes("action", [(shape.centroid.y, shape.centroid.x, sign) for sign, shape in zones])
    near = cadre.echelle <= _DETAIL
    area = Plages([(Classe("zone", ACCENT, HACHURES if near else MONTANTES), shapes)], 0.4, 0.25 if near else 0.45)
    return _drawn(vue, "carte-actions", cadre, [*_outlines(vue, signs), area, signs])


def situation_map(vue: Vue) -> Image:
    """The place as it lies, with its streets: nothing is counted on it."""
    cadre = _framed([vue.forme] if vue.forme is not None else [one[2] for one in vue.quartiers.values()])
    return _drawn(vue, "carte-lieux", cadre, _outlines(vue))


def _rank(vue: Vue, code: str, classes: Classes) -> int | None:
    """The class of a territory, -1 for a true zero, None where its count is hidden."""
    value = vue.chiffres.nombre(code).valeur
    if value is None:
        return None
    found = classes.index(int(value))
    return -1 if found is None else found


def _by_quartier(vue: Vue, name: str, filled: Sequence[tuple[Classe, Sequence[str]]]) -> Image:
    shapes = {code: shape for code, (_, _, shape) in vue.quartiers.items()}
    layers: list[Couche] = [Plages([(one, [shapes[code] for code in codes]) for one, codes in filled])]
    if vue.forme is not None:
        layers.append(Contour("périmètre", vue.forme))
    cadre = _framed(list(shapes.values()))
    return _drawn(vue, name, cadre, [*layers, _names(vue)], streets=False)


def _outlines(vue: Vue, *autour: Couche) -> list[Couche]:
    edges = Plages([(Classe("", "none"), [shape for _, _, shape in vue.quartiers.values()])], 0.3)
    own: list[Couche] = [Contour("périmètre", vue.forme)] if vue.forme is not None else []
    return [_Mute(edges), *own, _names(vue, *autour)]


def _names(vue: Vue, *autour: Couche) -> Noms:
    return Noms([(nom, shape) for nom, _, shape in vue.quartiers.values()], tuple(vue.noms_autour), autour)


class _Mute:
    """A layer that the legend does not speak of."""

    def __init__(self, couche: Couche) -> None:
        self.couche = couche

    def dessin(self, cadre: Cadre) -> str:
        """It as it is."""
        return self.couche.dessin(cadre)

    def prises(self, cadre: Cadre) -> list[shapely.Geometry]:
        """Its own."""
        return self.couche.prises(cadre)

    def legende(self, cadre: Cadre) -> list[tuple[str, str]]:
        """None."""
        return []


def _framed(shapes: Sequence[shapely.Geometry]) -> Cadre:
    points = [point for shape in shapes for point in bounds_points(shape)]
    return _closer(cadre_for(points, *MAP_MM, marge=_MARGIN), points)


def _closer(cadre: Cadre, points: Sequence[tuple[float, float]], marge: float = _MARGIN) -> Cadre:
    """The frame at the largest scale that still holds the points, so many millimetres from its edges."""
    for echelle in _SMALLER:
        if echelle >= cadre.echelle:
            break
        one = replace(cadre, echelle=echelle)
        west, south, east, north = one.bounds(-marge)
        if all(south <= lat <= north and west <= lon <= east for lat, lon in points):
            return one
    return cadre


def _drawn(vue: Vue, name: str, cadre: Cadre, layers: Sequence[Couche], *, streets: bool = True) -> Image:
    fond = fond_of(vue.office, cadre)
    near = cadre.echelle <= _DETAIL
    under: list[Couche] = [Rues(fond.voies)] if streets and not near else []
    if near:  # streets are named there, quartiers would stand in their way
        layers = [one for one in layers if not isinstance(one, Noms)]
    shown = fond if streets and near else Fond(fond.commune, fond.eau, (), ())
    fiction = FICTIONAL.split(" :")[0] if meta_get(vue.office.database, FICTIONAL_KEY) == "oui" else ""
    source = " · ".join(filter(None, (fiction, period_text(vue.periode))))
    carte = carte_papier(cadre, shown, [*under, *layers], jour=vue.today, source=source, pres_de=None, cote=SIDE_MM)
    return Image(name, carte.svg.encode(), SVG)
