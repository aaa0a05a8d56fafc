"""The office: an open base, its geocoder and its clock. One for each owner process."""

from __future__ import annotations

import datetime as dt
import gc
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar, cast
from zoneinfo import ZoneInfo

import numpy as np

from observatory.domain.grid import STORED_RESOLUTION, Cells, cell_to_parent, cells_to_descendants
from observatory.pipeline.geocoder import make_geocoder, open_gazetteer
from observatory.pipeline.sessions import Sessions
from observatory.pipeline.suggestion import Suggester, model_path, open_suggester
from observatory.settings import Settings
from observatory.store.brouillons import Brouillons
from observatory.store.database import ZONE, Database
from observatory.store.reference import nomenclature_read
from observatory.store.surnoms import file_stamp, surnoms_path
from observatory.store.territoires import (
    Place,
    places_read,
    territoires_in_force,
    territoires_stamp,
    territory_cover,
    territory_index,
)

if TYPE_CHECKING:
    from observatory.domain.cover import TerritoryIndex
    from observatory.geocode.gazetteer import Gazetteer
    from observatory.geocode.search import Geocoder

Clock = Callable[[], dt.datetime]
T = TypeVar("T")

COMMUNE, QUARTIER, WATER = "commune", "quartier", "eau"
"""Zonages with a meaning of their own: the outline served, its quartiers, and the water left out of maps."""


def system_clock() -> dt.datetime:
    """Now, in UTC."""
    return dt.datetime.now(dt.UTC)


class Office:
    """Everything an operation works with. Use as a context manager, or call :meth:`close`."""

    def __init__(self, settings: Settings, database: Database, clock: Clock = system_clock):
        self.settings = settings
        self.database = database
        self.clock = clock
        self.address = settings.public_url  # what people type; the owner says its own where none is set
        self.sessions = Sessions(database, clock)
        self.access_lock = threading.Lock()
        self.memory = threading.Lock()  # held by what backs up, purges or erases
        self.joining = threading.Lock()  # held by what merges problèmes, parts them or joins one
        self.publishing = threading.Lock()  # held by what plans a table against those published, until it is
        self._lock = threading.Lock()
        self._gazetteer: Gazetteer | None = None
        self._geocoder: Geocoder | None = None
        self._surnoms_stamp: tuple[int, int] | None = None
        self._triage = threading.Lock()
        self._suggester: Suggester | None = None
        self._model_stamp: tuple[int, int] | None = None
        self._masks: dict[tuple[int, ...], Cells] = {}
        self._codes: frozenset[str] | None = None
        self._drafts: Brouillons | None = None
        self._kept: dict[str, tuple[object, object]] = {}

    @classmethod
    def open(cls, settings: Settings, clock: Clock = system_clock) -> Office:
        """Open the office on the base of ``settings``.

        Raises
        ------
        BaseMissing, BaseBusy, BaseTooNew, FormatError
        """
        return cls(settings, Database.open(settings.db), clock)

    def __enter__(self) -> Office:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write everything and let go of the base."""
        if self._drafts is not None:
            self._drafts.close()
        self.database.close()

    def drafts(self) -> Brouillons:
        """The calls that are not saved yet, in a file of their own beside the base."""
        with self._lock:
            if self._drafts is None:
                self._drafts = Brouillons(self.settings.db.with_name(self.settings.db.name + ".brouillons"))
            return self._drafts

    def codes(self) -> frozenset[str]:
        """The codes that may be chosen: those of the nomenclature that are not retired."""
        if self._codes is None:
            self._codes = frozenset(one.code for one in nomenclature_read(self.database) if one.retiree_le is None)
        return self._codes

    def nomenclature_changed(self) -> None:
        """Forget what was made of the nomenclature: codes, suggestions, rules, neighbours."""
        with self._triage:
            self._codes = self._suggester = None
        for name in ("routage", "doublons"):
            self.forget(name)

    def territories_at(self, cell: int, lat: float, lon: float, day: dt.date) -> tuple[list[int], list[str]]:
        """The numbers of every territory that holds a point, and those in force on ``day`` as ``zonage:code``."""
        places, index = self._territories()
        _, owners = index.memberships(np.array([cell], np.int64), np.array([lat]), np.array([lon]))
        held = [places[int(one)] for one in owners]
        return [one.ident for one in held], [f"{one.zonage}:{one.code}" for one in held if one.in_force(day)]

    def has_territories(self) -> bool:
        """Whether the base knows any territory."""
        return bool(self._territories()[0])

    def _territories(self) -> tuple[list[Place], TerritoryIndex]:
        """Every territory ready for look-ups; made anew when one was added or taken out."""

        def make() -> tuple[list[Place], TerritoryIndex]:
            order, index = territory_index(self.database)
            known = {one.ident: one for one in places_read(self.database)}
            return [known[ident] for ident in order], index

        return self.kept("territoires", territoires_stamp(self.database), make)

    def today(self) -> dt.date:
        """The day it is in Paris."""
        return self.clock().astimezone(ZoneInfo(ZONE)).date()

    def geocoder(self) -> Geocoder:
        """The geocoder over the base's addresses, streets, places and nicknames.

        Made once, and again after an import; with the same gazetteer after a change of nicknames, in the base or in
        the file of them.
        """
        surnoms = surnoms_path(self.settings.reference)
        stamp = file_stamp(surnoms)
        with self._lock:
            if self._geocoder is None or stamp != self._surnoms_stamp:
                if self._gazetteer is None:
                    self._gazetteer = open_gazetteer(self.database, self.settings.db)
                    gc.freeze()  # it lives as long as the office: no collection of garbage need walk it
                self._geocoder = make_geocoder(self._gazetteer, self.database, surnoms)
                self._surnoms_stamp = stamp
            return self._geocoder

    def gazetteer_changed(self) -> None:
        """Forget the geocoder: addresses, streets or places were imported."""
        with self._lock:
            self._gazetteer = self._geocoder = None

    def surnoms_changed(self) -> None:
        """Forget the nicknames that the geocoder knows: the table of the base was changed."""
        with self._lock:
            self._geocoder = None

    def kept(self, name: str, stamp: object, make: Callable[[], T]) -> T:
        """What ``make`` made for ``stamp``, kept under a name until the stamp is another or it is forgotten."""
        found = self._kept.get(name)
        if found is None or found[0] != stamp:
            found = self._kept[name] = (stamp, make())
        return cast(T, found[1])

    def forget(self, name: str) -> None:
        """Forget what is kept under a name: what it was made of has changed."""
        self._kept.pop(name, None)

    def suggester(self) -> Suggester:
        """What suggests categories: read once, and again when the file of the model changes."""
        path = model_path(self.settings.db)
        stamp = file_stamp(path)
        with self._triage:
            if self._suggester is None or stamp != self._model_stamp:
                self._suggester = open_suggester(self.database, path)
                self._model_stamp = stamp
            return self._suggester

    def ground(self, day: dt.date) -> list[int]:
        """The numbers of the territories that make the city on ``day``: its commune, else its quartiers, else none."""
        found = territoires_in_force(self.database, COMMUNE, day) or territoires_in_force(self.database, QUARTIER, day)
        return [one.id for one in found]

    def mask(self, resolution: int, day: dt.date, ground: Sequence[int] | None = None) -> Cells:
        """The cells of the city at ``resolution``: parents of the resolution-12 cells that touch it, water left out.

        ``ground`` are the territories whose union is meant, those of :meth:`ground` where none are given.
        """
        land = self.ground(day) if ground is None else list(ground)
        water = [one.id for one in territoires_in_force(self.database, WATER, day)]
        key = (resolution, *land, -1, *water)
        with self._lock:
            if key not in self._masks:
                self._masks[key] = np.unique(cell_to_parent(self._dry_cells(land, water), resolution))
            return self._masks[key]

    def _dry_cells(self, ground: list[int], water: list[int]) -> Cells:
        """The cells of resolution 12 that touch a ground and do not lie wholly in water."""
        key = (STORED_RESOLUTION, *ground, -1, *water)
        if key not in self._masks:
            self._masks[key] = self._make_dry_cells(ground, water)
        return self._masks[key]

    def _make_dry_cells(self, ground: list[int], water: list[int]) -> Cells:
        touched = [c for ident in ground for c in _cells_of(self.database, ident, edges=True)]
        wet = [c for ident in water for c in _cells_of(self.database, ident, edges=False)]
        if not touched:
            return np.array([], np.int64)
        dry = cells_to_descendants(touched, STORED_RESOLUTION)
        if wet:
            dry = np.setdiff1d(dry, cells_to_descendants(wet, STORED_RESOLUTION), assume_unique=True)
        return dry


def _cells_of(database: Database, ident: int, *, edges: bool) -> list[int]:
    cover = territory_cover(database, ident)
    cells: list[int] = cover.inside.tolist()
    return cells + cover.edge.tolist() if edges else cells
