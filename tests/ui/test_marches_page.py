"""The page of walks: one is prepared and saved; who only reads is offered nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from observatory.client import connect
from observatory.domain.grid import cell_to_position
from observatory.domain.reunion import GenreReunion, ProblemeDit, Reunion
from observatory.domain.selection import Selection
from observatory.ui.pages import marches


def script() -> None:
    """What AppTest runs."""
    from observatory.ui.pages import marches

    marches.page()


@pytest.fixture
def city_base(city_in: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    db = city_in(tmp_path)
    monkeypatch.setenv("OBSERVATORY_DB", str(db))
    st.cache_resource.clear()
    yield db
    st.cache_resource.clear()


def button(app: AppTest, label: str) -> AppTest:
    """The page after a press."""
    return next(one for one in app.button if one.label == label).click().run()


def test_a_walk_is_prepared_changed_saved_and_ready(city_base: Path) -> None:
    with connect(city_base) as client:
        kept = client.reunions.creer(Reunion(0, GenreReunion.CONSULTATION, "Le Port", dt.date(2026, 10, 5), "", ""))
        here = cell_to_position(client.hotspots.secteurs(Selection(), 10)["cell"][0].as_py())
        client.reunions.ajouter(kept.ident, ProblemeDit(0, "bruit", "", "", here.lat, here.lon, 7))
    app = AppTest.from_function(script, default_timeout=90)
    app.session_state[marches.VIEW] = marches.PREPARE
    app.run()
    assert not app.exception
    next(one for one in app.text_input if one.label == "Titre").set_value("Le Port, un matin")
    next(one for one in app.date_input if one.label == "Jour").set_value(dt.date(2026, 12, 3))
    next(one for one in app.selectbox if one.label == "Réunion de consultation").set_value(kept.ident)
    button(app, "Proposer des arrêts")
    assert not app.exception
    names = [one for one in app.text_input if one.label.startswith("Arrêt ")]
    assert len(names) > 2 and "dit en réunion" in names[0].label
    line = next(one.value for one in app.markdown if "arrêts compris" in one.value)
    names[1].set_value("Devant la halle").run()
    next(one for one in app.button if one.key and one.key.startswith("marche-close-2")).click().run()
    assert not app.exception
    assert next(one.value for one in app.markdown if "arrêts compris" in one.value) != line
    button(app, "Défaire")
    assert "Devant la halle" in [one.value for one in app.text_input]
    next(one for one in app.text_input if one.label.startswith("Qui pilote")).set_value("Chargée de mission")
    button(app, "Enregistrer la marche")
    button(app, "Déclarer prête")
    button(app, "Faire un lien")
    assert not app.exception
    with connect(city_base) as client:
        walk = next(one for one in client.marches.liste() if one.plan.titre == "Le Port, un matin")
        assert (walk.etat, walk.plan.pilote) == ("prete", "Chargée de mission")
        assert "Devant la halle" in [one.nom for one in walk.plan.arrets] and walk.plan.metres > 0
        assert len(client.marches.liens(walk.ident)) == 1


def test_who_reads_is_offered_no_act(small_base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from observatory.domain.records import Moi

    monkeypatch.setattr(marches, "me", lambda: Moi("clspd", "Membre", ("clspd",), ("marches",)))
    app = AppTest.from_function(script, default_timeout=90).run()
    assert not app.exception and not app.button
    assert "Aucune marche" in app.info[0].value
