"""What written documents (DOCX, A4, HTML) have in common: how wide things are, what stands under a part."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from observatory.domain.support import Cellule, Figure, Graphique, Image, Nombre, Partie, Support, Tableau, Tuiles
from observatory.present.chiffres import cell_text, figure_text, phrase_text
from observatory.present.documents import GENRES_EDITION
from observatory.present.labels import NO_BREAK, first_upper, label
from observatory.present.labels_documents import CATEGORY, COUNTED, SOURCE, TILE_HEADS, TILES
from observatory.present.mesure_texte import text_width

SVG = "image/svg+xml"
MOST_COLUMNS = 6
"""A table of more columns lies on a page on its side."""
_SIZE = re.compile(rb'<svg[^>]*?\bwidth="([\d.]+)mm"[^>]*?\bheight="([\d.]+)mm"')
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PADDING_PT, _POINT_MM, _SHORT = 9.0, 72 / 25.4, 14
_FEW_ROWS, _SHORT_CELL = 10, 45
_BAR_MM, _COLUMNS_MM, _LEAST_MM, _MOST_MM = 7.0, 68.0, 26.0, 190.0


def genre_text(support: Support) -> str:
    """What the document is called: « Bilan du schéma »."""
    return label(GENRES_EDITION, support.genre)


def subtitle_text(support: Support) -> str:
    """« Les Docks · 1er semestre 2026 »: what and when it is about, where it says so."""
    return " · ".join(one for one in (support.territoire, support.periode) if one)


def source_text(partie: Partie) -> str:
    """« Source : … · n = 1 234 », for under a part; "" where neither is known."""
    told = [f"{SOURCE}{partie.source}"] if partie.source else []
    if partie.n is not None:
        told.append(f"{COUNTED}{figure_text(partie.n)}")
    return " · ".join(told)


def lying_parts(support: Support) -> Iterator[tuple[bool, list[Partie]]]:
    """The parts in order, together as long as their pages stand upright (False) or lie on their side (True)."""
    yield from ((lying, list(those)) for lying, those in groupby(support.parties, part_lies))


def part_lies(partie: Partie) -> bool:
    """Whether a part has a table too wide for a page that stands."""
    return any(isinstance(one, Tableau) and len(one.colonnes) > MOST_COLUMNS for one in partie.blocs)


def right_columns(tableau: Tableau) -> list[bool]:
    """For each column but the first, whether it holds figures and is set to the right; empty cells do not tell."""
    columns = zip(*tableau.lignes, strict=True) if tableau.lignes else ((),) * len(tableau.colonnes)
    told = [[one for one in column if one != ""] for column in columns]
    return [
        rank > 0 and bool(column) and all(isinstance(one, Nombre) for one in column) for rank, column in enumerate(told)
    ]


def column_shares(tableau: Tableau, largeur: float, corps: float) -> list[float]:
    """How wide each column should be, as shares of one, on so many millimetres with letters of so many points.

    Figures and days stay on one line, else no word is broken, as far as there is room; what is left goes where most
    is written.
    """
    room = largeur * _POINT_MM
    columns = [(head, [row[rank] for row in tableau.lignes]) for rank, head in enumerate(tableau.colonnes)]
    for whole in (True, False):
        least = [_PADDING_PT + _least_width(head, cells, corps, whole) for head, cells in columns]
        if sum(least) <= room:
            break
    wished = [
        corps**0.25 * max(text_width(text, corps) for text in (head, *map(cell_text, cells))) ** 0.75
        for head, cells in columns
    ]
    more = [max(1.0, wish - one) for wish, one in zip(wished, least, strict=True)]
    left = max(0.0, room - sum(least)) / sum(more)
    wide = [one + left * extra for one, extra in zip(least, more, strict=True)]
    return [one / sum(wide) for one in wide]


def _least_width(head: str, cells: Sequence[Cellule], corps: float, whole: bool) -> float:
    """The points that a column cannot do without: its longest word, or ``whole`` figures, days and short names."""
    kept = [whole and (not isinstance(one, str) or len(one) <= _SHORT) for one in (head, *cells)]
    texts = (head, *map(cell_text, cells))
    pieces = [piece for text, keep in zip(texts, kept, strict=True) for piece in ([text] if keep else text.split(" "))]
    return max(text_width(one, 1.06 * corps) for one in pieces)  # heads are bold


def without_echo(partie: Partie) -> Partie:
    """A part whose first block does not repeat its title just under it."""
    first = partie.blocs[0] if partie.blocs else None
    if not isinstance(first, Graphique | Tableau | Figure) or _plain(first.titre) != _plain(partie.titre):
        return partie
    return replace(partie, blocs=(replace(first, titre=""), *partie.blocs[1:]))


def _plain(text: str) -> str:
    return text.strip().casefold()


def keeps_together(tableau: Tableau) -> bool:
    """Whether a table is so short that it stands on one page."""
    longest = max((len(cell_text(one)) for row in tableau.lignes for one in row), default=0)
    return len(tableau.lignes) <= _FEW_ROWS and longest <= _SHORT_CELL


def side_title(mot: str, figure: Figure) -> str:
    """The title of one of two pictures: « Avant : mars 2026 », « Avant » where it has none of its own."""
    own = figure.titre.strip()
    return mot if own.casefold() in ("", mot.casefold()) else f"{mot}{NO_BREAK}: {own}"


def chart_table(graphique: Graphique) -> Tableau:
    """The figures of a chart as a table: a row for each category, a column for each series."""
    rows = zip(graphique.categories, *(one.valeurs for one in graphique.series), strict=True)
    heads = [one.nom for one in graphique.series]
    if len(heads) == 1 and graphique.unite:
        heads = [first_upper(graphique.unite)]
    return Tableau(graphique.titre, (CATEGORY, *heads), tuple(rows))


def tiles_table(tuiles: Tuiles) -> Tableau:
    """Headline figures as a table, where there is no room for tiles."""
    rows = tuple(
        (one.libelle, one.nombre, phrase_text(one.evolution) if one.evolution else "", one.precision)
        for one in tuiles.tuiles
    )
    used = [0, 1, *(rank for rank in (2, 3) if any(row[rank] for row in rows))]
    return Tableau(
        TILES, tuple(TILE_HEADS[rank] for rank in used), tuple(tuple(row[rank] for rank in used) for row in rows)
    )


def clean_text(text: str) -> str:
    """A text that may stand in XML: without the letters that nobody sees and that no file bears."""
    return _NOT_XML.sub("", text)


def chart_height(graphique: Graphique) -> float:
    """Millimetres that a chart needs on a page."""
    if graphique.genre != "barres":
        return _COLUMNS_MM
    bars = len(graphique.categories) * len(graphique.series)
    return min(_MOST_MM, max(_LEAST_MM, 6 + _BAR_MM * bars * (1.0 if len(graphique.series) == 1 else 0.8)))


def picture_size(image: Image) -> tuple[float, float]:
    """How wide and how high a picture is: millimetres for a map, pixels for a photograph.

    Raises
    ------
    ValueError
        When a map does not say so.
    """
    if image.media == SVG:
        found = _SIZE.search(image.contenu[:2000])
        if not found:
            raise ValueError(f"image {image.nom!r}: an SVG says its width and height in millimetres")
        return float(found[1]), float(found[2])
    from PIL import Image as Pictures

    with Pictures.open(io.BytesIO(image.contenu)) as opened:
        return float(opened.width), float(opened.height)


def picture_fit(image: Image, largeur: float, hauteur: float) -> tuple[float, float]:
    """The size in millimetres of a picture in a box: a map never larger than it is, a photograph as large as fits."""
    wide, high = picture_size(image)
    scale = min(largeur / wide, hauteur / high)
    scale = min(1.0, scale) if image.media == SVG else scale
    return wide * scale, high * scale
