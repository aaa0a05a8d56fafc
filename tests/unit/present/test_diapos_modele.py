"""A city's template: found by the names of its layouts, kept as it looks, refused with what it lacks."""

from __future__ import annotations

import io
from typing import Any

import pptx
import pytest
from pptx.opc.constants import RELATIONSHIP_TYPE as RT

from observatory.domain.edition import Charte, Tampon
from observatory.domain.errors import ValueRefused
from observatory.present.diapos_modele import check_template, open_template, theme_colour
from observatory.present.diapos_pptx import support_to_pptx
from tests.modeles import EXAMPLE, FRENCH, city_template, retyped
from tests.paquets import check_package
from tests.supports import PARTS, support

ENGLISH = ("title slide", "Title and Content", "Section Header", "Two Content", "Comparison", "1_Title Only")
MAIN = "presentationml.presentation.main+xml"


@pytest.mark.parametrize("names", [FRENCH, ENGLISH, ("Diapositive de Titre", "TITRE ET CONTENU")])
def test_slides_are_made_on_the_layouts_of_the_city(names: tuple[str, ...]) -> None:
    made = support_to_pptx(support(*PARTS[:4]), Tampon(), Charte(), city_template(names))
    check_package(made)
    found: Any = pptx.Presentation(io.BytesIO(made))
    assert (found.slide_width, found.slide_height) == (9_144_000, 6_858_000)
    assert EXAMPLE not in [one.shapes.title.text_frame.text for one in found.slides]
    layouts = [one.slide_layout.name for one in found.slides]
    assert layouts == [names[0], *[names[5] if len(names) > 5 else names[1]] * 4]
    for slide in found.slides:  # no « Cliquez pour ajouter du texte » is left
        assert all(one.text_frame.text for one in slide.placeholders)


def test_the_content_stands_in_the_place_that_the_template_gives() -> None:
    def narrow(made: Any) -> None:
        body = made.slide_layouts[1].placeholders[1]
        body.left, body.top, body.width, body.height = 1_500_000, 2_000_000, 7_000_000, 3_900_000

    template = city_template(FRENCH, narrow)
    area = open_template(template).aire
    assert (round(area.x), round(area.l)) == (118, 551)
    found: Any = pptx.Presentation(io.BytesIO(support_to_pptx(support(*PARTS[:4]), Tampon(), Charte(), template)))
    for slide in list(found.slides)[1:]:
        own = [one for one in slide.shapes if not one.is_placeholder]
        assert min(one.left for one in own) >= 1_499_000 and max(one.left + one.width for one in own) <= 8_501_000
        assert min(one.top for one in own) >= 1_999_000


def test_letters_on_a_pale_accent_are_dark() -> None:
    def pale(made: Any) -> None:
        theme = made.slide_masters[0].part.part_related_by(RT.THEME)
        theme._blob = theme.blob.replace(b"4F81BD", b"FFE680")

    template = city_template(FRENCH, pale)
    assert theme_colour(open_template(template).contenu, "accent1") == "#ffe680"
    found: Any = pptx.Presentation(io.BytesIO(support_to_pptx(support(PARTS[7]), Tampon(), Charte(), template)))
    table = next(one.table for one in found.slides[1].shapes if one.has_table)
    assert table.cell(0, 0)._tc.xpath(".//a:rPr/a:solidFill/a:schemeClr/@val") == ["dk1"]


def untitled(made: Any) -> None:
    layout = made.slide_layouts[5]
    layout.placeholders[0]._element.getparent().remove(layout.placeholders[0]._element)


def cramped(made: Any) -> None:
    body = made.slide_layouts[1].placeholders[1]
    body.left, body.top, body.width, body.height = 600_000, 5_000_000, 3_000_000, 1_000_000


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7", "n'est pas une présentation PowerPoint"),
        (b"PK\x03\x04 puis plus rien", "n'est pas une présentation PowerPoint"),
        (retyped(city_template(), MAIN, "spreadsheetml.sheet.main+xml"), "n'est pas une présentation PowerPoint"),
        (retyped(city_template(), MAIN, "presentationml.template.main+xml"), r"\(\.potx\)"),
        (city_template(("Accueil", "Texte")), "« Diapositive de titre » et « Titre seul ».*« Accueil », « Texte »"),
        (city_template(("Diapositive de titre", "Texte")), "la disposition « Titre seul »"),
        (city_template(FRENCH, untitled), "« TITRE SEUL » n'a pas de titre"),
        (city_template(FRENCH, cramped), "il en faut au moins 17 sur 8"),
        (city_template()[:20_000], "n'est pas une présentation PowerPoint"),
    ],
)  # fmt: skip
def test_what_cannot_serve_is_refused_with_what_it_lacks(content: bytes, told: str) -> None:
    with pytest.raises(ValueRefused, match=told):
        check_template(content)


def test_a_file_with_a_programme_inside_is_refused() -> None:
    macro = "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"
    usual = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    with pytest.raises(ValueRefused, match="macros"):
        check_template(retyped(city_template(), usual, macro))
