"""Keys of programs at the door: checked by their hash, bounded in how often they are used."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import time
from collections.abc import Callable

from observatory.domain.errors import NotAllowed, TooMuch
from observatory.domain.roles import Account
from observatory.store.comptes import key_read
from observatory.store.database import Database

_LONGEST = 200
MOST_USERS = 10_000
"""Names that a door remembers at once."""


class Bucket:
    """So many uses a minute, saved up for at most a minute (token bucket)."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic):
        self._rate = per_minute / 60
        self._most = float(per_minute)
        self._left = self._most
        self._clock = clock
        self._at = clock()

    def wait(self) -> float:
        """The seconds to wait where nothing is left, else 0."""
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._rate)
        self._at = now
        return (1 - self._left) / self._rate if self._left < 1 else 0.0

    def take(self) -> float:
        """Use it once; the seconds to wait where nothing is left, else 0."""
        wait = self.wait()
        self._left -= 0 if wait else 1
        return wait


class Buckets:
    """Buckets by the name of who uses something, in memory alone; past so many names all are forgotten."""

    def __init__(self, most: int = MOST_USERS):
        self._most = most
        self._kept: dict[str, Bucket] = {}

    def of(self, name: str, per_minute: int) -> Bucket:
        """The bucket of a name, full where it is new."""
        if len(self._kept) > self._most:
            self._kept.clear()
        return self._kept.setdefault(name, Bucket(per_minute, time.monotonic))


class Keys:
    """The keys of one base."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]):
        self._database = database
        self._now = now
        self._buckets: dict[int, tuple[int, Bucket]] = {}

    def account(self, key: str) -> Account:
        """What a key may do.

        Raises
        ------
        NotAllowed
            When it is unknown, revoked or expired.
        TooMuch
            When it was used too often.
        """
        parts = key[:_LONGEST].split("_", 2)
        kept = key_read(self._database, parts[1]) if len(parts) == 3 else None
        given = hashlib.sha256(key.encode()).hexdigest()
        now = self._now()
        if kept is None or not secrets.compare_digest(kept.empreinte, given):
            raise NotAllowed("Cette clé est inconnue : demandez-en une à l'administrateur de l'office.")
        if kept.revoquee_le is not None or (kept.expire_le is not None and kept.expire_le <= now):
            raise NotAllowed("Cette clé a été révoquée ou a expiré : demandez-en une autre à l'administrateur.")
        rate, bucket = self._buckets.get(kept.ident, (0, None))
        if bucket is None or rate != kept.par_minute:
            bucket = Bucket(kept.par_minute)
            self._buckets[kept.ident] = kept.par_minute, bucket
        wait = bucket.take()
        if wait:
            raise TooMuch(f"Cette clé sert au plus {kept.par_minute} fois par minute : attendez {wait:.0f} s.")
        return Account(f"clé {kept.nom}", frozenset(), droits=kept.droits)
