"""A small town to search in."""

from __future__ import annotations

from typing import Any

import pytest
from shapely import LineString

from observatory.geocode.gazetteer import Gazetteer
from observatory.geocode.search import Geocoder

ROWS = [
    ("1", "", "Rue de la Loge", "34000", "34172", "Montpellier", 3.8760, 43.6090),
    ("5", "", "Rue de la Loge", "34000", "34172", "Montpellier", 3.8764, 43.6090),
    ("9", "", "Rue de la Loge", "34000", "34172", "Montpellier", 3.8768, 43.6090),
    ("2", "", "Rue de la Loge", "34000", "34172", "Montpellier", 3.8761, 43.6091),
    ("10", "", "Rue de la Loge", "34000", "34172", "Montpellier", 3.8769, 43.6091),
    ("3", "bis", "Avenue du Pont Juvénal", "34000", "34172", "Montpellier", 3.8900, 43.6060),
    ("3", "", "Avenue du Pont Juvénal", "34000", "34172", "Montpellier", 3.8901, 43.6060),
    ("12", "", "Boulevard Saint-Guilhem", "34000", "34172", "Montpellier", 3.8720, 43.6080),
    ("4", "", "Place du 8 Mai 1945", "34070", "34172", "Montpellier", 3.8500, 43.5900),
    ("7", "", "Rue Marcel Pagnol", "34070", "34172", "Montpellier", 3.8510, 43.5910),
    ("7", "", "Rue Marcel Pagnol", "34170", "34057", "Castelnau-le-Lez", 3.9000, 43.6300),
    ("", "", "Chemin Vert", "34170", "34057", "Castelnau-le-Lez", 3.9010, 43.6310),
    ("79", "", "Rue La Fayette", "75009", "75109", "Paris 9e Arrondissement", 2.3450, 48.8770),
    ("8", "", "Rue des Dix-Huit", "75012", "75112", "Paris 12e Arrondissement", 2.3950, 48.8400),
    ("25", "", "Rue Pierre Mendès France", "75012", "75112", "Paris 12e Arrondissement", 2.3960, 48.8410),
]
COLUMNS = ("numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune", "lon", "lat")


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    columns: dict[str, list[object]] = {name: [row[i] for row in ROWS] for i, name in enumerate(COLUMNS)}
    columns["id"] = [f"adresse-{number}" for number in range(len(ROWS))]
    voies: dict[str, list[Any]] = {
        "nom": ["Rue Neuve", "RUE DE LA LOGE"],
        "contour": [LineString([(3.877, 43.610), (3.878, 43.610)]), LineString([(3.8759, 43.609), (3.8770, 43.609)])],
    }
    lieux: dict[str, list[Any]] = {
        "nom": ["École élémentaire Jules Ferry"],
        "lon": [3.878],
        "lat": [43.611],
        "genre": ["école"],
    }
    return Gazetteer.build(columns, voies=voies, lieux=lieux)


@pytest.fixture(scope="session")
def geocoder(gazetteer: Gazetteer) -> Geocoder:
    return Geocoder(gazetteer)
