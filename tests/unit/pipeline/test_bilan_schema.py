"""Effects of actions, their pictures and the bilan, on the fictional city in the 14th month of its plan."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from observatory.demo.schema import drawing
from observatory.domain.action import Action, Alerte
from observatory.domain.errors import NotFound, StateError, ValueRefused
from observatory.domain.roles import Account, Role
from observatory.domain.schema import Schema
from observatory.pipeline.actions import action_create, action_for, action_save, actions_list
from observatory.pipeline.bilan_schema import bilan_of
from observatory.pipeline.creation_marches import COORDONNATEUR
from observatory.pipeline.effet_action import evaluer
from observatory.pipeline.office import Office
from observatory.pipeline.photos import moderate, picture, waiting_pictures
from observatory.pipeline.photos_action import action_photo_add, action_photo_remove, action_photos
from observatory.pipeline.schemas import schemas_list
from observatory.settings import load_settings

NOW = dt.datetime(2026, 11, 20, 20, tzinfo=ZoneInfo("Europe/Paris"))
CLSPD = Account("clspd", frozenset({Role.CLSPD}))


@pytest.fixture(scope="module")
def office(city_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Office.open(load_settings(city_in(tmp_path_factory.mktemp("bilan"))), lambda: NOW) as opened:
        yield opened


@pytest.fixture(scope="module")
def plan(office: Office) -> Schema:
    return schemas_list(office, COORDONNATEUR)[0]


def _action(office: Office, plan: Schema, title: str) -> Action:
    return next(one for one in actions_list(office, plan.ident, COORDONNATEUR) if one.titre.startswith(title))


def test_the_bilan_counts_what_was_told_and_what_was_not(office: Office, plan: Schema) -> None:
    bilan = bilan_of(office, plan.ident, COORDONNATEUR)
    actions = actions_list(office, plan.ident, COORDONNATEUR)
    asked = [one for action in actions for one in action.indicateurs]
    assert bilan.mois == 14 and bilan.territoire == "toute la ville"
    assert bilan.indicateurs.total == len(asked) == sum(bool(one.etat) for one in bilan.mesures)
    assert bilan.indicateurs.non_communiques == sum(one.valeur.non_communique for one in asked if one.valeur) >= 3
    assert {one.titre for one in bilan.mesures if not one.etat} == {
        "Caméra du parvis de la gare",
        "Un gardien de plus aux Goélands",
    }
    assert bilan.financements[0].source == "fipd" and bilan.total.depense.manques > 0
    assert bilan.total.prevu.total == sum(one.prevu or 0 for one in actions)
    assert sum(bilan.par_etat.values()) == sum(bilan.par_axe.values()) == len(actions)
    assert {one.verdict: one.decision for one in bilan.effets} == {
        "baisse probable": "poursuivre", "on ne peut pas conclure": "modifier",
    }  # fmt: skip
    assert len(bilan.points_forts) == len(bilan.preconisations) == 2 and len(bilan.methode.manques) == 1


def test_the_council_reads_effects_without_small_counts(office: Office, plan: Schema) -> None:
    worked = _action(office, plan, "Déplacer")
    exact = worked.evaluations[0]
    rough = action_for(office, worked.ident, CLSPD).evaluations[0]
    assert rough.verdict == exact.verdict and rough.phrase != exact.phrase and "%" not in rough.phrase
    counts = [rough.detail[f"{area}_{when}"] for area in ("zone", "temoin", "anneau") for when in ("avant", "apres")]
    assert all(one is None or one % 5 == 0 for one in counts) and set(rough.detail) == set(exact.detail)
    told = [one.phrase for one in bilan_of(office, plan.ident, CLSPD).effets]
    assert rough.phrase in told and exact.phrase not in told
    hidden = Account("ailleurs", frozenset({Role.CLSPD}), territoires=frozenset({"quartier:nulle-part"}))
    assert all(one.ident != worked.ident for one in actions_list(office, plan.ident, hidden))


def test_an_effect_is_refused_where_something_lacks_then_waits_for_a_decision(office: Office, plan: Schema) -> None:
    known = _action(office, plan, "Déplacer")
    lamps = _action(office, plan, "Rallumer")
    bare = action_create(
        office, Action(0, "", plan.ident, "tranquillite", "Essai", "nettoyage", service="Voirie"), account=COORDONNATEUR
    )
    with pytest.raises(ValueRefused, match="pas de zone"):
        evaluer(office, bare.ident, COORDONNATEUR)
    with pytest.raises(ValueRefused, match="depuis quel jour"):
        evaluer(office, lamps.ident, COORDONNATEUR)
    with pytest.raises(ValueRefused, match="suivez ses indicateurs"):
        evaluer(office, _action(office, plan, "Chantiers").ident, COORDONNATEUR)
    placed = action_save(office, replace(bare, contour=known.contour), account=COORDONNATEUR)
    with pytest.raises(ValueRefused, match="quelles catégories"):
        evaluer(office, placed.ident, COORDONNATEUR)
    late = replace(placed, categories=known.categories, en_service_le=dt.date(2026, 11, 1))
    young = action_save(office, late, account=COORDONNATEUR)
    with pytest.raises(StateError, match="01/12/2026"):
        evaluer(office, young.ident, COORDONNATEUR)
    old = action_save(office, replace(young, en_service_le=known.en_service_le), account=COORDONNATEUR)
    found = evaluer(office, old.ident, COORDONNATEUR, 12, 12, 0)
    assert found.verdict == "baisse probable" and found.detail["anneau_m"] == 0
    assert Alerte.EFFET_A_DISCUTER in _action(office, plan, "Essai").alertes


def test_a_picture_is_made_anew_and_waits_to_be_looked_at(office: Office, plan: Schema) -> None:
    tags = _action(office, plan, "Convention")
    taken = Image.open(io.BytesIO(drawing("conteneurs", after=False)))
    exif = taken.getexif()
    exif[0x010F] = "Un appareil"
    sent = io.BytesIO()
    taken.convert("RGB").save(sent, "JPEG", exif=exif)
    kept = action_photo_add(office, tags.ident, "apres", sent.getvalue(), account=COORDONNATEUR)
    assert [one.ident for one in waiting_pictures(office)] == [kept.ident] and kept.moment == "apres"
    assert action_photos(office, tags.ident, CLSPD) == []
    with pytest.raises(NotFound):
        picture(office, kept.ident, CLSPD)
    moderate(office, kept.ident, visible=True, account=COORDONNATEUR)
    shown = picture(office, kept.ident, CLSPD)
    assert shown.reference == tags.reference and not Image.open(io.BytesIO(shown.contenu)).getexif()
    with pytest.raises(NotFound):
        picture(office, kept.ident, Account("p", frozenset({Role.PARTENAIRE}), services=frozenset({tags.service})))
    action_photo_remove(office, tags.ident, kept.ident, account=COORDONNATEUR)
    assert action_photos(office, tags.ident, COORDONNATEUR) == []


def test_an_axe_without_persons_takes_no_picture(office: Office, plan: Schema) -> None:
    with pytest.raises(ValueRefused, match="aucune photo"):
        young = _action(office, plan, "Chantiers")
        action_photo_add(office, young.ident, "avant", drawing("conteneurs", after=False), account=COORDONNATEUR)
    wanted = Action(0, "", plan.ident, "tranquillite", "Peindre le mur", "animation")
    shown = action_create(office, wanted, account=COORDONNATEUR)
    action_photo_add(office, shown.ident, "avant", drawing("conteneurs", after=False), account=COORDONNATEUR)
    with pytest.raises(ValueRefused, match="ne porte pas de photo"):
        action_save(office, replace(shown, axe="jeunes"), account=COORDONNATEUR)
    with pytest.raises(ValueRefused, match="avant ou après"):
        lamps = _action(office, plan, "Rallumer")
        action_photo_add(office, lamps.ident, "pendant", b"", account=COORDONNATEUR)
