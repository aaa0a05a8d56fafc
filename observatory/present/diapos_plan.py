"""Where everything stands on the slides, before they are PPTX or PDF: boxes in points, letters as large as they fit.

A part is one slide; what does not fit goes on to another, « (suite) ». Nothing is left out, nothing overflows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from observatory.domain.support import (
    AvantApres,
    Bloc,
    Figure,
    Graphique,
    Partie,
    Support,
    Tableau,
    Texte,
    Tuile,
    Tuiles,
)
from observatory.present.chiffres import figure_text, phrase_text
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
    text_element,
)

SIZES = (20.0, 18.0, 16.0, 14.0)
ALONE = (24.0, 22.0, *SIZES)
"""Letters of a slide that shows words only: they are read from the back of the hall."""
SMALL = 12.0
"""Letters of a table rather than a second slide; words beside it stay as large as the smallest usual ones."""
GAP = 16.0
_LEAST_PICTURE, _TILE, _TILE_MOST = 150.0, 104.0, 168.0
_WIDE_TABLE = 4
Rangee: TypeAlias = list[list[Bloc]]
"""A row of columns, each a pile of blocks."""


@dataclass(frozen=True, slots=True)
class Diapo:
    """A slide: its title (no other has it), what stands on it in reading order, what is said aloud, its sources."""

    titre: str
    elements: tuple[Element, ...]
    notes: tuple[str, ...]
    source: str


def slides_of(support: Support, aire: Boite) -> list[Diapo]:
    """The slides of a document after its first one, laid out in an area."""
    slides: list[Diapo] = []
    seen: set[str] = set()
    for partie in support.parties:
        source = _source(partie)
        notes = (*(phrase_text(one) for one in partie.notes), *([source] if source else []))
        for rank, elements in enumerate(_screens(list(partie.blocs), support, aire, partie.titre)):
            words = partie.titre if not rank else f"{partie.titre} (suite{f' {rank}' if rank > 1 else ''})"
            slides.append(Diapo(_once(words, seen), tuple(elements), notes, source))
    return slides


def _source(partie: Partie) -> str:
    said = [f"Source : {partie.source.rstrip('.')}"] if partie.source else []
    if partie.n is not None:
        said.append(f"n = {figure_text(partie.n)}")
    return ", ".join(said)


def _once(words: str, seen: set[str]) -> str:
    """The title, with a number where a slide before has it already."""
    found, rank = words, 1
    while found in seen:
        rank += 1
        found = f"{words} ({rank})"
    seen.add(found)
    return found


def _screens(blocs: list[Bloc], support: Support, aire: Boite, titre: str) -> list[list[Element]]:
    """The blocks of a part on as few slides as they need."""
    found: list[list[Element]] = []
    rest = blocs
    while rest or not found:
        take = len(rest)
        while take > 1 and _pictures(rest[:take]) > 2:
            take -= 1
        placed = None
        while take and placed is None:
            placed = _placed(rest[:take], support, aire, titre)
            take -= placed is None
        if placed is None and rest:
            first, more = _cut(rest[0], aire)
            placed, rest = _placed([first], support, aire, titre, forced=True), [*more, *rest[1:]]
        else:
            rest = rest[take:]
        found.append(placed or [])
    return found


def _pictures(blocs: Sequence[Bloc]) -> int:
    """How much of two halves of a slide is taken by what is looked at."""
    return sum(
        2 if isinstance(one, AvantApres) else isinstance(one, Graphique | Figure | Tableau | Tuiles) for one in blocs
    )


def _cut(bloc: Bloc, aire: Boite) -> tuple[Bloc, list[Bloc]]:
    """What of a block stands on one slide, and what is left of it: even shares rather than a last lonely line."""
    if not isinstance(bloc, Texte | Tableau) or len(bloc.lignes) < 2:
        return bloc, []
    fits = _text_fits if isinstance(bloc, Texte) else _table_fits
    most = max((k for k in range(1, len(bloc.lignes)) if fits(bloc, k, aire)), default=1)
    pages = -(-len(bloc.lignes) // most)
    keep = -(-len(bloc.lignes) // pages)
    if isinstance(bloc, Texte):
        return replace(bloc, lignes=bloc.lignes[:keep]), [replace(bloc, lignes=bloc.lignes[keep:])]
    return replace(bloc, lignes=bloc.lignes[:keep], note=""), [replace(bloc, lignes=bloc.lignes[keep:])]


def _text_fits(bloc: Bloc, lines: int, aire: Boite) -> bool:
    return isinstance(bloc, Texte) and (
        text_element(replace(bloc, lignes=bloc.lignes[:lines]), aire, SIZES[-1]).boite.h <= aire.h
    )


def _table_fits(bloc: Bloc, lines: int, aire: Boite) -> bool:
    if not isinstance(bloc, Tableau):
        return False
    room = replace(aire, h=aire.h - caption_height(bloc.titre, aire.l) - 4)
    return table_fitted(replace(bloc, lignes=bloc.lignes[:lines], note=""), room, least=SIZES[-1]) is not None


def _rows(blocs: Sequence[Bloc]) -> list[Rangee]:
    """The rows that blocks are laid out in: one thing to look at beside its words, two side by side."""
    looked = [one for one in blocs if isinstance(one, Graphique | Figure | Tableau)]
    if len(looked) == 2 and not any(_wide(one) for one in looked):
        before = [one for one in blocs[: blocs.index(looked[0])] if one not in looked]
        after = [one for one in blocs[blocs.index(looked[0]) :] if one not in looked]
        return [*([[one]] for one in before), [[looked[0]], [looked[1]]], *([[one]] for one in after)]
    texts = [one for one in blocs if isinstance(one, Texte)]
    if len(looked) == 1 and texts and not _wide(looked[0]):
        tiles: list[Bloc] = [one for one in blocs if isinstance(one, Tuiles | AvantApres)]
        pair: Rangee = [[looked[0]], [*texts]]
        if blocs.index(texts[0]) < blocs.index(looked[0]):
            pair.reverse()
        return [*([[one]] for one in tiles), pair]
    return [[[one]] for one in blocs]


def _wide(bloc: Bloc) -> bool:
    return isinstance(bloc, Tableau) and len(bloc.colonnes) >= _WIDE_TABLE


def _placed(
    blocs: Sequence[Bloc], support: Support, aire: Boite, titre: str, *, forced: bool = False
) -> list[Element] | None:
    """Blocks in the area with the largest letters that fit; None where none do."""
    if not blocs:
        return []
    rows = _rows(blocs)
    alone = all(isinstance(one, Texte) for one in blocs)
    for corps in ALONE if alone else (*SIZES, SMALL):
        placed = _rows_placed(rows, support, aire, titre, corps)
        if placed is not None:
            return placed
    if not forced:
        return None
    for corps in (13.0, 11.0, 10.0, 9.0, 8.0):  # one paragraph or one row of a table that fills a slide
        placed = _rows_placed(rows, support, aire, titre, corps)
        if placed is not None:
            return placed
    raise ValueError(f"« {titre} » : un bloc est trop long pour une diapositive")


def _rows_placed(
    rows: Sequence[Rangee], support: Support, aire: Boite, titre: str, corps: float
) -> list[Element] | None:
    fixed = [_row_height(row, aire, titre, corps) for row in rows]
    free = aire.h - GAP * (len(rows) - 1) - sum(one for one in fixed if one is not None)
    loose = sum(one is None for one in fixed)
    if free < loose * 60:
        return None
    tall = free / loose if loose else 0.0
    found: list[Element] = []
    y = aire.y
    for row, own in zip(rows, fixed, strict=True):
        high = tall if own is None else own
        placed = _row_placed(row, support, Boite(aire.x, y, aire.l, high), titre, corps)
        if placed is None:
            return None
        found += placed
        y += high + GAP
    return found


def _words_size(corps: float) -> float:
    return SIZES[-1] if corps == SMALL else corps


def _row_height(row: Rangee, aire: Boite, titre: str, corps: float) -> float | None:
    """How high a row must be; None where it takes what is left."""
    if len(row) > 1 or len(row[0]) > 1:
        return None
    match row[0][0]:
        case Texte() as text:
            return text_element(text, aire, _words_size(corps)).boite.h
        case Tuiles(tuiles=tuiles):
            return None if len(tuiles) > 4 else _TILE_MOST
        case Tableau() as table:
            placed = _table(table, aire, titre, corps)
            return max(one.boite.y + one.boite.h for one in placed) - aire.y if placed else None
        case _:
            return None


def _row_placed(row: Rangee, support: Support, boite: Boite, titre: str, corps: float) -> list[Element] | None:
    found: list[Element] = []
    x = boite.x
    for column, width in zip(row, _columns(row, support, boite), strict=True):
        placed = _pile(column, support, Boite(x, boite.y, width, boite.h), titre, corps)
        if placed is None:
            return None
        found += placed
        x += width + GAP * 1.5
    return found


def _columns(row: Rangee, support: Support, boite: Boite) -> list[float]:
    """How wide the columns of a row are: a picture no wider than it needs, words the rest."""
    if len(row) == 1:
        return [boite.l]
    free = boite.l - GAP * 1.5
    wide = [0.5, 0.5]
    words = [all(isinstance(one, Texte) for one in column) for column in row]
    if any(words):
        looked = row[words.index(False)][0]
        share = 0.62
        if isinstance(looked, Figure):
            ratio = picture_ratio(support, looked)
            share = min(share, max(0.38, ratio * (boite.h - 40) / free))
        wide = [1 - share if one else share for one in words]
    return [free * one for one in wide]


def picture_ratio(support: Support, figure: Figure) -> float:
    """How wide a picture is for its height."""
    from observatory.present.diapos_images import picture_size

    width, height = picture_size(support.image(figure.nom))
    return width / height


def _pile(column: Sequence[Bloc], support: Support, boite: Boite, titre: str, corps: float) -> list[Element] | None:
    """Blocks one under another: words first take what they need, what is looked at the rest."""
    texts = [text_element(one, boite, _words_size(corps)) for one in column if isinstance(one, Texte)]
    needed = sum(one.boite.h for one in texts) + GAP * (len(column) - 1)
    loose = len(column) - len(texts)
    if needed > boite.h + 0.5 or (loose and (boite.h - needed) / loose < 60):
        return None
    tall = (boite.h - needed) / loose if loose else 0.0
    found: list[Element] = []
    y = boite.y
    for bloc in column:
        if isinstance(bloc, Texte):
            one = text_element(bloc, replace(boite, y=y), _words_size(corps))
            found.append(one)
            y += one.boite.h + GAP
        else:
            placed = _looked(bloc, support, replace(boite, y=y, h=tall), titre, corps)
            if placed is None:
                return None
            found += placed
            y += tall + GAP
    return found


def _looked(bloc: Bloc, support: Support, boite: Boite, titre: str, corps: float) -> list[Element] | None:
    match bloc:
        case Tuiles(tuiles=tuiles):
            return _tiles(tuiles, boite)
        case Tableau() as table:
            return _table(table, boite, titre, corps)
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
    high = min((boite.h - GAP * (down - 1)) / down, _TILE_MOST)
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
    if not words or words == titre:
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


def _table(table: Tableau, boite: Boite, titre: str, corps: float) -> list[Element] | None:
    head, room = _caption(table.titre, boite, titre)
    note = caption_below(table)
    grid = table_fitted(replace(table, note=note), room, corps, min(corps, SIZES[-1]))
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
    if room.h < _LEAST_PICTURE:
        return None
    return [*head, Courbe(room, chart), *below]


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
