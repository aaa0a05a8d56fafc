"""Where everything stands on the slides, before they are PPTX or PDF: boxes in points, letters as large as they fit.

A part is one slide; what does not fit goes on to another, « (suite) ». Nothing is left out, nothing overflows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from observatory.domain.support import (
    AvantApres,
    Bloc,
    Figure,
    Graphique,
    Partie,
    Support,
    Tableau,
    Texte,
    Tuiles,
)
from observatory.present.chiffres import figure_text, phrase_text
from observatory.present.diapos_blocs import GAP, LEAST_LETTERS, TILE_MOST, looked_at, picture_ratio, table_placed
from observatory.present.diapos_pieces import (
    Boite,
    Element,
    caption_height,
    table_fitted,
    text_element,
)
from observatory.present.labels import NO_BREAK, day, first_upper

SIZES = (20.0, 18.0, 16.0, LEAST_LETTERS)
OPENING = "titre"
"""The key of a part that is the first slide."""
ALONE = (24.0, 22.0, *SIZES)
"""Letters of a slide that shows words only: they are read from the back of the hall."""
SMALL = 12.0
"""Letters of a table rather than a second slide; words beside it stay as large as the smallest usual ones."""
FORCED = (13.0, 11.0, 10.0, 9.0, 8.0)
"""Letters of one paragraph, or of one row of a table, that fills a slide by itself."""
_WIDE_TABLE = 4


@dataclass(frozen=True, slots=True)
class Rangee:
    """A row of columns, each a pile of blocks; ``part`` is the share of the first of two, None where it is reckoned."""

    colonnes: tuple[tuple[Bloc, ...], ...]
    part: float | None = None


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
    for partie in support.parties[1:] if opening(support) else support.parties:
        source = _source(partie)
        notes = (*(phrase_text(one) for one in partie.notes), *([source] if source else []))
        for rank, elements in enumerate(_screens(list(partie.blocs), support, aire, partie.titre)):
            words = _continued(partie.titre) if rank else partie.titre
            slides.append(Diapo(_once(words, seen), tuple(elements), notes, source))
    return slides


def opening(support: Support) -> Partie | None:
    """The part that is the first slide itself, where a document has one."""
    first = support.parties[0] if support.parties else None
    return first if first and first.cle == OPENING and all(isinstance(one, Texte) for one in first.blocs) else None


def opening_lines(support: Support) -> list[str]:
    """What stands under the title of the first slide."""
    first = opening(support)
    blocs = first.blocs if first else ()
    own = [phrase_text(line) for bloc in blocs if isinstance(bloc, Texte) for line in bloc.lignes]
    place_name = support.territoire if support.territoire != support.ville else ""
    told = [one for one in (place_name, first_upper(support.periode)) if one]
    place = [] if own and support.territoire in support.titre else [" · ".join(told)]
    return [*place, *own, f"{support.ville} – données du{NO_BREAK}{day(support.donnees_le)}"]


def _source(partie: Partie) -> str:
    said = [f"Source : {partie.source.rstrip('.')}"] if partie.source else []
    if partie.n is not None:
        said.append(f"n = {figure_text(partie.n)}")
    return ", ".join(said)


def _continued(titre: str) -> str:
    return titre if titre.endswith("(suite)") else f"{titre} (suite)"


def _once(words: str, seen: set[str]) -> str:
    """The title, with a number where a slide before has it already."""
    found, rank = words, 1
    while found in seen:
        rank += 1
        found = f"{words.removesuffix(')')} {rank})" if words.endswith("(suite)") else f"{words} ({rank})"
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


def _layouts(blocs: Sequence[Bloc]) -> list[list[Rangee]]:
    """The rows that blocks may be laid out in, the best first: words beside what they tell, two things side by side."""
    looked = [one for one in blocs if isinstance(one, Graphique | Figure | Tableau)]
    under: list[Rangee] = [Rangee(((one,),)) for one in blocs]
    if len(looked) == 2:
        first = blocs.index(looked[0])
        before = [Rangee(((one,),)) for one in blocs[:first]]
        after = [Rangee(((one,),)) for one in blocs[first:] if one not in looked]
        sides = ((looked[0],), (looked[1],))
        return [*([*before, Rangee(sides, share), *after] for share in _shares(looked)), under]
    texts = [one for one in blocs if isinstance(one, Texte)]
    if len(looked) == 1 and texts and not _wide(looked[0]):
        pair: list[tuple[Bloc, ...]] = [(looked[0],), tuple(texts)]
        if blocs.index(texts[0]) < blocs.index(looked[0]):
            pair.reverse()
        rest = [Rangee(((one,),)) for one in blocs if isinstance(one, Tuiles | AvantApres)]
        return [[*rest, Rangee(tuple(pair))], under]
    return [under]


def _shares(looked: Sequence[Bloc]) -> tuple[float, ...]:
    """How much of the width the first of two things may have: a table gets more as it needs more."""
    tables = [isinstance(one, Tableau) for one in looked]
    if tables == [False, True]:
        return (0.5, 0.45, 0.4, 0.36)
    return (0.5, 0.55, 0.6, 0.64) if tables == [True, False] else (0.5,)


def _wide(bloc: Bloc) -> bool:
    return isinstance(bloc, Tableau) and len(bloc.colonnes) >= _WIDE_TABLE


def _placed(
    blocs: Sequence[Bloc], support: Support, aire: Boite, titre: str, *, forced: bool = False
) -> list[Element] | None:
    """Blocks in the area with the largest letters that fit; None where none do."""
    if not blocs:
        return []
    alone = all(isinstance(one, Texte) for one in blocs)
    sizes = ALONE if alone else (*SIZES, SMALL)
    for corps in (*sizes, *FORCED) if forced else sizes:
        for rows in _layouts(blocs):
            placed = _rows_placed(rows, support, aire, titre, corps)
            if placed is not None:
                return placed
    if not forced:
        return None
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
    if len(row.colonnes) > 1 or len(row.colonnes[0]) > 1:
        return None
    match row.colonnes[0][0]:
        case Texte() as text:
            return text_element(text, aire, _words_size(corps)).boite.h
        case Tuiles(tuiles=tuiles):
            return None if len(tuiles) > 4 else TILE_MOST
        case Tableau() as table:
            placed = table_placed(table, aire, titre, corps)
            return max(one.boite.y + one.boite.h for one in placed) - aire.y if placed else None
        case _:
            return None


def _row_placed(row: Rangee, support: Support, boite: Boite, titre: str, corps: float) -> list[Element] | None:
    found: list[Element] = []
    x = boite.x
    for column, width in zip(row.colonnes, _columns(row, support, boite), strict=True):
        placed = _pile(column, support, Boite(x, boite.y, width, boite.h), titre, corps)
        if placed is None:
            return None
        found += placed
        x += width + GAP * 1.5
    return found


def _columns(row: Rangee, support: Support, boite: Boite) -> list[float]:
    """How wide the columns of a row are: a picture no wider than it needs, words the rest."""
    if len(row.colonnes) == 1:
        return [boite.l]
    free = boite.l - GAP * 1.5
    if row.part is not None:
        return [free * row.part, free * (1 - row.part)]
    words = [all(isinstance(one, Texte) for one in column) for column in row.colonnes]
    looked = row.colonnes[words.index(False)][0]
    share = 0.62
    if isinstance(looked, Figure):
        share = min(share, max(0.38, picture_ratio(support, looked) * (boite.h - 40) / free))
    return [free * (1 - share if one else share) for one in words]


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
            placed = looked_at(bloc, support, replace(boite, y=y, h=tall), titre, corps)
            if placed is None:
                return None
            found += placed
            y += tall + GAP
    return found
