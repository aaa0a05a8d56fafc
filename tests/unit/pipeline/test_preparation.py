"""Walks are proposed from the meeting, the walk before and the map, with a reason for each stop."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import shapely

from observatory.domain.errors import NotAllowed, ValueRefused
from observatory.domain.marche import MOST_STOPS, Arret, Genre, Methode, Origine, Plan
from observatory.domain.position import Position
from observatory.domain.reunion import GenreReunion, ProblemeDit, Reunion
from observatory.domain.roles import Account, Role
from observatory.operations.core import Context
from observatory.operations.marches import marches_proposer
from observatory.pipeline.gazetteer import import_voies
from observatory.pipeline.marches import marche_create
from observatory.pipeline.office import Office
from observatory.pipeline.preparation import arret_a, proposer, selection_of, tracer
from observatory.pipeline.reunions import probleme_add, reunion_create
from observatory.pipeline.signalements import import_signalements
from observatory.plan.arrets import MERGED_M
from observatory.settings import load_settings
from tests.unit.pipeline.conftest import LAT, LON, quiet

COORD = Account("coord", frozenset({Role.COORDONNATEUR}))
PLAN = Plan(Genre.DIAGNOSTIC, "Le Port", dt.datetime(2026, 6, 12, 14, tzinfo=ZoneInfo("Europe/Paris")))


@pytest.fixture
def streets(office: Office, tmp_path: Path) -> Iterator[Office]:
    """The town with two streets that cross, and a third."""
    north = LAT + 0.005
    lines = {
        "Rue des Mouettes": shapely.LineString([(LON, north), (LON + 0.016, north)]),
        "Rue du Phare": shapely.LineString([(LON + 0.004, LAT + 0.001), (LON + 0.004, LAT + 0.009)]),
        "Quai Vert": shapely.LineString([(LON, LAT + 0.001), (LON + 0.016, LAT + 0.001)]),
    }
    features = [
        {"type": "Feature", "properties": {"nom": name}, "geometry": json.loads(shapely.to_geojson(line))}
        for name, line in lines.items()
    ]
    path = tmp_path / "voies.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    import_voies(office, path, "nom", auteur="essai", progress=quiet)
    yield office


@pytest.fixture(scope="module")
def city(city_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The office of the fictional city."""
    db = city_in(tmp_path_factory.mktemp("ville"))
    with Office.open(load_settings(db), lambda: dt.datetime(2026, 11, 21, 10, tzinfo=dt.UTC)) as opened:
        yield opened


def told(office: Office, folder: Path, n: int = 12, hour: str = "23:10", canal: str = "telephone") -> None:
    """So many signalements at two places, at an hour."""
    rows = ["reference;recu_le;categorie;adresse;lon;lat;description;canal;statut"]
    for rank in range(n):
        where = (LON + 0.0041, LAT + 0.0051) if rank % 2 else (LON + 0.0121, LAT + 0.0049)
        rows.append(
            f"S{rank};2026-04-{rank % 27 + 1:02d} {hour};bruit-voisins;;{where[0]};{where[1]};Bruit;{canal};recu"
        )
    path = folder / "dits.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    import_signalements(office, path, preset_name="observatoire", auteur="essai", progress=quiet)


def meeting(office: Office) -> int:
    """A meeting where two places were told of, and one that nobody knows."""
    kept = reunion_create(
        office, Reunion(0, GenreReunion.CONSULTATION, "Le Port", dt.date(2026, 5, 4), "", ""), account=COORD
    )
    for place, voices in (("4 rue des Mouettes", 7), ("20 rue des Mouettes", 2), ("nulle part", 4)):
        probleme_add(
            office, kept.ident, ProblemeDit(0, "eclairage-panne", "", place, None, None, voices), account=COORD
        )
    return kept.ident


def test_a_meeting_alone_makes_a_walk_on_the_streets(streets: Office) -> None:
    plan = replace(PLAN, reunion=meeting(streets))
    found = proposer(streets, plan, selection_of(plan))
    stops = found.plan.arrets
    assert [one.origine for one in stops] == [Origine.REUNION] * 2
    assert [one.motif for one in stops] == [
        "Dit en réunion par environ\u00a05\u00a0personnes : éclairage public",
        "Dit en réunion par moins de 5\u00a0personnes : éclairage public",
    ]
    assert found.plan.methode == Methode.VOIES and 0 < found.plan.metres <= plan.metres_max
    assert "problème de la réunion sans lieu connu" in found.remarques[0]
    assert found.plan.rendez_vous == stops[0].nom and "Mouettes" in stops[0].nom


def test_where_there_is_no_map_of_hotspots_places_told_of_again_stand_in(streets: Office, tmp_path: Path) -> None:
    told(streets, tmp_path)
    found = proposer(streets, PLAN, selection_of(PLAN))
    assert {one.origine for one in found.plan.arrets} == {Origine.REPETE}
    assert any("Trop peu de signalements" in one for one in found.remarques)
    assert "Lieu qui revient, surtout bruit (environ\u00a05\u00a0signalements)" in {
        one.motif for one in found.plan.arrets
    }
    assert "angle Rue des Mouettes / Rue du Phare" in {one.nom for one in found.plan.arrets}


def test_no_door_is_a_stop(streets: Office, tmp_path: Path) -> None:
    told(streets, tmp_path)
    doors = {(LAT + 0.0051, LON + 0.0041), (LAT + 0.0049, LON + 0.0121)}
    found = proposer(streets, PLAN, selection_of(PLAN))
    assert all((one.lat, one.lon) not in doors for one in found.plan.arrets)


@pytest.mark.parametrize(("hour", "night"), [("23:10", True), ("11:00", False)])
def test_day_or_night_is_proposed_by_when_things_happen(
    streets: Office, tmp_path: Path, hour: str, night: bool
) -> None:
    told(streets, tmp_path, 40, hour)
    found = proposer(streets, PLAN, selection_of(PLAN))
    assert found.nuit is night and ("nuit" if night else "jour") in found.pourquoi


def test_too_few_hours_say_nothing_of_the_night(streets: Office, tmp_path: Path) -> None:
    told(streets, tmp_path, 12)
    assert proposer(streets, PLAN, selection_of(PLAN)).nuit is None


def test_the_stops_of_the_walk_before_come_first_and_are_known_again(streets: Office, tmp_path: Path) -> None:
    old = Arret("Le phare", LAT + 0.0015, LON + 0.004, Origine.CHOIX)
    before = marche_create(streets, replace(PLAN, arrets=(old,)), account=COORD)
    told(streets, tmp_path)
    plan = replace(PLAN, precedente=before.ident)
    found = proposer(streets, plan, selection_of(plan))
    again = next(one for one in found.plan.arrets if one.origine == Origine.PRECEDENTE)
    assert (again.lat, again.lon, again.precedent) == (old.lat, old.lon, before.plan.arrets[0].ident)
    assert again.motif.startswith(f"Arrêt de la marche {before.reference}")


def test_stops_are_apart_and_within_the_bounds(streets: Office, tmp_path: Path) -> None:
    told(streets, tmp_path, 40)
    plan = replace(PLAN, reunion=meeting(streets), minutes_max=30, metres_max=900)
    found = proposer(streets, plan, selection_of(plan))
    assert found.plan.metres <= 900 and found.plan.minutes <= 30 and not found.depasse
    spots = [Position(lat=one.lat, lon=one.lon) for one in found.plan.arrets]
    assert all(a.metres_to(b) >= MERGED_M - 1 for i, a in enumerate(spots) for b in spots[:i])


def test_what_a_walk_noted_calls_no_other_walk(streets: Office, tmp_path: Path) -> None:
    told(streets, tmp_path, canal="marche")
    with pytest.raises(ValueRefused, match="Rien n'est connu"):
        proposer(streets, PLAN, selection_of(PLAN))


def test_nothing_known_is_said_with_a_way_out(streets: Office) -> None:
    with pytest.raises(ValueRefused, match="Rien n'est connu"):
        proposer(streets, PLAN, selection_of(PLAN))
    away = replace(PLAN, reunion=meeting(streets), lat=LAT + 0.5, lon=LON)
    with pytest.raises(ValueRefused, match="Rien à voir à moins de"):
        proposer(streets, away, selection_of(away))


def test_a_line_by_hand_keeps_the_order_and_says_when_it_is_too_long(streets: Office) -> None:
    stops = tuple(Arret(f"Arrêt {x}", LAT + 0.005, LON + x * 1e-3, Origine.CHOIX) for x in (12, 1, 8))
    plan = replace(PLAN, arrets=stops, metres_max=500)
    found = tracer(streets, plan, libre=False)
    assert [one.nom for one in found.plan.arrets] == [one.nom for one in stops] and found.depasse
    assert any("dépasse" in one for one in found.remarques)
    shorter = tracer(streets, plan, libre=True)
    assert shorter.plan.metres <= 500 and shorter.laisses and not shorter.depasse


def test_without_streets_the_line_is_straight_and_said_to_be(office: Office) -> None:
    stops = (Arret("A", LAT, LON, Origine.CHOIX), Arret("B", LAT + 0.001, LON, Origine.CHOIX))
    found = tracer(office, replace(PLAN, arrets=stops), libre=False)
    assert found.plan.methode == Methode.DROITE and "tout droit" in found.remarques[0]
    assert tracer(office, PLAN, libre=False).plan.trace == ()


def test_too_many_stops_or_too_far_apart_are_refused(office: Office) -> None:
    stop = Arret("A", LAT, LON, Origine.CHOIX)
    with pytest.raises(ValueRefused, match="au plus"):
        tracer(office, replace(PLAN, arrets=(stop,) * (MOST_STOPS + 1)), libre=False)
    with pytest.raises(ValueRefused, match="20 km"):
        tracer(office, replace(PLAN, arrets=(stop, replace(stop, lat=LAT + 1))), libre=False)


def test_a_stop_put_on_the_map_is_called_by_its_street(streets: Office) -> None:
    assert arret_a(streets, LAT + 0.005, LON + 0.004).nom == "angle Rue des Mouettes / Rue du Phare"
    assert arret_a(streets, LAT + 0.0012, LON + 0.01).nom == "Quai Vert"
    assert arret_a(streets, LAT + 0.0012, LON + 0.01, " Chez  Momo ").nom == "Chez Momo"


def test_an_account_of_one_quartier_proposes_there_alone(streets: Office, tmp_path: Path) -> None:
    told(streets, tmp_path, 40)
    bound = replace(COORD, territoires=frozenset({"quartier:Q10"}))
    found = marches_proposer(Context(streets, bound), PLAN)
    assert all(one.lon > LON + 0.009 for one in found.plan.arrets)
    with pytest.raises(NotAllowed, match="n'est pas ouvert"):
        marches_proposer(Context(streets, bound), replace(PLAN, territoire="quartier:Q00"))


@pytest.mark.parametrize(("quartier", "closed", "metres"), [("Q01", True, 2_000), ("Q03", False, 1_200)])
def test_bounds_hold_on_the_streets_of_the_fictional_city(
    city: Office, quartier: str, closed: bool, metres: int
) -> None:
    plan = replace(PLAN, territoire=f"quartier:{quartier}", ferme=closed, metres_max=metres, minutes_max=60)
    found = proposer(city, plan, selection_of(plan))
    assert len(found.plan.arrets) > 2 and found.plan.methode == Methode.VOIES
    assert found.plan.metres <= metres and found.plan.minutes <= 60 and not found.depasse
    assert Origine.POINT_CHAUD in {one.origine for one in found.plan.arrets}
    stops = {(round(one.lat, 6), round(one.lon, 6)) for one in found.plan.arrets}
    assert stops <= set(found.plan.trace)
    assert (found.plan.trace[0] == found.plan.trace[-1]) is closed
