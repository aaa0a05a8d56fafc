"""The page of documents: one is prepared, chosen from, validated, published; who only drafts is offered less."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatory.client import connect
from observatory.domain.edition import EtatEdition
from observatory.domain.records import Moi
from observatory.ui.pages import documents
from tests.unit.pipeline.documents_town import few_words


def script() -> None:
    """What AppTest runs."""
    from observatory.ui.pages import documents

    documents.page()


def press(app: AppTest, label: str) -> AppTest:
    run = next(one for one in app.button if one.label == label).click().run()
    assert not run.exception and not run.warning
    return run


def shown(role: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    monkeypatch.setattr(documents, "me", lambda: Moi(role, role, (role,), ("documents",)))
    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception
    return {one.label for one in app.button}


def test_a_document_goes_its_way_on_the_page(small_base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few_words(monkeypatch)
    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception and "Aucun document" in app.info[0].value
    app = press(app, "Préparer le brouillon")
    assert {"Valider", "Refaire avec les données du jour", "Supprimer le brouillon"} <= {b.label for b in app.button}
    assert shown("presentateur", monkeypatch) == {
        "Préparer le brouillon", "Refaire avec les données du jour", "Supprimer le brouillon", "Toutes les parties",
    }  # fmt: skip
    assert not shown("clspd", monkeypatch)
    monkeypatch.undo()
    few_words(monkeypatch)
    monkeypatch.setenv("OBSERVATORY_DB", str(small_base))
    app.multiselect[0].set_value(["chiffres"]).run()
    app = press(press(app, "Enregistrer ce choix"), "Valider")
    assert "lisible par tous" in " ".join(one.value for one in app.markdown)
    app = press(app, "Publier ce document")
    assert ":green-badge[publié]" in " ".join(one.value for one in app.subheader)
    with connect(small_base) as client:
        (known,) = client.documents.liste()
        assert (known.etat, known.sections) == (EtatEdition.PUBLIEE, ("chiffres",))
        assert len(client.publications.liste()) == 1
