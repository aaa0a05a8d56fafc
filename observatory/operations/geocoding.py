"""Operations that find places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from observatory.domain.position import Position
from observatory.domain.records import FichierGeocode
from observatory.geocode.geocodejson import answers_to_collection
from observatory.operations.core import Context, operation
from observatory.pipeline.geocode_file import FileQuestion, geocode_bytes, geocode_file


@operation("geocoder.search")
def geocoder_search(
    context: Context,
    q: str,
    limit: int = 5,
    lat: float | None = None,
    lon: float | None = None,
    autocomplete: bool = False,
    postcode: str | None = None,
    citycode: str | None = None,
    kind: str | None = None,
) -> list[dict[str, Any]]:
    """The places that a text may mean, best first; a position, where given, decides between equals."""
    found = context.office.geocoder().search(
        q, limit=limit, lat=lat, lon=lon, autocomplete=autocomplete, postcode=postcode, citycode=citycode, kind=kind
    )
    return [answer.as_dict() for answer in found]


@operation("geocoder.search_many")
def geocoder_search_many(context: Context, texts: list[str]) -> list[dict[str, Any] | None]:
    """The best answer for each text, or None where nothing is sure enough."""
    return [one.as_dict() if one else None for one in context.office.geocoder().search_many(texts)]


@operation("geocoder.geocodejson")
def geocoder_geocodejson(
    context: Context,
    q: str,
    limit: int = 5,
    lat: float | None = None,
    lon: float | None = None,
    autocomplete: bool = False,
    postcode: str | None = None,
    citycode: str | None = None,
    kind: str | None = None,
) -> dict[str, Any]:
    """The same as one GeocodeJSON collection, in the shape of the Base Adresse Nationale's API."""
    found = context.office.geocoder().search(
        q, limit=limit, lat=lat, lon=lon, autocomplete=autocomplete, postcode=postcode, citycode=citycode, kind=kind
    )
    filters = {"postcode": postcode, "citycode": citycode, "type": kind}
    centre = (lon, lat) if lat is not None and lon is not None else None
    return answers_to_collection(found, q, limit, filters=filters, center=centre)


@operation("geocoder.reverse")
def geocoder_reverse(
    context: Context, lat: float, lon: float, limit: int = 1, kind: str | None = None
) -> list[dict[str, Any]]:
    """What is nearest to a position, with its ``distance`` in metres: addresses, lieux, streets without numbers.

    ``kind`` asks for one type alone: housenumber, street, locality or municipality.
    """
    found = context.office.geocoder().reverse(Position(lat=lat, lon=lon), limit=limit, kind=kind)
    return [answer.as_dict() | {"distance": answer.precision_m} for answer in found]


@operation("geocoder.reverse_geocodejson")
def geocoder_reverse_geocodejson(
    context: Context, lat: float, lon: float, limit: int = 1, kind: str | None = None
) -> dict[str, Any]:
    """What is nearest to a position as one GeocodeJSON collection, the ``distance`` in metres among the properties."""
    found = context.office.geocoder().reverse(Position(lat=lat, lon=lon), limit=limit, kind=kind)
    collection = answers_to_collection(found, f"{lat}, {lon}", limit, filters={"type": kind}, center=(lon, lat))
    for feature in collection["features"]:
        feature["properties"]["distance"] = feature["properties"]["precision_m"]
    return collection


@operation("geocoder.fichier")
def geocoder_fichier(context: Context, path: Path, columns: list[str], out: Path) -> FichierGeocode:
    """Geocode a file of addresses into a CSV with the columns of the Base Adresse Nationale added."""
    return geocode_file(context.office, path, FileQuestion(columns), out, progress=context.progress)


@operation("geocoder.csv")
def geocoder_csv(context: Context, name: str, data: bytes, question: FileQuestion, most: int) -> bytes:
    """Geocode a file given as bytes, of at most so many rows, into a CSV; ``name`` is its name, for its format."""
    return geocode_bytes(context.office, name, data, question, most, progress=context.progress)
