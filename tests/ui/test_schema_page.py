"""The page « Schéma local »: a plan opened and refused, an action grouped and told of; who reads writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from observatory.client import Client, connect
from observatory.domain.action import Action, Financement, Indicateur
from observatory.domain.records import Moi
from observatory.domain.reunion import GenreReunion, ProblemeDit, Reunion
from observatory.domain.schema import Axe, Schema
from observatory.ui.pages import schema

SECONDS = 60


def script() -> None:
    """What AppTest runs."""
    from observatory.ui.pages import schema

    schema.page()


@pytest.fixture
def here(small_base: Path) -> Iterator[Path]:
    """A base with a plan that runs, a meeting of it with a problem, and an action."""
    with connect(small_base) as client:
        today = client.base.etat().aujourd_hui
        first = today - dt.timedelta(days=400)
        plan = client.schemas.creer(Schema(0, "Le Nord", "", "clspd", first, first + dt.timedelta(days=700)))
        meeting = client.reunions.creer(
            Reunion(0, GenreReunion.CONSULTATION, "Réunion du Nord", first, "", "", schema=plan.ident)
        )
        client.reunions.ajouter(meeting.ident, ProblemeDit(0, "bruit", "Du bruit le soir", "", 48.855, 2.355, 7))
        _write(client, plan.ident)
    yield small_base
    st.cache_resource.clear()


def _write(client: Client, plan: int) -> Action:
    return client.actions.creer(Action(0, "", plan, Axe.TRANQUILLITE, "Éclairer la rue Haute", "eclairage"))


def shown(**query: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=SECONDS)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    kinds = (app.subheader, app.markdown, app.caption, app.warning, app.error, app.info)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def press(app: AppTest, label: str) -> AppTest:
    """The page after a press."""
    after = next(one for one in app.button if one.label == label).click().run()
    assert not after.exception
    return after


def test_without_a_plan_one_is_opened_and_25_months_are_refused_in_place(small_base: Path) -> None:
    app = shown()
    first, last = (one for one in app.date_input if one.label in ("Premier jour", "Dernier jour"))
    first.set_value(dt.date(2026, 1, 15))
    last.set_value(dt.date(2028, 2, 14))
    app.run()
    assert "24 mois au plus" in app.error[0].value and "14/01/2028" in app.error[0].value
    next(one for one in app.date_input if one.label == "Dernier jour").set_value(dt.date(2028, 1, 14))
    next(one for one in app.text_input if one.label == "Titre").set_value("Le Nord, 2026-2028")
    app.run()
    assert not app.error
    press(app, "Ouvrir ce schéma")
    with connect(small_base) as client:
        kept = client.schemas.liste()
    assert [(one.titre, one.fin) for one in kept] == [("Le Nord, 2026-2028", dt.date(2028, 1, 14))]


def test_where_it_stands_says_what_is_wrong_in_words(here: Path) -> None:
    said = texts(shown())
    assert "Personne ne pilote le groupe opérationnel" in said
    assert "Aucune visite de terrain au 2e semestre" in said
    assert "Le groupe opérationnel n'est pas composé" in said
    figures = {one.label: one.value for one in shown().metric}
    assert figures["Actions rouges"] == "1" and figures["Constats sans action"] == "1"


def test_the_board_counts_what_no_action_answers_and_the_fiche_says_it(here: Path) -> None:
    app = shown(vue="constats")
    assert "1\u00a0constat sans action" in texts(app)
    board = app.dataframe[0].value
    assert list(board["Action"]) == ["aucune"] and list(board["Ce qui est noté"]) == ["Du bruit le soir"]
    with connect(here) as client:
        (plan,) = client.schemas.liste()
        (one,) = client.actions.liste(plan.ident)
        line = client.schemas.constats(plan.ident)[0]
        client.actions.rattacher(one.ident, [(line.genre, line.ident)])
    assert list(shown(vue="constats").dataframe[0].value["Action"]) == [one.reference]
    fiche = shown(vue="actions", action=str(one.ident))
    assert "À quoi elle répond (1\u00a0constat)" in texts(fiche)
    assert "sans service pilote" in texts(fiche)


def test_a_fiche_tells_what_is_not_told_and_what_is_late(here: Path) -> None:
    with connect(here) as client:
        (plan,) = client.schemas.liste()
        (one,) = client.actions.liste(plan.ident)
        today = client.base.etat().aujourd_hui
        client.actions.financer(one.ident, [Financement("fipd", 2026, 12_000.0, None)])
        client.actions.demander(
            Indicateur(0, one.ident, "realisation", "Lampes", "", None, "Voirie", today - dt.timedelta(days=1))
        )
    app = shown(vue="actions", action=str(one.ident))
    assert "Dépensé, pour ce qui est dit : **non communiqué**" in texts(app)
    assert "1\u00a0indicateur en retard" in texts(app)
    next(one for one in app.text_input if one.label.startswith("Ce qui est nouveau")).set_value("Le marché est signé.")
    after = press(app, "Noter")
    assert any("Le marché est signé." in line.value for line in after.markdown)
    with connect(here) as client:
        told = client.actions.lire(one.ident)
    assert told.derniere_nouvelle is not None


def test_an_action_of_the_first_axes_has_no_constat_and_no_zone_to_draw(here: Path) -> None:
    with connect(here) as client:
        (plan,) = client.schemas.liste()
        made = client.actions.creer(Action(0, "", plan.ident, Axe.JEUNES, "Chantiers d'été", "insertion"))
    app = shown(vue="actions", action=str(made.ident))
    assert "À quoi elle répond" not in texts(app)
    assert not app.toggle


def test_who_reads_writes_nothing_and_sees_no_probleme_of_the_office(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "me", lambda: Moi("clspd", "Membre", ("clspd",), ("schema",)))
    with connect(here) as client:
        (plan,) = client.schemas.liste()
        (one,) = client.actions.liste(plan.ident)
        client.actions.enregistrer(replace(one, service="Voirie"))
    for vue in ("etat", "constats", "actions", "plan"):
        app = shown(vue=vue)
        assert not app.button and not app.text_input, vue
    fiche = shown(vue="actions", action=str(one.ident))
    assert [one.label for one in fiche.button] == ["Toutes les actions"]


def test_a_link_to_an_action_that_is_not_there_says_so(here: Path) -> None:
    app = shown(vue="actions", action="99999")
    assert "Aucune action n° 99999" in app.warning[0].value
