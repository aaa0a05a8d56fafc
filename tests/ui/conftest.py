"""A small base for the pages: four signalements in two quartiers, one of them without a place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from observatory.client import connect, create_base
from observatory.settings import load_settings

ROWS = """reference;recu_le;categorie;adresse;lon;lat;description;canal;statut
A1;2026-03-02 22:10;bruit-voisins;1 rue Haute;2.351;48.851;Musique tard le soir;telephone;recu
A2;2026-03-03 09:00;bruit-chantier;2 rue Haute;2.352;48.852;Marteau-piqueur;courriel;resolu
A3;2025-03-03 09:00;bruit-chantier;2 rue Haute;2.352;48.852;Marteau-piqueur;courriel;resolu
A4;2026-04-05 12:00;bruit-voisins;;;;Sans adresse;accueil;transmis
"""


def square(west: float, code: str, name: str) -> dict[str, object]:
    """A quartier of a hundredth of a degree."""
    ring = [[west, 48.85], [west + 0.01, 48.85], [west + 0.01, 48.86], [west, 48.86], [west, 48.85]]
    return {
        "type": "Feature",
        "properties": {"code": code, "nom": name, "population": 500},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty base, made once."""
    return create_base("vide", settings=load_settings(tmp_path_factory.mktemp("vide") / "essai.duckdb", creating=True))


@pytest.fixture(scope="session")
def small_file(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base with two quartiers and four signalements, made once."""
    folder = tmp_path_factory.mktemp("petite")
    base = Path(shutil.copy(empty_file, folder))
    layer = {"type": "FeatureCollection", "features": [square(2.35, "N", "Nord"), square(2.36, "S", "Sud")]}
    outline, rows = folder / "quartiers.geojson", folder / "signalements.csv"
    outline.write_text(json.dumps(layer), encoding="utf-8")
    rows.write_text(ROWS, encoding="utf-8")
    with connect(base) as client:
        client.imports.territoires(outline, "quartier", code="code", nom="nom", population="population")
        client.imports.signalements(rows, preset="observatoire")
    return base


@pytest.fixture
def empty_base(empty_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the empty base that the pages find."""
    db = Path(shutil.copy(empty_file, tmp_path))
    monkeypatch.setenv("OBSERVATORY_DB", str(db))
    st.cache_resource.clear()
    yield db
    st.cache_resource.clear()


@pytest.fixture
def small_base(empty_base: Path, small_file: Path) -> Path:
    """A copy of the small base in its place."""
    return Path(shutil.copy(small_file, empty_base))
