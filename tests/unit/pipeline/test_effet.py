"""The effect of an action: counts of a small town by hand, and the truth of the fictional city."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely

from observatory.domain.arrondi import LEAST_COUNT
from observatory.domain.errors import StateError, ValueRefused
from observatory.domain.grid import cell_to_position
from observatory.domain.roles import Account, Role
from observatory.domain.selection import Selection
from observatory.operations.core import Context
from observatory.operations.effet import effet_mesurer
from observatory.pipeline.effet import measure
from observatory.pipeline.office import Office
from observatory.pipeline.zone import disc, parse_zone, square_metres
from observatory.settings import load_settings
from tests.unit.pipeline.conftest import LAT, LON
from tests.unit.pipeline.test_signalements import bring_in

ACTION = dt.date(2025, 12, 1)
ZONE = shapely.to_geojson(shapely.box(LON + 0.004, LAT + 0.004, LON + 0.006, LAT + 0.006))
WINDOW = Selection(categories=("bruit",))


def town(
    office: Office, tmp_path: Path, *, zone: tuple[int, int], ring: tuple[int, int], rest: tuple[int, int]
) -> None:
    """Signalements spread over the six months before and after the action: in the zone, just beside, elsewhere."""
    random, rows = np.random.default_rng(1), []
    inside = np.column_stack([random.uniform(0.0042, 0.0058, 400), random.uniform(0.0042, 0.0058, 400)])
    beside = np.column_stack([random.uniform(0.0062, 0.0068, 400), random.uniform(0.0042, 0.0058, 400)])
    away = np.column_stack([random.uniform(0.0105, 0.0195, 2000), random.uniform(0.0005, 0.0195, 2000)])
    for name, points, counts in (("Z", inside, zone), ("A", beside, ring), ("R", away, rest)):
        for k in range(sum(counts)):
            later = k >= counts[0]
            first = ACTION if later else dt.date(2025, 6, 1)
            day = first + dt.timedelta(days=(k * 37) % 182)
            lon, lat = LON + points[k, 0], LAT + points[k, 1]
            rows.append(f"{name}{k},{day}T12:00:00+02:00,telephone,bruit,Bruit,,{lat},{lon},P{name}{k},D{name}{k}")
    bring_in(office, tmp_path, tuple(rows))


def test_a_fall_of_the_zone_alone_is_probable(office: Office, tmp_path: Path) -> None:
    town(office, tmp_path, zone=(80, 30), ring=(20, 20), rest=(600, 600))
    found = measure(office, ZONE, ACTION, WINDOW, 6, 6)
    assert found.verdict == "baisse probable"
    assert (found.zone.avant, found.zone.apres) == (80, 30)
    assert found.anneau is not None
    assert (found.anneau.avant, found.anneau.apres) == (20, 20)
    assert found.wdd is not None
    assert found.erreur_type is not None
    assert found.ic90 is not None
    own, control = found.zone, found.temoin
    weight = control.poids
    assert found.wdd == pytest.approx(30 - 80 - weight * (control.apres - control.avant), abs=1e-3)  # type: ignore[operator]
    evolution = control.apres / control.avant  # type: ignore[operator]
    variance = 30 + evolution**2 * 80 + weight**2 * (control.apres + evolution**2 * control.avant)  # type: ignore[operator]
    assert found.erreur_type == pytest.approx(np.sqrt(variance * found.surdispersion), abs=1e-3)
    assert found.ic90 == pytest.approx((found.wdd - 1.645 * found.erreur_type, found.wdd + 1.645 * found.erreur_type))
    assert own.poids == 1
    assert sum(one.zone for one in found.mois) == 110
    assert [len([one for one in found.mois if (one.debut >= ACTION) == later]) for later in (False, True)] == [6, 6]
    zone = parse_zone(found.contour)
    assert all(not shapely.Point(p.lon, p.lat).within(zone) for p in map(cell_to_position, found.hexagones_temoin))
    assert not set(found.hexagones_temoin) & set(found.hexagones_temoin_anneau)
    assert found == measure(office, ZONE, ACTION, WINDOW, 6, 6)


def test_what_moves_beside_is_displacement(office: Office, tmp_path: Path) -> None:
    town(office, tmp_path, zone=(80, 30), ring=(20, 70), rest=(600, 600))
    found = measure(office, ZONE, ACTION, WINDOW, 6, 6)
    assert found.verdict == "déplacement possible"
    assert found.abords is not None
    assert found.abords.ic90[0] > 0
    assert measure(office, ZONE, ACTION, WINDOW, 6, 6, 0).verdict == "baisse probable"


def test_a_fall_of_the_whole_city_is_no_effect(office: Office, tmp_path: Path) -> None:
    town(office, tmp_path, zone=(80, 40), ring=(20, 10), rest=(800, 400))
    found = measure(office, ZONE, ACTION, WINDOW, 6, 6)
    assert found.verdict == "on ne peut pas conclure"
    assert found.e_test_p is not None
    assert found.e_test_p < 0.01


def test_counting_problemes_counts_each_once(office: Office, tmp_path: Path) -> None:
    town(office, tmp_path, zone=(20, 20), ring=(5, 5), rest=(100, 100))
    rows = tuple(
        f"S{k},2025-07-0{k + 1}T12:00:00+02:00,telephone,bruit,Encore,,{LAT + 0.005},{LON + 0.005},PM,DM"
        for k in range(5)
    )
    bring_in(office, tmp_path, rows)
    many = measure(office, ZONE, ACTION, WINDOW, 6, 6)
    once = measure(office, ZONE, ACTION, Selection(categories=("bruit",), compte="problemes"), 6, 6)
    assert (many.zone.avant, once.zone.avant) == (25, 21)


def test_a_short_base_is_told_and_a_day_to_come_refused(office: Office, tmp_path: Path) -> None:
    town(office, tmp_path, zone=(20, 20), ring=(5, 5), rest=(100, 100))
    found = measure(office, ZONE, ACTION, WINDOW)
    assert (found.avant, found.apres) == (6, 6)
    assert "6 mois avant l'action sur les 12 demandés" in found.remarques[0]
    with pytest.raises(ValueRefused, match="est à venir"):
        measure(office, ZONE, dt.date(2027, 1, 1))
    with pytest.raises(StateError, match="au moins un mois avant et un mois après"):
        measure(office, ZONE, dt.date(2026, 5, 28))
    with pytest.raises(ValueRefused, match="0 mois avant"):
        measure(office, ZONE, ACTION, avant=0)
    with pytest.raises(ValueRefused, match="anneau de 5000 m"):
        measure(office, ZONE, ACTION, anneau_m=5000)


def test_a_zone_elsewhere_or_as_large_as_the_city_is_refused(office: Office, tmp_path: Path) -> None:
    town(office, tmp_path, zone=(20, 20), ring=(5, 5), rest=(100, 100))
    with pytest.raises(ValueRefused, match="hors de la ville"):
        measure(office, shapely.to_geojson(shapely.box(2.3, 48.8, 2.31, 48.81)), ACTION)
    with pytest.raises(ValueRefused, match="couvrent presque toute la ville"):
        measure(office, shapely.to_geojson(shapely.box(LON, LAT, LON + 0.02, LAT + 0.02)), ACTION, WINDOW, 6, 6)


def test_periods_of_unequal_length_are_brought_to_one(office: Office, tmp_path: Path) -> None:
    town(office, tmp_path, zone=(80, 80), ring=(20, 20), rest=(600, 600))
    found = measure(office, ZONE, ACTION, WINDOW, 6, 3)
    assert found.zone.apres is not None
    assert found.zone.apres < 60
    assert found.wdd == pytest.approx(0, abs=25)
    assert "ne sont pas les mêmes" in " ".join(found.remarques)


def test_who_sees_no_small_counts_gets_fives_and_the_same_verdict(office: Office, tmp_path: Path) -> None:
    town(office, tmp_path, zone=(83, 31), ring=(22, 21), rest=(600, 600))
    clspd = Context(office, Account("groupe", frozenset({Role.CLSPD})))
    full = measure(office, ZONE, ACTION, WINDOW, 6, 6)
    found = effet_mesurer(clspd, ZONE, ACTION, WINDOW, 6, 6)
    assert found.verdict == full.verdict == "baisse probable"
    assert found.arrondi
    assert (found.zone.avant, found.zone.apres) == (85, 30)
    assert found.mois == ()
    assert found.serie is None
    assert found.wdd is not None
    assert found.wdd != full.wdd
    small = measure(
        office, ZONE, ACTION, Selection(categories=("bruit",), heure_debut=0, heure_fin=1), 6, 6, exact=False
    )
    assert small.zone.avant is None
    assert small.wdd is None
    assert small.ic90 is None
    assert small.temoin.poids == 1.0
    assert "moins de 20 cas" in " ".join(small.remarques)
    assert LEAST_COUNT == 5


@pytest.fixture(scope="module")
def city(
    city_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Office, list[dict]]]:  # type: ignore[type-arg]
    base = city_in(tmp_path_factory.mktemp("effet"))
    truth = json.loads(next(base.parent.glob("*.verite.json")).read_text(encoding="utf-8"))
    with Office.open(load_settings(base), lambda: dt.datetime(2026, 11, 21, 10, tzinfo=dt.UTC)) as office:
        yield office, truth["actions"]


@pytest.mark.parametrize("filtered", [False, True])
def test_the_action_that_worked_is_found_and_the_other_is_not(
    city: tuple[Office, list[dict]],  # type: ignore[type-arg]
    filtered: bool,
) -> None:
    office, actions = city
    assert [one["a_marche"] for one in actions] == [True, False]
    for one in actions:
        zone = disc(one["centre"]["lat"], one["centre"]["lon"], one["rayon_m"])
        assert square_metres(parse_zone(zone.contour)) > 1e5
        chosen = Selection(categories=(one["categorie"],) if filtered else ())
        found = measure(office, zone.contour, dt.date.fromisoformat(one["date_action"]), chosen)
        assert found.verdict == ("baisse probable" if one["a_marche"] else "on ne peut pas conclure")
        assert found.ic90 is not None
        assert (found.ic90[1] < 0) == one["a_marche"]
