"""Dates as people and programs write them, to an instant; a day without an hour stays a day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

EARLIEST = dt.date(1970, 1, 1)
"""A date before this one is taken for a mistake."""

_TIME = r"(?P<h>\d{1,2})(?:\s?[:hH]\s?(?P<mi>\d{2})?(?:\s?[:m]\s?(?P<s>\d{2})(?:[.,](?P<us>\d{1,9}))?)?s?)"
_OFFSET = r"\s?(?P<off>Z|z|UTC|[+-]\d{2}(?::?\d{2})?)?"
_ISO = re.compile(rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?:(?:T|t|\s+){_TIME}{_OFFSET})?")
_COMPACT = re.compile(rf"(?P<y>\d{{4}})(?P<m>\d{{2}})(?P<d>\d{{2}})(?:T{_TIME}{_OFFSET})?")
_FRENCH = re.compile(
    rf"(?P<d>\d{{1,2}})[-/.](?P<m>\d{{1,2}})[-/.](?P<y>\d{{4}}|\d{{2}})(?:(?:\s+à|,)?\s+{_TIME}{_OFFSET})?"
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICRO = dt.timedelta(microseconds=1)
_EXCEL_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a serial has no zone; one is given below


class DateRefused(ValueError):
    """A text that is no date; its French message says why."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant (`utc`), the local `jour`, the local `heure` or None for a bare day.

    `horloge` is the clock time as written, `remarque` what had to be decided (clock changes).
    """

    utc: dt.datetime
    jour: dt.date
    heure: int | None
    horloge: dt.time | None = None
    remarque: str = ""

    @property
    def micros(self) -> int:
        """Microseconds since 1970-01-01 UTC."""
        return (self.utc - _EPOCH) // _MICRO


@dataclass
class DateReader:
    """Reads the dates of one file; texts already read are remembered.

    Parameters
    ----------
    today : latest plausible day (one day more is allowed, for clocks that differ)
    zone : where times without an offset are meant
    formats : further ``strptime`` formats, tried first
    serials : whether bare numbers are a spreadsheet's days since 1899-12-30
    """

    today: dt.date
    zone: ZoneInfo
    formats: Sequence[str] = ()
    serials: bool = False
    _seen: dict[str, Moment | DateRefused] = field(default_factory=dict)

    def read(self, text: str, bare: dt.time = dt.time(12)) -> Moment:
        """The moment that a text means; a bare day stands at the local hour `bare`.

        Raises
        ------
        DateRefused
            Not a date, a day that does not exist, or outside 1970 … `today` + 1 day.
        """
        key = f"{bare}|{text}"
        found = self._seen.get(key)
        if found is None:
            try:
                found = self._read(text.strip(), bare)
            except DateRefused as refused:
                found = refused
            self._seen[key] = found
        if isinstance(found, DateRefused):
            raise DateRefused(*found.args)
        return found

    def _read(self, text: str, bare: dt.time) -> Moment:
        moment = self._by_format(text) or self._by_serial(text, bare) or self._by_pattern(text, bare)
        if moment is None:
            raise DateRefused(
                f"la date « {_short(text)} » n'est pas lisible ; écrire AAAA-MM-JJ ou JJ/MM/AAAA, "
                "avec l'heure HH:MM si elle est connue"
            )
        if moment.jour > self.today + dt.timedelta(days=1):
            raise DateRefused(f"la date « {_short(text)} » est dans le futur")
        if moment.jour < EARLIEST:
            raise DateRefused(f"la date « {_short(text)} » est antérieure à {EARLIEST.year}")
        return moment

    def _by_format(self, text: str) -> Moment | None:
        for form in self.formats:
            try:
                naive = dt.datetime.strptime(text, form)  # noqa: DTZ007 - the zone is given in _local
            except ValueError:
                continue
            if naive.tzinfo is not None:
                return self._aware(naive)
            timed = any(code in form for code in ("%H", "%I", "%X", "%c", "%T", "%R"))
            return self._local(naive, timed)
        return None

    def _by_serial(self, text: str, bare: dt.time) -> Moment | None:
        if not self.serials or not _SERIAL.fullmatch(text):
            return None
        days = float(text.replace(",", "."))
        naive = _EXCEL_ZERO + dt.timedelta(seconds=round(days * 86_400))
        if days == int(days):
            return self._local(dt.datetime.combine(naive.date(), bare), timed=False)
        return self._local(naive, timed=True)

    def _by_pattern(self, text: str, bare: dt.time) -> Moment | None:
        if not text.isascii() and any(c.isdigit() and not c.isascii() for c in text):
            return None
        found = _ISO.fullmatch(text) or _FRENCH.fullmatch(text) or _COMPACT.fullmatch(text)
        if not found:
            return None
        part = found.groupdict()
        year = int(part["y"]) + (2000 if len(part["y"]) == 2 else 0)
        try:
            day = dt.date(year, int(part["m"]), int(part["d"]))
        except ValueError:
            raise DateRefused(f"la date « {_short(text)} » n'existe pas au calendrier") from None
        if part["h"] is None:
            return self._local(dt.datetime.combine(day, bare), timed=False)
        try:
            fraction = int((part["us"] or "0")[:6].ljust(6, "0"))
            clock = dt.time(int(part["h"]), int(part["mi"] or 0), int(part["s"] or 0), fraction)
        except ValueError:
            raise DateRefused(f"l'heure de « {_short(text)} » n'existe pas") from None
        naive = dt.datetime.combine(day, clock)
        if part["off"] is None:
            return self._local(naive, timed=True)
        return self._aware(naive.replace(tzinfo=_offset(part["off"], text)))

    def _aware(self, moment: dt.datetime) -> Moment:
        try:
            local = moment.astimezone(self.zone)
            utc = moment.astimezone(dt.UTC)
        except (OverflowError, ValueError):
            raise DateRefused(f"la date « {moment.year} » est hors du calendrier") from None
        return Moment(utc, local.date(), local.hour, moment.timetz().replace(tzinfo=None))

    def _local(self, naive: dt.datetime, timed: bool) -> Moment:
        """Place a clock time in the zone: in the spring gap it moves on, in the autumn fold it is the first."""
        placed = naive.replace(tzinfo=self.zone)
        try:
            utc = placed.astimezone(dt.UTC)
            back = utc.astimezone(self.zone)
            doubled = placed.utcoffset() != placed.replace(fold=1).utcoffset()
        except (OverflowError, ValueError):
            raise DateRefused(f"la date « {naive.year} » est hors du calendrier") from None
        if not timed:
            return Moment(utc, naive.date(), None)
        note = ""
        if back.replace(tzinfo=None) != naive:
            note = f"{naive:%H:%M} n'existe pas ce jour-là (passage à l'heure d'été) : lu {back:%H:%M}"
        elif doubled:
            note = f"{naive:%H:%M} existe deux fois ce jour-là (passage à l'heure d'hiver) : première fois retenue"
        return Moment(utc, back.date(), back.hour, naive.time(), note)


def _offset(text: str, whole: str) -> dt.timezone:
    if text in ("Z", "z", "UTC"):
        return dt.UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes > 14 * 60 or int(digits[2:]) > 59:
        raise DateRefused(f"le décalage horaire de « {_short(whole)} » n'existe pas")
    return dt.timezone(dt.timedelta(minutes=minutes if text[0] == "+" else -minutes))


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
