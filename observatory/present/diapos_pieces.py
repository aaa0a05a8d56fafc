"""The pieces of a slide, each in its box (points): words, a headline figure, a chart, a table, a picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from observatory.domain.support import Cellule, Figure, Graphique, Jour, Nombre, Tableau, Texte, Tuile
from observatory.present.chiffres import cell_text, figure_text, phrase_text
from observatory.present.diapos_mesure import LEADING, column_widths, line_count, longest_word, text_height, text_width

PAD_X, PAD_Y = 7.0, 4.0
"""Of a cell and of a box, on each side."""
BULLET = 20.0
TABLE_SIZES = (18.0, 16.0, 15.0, 14.0, 13.0, 12.0)
TILE_SIZES = (36.0, 32.0, 28.0, 24.0)
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Boite:
    """A rectangle in points: left, top, width, height."""

    x: float
    y: float
    l: float  # noqa: E741 - « largeur », as x, y and h
    h: float


@dataclass(frozen=True, slots=True)
class Ecrit:
    """Words: paragraphs, a list, a box that stands out, what a picture is called, or what is said under it."""

    boite: Boite
    lignes: tuple[str, ...]
    genre: Literal["paragraphes", "puces", "encadre", "intertitre", "legende"]
    corps: float


@dataclass(frozen=True, slots=True)
class Chiffre:
    """A headline figure."""

    boite: Boite
    tuile: Tuile


@dataclass(frozen=True, slots=True)
class Courbe:
    """A chart."""

    boite: Boite
    graphique: Graphique


@dataclass(frozen=True, slots=True)
class Grille:
    """A table (or some rows of one): widths of columns, heights of rows (heads first)."""

    boite: Boite
    tableau: Tableau
    largeurs: tuple[float, ...]
    hauteurs: tuple[float, ...]
    corps: float


@dataclass(frozen=True, slots=True)
class Vue:
    """A picture."""

    boite: Boite
    figure: Figure


Element: TypeAlias = Ecrit | Chiffre | Courbe | Grille | Vue


def text_element(texte: Texte, boite: Boite, corps: float) -> Ecrit:
    """Sentences at the top of a box, as wide as it and as high as they need."""
    lines = tuple(phrase_text(one) for one in texte.lignes)
    inner = boite.l - {"puces": BULLET, "encadre": 4 * PAD_X}.get(texte.genre, 0)
    high = text_height(lines, corps, inner) + (4 * PAD_Y if texte.genre == "encadre" else 2)
    return Ecrit(replace(boite, h=high), lines, texte.genre, corps)


def caption_height(words: str, largeur: float) -> float:
    """How high the words above a picture are."""
    return text_height([words], 16.0, largeur, gras=True) + 2


def caption_below(bloc: Graphique | Tableau) -> str:
    """What is said under a chart or a table: its note, and what is hidden or was not told."""
    if isinstance(bloc, Tableau):
        hidden = any(
            isinstance(cell, Nombre) and shown(cell) is None and cell.masque for row in bloc.lignes for cell in row
        )
        return " ".join(one for one in (bloc.note, "s. : nombre caché (secret statistique)." * hidden) if one)
    told = {True: "s. (caché, secret statistique)", False: "Non communiqué"}
    said = []
    for masked, words in told.items():
        names = [
            category if len(bloc.series) == 1 else f"{category}, {serie.nom}"
            for serie in bloc.series
            for category, value in zip(bloc.categories, serie.valeurs, strict=True)
            if shown(value) is None and value.masque is masked
        ]
        if names:
            more = f" et {len(names) - _MOST_NAMED} autres" if len(names) > _MOST_NAMED else ""
            said.append(f"{words} : {' ; '.join(names[:_MOST_NAMED])}{more}.")
    return " ".join(said)


def shown(nombre: Nombre) -> float | None:
    """The value that may be drawn: none where it is hidden, whatever the figure holds."""
    return None if nombre.masque else nombre.valeur


def is_number(cell: Cellule) -> bool:
    """Whether a cell stands to the right of its column."""
    return isinstance(cell, Nombre) and not isinstance(cell, Jour)


def table_fitted(
    table: Tableau, boite: Boite, corps: float = TABLE_SIZES[0], least: float = TABLE_SIZES[-1]
) -> Grille | None:
    """A table at the top of a box with the largest letters that fit, its note counted; None where none do."""
    rows = [list(table.colonnes), *([cell_text(cell) for cell in row] for row in table.lignes)]
    note = text_height([table.note], 13.0, boite.l) + 8 if table.note else 0.0
    for size in [one for one in TABLE_SIZES if least <= one <= corps] or [corps]:
        widths = column_widths(rows, size, boite.l - 1, 2 * PAD_X)
        if widths is None:
            continue
        heights = tuple(
            max(
                line_count(cell, size, width - 2 * PAD_X, gras=not rank)
                for cell, width in zip(row, widths, strict=True)
            )
            * size
            * LEADING
            + 2 * PAD_Y
            for rank, row in enumerate(rows)
        )
        if sum(heights) + note <= boite.h:
            wide = tuple(one * boite.l / sum(widths) for one in widths)
            return Grille(replace(boite, h=sum(heights)), table, wide, heights, size)
    return None


def tile_lines(tuile: Tuile, small: float) -> list[tuple[str, float, bool]]:
    """What stands under a headline figure: words, size, whether bold."""
    found = [(tuile.libelle, small, True)]
    if tuile.evolution:
        found.append((phrase_text(tuile.evolution), small - 2, False))
    precision = tuile.precision or ("secret statistique" if tuile.nombre.masque else "")
    return found + ([(precision, small - 3, False)] if precision else [])


def tile_sizes(tuile: Tuile, boite: Boite) -> tuple[float, float]:
    """The sizes of the figure and of its words that fit in a tile."""
    wide, high = boite.l - 24, boite.h - 16
    figure = figure_text(tuile.nombre)
    large = next((one for one in TILE_SIZES if text_width(figure, one, gras=True) <= wide), 18.0)
    for small in (18.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0):
        if any(longest_word(words, size, gras=bold) > wide for words, size, bold in tile_lines(tuile, small)):
            continue
        for top in (large, min(large, 28.0), min(large, 22.0)):
            lines = sum(
                text_height([words], size, wide, gras=bold) + 2 for words, size, bold in tile_lines(tuile, small)
            )
            if text_height([figure], top, wide, gras=True) + lines <= high:
                return top, small
    return min(large, 18.0), 9.0
