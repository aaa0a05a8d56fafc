"""The nicknames that come with the project mean something in the fictional city."""

from __future__ import annotations

from pathlib import Path

import pytest

from observatory.client import Client, LocalCaller
from observatory.pipeline.creation import create_empty
from observatory.pipeline.gazetteer import import_adresses, import_lieux, import_voies
from observatory.pipeline.office import Office
from observatory.settings import PROJECT, Settings
from tests.unit.demo.conftest import Written


def quiet(label: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def client(city: Written, tmp_path: Path) -> Client:
    settings = Settings(db=tmp_path / "ville.duckdb", reference=PROJECT / "data" / "reference", runtime=tmp_path)
    create_empty(settings, "Port-Clairval", fictional=True)
    office = Office.open(settings)
    import_adresses(office, [str(city.folder / "adresses.csv")], auteur="essai", progress=quiet)
    import_voies(office, city.folder / "voies.geojson", "nom", auteur="essai", progress=quiet)
    import_lieux(office, city.folder / "lieux.geojson", "nom", "genre", auteur="essai", progress=quiet)
    return Client(LocalCaller(office))


def test_every_nickname_of_the_file_is_found_where_it_says(client: Client) -> None:
    with client:
        known = client.surnoms.liste()
        assert known.remarques == []
        for one in known.surnoms:
            found = client.geocoder.search_many([f"devant {one.surnom}"])[0]
            assert found is not None, one
            assert found["method"] == "surnom"
            if one.designe:
                assert found["name"] in one.designe
            else:
                assert (found["lat"], found["lon"]) == (one.lat, one.lon)
        momo = client.geocoder.search("chez momo", limit=1)[0]
        assert "« chez Momo » est le surnom de Le Bar des Halles" in momo["explanation"]
