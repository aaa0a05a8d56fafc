"""The truth file: what was planted and where each signalement really is, for the tests to judge by."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import numpy as np

from observatory.demo.calls import Call
from observatory.demo.incidents import PlantedTruth
from observatory.demo.plane import plane_to_lonlat
from observatory.demo.planted import SILENT_FACTOR, SILENT_QUARTIER, planted_walks
from observatory.demo.town import Town
from observatory.demo.zonages import REDRAWN_QPV


def _position(x: float, y: float) -> dict[str, float]:
    lon, lat = plane_to_lonlat(np.array([[x, y]]))[0]
    return {"lat": float(lat), "lon": float(lon)}


def _observed(one: PlantedTruth, calls: list[Call], town: Town, first: date, last: date) -> int:
    spot = one.hotspot
    xy = town.addresses.xy
    return sum(
        1
        for call in calls
        if call.categorie == spot.categorie
        and first.isoformat() <= call.row[1][:10] <= last.isoformat()
        and np.hypot(xy[call.address, 0] - spot.x, xy[call.address, 1] - spot.y) <= spot.radius
    )


def _hotspot(one: PlantedTruth, calls: list[Call], town: Town) -> dict[str, Any]:
    spot = one.hotspot
    found: dict[str, Any] = {
        "nom": spot.nom, "genre": spot.kind, "categorie": spot.categorie, "centre": _position(spot.x, spot.y),
        "rayon_m": spot.radius, "du": spot.first.isoformat(), "au": spot.last.isoformat(),
        "risque_relatif": spot.risk, "attendu_sans": round(one.expected_base, 2), "attendu": round(one.expected, 2),
        "observe": _observed(one, calls, town, spot.first, spot.last),
    }  # fmt: skip
    if spot.action_on is not None:
        found |= {
            "date_action": spot.action_on.isoformat(), "effet": spot.effect, "a_marche": spot.effect < 1,
            "observe_avant": _observed(one, calls, town, spot.first, spot.action_on - timedelta(days=1)),
            "observe_apres": _observed(one, calls, town, spot.action_on, spot.last),
        }  # fmt: skip
    return found


def build_truth(
    town: Town, calls: list[Call], planted: list[PlantedTruth], seed: int, start: date, until: date
) -> dict[str, Any]:
    """The planted truth as plain values for verite.json."""
    spots = [_hotspot(one, calls, town) for one in planted]
    shared = Counter(call.row[19] for call in calls)
    quartier = next(one for one in town.zonages.quartiers if one.code == SILENT_QUARTIER)
    places = plane_to_lonlat(np.array([[call.told.x, call.told.y] for call in calls]))
    troubles = plane_to_lonlat(town.addresses.xy[[call.address for call in calls]])
    return {
        "avertissement": "Port-Clairval est une ville fictive : aucun lieu, aucune personne n'existe.",
        "graine": seed, "du": start.isoformat(), "au": until.isoformat(), "signalements": len(calls),
        "points_chauds": [one for one in spots if one["genre"] != "action"],
        "actions": [one for one in spots if one["genre"] == "action"],
        "sous_declaration": {"quartier": quartier.code, "nom": quartier.nom, "facteur": SILENT_FACTOR},
        "qpv_redessine": {"code": REDRAWN_QPV, "en_vigueur_le": town.zonages.redrawn_on.isoformat()},
        "marches": [{"nom": w.nom, "jour": w.day.isoformat(), "centre": _position(w.x, w.y), "rayon_m": w.radius}
                    for w in planted_walks(start, until)],
        "problemes_partages": {one: count for one, count in sorted(shared.items()) if count > 1},
        "positions": {calls[i].row[0]: [float(places[i, 1]), float(places[i, 0])] for i in range(len(calls))},
        "lieux_du_trouble": {calls[i].row[0]: [float(troubles[i, 1]), float(troubles[i, 0])]
                             for i in range(len(calls)) if calls[i].told.manner == "croisement"},
        "facons_de_dire": {call.row[0]: call.told.manner for call in calls if call.told.manner != "exacte"},
        "categories": {call.row[0]: call.categorie for call in calls if call.categorie != call.row[3]},
    }  # fmt: skip
