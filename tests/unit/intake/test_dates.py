from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from observatory.intake.dates import DateReader, DateRefused

PARIS = ZoneInfo("Europe/Paris")
TODAY = dt.date(2026, 11, 21)


def reader(**more: object) -> DateReader:
    return DateReader(TODAY, PARIS, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "utc", "heure"),
    [
        ("2024-03-05", "2024-03-05T11:00:00", None),
        ("05/03/2024", "2024-03-05T11:00:00", None),
        ("5/3/24", "2024-03-05T11:00:00", None),
        ("2024-07-05 14:30", "2024-07-05T12:30:00", 14),
        ("2024-07-05T14:30:15.250", "2024-07-05T12:30:15.250000", 14),
        ("2024-07-05T14:30:00Z", "2024-07-05T14:30:00", 16),
        ("2024-07-05T14:30:00+02:00", "2024-07-05T12:30:00", 14),
        ("2024-07-05 14:30:00 +0200", "2024-07-05T12:30:00", 14),
        ("05/07/2024 14:30", "2024-07-05T12:30:00", 14),
        ("05/07/2024 à 14h30", "2024-07-05T12:30:00", 14),
        ("05/07/2024 14h", "2024-07-05T12:00:00", 14),
        ("20240705", "2024-07-05T10:00:00", None),
        ("2024-12-31T23:30:00Z", "2024-12-31T23:30:00", 0),
    ],
)
def test_accepted(text: str, utc: str, heure: int | None) -> None:
    moment = reader().read(text)
    assert moment.utc == dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
    assert moment.heure == heure
    assert moment.jour == moment.utc.astimezone(PARIS).date()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-02-31", "n'existe pas"),
        ("31/02/2026", "n'existe pas"),
        ("2023-02-29", "n'existe pas"),
        ("0000-01-01", "n'existe pas"),
        ("2024-01-01 25:00", "l'heure"),
        ("2024-01-01 10:61", "l'heure"),
        ("2026-11-23", "futur"),
        ("2099-01-01", "futur"),
        ("1899-12-31", "antérieure"),
        ("hier", "pas lisible"),
        ("12", "pas lisible"),
        ("45123", "pas lisible"),
        ("2024-01-01T10:00:00+99:00", "décalage"),
        ("٢٠٢٤-01-01", "pas lisible"),
    ],
)
def test_refused(text: str, why: str) -> None:
    for _ in range(2):
        with pytest.raises(DateRefused, match=why):
            reader().read(text)


def test_clock_changes() -> None:
    gap = reader().read("2024-03-31 02:30")
    assert gap.utc == dt.datetime(2024, 3, 31, 1, 30, tzinfo=dt.UTC)
    assert gap.heure == 3
    assert "n'existe pas" in gap.remarque
    fold = reader().read("2024-10-27 02:30")
    assert fold.utc == dt.datetime(2024, 10, 27, 0, 30, tzinfo=dt.UTC)
    assert "deux fois" in fold.remarque
    assert reader().read("2024-10-27T02:30:00+01:00").utc == dt.datetime(2024, 10, 27, 1, 30, tzinfo=dt.UTC)


def test_serials_of_a_spreadsheet() -> None:
    sheets = reader(serials=True)
    assert sheets.read("45356").jour == dt.date(2024, 3, 5)
    assert sheets.read("45356").heure is None
    assert sheets.read("45356.75").heure == 18


def test_formats_of_a_mapping_come_first() -> None:
    american = reader(formats=("%m/%d/%Y %H:%M", "%m/%d/%Y"))
    assert american.read("03/05/2024").jour == dt.date(2024, 3, 5)
    assert american.read("03/05/2024").heure is None
    assert american.read("03/05/2024 14:30").heure == 14


def test_a_bare_day_at_an_hour_of_choice() -> None:
    both = reader()
    assert both.read("2024-07-05").utc.hour == 10
    assert both.read("2024-07-05", dt.time(23, 59, 59)).utc.hour == 21
