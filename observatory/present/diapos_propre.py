"""The program's own look for slides: 16:9, white, a band of the city's colour, letters that every machine has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from observatory.domain.edition import Charte
from observatory.present.palette import PAST, blend

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import SlideLayout

WIDE, HIGH = 960.0, 540.0
"""Points."""
MARGIN = 44.0
FONT = "Arial"
INK, PALE = "#1d2a30", "#f1f4f5"
_NAMES = ("Diapositive de titre", "Titre et contenu", "Titre seul")
_KEPT = (0, 1, 5)
_TITLE_BOX = (MARGIN, 20.0, WIDE - 2 * MARGIN, 68.0)
_FIRST_TITLE = (MARGIN + 26, 176.0, WIDE - 2 * MARGIN - 26, 120.0)
_FIRST_REST = (MARGIN + 26, 306.0, WIDE - 2 * MARGIN - 26, 170.0)
_BODY = (MARGIN, 104.0, WIDE - 2 * MARGIN, 394.0)
_FOOT = (MARGIN, 508.0, WIDE - 2 * MARGIN - 90, 22.0)
_NUMBER = (WIDE - MARGIN - 80, 508.0, 80.0, 22.0)
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def dress(made: Presentation, charte: Charte) -> tuple[SlideLayout, SlideLayout]:
    """Give an empty presentation its size, colours, letters and layouts; gives those of the first slide and others."""
    from pptx.util import Pt

    made.slide_width, made.slide_height = Pt(WIDE), Pt(HIGH)
    layouts = made.slide_layouts
    keep: list[SlideLayout] = [layouts[rank] for rank in _KEPT]
    for one in list(layouts):
        if one not in keep:
            layouts.remove(one)
    for one, name in zip(keep, _NAMES, strict=True):
        one._element.cSld.set("name", name)
    master = made.slide_masters[0]
    _theme(master, charte)
    for sheet in (master, *keep):
        _places(sheet, first=sheet is keep[0])
    _letters(master)
    _bar(master, (0.0, 0.0, WIDE, 8.0), "accent1")
    _bar(keep[0], (MARGIN, 190.0, 8.0, 280.0), "accent2")
    return keep[0], keep[2]


def _places(sheet: Any, *, first: bool) -> None:
    """Where the placeholders of a master or a layout stand."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    boxes = {
        KIND.TITLE: _TITLE_BOX, KIND.CENTER_TITLE: _FIRST_TITLE, KIND.SUBTITLE: _FIRST_REST, KIND.BODY: _BODY,
        KIND.OBJECT: _BODY, KIND.FOOTER: _FOOT, KIND.SLIDE_NUMBER: _NUMBER,
    }  # fmt: skip
    for one in list(sheet.placeholders):
        kind = one.placeholder_format.type
        if kind == KIND.DATE:  # the day of the data stands in the foot
            one._element.getparent().remove(one._element)
            continue
        _moved(one, boxes[kind])
        if first and kind in (KIND.CENTER_TITLE, KIND.SUBTITLE):
            _first_letters(one, title=kind == KIND.CENTER_TITLE)
        if kind in (KIND.FOOTER, KIND.SLIDE_NUMBER):
            _foot_letters(one, right=kind == KIND.SLIDE_NUMBER)


def _moved(shape: Any, box: tuple[float, float, float, float]) -> None:
    from pptx.util import Pt

    shape.left, shape.top, shape.width, shape.height = (Pt(one) for one in box)


def _style(shape: Any, sizes: float, *, bold: bool, colour: str, align: str) -> None:
    """The letters of a placeholder of a layout, at every level."""
    from lxml import etree

    body = shape._element.txBody
    listed = body.find(f"{_A}lstStyle")
    for one in list(listed):
        listed.remove(one)
    level = etree.SubElement(listed, f"{_A}lvl1pPr", algn=align, marL="0", indent="0")
    etree.SubElement(level, f"{_A}buNone")
    run = etree.SubElement(level, f"{_A}defRPr", sz=str(round(sizes * 100)), b="1" if bold else "0")
    fill = etree.SubElement(run, f"{_A}solidFill")
    etree.SubElement(fill, f"{_A}schemeClr", val=colour)


def _first_letters(shape: Any, *, title: bool) -> None:
    _style(shape, 44 if title else 24, bold=title, colour="accent1" if title else "tx1", align="l")
    shape._element.txBody.bodyPr.set("anchor", "b" if title else "t")
    shape._element.txBody.bodyPr.set("lIns", "0")


def _foot_letters(shape: Any, *, right: bool) -> None:
    _style(shape, 12, bold=False, colour="tx1", align="r" if right else "l")
    shape._element.txBody.bodyPr.set("anchor", "ctr")
    shape._element.txBody.bodyPr.set("rIns" if right else "lIns", "0")


def _letters(master: Any) -> None:
    """Titles to the left, bold, in the city's colour; the box of a title ends at its words."""
    title = next(one for one in master.placeholders if one.placeholder_format.idx == 0)
    body = title._element.txBody.bodyPr
    body.set("anchor", "b")
    body.set("lIns", "0")
    level = master._element.find(".//{*}txStyles/{*}titleStyle/{*}lvl1pPr")
    level.set("algn", "l")
    run = level.find(f"{_A}defRPr")
    run.set("sz", "3000")
    run.set("b", "1")
    colour = run.find(f".//{_A}schemeClr")
    colour.set("val", "accent1")


def _theme(master: Any, charte: Charte) -> None:
    """Colours and letters of the theme: charts and tables of the city take them too."""
    from lxml import etree
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT

    part = master.part.part_related_by(RT.THEME)
    root = etree.fromstring(part.blob)
    root.set("name", "Observatoire")
    pale, paler = blend(charte.couleur, "#ffffff", 0.45), blend(charte.accent, "#ffffff", 0.5)
    colours = {
        "dk1": INK, "lt1": "#ffffff", "dk2": blend(charte.couleur, "#000000", 0.6), "lt2": PALE,
        "accent1": charte.couleur, "accent2": charte.accent, "accent3": pale, "accent4": paler, "accent5": PAST,
        "accent6": "#4a5563", "hlink": charte.couleur, "folHlink": "#4a5563",
    }  # fmt: skip
    for name, value in colours.items():
        slot = root.find(f".//{_A}clrScheme/{_A}{name}")
        for one in list(slot):
            slot.remove(one)
        etree.SubElement(slot, f"{_A}srgbClr", val=value.removeprefix("#").upper())
    for one in root.findall(f".//{_A}fontScheme/*/{_A}latin"):
        one.set("typeface", FONT)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _bar(sheet: Any, box: tuple[float, float, float, float], colour: str) -> None:
    """A plain band under everything else of a sheet."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls
    from pptx.util import Pt

    x, y, wide, high = (int(Pt(one)) for one in box)
    ident = max(int(one) for one in sheet._element.xpath("//p:cNvPr/@id")) + 1
    tree = sheet._element.cSld.spTree
    tree.insert(
        2,
        parse_xml(
            f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{ident}" name="Bandeau"/><p:cNvSpPr/>'
            f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>'
            f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
            f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'
            "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
        ),
    )
