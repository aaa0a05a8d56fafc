"""Queries with errors, as files that geocoder-tester's scorer reads."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from support.errors import FAMILIES, Address, make_error

FORMS = ("city", "postcode", "both", "position")
"""What follows the number and the street: the town, the postcode, both, or a position beside the query."""

COLUMNS = [
    "query", "lat", "lon", "limit", "expected_housenumber", "expected_street", "expected_city", "expected_postcode",
    "error", "form",
]  # fmt: skip

_FORMS_OF = {"postcode": ("both", "both", "postcode"), "town": ("city", "city", "both")}
_TRIES = 200


def references(path: Path) -> list[dict[str, str]]:
    """The rows of a reference.csv that bear a number, a street, a town and a postcode; lost zeros are put back."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    full = [row for row in rows if row["housenumber"] and row["street"] and row["city"] and row["postcode"]]
    return [row | {"postcode": row["postcode"].zfill(5)} for row in full]


def wrong_queries(rows: Sequence[dict[str, str]], count: int, rng: Random) -> list[dict[str, Any]]:
    """About ``count`` queries with one error each, as many of every family, each as geocoder-tester writes a case.

    ``rows`` are addresses as :func:`references` gives them. A family that touches no row is left out.
    """
    made: list[dict[str, Any]] = []
    for family in FAMILIES:
        quota, tries = count // len(FAMILIES), 0
        while quota and tries < _TRIES * count:
            tries += 1
            case = _wrong_query(rng.choice(rows), family, rng)
            if case is not None:
                made.append(case)
                quota -= 1
    return made


def _wrong_query(row: dict[str, str], family: str, rng: Random) -> dict[str, Any] | None:
    form = rng.choice(_FORMS_OF.get(family, FORMS))
    address = Address(row["housenumber"], row["street"], row["city"], row["postcode"])
    query = " ".join([address.housenumber, address.street, *_ending(address, form)])
    wrong = make_error(family, address, query, rng)
    if wrong is None:
        return None
    beside = form == "position"
    return {
        "query": wrong, "lat": row["lat"] if beside else "", "lon": row["lon"] if beside else "", "limit": "",
        "expected_housenumber": address.housenumber, "expected_street": address.street,
        "expected_city": address.city if form in ("postcode", "both") else "",
        "expected_postcode": address.postcode if form in ("city", "position") else "",
        "error": family, "form": form,
    }  # fmt: skip


def _ending(address: Address, form: str) -> list[str]:
    return {"city": [address.city], "postcode": [address.postcode], "both": [address.postcode, address.city]}.get(
        form, []
    )


def write_cases(cases: Sequence[dict[str, Any]], path: Path) -> None:
    """Write cases where :func:`geocoder_score.load_cases` finds them; the name of the file tells their kind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="raise")
        writer.writeheader()
        writer.writerows(cases)
