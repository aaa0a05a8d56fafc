"""Territories as the page « Schéma local » names and draws them."""

from __future__ import annotations

import json

from observatory.client import Client
from observatory.present.labels import zonage as zonage_label
from observatory.ui.filters import GROUND


def territory_names(here: Client) -> dict[str, str]:
    """The territories that a plan or an action may be about: « Quartier : Le Port » by ``zonage:code``."""
    return {
        f"{layer.zonage}:{one.code}": f"{zonage_label(layer.zonage)} : {one.nom}"
        for layer in here.zonages.liste()
        if layer.n and layer.zonage not in GROUND
        for one in here.zonages.territoires(layer.zonage)
    }


def territory_outline(here: Client, territoire: str) -> str | None:
    """The outline of a territory written ``zonage:code``, as a GeoJSON geometry; None where it is no more in force."""
    zonage, _, code = territoire.partition(":")
    if not code:
        return None
    features = json.loads(here.zonages.contours(zonage))["features"]
    return next((json.dumps(one["geometry"]) for one in features if one["properties"]["code"] == code), None)
