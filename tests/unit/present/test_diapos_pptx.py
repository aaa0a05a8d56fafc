"""Slides as PPTX: read by everybody, within their edges, opened without repair, holding nothing that is hidden."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from itertools import combinations
from typing import Any

import openpyxl
import pptx
import pytest

from observatory.domain.edition import Charte, EtatEdition, Tampon
from observatory.domain.support import Graphique, Partie, Support, Tableau, Texte, said
from observatory.present.chiffres import cell_text, phrase_text
from observatory.present.diapos_pptx import support_to_pptx
from tests.modeles import city_template
from tests.paquets import check_package, words_within
from tests.supports import HIDDEN, LONG, PARTS, PROMISES, part, photo, support

DRAFT, CHARTE = Tampon(), Charte(logo=photo("navy", (400, 160)))
EMU = 12_700
LENGTHY = support(
    *(replace(one, titre=f"{one.titre}, et ce que les habitants de tous les quartiers en disent") for one in PARTS),
    part("sans-fin", "Une phrase sans fin", Texte(tuple(said(f"{LONG} {LONG} {LONG}") for _ in range(7)), "encadre")),
    part(
        "cases", "Des cases pleines",
        Tableau(
            "Cases", ("Quoi", "Qui", "Quand", "Combien"),
            tuple((LONG, "Service de la voirie et de la propreté", str(k), "Électroencéphalogramme") for k in range(9)),
        ),
    ),
)  # fmt: skip


def opened(content: bytes) -> Any:
    return pptx.Presentation(io.BytesIO(content))


@pytest.fixture(scope="module")
def made() -> bytes:
    return support_to_pptx(support(), DRAFT, CHARTE)


@pytest.fixture(scope="module")
def slides(made: bytes) -> list[Any]:
    return list(opened(made).slides)


def content_of(slide: Any) -> list[Any]:
    """What stands on a slide beside its title, its foot and its number."""
    return [one for one in slide.shapes if not one.is_placeholder]


def words_of(slide: Any) -> str:
    found = [one.text_frame.text for one in slide.shapes if one.has_text_frame]
    found += [cell.text for one in slide.shapes if one.has_table for row in one.table.rows for cell in row.cells]
    return "\n".join(found)


def test_each_slide_has_a_title_of_its_own_that_is_read_first_and_notes(slides: list[Any]) -> None:
    titles = [one.shapes.title.text_frame.text for one in slides]
    assert titles[0] == support().titre
    assert all(titles) and len(set(titles)) == len(titles)
    for slide in slides:
        assert slide.shapes[0].shape_id == slide.shapes.title.shape_id
    told = slides[3].notes_slide.notes_text_frame.text
    assert "À dire : 260 personnes ont parlé." in told
    assert "Source : signalements publiables, 1er semestre 2026, n = 12\u202f345" in told
    assert "Deux quartiers ont été regroupés" in slides[0].notes_slide.notes_text_frame.text


def test_what_is_looked_at_says_what_it_shows(slides: list[Any]) -> None:
    looked = [one for slide in slides for one in slide.shapes if one.has_chart or one.has_table or one.shape_type == 13]
    assert len(looked) == 14  # 4 charts, 3 tables of which one on two slides, 3 maps, 2 photographs, the logo
    alts = [one._element.xpath(".//p:cNvPr/@descr") for one in looked]
    assert all(len(one) == 1 and len(one[0]) > 10 for one in alts)
    bars = next(one for one in looked if one.has_chart)
    assert bars._element.xpath(".//p:cNvPr/@descr") == [
        "Le bruit vient en tête avec 2\u202f340 signalements ; les tags sont cachés."
    ]


def test_tables_have_their_heads_and_every_row(slides: list[Any]) -> None:
    tables = [one.table for slide in slides for one in slide.shapes if one.has_table]
    assert all(one.first_row for one in tables)
    heads = [[cell.text for cell in one.rows[0].cells] for one in tables]
    assert heads.count(list(PROMISES.colonnes)) == 2
    rows = [[cell.text for cell in row.cells] for one in tables for row in list(one.rows)[1:]]
    for told in PROMISES.lignes:
        assert [cell_text(one) for one in told] in rows
    assert ["La Pinède", "233", "s.", "+1,5\u202f%", "12 juin 2026"] in rows


def test_charts_can_be_edited_and_hold_their_figures(slides: list[Any]) -> None:
    charts = [one.chart for slide in slides for one in slide.shapes if one.has_chart]
    told = [one for each in PARTS for one in each.blocs if isinstance(one, Graphique)]
    assert len(charts) == len(told) == 4
    for chart, one in zip(charts, told, strict=True):
        sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
        assert sheet is not None
        rows = list(sheet.iter_rows(values_only=True))
        assert [row[0] for row in rows[1:]] == list(one.categories)
        for rank, serie in enumerate(one.series, 1):
            values = [None if value.masque else value.valeur for value in serie.valeurs]
            assert [row[rank] for row in rows[1:]] == values
            assert list(chart.plots[0].series[rank - 1].values) == values
    assert all(one._chartSpace.xpath("c:chart/c:dispBlanksAs/@val") == ["gap"] for one in charts)


def test_a_hidden_figure_is_nowhere_and_its_absence_is_said(made: bytes, slides: list[Any]) -> None:
    within = words_within(made)
    assert str(HIDDEN) not in within and f"{HIDDEN:,}".replace(",", "\u202f") not in within
    said_of = {one.shapes.title.text_frame.text: words_of(one) for one in slides}
    assert "s. (caché, secret statistique) : Tags." in said_of["Le bruit reste le premier motif"]
    assert "Non communiqué : T3, 2026 ; T4, 2026." in said_of["Trimestre par trimestre"]
    assert "s. : nombre caché (secret statistique)." in said_of["Quartier par quartier"]


def test_every_run_is_said_in_french_and_the_document_says_what_it_is(made: bytes, slides: list[Any]) -> None:
    for slide in slides:
        for sheet in (slide, slide.notes_slide):
            runs = sheet._element.xpath(".//a:r | .//a:fld")
            assert runs and all(one.xpath("a:rPr/@lang") == ["fr-FR"] for one in runs)
    told = opened(made).core_properties
    assert (told.title, told.author, told.language) == (support().titre, "Port-Clairval", "fr-FR")


def test_the_state_and_the_number_stand_on_every_slide() -> None:
    for stamp, words in (
        (DRAFT, "Brouillon, ne pas diffuser. Données du 20 novembre 2026."),
        (Tampon(EtatEdition.PUBLIEE, publie_le=dt.date(2026, 12, 1)), "Publié le 1er décembre 2026."),
    ):
        draft = stamp.etat == EtatEdition.BROUILLON
        found = list(opened(support_to_pptx(support(*PARTS[:2]), stamp, CHARTE)).slides)
        assert all(f"Port-Clairval · {words}" in words_of(one) for one in found)
        assert all(one._element.xpath(".//a:fld[@type='slidenum']") for one in found)
        assert ("BROUILLON" in words_of(found[0])) is draft


def test_office_opens_it_without_repair(made: bytes) -> None:
    check_package(made)


@pytest.mark.parametrize("asked", [support(), LENGTHY], ids=["usual", "long"])
@pytest.mark.parametrize("template", [None, city_template()], ids=["own", "city"])
def test_nothing_goes_over_an_edge_or_over_something_else(asked: Support, template: bytes | None) -> None:
    made = opened(support_to_pptx(asked, DRAFT, CHARTE, template))
    wide, high = made.slide_width, made.slide_height
    for slide in made.slides:
        boxes = [(one.left, one.top, one.left + one.width, one.top + one.height) for one in slide.shapes]
        name = slide.shapes.title.text_frame.text
        assert all(x >= 0 and y >= 0 and right <= wide and low <= high for x, y, right, low in boxes), name
        for one, other in combinations(boxes, 2):
            across = min(one[2], other[2]) - max(one[0], other[0])
            down = min(one[3], other[3]) - max(one[1], other[1])
            assert across <= EMU or down <= EMU, f"{name}: {one} lies over {other}"
        sizes = [
            run.font.size.pt
            for one in content_of(slide)
            if one.has_text_frame
            for each in one.text_frame.paragraphs
            for run in each.runs
        ]
        assert min(sizes, default=12) >= 10, name


def test_not_a_word_is_lost_when_much_is_said() -> None:
    shown = "\n".join(words_of(one) for one in opened(support_to_pptx(LENGTHY, DRAFT, CHARTE)).slides)
    for each in LENGTHY.parties:
        for bloc in each.blocs:
            if isinstance(bloc, Texte):
                assert all(phrase_text(one) in shown for one in bloc.lignes)
            if isinstance(bloc, Tableau):
                assert all(cell_text(cell) in shown for row in bloc.lignes for cell in row)


def test_a_part_without_blocks_is_a_slide_with_its_title() -> None:
    found = list(opened(support_to_pptx(support(Partie("vide", "Rien à dire", ())), DRAFT, Charte())).slides)
    assert [one.shapes.title.text_frame.text for one in found] == [support().titre, "Rien à dire"]


def test_two_parts_of_one_title_are_told_apart() -> None:
    twice = support(part("a", "Le bruit", Texte((said("Un."),))), part("b", "Le bruit", Texte((said("Deux."),))))
    found = [one.shapes.title.text_frame.text for one in opened(support_to_pptx(twice, DRAFT, Charte())).slides]
    assert found[1:] == ["Le bruit", "Le bruit (2)"]
