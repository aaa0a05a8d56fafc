"""The page of surveys: one is prepared, opened, filled in sheet by sheet, closed and read; others only read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatory.client import connect
from observatory.domain.calendrier import PARIS
from observatory.domain.enquete import EtatEnquete
from observatory.domain.records import Moi
from observatory.ui.pages import enquetes


def script() -> None:
    """What AppTest runs."""
    from observatory.ui.pages import enquetes

    enquetes.page()


@pytest.fixture
def app(small_base: Path) -> Iterator[AppTest]:
    yield AppTest.from_function(script, default_timeout=60).run()


def press(app: AppTest, label: str) -> None:
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception


def test_a_survey_is_prepared_opened_typed_closed_and_read(app: AppTest, small_base: Path) -> None:
    today = dt.datetime.now(PARIS).date()
    next(one for one in app.text_input if one.label == "Titre").set_value("La place")
    press(app, "Préparer cette enquête")
    assert "premier et le dernier jour" in app.warning[0].value
    for label, day in (("Premier jour", today - dt.timedelta(days=1)), ("Dernier jour", today + dt.timedelta(days=9))):
        next(one for one in app.date_input if one.label == label).set_value(day)
    press(app, "Préparer cette enquête")
    press(app, "Ouvrir l'enquête")
    press(app, "Enregistrer cette feuille")
    assert "Aucune question n'a de réponse" in app.warning[0].value
    for number in ("1", "2"):
        given = next(one for one in app.button_group if one.label.startswith("Saviez-vous"))
        given.set_value("Oui")
        press(app, "Enregistrer cette feuille")
        assert f"Feuille n° {number} enregistrée" in app.success[0].value
    assert not next(one for one in app.button_group if one.label.startswith("Saviez-vous")).value
    press(app, "Oui, clore cette enquête")
    assert any("trop peu pour conclure" in one.value for one in app.markdown)
    with connect(small_base) as client:
        (kept,) = client.enquetes.liste()
        assert (kept.plan.titre, kept.etat, kept.n) == ("La place", EtatEnquete.CLOSE, 2)


def test_who_reads_is_offered_no_act(small_base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enquetes, "me", lambda: Moi("clspd", "Membre", ("clspd",), ("enquetes",)))
    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception and not app.button and "Aucune enquête" in app.info[0].value
