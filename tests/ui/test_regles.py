"""The page of rules: shown, edited, tried, kept, applied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatory.client import connect
from observatory.domain.envoi import Regle
from observatory.ui.pages.regles import frame_to_rules, rules_to_frame

SECONDS = 90
LAST = Regle(9, service="Office")


def regles_script() -> None:
    """What AppTest runs."""
    from observatory.ui.pages import regles

    regles.page()


def opened() -> AppTest:
    app = AppTest.from_function(regles_script, default_timeout=SECONDS).run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label.startswith(label)).click().run()
    assert not app.exception
    return app


@pytest.fixture
def edit(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Regle]], None]:
    """What somebody makes of the table: the test harness cannot type in it."""

    def call(rules: list[Regle]) -> None:
        monkeypatch.setattr("streamlit.data_editor", lambda frame, **_: rules_to_frame(rules))

    return call


def test_the_rules_are_shown_with_where_they_come_from(small_base: Path) -> None:
    app = opened()
    assert "regles.csv" in app.markdown[0].value
    assert "qpv:*" in app.warning[0].value
    assert not app.metric


def test_nothing_is_tried_nor_kept_nor_applied_before_a_change(small_base: Path) -> None:
    labels = {one.label: one.disabled for one in opened().button}
    assert labels["Essayer"]
    assert labels["Enregistrer"]
    assert not [one for one in labels if one.startswith(("Appliquer", "Abandonner"))]


def test_a_trial_shows_what_moves_then_the_rules_are_kept_and_applied(
    small_base: Path, edit: Callable[[list[Regle]], None]
) -> None:
    edit([Regle(1, "bruit", territoire="quartier:N", service="Police", promesse_h=24), LAST])
    app = press(opened(), "Essayer")
    assert [one.value for one in app.metric] == ["2", "2", "0"]
    assert not [one for one in app.button if one.label.startswith("Appliquer")]
    moves = app.dataframe[0].value
    assert sorted(zip(moves["De"], moves["Vers"], moves["Dossiers"], strict=True)) == [
        ("aucun service", "Office", 1), ("aucun service", "Police", 1),
    ]  # fmt: skip
    assert "Enregistrez ces règles" in app.caption[-1].value
    edit([Regle(1, "bruit", territoire="quartier:N", service="Police", promesse_h=24), Regle(2, service="Office")])
    press(app, "Enregistrer")
    assert "2 règles enregistrées" in app.success[0].value.replace("\xa0", " ")
    with connect(small_base) as client:
        assert [one.service for one in client.regles.liste().regles] == ["Police", "Office"]
    press(app, "Appliquer à 2")
    assert "2 dossiers envoyés" in app.success[0].value.replace("\xa0", " ")
    with connect(small_base) as client:
        essai = client.regles.essai(client.regles.liste().regles)
    assert (essai.dossiers, essai.changent, essai.redates) == (2, 0, 0)


def test_faults_are_said_and_nothing_is_kept(small_base: Path, edit: Callable[[list[Regle]], None]) -> None:
    edit([Regle(1, "bruits", service="Police"), LAST])
    app = opened()
    for label in ("Essayer", "Enregistrer"):
        assert "« bruits » n'est pas dans la nomenclature" in press(app, label).error[0].value
        assert not app.metric
    with connect(small_base) as client:
        assert client.regles.liste().origine == "fichier"


def test_a_change_by_somebody_else_is_not_overwritten(small_base: Path, edit: Callable[[list[Regle]], None]) -> None:
    edit([LAST])
    app = opened()
    with connect(small_base) as client:
        client.regles.enregistrer([Regle(1, "tags", service="Propreté"), LAST])
    assert "entre-temps" in press(app, "Enregistrer").error[0].value
    press(app, "Abandonner")
    assert "gardées dans la base" in app.markdown[0].value


def test_where_one_file_would_go(small_base: Path) -> None:
    app = opened()
    app.selectbox[0].set_value("stationnement-epave")
    app.date_input[0].set_value(dt.date(2026, 6, 5))
    app.time_input[0].set_value(dt.time(22, 30))
    press(app, "Montrer")
    said = " ".join(one.value for one in app.markdown)
    assert "**Fourrière**, promis sous 240 h ouvrées : avant le 19/06/2026 à 18:00 (règle 1)" in said
    assert "astreinte" not in said.casefold()


def test_rules_go_to_the_table_and_back() -> None:
    rules = [Regle(1, "bruit", "prive", "qpv:A", "lun", "22-06", "Police", 24, False, "Chef", "17"), LAST]
    assert frame_to_rules(rules_to_frame(rules)) == [rules[0], Regle(2, service="Office")]
    assert frame_to_rules(rules_to_frame([])) == []


def test_a_new_row_comes_before_the_last_rule_and_ranks_order_the_others() -> None:
    frame = rules_to_frame([Regle(1, service="A"), Regle(2, service="B"), Regle(3, service="fin")])
    frame = frame.astype(object)
    frame.loc[0, "rang"] = 2.5
    frame.loc[3] = [None, None, None, None, None, None, " Nouveau ", None, None, None, None]
    frame.loc[4] = [None] * 11
    assert frame_to_rules(frame) == [
        Regle(1, service="B"), Regle(2, service="A"), Regle(3, service="Nouveau", promesse_h=0, ouvre=False),
        Regle(4, service="fin"),
    ]  # fmt: skip
