"""The words of danger: said, denied, misspelt without accents; a table that can serve."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from observatory.domain.annuaire import (
    Ligne,
    check_directory,
    is_stale,
    line_to_orientation,
    orientations_said,
    services_missing,
)
from observatory.domain.errors import ValueRefused
from observatory.settings import PROJECT
from observatory.store.annuaire import annuaire_file, annuaire_path
from observatory.store.regles import read_rules, regles_path

REFERENCE = PROJECT / "data" / "reference"
TABLE = annuaire_file(annuaire_path(REFERENCE))
SAID = [line_to_orientation(one) for one in TABLE if one.said]


@pytest.mark.parametrize(
    ("texte", "codes"),
    [
        ("Il y a un incendie dans la cave", ["18"]),
        ("deux hommes avec des couteaux", ["17"]),
        ("un blesse sur le trottoir", ["15"]),
        ("il n'y a pas de blessé, juste du verre", []),
        ("l'incendie de l'an dernier ? non, plus aucun incendie", ["18"]),
        ("aucun incendie", []),
        ("un SDF dort dehors, il a fait un malaise", ["15", "115"]),
        ("une fuite de gaz !", ["18"]),
        ("ma voiture a été enlevée ce matin", ["fourriere"]),
        ("un canapé devant l'entrée", []),
        ("le carmel et l'armement", []),
        ("", []),
    ],
)
def test_words_bring_the_right_lines_emergencies_first(texte: str, codes: list[str]) -> None:
    assert [one.code for one in orientations_said(texte, SAID)] == codes


def test_the_reference_table_can_serve() -> None:
    check_directory(TABLE)
    assert {"17", "18", "15", "112", "114", "115", "119", "3919", "police-municipale"} <= {one.code for one in TABLE}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([], "vide"),
        ([*TABLE, TABLE[0]], "déjà celui"),
        ([dataclasses.replace(TABLE[0], numero=" ")], "il manque numero"),
        ([dataclasses.replace(one, genre="aide") for one in TABLE], "Aucune ligne en service n'est une urgence"),
        ([dataclasses.replace(TABLE[0], consigne="x" * 301)], "dépasse 300"),
        ([dataclasses.replace(TABLE[0], code=str(n), nom=f"Service {n}") for n in range(61)], "proposerait 61 lignes"),
        ([dataclasses.replace(TABLE[0], code=str(n)) for n in range(301)], "301 lignes"),
        ([*TABLE, dataclasses.replace(TABLE[0], code="autre")], "déjà celui d'une autre ligne en service"),
        ([dataclasses.replace(TABLE[0], genre="ami")], "pas « ami »"),
        ([dataclasses.replace(TABLE[0], courriel="voirie at ville")], "n'est pas une adresse de courriel"),
        ([dataclasses.replace(TABLE[0], role="demander M. Durand")], "désigne une personne"),
        ([dataclasses.replace(TABLE[0], code=" ")], "il manque code"),
    ],
)
def test_a_table_that_cannot_serve_is_refused(table: list[Ligne], said: str) -> None:
    with pytest.raises(ValueRefused, match=said):
        check_directory(table)


def test_a_retired_line_is_neither_said_nor_a_service_that_is_known() -> None:
    gone = [dataclasses.replace(one, retire_le=dt.date(2026, 1, 1)) if one.code == "voirie" else one for one in TABLE]
    services = [one.service for one in read_rules(regles_path(REFERENCE))]
    assert services_missing(TABLE, services) == []
    assert services_missing(gone, services) == ["Voirie"]
    assert not dataclasses.replace(TABLE[0], retire_le=dt.date(2026, 1, 1)).said


@pytest.mark.parametrize(
    ("checked", "stale"),
    [(None, True), (dt.date(2026, 1, 15), True), (dt.date(2026, 1, 16), False), (dt.date(2026, 7, 15), False)],
)
def test_a_line_is_due_again_after_six_months(checked: dt.date | None, stale: bool) -> None:
    assert is_stale(Ligne("a", "service", "A", verifie_le=checked), dt.date(2026, 7, 15)) is stale
