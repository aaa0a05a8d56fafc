"""A written document as DOCX: what Word and a reader of screens find in it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from lxml import etree

from observatory.domain.edition import Charte, Tampon
from observatory.domain.support import Graphique, Tableau, Tuiles, said
from observatory.present.ecrit_docx import support_to_docx
from tests.documents import CHARTE, HIDDEN, HOSTILE, PUBLISHED, SUPPORT, photo
from tests.paquets import check_package, words_within


@pytest.fixture(scope="module")
def content() -> bytes:
    return support_to_docx(SUPPORT, PUBLISHED, replace(CHARTE, logo=photo("#1d3557")))


@pytest.fixture(scope="module")
def document(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def test_headings_are_real_and_leave_out_no_level(document: Document) -> None:
    styles = [(one.style.name, one.text) for one in document.paragraphs if one.style is not None]
    assert [text for name, text in styles if name == "Title"] == [SUPPORT.titre]
    heads = [(int(name[-1]), text) for name, text in styles if name and name.startswith("Heading")]
    assert heads == [
        *((one.niveau, one.titre) for one in SUPPORT.parties), (1, "Comment lire ces chiffres"),
    ]  # fmt: skip
    assert all(after - before <= 1 for (before, _), (after, _) in zip([(0, ""), *heads], heads, strict=False))


def test_tables_say_their_heads_their_title_and_keep_rows_whole(document: Document) -> None:
    given = [bloc for one in SUPPORT.parties for bloc in one.blocs if isinstance(bloc, Tableau | Tuiles)]
    assert len(document.tables) == len(given)
    for table in document.tables:
        first, *rest = (one._tr.trPr for one in table.rows)
        assert first is not None and first.find(qn("w:tblHeader")) is not None
        assert all(one is not None and one.find(qn("w:tblHeader")) is None for one in rest)
        assert all(one is not None and one.find(qn("w:cantSplit")) is not None for one in (first, *rest))
        said_of_it = [table._tbl.tblPr.find(qn(f"w:tbl{one}")).get(qn("w:val")) for one in ("Caption", "Description")]
        assert all(said_of_it) and said_of_it[0] in [one.text for one in document.paragraphs]
        assert all(cell.text for cell in table.rows[0].cells)
    assert [one.text for one in document.tables[1].rows[1].cells] == [
        "Remplacer les lampes", "1er mai 2026", "oui", "12\u202f500\u202f€",
    ]  # fmt: skip


def test_every_picture_says_what_it_shows(content: bytes) -> None:
    body, head = part(content, "word/document.xml"), part(content, "word/header1.xml")
    told = [one.get("descr", "") for one in body.iter("{*}docPr")]
    assert len(told) == 5 and all(told)
    assert any("Le bruit est signalé 1\u202f234 fois" in one for one in told) and "Un quai sombre." in told
    assert [one.get("descr") for one in head.iter("{*}docPr")] == ["Logo de Port-Clairval"]
    idents = [one.get("id") for one in body.iter("{*}docPr")]
    assert len(set(idents)) == len(idents)


def test_it_is_in_french_and_says_what_it_is(content: bytes, document: Document) -> None:
    languages = {one.get(qn("w:val")) for one in part(content, "word/styles.xml").iter(qn("w:lang"))}
    assert languages == {"fr-FR"}
    about = document.core_properties
    assert (about.title, about.author, about.language) == (SUPPORT.titre, SUPPORT.ville, "fr-FR")
    assert "Les Docks" in about.subject


def test_lists_and_the_box_are_styles(document: Document) -> None:
    by_style = {name: [one.text for one in document.paragraphs if one.style and one.style.name == name]
                for name in ("List Bullet", "Encadré")}  # fmt: skip
    assert by_style["List Bullet"] == ["Lampes remplacées quai Nord.", HOSTILE, *SUPPORT.remarques]
    assert len(by_style["Encadré"]) == 1


def test_a_wide_table_lies_on_its_side_and_the_foot_counts_pages(document: Document) -> None:
    assert [one.orientation for one in document.sections] == [
        WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT,
    ]  # fmt: skip
    assert {(round(one.page_width.mm), round(one.page_height.mm)) for one in document.sections
            if one.page_width and one.page_height} == {(210, 297), (297, 210)}  # fmt: skip
    foot = document.sections[0].footer
    assert "Publié le 20 novembre 2026" in foot.paragraphs[0].text
    assert re.findall(r'instr="(\w+)"', etree.tostring(foot._element).decode()) == ["PAGE", "NUMPAGES"]


def test_office_opens_it_as_it_is_and_nothing_hidden_is_in_it(content: bytes) -> None:
    check_package(content)
    assert str(HIDDEN) not in re.sub(r"[\s\u00a0\u202f]", "", words_within(content))


def test_a_draft_says_so_and_odd_letters_do_no_harm() -> None:
    odd = replace(SUPPORT, titre="Bilan \x00\x0b\ud800 final", remarques=("\x01",), parties=SUPPORT.parties[:1])
    chart = next(one for one in SUPPORT.parties[0].blocs if isinstance(one, Graphique))
    odd = replace(odd, parties=(replace(odd.parties[0], blocs=(replace(chart, alt=said("\x02 alt")),)),))
    made = docx.Document(io.BytesIO(support_to_docx(odd, Tampon(), Charte())))
    assert made.paragraphs[0].text == "Bilan  final"
    stamp = made.sections[0].footer.paragraphs[0]
    assert "Brouillon" in stamp.text and stamp.runs[0].bold
