"""Operations that find places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from observatory.domain.position import Position
from observatory.domain.records import FichierGeocode
from observatory.domain.roles import DATA_ENTRY, EVERYBODY
from observatory.geocode.geocodejson import answers_to_collection
from observatory.operations.core import Context, operation
from observatory.pipeline.geocode_file import geocode_file


@operation("geocoder.search", roles=EVERYBODY)
def geocoder_search(
    context: Context,
    q: str,
    limit: int = 5,
    lat: float | None = None,
    lon: float | None = None,
    autocomplete: bool = False,
    postcode: str | None = None,
    citycode: str | None = None,
) -> list[dict[str, Any]]:
    """The places that a text may mean, best first; a position, where given, decides between equals."""
    found = context.office.geocoder().search(
        q, limit=limit, lat=lat, lon=lon, autocomplete=autocomplete, postcode=postcode, citycode=citycode
    )
    return [answer.as_dict() for answer in found]


@operation("geocoder.search_many", roles=EVERYBODY)
def geocoder_search_many(context: Context, texts: list[str]) -> list[dict[str, Any] | None]:
    """The best answer for each text, or None where nothing is sure enough."""
    return [one.as_dict() if one else None for one in context.office.geocoder().search_many(texts)]


@operation("geocoder.geocodejson", roles=EVERYBODY)
def geocoder_geocodejson(context: Context, q: str, limit: int = 5) -> dict[str, Any]:
    """The same as one GeocodeJSON collection, in the shape of the Base Adresse Nationale's API."""
    return answers_to_collection(context.office.geocoder().search(q, limit=limit), q, limit)


@operation("geocoder.reverse", roles=EVERYBODY)
def geocoder_reverse(context: Context, lat: float, lon: float, limit: int = 1) -> list[dict[str, Any]]:
    """The addresses nearest to a position."""
    found = context.office.geocoder().reverse(Position(lat=lat, lon=lon), limit=limit)
    return [answer.as_dict() for answer in found]


@operation("geocoder.fichier", roles=DATA_ENTRY)
def geocoder_fichier(context: Context, path: Path, columns: list[str], out: Path) -> FichierGeocode:
    """Geocode a file of addresses into a CSV with the columns of the Base Adresse Nationale added."""
    return geocode_file(context.office, path, columns, out, progress=context.progress)
