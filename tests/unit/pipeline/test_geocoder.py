"""The geocoder of a base: what goes into it, and when it is made again."""

from __future__ import annotations

import pyarrow as pa

from observatory.pipeline.geocoder import index_path
from observatory.pipeline.office import Office
from observatory.store.adresses import lieux_write


def test_street_lights_are_no_answer(office: Office) -> None:
    places = pa.table(
        {
            "nom": ["EP-00012", "École du Phare", "Halte sans genre"],
            "genre": ["eclairage", "école", None],
            "lat": [46.0552, 46.0553, 46.0554],
            "lon": [-4.596, -4.596, -4.596],
        }
    )
    office.database.write(lambda cursor: lieux_write(cursor, places))
    office.gazetteer_changed()
    geocoder = office.geocoder()
    assert [one.name for one in geocoder.search("EP-00012", kind="locality")] == []
    assert geocoder.search("halte sans genre")[0].name == "Halte sans genre"
    assert geocoder.search("ecole du phare")[0].name == "École du Phare"


def test_the_index_is_kept_beside_the_base_and_made_again_after_an_import(office: Office) -> None:
    first = office.geocoder()
    kept = index_path(office.settings.db)
    assert kept.exists()
    before = kept.read_bytes()
    place = pa.table({"nom": ["Phare du Môle"], "genre": ["port"], "lat": [46.056], "lon": [-4.597]})
    office.database.write(lambda cursor: lieux_write(cursor, place))
    office.gazetteer_changed()
    assert first.search("phare du mole") == []
    assert office.geocoder().search("phare du mole")[0].name == "Phare du Môle"
    assert kept.read_bytes() != before
