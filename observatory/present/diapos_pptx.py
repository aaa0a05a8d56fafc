"""A document as slides for PowerPoint or Impress: 16:9 in the city's colours, or on the city's own template.

Each slide has a title that no other has, shapes in reading order, pictures that say what they show, notes for who
speaks. Charts are native, with their workbook; what is hidden is in none of them.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from observatory.domain.edition import Charte, EtatEdition, Tampon
from observatory.domain.support import Support
from observatory.present.chiffres import phrase_text, stamp_text
from observatory.present.diapos_formes import (
    Encre,
    element_added,
    foot_added,
    foot_size,
    logo_added,
    words_added,
)
from observatory.present.diapos_mesure import LEADING, letters_of, line_count, text_height
from observatory.present.diapos_modele import (
    Modele,
    open_template,
    own_template,
    placeholders,
    theme_colour,
    theme_font,
)
from observatory.present.diapos_pieces import Boite, Ecrit
from observatory.present.diapos_plan import Diapo, opening, opening_lines, slides_of
from observatory.present.labels import day

if TYPE_CHECKING:
    from pptx.slide import Slide

SOURCE_SIZE = 12.0
DRAFT = "BROUILLON"
_LANGUAGE = "fr-FR"


def support_to_pptx(support: Support, tampon: Tampon, charte: Charte, modele: bytes | None = None) -> bytes:
    """The slides of a document, on the city's template where it has one.

    Raises
    ------
    ValueRefused
        When the template lacks something, or leaves no room.
    """
    base = open_template(modele) if modele else own_template(charte)
    with letters_of(theme_font(base.contenu)):
        _made(base, support, tampon, charte)
    _described(base.presentation, support)
    _french(base.presentation)
    out = io.BytesIO()
    base.presentation.save(out)
    return out.getvalue()


def _made(base: Modele, support: Support, tampon: Tampon, charte: Charte) -> None:
    """Every slide of a document, the first one first."""
    foot = f"{support.ville} · {stamp_text(tampon, support.donnees_le)}"
    draft = tampon.etat == EtatEdition.BROUILLON
    own_foot = not _foot_fits(base, foot)
    area, sources = _areas(base, support, own_foot=own_foot)
    _first(base, support, charte, foot, draft)
    encre = Encre(theme_colour(base.contenu, "accent1"))
    for one in slides_of(support, area):
        slide = base.presentation.slides.add_slide(base.contenu)
        _titled(slide, one.titre)
        for left in (each for each in placeholders(slide) if each.placeholder_format.idx):
            left._element.getparent().remove(left._element)  # « Cliquez pour ajouter du texte »
        for element in one.elements:
            element_added(slide, element, support, encre)
        if one.source:
            words_added(
                slide, Ecrit(replace(sources, h=_high(one.source, sources.l)), (one.source,), "legende", SOURCE_SIZE)
            )
        if own_foot:
            _own_foot(slide, base.aire, foot, draft)
        foot_added(slide, base.contenu, foot, draft)
        _noted(slide, one)


def _areas(base: Modele, support: Support, *, own_foot: bool) -> tuple[Boite, Boite]:
    """Where the content stands, and under it where the source does."""
    area = base.aire
    if own_foot:
        area = replace(area, h=area.h - SOURCE_SIZE * LEADING - 4)
    told = [one.source for one in support.parties]
    lines = max((_high(f"Source : {one}, n = 10 000", area.l) for one in told), default=0.0)
    return replace(area, h=area.h - lines - 6), replace(area, y=area.y + area.h - lines, h=lines)


def _high(words: str, largeur: float) -> float:
    return text_height([words], SOURCE_SIZE, largeur) + 1


def _foot_fits(base: Modele, foot: str) -> bool:
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    feet = [one for one in placeholders(base.contenu) if one.placeholder_format.type == KIND.FOOTER]
    return any(foot_size(one, foot) is not None for one in feet)


def _own_foot(slide: Slide, area: Boite, foot: str, draft: bool) -> None:
    """The foot at the end of the area, where the template has no room for it."""
    size = next((one for one in (12.0, 11.0, 10.0, 9.0) if line_count(foot, one, area.l, gras=True) == 1), 8.0)
    high = SOURCE_SIZE * LEADING + 2
    words_added(slide, Ecrit(Boite(area.x, area.y + area.h - high, area.l, high), (foot,), "legende", size), bold=draft)


def _first(base: Modele, support: Support, charte: Charte, foot: str, draft: bool) -> None:
    """The first slide: what, where, when, who; the logo; a draft says so."""
    slide = base.presentation.slides.add_slide(base.titre)
    _titled(slide, support.titre)
    lines = opening_lines(support)
    rest = [one for one in placeholders(slide) if one.placeholder_format.idx != 0]
    for one in rest[1:]:
        one._element.getparent().remove(one._element)
    wide, high = (float(one or 0) / 12_700 for one in (base.presentation.slide_width, base.presentation.slide_height))
    if rest:
        _filled(rest[0], lines)
    else:
        words_added(slide, Ecrit(Boite(base.aire.x, high * 0.72, base.aire.l, 70), tuple(lines), "paragraphes", 20))
    if draft:
        words_added(slide, Ecrit(Boite(base.aire.x, 24, 200, 30), (DRAFT,), "intertitre", 22), accent=True)
    if charte.logo and not base.de_la_ville:  # a city's template has its logo
        logo_added(slide, charte.logo, support.ville, Boite(wide / 2, 32, wide / 2 - base.aire.x, 84))
    if not foot_added(slide, base.titre, foot, draft):
        _own_foot(slide, base.aire, foot, draft)
    first = opening(support)
    said = [phrase_text(one) for one in first.notes] if first else []
    _notes(slide, [*said, *support.remarques, f"Données du {day(support.donnees_le)}."])


def _filled(placeholder: Any, lines: list[str]) -> None:
    """Fill a placeholder, in letters that leave room for every line."""
    from pptx.util import Pt

    wide, high = placeholder.width / 12_700 - 15, placeholder.height / 12_700 - 8
    size = next((one for one in (24.0, 22.0, 20.0, 18.0, 16.0, 14.0) if text_height(lines, one, wide) <= high), 12.0)
    frame = placeholder.text_frame
    frame.text = lines[0]
    for line in lines[1:]:
        frame.add_paragraph().text = line
    for paragraph in frame.paragraphs:
        paragraph.runs[0].font.size = Pt(size)


def _titled(slide: Slide, words: str) -> None:
    """Fill the title, in smaller letters where its box has no room for the template's."""
    from pptx.util import Pt

    title: Any = slide.shapes.title
    title.text_frame.text = words
    wide, high = title.width / 12_700 - 15, title.height / 12_700 - 6
    usual = _title_size(slide)
    sizes = [usual, *(one for one in (40, 36, 32, 30, 28, 26, 24, 22, 20, 18, 16) if one < usual)]
    size = next((one for one in sizes if line_count(words, one, wide, gras=True) * one * LEADING <= high), sizes[-1])
    if size != usual:
        title.text_frame.paragraphs[0].runs[0].font.size = Pt(size)


def _title_size(slide: Slide) -> float:
    """The letters of a title as its layout or its master has them."""
    layout: Any = slide.slide_layout
    own = layout._element.xpath(
        ".//p:sp[.//p:ph[@type='title' or @type='ctrTitle']]//a:lstStyle/a:lvl1pPr/a:defRPr/@sz"
    )
    usual = layout.slide_master._element.xpath(".//p:titleStyle/a:lvl1pPr/a:defRPr/@sz")
    return int((own or usual or ["3000"])[0]) / 100


def _noted(slide: Slide, one: Diapo) -> None:
    _notes(slide, list(one.notes))


def _notes(slide: Slide, lines: list[str]) -> None:
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = "\n".join(lines) or "Pas de note."


def _described(made: Any, support: Support) -> None:
    told = made.core_properties
    told.title, told.subject = support.titre, f"{support.territoire}, {support.periode}"
    told.author = told.last_modified_by = support.ville
    told.language, told.keywords, told.comments, told.category = _LANGUAGE, "tranquillité publique", "", ""
    told.created = told.modified = dt.datetime.combine(support.donnees_le, dt.time())
    told.revision = 1


def _french(made: Any) -> None:
    """Say the language of every run, for who listens to the slides and for who corrects them."""
    from pptx.oxml.ns import qn

    for slide in made.slides:
        for sheet in (slide, slide.notes_slide):
            for run in sheet._element.iter(qn("a:r"), qn("a:fld")):
                properties = run.find(qn("a:rPr"))
                if properties is None:
                    properties = run.makeelement(qn("a:rPr"), {})
                    run.insert(0, properties)
                properties.set("lang", _LANGUAGE)
