"""From a position to the known places around it."""

from __future__ import annotations

import dataclasses

import numpy as np

from observatory.domain.position import Position
from observatory.geocode.answer import GeocodedAddress
from observatory.geocode.gazetteer import STREET, TOWN, Gazetteer
from observatory.geocode.numbers import KNOWN_RADIUS, Placed

METRES_PER_DEGREE = 111_195.0


class Nearest:
    """Looks for the nearest rows of a gazetteer, towns left out."""

    def __init__(self, gazetteer: Gazetteer):
        self._book = gazetteer
        counts = np.diff(gazetteer.starts)
        self._entry_of = np.repeat(np.arange(len(counts)), counts)
        town = np.array([kind == TOWN for kind in gazetteer.kinds], bool)
        self._kept = np.flatnonzero(~town[self._entry_of]) if len(counts) else np.array([], np.int64)

    def search(self, position: Position, limit: int) -> list[GeocodedAddress]:
        """The nearest known places, nearest first, each with its distance in metres."""
        from observatory.geocode.search import make_answer

        if not len(self._kept):
            return []
        scale = np.cos(np.radians(position.lat))
        north = self._book.lats[self._kept] - position.lat
        east = (self._book.lons[self._kept] - position.lon) * scale
        metres = np.hypot(north, east) * METRES_PER_DEGREE
        wanted = min(max(limit, 1), len(metres))
        nearest = np.argpartition(metres, wanted - 1)[:wanted]
        found = []
        for at in nearest[np.argsort(metres[nearest], kind="stable")].tolist():
            row = int(self._kept[at])
            entry = int(self._entry_of[row])
            number = int(self._book.numbers[row])
            written = f"{number}{self._book.suffixes[row]}" if number >= 0 else ""
            distance = round(float(metres[at]), 1)
            text = f"à {distance:.0f} m"
            placed = Placed(
                float(self._book.lats[row]),
                float(self._book.lons[row]),
                KNOWN_RADIUS,
                "numero" if written else "rue",
                text,
                written,
                self._book.ids[row],
            )
            kind = self._book.kinds[entry] or STREET
            score = max(0.0, 1.0 - distance / 1000)
            found.append(
                dataclasses.replace(make_answer(self._book, entry, kind, placed, round(score, 4)), distance_m=distance)
            )
        return found
