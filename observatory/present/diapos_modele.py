"""What slides are made on: the program's own sober look in the city's colours, or the city's own template (.pptx).

A template is read for two layouts, by their names in French or English: that of the first slide and that of the others.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from observatory.domain.charte_ville import LARGEST_MODELE
from observatory.domain.edition import Charte
from observatory.domain.errors import ValueRefused
from observatory.present.diapos_pieces import Boite

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import SlideLayout

TITLE = ("Diapositive de titre", "Title Slide", "Titre de la présentation")
ONLY = ("Titre seul", "Title Only")
CONTENT = ("Titre et contenu", "Title and Content")
POINT = 12_700
"""English metric units in a point."""
_MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_KINDS = {
    "presentationml.template.main+xml": "C'est un modèle PowerPoint (.potx) : ouvrez-le et enregistrez-le en .pptx.",
    "macroEnabled.main+xml": "Ce fichier contient des macros (.pptm ou .potm) : enregistrez-le en .pptx.",
    "slideshow.main+xml": "C'est un diaporama (.ppsx) : enregistrez-le en .pptx.",
}
_LEAST_AREA = (480.0, 230.0)
_MOST_UNPACKED = 200 * 2**20


@dataclass(frozen=True, slots=True)
class Modele:
    """A presentation without slides: its two layouts, where content may stand (points), and whether it is a city's."""

    presentation: Presentation
    titre: SlideLayout
    contenu: SlideLayout
    aire: Boite
    de_la_ville: bool


def open_template(content: bytes) -> Modele:
    """A city's template.

    Raises
    ------
    ValueRefused
        Saying what it lacks and what was found in it.
    """
    from pptx import Presentation

    _check_package(content)
    try:
        made = Presentation(io.BytesIO(content))
        _slides_removed(made)
        layouts = [one for master in made.slide_masters for one in master.slide_layouts]
    except Exception as error:
        raise ValueRefused(
            "Ce fichier .pptx est abîmé : ouvrez-le dans PowerPoint et enregistrez-le à nouveau."
        ) from error
    first, other = _layout(layouts, TITLE), _layout(layouts, ONLY) or _layout(layouts, CONTENT)
    missing = [f"« {names[0]} »" for names, one in ((TITLE, first), (ONLY, other)) if one is None]
    if first is None or other is None:
        found = ", ".join(f"« {one.name} »" for one in layouts) or "aucune"
        raise ValueRefused(
            f"Il manque à ce modèle {'la disposition' if len(missing) == 1 else 'les dispositions'} "
            f"{' et '.join(missing)}. Dispositions trouvées : {found}. Renommez-les dans le masque des diapositives."
        )
    for one in (first, other):
        if _title(one) is None:
            raise ValueRefused(f"La disposition « {one.name} » n'a pas de titre : ajoutez-en un dans le masque.")
    return Modele(made, first, other, _area(made, other, _layout(layouts, CONTENT)), True)


def check_template(content: bytes) -> None:
    """See to it that slides can be made on a template.

    Raises
    ------
    ValueRefused
    """
    modele = open_template(content)
    if modele.aire.l < _LEAST_AREA[0] or modele.aire.h < _LEAST_AREA[1]:
        raise ValueRefused(
            f"Sous le titre de « {modele.contenu.name} », il reste {modele.aire.l / 28.35:.0f} cm sur "
            f"{modele.aire.h / 28.35:.0f} cm : il en faut au moins {_LEAST_AREA[0] / 28.35:.0f} sur "
            f"{_LEAST_AREA[1] / 28.35:.0f}. Agrandissez la zone de contenu."
        )


def own_template(charte: Charte) -> Modele:
    """The program's own look, 16:9, in the colours of the city."""
    from pptx import Presentation

    from observatory.present.diapos_propre import dress

    made = Presentation()
    first, other = dress(made, charte)
    return Modele(made, first, other, _area(made, other, None), False)


def theme_of(layout: SlideLayout) -> Any:
    """The theme of a layout, as XML."""
    from lxml import etree
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(layout.slide_master.part.part_related_by(RT.THEME).blob, parser)


def theme_colour(layout: SlideLayout, name: str) -> str:
    """A colour of the theme (« accent1 », « lt1 ») as ``#rrggbb``; a dark grey where it is told otherwise."""
    namespace = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    for one in theme_of(layout).iter(f"{namespace}{name}"):
        for colour in one:
            return f"#{colour.get('lastClr') or colour.get('val') or '404040'}".lower()
    return "#404040"


def placeholders(sheet: Any) -> list[Any]:
    """The placeholders of a slide, a layout or a master, in their order."""
    return list(sheet.placeholders)


def theme_font(layout: SlideLayout) -> str:
    """The font of the theme's text."""
    namespace = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    found = theme_of(layout).find(f".//{namespace}minorFont/{namespace}latin")
    return "" if found is None else str(found.get("typeface", ""))


def _check_package(content: bytes) -> None:
    if len(content) > LARGEST_MODELE:
        raise ValueRefused(f"Ce modèle dépasse {LARGEST_MODELE // 2**20} Mo : allégez ses images.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if sum(one.file_size for one in archive.infolist()) > _MOST_UNPACKED:
                raise ValueRefused("Ce modèle est trop grand une fois ouvert : allégez ses images.")
            types = (
                archive.read("[Content_Types].xml").decode("utf-8", "replace") if "[Content_Types].xml" in names else ""
            )
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise ValueRefused("Ce fichier n'est pas une présentation PowerPoint : choisissez un .pptx.") from error
    for mark, sentence in _KINDS.items():
        if mark in types:
            raise ValueRefused(sentence)
    if _MAIN not in types:
        raise ValueRefused("Ce fichier n'est pas une présentation PowerPoint : choisissez un .pptx.")
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll")) or "/activeX/" in name for name in names):
        raise ValueRefused("Ce fichier contient un programme (macro ou contrôle ActiveX) : retirez-le.")


def _slides_removed(made: Presentation) -> None:
    """Take out the slides of a template; sections that named them go with them."""
    listed = made.slides._sldIdLst  # the library has no word for it
    for one in list(listed):
        made.part.drop_rel(one.rId)
        listed.remove(one)
    for one in made.part._element.xpath("./p:extLst"):
        one.getparent().remove(one)


def _layout(layouts: list[SlideLayout], names: tuple[str, ...]) -> SlideLayout | None:
    wanted = {_plain(one) for one in names}
    return next((one for one in layouts if _plain(one.name) in wanted), None)


def _plain(words: str) -> str:
    """A name without accents, capitals, or the number that PowerPoint puts before it (« 1_Titre seul »)."""
    letters = unicodedata.normalize("NFD", words.casefold())
    text = " ".join("".join(one for one in letters if not unicodedata.combining(one)).split())
    number, _, rest = text.partition("_")
    return rest if number.isdigit() and rest else text


def _title(layout: SlideLayout) -> Any:
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    kinds = {KIND.TITLE, KIND.CENTER_TITLE}
    return next((one for one in placeholders(layout) if one.placeholder_format.type in kinds), None)


def _area(made: Presentation, layout: SlideLayout, content: SlideLayout | None) -> Boite:
    """Where content may stand: that of « Titre et contenu » where there is one, else what is under the title."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    wide, high = (made.slide_width or 0) / POINT, (made.slide_height or 0) / POINT
    title = _box(_title(layout))
    feet = [
        _box(one).y
        for one in placeholders(layout)
        if one.placeholder_format.type in (KIND.FOOTER, KIND.SLIDE_NUMBER, KIND.DATE)
    ]
    foot = min([one for one in feet if one > high / 2], default=high - 20) - 4
    top, left, right = title.y + title.h + 14, title.x, title.x + title.l
    body = content and next(
        (one for one in placeholders(content) if one.placeholder_format.type in (KIND.OBJECT, KIND.BODY)), None
    )
    if body is not None:
        box = _box(body)
        top, left, right = max(top, box.y), box.x, box.x + box.l
        foot = min(foot, max(box.y + box.h, foot - 30))
    left, right = max(left, 8.0), min(right, wide - 8)
    return Boite(left, top, right - left, foot - top)


def _box(shape: Any) -> Boite:
    """Where a placeholder stands; nowhere for one without a place."""
    sides = (shape.left, shape.top, shape.width, shape.height)
    return Boite(*((one or 0) / POINT for one in sides))
