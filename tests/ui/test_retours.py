"""The régulateur's page and the operators' queue, run by Streamlit's own harness."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatory.domain.appel import Appel, Issue
from observatory.domain.retour import IssueRetour, Voie
from observatory.domain.statut import Statut
from observatory.domain.tableau import Attente, Heure, Ligne
from observatory.pipeline.bureau import save_call
from observatory.pipeline.office import Office
from observatory.pipeline.retours import retour_try
from observatory.pipeline.suivi import move_file
from observatory.present.retours import as_written
from observatory.present.tableau import hours_chart, hours_frame, lines_frame, overloaded, short_place, tile, time_left
from observatory.settings import load_settings
from tests.unit.pipeline.suivi_town import LEA, PHONE, PHRASE, REG, owed

SECONDS = 90


def suivi_script() -> None:
    """What AppTest runs."""
    from observatory.ui.pages import suivi

    suivi.page()


def retours_script() -> None:
    """What AppTest runs for operators."""
    from observatory.ui.pages import retours

    retours.page()


@pytest.fixture
def town(empty_base: Path) -> Path:
    """Two callers who are owed news, a file whose promise broke, a question that is due."""
    now = dt.datetime.now(dt.UTC)
    with Office.open(load_settings(empty_base), lambda: now - dt.timedelta(days=20)) as office:
        for number, phone in enumerate((PHONE, "", "06 98 76 54 32")):
            call = Appel(
                cle=f"essai-page-{number}", issue=Issue.SIGNALEMENT, categorie="tags", adresse="rue Haute",
                lat=46.05 + number / 100, lon=-4.6, telephone=phone, rappel=bool(phone),
            )  # fmt: skip
            reference = save_call(office, call, "op").reference
            if number < 2:
                owed(office, reference, PHRASE if number else "Le *tag* est [effacé].", hours=24 + 1000 * number)
            else:
                ident = owed(office, reference)
                move_file(office, reference, Statut.RESOLU, account=REG)
                retour_try(office, ident, Voie.TELEPHONE, IssueRetour.JOINT, account=LEA)
    return empty_base


def opened(script: object, **query: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=SECONDS)  # type: ignore[arg-type]
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, label: str, at: int = 0) -> AppTest:
    [one for one in app.button if one.label.startswith(label)][at].click().run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.info, app.error, app.success)
    return "\n".join(str(one.value) for kind in kinds for one in kind).replace("\xa0", " ")


def test_the_board_opens_on_what_needs_a_hand_and_each_number_opens_its_list(town: Path) -> None:
    app = opened(suivi_script)
    labels = [one.label for one in app.button]
    assert labels[:6] == [
        "**2** promesses rompues", "**0** va se rompre", "**1** retour en retard",
        "**0** relancé trois fois ou plus", "**0** sans service", "**0** à localiser",
    ]  # fmt: skip
    assert "Promesses rompues" in [one.value for one in app.subheader]
    assert list(app.dataframe[0].value["Service"]) == ["Propreté urbaine"] * 2
    app = press(app, "**0** sans service")
    assert "Dossiers que personne n'a reçus" in [one.value for one in app.subheader]
    assert "Rien n'attend ici." in said(app)
    assert "3 signalements ouverts" not in said(app) and "2 signalements ouverts" in said(app)


def test_the_number_of_late_news_opens_their_queue_and_the_way_back_is_there(town: Path) -> None:
    app = press(opened(suivi_script), "**1** retour en retard")
    assert "Retours à donner" in app.query_params["section"]
    assert "2 appelants à informer" in said(app)
    app.segmented_control[0].set_value("Lundi").run()
    assert "Lundi" in app.query_params["section"] and "Lieux les plus signalés" in said(app)


def test_a_list_in_the_address_that_is_none_is_left_out(town: Path) -> None:
    assert "Promesses rompues" in said(opened(suivi_script, attente="lune", section="lune"))


def test_a_caller_is_taken_told_and_leaves_the_queue(town: Path) -> None:
    app = opened(retours_script)
    assert "2 appelants à informer" in said(app) and "1 retour en retard" in said(app)
    assert PHONE not in said(app)
    assert r"« Le \*tag\* est \[effacé\]. »" in said(app)
    app = press(app, "Prendre")
    assert PHONE in said(app)
    assert [one.label for one in app.button if "Joint" in one.label] == ["Joint"]
    app.text_input[0].set_value("rappeler au 06 11 22 33 44").run()
    app = press(app, "Absent")
    assert "ne nomme personne" in app.error[0].value
    app.text_input[0].set_value("").run()
    app = press(app, "Joint")
    assert "Retour donné." in said(app) and "1 appelant à informer" in said(app)
    assert PHONE not in said(app)


def test_an_sms_is_shown_with_its_length(town: Path) -> None:
    app = press(opened(retours_script), "Prendre")
    app.radio[0].set_value(Voie.SMS).run()
    assert app.code[0].value.startswith("Mairie de ")
    assert f"{len(app.code[0].value)} signes sur 160" in said(app)
    app.radio[0].set_value(Voie.COURRIEL).run()
    assert app.code[0].value.startswith("Bonjour,")


def test_a_caller_without_a_number_is_impossible_by_the_regulateur(town: Path) -> None:
    app = press(opened(suivi_script, section="Retours à donner"), "Prendre", at=1)
    assert "Pas de numéro à rappeler." in said(app)
    app = press(app, "Retirer de la file")
    assert "Dites pourquoi" in app.error[0].value
    next(one for one in app.text_input if one.label == "Pourquoi ?").set_value("appel anonyme").run()
    app = press(app, "Retirer de la file")
    assert "1 appelant à informer" in said(app)


def test_a_no_opens_the_file_again(town: Path) -> None:
    app = press(opened(retours_script), "Interroger")
    app.radio[0].set_value("Non").run()
    app.radio[1].set_value(2).run()
    app = press(app, "Enregistrer la réponse")
    assert "peut être rouvert" in said(app)
    app = press(app, "Rouvrir le dossier")
    assert "motif manque" in app.error[0].value
    next(one for one in app.text_input if one.label.startswith("Ce qui continue")).set_value("le tag est revenu").run()
    app = press(app, "Rouvrir le dossier")
    assert "rouvert : une nouvelle promesse court" in said(app)
    with Office.open(load_settings(town)) as office:
        states = office.database.read("SELECT statut FROM signalement ORDER BY id")["statut"].to_pylist()
    assert states == ["recu", "recu", "rouvert"]


def test_monday_says_the_weekend_and_shows_its_letter(town: Path) -> None:
    app = opened(suivi_script, section="Lundi")
    assert app.subheader[0].value.startswith("Du vendredi")
    assert [one.label for one in app.metric] == [
        "Contacts", "Signalements reçus", "Promesses rompues", "À traiter d'abord",
    ]  # fmt: skip
    app = press(app, "Montrer le texte")
    assert "synthèse du week-end" in app.code[0].value
    app = press(opened(suivi_script, section="Lundi"), "Envoyer")
    assert "OBSERVATORY_LUNDI_A" in app.error[0].value


def test_an_empty_base_has_nobody_to_tell(empty_base: Path) -> None:
    assert "Tout le monde est informé." in said(opened(retours_script))
    assert "Rien n'attend ici." in said(opened(suivi_script))


@pytest.mark.parametrize(("hours", "words"), [
    (None, ""), (0.5, "30 min"), (6.0, "6\u202fh"), (-4.0, "dépassée de 4\u202fh"), (0.0, "aucune heure ouvrée"),
    (-233.5, "dépassée de 23\xa0jours"), (35.0, "3\xa0jours"),
])  # fmt: skip
def test_how_long_is_left_is_said_in_words(hours: float | None, words: str) -> None:
    assert time_left(hours) == words


def test_words_of_the_board() -> None:
    assert tile(Attente.ROMPUES, 1) == "**1** promesse rompue" and tile(Attente.BIENTOT, 0) == "**0** va se rompre"
    assert short_place("4ter Rue des Gentianes 29990 Port-Clairval") == "4ter Rue des Gentianes"
    assert short_place("") == "" and short_place("29990") == "29990" and short_place("Arrêt 3") == "Arrêt 3"
    assert as_written("a *b* [c](d)\n$e") == r"a \*b\* \[c\](d) \$e"


def test_hours_that_are_too_much() -> None:
    assert overloaded(13, 2) and overloaded(1, 0)
    assert not overloaded(12, 2) and not overloaded(0, 0) and not overloaded(50, None)
    hours = [Heure(hour, 1 if hour == 9 else 0, 0.0, 2 if 8 <= hour < 12 else 0) for hour in range(24)]
    frame = hours_frame(hours)
    assert list(frame["etiquette"]) == [f"{hour}\u202fh" for hour in range(8, 12)]
    to_come = [Heure(hour, None, None, None) for hour in range(24)]
    assert hours_frame(to_come)["dit"].iloc[0] == "à venir"
    assert '"domain": [0, 5.2]' in hours_chart(to_come).to_json(indent=None)


def test_columns_that_say_nothing_are_left_out() -> None:
    now = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    line = Ligne("R1", "Tags", "", "", "recu", now, now, -1.0, "", None, 1, 0)
    assert {"Prévenir", "Prévenu"}.isdisjoint(lines_frame([line], Attente.SANS_SERVICE).columns)
    broken = lines_frame([line], Attente.ROMPUES)
    assert "Prévenu" not in broken.columns and list(broken["Prévenir"]) == ["non dit"]
    assert list(broken["Lieu"]) == ["à localiser"] and list(broken["Service"]) == ["aucun"]
