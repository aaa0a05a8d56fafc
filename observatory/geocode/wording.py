"""Answers in words: labels as the Base Adresse Nationale writes them, and the French sentence that says why."""

from __future__ import annotations

from collections.abc import Sequence

from observatory.domain.records import Surnom
from observatory.geocode.answer import GeocodedAddress
from observatory.geocode.crossings import Spot
from observatory.geocode.gazetteer import LIEU, Gazetteer
from observatory.geocode.numbers import Placed
from observatory.geocode.query import Reading
from observatory.geocode.scores import calibrated
from observatory.geocode.scoring import Candidate

_COMMUNE_RADIUS_M = 2_000.0
_CALLED_RADIUS_M = 30.0
_EXACT = 0.995


def address_answer(
    gazetteer: Gazetteer, reading: Reading, candidate: Candidate, placed: Placed, score: float
) -> GeocodedAddress:
    """A house number, known or placed."""
    words = f"{placed.explanation[0].upper()}{placed.explanation[1:]}."
    return _answer(
        gazetteer,
        way=placed.way,
        housenumber=placed.housenumber,
        place=(placed.lat, placed.lon, placed.radius),
        score=score,
        kind="housenumber",
        method=placed.method,
        explanation=words + _reserves(gazetteer, reading, candidate, placed.way),
        ident=placed.id,
    )


def way_answer(gazetteer: Gazetteer, reading: Reading, candidate: Candidate, score: float) -> GeocodedAddress:
    """A street at its middle, or a lieu."""
    way, number = candidate.way, reading.number
    is_lieu = gazetteer.way_kind[way] == LIEU
    radius = float(gazetteer.way_radius[way])
    if is_lieu:
        words = "Lieu nommé."
    elif number is None:
        words = f"Milieu de la rue, ses bouts à {radius:.0f} m au plus."
    else:
        words = f"Numéro {number}{reading.suffix} inconnu, sans numéro proche : milieu de la rue."
    return _answer(
        gazetteer,
        way=way,
        housenumber="",
        place=(float(gazetteer.way_lat[way]), float(gazetteer.way_lon[way]), radius),
        score=score,
        kind="locality" if is_lieu else "street",
        method="lieu" if is_lieu else "rue",
        explanation=words + _reserves(gazetteer, reading, candidate, way),
        ident="",
    )


def nearest_address(gazetteer: Gazetteer, index: int, away: float) -> GeocodedAddress:
    """A known address at ``away`` metres from a position."""
    housenumber = f"{gazetteer.number[index]}{gazetteer.suffix_of(index)}"
    return _answer(
        gazetteer,
        way=int(gazetteer.way[index]),
        housenumber=housenumber,
        place=(float(gazetteer.lat[index]), float(gazetteer.lon[index]), away),
        score=1 / (1 + away / 100),
        kind="housenumber",
        method="adresse la plus proche",
        explanation=f"Adresse connue la plus proche, à {away:.0f} m.",
        ident=gazetteer.id[index],
    )


def nearest_way(gazetteer: Gazetteer, way: int, away: float) -> GeocodedAddress:
    """A street or a lieu at ``away`` metres from a position."""
    is_lieu = gazetteer.way_kind[way] == LIEU
    what = "Lieu connu le plus proche" if is_lieu else "Voie la plus proche"
    return _answer(
        gazetteer,
        way=way,
        housenumber="",
        place=(float(gazetteer.way_lat[way]), float(gazetteer.way_lon[way]), away),
        score=1 / (1 + away / 100),
        kind="locality" if is_lieu else "street",
        method="lieu le plus proche" if is_lieu else "voie la plus proche",
        explanation=f"{what}, à {away:.0f} m.",
        ident="",
    )


def spot_answer(
    gazetteer: Gazetteer, ways: Sequence[int], spot: Spot, *, score: float, method: str, explanation: str
) -> GeocodedAddress:
    """A place told by one street or by two: the crossing of two, an end or a stretch of one."""
    answer = _answer(
        gazetteer,
        way=ways[0],
        housenumber="",
        place=(*gazetteer.inside(ways[0], spot.lat, spot.lon), spot.radius_m),
        score=score,
        kind="street" if len(ways) == 1 else "intersection",
        method=method,
        explanation=explanation,
        ident="",
    )
    name = " / ".join(gazetteer.label_of(way) for way in ways)
    return answer._replace(name=name, label=answer.label.replace(answer.name, name, 1))


def called_answer(surnom: Surnom, near: GeocodedAddress) -> GeocodedAddress:
    """A place known by its nickname and its position alone; ``near`` is what is nearest, for its commune."""
    lat, lon = surnom.lat or 0.0, surnom.lon or 0.0
    return near._replace(
        label=f"{surnom.surnom} {near.postcode} {near.city}".replace("  ", " ").strip(),
        name=surnom.surnom,
        housenumber="",
        street="",
        lat=lat,
        lon=lon,
        score=1.0,
        type="locality",
        precision_m=_CALLED_RADIUS_M,
        method="surnom",
        explanation=f"« {surnom.surnom} » est un surnom local, près de {near.name}.",
        id="",
    )


def commune_answer(gazetteer: Gazetteer, commune: int, score: float) -> GeocodedAddress:
    """A commune at the centre of its addresses."""
    city, postcode = gazetteer.commune_city[commune], gazetteer.commune_postcode[commune]
    return GeocodedAddress(
        label=city,
        name=city,
        housenumber="",
        street="",
        city=city,
        postcode=postcode,
        citycode=gazetteer.commune_citycode[commune],
        lat=float(gazetteer.commune_lat[commune]),
        lon=float(gazetteer.commune_lon[commune]),
        score=round(calibrated(score), 4),
        type="municipality",
        precision_m=_COMMUNE_RADIUS_M,
        method="commune",
        explanation="Commune seule : centre de ses adresses.",
        id=gazetteer.commune_citycode[commune],
    )


def _answer(
    gazetteer: Gazetteer,
    *,
    way: int,
    housenumber: str,
    place: tuple[float, float, float],
    score: float,
    kind: str,
    method: str,
    explanation: str,
    ident: str,
) -> GeocodedAddress:
    street, commune = gazetteer.way_label[way], int(gazetteer.way_commune[way])
    name = f"{housenumber} {street}".strip()
    city, postcode = gazetteer.commune_city[commune], gazetteer.commune_postcode[commune]
    lat, lon, radius = place
    return GeocodedAddress(
        label=f"{name} {postcode} {city}".replace("  ", " ").strip(),
        name=name,
        housenumber=housenumber,
        street="" if kind == "locality" else street,
        city=city,
        postcode=postcode,
        citycode=gazetteer.commune_citycode[commune],
        lat=lat,
        lon=lon,
        score=round(calibrated(score), 4),
        type=kind,
        precision_m=round(radius, 1),
        method=method,
        explanation=explanation,
        id=ident,
    )


def _reserves(gazetteer: Gazetteer, reading: Reading, candidate: Candidate, way: int) -> str:
    """What differs between the text and the answer, as sentences to add."""
    words = "" if candidate.likeness >= _EXACT else " Nom approché de ce qui est écrit."
    postcode = gazetteer.commune_postcode[int(gazetteer.way_commune[way])]
    if reading.postcode and postcode and reading.postcode != postcode:
        words += f" Code postal {postcode} au lieu de {reading.postcode}."
    return words
