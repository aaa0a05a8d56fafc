"""What instances read of the whole fictional city: no file, no caller, no words of one, no account, no small number."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from observatory.domain.action import Action
from observatory.domain.roles import Account, Role, owner_of_the_file
from observatory.domain.schema import Schema
from observatory.operations import instances
from observatory.operations.core import Context, Operation
from observatory.operations.schemas import schemas_liste
from observatory.pipeline.actions import action_create
from observatory.pipeline.office import Office
from observatory.pipeline.schemas import marche_attach, schema_create
from observatory.settings import load_settings
from observatory.wire import result_to_frame

COORD = Account("martine.durand", frozenset({Role.COORDONNATEUR}))
CLSPD = Account("elue", frozenset({Role.CLSPD}))
PHONE = re.compile(r"(?<!\d)0[1-9](?:[ .]?\d\d){4}(?!\d)")


@pytest.fixture(scope="module")
def office(city_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Office.open(load_settings(city_in(tmp_path_factory.mktemp("instances")))) as opened:
        yield opened


@pytest.fixture(scope="module")
def plan(office: Office) -> Schema:
    """A plan whose actions answer constats of walks and problèmes of the desk, in the ZSP."""
    today = office.today()
    kept = schema_create(
        office, Schema(0, "Le Port", "", "clspd", today.replace(day=1), today.replace(year=today.year + 1, day=1)),
        account=COORD,
    )  # fmt: skip
    read = office.database.read
    for walk in read("SELECT DISTINCT marche_id FROM constat")["marche_id"].to_pylist():
        marche_attach(office, walk, kept.ident, account=COORD)
    constats = read("SELECT id FROM constat ORDER BY id LIMIT 60")["id"].to_pylist()
    problems = read("SELECT id FROM probleme WHERE fusionne_dans IS NULL ORDER BY id LIMIT 60")["id"].to_pylist()
    objets = [*(("constat", one) for one in constats), *(("probleme", one) for one in problems)]
    zone = next(iter(instances.instances_zones(Context(office, CLSPD))))
    wanted = Action(0, "", kept.ident, "tranquillite", "Éclairer le quai", "eclairage", territoire=zone)
    action_create(office, wanted, objets, account=COORD)
    return kept


@pytest.fixture(scope="module")
def told(office: Office, plan: Schema) -> str:
    """All that a CLSPD account gets of the three views: two lines for each plan, ours last, then one for each zone."""
    context = Context(office, CLSPD)
    plans = sorted(schemas_liste(context), key=lambda one: one.ident == plan.ident)
    views: list[tuple[Operation[..., Any], object]] = []
    for one in plans:
        views += [(instances.instances_formation, one.ident), (instances.instances_groupe, one.ident)]
    views += [(instances.instances_cellule, zone) for zone in instances.instances_zones(context)]
    return "\n".join(result_to_frame(one(context, what), one.types()[1])[5:].decode() for one, what in views)


@pytest.mark.parametrize(
    ("what", "asked"),
    [
        ("reference", "SELECT reference FROM signalement"),
        ("texte", "SELECT texte FROM constat WHERE length(texte) > 7"),
        ("recit", "SELECT description AS recit FROM signalement WHERE length(description) > 15"),
        ("texte", "SELECT texte FROM reunion_probleme WHERE length(texte) > 7"),
        ("identifiant", "SELECT identifiant FROM compte UNION ALL SELECT 'martine.durand'"),
    ],
)
def test_no_view_holds_what_is_of_a_person(office: Office, told: str, what: str, asked: str) -> None:
    known = {str(one) for one in office.database.read(asked)[what].to_pylist() if one}
    assert known
    if what == "identifiant":
        held = {value for line in told.splitlines() for value in _values(json.loads(line))}
        assert not known & held and '"auteur"' not in told
    else:
        assert not [one for one in known if one in told]
    assert not PHONE.search(told)


def test_a_cell_counts_in_fives_and_reads_its_zone_alone(office: Office, plan: Schema, told: str) -> None:
    cell = json.loads(told.splitlines()[-1])
    counts = [n for _, n in cell["familles"]]
    assert counts and all(n is None or (n >= 5 and n % 5 == 0) for n in counts)
    assert "Éclairer le quai" in [one["titre"] for one in cell["actions"]]
    assert cell["depuis"] < cell["jusqua"] < str(office.today())


def test_the_owner_reads_the_same(office: Office, plan: Schema, told: str) -> None:
    read = instances.instances_groupe(Context(office, owner_of_the_file()), plan.ident)
    mine = json.loads(told.splitlines()[-2])
    assert (read.constats, read.sans_action) == (mine["constats"], mine["sans_action"])
    assert read.constats >= read.sans_action >= 0 and read.constats > 0


def _values(read: object) -> Iterator[str]:
    if isinstance(read, dict):
        for one in read.values():
            yield from _values(one)
    elif isinstance(read, list):
        for one in read:
            yield from _values(one)
    elif isinstance(read, str):
        yield read
