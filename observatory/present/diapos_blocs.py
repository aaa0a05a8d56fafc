"""What is looked at on a slide, in the box that it is given: tiles, tables, charts, maps, photographs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from observatory.domain.support import AvantApres, Bloc, Figure, Graphique, Support, Tableau, Tuile, Tuiles
from observatory.present.diapos_images import picture_size
from observatory.present.diapos_mesure import text_height
from observatory.present.diapos_pieces import (
    Boite,
    Chiffre,
    Courbe,
    Ecrit,
    Element,
    Vue,
    caption_below,
    caption_height,
    table_fitted,
)

GAP = 16.0
LEAST_LETTERS = 14.0
"""Of a table that may still be cut in two."""
TILE_MOST = 168.0
_LEAST_PICTURE, _LEAST_CHART, _TILE = 170.0, 240.0, 104.0


def picture_ratio(support: Support, figure: Figure) -> float:
    """How wide a picture is for its height."""
    width, height = picture_size(support.image(figure.nom))
    return width / height


def looked_at(bloc: Bloc, support: Support, boite: Boite, titre: str, corps: float) -> list[Element] | None:
    """A block that is looked at, in a box, with its words above and under; None where there is too little room.

    ``titre`` is that of the slide: what it says is not said again above the block.
    """
    match bloc:
        case Tuiles(tuiles=tuiles):
            return _tiles(tuiles, boite)
        case Tableau() as table:
            return table_placed(table, boite, titre, corps)
        case Graphique() as chart:
            return _chart(chart, boite, titre)
        case Figure() as figure:
            return _figure(figure, support, boite, titre)
        case AvantApres() as pair:
            return _before_after(pair, support, boite, titre)
        case _:
            return []


def _tiles(tuiles: Sequence[Tuile], boite: Boite) -> list[Element] | None:
    across = {1: 1, 2: 2, 3: 3, 4: 4, 5: 3, 6: 3}.get(len(tuiles), 4)
    down = -(-len(tuiles) // across)
    high = min((boite.h - GAP * (down - 1)) / down, TILE_MOST)
    if high < _TILE:
        return None
    wide = (boite.l - GAP * (across - 1)) / across
    return [
        Chiffre(
            Boite(boite.x + rank % across * (wide + GAP), boite.y + rank // across * (high + GAP), wide, high), tuile
        )
        for rank, tuile in enumerate(tuiles)
    ]


def _caption(words: str, boite: Boite, titre: str) -> tuple[list[Element], Boite]:
    """The words above a thing to look at (none where the slide says them), and the room that is left."""
    if not words or titre == words or titre.startswith(f"{words} (suite"):
        return [], boite
    high = caption_height(words, boite.l)
    rest = replace(boite, y=boite.y + high + 4, h=boite.h - high - 4)
    return [Ecrit(replace(boite, h=high), (words,), "intertitre", 16.0)], rest


def _below(words: str, boite: Boite) -> tuple[list[Element], Boite]:
    """The small words under a thing to look at, and the room that is left above."""
    if not words:
        return [], boite
    high = text_height([words], 13.0, boite.l) + 2
    return [Ecrit(replace(boite, y=boite.y + boite.h - high, h=high), (words,), "legende", 13.0)], replace(
        boite, h=boite.h - high - 4
    )


def table_placed(table: Tableau, boite: Boite, titre: str, corps: float) -> list[Element] | None:
    """A table with its words above and under; None where there is too little room for letters of about ``corps``."""
    head, room = _caption(table.titre, boite, titre)
    note = caption_below(table)
    grid = table_fitted(replace(table, note=note), room, corps, min(corps, LEAST_LETTERS))
    if grid is None:
        return None
    below: list[Element] = []
    if note:
        top = grid.boite.y + grid.boite.h + 6
        below.append(Ecrit(Boite(room.x, top, room.l, text_height([note], 13.0, room.l) + 2), (note,), "legende", 13.0))
    return [*head, grid, *below]


def _chart(chart: Graphique, boite: Boite, titre: str) -> list[Element] | None:
    head, room = _caption(chart.titre, boite, titre)
    below, room = _below(caption_below(chart), room)
    if room.h < _chart_least(chart):
        return None
    return [*head, Courbe(room, chart), *below]


def _chart_least(chart: Graphique) -> float:
    """How high a chart must be for its names to be read."""
    bars = len(chart.categories) * max(18, 13 * len(chart.series)) + 30 if chart.genre == "barres" else 0
    return min(max(_LEAST_PICTURE, bars), _LEAST_CHART)


def _figure(
    figure: Figure, support: Support, boite: Boite, titre: str, least: float = _LEAST_PICTURE
) -> list[Element] | None:
    head, room = _caption(figure.titre, boite, titre)
    below, room = _below(figure.legende, room)
    if room.h < least:
        return None
    ratio = picture_ratio(support, figure)
    wide = min(room.l, room.h * ratio)
    high = wide / ratio
    x = room.x + (room.l - wide) / 2
    if below and isinstance(below[0], Ecrit):  # words stand under their picture, not at the foot of the slide
        below = [replace(below[0], boite=replace(below[0].boite, y=room.y + high + 4))]
    return [*head, Vue(Boite(x, room.y, wide, high), figure), *below]


def _before_after(pair: AvantApres, support: Support, boite: Boite, titre: str) -> list[Element] | None:
    head, room = _caption(pair.titre, boite, titre)
    half = (room.l - GAP) / 2
    found: list[Element] = list(head)
    for rank, figure in enumerate((pair.avant, pair.apres)):
        side = Boite(room.x + rank * (half + GAP), room.y, half, room.h)
        named = figure if figure.titre else replace(figure, titre=("Avant", "Après")[rank])
        placed = _figure(named, support, side, titre, 110.0)
        if placed is None:
            return None
        found += placed
    return found
