"""The geocoder of a base: opened from its file where nothing changed, else built and kept."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from observatory.store.adresses import adresses_read, gazetteer_stamp, lieux_read, voies_read
from observatory.store.database import Database
from observatory.store.reference import CITY_NAME, meta_get
from observatory.store.surnoms import read_surnoms, surnoms_read
from observatory.store.territoires import territoire_names

if TYPE_CHECKING:
    from observatory.geocode.gazetteer import Gazetteer
    from observatory.geocode.search import Geocoder

log = logging.getLogger(__name__)

NOT_SOUGHT = ("eclairage", "éclairage", "lampadaire", "candélabre")
"""Genres of lieux that nobody looks for by name: thousands of street lights would hide the places near them."""


def index_path(db: Path) -> Path:
    """The file beside the base that keeps its gazetteer; it may be deleted at any time."""
    return db.with_name(db.name + ".geocodeur")


def open_gazetteer(database: Database, db: Path) -> Gazetteer:
    """The addresses, street lines and places of the base at ``db``, read from the file beside it where none changed."""
    from observatory.geocode.storage import load_gazetteer, save_gazetteer

    path, stamp = index_path(db), " ".join((gazetteer_stamp(database), *NOT_SOUGHT))
    gazetteer = load_gazetteer(path, stamp)
    if gazetteer is None:
        gazetteer = _build(database)
        try:
            save_gazetteer(gazetteer, path, stamp)
        except OSError as error:
            log.warning("%s cannot be written (%s): the index is built at each start", path.name, error.strerror)
    return gazetteer


def make_geocoder(gazetteer: Gazetteer, database: Database, surnoms: Path) -> Geocoder:
    """A geocoder over a gazetteer and the nicknames in force: those of the base win over those of the file.

    The communes served are the one whose name the base bears, and those whose outlines were imported.
    """
    from observatory.geocode.search import Geocoder

    in_file, remarques = read_surnoms(surnoms)
    for remarque in remarques:
        log.warning("%s", remarque)
    served = [meta_get(database, CITY_NAME), *territoire_names(database, "commune")]
    return Geocoder(gazetteer, [*in_file, *surnoms_read(database)], served)


def _build(database: Database) -> Gazetteer:
    from observatory.geocode.gazetteer import Gazetteer

    adresses, voies, lieux = adresses_read(database), voies_read(database), lieux_read(database)
    lieux = lieux.filter(pc.invert(pc.is_in(pc.utf8_lower(lieux["genre"]), pa.array(NOT_SOUGHT))))
    return Gazetteer.build(
        {name: adresses[name].to_numpy(zero_copy_only=False) for name in adresses.column_names},
        voies={name: voies[name].to_pylist() for name in ("nom", "contour")},
        lieux={name: lieux[name].to_pylist() for name in ("nom", "lat", "lon")},
    )
