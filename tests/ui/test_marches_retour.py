"""The pages after a walk: closed from its restitution, told to who may only read it, and typed from paper."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatory.domain.marche import Arret
from observatory.pipeline.office import Office
from observatory.settings import load_settings
from observatory.ui.session import client
from tests.marche import EVENING, found, rated, walk

SECONDS = 90


def restitution_script() -> None:
    """What AppTest runs for the restitution."""
    from observatory.ui.pages import restitution

    restitution.page()


def saisie_script() -> None:
    """What AppTest runs for sheets of paper."""
    from observatory.ui.pages import marche_saisie

    marche_saisie.page()


@pytest.fixture
def noted(small_base: Path) -> int:
    """A walk of the evening before on which two things were found; gives its number."""
    stops = (Arret("Rue Haute", 48.851, 2.351, "reunion"), Arret("Place", 48.853, 2.354, "choix"))
    with Office.open(load_settings(small_base), lambda: EVENING + dt.timedelta(hours=15)) as office:
        yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)  # the pages have the clock of the machine
        trace = ((48.851, 2.351), (48.853, 2.354))
        kept = walk(office, arrets=stops, trace=trace, lat=48.851, lon=2.351, prevue_le=yesterday)
        found(office, kept, texte="Deux lampes éteintes")
        found(office, kept, None, positif=True, texte="Parvis clair")
        rated(office, kept, {"eclairage": 1, "visibilite": 2})
        rated(office, kept, {"eclairage": 3}, appareil="tel-2")
        return kept.ident


def words(app: AppTest) -> str:
    assert not app.exception, app.exception
    return "\n".join(str(one.value) for one in [*app.markdown, *app.caption, *app.info, *app.success, *app.warning])


def test_a_walk_is_read_again_then_closed_from_its_restitution(noted: int) -> None:
    app = AppTest.from_function(restitution_script, default_timeout=SECONDS).run()
    said = words(app)
    assert "Avant de clore" in said and "1 constat deviendra un signalement" in said.replace("\xa0", " ")
    close = next(one for one in app.button if one.label == "Clore la marche")
    assert close.disabled
    next(one for one in app.checkbox if one.label.startswith("J'ai relu")).check().run()
    next(one for one in app.button if one.label == "Clore la marche").click().run()
    said = words(app).replace("\xa0", " ")
    assert "1 dossier ouvert" in said and "1 constat positif" in said
    assert "Avant de clore" not in said
    table = app.table[0].value
    assert table["Note"].tolist()[0] == "2,0" and table.index.tolist()[-1] == "Toute la marche"
    assert any("diffère" in one.label for one in app.expander)


def test_a_sheet_of_paper_is_typed_and_nothing_is_lost_by_a_refusal(noted: int) -> None:
    app = AppTest.from_function(saisie_script, default_timeout=SECONDS).run()
    assert "grilles remplies à la main" in words(app)
    next(one for one in app.selectbox if one.label == "Catégorie").set_value("tags-facade")
    next(one for one in app.text_area if one.label == "Ce qui est écrit").set_value("Appeler le 06 12 34 56 78")
    next(one for one in app.button if one.label == "Enregistrer le constat").click().run()
    assert "personne" in app.error[0].value
    text = next(one for one in app.text_area if one.label == "Ce qui est écrit")
    assert text.value == "Appeler le 06 12 34 56 78"
    text.set_value("Façade taguée")
    next(one for one in app.button if one.label == "Enregistrer le constat").click().run()
    assert "Constat enregistré." in words(app)
    assert next(one for one in app.text_area if one.label == "Ce qui est écrit").value == ""
    sheets = client().saisie.lire(noted).feuilles
    (kept,) = sheets[0].constats
    assert (kept.texte, kept.situe_par) == ("Façade taguée", "arret")
