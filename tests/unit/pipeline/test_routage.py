"""Rules in an office: the file answers until the base does, a dry run writes nothing, what moves is journalled."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from observatory.domain.envoi import Regle
from observatory.domain.errors import FormatError, NotAllowed, NotFound, StateError, ValueRefused
from observatory.domain.roles import Account, Role
from observatory.operations.core import Context
from observatory.operations.routage import (
    regles_appliquer,
    regles_enregistrer,
    regles_envoi,
    regles_essai,
    regles_liste,
)
from observatory.pipeline.office import Office
from observatory.pipeline.routage import route
from observatory.pipeline.signalements import import_signalements
from observatory.settings import PROJECT
from observatory.store.acces import access_read
from observatory.store.regles import read_rules
from tests.unit.pipeline.conftest import LAT, LON, quiet

TABLE = PROJECT / "data" / "reference" / "regles.csv"
NOON = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)  # a Monday
LAST = Regle(9, service="Office")
ROWS = """reference;recu_le;categorie;lon;lat;lieu;statut;service;clos_le
A1;2026-05-29 22:10;tags-facade;-4.595;46.055;public;pris_en_charge;Voirie;
A2;2026-05-29 22:10;tags-facade;-4.585;46.055;public;recu;;
A3;2026-05-29 22:10;bruit-voisins;;;prive;transmis;Office;
A4;2026-05-29 22:10;tags-facade;-4.595;46.055;public;resolu;Voirie;2026-05-30 10:00
"""


@pytest.fixture
def chef(office: Office, tmp_path: Path) -> Context:
    """The town with three open files and a closed one, and its régulateur."""
    (tmp_path / "s.csv").write_text(ROWS, encoding="utf-8")
    import_signalements(office, tmp_path / "s.csv", auteur="essai", progress=quiet)
    return Context(office, Account("chef", frozenset({Role.REGULATEUR})))


def rules() -> list[Regle]:
    return [
        Regle(2, "tags", territoire="quartier:Q00", service="Propreté", promesse_h=24),
        Regle(5, "tags", service="Voirie", promesse_h=48, ouvre=False),
        LAST,
    ]


def test_the_reference_table_answers_until_the_base_has_rules_of_its_own(chef: Context) -> None:
    assert regles_liste(chef).origine == "fichier"
    assert route(chef.office, "tags", "public", (), NOON).service == "Propreté urbaine"
    kept = regles_enregistrer(chef, rules())
    assert (kept.origine, [one.rang for one in kept.regles]) == ("base", [1, 2, 3])
    assert route(chef.office, "tags", "public", (), NOON).service == "Voirie"
    assert route(chef.office, "tags", "public", ("quartier:Q00",), NOON).service == "Propreté"
    shorter = regles_enregistrer(chef, rules()[1:])
    assert [one.service for one in shorter.regles] == ["Voirie", "Office"]
    lines = chef.office.database.read(
        "SELECT auteur, evenement, detail::VARCHAR AS d FROM journal WHERE objet = 'regle' ORDER BY seq"
    ).to_pylist()
    assert [(one["auteur"], one["evenement"]) for one in lines] == [("chef", "règles enregistrées")] * 2
    assert '"avant": 3' in lines[1]["d"]


def test_rules_survive_the_base_with_every_field(chef: Context) -> None:
    table = [
        Regle(1, "bruit", "prive", "quartier:Q00", "sam,dim", "22-06", "Brigade", 4, False, "Chef", "05 36 49 00 17"),
        replace(LAST, rang=2),
    ]
    regles_enregistrer(chef, table)
    assert regles_liste(chef).regles == table


def test_a_dry_run_says_what_moves_and_writes_nothing(chef: Context) -> None:
    before = chef.office.database.read("SELECT * FROM signalement ORDER BY id")
    essai = regles_essai(chef, [*rules(), Regle(7, "eau", territoire="qpv:Z", service="Eau")])
    assert (essai.dossiers, essai.changent, essai.redates) == (3, 2, 1)
    assert sorted(essai.flux) == [("", "Voirie", 1), ("Voirie", "Propreté", 1)]
    moved = {one.reference: one for one in essai.deplacements}
    assert moved["A1"].echeance == dt.datetime.fromisoformat("2026-06-01T18:00+02:00")
    assert moved["A2"].echeance == dt.datetime.fromisoformat("2026-05-31T22:10+02:00")
    assert essai.sans_dossier == [7]
    assert essai.remarques == [
        "La règle 7 ne servira pas : le territoire « qpv:Z » est inconnu ici.",
        "Services sans ligne dans l'annuaire : Eau, Office, Propreté. Ajoutez-les pour pouvoir les joindre.",
    ]
    assert chef.office.database.read("SELECT * FROM signalement ORDER BY id").equals(before)
    assert regles_liste(chef).origine == "fichier"
    (line,) = access_read(chef.office.database, 1).to_pylist()
    assert sorted(line["cles"].split()) == ["A1", "A2"]


def test_applying_moves_the_files_named_then_the_others_each_with_a_line(chef: Context) -> None:
    regles_enregistrer(chef, rules())
    with pytest.raises(NotFound, match="A4"):
        regles_appliquer(chef, ["A1", "A4"])
    assert regles_appliquer(chef, ["A1"]) == 1
    assert regles_appliquer(chef) == 2
    assert regles_appliquer(chef) == 0
    files = chef.office.database.read(
        "SELECT reference, service, statut, version, modifie_par FROM signalement ORDER BY reference"
    ).to_pylist()
    assert [tuple(one.values()) for one in files] == [
        ("A1", "Propreté", "transmis", 2, "chef"), ("A2", "Voirie", "transmis", 2, "chef"),
        ("A3", "Office", "transmis", 2, "chef"), ("A4", "Voirie", "resolu", 1, None),
    ]  # fmt: skip
    lines = chef.office.database.read(
        "SELECT cle, detail->>'de' AS de, detail->>'vers' AS vers FROM journal WHERE evenement = 'envoi' ORDER BY seq"
    ).to_pylist()
    assert [tuple(one.values()) for one in lines] == [
        ("A1", "Voirie", "Propreté"), ("A2", "", "Voirie"), ("A3", "Office", "Office"),
    ]  # fmt: skip


def test_what_cannot_be_kept_is_refused_with_every_fault(chef: Context) -> None:
    with pytest.raises(ValueRefused, match=r"Règle 1 : la catégorie « x ».*La dernière règle doit tout prendre"):
        regles_enregistrer(chef, [Regle(1, "x", service="A")])
    with pytest.raises(ValueRefused, match="aucun service"):
        regles_essai(chef, [Regle(1)])
    assert regles_liste(chef).origine == "fichier"


def test_two_who_change_the_rules_at_once_are_told(chef: Context) -> None:
    shown = regles_liste(chef)
    regles_enregistrer(chef, rules(), shown.empreinte)
    with pytest.raises(StateError, match="entre-temps"):
        regles_enregistrer(chef, shown.regles, shown.empreinte)
    assert len(regles_liste(chef).regles) == 3


def test_one_file_by_its_place_and_hour(chef: Context) -> None:
    regles_enregistrer(chef, rules())
    inside = regles_envoi(chef, "tags-facade", "public", LAT + 0.005, LON + 0.005, NOON)
    assert (inside.service, inside.regle) == ("Propreté", 1)
    assert regles_envoi(chef, "tags-facade", "public", LAT + 0.5, LON, NOON).regle == 2
    assert regles_envoi(chef, "tags-facade", "public", le=NOON).regle == 2
    assert regles_envoi(chef, "autre", "public").echeance > chef.office.clock()
    with pytest.raises(ValueRefused, match="moitié"):
        regles_envoi(chef, "tags", "public", LAT)


def test_a_damaged_table_sends_everything_to_the_office_and_says_so(chef: Context, tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    folder.mkdir()
    chef.office.settings = replace(chef.office.settings, reference=folder)
    known = regles_liste(chef)
    assert known.origine == "programme"
    assert "regles.csv manque" in known.remarques[0]
    assert route(chef.office, "tags", "public", (), NOON).service == "Office de la tranquillité"
    (folder / "regles.csv").write_text(TABLE.read_text(encoding="utf-8").replace(",tags,", ",tagz,"), encoding="utf-8")
    assert "« tagz »" in regles_liste(chef).remarques[0]
    (folder / "regles.csv").write_text(TABLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert route(chef.office, "tags", "public", (), NOON).service == "Propreté urbaine"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [("rang,", "rank,", "il manque rang"), ("240,oui", "240,peut-être", "ligne 2 : « ouvre »"),
     ("240,oui", "deux,oui", "« promesse_h » est un nombre entier")],
)  # fmt: skip
def test_a_table_that_cannot_be_read_says_where(tmp_path: Path, old: str, new: str, words: str) -> None:
    (tmp_path / "regles.csv").write_text(TABLE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FormatError, match=words):
        read_rules(tmp_path / "regles.csv")


def test_operators_route_but_do_not_write_rules(chef: Context) -> None:
    agent = replace(chef, account=Account("agent", frozenset({Role.OPERATEUR})))
    assert regles_envoi(agent, "tags", "public").service == "Propreté urbaine"
    for call in (lambda: regles_enregistrer(agent, rules()), lambda: regles_appliquer(agent)):
        with pytest.raises(NotAllowed):
            call()
