"""The pieces of a slide as PowerPoint's own shapes: words, headline figures, tables, pictures, the foot."""

from __future__ import annotations

import copy
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from observatory.domain.charte_ville import contrast
from observatory.domain.support import Support
from observatory.present.chiffres import cell_text, figure_text, phrase_text
from observatory.present.diapos_graphiques import chart_added
from observatory.present.diapos_images import picture_bytes
from observatory.present.diapos_mesure import text_width
from observatory.present.diapos_pieces import (
    BULLET,
    PAD_X,
    PAD_Y,
    Boite,
    Chiffre,
    Courbe,
    Ecrit,
    Element,
    Grille,
    Vue,
    is_number,
    tile_lines,
    tile_sizes,
)

if TYPE_CHECKING:
    from pptx.slide import Slide
    from pptx.util import Length

_WHITE_ON = 4.5


@dataclass(frozen=True, slots=True)
class Encre:
    """What a template's first accent bears: whether white letters can be read on it."""

    accent: str

    @property
    def claire(self) -> bool:
        """Whether white letters stand on the accent."""
        return contrast(self.accent, "#ffffff") >= _WHITE_ON


def element_added(slide: Slide, element: Element, support: Support, encre: Encre) -> None:
    """Put a piece on a slide."""
    match element:
        case Ecrit():
            words_added(slide, element)
        case Chiffre():
            _tile(slide, element)
        case Courbe():
            chart_added(slide, element)
        case Grille():
            _table(slide, element, encre)
        case Vue():
            _picture(slide, element, support)


def words_added(slide: Slide, one: Ecrit, *, bold: bool = False, accent: bool = False, right: bool = False) -> Any:
    """Put words on a slide; gives their shape."""
    shape = _box(slide, one.boite, {"encadre": "Encadré", "legende": "Légende"}.get(one.genre, "Texte"))
    frame = shape.text_frame
    if one.genre == "encadre":
        _panel(shape, outlined=True)
        _margins(frame, 2 * PAD_X, 2 * PAD_Y)
    for rank, line in enumerate(one.lignes):
        paragraph = frame.paragraphs[0] if not rank else frame.add_paragraph()
        _run(paragraph, line, one.corps, bold=bold or one.genre == "intertitre", accent=accent)
        if rank:
            paragraph.space_before = _pt(one.corps * 0.4)
        if one.genre == "puces":
            _bulleted(paragraph)
        if right:
            _right(paragraph)
    return shape


def _tile(slide: Slide, one: Chiffre) -> None:
    from pptx.enum.text import MSO_ANCHOR

    tuile = one.tuile
    shape = _box(slide, one.boite, f"Chiffre clé : {tuile.libelle}")
    _panel(shape, outlined=False)
    frame = shape.text_frame
    _margins(frame, 12, 8)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    large, small = tile_sizes(tuile, one.boite)
    _run(frame.paragraphs[0], figure_text(tuile.nombre), large, bold=True, accent=True)
    for words, size, bold in tile_lines(tuile, small):
        paragraph = frame.add_paragraph()
        _run(paragraph, words, size, bold=bold)
        paragraph.space_before = _pt(2)


def _table(slide: Slide, one: Grille, encre: Encre) -> None:
    from pptx.enum.dml import MSO_THEME_COLOR as THEME
    from pptx.enum.text import MSO_ANCHOR

    box, table = one.boite, one.tableau
    frame: Any = slide.shapes.add_table(
        len(table.lignes) + 1, len(table.colonnes), _pt(box.x), _pt(box.y), _pt(box.l), _pt(box.h)
    )
    frame.name = f"Tableau : {table.titre}"
    rows = f"{len(table.lignes)} lignes" if len(table.lignes) > 1 else "une ligne"
    frame._element.nvGraphicFramePr.cNvPr.set(
        "descr", f"Tableau : {table.titre}. {rows} ; {', '.join(table.colonnes)}."
    )
    made = frame.table
    made.first_row, made.first_col, made.horz_banding = True, False, True
    for column, width in zip(made.columns, one.largeurs, strict=True):
        column.width = _pt(width)
    for row, height in zip(made.rows, one.hauteurs, strict=True):
        row.height = _pt(height)
    numeric = [
        all(is_number(row[k]) for row in table.lignes) and bool(table.lignes) for k in range(len(table.colonnes))
    ]
    rows_told = [list(table.colonnes), *([cell_text(cell) for cell in row] for row in table.lignes)]
    for rank, row in enumerate(rows_told):
        for k, words in enumerate(row):
            cell = made.cell(rank, k)
            cell.margin_left = cell.margin_right = _pt(PAD_X)
            cell.margin_top = cell.margin_bottom = _pt(PAD_Y)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            paragraph = cell.text_frame.paragraphs[0]
            run = _run(paragraph, words, one.corps, bold=rank == 0)
            if rank == 0:
                cell.fill.solid()
                cell.fill.fore_color.theme_color = THEME.ACCENT_1
                run.font.color.theme_color = THEME.LIGHT_1 if encre.claire else THEME.DARK_1
            if numeric and numeric[k]:
                _right(paragraph)


def _picture(slide: Slide, one: Vue, support: Support) -> None:
    box = one.boite
    content = io.BytesIO(picture_bytes(support.image(one.figure.nom), box.l))
    shape: Any = slide.shapes.add_picture(content, _pt(box.x), _pt(box.y), _pt(box.l), _pt(box.h))
    shape.name = f"{'Carte' if one.figure.genre == 'carte' else 'Photographie'} : {one.figure.titre or one.figure.nom}"
    shape._element.nvPicPr.cNvPr.set("descr", phrase_text(one.figure.alt))


def logo_added(slide: Slide, logo: bytes, ville: str, boite: Boite) -> None:
    """Put the city's logo in the upper right corner of a box."""
    from PIL import Image

    with Image.open(io.BytesIO(logo)) as opened:
        ratio = opened.width / opened.height
    wide = min(boite.l, boite.h * ratio)
    shape: Any = slide.shapes.add_picture(
        io.BytesIO(logo), _pt(boite.x + boite.l - wide), _pt(boite.y), _pt(wide), _pt(wide / ratio)
    )
    shape.name = "Logo"
    shape._element.nvPicPr.cNvPr.set("descr", f"Logo de {ville}")


def foot_added(slide: Slide, layout: Any, words: str, draft: bool) -> bool:
    """Fill the foot and the number of a slide where its layout has them; whether the words of the foot found room."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    told = False
    for one in layout.placeholders:
        kind = one.placeholder_format.type
        if kind not in (KIND.FOOTER, KIND.SLIDE_NUMBER):
            continue
        size = foot_size(one, words)
        if kind == KIND.FOOTER and size is None:
            continue
        shape = _cloned(slide, one)
        paragraph = shape.text_frame.paragraphs[0]
        if kind == KIND.FOOTER:
            _run(paragraph, words, size or 12.0, bold=draft)
            told = True
        else:
            _number(paragraph)
    return told


def foot_size(placeholder: Any, words: str) -> float | None:
    """The letters in which the foot of a layout has room for words on a line; None where it has not."""
    wide = (placeholder.width or 0) / 12_700 - 14.4
    return next((one for one in (12.0, 11.0, 10.0) if text_width(words, one, gras=True) <= wide), None)


def _cloned(slide: Slide, placeholder: Any) -> Any:
    """A placeholder of the layout on the slide, standing where the layout says."""
    from pptx.oxml.ns import qn

    element = copy.deepcopy(placeholder._element)
    for child in list(element.spPr):
        element.spPr.remove(child)
    style = element.find(qn("p:style"))
    if style is not None:
        element.remove(style)
    body = element.find(qn("p:txBody"))
    for child in list(body):
        if child.tag == qn("a:p"):
            body.remove(child)
        elif child.tag == qn("a:lstStyle"):
            for level in list(child):
                child.remove(level)
    body.append(body.makeelement(qn("a:p"), {}))
    element.nvSpPr.cNvPr.set("id", str(max(int(one) for one in slide._element.xpath("//p:cNvPr/@id")) + 1))
    slide.shapes._spTree.append(element)
    return slide.shapes[-1]


def _number(paragraph: Any) -> None:
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    paragraph._p.insert(
        0,
        parse_xml(
            f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
            '<a:rPr lang="fr-FR"/><a:t>‹N°›</a:t></a:fld>'
        ),
    )


def _box(slide: Slide, boite: Boite, name: str) -> Any:
    from pptx.enum.text import MSO_AUTO_SIZE

    shape: Any = slide.shapes.add_textbox(_pt(boite.x), _pt(boite.y), _pt(boite.l), _pt(boite.h))
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    _margins(frame, 0, 0)
    return shape


def _panel(shape: Any, *, outlined: bool) -> None:
    """A pale ground that stands on a light template as on a dark one."""
    from pptx.enum.dml import MSO_THEME_COLOR as THEME

    shape.fill.solid()
    shape.fill.fore_color.theme_color = THEME.BACKGROUND_1
    shape.fill.fore_color.brightness = -0.05
    if outlined:
        shape.line.color.theme_color = THEME.ACCENT_2
        shape.line.width = _pt(1.5)


def _margins(frame: Any, across: float, down: float) -> None:
    frame.margin_left = frame.margin_right = _pt(across)
    frame.margin_top = frame.margin_bottom = _pt(down)


def _run(paragraph: Any, words: str, size: float, *, bold: bool = False, accent: bool = False) -> Any:
    from pptx.enum.dml import MSO_THEME_COLOR as THEME

    run = paragraph.add_run()
    run.text = words
    run.font.size = _pt(size)
    run.font.bold = bold
    if accent:
        run.font.color.theme_color = THEME.ACCENT_1
    return run


def _bulleted(paragraph: Any) -> None:
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(_pt(BULLET)))
    properties.set("indent", str(-_pt(BULLET)))
    for one in ('<a:buFont {} typeface="Arial"/>', '<a:buChar {} char="•"/>'):
        properties.append(parse_xml(one.format(nsdecls("a"))))


def _right(paragraph: Any) -> None:
    from pptx.enum.text import PP_ALIGN

    paragraph.alignment = PP_ALIGN.RIGHT


def _pt(points: float) -> Length:
    from pptx.util import Length

    return Length(round(points * 12_700))
