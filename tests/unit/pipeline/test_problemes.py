"""Merging and taking apart: chains, refusals, counts, integrity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from observatory.domain.errors import NotAllowed, NotFound, StateError, ValueRefused
from observatory.domain.roles import Account, Role
from observatory.operations.core import Context
from observatory.operations.problemes import problemes_detacher, problemes_fusionner, problemes_separer
from observatory.pipeline.check import verify
from observatory.pipeline.deep import verify_deep
from observatory.pipeline.etat import base_etat
from observatory.pipeline.office import Office
from observatory.pipeline.signalements import import_signalements
from tests.unit.pipeline.conftest import quiet

ROWS = """reference;recu_le;categorie;lat;lon;probleme
a1;2026-05-01 10:00;tags;46.055;-4.595;A
a2;2026-05-02 10:00;tags;46.055;-4.595;A
b1;2026-05-03 10:00;tags;46.055;-4.595;B
c1;2026-05-04 10:00;tags;46.055;-4.575;C
c2;2026-05-05 10:00;tags;46.055;-4.575;C
d1;2026-05-06 10:00;tags;46.055;-4.575;
"""


@pytest.fixture
def chef(office: Office, tmp_path: Path) -> Context:
    (tmp_path / "s.csv").write_text(ROWS, encoding="utf-8")
    import_signalements(office, tmp_path / "s.csv", auteur="essai", progress=quiet)
    return Context(office, Account("chef", frozenset({Role.REGULATEUR})))


@pytest.fixture
def of(chef: Context) -> Callable[[str], int]:
    """The problème of a signalement."""

    def call(reference: str) -> int:
        return int(
            str(chef.office.database.value("SELECT probleme_id FROM signalement WHERE reference = ?", [reference]))
        )

    return call


def groups(context: Context) -> set[str]:
    """Which signalements are together."""
    rows = context.office.database.read(
        "SELECT string_agg(reference, ' ' ORDER BY reference) AS g FROM signalement GROUP BY probleme_id"
    ).to_pylist()
    sound = verify(context.office)
    assert sound.ok, [one for one in sound.controles if not one.ok]
    deep = verify_deep(context.office, None, quiet)
    assert deep.ok, [one for one in deep.controles if not one.ok]
    assert base_etat(context.office).problemes == len(rows)
    opened = context.office.database.value(
        "SELECT count(*) FROM probleme p WHERE fusionne_dans IS NULL AND ouvert_le <> "
        "(SELECT min(recu_le) FROM signalement WHERE probleme_id = p.id)"
    )
    assert opened == 0
    return {row["g"] for row in rows}


ALONE = {"a1 a2", "b1", "c1 c2", "d1"}


def test_what_is_merged_counts_as_one_and_comes_apart_as_it_was(chef: Context, of: Callable[[str], int]) -> None:
    a, b = of("a1"), of("b1")
    assert groups(chef) == ALONE
    done = problemes_fusionner(chef, b, a)
    assert (done.garde, done.retire, done.signalements) == (b, a, 2)
    assert groups(chef) == {"a1 a2 b1", "c1 c2", "d1"}
    undone = problemes_separer(chef, a)
    assert undone == done
    assert groups(chef) == ALONE
    assert of("a1") == a
    told = chef.office.database.read(
        "SELECT auteur, evenement, cle, detail::VARCHAR AS d FROM journal WHERE objet = 'probleme' ORDER BY seq"
    ).to_pylist()
    assert [(one["auteur"], one["evenement"], one["cle"]) for one in told] == [
        ("chef", "fusion", str(a)), ("chef", "séparation", str(a)),
    ]  # fmt: skip
    assert f'"dans": {b}' in told[0]["d"]


def test_a_chain_comes_apart_in_any_order(chef: Context, of: Callable[[str], int]) -> None:
    a, b, c = of("a1"), of("b1"), of("c1")
    for first, second in ((a, b), (b, a)):
        problemes_fusionner(chef, b, a)
        problemes_fusionner(chef, c, b)
        assert groups(chef) == {"a1 a2 b1 c1 c2", "d1"}
        problemes_separer(chef, first)
        assert groups(chef) == ({"a1 a2", "b1 c1 c2", "d1"} if first == a else {"a1 a2 b1", "c1 c2", "d1"})
        problemes_separer(chef, second)
        assert groups(chef) == ALONE
        assert (of("a1"), of("b1"), of("c1")) == (a, b, c)


def test_one_that_came_back_by_another_way_stays_there(chef: Context, of: Callable[[str], int]) -> None:
    a, b, c = of("a1"), of("b1"), of("c1")
    problemes_fusionner(chef, b, a)
    problemes_fusionner(chef, c, b)
    problemes_separer(chef, a)
    problemes_fusionner(chef, c, a)
    problemes_separer(chef, b)
    assert groups(chef) == {"a1 a2 c1 c2", "b1", "d1"}
    problemes_separer(chef, a)
    assert groups(chef) == ALONE


def test_an_import_finds_the_problem_that_stands_for_the_merged_one(
    chef: Context, of: Callable[[str], int], tmp_path: Path
) -> None:
    a, b, c = of("a1"), of("b1"), of("c1")
    problemes_fusionner(chef, b, a)
    problemes_fusionner(chef, c, b)
    more = ROWS.splitlines()[0] + "\na3;2026-05-20 10:00;tags;46.055;-4.595;A"
    (tmp_path / "t.csv").write_text(more, encoding="utf-8")
    import_signalements(chef.office, tmp_path / "t.csv", auteur="essai", progress=quiet)
    assert groups(chef) == {"a1 a2 a3 b1 c1 c2", "d1"}
    problemes_separer(chef, a)
    assert groups(chef) == {"a1 a2", "a3 b1 c1 c2", "d1"}


def test_one_signalement_gets_a_problem_of_its_own(chef: Context, of: Callable[[str], int]) -> None:
    a, b = of("a1"), of("b1")
    problemes_fusionner(chef, a, b)
    done = problemes_detacher(chef, "b1")
    assert done.garde == a
    assert of("b1") == done.retire != b
    assert groups(chef) == ALONE
    with pytest.raises(StateError, match="rien à séparer"):
        problemes_separer(chef, b)
    with pytest.raises(StateError, match="déjà seul"):
        problemes_detacher(chef, "b1")
    problemes_detacher(chef, "a1")
    assert groups(chef) == {"a1", "a2", "b1", "c1 c2", "d1"}


def test_nothing_is_left_without_a_signalement(chef: Context, of: Callable[[str], int]) -> None:
    a, b = of("a1"), of("b1")
    problemes_fusionner(chef, b, a)
    problemes_detacher(chef, "b1")
    with pytest.raises(StateError, match=f"Le problème {b} resterait sans signalement"):
        problemes_separer(chef, a)
    assert groups(chef) == ALONE


def test_what_makes_no_sense_is_refused_in_french(chef: Context, of: Callable[[str], int]) -> None:
    a, b, c = of("a1"), of("b1"), of("c1")
    with pytest.raises(ValueRefused, match="lui-même"):
        problemes_fusionner(chef, a, a)
    with pytest.raises(NotFound, match="Le problème 999 n'existe pas"):
        problemes_fusionner(chef, a, 999)
    with pytest.raises(StateError, match="n'est fusionné dans aucun autre"):
        problemes_separer(chef, a)
    with pytest.raises(NotFound, match="« z9 »"):
        problemes_detacher(chef, "z9")
    problemes_fusionner(chef, b, a)
    for pair in ((b, a), (c, a), (a, c), (a, b)):
        with pytest.raises(StateError, match=f"Le problème {a} est déjà fusionné dans le problème {b}"):
            problemes_fusionner(chef, *pair)
    assert groups(chef) == {"a1 a2 b1", "c1 c2", "d1"}


def test_roles_and_territories_bound_who_merges(chef: Context, of: Callable[[str], int]) -> None:
    a, b, c = of("a1"), of("b1"), of("c1")
    agent = replace(chef, account=Account("agent", frozenset({Role.OPERATEUR})))
    problemes_fusionner(agent, b, a)
    with pytest.raises(NotAllowed):
        problemes_separer(agent, a)
    with pytest.raises(NotAllowed):
        problemes_detacher(agent, "a1")
    west = replace(chef, account=replace(chef.account, territoires=frozenset({"quartier:Q00"})))
    with pytest.raises(NotAllowed, match="hors des territoires"):
        problemes_fusionner(west, b, c)
    east = replace(chef, account=replace(chef.account, territoires=frozenset({"quartier:Q10"})))
    with pytest.raises(NotAllowed, match="hors des territoires"):
        problemes_separer(east, a)
    with pytest.raises(NotAllowed, match="hors des territoires"):
        problemes_detacher(east, "a1")
    problemes_separer(west, a)
    assert groups(chef) == ALONE
