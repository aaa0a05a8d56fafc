"""The fiche of a quartier has two tagged pages, however much there is to say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pypdfium2
import pytest

from observatory.domain.edition import Charte, Tampon
from observatory.domain.support import (
    Figure,
    Image,
    Nombre,
    Partie,
    Phrase,
    Support,
    Tableau,
    Texte,
    Tuile,
    Tuiles,
    said,
)
from observatory.present.fiche_quartier_pdf import support_to_fiche
from tests.pdf_accessible import faults, tags

LONG = "Les très longs mots d'un quartier dont le nom n'en finit pas " * 4
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="86mm" height="62mm" viewBox="0 0 86 62"><path d="M0 0H9"/></svg>'


def fiche(words: str, rows: int) -> Support:
    table = Tableau("Dit", ("Vous avez dit", "Nous avons répondu", "Où en est-on"), ((words, words, "fait"),) * rows)
    tile = Tuile(words, Nombre(1_234.0), Phrase("{0} en un an.", (Nombre(12.0, unite="%", signe=True),)))
    parts = (
        Partie("situation", words, (Figure("situation", words, said("Où est-ce ?")), Texte((said(words),) * 2))),
        Partie("essentiel", "L'essentiel", (Tuiles((tile,) * 4),)),
        Partie("sujets", words, (Texte((said(words),) * 3),)),
        Partie("temps", "Au fil du temps", (Tableau("t", ("Période", words), ((words, Nombre(1.0)),) * 5),)),
        *(Partie(f"p{k}", words, (table, Texte((said(words),) * rows, "puces")) if rows else ()) for k in range(4)),
    )  # fmt: skip
    return Support(
        "fiche_quartier", f"Fiche quartier : {words}", "Ville", words, "1er semestre 2026", dt.date(2026, 7, 1), parts,
        (Image("situation", SVG, "image/svg+xml"),), (words,) * 3, (), ("Office : 05 36 49 00 01.",),
    )  # fmt: skip


@pytest.mark.parametrize(("words", "rows"), [("Docks", 0), ("Docks", 3), (LONG, 40)])
def test_it_has_two_tagged_pages(words: str, rows: int) -> None:
    made = support_to_fiche(fiche(words, rows), Tampon(), Charte())
    pages = pypdfium2.PdfDocument(made)
    assert len(pages) == 2
    second = pages[1].get_textpage().get_text_bounded()
    assert "05 36 49 00 01" in second and "page 2 sur 2" in second
    assert ("sur demande à l'office" in " ".join(second.split()).replace("’", "'")) == (rows > 20)
    assert not faults(made)
    names = [name for name, _ in tags(made)]
    assert names.count("/H1") == 1 and names.count("/Table") == (5 if rows else 1)


def test_what_is_no_fiche_is_refused() -> None:
    made = fiche("Docks", 1)
    with pytest.raises(ValueError, match="no fiche"):
        support_to_fiche(replace(made, parties=made.parties[1:]), Tampon(), Charte())
