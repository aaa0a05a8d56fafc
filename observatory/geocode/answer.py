"""What the geocoder answers: one place, how sure, how precise, and why."""

from __future__ import annotations

from typing import Any, NamedTuple

METHODS = {
    "numero": "le numéro est connu",
    "numero voisin": "le numéro est inconnu : placé à un numéro voisin",
    "interpolation": "le numéro est inconnu : placé entre deux numéros de la rue",
    "rue": "milieu de la rue",
    "lieu": "lieu nommé",
    "commune": "centre de la commune",
    "surnom": "surnom local",
    "croisement": "croisement de deux voies, d'après leur tracé",
    "croisement estimé": "croisement de deux voies, d'après leurs adresses ou leur plus courte distance",
    "tronçon": "milieu de ce qui est dit entre deux voies ou deux lieux",
    "bout de rue": "bout de la rue",
    "en face": "de l'autre côté de la voie",
    "devant": "devant le lieu nommé",
    "derrière": "derrière le lieu nommé",
    "à côté": "à côté du lieu nommé",
    "adresse la plus proche": "adresse connue la plus proche de la position",
    "voie la plus proche": "voie la plus proche de la position",
    "lieu le plus proche": "lieu connu le plus proche de la position",
}
"""Every value of ``GeocodedAddress.method`` and what it means."""


TYPES = ("housenumber", "street", "intersection", "locality", "municipality")
"""Every value of ``GeocodedAddress.type``: those of the Base Adresse Nationale, and crossings."""


class GeocodedAddress(NamedTuple):
    """One place found for a text.

    ``score`` goes from 0 to 1; ``precision_m`` is the radius in metres within which the place is expected;
    ``type`` is housenumber, street, intersection, locality or municipality; ``method`` is a key of ``METHODS``;
    ``city`` bears no arrondissement; ``housenumber`` is glued and lower case (``19bis``), empty where there is none.
    """

    label: str
    name: str
    housenumber: str
    street: str
    city: str
    postcode: str
    citycode: str
    lat: float
    lon: float
    score: float
    type: str
    precision_m: float
    method: str
    explanation: str
    id: str

    def as_dict(self) -> dict[str, Any]:
        """The same as a dictionary, keys in the order of the fields."""
        return self._asdict()
