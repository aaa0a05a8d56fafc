"""The page of meetings: one is kept for the plan that runs; who only reads is offered no act."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatory.client import connect
from observatory.domain.records import Moi
from observatory.domain.reunion import GenreReunion, Reunion
from observatory.domain.schema import Schema
from observatory.ui.pages import reunions


def script() -> None:
    """What AppTest runs."""
    from observatory.ui.pages import reunions

    reunions.page()


def test_a_meeting_is_kept_and_who_reads_it_is_offered_no_act(
    small_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connect(small_base) as client:
        today = client.base.etat().aujourd_hui
        plan = Schema(0, "Le Port", "", "clspd", today - dt.timedelta(days=30), today + dt.timedelta(days=300))
        kept = client.schemas.creer(plan)
    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception
    next(one for one in app.text_input if one.label == "Titre").set_value("Réunion du Port")
    next(one for one in app.date_input if one.label == "Jour").set_value(today)
    next(one for one in app.button if one.label == "Enregistrer la réunion").click().run()
    assert not app.exception and not app.warning
    with connect(small_base) as client:
        made = next(one for one in client.reunions.liste() if one.titre == "Réunion du Port")
        assert made.schema == kept.ident
        client.reunions.presences(made.ident, 12, {"sexe:femme": 8, "sexe:homme": 4})
    monkeypatch.setattr(reunions, "me", lambda: Moi("clspd", "Membre", ("clspd",), ("reunions",)))
    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception and not app.button
    assert "Réunion du Port" in " ".join(one.value for one in app.subheader)


def test_a_planned_meeting_whose_day_has_passed_is_asked_about(
    small_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connect(small_base) as client:
        later = client.base.etat().aujourd_hui + dt.timedelta(days=3)
        client.reunions.creer(Reunion(0, GenreReunion.GROUPE, "Le Port", later, "", ""))
    monkeypatch.setattr(reunions, "to_confirm", lambda one, today: True)
    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception
    assert "Dites si elle a eu lieu." in [one.value for one in app.markdown]
    next(one for one in app.button if one.label == "Elle a eu lieu").click().run()
    assert "pas encore eu lieu" in " ".join(one.value for one in app.warning)
