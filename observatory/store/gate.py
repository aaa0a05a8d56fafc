"""Many at once, or one alone: what lets the file of the base be replaced while the office works."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from observatory.domain.errors import BaseBusy


class Gate:
    """Threads pass together until one asks to be alone; it waits for those inside, and the others wait for it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside: dict[int, int] = {}
        self._alone: int | None = None

    @contextmanager
    def together(self) -> Iterator[None]:
        """Be inside, with others. May be entered again by the same thread."""
        me = threading.get_ident()
        with self._changed:
            self._changed.wait_for(lambda: self._alone in (None, me) or me in self._inside)
            self._inside[me] = self._inside.get(me, 0) + 1
        try:
            yield
        finally:
            with self._changed:
                self._inside[me] -= 1
                if not self._inside[me]:
                    del self._inside[me]
                self._changed.notify_all()

    @contextmanager
    def alone(self, seconds: float) -> Iterator[None]:
        """Be the only thread inside, after waiting so many seconds at most for the others to leave.

        Raises
        ------
        BaseBusy
            When others are still inside, or another thread asked first.
        """
        me = threading.get_ident()
        with self._changed:
            if self._alone is not None or not self._wait_alone(me, seconds):
                raise BaseBusy(
                    "D'autres opérations sont en cours : le fichier de la base ne peut pas être remplacé maintenant. "
                    "Recommencez quand elles seront finies."
                )
        try:
            yield
        finally:
            with self._changed:
                self._alone = None
                self._changed.notify_all()

    def _wait_alone(self, me: int, seconds: float) -> bool:
        self._alone = me
        if self._changed.wait_for(lambda: not self._inside.keys() - {me}, seconds):
            return True
        self._alone = None
        self._changed.notify_all()
        return False
