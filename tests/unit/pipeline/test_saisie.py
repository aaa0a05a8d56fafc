"""Sheets of paper: typed by stop, placed by the picture, the address or the stop, and typed again without doubles."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from observatory.domain.errors import StateError, ValueRefused
from observatory.pipeline.cloture_marche import marche_close
from observatory.pipeline.office import Office
from observatory.pipeline.photos import picture_instant, picture_place
from observatory.pipeline.saisie import (
    photo_place,
    sheet_answers,
    sheet_constat,
    sheet_participants,
    sheet_photo,
    sheet_ressenti,
    sheets_of,
)
from tests.marche import COORD, EVENING, key, walk
from tests.suivi import camera


def placed(gps: dict[int, Any], taken: str = "") -> bytes:
    """A picture with these tags of GPS, taken at an instant written as cameras do."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(gps)
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(out, "JPEG", exif=exif)
    return out.getvalue()


HERE = {1: "N", 2: (46.0, 3.0, 18.0), 3: "W", 4: (4.0, 35.0, 52.8)}


@pytest.mark.parametrize(
    ("gps", "lat", "lon"),
    [
        (HERE, 46.055, -4.598),
        (HERE | {1: "S", 3: "E"}, -46.055, 4.598),
        (HERE | {2: (46.0, 3.3, 0.0)}, 46.055, -4.598),
    ],
)
def test_a_picture_says_where_it_was_taken(gps: dict[int, Any], lat: float, lon: float) -> None:
    found = picture_place(placed(gps))
    assert found is not None and [found.lat, found.lon] == pytest.approx([lat, lon])


@pytest.mark.parametrize(
    "change",
    [{1: "X"}, {3: ""}, {2: (46.0, 75.0, 0.0)}, {2: (95.0, 0.0, 0.0)}, {2: (46.0, 3.0)},
     {2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)}],
)  # fmt: skip
def test_a_place_that_cannot_be_is_none(change: dict[int, Any]) -> None:
    assert picture_place(placed(HERE | change)) is None
    assert picture_place(b"") is None and picture_place(camera(gps=False)) is None


def test_the_hour_of_a_picture_is_that_of_paris() -> None:
    assert picture_instant(placed({}, "2026:05:28 19:10:00")) == EVENING + dt.timedelta(minutes=10)
    assert picture_instant(placed({}, "0000:00:00 00:00:00")) is None


def test_a_sheet_is_typed_and_typed_again(office: Office) -> None:
    kept = walk(office)
    first, second = (one.ident for one in kept.plan.arrets)
    sheet_answers(office, kept.ident, "papier", key(), {first: {"eclairage": 0, "fuite": None}, second: {"fuite": 2}})
    done = sheet_answers(office, kept.ident, "papier", key(), {first: {"eclairage": 3}})
    assert done.message == "1 réponse enregistrée."
    sheet_participants(office, kept.ident, "papier-2", key(), {"sexe:femme": 6})
    sheet_ressenti(office, kept.ident, "papier-2", key(), "apres", {4: 6})
    one, two = sheets_of(office, kept.ident).feuilles
    assert {(at.arret, at.question): at.note for at in one.reponses} == {
        (first, "eclairage"): 3, (first, "fuite"): None, (second, "fuite"): 2,
    }  # fmt: skip
    assert (two.nom, two.participants, two.ressenti) == ("papier-2", {"sexe:femme": 6}, {"apres": {4: 6}})
    with pytest.raises(ValueRefused, match="une case"):
        sheet_answers(office, kept.ident, "papier", key(), {first: {}})
    with pytest.raises(ValueRefused, match="n'existe pas"):
        sheet_answers(office, kept.ident, "tel-1", key(), {first: {"eclairage": 0}})
    marche_close(office, kept.ident, kept.version, account=COORD)
    with pytest.raises(StateError, match="close"):
        sheet_answers(office, kept.ident, "papier", key(), {first: {"eclairage": 0}})


def test_a_constat_lies_where_its_picture_says_else_its_address_else_its_stop(office: Office) -> None:
    kept = walk(office)
    stop = kept.plan.arrets[1].ident
    told: dict[str, Any] = {"arret": stop, "positif": False, "categorie": "tags-facade", "texte": "Un tag"}
    taken = EVENING + dt.timedelta(minutes=25)
    cle = key()
    sheet_constat(office, kept.ident, "papier", cle, **told, lat=46.0553, lon=-4.5978, le=taken)
    sheet_photo(office, kept.ident, "papier", key(), constat_cle=cle, contenu=camera())
    sheet_constat(office, kept.ident, "papier", key(), **told, adresse="10 rue des Mouettes")
    sheet_constat(office, kept.ident, "papier", key(), **told)
    (sheet,) = sheets_of(office, kept.ident).feuilles
    by = {one.situe_par: one for one in sheet.constats}
    assert (by["photo"].lat, by["photo"].lon, by["photo"].le) == (46.0553, -4.5978, taken)
    assert len(by["photo"].photos) == 1
    assert [by["carte"].lat, by["carte"].lon] == pytest.approx([46.055, -4.596])
    assert (by["arret"].lat, by["arret"].lon, by["arret"].le) == (46.057, -4.594, EVENING)
    for change, said in (({"adresse": "Tombouctou"}, "coup sûr"), ({"arret": None}, "Dites où")):
        with pytest.raises(ValueRefused, match=said):
            sheet_constat(office, kept.ident, "papier", key(), **(told | change))
    with pytest.raises(ValueRefused, match="personne"):
        sheet_constat(office, kept.ident, "papier", key(), **(told | {"texte": "Mme Lefranc au 06 39 98 01 02"}))


def test_a_picture_shows_where_it_would_put_a_constat(office: Office) -> None:
    kept = walk(office)
    found = photo_place(office, kept.ident, placed(HERE, "2026:05:28 19:10:00"))
    assert (found.lat, found.lon, found.rue) == (46.055, -4.598, "Rue des Mouettes")
    assert found.arret == kept.plan.arrets[0].ident and found.metres == pytest.approx(0, abs=1)
    assert found.le == dt.datetime(2026, 5, 28, 19, 10, tzinfo=ZoneInfo("Europe/Paris"))
    other = photo_place(office, kept.ident, placed(HERE | {2: (48.0, 3.0, 18.0)}, "2025:05:28 19:10:00"))
    assert (other.lat, other.arret, other.le) == (None, None, None)
    with pytest.raises(ValueRefused, match="ne peut pas être lue"):
        photo_place(office, kept.ident, b"bonjour")
