"""Settings: who sets them, what they may hold, since when, how they come back; a new program changes none of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from observatory.domain.edition import Charte
from observatory.domain.errors import FormatError, NotAllowed, NotFound, ValueRefused
from observatory.domain.reglage import REGLAGES, TEXTES_PAR_DEFAUT
from observatory.domain.roles import Account, Role
from observatory.pipeline.charte import charte_of, modele_of, set_template
from observatory.pipeline.creation import create_empty
from observatory.pipeline.ecoute import desk_opened
from observatory.pipeline.office import Office
from observatory.pipeline.purge import purge_plan
from observatory.pipeline.reglages import (
    csv_to_setting,
    durations,
    history,
    set_back,
    set_setting,
    setting,
    setting_csv,
    settings_at,
    settings_seen,
    text,
    value_of,
)
from observatory.pipeline.routage import route, rules_list, rules_save, service_hours
from observatory.settings import PROJECT, Settings
from observatory.store.annuaire import annuaire_read
from observatory.store.journal import journal_read
from observatory.store.reference import nomenclature_read
from tests.modeles import city_template

CHIEF = Account("chef", frozenset({Role.REGULATEUR}))
KEEPER = Account("garde", frozenset({Role.ADMINISTRATEUR}))
DPO = Account("dpo", frozenset({Role.DPO}))
NOW = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def clock() -> list[dt.datetime]:
    return [NOW]


@pytest.fixture
def dated(settings: Settings, clock: list[dt.datetime]) -> Iterator[Office]:
    create_empty(settings, "Petiteville")
    with Office.open(settings, lambda: clock[0]) as opened:
        yield opened


def test_a_setting_is_dated_journalled_and_comes_back(dated: Office, clock: list[dt.datetime]) -> None:
    assert setting(dated, "horaires", "lun-ven 08-18") == "lun-ven 08-18"
    first = set_setting(dated, "horaires", "  lun-sam   09-12 ", account=CHIEF)
    assert (first.valeur, first.depuis) == ("lun-sam 09-12", NOW)
    clock[0] = NOW + dt.timedelta(days=3)
    set_setting(dated, "horaires", "lun-dim 08-22", account=CHIEF)
    assert setting(dated, "horaires", "") == "lun-dim 08-22"
    assert settings_at(dated, dt.date(2026, 6, 2))["horaires"].valeur == "lun-sam 09-12"
    assert settings_at(dated, dt.date(2026, 5, 31)) == {}
    assert [one.valeur for one in history(dated, "horaires", CHIEF)] == ["lun-dim 08-22", "lun-sam 09-12"]
    line = journal_read(dated.database, 1).to_pylist()[0]
    assert (line["evenement"], line["cle"], line["auteur"]) == ("réglage", "horaires", "chef")
    assert "lun-dim" not in line["detail"]
    assert set_back(dated, "horaires", NOW, CHIEF).valeur == "lun-sam 09-12"
    assert history(dated, "horaires", CHIEF)[0].valeur == "lun-sam 09-12"
    with pytest.raises(NotFound, match="historique"):
        set_back(dated, "horaires", NOW + dt.timedelta(hours=1), CHIEF)


def test_two_values_of_one_instant_are_both_kept(dated: Office) -> None:
    set_setting(dated, "horaires", "lun-ven 09-17", account=CHIEF)
    set_setting(dated, "horaires", "lun-ven 09-18", account=CHIEF)
    assert [one.valeur for one in history(dated, "horaires", CHIEF)] == ["lun-ven 09-18", "lun-ven 09-17"]
    assert setting(dated, "horaires", "") == "lun-ven 09-18"


@pytest.mark.parametrize("cle", REGLAGES)
def test_only_its_editors_change_a_setting(dated: Office, cle: str) -> None:
    value: Any = value_of(dated, cle)
    for role in Role:
        account = Account("essai", frozenset({role}))
        if role in REGLAGES[cle].editeurs:
            assert set_setting(dated, cle, value, account=account).auteur == "essai"
        else:
            with pytest.raises(NotAllowed, match="se change par"):
                set_setting(dated, cle, value, account=account)


def test_who_protects_data_reads_the_durations_and_little_else(dated: Office) -> None:
    seen = {one.cle for one in settings_seen(dated, DPO)}
    assert "conservation" in seen
    assert seen.isdisjoint({"horaires", "effectifs", "astreintes"})
    with pytest.raises(NotAllowed):
        history(dated, "effectifs", DPO)
    with pytest.raises(NotAllowed):
        setting_csv(dated, "effectifs", DPO)


@pytest.mark.parametrize(
    ("cle", "value", "said"),
    [
        ("horaires", "toujours", "plage horaire"),
        ("effectifs", [{"jour": "lun", "heure": 24, "operateurs": 1}], "de 0 à 23"),
        ("effectifs", [{"jour": "lundi", "heure": 2, "operateurs": 1}], "pas « lundi »"),
        ("effectifs", [{"jour": "lun", "heure": 2, "operateurs": 1}] * 2, "lun 2 h y est deux fois"),
        ("textes", [{"code": "adieu", "texte": "x"}], "n'est pas un texte connu"),
        ("textes", [{"code": "retour_fait", "texte": "le {jour}"}], "{jour} n'est pas connu"),
        ("textes", [{"code": "retour_fait", "texte": "le {jour"}], "{jour n'est pas connu"),
        ("textes", [{"code": "retour_fait", "texte": "{quoi!r} le {date:>10}"}], "{quoi!r} n'est pas connu"),
        ("textes", [{"code": "retour_fait", "texte": "fait {{ici}}"}], "n'est pas connu"),
        ("textes", [{"code": ["retour_fait"], "texte": "fait"}], "ni un texte ni un nombre"),
        ("textes", [{"code": "notice", "texte": "Demandez M. Durand"}], "désigne une personne"),
        ("astreintes", [{"nom": "Eau", "numero": "", "quand": ""}], "il manque numero"),
        ("telephones", "05", "Une table est attendue"),
        ("conservation", [{"genre": "recit", "mois": 121, "mois_sans_cloture": 36}], "de 0 à 120"),
        ("conservation", [{"genre": "recit", "mois": 12, "mois_sans_cloture": None}], "mois_sans_cloture"),
        ("conservation", [{"genre": "journal", "mois": 3}], "de 6 à 120"),
        ("conservation", [{"genre": "rêves", "mois": 3}], "« rêves » est inconnu"),
        ("grille_marche", [], "vide"),
        ("logo", {"png": "////"}, "PNG"),
        ("couleur", "bleu", "n'est pas un réglage"),
    ],
)
def test_what_a_setting_cannot_hold_is_refused(dated: Office, cle: str, value: Any, said: str) -> None:
    with pytest.raises(ValueRefused, match=said):
        set_setting(dated, cle, value, account=CHIEF)
    assert not dated.database.read("SELECT * FROM reglage").num_rows


def test_hours_set_on_screen_win_over_the_environment(dated: Office) -> None:
    friday = dt.datetime(2026, 6, 5, 15, tzinfo=dt.UTC)
    before = route(dated, "stationnement-epave", "public", [], friday).echeance
    set_setting(dated, "horaires", "lun-dim 00-24", account=CHIEF)
    assert service_hours(dated).fin == 1440
    assert route(dated, "stationnement-epave", "public", [], friday).echeance < before


def test_a_rule_that_names_an_astreinte_gives_its_number(dated: Office) -> None:
    regles = rules_list(dated).regles
    named = dataclasses.replace(regles[0], categorie="eau-fuite", astreinte="astreinte de l'eau", heures="", jours="")
    rules_save(dated, [named, *regles[1:]], auteur="chef")
    night = dt.datetime(2026, 6, 5, 23, tzinfo=dt.UTC)
    assert route(dated, "eau-fuite", "public", [], night).astreinte == "astreinte de l'eau"
    rows = [{"nom": "Astreinte de l'eau", "numero": "05 36 49 00 20", "quand": "la nuit"}]
    set_setting(dated, "astreintes", rows, account=CHIEF)
    assert route(dated, "eau-fuite", "public", [], night).astreinte == "Astreinte de l'eau : 05 36 49 00 20"


def test_texts_are_the_city_s_own_one_by_one(dated: Office) -> None:
    set_setting(dated, "textes", [{"code": "notice", "texte": "Vous pouvez rester anonyme."}], account=CHIEF)
    assert desk_opened(dated, CHIEF).notice == text(dated, "notice") == "Vous pouvez rester anonyme."
    assert text(dated, "retour_fait") == TEXTES_PAR_DEFAUT["retour_fait"]
    set_setting(dated, "textes", [{"code": "notice", "texte": ""}], account=CHIEF)
    assert text(dated, "notice") == TEXTES_PAR_DEFAUT["notice"]


def test_durations_set_on_screen_are_those_of_the_purge(dated: Office) -> None:
    rows = [
        {"genre": "plaque", "mois": 2, "mois_sans_cloture": 6},
        {"genre": "note", "mois": 5, "mois_sans_cloture": 9},
    ]
    set_setting(dated, "conservation", rows, account=KEEPER)
    known = {one.genre: one for one in durations(dated)}
    assert (known["plaque"].mois, known["plaque"].mois_sans_cloture) == (2, 6)
    assert (known["note"].mois, known["note"].mois_sans_cloture) == (5, None)
    assert known["recit"].mois == 12
    assert {one.genre: one.mois for one in purge_plan(dated).lignes}["plaque"] == 2


def test_tables_go_out_as_files_and_come_back(dated: Office) -> None:
    rows = [{"jour": "sam", "heure": 9, "operateurs": 4}, {"jour": "feries", "heure": 20, "operateurs": 1}]
    set_setting(dated, "effectifs", rows, account=CHIEF)
    for cle in ("effectifs", "grille_marche", "conservation"):
        account = CHIEF if cle != "conservation" else KEEPER
        assert csv_to_setting(cle, setting_csv(dated, cle, account)) == value_of(dated, cle)
    assert csv_to_setting("effectifs", "heure,jour,operateurs\n9,lun,3\n") == [
        {"jour": "lun", "heure": 9, "operateurs": 3}
    ]
    with pytest.raises(FormatError, match="il manque operateurs"):
        csv_to_setting("effectifs", "jour;heure\nlun;9\n")
    with pytest.raises(NotFound, match="n'est pas une table"):
        csv_to_setting("horaires", "")


def test_the_grid_has_the_six_principles_in_both_kinds_of_walk(dated: Office) -> None:
    grid = value_of(dated, "grille_marche")
    assert len({one["principe"] for one in grid}) == 6
    set_setting(dated, "grille_marche", grid[:3], account=KEEPER)
    assert len(value_of(dated, "grille_marche")) == 3
    other = value_of(dated, "grille_diagnostic")
    assert {one["principe"] for one in other} == {one["principe"] for one in grid} and other != grid


def test_a_new_program_with_other_tables_changes_no_setting(settings: Settings, tmp_path: Path) -> None:
    create_empty(settings, "Petiteville")
    with Office.open(settings, lambda: NOW) as opened:
        set_setting(opened, "grille_marche", value_of(opened, "grille_marche")[:2], account=KEEPER)
        set_setting(opened, "conservation", [{"genre": "plaque", "mois": 2, "mois_sans_cloture": 4}], account=KEEPER)
        set_setting(opened, "horaires", "lun-sam 09-12", account=CHIEF)
        rules_save(opened, rules_list(opened).regles[-1:], auteur="chef")
        kept = [value_of(opened, cle) for cle in ("grille_marche", "horaires")]
        tables = [annuaire_read(opened.database), nomenclature_read(opened.database), rules_list(opened).regles]
    newer = tmp_path / "nouvelles-tables"
    shutil.copytree(PROJECT / "data" / "reference", newer)
    for name in ("grille_exploratoire", "grille_diagnostic", "annuaire", "nomenclature", "regles"):
        lines = (newer / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        (newer / f"{name}.csv").write_text("\n".join([lines[0], lines[-1]]) + "\n", encoding="utf-8")
    durations_file = newer / "conservation.csv"
    durations_file.write_text(
        durations_file.read_text(encoding="utf-8").replace(",1,3,cloture", ",9,9,cloture"), "utf-8"
    )
    later = dataclasses.replace(settings, reference=newer, horaires="mar 10-11")
    with Office.open(later, lambda: NOW) as opened:
        assert [value_of(opened, cle) for cle in ("grille_marche", "horaires")] == kept
        assert {one.genre: one.mois for one in durations(opened)}["plaque"] == 2
        now = [annuaire_read(opened.database), nomenclature_read(opened.database), rules_list(opened).regles]
        assert now == tables
        assert len(value_of(opened, "grille_diagnostic")) == 1


def test_a_template_is_read_before_it_is_kept_and_does_not_travel(dated: Office, clock: list[dt.datetime]) -> None:
    assert modele_of(dated) is None
    template = city_template()
    with pytest.raises(ValueRefused, match="n'est pas une présentation"):
        set_template(dated, "logo.pptx", b"PK\x03\x04", KEEPER)
    with pytest.raises(NotAllowed):
        set_template(dated, "ville.pptx", template, CHIEF)
    kept = set_template(dated, " ville.pptx ", template, KEEPER)
    assert kept.valeur == {"nom": "ville.pptx", "octets": len(template)}
    assert modele_of(dated) == template
    assert [one.valeur for one in settings_seen(dated, KEEPER) if one.cle == "modele_diapos"] == [kept.valeur]
    clock[0] += dt.timedelta(days=1)
    set_template(dated, "", b"", KEEPER)
    assert modele_of(dated) is None
    assert [one.valeur for one in history(dated, "modele_diapos", KEEPER)] == [{}, kept.valeur]
    assert kept.depuis
    set_back(dated, "modele_diapos", kept.depuis, KEEPER)
    assert modele_of(dated) == template


def test_colours_that_cannot_be_read_on_white_are_refused(dated: Office) -> None:
    assert charte_of(dated) == Charte()
    set_setting(dated, "charte", {"couleur": "#0B3D91", "accent": "#9a1b1b"}, account=KEEPER)
    assert charte_of(dated) == Charte(couleur="#0b3d91", accent="#9a1b1b")
    for colour, told in (("#ffcc00", "contraste 1,5 pour 1"), ("bleu", "s'écrit #rrvvbb")):
        with pytest.raises(ValueRefused, match=told):
            set_setting(dated, "charte", {"couleur": colour, "accent": "#9a1b1b"}, account=KEEPER)
