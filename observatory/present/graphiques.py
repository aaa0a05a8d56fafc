"""Charts of documents: Altair specifications made SVG without a browser, legible on a black copier.

Where everything stands is decided here, so that the fonts of a machine change nothing. Series differ by lightness, by
hatching or by dashes; figures stand beside their marks; what is hidden or untold is a gap with its mark, never a zero.
"""

from __future__ import annotations

import hashlib
import re
from html import escape

from observatory.domain.edition import Charte
from observatory.domain.support import Graphique
from observatory.domain.texte import seen_words
from observatory.present.graphiques_trace import (
    AT_LEAST,
    DASHES,
    FONT,
    INK,
    SOFT,
    UNTOLD,
    Trait,
    bars_spec,
    columns_spec,
    told_value,
)
from observatory.present.labels import MASKED, NO_BREAK, first_upper
from observatory.present.mesure_texte import text_width, wrap_text
from observatory.present.palette import PAST

MOST_SERIES = 4
"""Beyond, nobody tells them apart in black and white."""
_POINT_MM = 72 / 25.4
_ROOT = re.compile(r"<svg [^>]*>")


def chart_svg(graphique: Graphique, largeur_mm: float, hauteur_mm: float, charte: Charte, corps_pt: float = 9.0) -> str:
    """A chart as SVG of a size in millimetres, without its title; nothing in it is loaded from anywhere.

    Parameters
    ----------
    corps_pt
        Points of the letters at that size; smaller where many bars stand close.

    Raises
    ------
    ValueError
        When there are more than :data:`MOST_SERIES` series.
    """
    if len(graphique.series) > MOST_SERIES:
        raise ValueError(f"chart {graphique.titre!r} has {len(graphique.series)} series: {MOST_SERIES} at most")
    import vl_convert  # 0.7 s for the first drawing of a process, then 25 ms

    graphique = seen_words(graphique)  # drawing a NUL would end the whole process
    wide, high = largeur_mm * _POINT_MM, hauteur_mm * _POINT_MM
    head, top = _head(graphique, charte, wide, corps_pt)
    trait = Trait(wide, high, top, corps_pt, fills(charte), strokes(charte))
    spec = (bars_spec if graphique.genre == "barres" else columns_spec)(graphique, trait)
    svg = vl_convert.vegalite_to_svg(spec)
    root = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{largeur_mm:g}mm" height="{hauteur_mm:g}mm" '
        f'viewBox="0 0 {wide:.2f} {high:.2f}" font-family="{FONT}">'
    )
    drawn = _ROOT.sub("", svg, count=1).removesuffix("</svg>")
    drawn = re.sub(r' (?:aria-\w+|role|class)="[^"]*"', "", drawn)
    drawn = re.sub(r'(<text [^>]*) stroke="#ffffff"', r'\1 stroke="#ffffff" paint-order="stroke"', drawn)
    return _own_names(f"{root}{_patterns(charte)}{drawn}{head}</svg>")


def chart_note(graphique: Graphique) -> str:
    """What the marks of a chart's gaps mean, for under it; "" where it has none."""
    gaps = [one.masque for serie in graphique.series for one in serie.valeurs if told_value(one) is None]
    least = any(one.au_moins for serie in graphique.series for one in serie.valeurs)
    marks = ((True, MASKED, "nombre caché, pour que personne ne soit reconnu"), (False, UNTOLD, "non communiqué"))
    told = [(mark, words) for hid, mark, words in marks if hid in gaps]
    if least and graphique.genre != "barres":
        told.append((AT_LEAST, "au moins"))
    return " ".join(f"«{NO_BREAK}{mark}{NO_BREAK}»{NO_BREAK}: {words}." for mark, words in told)


def fills(charte: Charte) -> tuple[str, ...]:
    """What the bars of each series are filled with: dark, hatched, pale grey, dotted."""
    return charte.couleur, "url(#hachures)", PAST, "url(#points)"


def strokes(charte: Charte) -> tuple[str, ...]:
    """The colour of each series' lines and outlines."""
    return charte.couleur, charte.accent, SOFT, INK


def _patterns(charte: Charte) -> str:
    line = f'stroke="{charte.accent}" stroke-width="1.6"'
    return (
        '<defs><pattern id="hachures" width="4" height="4" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="4" height="4" fill="#ffffff"/><path d="M1 0V4" {line}/></pattern>'
        f'<pattern id="points" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="4" height="4" '
        f'fill="#ffffff"/><circle cx="2" cy="2" r="0.8" fill="{INK}"/></pattern></defs>'
    )


def _own_names(svg: str) -> str:
    """Names inside a drawing that no other drawing of the same page bears."""
    mark = "g" + hashlib.sha256(svg.encode()).hexdigest()[:8]
    return re.sub(r'(\bid="|url\(#)', rf"\g<1>{mark}-", svg)


def _head(graphique: Graphique, charte: Charte, wide: float, corps: float) -> tuple[str, float]:
    """The unit and the legend above the plot, and how high they are."""
    parts, x, y = [], 0.0, corps
    own = {one.unite for serie in graphique.series for one in serie.valeurs} | {"%", "€"}
    if graphique.unite and graphique.unite not in own:
        parts.append(_text(0, y, first_upper(graphique.unite), corps, SOFT))
        x = text_width(graphique.unite, corps) + 2 * corps
    if len(graphique.series) > 1:
        for rank, serie in enumerate(graphique.series):
            name = wrap_text(serie.nom, wide - 3 * corps, corps, 1)[0]
            step = 2.2 * corps + text_width(name, corps)
            if x and x + step > wide:
                x, y = 0.0, y + 1.5 * corps
            parts.append(_swatch(graphique.genre, rank, charte, x, y, corps))
            parts.append(_text(x + 2.2 * corps, y, name, corps, INK))
            x += step + 1.6 * corps
    return "".join(parts), (y + 0.9 * corps if parts else 0.3 * corps)


def _swatch(genre: str, rank: int, charte: Charte, x: float, y: float, corps: float) -> str:
    colour = strokes(charte)[rank]
    if genre != "lignes":
        return (
            f'<rect x="{x + 0.5:.1f}" y="{y - 0.75 * corps:.1f}" width="{1.7 * corps:.1f}" height="{0.85 * corps:.1f}" '
            f'fill="{fills(charte)[rank]}" stroke="{colour}" stroke-width="0.8"/>'
        )
    dash = " ".join(map(str, DASHES[rank])) if rank else "none"
    return (
        f'<path d="M{x:.1f} {y - 0.32 * corps:.1f}h{1.8 * corps:.1f}" stroke="{colour}" stroke-width="1.8" '
        f'stroke-dasharray="{dash}"/>'
    )


def _text(x: float, y: float, words: str, corps: float, colour: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{corps:g}" fill="{colour}">{escape(words)}</text>'
