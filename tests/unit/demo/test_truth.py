"""The planted truth agrees with what was written; the profiles are visible in the data."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from observatory.demo.plane import lonlat_to_plane

NOMENCLATURE = Path(__file__).resolve().parents[3] / "data" / "reference" / "nomenclature.csv"
Rows = list[dict[str, str]]


def _hours(calls: Rows, prefix: str) -> list[int]:
    return [int(r["recu_le"][11:13]) for r in calls if len(r["recu_le"]) > 10 and r["categorie"].startswith(prefix)]


def _share(values: list[bool]) -> float:
    return sum(values) / len(values)


def _found(spot: dict[str, Any], calls: Rows, truth: dict[str, Any], first: str, last: str) -> int:
    places = np.array(
        [truth["lieux_du_trouble"].get(r["reference"], truth["positions"][r["reference"]]) for r in calls]
    )
    centre = lonlat_to_plane(np.array([[spot["centre"]["lon"], spot["centre"]["lat"]]]))
    gaps = np.hypot(*(lonlat_to_plane(places[:, ::-1]) - centre).T)
    real = [truth["categories"].get(r["reference"], r["categorie"]) for r in calls]
    return sum(
        bool(gaps[i] <= spot["rayon_m"] and real[i] == spot["categorie"] and first <= calls[i]["recu_le"][:10] <= last)
        for i in range(len(calls))
    )


def test_planted_hotspots_are_in_the_data(calls: Rows, truth: dict[str, Any]) -> None:
    spots = truth["points_chauds"] + truth["actions"]
    assert {spot["genre"] for spot in spots} == {"persistant", "nouveau", "disparu", "action"}
    for spot in spots:
        assert spot["risque_relatif"] >= 3
        assert spot["attendu"] >= 30
        observed = _found(spot, calls, truth, spot["du"], spot["au"])
        assert observed == pytest.approx(spot["observe"], abs=2), spot["nom"]
        assert abs(observed - spot["attendu"]) < 5 * (2 * spot["attendu"]) ** 0.5, spot["nom"]


def test_new_and_vanished_hotspots_are_quiet_outside_their_period(calls: Rows, truth: dict[str, Any]) -> None:
    def days(first: str, last: str) -> int:
        return (date.fromisoformat(last) - date.fromisoformat(first)).days

    for spot in truth["points_chauds"]:
        quiet = {"nouveau": (truth["du"], spot["du"]), "disparu": (spot["au"], truth["au"])}.get(spot["genre"])
        if quiet is not None:
            rate = spot["observe"] / days(spot["du"], spot["au"])
            assert _found(spot, calls, truth, *quiet) / days(*quiet) < 0.45 * rate, spot["nom"]


def test_one_action_worked_and_one_did_not(truth: dict[str, Any]) -> None:
    (worked,) = [one for one in truth["actions"] if one["a_marche"]]
    (failed,) = [one for one in truth["actions"] if not one["a_marche"]]
    assert worked["observe_apres"] < 0.6 * worked["observe_avant"]
    assert 0.65 < failed["observe_apres"] / failed["observe_avant"] < 1.5
    assert worked["observe_avant"] + worked["observe_apres"] == worked["observe"]


def test_the_silent_quartier_gives_fewer_accounts_of_a_problem(city: Any, calls: Rows, truth: dict[str, Any]) -> None:
    shapes = {properties["code"]: one for properties, one in city.layer("quartiers")}
    places = np.array([truth["positions"][row["reference"]] for row in calls])[:, ::-1]
    silent = shapely.contains_xy(shapes[truth["sous_declaration"]["quartier"]], places)
    planted = {spot["categorie"] for spot in truth["points_chauds"] + truth["actions"]}
    mean = {}
    for quiet in (True, False):
        plain = [r for r, s in zip(calls, silent, strict=True) if bool(s) is quiet and r["categorie"] not in planted]
        counts = Counter(row["probleme"] for row in plain)
        mean[quiet] = sum(counts.values()) / len(counts) - 1
    assert mean[True] < 0.65 * mean[False]


def test_duplicates_listed_are_those_written(calls: Rows, truth: dict[str, Any]) -> None:
    counts = Counter(row["probleme"] for row in calls)
    assert truth["problemes_partages"] == {one: count for one, count in counts.items() if count > 1}


def test_accounts_of_one_problem_are_near_one_another(calls: Rows, truth: dict[str, Any]) -> None:
    by_problem: dict[str, list[list[float]]] = {}
    for row in calls:
        place = truth["lieux_du_trouble"].get(row["reference"], truth["positions"][row["reference"]])
        by_problem.setdefault(row["probleme"], []).append(place)
    for places in by_problem.values():
        xy = lonlat_to_plane(np.array(places)[:, ::-1])
        assert np.hypot(*(xy - xy[0]).T).max() < 95


def test_expected_positions_match_the_addresses_said(city: Any, calls: Rows, truth: dict[str, Any]) -> None:
    known = {
        f"{row['numero']} {row['nom_voie']}": (float(row["lat"]), float(row["lon"]))
        for row in city.rows("adresses.csv", ";")
        if not row["rep"]
    }
    told = [row for row in calls if row["adresse"] in known and row["reference"] not in truth["facons_de_dire"]]
    assert len(told) > 1_500
    for row in told:
        assert known[row["adresse"]] == pytest.approx(tuple(truth["positions"][row["reference"]]), abs=2e-6)


def test_manners_of_telling_are_all_there(calls: Rows, truth: dict[str, Any]) -> None:
    manners = Counter(truth["facons_de_dire"].values())
    wanted = {"abregee", "sans_numero", "croisement", "lieu", "faute", "vague", "numero_inconnu", "manquante"}
    assert set(manners) == wanted
    missing = {row["reference"] for row in calls if not row["adresse"]}
    assert missing == {one for one, manner in truth["facons_de_dire"].items() if manner == "manquante"}


def test_noise_is_at_night_and_dumping_on_sunday_evening(calls: Rows) -> None:
    night = _share([hour >= 22 or hour < 6 for hour in _hours(calls, "bruit-rassemblement")])
    assert night > 0.35
    assert night > 4 * _share([hour >= 22 or hour < 6 for hour in _hours(calls, "voirie")])
    sunday = [
        date.fromisoformat(r["recu_le"][:10]).weekday() == 6 for r in calls if r["categorie"].startswith("depots")
    ]
    assert _share(sunday) > 0.2
    evening = _share([18 <= hour <= 21 for hour in _hours(calls, "depots")])
    assert evening > 0.3


def test_seasons(calls: Rows) -> None:
    def months(prefix: str) -> Counter[str]:
        return Counter(row["recu_le"][5:7] for row in calls if row["categorie"].startswith(prefix))

    lights, gatherings = months("eclairage-panne"), months("bruit-rassemblement")
    assert lights["12"] + lights["01"] > 2 * (lights["06"] + lights["07"])
    assert gatherings["07"] + gatherings["08"] > 2 * (gatherings["01"] + gatherings["02"])


def test_codes_and_values_are_those_of_the_product(calls: Rows) -> None:
    with NOMENCLATURE.open(encoding="utf-8", newline="") as stream:
        codes = {row["code"] for row in csv.DictReader(stream)}
    assert {row["categorie"] for row in calls} <= codes
    assert {row["canal"] for row in calls} == {
        "telephone", "formulaire", "application", "courriel", "accueil", "marche",
    }  # fmt: skip
    assert {row["statut"] for row in calls} == {"recu", "transmis", "pris_en_charge", "resolu", "sans_suite"}
    assert {row["lieu"] for row in calls} == {"public", "parties communes", "prive", ""}


def test_texts_are_varied_and_hold_no_phone_number(calls: Rows) -> None:
    texts = [row["description"] for row in calls]
    assert len(set(texts)) > 0.7 * len(texts)
    assert not any("{" in text or "  " in text for text in texts)
    assert not any(re.search(r"(?:\d[ .-]?){9,}", text) for text in texts)
    assert not any(re.search(r"\bde (?:le|les|des)\b|\bà le\b", text) for text in texts)
