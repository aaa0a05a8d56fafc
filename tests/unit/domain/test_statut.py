"""The states of a file: each move has an act that somebody owns, a reason where it must, and nothing else passes."""

from __future__ import annotations

import pytest

from observatory.domain.errors import NotAllowed, StateError, ValueRefused
from observatory.domain.roles import ACTS, Role
from observatory.domain.statut import CLOSED, MOVES, OPEN, WITH_REASON, Statut, check_move, following, moves_from, words
from observatory.settings import PROJECT

EVERYBODY = frozenset(Role)


@pytest.mark.parametrize("de", list(Statut))
@pytest.mark.parametrize("vers", list(Statut))
def test_each_pair_of_states_passes_by_its_act_or_is_refused(de: Statut, vers: Statut) -> None:
    act, sources = MOVES.get(vers, ("", ()))
    if de in sources:
        assert check_move(de, vers, EVERYBODY, "parce que") == act
        for role in Role:
            if role in ACTS[act]:
                assert vers in moves_from(de, {role})
            else:
                assert vers not in moves_from(de, {role})
                with pytest.raises(NotAllowed, match="appartient à"):
                    check_move(de, vers, {role}, "parce que")
    else:
        with pytest.raises(StateError, match=f"« {words(de)} » ne peut pas devenir « {words(vers)} »"):
            check_move(de, vers, EVERYBODY, "parce que")


@pytest.mark.parametrize("vers", WITH_REASON)
def test_what_needs_a_reason_is_refused_without(vers: Statut) -> None:
    de = MOVES[vers][1][0]
    with pytest.raises(ValueRefused, match="le motif manque"):
        check_move(de, vers, EVERYBODY, "  ")


def test_a_file_can_always_be_ended_and_opened_again() -> None:
    assert all({Statut.RESOLU, Statut.SANS_SUITE} <= set(following(one)) for one in OPEN)
    assert all(following(one) == [Statut.ROUVERT] for one in CLOSED)
    assert {vers for one in Statut for vers in following(one)} == {*Statut} - {Statut.RECU, Statut.NON_COMMUNIQUE}


def test_every_state_is_drawn() -> None:
    drawn = (PROJECT / "docs" / "suivi.md").read_text(encoding="utf-8")
    assert [one for one in Statut if f"`{one}`" not in drawn and str(one) not in drawn] == []
