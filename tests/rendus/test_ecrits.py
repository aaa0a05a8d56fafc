"""What is written about the fictional city, as LibreOffice and a reader of PDF show it: bilan, fiches, workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from observatory.domain.edition import Tampon
from observatory.pipeline.bilan_document import bilan_document
from observatory.pipeline.charte import charte_of
from observatory.pipeline.chiffres_publics import chiffres_publics
from observatory.pipeline.fiche_action_document import fiche_action_document
from observatory.pipeline.fiche_quartier import fiche_quartier
from observatory.pipeline.office import Office
from observatory.pipeline.tableau_bord import tableau_de_bord
from observatory.present.classeur import support_to_xlsx
from observatory.present.ecrit_docx import support_to_docx
from observatory.present.ecrit_pdf import support_to_pdf
from observatory.present.fiche_quartier_pdf import support_to_fiche
from tests.rendus.conftest import Pages, check_pages

ACTION, QUARTIER, PERIODE = 1, "quartier:Q06", "2026-S1"
NAMES = ("bilan.docx", "bilan-a4.pdf", "fiche-action.docx", "fiche-quartier.pdf", "tableau-de-bord.xlsx")


@pytest.fixture(scope="module")
def shown(bureau: Office, pages_of: Callable[[Mapping[str, bytes]], dict[str, Pages]]) -> dict[str, Pages]:
    charte, draft = charte_of(bureau), Tampon()
    bilan, action = bilan_document(bureau), fiche_action_document(bureau, ACTION)
    quartier = chiffres_publics(bureau, PERIODE, QUARTIER)
    tableau = tableau_de_bord(bureau, chiffres_publics(bureau, PERIODE, ""))
    return pages_of(
        {
            "bilan.docx": support_to_docx(bilan, draft, charte),
            "bilan-a4.pdf": support_to_pdf(bilan, draft, charte),
            "fiche-action.docx": support_to_docx(action, draft, charte),
            "fiche-quartier.pdf": support_to_fiche(fiche_quartier(bureau, quartier, QUARTIER), draft, charte),
            "tableau-de-bord.xlsx": support_to_xlsx(tableau, draft, charte),
        }
    )


@pytest.mark.parametrize("name", NAMES)
def test_pages_are_those_that_were_approved(shown: dict[str, Pages], name: str) -> None:
    check_pages(name.partition(".")[0], shown[name])
