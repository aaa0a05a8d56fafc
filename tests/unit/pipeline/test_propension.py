"""The quartier of the fictional city that tells less is found, by how much, and no other."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from observatory.client import Client, LocalCaller
from observatory.domain.roles import Account, Role
from observatory.domain.selection import Selection
from observatory.domain.silence import Classe
from observatory.operations.core import Context
from observatory.operations.propension import propension_hexagones, propension_zones
from observatory.pipeline.office import Office
from observatory.pipeline.propension import problems_told, zones
from observatory.settings import load_settings
from tests.unit.pipeline.conftest import LAT, LON
from tests.unit.pipeline.test_signalements import bring_in

HERE = f"{LAT + 0.005},{LON + 0.005}"


@pytest.fixture(scope="module")
def city(city_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return city_in(tmp_path_factory.mktemp("silence"))


@pytest.fixture(scope="module")
def clairval(city: Path) -> Iterator[Office]:
    with Office.open(load_settings(city)) as opened:
        yield opened


def test_the_silent_quartier_is_found_and_no_other(clairval: Office, city: Path) -> None:
    truth = json.loads(city.with_suffix(".verite.json").read_text(encoding="utf-8"))["sous_declaration"]
    found = {row["code"]: row for row in zones(clairval, Selection()).territoires.to_pylist()}
    silent = [code for code, row in found.items() if row["classe"] == Classe.SILENCIEUSE]
    assert silent == [truth["quartier"]]
    told = found[truth["quartier"]]
    assert told["bas"] <= truth["facteur"] <= told["haut"] < 0.6
    assert told["nom"] == truth["nom"]
    assert told["par_adresse"] < 0.7 * told["comparables"]
    assert told["estime"] > 1.8 * told["signalements"]


def test_silent_hexagons_lie_in_the_silent_quartier(clairval: Office) -> None:
    all_over = zones(clairval, Selection()).hexagones
    there = zones(clairval, Selection(zonage="quartier", territoires=("Q09",))).hexagones
    silent = [r["cell"] for r in all_over.to_pylist() if r["classe"] == Classe.SILENCIEUSE]
    assert len(silent) >= 8
    assert np.isin(silent, there["cell"].to_numpy()).mean() > 0.8
    assert sum(r["classe"] == Classe.SILENCIEUSE for r in there.to_pylist()) >= 0.6 * len(silent)


def test_what_is_too_short_to_tell_is_said(clairval: Office) -> None:
    month = Selection(depuis=dt.date(2026, 10, 21), jusqua=dt.date(2026, 11, 20), categories=("eau",))
    found = zones(clairval, month).territoires.to_pylist()
    assert {row["classe"] for row in found} == {Classe.INCONNUE}


def test_territories_of_the_selection_are_compared_with_the_whole_city(clairval: Office) -> None:
    whole = {row["code"]: row for row in zones(clairval, Selection()).territoires.to_pylist()}
    part = zones(clairval, Selection(zonage="quartier", territoires=("Q09", "Q01"))).territoires.to_pylist()
    assert {row["code"] for row in part} == {"Q01", "Q09"}
    assert all(row["rapport"] == whole[row["code"]]["rapport"] for row in part)


def test_who_sees_no_small_count_gets_classes(clairval: Office) -> None:
    clspd = Context(clairval, Account("clspd", frozenset({Role.CLSPD})))
    within = Context(clairval, Account("coordonnateur", frozenset({Role.COORDONNATEUR})))
    short = Selection(depuis=dt.date(2026, 11, 1), jusqua=dt.date(2026, 11, 20))
    assert propension_hexagones(clspd, short).column_names == ["cell", "classe"]
    assert "signalements" in propension_hexagones(within, short).column_names
    shown, whole = propension_zones(clspd, short).to_pylist(), propension_zones(within, short).to_pylist()
    small = [min(row["problemes"], row["signalements"], row["suivants"]) < 5 for row in whole]
    assert any(small)
    for row, hidden, full in zip(shown, small, whole, strict=True):
        assert row["classe"] == full["classe"]
        assert row["signalements"] is None or row["signalements"] % 5 == 0
        assert (row["rapport"] is None) is (row["signalements"] is None) is hidden
    assert propension_zones(clspd, short).schema.metadata[b"jusqua"] == b"2026-11-20"


def test_only_what_follows_a_first_telling_counts(office: Office, tmp_path: Path) -> None:
    bring_in(
        office,
        tmp_path,
        (
            f"R1,2026-03-01T10:00:00+01:00,telephone,bruit,Premier,,{HERE},P1,D1",
            f"R2,2026-03-02T10:00:00+01:00,telephone,bruit,Encore moi,,{HERE},P1,D1",
            f"R3,2026-03-03T10:00:00+01:00,telephone,bruit,Un voisin,,{HERE},P1,D2",
            f"R4,2026-03-04T10:00:00+01:00,telephone,bruit,Anonyme,,{HERE},P1,",
            f"R5,2026-04-20T10:00:00+02:00,telephone,bruit,Bien plus tard,,{HERE},P1,D3",
            f"R6,2026-03-05T10:00:00+01:00,marche,bruit,Une marche,,{HERE},P2,",
            f"R7,2026-03-06T10:00:00+01:00,telephone,bruit,Après la marche,,{HERE},P2,D4",
            "R8,2026-03-06T10:00:00+01:00,telephone,bruit,Sans lieu,,,,P3,D5",
        ),
    )
    told = problems_told(office, Selection())
    assert sorted(zip(told.suivants.tolist(), told.jours.round(3).tolist(), strict=True)) == [(0, 30), (2, 30)]
    later = problems_told(office, Selection(depuis=dt.date(2026, 3, 2)))
    assert later.suivants.tolist() == [0]  # P1 was first told before
    early = problems_told(office, Selection(jusqua=dt.date(2026, 3, 3)))
    assert early.suivants.tolist() == [1]
    assert early.jours[0] == pytest.approx(2 + 14 / 24)


def test_the_client_answers_as_the_office_does(clairval: Office) -> None:
    client = Client(LocalCaller(clairval))
    found = client.propension.zones(Selection())
    assert found["code"].to_pylist() == zones(clairval, Selection()).territoires["code"].to_pylist()
    assert int(found.schema.metadata[b"suivants"]) > 1_000
