"""The slides of the fictional city as an audience sees them, on the program's own look and on a city's template."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from PIL import ImageDraw

from observatory.domain.edition import Tampon
from observatory.pipeline.charte import charte_of
from observatory.pipeline.chiffres_publics import chiffres_publics
from observatory.pipeline.office import Office
from observatory.pipeline.presentation import presentation
from observatory.present.diapos_pdf import support_to_slides
from observatory.present.diapos_pptx import support_to_pptx
from tests.modeles import city_template
from tests.rendus.conftest import MOST_PIXELS, Pages, check_pages, difference
from tests.supports import PARTS, support


@pytest.fixture(scope="module")
def shown(bureau: Office, pages_of: Callable[[Mapping[str, bytes]], dict[str, Pages]]) -> dict[str, Pages]:
    deck = presentation(bureau, chiffres_publics(bureau, "2026-S1", ""))
    charte = charte_of(bureau)
    return pages_of(
        {
            "presentation.pptx": support_to_pptx(deck, Tampon(), charte),
            "presentation-diapos.pdf": support_to_slides(deck, Tampon(), charte),
            "modele-ville.pptx": support_to_pptx(support(*PARTS[1:9]), Tampon(), charte, city_template()),
        }
    )


@pytest.mark.parametrize("name", ["presentation.pptx", "presentation-diapos.pdf", "modele-ville.pptx"])
def test_slides_are_as_they_were_approved(shown: dict[str, Pages], name: str) -> None:
    check_pages(name.partition(".")[0], shown[name])


def test_what_is_lost_or_moved_on_a_slide_is_seen(shown: dict[str, Pages]) -> None:
    page = shown["presentation.pptx"][3]
    assert difference(page, page.copy()) == 0
    moved = page.copy()
    moved.paste(page.crop((0, 60, 480, 200)), (0, 66))
    assert difference(page, moved) > MOST_PIXELS
    emptied = page.copy()
    ImageDraw.Draw(emptied).rectangle((20, 60, 90, 130), fill=255)
    assert difference(page, emptied) > MOST_PIXELS
