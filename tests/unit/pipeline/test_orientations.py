"""The table of orientations of a base: delivered, changed as a whole, journalled."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from observatory.domain.errors import FormatError, NotAllowed, ValueRefused
from observatory.domain.orientation import Orientation
from observatory.domain.roles import Account, Role
from observatory.operations.core import Context
from observatory.operations.orientations import orientations_enregistrer, orientations_liste
from observatory.pipeline.office import Office
from observatory.settings import PROJECT
from observatory.store.orientations import orientations_path, read_orientations

OURS = orientations_path(PROJECT / "data" / "reference")


def as_role(office: Office, role: Role) -> Context:
    return Context(office, Account("essai", frozenset({role})))


def test_a_base_without_a_table_has_the_one_that_is_delivered(office: Office) -> None:
    assert orientations_liste(as_role(office, Role.OPERATEUR)) == read_orientations(OURS)
    for role in (Role.DPO, Role.PARTENAIRE, Role.CLSPD):
        with pytest.raises(NotAllowed):
            orientations_liste(as_role(office, role))


def test_a_table_is_changed_as_a_whole_in_its_order_and_journalled(office: Office) -> None:
    before = orientations_liste(as_role(office, Role.OPERATEUR))
    added = Orientation(
        "velo", "Vélos en libre service", "01 99 00 12 12", "", "Rappeler  le loueur.", (" vélo ", "vélo"), False
    )
    table = [added, *(replace(one, horaires="8 h – 20 h") if one.code == "mairie" else one for one in before[:-1])]
    kept = orientations_enregistrer(as_role(office, Role.REGULATEUR), table)
    assert kept[0] == replace(added, consigne="Rappeler le loueur.", mots=("vélo",))
    assert orientations_liste(as_role(office, Role.OPERATEUR)) == kept
    again = orientations_enregistrer(as_role(office, Role.ADMINISTRATEUR), kept[1:])
    assert orientations_liste(as_role(office, Role.OPERATEUR)) == again == kept[1:]
    lines = office.database.read("FROM journal WHERE evenement = 'orientations' ORDER BY seq").to_pylist()
    assert json.loads(lines[0]["detail"]) == {
        "lignes": len(before),
        "ajoutees": ["velo"],
        "retirees": [before[-1].code],
        "changees": ["mairie"],
    }
    assert json.loads(lines[1]["detail"])["retirees"] == ["velo"]


def test_what_cannot_serve_changes_nothing(office: Office) -> None:
    before = orientations_liste(as_role(office, Role.OPERATEUR))
    with pytest.raises(ValueRefused, match="service d'urgence"):
        orientations_enregistrer(as_role(office, Role.REGULATEUR), before[1:])
    with pytest.raises(NotAllowed):
        orientations_enregistrer(as_role(office, Role.OPERATEUR), before)
    assert office.database.value("SELECT count(*) FROM orientation") == 0


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("code,libelle,numero", "code,libelle,telephone", "il manque numero"),
        (",oui", ",peut-être", "écrivez oui ou non"),
        ("112,Numéro", "113,Numéro", "Il manque le 112"),
        ("15,SAMU,", "15,SAMU,,,", "7 cellules attendues"),
    ],
)
def test_a_reference_table_that_cannot_be_read_is_said(tmp_path: Path, before: str, after: str, words: str) -> None:
    text = OURS.read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "hors_champ.csv").write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(FormatError, match=words):
        read_orientations(tmp_path / "hors_champ.csv")
    with pytest.raises(FormatError, match="remettez ce fichier"):
        read_orientations(tmp_path / "absent.csv")
