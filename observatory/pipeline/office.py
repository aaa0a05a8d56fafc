"""The office: an open base, its geocoder and its clock. One for each owner process."""

from __future__ import annotations

import datetime as dt
import gc
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from observatory.domain.grid import STORED_RESOLUTION, Cells, cell_to_parent, cells_to_descendants
from observatory.pipeline.geocoder import make_geocoder, open_gazetteer
from observatory.pipeline.sessions import Sessions
from observatory.pipeline.suggestion import Suggester, model_path, open_suggester
from observatory.settings import Settings
from observatory.store.database import ZONE, Database
from observatory.store.surnoms import file_stamp, surnoms_path
from observatory.store.territoires import territoires_in_force, territory_cover

if TYPE_CHECKING:
    from observatory.geocode.gazetteer import Gazetteer
    from observatory.geocode.search import Geocoder

Clock = Callable[[], dt.datetime]

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
        self.sessions = Sessions(database, clock)
        self.access_lock = threading.Lock()
        self.memory = threading.Lock()  # held by what backs up, purges or erases
        self._lock = threading.Lock()
        self._gazetteer: Gazetteer | None = None
        self._geocoder: Geocoder | None = None
        self._surnoms_stamp: tuple[int, int] | None = None
        self._triage = threading.Lock()
        self._suggester: Suggester | None = None
        self._model_stamp: tuple[int, int] | None = None
        self._masks: dict[tuple[int, ...], Cells] = {}

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
        self.database.close()

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

    def suggester(self) -> Suggester:
        """What suggests categories: read once, and again when the file of the model changes."""
        path = model_path(self.settings.db)
        stamp = file_stamp(path)
        with self._triage:
            if self._suggester is None or stamp != self._model_stamp:
                self._suggester = open_suggester(self.database, path)
                self._model_stamp = stamp
            return self._suggester

    def mask(self, resolution: int, day: dt.date) -> Cells:
        """The cells of the city at ``resolution``: parents of the resolution-12 cells that touch it, water left out.

        The city is the commune's outline in force on ``day``, else the union of its quartiers, else nothing.
        """
        ground = territoires_in_force(self.database, COMMUNE, day) or territoires_in_force(self.database, QUARTIER, day)
        water = territoires_in_force(self.database, WATER, day)
        key = (resolution, *(t.id for t in ground), -1, *(t.id for t in water))
        with self._lock:
            if key not in self._masks:
                self._masks[key] = self._make_mask([t.id for t in ground], [t.id for t in water], resolution)
            return self._masks[key]

    def _make_mask(self, ground: list[int], water: list[int], resolution: int) -> Cells:
        touched = [c for ident in ground for c in _cells_of(self.database, ident, edges=True)]
        wet = [c for ident in water for c in _cells_of(self.database, ident, edges=False)]
        if not touched:
            return np.array([], np.int64)
        dry = cells_to_descendants(touched, STORED_RESOLUTION)
        if wet:
            dry = np.setdiff1d(dry, cells_to_descendants(wet, STORED_RESOLUTION), assume_unique=True)
        return np.unique(cell_to_parent(dry, resolution))


def _cells_of(database: Database, ident: int, *, edges: bool) -> list[int]:
    cover = territory_cover(database, ident)
    cells: list[int] = cover.inside.tolist()
    return cells + cover.edge.tolist() if edges else cells
