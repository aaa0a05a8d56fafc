"""A written document on A4: tagged for readers of screens, headings in order, wide tables lying, nothing hidden."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pdfua
import pikepdf
import pypdfium2
import pytest

from observatory.domain.edition import Tampon
from observatory.domain.support import Partie, Support, Texte, said
from observatory.present.ecrit_pdf import support_to_pdf
from tests.documents import CHARTE, HIDDEN, HOSTILE, PUBLISHED, SUPPORT, WIDE, photo


@pytest.fixture(scope="module")
def content() -> bytes:
    return support_to_pdf(SUPPORT, PUBLISHED, replace(CHARTE, logo=photo("#1d3557")))


def pages_text(pdf: bytes) -> list[str]:
    """What is read on each page, with plain spaces."""
    with pypdfium2.PdfDocument(pdf) as opened:
        told = [page.get_textpage().get_text_bounded() for page in opened]
    return [" ".join(one.replace("\u00a0", " ").replace("\u202f", " ").split()) for one in told]


def tags(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    kids = node.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from tags(kid)


def test_it_is_tagged_in_french_with_a_title(content: bytes) -> None:
    with pikepdf.Pdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang) == "fr-FR" and bool(pdf.Root.MarkInfo.Marked)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Ce que la ville a fait – Port-Clairval"
        found = list(tags(pdf.Root.StructTreeRoot))
        names = [str(one.S) for one in found]
        assert [one for one in names if one[:2] == "/H"] == ["/H1", "/H2", "/H3", "/H2", "/H2", "/H2", "/H2"]
        assert names.count("/Table") == names.count("/Caption") == 2
        assert names.count("/TH") >= 4 + len(WIDE.colonnes)
        told = [str(one.get("/Alt", "")) for one in found if str(one.S) == "/Figure"]
        assert len(told) == 6 and all(told) and any("Deux rues se croisent" in one for one in told)


def test_a_tool_finds_nothing_against_pdf_ua(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bilan.pdf"
    path.write_bytes(content)
    assert not pdfua.validate(str(path)).findings
    with pikepdf.Pdf.open(path) as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(tmp_path / "sans.pdf")
    assert pdfua.validate(str(tmp_path / "sans.pdf")).findings, "the tool sees what is missing"


def test_wide_tables_lie_and_their_heads_come_back(content: bytes) -> None:
    with pypdfium2.PdfDocument(content) as opened:
        sizes = [tuple(round(side) for side in page.get_size()) for page in opened]
    lying = [rank for rank, one in enumerate(sizes) if one == (842, 595)]
    told = pages_text(content)
    assert len(lying) == 2 and set(sizes) == {(842, 595), (595, 842)}
    assert all("Service pilote" in told[rank] and "Reconduite" in told[rank] for rank in lying)
    assert told[lying[0]].startswith("Toutes les actions")


def test_it_says_all_and_hides_what_is_hidden(content: bytes) -> None:
    told = " ".join(pages_text(content))
    for words in (
        "Port-Clairval", "Bilan du schéma", "Les Docks · 1er semestre 2026", "Signalements reçus", "+8 % sur un an",
        "non communiqué", "12 500 €", "−3,5 %", "Coûts hors taxes.", HOSTILE.split("{{")[0].strip(),
        "Avant : mars 2026", "« s. » : nombre caché", "Source : Signalements de l'office · n = 1 319",
        "Comment lire ces chiffres",
        "Publié le 20 novembre 2026. Données du 20 novembre 2026.", "page 5 sur 5",
    ):  # fmt: skip
        assert words.replace("'", "’") in told.replace("'", "’"), words
    assert str(HIDDEN) not in told.replace(" ", "") and "Dire d'abord" not in told


def test_no_heading_ends_a_page() -> None:
    filler = Texte(tuple(said(f"Ligne {rank}.") for rank in range(6)))
    parts = tuple(Partie(f"p{rank}", f"Titre {rank}", (filler,)) for rank in range(40))
    short = Support("bilan", "Essai", "Port-Clairval", "", "", SUPPORT.donnees_le, parts)
    for page in pages_text(support_to_pdf(short, Tampon(), CHARTE)):
        assert "Ligne" in page.partition("Port-Clairval · Brouillon")[0].rpartition("Titre")[2]
