"""How a DOCX looks and what it says of itself: styles, language, properties, foot, what python-docx has no word for."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from observatory.domain.edition import Charte, EtatEdition, Tampon
from observatory.domain.support import Support
from observatory.present.chiffres import stamp_text
from observatory.present.ecrit import clean_text, genre_text, subtitle_text
from observatory.present.labels_documents import OF, PAGE

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.styles.style import ParagraphStyle
    from docx.table import Table
    from docx.text.paragraph import Paragraph

FONT = "Arial"
LANGUAGE = "fr-FR"
BOX, NOTE = "Encadré", "Note"
MARGIN_MM = 18.0
_SOFT, _PALE, _EDGE = "4A5563", "F2F5F6", "B9C3CB"
_SYMBOL_DOT = "\uf0b7"
_LOGO_MM, _LONGEST_PROPERTY = 10.0, 250


def blank_document(support: Support, charte: Charte) -> Document:
    """An empty document in French, with its properties and styles."""
    import docx

    document = docx.Document()
    _properties(document, support)
    _language(document)
    _bullets(document)
    _styles(document, charte)
    return document


def page_setup(section: Section, lying: bool) -> None:
    """A4, standing or on its side."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if lying else (Mm(210), Mm(297))
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    section.header_distance = section.footer_distance = Mm(9)


def head_and_foot(section: Section, support: Support, tampon: Tampon, charte: Charte) -> None:
    """Logo and city above, the state and « page 1 sur 12 » below; the following sections take them over."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    head = section.header.paragraphs[0]
    if charte.logo:
        head.add_run().add_picture(io.BytesIO(charte.logo), height=Mm(_LOGO_MM))
        describe_picture(head, f"Logo de {clean_text(support.ville)}", "Logo")
        head.add_run("  ")
    head.add_run(clean_text(support.ville)).bold = True
    foot = section.footer.paragraphs[0]
    foot.add_run(clean_text(stamp_text(tampon, support.donnees_le))).bold = tampon.etat == EtatEdition.BROUILLON
    pages = section.footer.add_paragraph(f"{PAGE} ", style="Footer")
    pages.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _field(pages, "PAGE")
    pages.add_run(f" {OF} ")
    _field(pages, "NUMPAGES")


def describe_picture(paragraph: Paragraph, alt: str, title: str) -> None:
    """Give the last picture of a paragraph the words for who does not see it."""
    shape = paragraph._p.xpath(".//wp:docPr")[-1]
    shape.set("descr", clean_text(alt))
    shape.set("name", clean_text(title) or "Image")
    for drawn in shape.getparent().iter("{*}cNvPr"):
        drawn.set("id", shape.get("id"))
    for side in ("distT", "distB", "distL", "distR"):
        shape.getparent().set(side, "0")


def describe_table(table: Table, title: str, description: str) -> None:
    """Title and description of a table, its first row told to be its heads (and repeated), no row cut by a page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = table._tbl.tblPr
    for tag, words in (("w:tblCaption", title), ("w:tblDescription", description)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), clean_text(words))
        properties.append(element)
    for rank, row in enumerate(table.rows):
        about = row._tr.get_or_add_trPr()
        about.append(OxmlElement("w:cantSplit"))
        if rank == 0:
            about.append(OxmlElement("w:tblHeader"))


def rule_table(table: Table, couleur: str) -> None:
    """Fine lines between the rows, a thick one and a pale ground for the heads, air in the cells."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    line = f'w:val="single" w:sz="4" w:space="0" w:color="{_EDGE}"'
    properties = table._tbl.tblPr
    borders = f"<w:tblBorders {nsdecls('w')}><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
    margins = "".join(f'<w:{side} w:w="{wide}" w:type="dxa"/>' for side, wide in
                      (("top", 50), ("left", 80), ("bottom", 50), ("right", 80)))  # fmt: skip
    layout = properties.find("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tblLayout")
    at = list(properties).index(layout) if layout is not None else len(properties)
    properties.insert(at, parse_xml(borders))
    look = properties.find("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tblLook")
    margin = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>")
    if look is None:
        properties.append(margin)
    else:
        look.addprevious(margin)
    thick = f'<w:bottom w:val="single" w:sz="10" w:space="0" w:color="{couleur}"/>'
    for cell in table.rows[0].cells:
        about = cell._tc.get_or_add_tcPr()
        about.append(parse_xml(f"<w:tcBorders {nsdecls('w')}>{thick}</w:tcBorders>"))
        about.append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{_PALE}"/>'))


def hex_of(couleur: str) -> str:
    """« #1f6f78 » as Office writes it: « 1F6F78 »."""
    return couleur.removeprefix("#").upper()


def _properties(document: Document, support: Support) -> None:
    about = document.core_properties
    about.title = clean_text(support.titre)[:_LONGEST_PROPERTY]
    about.author = about.last_modified_by = clean_text(support.ville)[:_LONGEST_PROPERTY]
    about.subject = clean_text(f"{genre_text(support)} · {subtitle_text(support)}")[:_LONGEST_PROPERTY]
    about.language, about.comments, about.keywords = LANGUAGE, "", ""
    about.created = about.modified = dt.datetime.combine(support.donnees_le, dt.time(12), dt.UTC)
    about.revision = 1


def _language(document: Document) -> None:
    from docx.oxml.ns import qn

    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), LANGUAGE)
        element.set(qn("w:eastAsia"), LANGUAGE)
    settings = document.settings.element
    for element in settings.iter(qn("w:themeFontLang")):
        element.set(qn("w:val"), LANGUAGE)
    for element in settings.iter(qn("w:compatSetting")):
        if element.get(qn("w:name")) == "compatibilityMode":
            element.set(qn("w:val"), "15")  # else Word opens it in the ways of 2010


def _bullets(document: Document) -> None:
    """The dot of lists from the font of the text, not from one that a machine may lack."""
    from docx.oxml.ns import qn

    for level in document.part.numbering_part.element.iter(qn("w:lvl")):
        mark = level.find(qn("w:lvlText"))
        if mark is not None and mark.get(qn("w:val")) == _SYMBOL_DOT:
            mark.set(qn("w:val"), "•")
            for fonts in level.iter(qn("w:rFonts")):
                for name in ("ascii", "hAnsi", "cs"):
                    fonts.set(qn(f"w:{name}"), FONT)


def _styles(document: Document, charte: Charte) -> None:
    """Sober: one sans-serif face, headings in the colour of the city."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm

    styles: Any = document.styles
    main = hex_of(charte.couleur)
    _style(styles["Normal"], 10.5, after=6)
    _style(styles["Title"], 24, main, bold=True, before=0, after=4)
    _style(styles["Subtitle"], 12, _SOFT, after=12)
    _style(styles["Heading 1"], 16, main, bold=True, before=20, after=6)
    _style(styles["Heading 2"], 13, main, bold=True, before=14, after=4)
    _style(styles["Heading 3"], 11, main, bold=True, before=10, after=3)
    _style(styles["Caption"], 10.5, "000000", bold=True, before=8, after=3, keep=True)
    _style(styles["List Bullet"], 10.5, after=3)
    for name in ("Header", "Footer"):
        _style(styles[name], 8.5, _SOFT, after=0)
    note = styles.add_style(NOTE, WD_STYLE_TYPE.PARAGRAPH)
    note.base_style = styles["Normal"]
    _style(note, 9, _SOFT, after=8)
    box = styles.add_style(BOX, WD_STYLE_TYPE.PARAGRAPH)
    box.base_style = styles["Normal"]
    _style(box, 10.5, after=8)
    box.paragraph_format.left_indent = box.paragraph_format.right_indent = Mm(3)
    _boxed(box, hex_of(charte.accent))
    _borderless(styles["Title"])


def _style(
    style: ParagraphStyle, size: float, colour: str | None = None, *, bold: bool = False, before: float = 0,
    after: float = 0, keep: bool = False,
) -> None:  # fmt: skip
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    font = style.font
    font.name, font.size, font.bold, font.italic = FONT, Pt(size), bold, False
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)
    for spacing in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spacing)
    if colour:
        font.color.rgb = RGBColor.from_string(colour)
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), 1.15
    if keep:
        shape.keep_with_next = True


def _boxed(style: ParagraphStyle, accent: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    about = style.element.get_or_add_pPr()
    border = f'<w:left w:val="single" w:sz="24" w:space="8" w:color="{accent}"/>'
    pieces = (
        f"<w:pBdr {nsdecls('w')}>{border}</w:pBdr>",
        f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{_PALE}"/>',
    )
    for rank, piece in enumerate(pieces):
        about.insert(rank, parse_xml(piece))


def _borderless(style: ParagraphStyle) -> None:
    from docx.oxml.ns import qn

    about = style.element.get_or_add_pPr()
    for border in about.findall(qn("w:pBdr")):
        about.remove(border)


def _field(paragraph: Paragraph, code: str) -> None:
    """A number that the reader's program fills in."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph._p.append(
        parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    )
