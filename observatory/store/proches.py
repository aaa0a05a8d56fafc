"""Open problèmes near a position, and what is known of them: few questions, each a scan of few columns."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Sequence
from pathlib import Path

import pyarrow as pa

from observatory.domain.errors import FormatError
from observatory.domain.position import EARTH_RADIUS_M, Position
from observatory.domain.proche import Poids, Rayon
from observatory.domain.statut import CLOSED, CLOSED_SQL
from observatory.store.database import Database
from observatory.store.fichier_csv import read_table

RAYON_COLUMNS = ("categorie", "metres", "semaines", "voisines")
POIDS_COLUMNS = ("poids", "valeur", "origine", "sens")
LARGEST_REACH_M = 150.0
"""However vague a place is, farther than this nothing is near it."""
EARLIER_DAYS = 31
"""How long before a problème was opened an account of it may have been received, that was entered later."""
STORIES = 5
"""Accounts of a problème whose texts are given: the latest."""

_METRES = (
    f"2 * {EARTH_RADIUS_M} * asin(sqrt(pow(sin(radians(lat - $lat) / 2), 2) "
    "+ cos(radians($lat)) * cos(radians(lat)) * pow(sin(radians(lon - $lon) / 2), 2)))"
)
_BOX = "lat BETWEEN $south AND $north AND lon BETWEEN $west AND $east"
_OPEN = f"(clos_le > $au OR (clos_le IS NULL AND statut NOT IN ({CLOSED_SQL})))"
"""States that say that a signalement is over where no day of closing does."""


def rayons_path(reference: Path) -> Path:
    """The file of distances and neighbours in the folder of reference tables."""
    return reference / "rayons.csv"


def poids_path(reference: Path) -> Path:
    """The file of the weights of the model of doubles."""
    return reference / "doublons.csv"


def read_rayons(path: Path, known: Collection[str]) -> dict[str, Rayon]:
    """Where doubles of each category are looked for; ``known`` are the codes of the nomenclature.

    Raises
    ------
    FormatError
        When the file or a column is missing, a code is unknown or repeated, a distance or a duration makes no sense.
    """
    found: dict[str, Rayon] = {}
    for line, row in enumerate(read_table(path, RAYON_COLUMNS), 2):
        code, neighbours = row["categorie"], {one.strip() for one in row["voisines"].split(";") if one.strip()}
        where = f"{path.name}, ligne {line}"
        strangers = sorted(({code} | neighbours) - set(known))
        if strangers or code in found:
            told = f"catégories inconnues : {', '.join(strangers)}" if strangers else f"« {code} » est déjà plus haut"
            raise FormatError(f"{where} : {told}.")
        metres, weeks = _number(where, "metres", row["metres"]), _number(where, "semaines", row["semaines"])
        if not (0 < metres <= LARGEST_REACH_M and 1 <= weeks <= 104 and weeks == int(weeks)):
            raise FormatError(f"{where} : de 1 à {LARGEST_REACH_M:.0f} mètres et de 1 à 104 semaines.")
        found[code] = Rayon(metres, int(weeks), frozenset(neighbours))
    return found


def read_poids(path: Path) -> Poids:
    """The weights of the model of doubles.

    Raises
    ------
    FormatError
        When the file or a column is missing, a weight is unknown, absent or repeated, or is no number.
    """
    names = list(Poids.__dataclass_fields__)
    found: dict[str, float] = {}
    for line, row in enumerate(read_table(path, POIDS_COLUMNS), 2):
        name = row["poids"]
        if name not in names or name in found:
            told = "est déjà plus haut" if name in found else "est inconnu"
            raise FormatError(f"{path.name}, ligne {line} : le poids « {name} » {told}. Il en faut {', '.join(names)}.")
        found[name] = _number(f"{path.name}, ligne {line}", name, row["valeur"])
    absent = [name for name in names if name not in found]
    if absent:
        raise FormatError(f"{path.name} : il manque {', '.join(absent)}.")
    return Poids(**found)


def problemes_near(
    database: Database,
    position: Position,
    *,
    metres: float,
    precision_m: float,
    depuis: dt.datetime,
    au: dt.datetime,
    categories: Sequence[str] | None,
) -> pa.Table:
    """The problèmes with a signalement near a position, received since ``depuis``, that is open at the instant ``au``.

    Near is within ``metres``, or as far as the vaguer of the two places is known, 150 m at most. ``categories`` are
    those of the signalement; None is any. The box of degrees is what makes the scan short: a list of the cells around
    took 3.7 ms on a million signalements, the box 2.7.

    Returns
    -------
    Columns probleme, ouvert_le.
    """
    high = math.degrees(LARGEST_REACH_M / EARTH_RADIUS_M) * (1 + 1e-6)
    wide = high / max(math.cos(math.radians(position.lat)), 1e-3)
    parameters: dict[str, object] = {
        "lat": position.lat, "lon": position.lon, "south": position.lat - high, "north": position.lat + high,
        "west": position.lon - wide, "east": position.lon + wide, "metres": metres, "depuis": depuis, "au": au,
        "vague": min(precision_m, LARGEST_REACH_M), "reach": LARGEST_REACH_M,
    }  # fmt: skip
    wanted = ""
    if categories is not None:
        wanted = "AND list_contains($categories::VARCHAR[], categorie) "
        parameters["categories"] = list(categories)
    found = database.read(
        "SELECT probleme_id, statut, clos_le FROM signalement WHERE recu_le >= $depuis AND recu_le < $au "
        f"AND {_BOX} AND (clos_le IS NULL OR clos_le > $au) {wanted}"
        f"AND {_METRES} <= greatest($metres, $vague, least($reach, coalesce(precision_m, 0)))",
        parameters,
    ).to_pylist()
    ids = sorted({row["probleme_id"] for row in found if row["clos_le"] is not None or row["statut"] not in CLOSED})
    return database.read(f"SELECT id AS probleme, ouvert_le FROM probleme WHERE id IN ({_listed(ids)})")


def problemes_told(database: Database, ids: Sequence[int], depuis: dt.datetime, au: dt.datetime) -> pa.Table:
    """Every signalement of some problèmes received before ``au``, in no order.

    ``depuis`` is when the first of them was opened: the scan begins there. It reads two columns; the others are read of
    the rows found alone (on a million signalements 6 ms of processor instead of 10).

    Returns
    -------
    Columns id, probleme, reference, recu_le, categorie, lat, lon, precision_m, declarant_id, description, residence,
    batiment, hall, statut, service, echeance, clos_le, retour_le, ouvert (whether it is open at ``au``).
    """
    return database.read(
        "SELECT id, probleme_id AS probleme, reference, recu_le, categorie, lat, lon, precision_m, declarant_id, "
        "description, residence, batiment, hall, statut, service, echeance, clos_le, retour_le, "
        f"{_OPEN} AS ouvert FROM signalement WHERE rowid IN (SELECT rowid FROM signalement "
        f"WHERE recu_le >= $depuis AND recu_le < $au AND probleme_id IN ({_listed(ids)}))",
        {"depuis": depuis - dt.timedelta(days=EARLIER_DAYS), "au": au},
    )


def relances_of(database: Database, ids: Sequence[int], au: dt.datetime) -> dict[int, int]:
    """How many contacts were relances of each problème, or of one that was merged into it."""
    merged = database.read(f"SELECT id, fusionne_dans FROM probleme WHERE {_any_of('fusionne_dans', ids)}").to_pylist()
    root = {ident: ident for ident in ids} | {row["id"]: row["fusionne_dans"] for row in merged}
    rows = database.read(
        "SELECT probleme_id AS probleme, count(*) AS n FROM contact WHERE issue = 'relance' AND recu_le < $au "
        f"AND {_any_of('probleme_id', list(root))} GROUP BY 1",
        {"au": au},
    ).to_pylist()
    counts = dict.fromkeys(ids, 0)
    for row in rows:
        counts[root[row["probleme"]]] += row["n"]
    return counts


def problemes_within(database: Database, ids: Sequence[int], territoires: Collection[str]) -> set[int]:
    """Those of some problèmes that have a signalement in one of some territories, written ``zonage:code``."""
    rows = database.read(
        "SELECT DISTINCT s.probleme_id AS probleme FROM signalement s JOIN appartenance a ON a.signalement_id = s.id "
        "JOIN territoire t ON t.id = a.territoire_id WHERE s.probleme_id IN (SELECT unnest($ids::BIGINT[])) "
        "AND list_contains($places::VARCHAR[], t.zonage || ':' || t.code)",
        {"ids": list(ids), "places": list(territoires)},
    ).to_pylist()
    return {row["probleme"] for row in rows}


def _listed(ids: Sequence[int]) -> str:
    """Numbers as constants of a list: in a key, they are looked up in its index (0.4 ms; as equalities, a scan, 6)."""
    return ", ".join(str(int(one)) for one in ids) or "NULL"


def _any_of(column: str, ids: Sequence[int]) -> str:
    """That a column is one of some numbers, as equalities: a scan of them takes two thirds of the time of a list."""
    return "(" + (" OR ".join(f"{column} = {int(one)}" for one in ids) or "false") + ")"


def _number(where: str, name: str, text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError as error:
        raise FormatError(f"{where} : « {name} » est un nombre, pas « {text} ».") from error
