"""The shape of the Base Adresse Nationale's API."""

from __future__ import annotations

from observatory.geocode.geocodejson import answers_to_collection
from observatory.geocode.search import Geocoder


def test_collection(geocoder: Geocoder) -> None:
    found = geocoder.search("5 rue de la loge", limit=1)
    collection = answers_to_collection(found, "5 rue de la loge", 1)
    assert collection["type"] == "FeatureCollection"
    assert (collection["version"], collection["query"], collection["limit"]) == ("draft", "5 rue de la loge", 1)
    feature = collection["features"][0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [3.8764, 43.6090]}
    assert feature["properties"]["housenumber"] == "5"
    assert feature["properties"]["citycode"] == "34172"
    assert "lat" not in feature["properties"]
