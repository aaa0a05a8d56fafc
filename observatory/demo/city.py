"""The fictional city of Port-Clairval: every file that the importers read, from a seed and an end date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import shapely

from observatory.demo.addresses import CODE_INSEE, CODE_POSTAL, COMMUNE
from observatory.demo.calls import COLUMNS, Desk
from observatory.demo.contacts import COLUMNS as CONTACT_COLUMNS
from observatory.demo.contacts import build_contacts, contacts_truth
from observatory.demo.incidents import build_accounts
from observatory.demo.plane import plane_to_lonlat, polygons_of
from observatory.demo.town import Town, build_town, stream
from observatory.demo.truth import build_truth
from observatory.demo.writing import write_csv, write_geojson, write_json
from observatory.demo.zonages import OLD_QPV_SINCE, Territoire
from observatory.domain.errors import ValueRefused

HISTORY_MONTHS = 24
ADDRESS_COLUMNS = ("id", "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune", "lon", "lat")


def history_start(until: date) -> date:
    """The first day of the 24 months that end on `until`."""
    day = until + timedelta(days=1)
    last = [31, 29 if _leap(day.year - 2) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][day.month - 1]
    return day.replace(year=day.year - HISTORY_MONTHS // 12, day=min(day.day, last))


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def generate(folder: Path, seed: int, until: date) -> dict[str, int]:
    """Write the whole fictional city into a folder; the same seed and end date give the same bytes.

    Parameters
    ----------
    folder
        Where to write; created if need be, files of the same names are replaced.
    seed
        Any whole number from 0 on: patterns of streets, names, calls all follow from it.
    until
        The last day of the 24 months of signalements.

    Returns
    -------
    The number of rows, features or signalements by file name.

    Raises
    ------
    ValueRefused
        When the seed is negative.
    """
    return write_city(folder, seed, history_start(until), until)


def write_city(folder: Path, seed: int, start: date, until: date) -> dict[str, int]:
    """Write the city with a history from `start` to `until`, both included (see `generate`)."""
    if seed < 0:
        raise ValueRefused(f"La graine {seed} est négative : donnez un nombre entier à partir de 0.")
    folder.mkdir(parents=True, exist_ok=True)
    town = build_town(seed, start, until)
    counts = write_town(folder, town)
    accounts, planted = build_accounts(town, start, until, stream(seed, 10))
    desk = Desk(town, start, until, tuple(stream(seed, 11 + i) for i in range(4)))
    calls = desk.write_down(accounts)
    counts["signalements.csv"] = write_csv(folder / "signalements.csv", COLUMNS, (one.row for one in calls))
    contacts = build_contacts(calls, start, until, stream(seed, 15))
    counts["contacts.csv"] = write_csv(folder / "contacts.csv", CONTACT_COLUMNS, contacts)
    truth = build_truth(town, calls, planted, seed, start, until) | contacts_truth(calls, contacts, until)
    write_json(folder / "verite.json", truth)
    counts["verite.json"] = len(calls)
    return counts


def write_town(folder: Path, town: Town) -> dict[str, int]:
    """Write everything that stands still: addresses, streets, places, lights, water, parks, territories."""
    zonages = town.zonages
    counts = {"adresses.csv": _write_addresses(folder / "adresses.csv", town)}
    people = int(town.addresses.people.sum())
    commune = Territoire(CODE_INSEE, COMMUNE, people, shapely.MultiPolygon([town.shore.outline]))
    layers: dict[str, Iterable[tuple[dict[str, Any], Any]]] = {
        "commune": _territories([commune]),
        "quartiers": _territories(zonages.quartiers),
        "qpv": _territories(zonages.qpv),
        "qpv_ancien": _territories(zonages.qpv_ancien),
        "zsp": _territories(zonages.zsp),
        "carreaux": _territories(zonages.carreaux),
        "eau": _water(town),
        "parcs": [({"nom": g.nom, "genre": g.genre}, g.shape) for g in town.gardens if g.genre != "place"],
        "voies": _streets(town),
        "lieux": [({"nom": p.nom, "genre": p.genre}, shapely.Point(p.x, p.y)) for p in town.lieux],
        "eclairage": [
            ({"nom": f"EP-{i + 1:05d}", "genre": "eclairage"}, shapely.Point(x, y))
            for i, (x, y) in enumerate(town.lights)
        ],
    }
    for name, features in layers.items():
        counts[f"{name}.geojson"] = write_geojson(folder / f"{name}.geojson", name, features)
    rows = _zonage_rows(town)
    write_json(folder / "zonages.json", {"fictif": True, "commune": COMMUNE, "zonages": rows})
    counts["zonages.json"] = len(rows)
    return counts


def _territories(items: list[Territoire]) -> list[tuple[dict[str, Any], Any]]:
    found = []
    for one in items:
        properties: dict[str, Any] = {"code": one.code, "nom": one.nom, "population": one.population}
        if one.valid_from is not None:
            properties["valid_from"] = one.valid_from.isoformat()
        if one.valid_to is not None:
            properties["valid_to"] = one.valid_to.isoformat()
        found.append((properties, one.shape))
    return found


def _zonage_rows(town: Town) -> list[dict[str, str | None]]:
    """How to import each layer of territories: file, name of the zonage, days in force."""
    redrawn = town.zonages.redrawn_on
    plan: tuple[tuple[str, str, date | None, date | None], ...] = (
        ("commune", "commune", None, None),
        ("quartiers", "quartier", None, None),
        ("qpv_ancien", "qpv", OLD_QPV_SINCE, redrawn - timedelta(days=1)),
        ("qpv", "qpv", redrawn, None),
        ("zsp", "zsp", None, None),
        ("carreaux", "carreau", None, None),
    )
    return [
        {"fichier": f"{name}.geojson", "zonage": zonage, "code": "code", "nom": "nom", "population": "population",
         "depuis": since.isoformat() if since else None, "jusqua": to.isoformat() if to else None}
        for name, zonage, since, to in plan
    ]  # fmt: skip


def _water(town: Town) -> list[tuple[dict[str, Any], Any]]:
    shore = town.shore
    named = (("Océan", "mer", shore.sea), ("Port de Port-Clairval", "port", shore.harbour),
             ("La Clairve", "riviere", shore.river), ("Étang de la Citadelle", "etang", shore.pond))  # fmt: skip
    return [({"nom": nom, "genre": genre}, shapely.MultiPolygon(polygons_of(shape))) for nom, genre, shape in named]


def _streets(town: Town) -> list[tuple[dict[str, Any], Any]]:
    """One line from crossing to crossing, so that streets that cross share a node."""
    return [
        ({"nom": one.nom, "type": one.type, "rang": one.rang}, town.network.edges[edge])
        for one in town.streets
        for edge, _ in one.pieces
    ]


def _write_addresses(path: Path, town: Town) -> int:
    addresses = town.addresses
    lonlat = plane_to_lonlat(addresses.xy)
    names = sorted({one.nom for one in town.streets})
    codes = {name: f"{i + 1:04d}" for i, name in enumerate(names)}
    rows = []
    for i in range(len(addresses)):
        nom = town.streets[int(addresses.street[i])].nom
        number, rep = int(addresses.numero[i]), addresses.rep[i]
        key = f"{CODE_INSEE}_{codes[nom]}_{number:05d}" + (f"_{rep}" if rep else "")
        rows.append((key, str(number), rep, nom, CODE_POSTAL, CODE_INSEE, COMMUNE,
                     f"{lonlat[i, 0]:.6f}", f"{lonlat[i, 1]:.6f}"))  # fmt: skip
    return write_csv(path, ADDRESS_COLUMNS, rows, delimiter=";")
