"""The pages of the follow-up and of the partner, run by Streamlit's own test harness."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatory.client import LocalCaller, connect
from observatory.domain.appel import Appel, Issue
from observatory.domain.roles import Account, Role
from observatory.domain.transmission import Reponse, Suite, Voie
from observatory.ui.session import client
from tests.suivi import camera

SECONDS = 90


def suivi_script() -> None:
    """What AppTest runs for the régulateur."""
    from observatory.ui.pages import suivi

    suivi.page()


def confies_script() -> None:
    """What AppTest runs for a partner."""
    from observatory.ui.pages import confies

    confies.page()


@pytest.fixture
def references(small_base: Path) -> list[str]:
    """Two calls that wait to be sent: a tag and a heap of rubbish."""
    with connect(small_base) as here:
        return [
            here.bureau.enregistrer(
                Appel(
                    cle=f"page-{rank:06d}", issue=Issue.SIGNALEMENT, categorie=categorie, telephone="06 12 34 56 78",
                    description=f"récit de Mme Lefranc {rank}", adresse="1 rue Haute", adresse_trouvee="1 Rue Haute",
                    lat=48.851, lon=2.351,
                )
            ).reference
            for rank, categorie in enumerate(("tags-facade", "depots-encombrants"), 1)
        ]  # fmt: skip


def opened(script: object, **query: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=SECONDS)  # type: ignore[arg-type]
    for name, value in query.items():
        app.query_params[name] = value
    return checked(app.run())


def checked(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    return checked(next(one for one in app.button if one.label == label).click().run())


def choose(app: AppTest, label: str, value: str) -> AppTest:
    return checked(next(one for one in app.button_group if one.label == label).set_value(value).run())


def told(app: AppTest) -> str:
    """All the words of a page."""
    parts = [*app.markdown, *app.caption, *app.text, *app.success, *app.info, *app.error, *app.subheader]
    return "\n".join(str(one.value) for one in parts).replace("\xa0", " ")


def test_several_files_are_sent_together_each_to_its_own_service(references: list[str]) -> None:
    app = opened(suivi_script, section="À transmettre")
    assert "**2 dossiers** à transmettre" in told(app) and "Lefranc" not in told(app)
    for reference in references:
        app = checked(next(one for one in app.checkbox if one.key == f"choisi-{reference}").check().run())
    assert "2 dossiers cochés" in told(app) and "Sans courriel dans l'annuaire" in told(app)
    app = press(app, "Transmettre")
    assert [one.value for one in app.error] and "annuaire" in app.error[0].value
    app = press(choose(app, "Par", "bordereau"), "Transmettre")
    assert "2 dossiers transmis" in told(app) and "Rien n'attend" in told(app)
    with connect() as here:
        assert {here.suivi.dossier(one).statut for one in references} == {"transmis"}


def test_one_file_shows_its_moves_and_what_may_be_done(references: list[str]) -> None:
    app = opened(suivi_script, section="À transmettre", dossier=references[0])
    app = choose(app, "Par", "telephone")
    next(one for one in app.text_input if one.label == "Qui au téléphone").set_value("Mme Lefranc")
    assert "ne nomme personne" in press(app, "Transmettre").error[0].value
    next(one for one in app.text_input if one.label == "Qui au téléphone").set_value("le standard")
    app = press(app, "Transmettre")
    assert "téléphone à le standard" in told(app) and "Transmis" in told(app)
    move = next(one for one in app.selectbox if one.label == "Devient")
    move.set_value("sans_suite")
    assert "motif manque" in press(app, "Faire avancer").error[0].value
    next(one for one in app.text_input if one.label.startswith("Motif")).set_value("déjà nettoyé")
    assert "déjà nettoyé" in told(press(app, "Faire avancer"))
    assert "vérifiez la référence" in told(opened(suivi_script, dossier="ZZZZZZ"))


def test_a_compte_rendu_is_typed_then_taken_with_its_sentence(references: list[str]) -> None:
    app = opened(suivi_script, dossier=references[0])
    app = choose(app, "Que fait le service ?", "prevu")
    app.date_input[0].set_value(dt.date.today() + dt.timedelta(days=3))  # noqa: DTZ011 - as the page counts
    app = press(app, "Envoyer la réponse")
    assert "Compte rendu enregistré" in told(app)
    app = opened(suivi_script, section="Comptes rendus")
    assert "1 compte rendu" in told(app) and "1 appelant à prévenir" in app.text_area[0].label.replace("\xa0", " ")
    app.text_area[0].set_value("Voyez Mme Lefranc")
    assert "ne nomme personne" in press(app, "Valider").error[0].value
    app.text_area[0].set_value("Le service passe bientôt.")
    app = press(app, "Valider")
    assert "validé" in told(app) and "Aucun compte rendu à valider" in told(app)
    with connect() as here:
        assert here.suivi.dossier(references[0]).statut == "pris_en_charge"


def test_a_compte_rendu_is_set_aside_for_a_reason_or_goes_elsewhere(references: list[str]) -> None:
    with connect() as here:
        here.suivi.rendre_compte(references[0], Reponse(Suite.REFUSE, motif="terrain privé"))
        here.suivi.rendre_compte(references[1], Reponse(Suite.FAIT))
    app = opened(suivi_script, section="Comptes rendus")
    assert "Refusé : terrain privé" in told(app)
    assert "motif manque" in press(app, "Écarter").error[0].value
    app = press(opened(suivi_script, section="Comptes rendus"), "Transmettre à un autre service")
    assert app.query_params["dossier"] in ([references[0]], references[0]) and references[0] in told(app)


def publics_script() -> None:
    """What AppTest runs for who moderates."""
    from observatory.ui.pages import publics

    publics.page()


def test_a_picture_is_looked_at_before_others_see_it(references: list[str]) -> None:
    with connect() as here:
        made = [here.suivi.rendre_compte(one, Reponse(Suite.FAIT, photos=(camera(),))) for one in references]
    app = opened(publics_script)
    assert "2 photos à relire" in app.expander[0].label.replace("\xa0", " ")
    press(app, "Peut être montrée")
    app = press(opened(publics_script), "Reste au poste")
    assert not [one for one in app.expander if "à relire" in one.label]
    with connect() as here:
        shown = {one.photos[0].ident: one.photos[0] for one in here.suivi.comptes_rendus()}
    assert [shown[one.photos[0].ident].visible for one in made] == [True, False]
    assert all(one.moderee for one in shown.values())


@pytest.fixture
def as_partner(references: list[str]) -> list[str]:
    """The pages run with the rights of a partner who holds the service of the first file alone."""
    here = client()
    assert isinstance(here.caller, LocalCaller)
    here.suivi.transmettre(references[0], Voie.BORDEREAU, service="Clairval Habitat")
    here.suivi.transmettre(references[1], Voie.BORDEREAU, service="Clairval Bus")
    here.caller.account = Account("p", frozenset({Role.PARTENAIRE}), services=frozenset({"Clairval Habitat"}))
    return references


def test_a_partner_answers_its_own_files_and_sees_no_other(as_partner: list[str]) -> None:
    app = opened(confies_script)
    assert "**1 dossier** à traiter" in told(app) and as_partner[1] not in told(app) and "Lefranc" not in told(app)
    app = press(app, "Répondre")
    app = choose(app, "Que fait le service ?", "fait")
    surface = next(one for one in app.number_input if one.label.startswith("Surface"))
    surface.set_value(4.5)
    app = press(app, "Envoyer la réponse")
    assert "Réponse enregistrée" in told(app) and "à valider par l'office" in told(app)
    app = choose(app, "Dossiers", "Clos")
    assert "Aucun dossier clos" in told(app)
    assert [one.value for one in app.metric[:2]] == ["1", "0"]
