"""Files that move: a problème moves whole, each move is journalled, and nobody who called is left without news."""

from __future__ import annotations

import pytest

from observatory.domain.errors import NotAllowed, NotFound, StateError, ValueRefused
from observatory.domain.roles import Account, Role
from observatory.domain.statut import Statut
from observatory.pipeline.office import Office
from observatory.pipeline.retours_dus import close_file
from observatory.pipeline.suivi import follow_up, move_file
from tests.unit.pipeline.suivi_town import LEA, OTHER, PHONE, REG, one, owed, told


def states(office: Office) -> list[str]:
    found: list[str] = office.database.read("SELECT statut FROM signalement ORDER BY id")["statut"].to_pylist()
    return found


def test_the_files_of_a_probleme_move_together_and_say_so(office: Office) -> None:
    first = told(office, "1", telephone=PHONE)
    trouble = one(office, "signalement")["probleme_id"]
    second = told(office, "2", telephone=OTHER, probleme=trouble)
    alone = told(office, "3")
    found = move_file(office, first, Statut.QUALIFIE, account=LEA)
    assert states(office) == ["qualifie", "qualifie", "recu"]
    assert [(move.de, move.vers, move.auteur, move.acte) for move in found.mouvements] == [
        ("recu", "qualifie", "lea", "qualifier")
    ]
    assert "transmis" in found.possibles and "resolu" not in found.possibles
    with pytest.raises(NotAllowed, match="regulateur"):
        move_file(office, second, Statut.RESOLU, account=LEA)
    move_file(office, second, Statut.SANS_SUITE, account=REG, motif="Le service ne peut pas agir")
    assert follow_up(office, first, REG).mouvements[-1].motif == "Le service ne peut pas agir"
    assert one(office, "signalement", "id = 1")["clos_le"] == office.clock()
    with pytest.raises(StateError, match="peut devenir « rouvert »"):
        move_file(office, first, Statut.TRANSMIS, account=REG)
    move_file(office, first, Statut.ROUVERT, account=LEA, motif="Cela continue")
    assert states(office) == ["rouvert", "rouvert", "recu"]
    assert one(office, "signalement", "id = 1")["clos_le"] is None
    assert follow_up(office, alone, REG).mouvements == []


def test_a_reason_names_nobody_and_a_file_out_of_reach_is_not_told_of(office: Office) -> None:
    reference = told(office, "1")
    with pytest.raises(ValueRefused, match="ne nomme personne"):
        move_file(office, reference, Statut.SANS_SUITE, account=REG, motif="voir avec Mme Lefranc")
    with pytest.raises(ValueRefused, match="300 au plus"):
        move_file(office, reference, Statut.SANS_SUITE, account=REG, motif="x" * 301)
    far = Account("loin", frozenset({Role.REGULATEUR}), territoires=frozenset({"quartier:ZZ"}))
    for asked in (reference, "ZZZZZZ"):
        with pytest.raises(NotFound, match="ne vous est ouvert"):
            follow_up(office, asked, far)
    assert states(office) == ["recu"]


def test_who_called_is_owed_news_of_a_file_that_is_closed_without_an_answer(office: Office) -> None:
    known, nobody = told(office, "1", telephone=PHONE), told(office, "2")
    close_file(office, known, Statut.SANS_SUITE, account=REG, motif="terrain privé")
    close_file(office, nobody, Statut.RESOLU, account=REG)
    due = one(office, "retour")
    assert due["signalement_id"] == one(office, "signalement", f"reference = '{known}'")["id"]
    assert "ne peut pas y donner suite : terrain privé." in due["phrase"] and due["etat"] == "du"
    assert due["du_le"] > office.clock()


def test_news_that_were_owed_already_keep_their_sentence(office: Office) -> None:
    reference = told(office, "1", telephone=PHONE)
    owed(office, reference, "La phrase du régulateur.")
    close_file(office, reference, Statut.RESOLU, account=REG)
    assert one(office, "retour")["phrase"] == "La phrase du régulateur."
