"""The geocoder of a base: opened from its file where nothing changed, else built and kept."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from observatory.store.adresses import adresses_read, gazetteer_stamp, lieux_read, voies_read
from observatory.store.database import Database

if TYPE_CHECKING:
    from observatory.geocode.gazetteer import Gazetteer
    from observatory.geocode.search import Geocoder

log = logging.getLogger(__name__)


def index_path(db: Path) -> Path:
    """The file beside the base that keeps its gazetteer; it may be deleted at any time."""
    return db.with_name(db.name + ".geocodeur")


def open_geocoder(database: Database, db: Path) -> Geocoder:
    """The geocoder over the addresses, street lines and places of the base at ``db``."""
    from observatory.geocode.search import Geocoder
    from observatory.geocode.storage import load_gazetteer, save_gazetteer

    path, stamp = index_path(db), gazetteer_stamp(database)
    gazetteer = load_gazetteer(path, stamp)
    if gazetteer is None:
        gazetteer = _build(database)
        try:
            save_gazetteer(gazetteer, path, stamp)
        except OSError as error:
            log.warning("%s cannot be written (%s): the index is built at each start", path.name, error.strerror)
    return Geocoder(gazetteer)


def _build(database: Database) -> Gazetteer:
    from observatory.geocode.gazetteer import Gazetteer

    adresses, voies, lieux = adresses_read(database), voies_read(database), lieux_read(database)
    return Gazetteer.build(
        {name: adresses[name].to_numpy(zero_copy_only=False) for name in adresses.column_names},
        voies={name: voies[name].to_pylist() for name in ("nom", "contour")},
        lieux={name: lieux[name].to_pylist() for name in ("nom", "lat", "lon")},
    )
