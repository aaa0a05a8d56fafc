"""Slides as PDF: tagged, one page for each slide, pictures that say what they show, nothing hidden."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest

from observatory.domain.edition import Charte, Tampon
from observatory.domain.support import Graphique
from observatory.present.chiffres import phrase_text
from observatory.present.diapos_pdf import bare, support_to_slides
from observatory.present.diapos_pieces import Boite
from observatory.present.diapos_plan import slides_of
from tests.pdf_accessible import faults, tags
from tests.supports import HIDDEN, LINES, PARTS, photo, support


@pytest.fixture(scope="module")
def made() -> bytes:
    return support_to_slides(support(), Tampon(), Charte(logo=photo("navy", (400, 160))))


@pytest.fixture(scope="module")
def pages(made: bytes) -> list[str]:
    with pypdfium2.PdfDocument(made) as opened:
        assert {page.get_size() for page in opened} == {(960, 540)}
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in opened]


def test_a_checker_finds_no_fault_and_would_find_one(made: bytes) -> None:
    assert faults(made) == []
    with pikepdf.open(io.BytesIO(made)) as opened:
        del opened.Root.StructTreeRoot
        out = io.BytesIO()
        opened.save(out)
    assert faults(out.getvalue())


def test_each_slide_is_a_heading_and_what_is_looked_at_says_what_it_shows(made: bytes) -> None:
    found = tags(made)
    names = [name for name, _ in found]
    assert names.count("/H1") == 14 and names.count("/Table") == 4
    assert names.count("/TH") == 5 + 3 + 3 + 2
    figures = [alt for name, alt in found if name == "/Figure"]
    assert figures[0] == "Logo de Port-Clairval" and len(figures) == 10 and all(figures)
    told = [phrase_text(bloc.alt) for each in PARTS for bloc in each.blocs if isinstance(bloc, Graphique)]
    assert [one for one in figures if one in told] == told


def test_the_same_slides_with_their_foot_and_source(pages: list[str]) -> None:
    planned = slides_of(support(), Boite(44, 104, 872, 370))
    assert len(pages) == len(planned) + 1
    assert "BROUILLON" in pages[0]
    for page, slide in zip(pages[1:], planned, strict=True):
        assert slide.titre in page.replace("\n", " ")
        assert "Brouillon, ne pas diffuser" in page and "Source : signalements publiables" in page


def test_what_is_hidden_is_not_drawn(made: bytes, pages: list[str]) -> None:
    assert [one.valeur for one in bare(LINES).series[1].valeurs] == [330, 300, None, 455, 470, 540]
    assert not [one for one in pages if "73\u202f941" in one or str(HIDDEN) in one]
