"""What waits, for the régulateur's board and the digest of the week-end: counts and lists of files under way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from observatory.domain.statut import CLOSED_SQL, IN_HAND, WAITING, Statut
from observatory.domain.tableau import Attente
from observatory.store.appels import RELANCES, VOICES, Row
from observatory.store.database import Database

RUNNING = tuple(one for one in (*WAITING, *IN_HAND) if one != Statut.NON_COMMUNIQUE)
"""States in which somebody is still to act: what was imported without any follow-up is left out."""

_RUNNING = ", ".join(f"'{one}'" for one in RUNNING)
_WITHIN = (
    "(len($bounds::VARCHAR[]) = 0 OR s.id IN (SELECT a.signalement_id FROM appartenance a JOIN territoire t "
    "ON t.id = a.territoire_id WHERE list_contains($bounds::VARCHAR[], t.zonage || ':' || t.code)))"
)
_TESTS = {
    Attente.ROMPUES: "s.echeance < $now",
    Attente.BIENTOT: "s.echeance >= $now AND s.echeance <= $horizon",
    Attente.SANS_SERVICE: "coalesce(s.service, '') = ''",
    Attente.A_LOCALISER: "s.cell IS NULL",
    Attente.RELANCES: "coalesce(n.relances, 0) >= $many",
}
_NEEDS = {
    Attente.ROMPUES: ("now",),
    Attente.BIENTOT: ("now", "horizon"),
    Attente.SANS_SERVICE: (),
    Attente.A_LOCALISER: (),
    Attente.RELANCES: ("many",),
}


def waiting_counts(
    database: Database, now: dt.datetime, horizon: dt.datetime, many: int, bounds: Collection[str]
) -> Row:
    """How many problèmes wait, by ``Attente``; ``hier``: whose promise broke within a day."""
    counts = ", ".join(f"count(DISTINCT s.probleme_id) FILTER ({test}) AS {one}" for one, test in _TESTS.items())
    recent = "count(DISTINCT s.probleme_id) FILTER (s.echeance < $now AND s.echeance >= $yesterday) AS hier"
    rows = database.read(
        f"SELECT {counts}, {recent} FROM signalement s LEFT JOIN {RELANCES} n USING (probleme_id) "
        f"WHERE s.statut IN ({_RUNNING}) AND {_WITHIN}",
        {"now": now, "horizon": horizon, "many": many, "yesterday": now - dt.timedelta(days=1),
         "bounds": sorted(bounds)},
    )  # fmt: skip
    found: Row = rows.to_pylist()[0]
    return found


def waiting_files(database: Database, attente: Attente, values: Row, bounds: Collection[str], limit: int) -> list[Row]:
    """The problèmes that wait for one thing, each by the file of it whose promise comes first.

    ``values`` may hold now, horizon and many. What is broken comes by weight (relances, voices), then the latest
    first; the rest by promise.
    """
    order = "poids DESC, echeance DESC, id" if attente == Attente.ROMPUES else "echeance NULLS LAST, id"
    if attente == Attente.RELANCES:
        order = "relances DESC, echeance NULLS LAST, id"
    asked: dict[str, object] = {name: values[name] for name in _NEEDS[attente]}
    return files_of(database, _TESTS[attente], asked, bounds, order, limit)


_FIRST = "QUALIFY row_number() OVER (PARTITION BY s.probleme_id ORDER BY s.echeance NULLS LAST, s.id) = 1"


def files_of(
    database: Database,
    test: str,
    values: dict[str, object],
    bounds: Collection[str],
    order: str,
    limit: int,
    *,
    each: bool = False,
) -> list[Row]:
    """The files under way that pass a test: columns of :class:`Ligne` and of the routing.

    One for each problème, that whose promise comes first; ``each``: every file.

    id, reference, categorie, libelle, lieu, genre_lieu, service, statut, recu_le, echeance, probleme, voix, relances,
    poids, territoires (a list of ``zonage:code``).
    """
    found: list[Row] = database.read(
        f"WITH choisi AS (SELECT s.*, coalesce(n.relances, 0) AS relances FROM signalement s "
        f"LEFT JOIN {RELANCES} n USING (probleme_id) WHERE s.statut IN ({_RUNNING}) AND {test} AND {_WITHIN} "
        f"{'' if each else _FIRST}), "
        f"pese AS (SELECT o.*, v.voix, 2 * o.relances + v.voix AS poids FROM choisi o JOIN (SELECT s.probleme_id, "
        f"{VOICES} AS voix FROM signalement s WHERE s.probleme_id IN (SELECT probleme_id FROM choisi) "
        f"GROUP BY s.probleme_id) v USING (probleme_id) ORDER BY {order} LIMIT $limite), "
        "ou AS (SELECT a.signalement_id, list(DISTINCT t.zonage || ':' || t.code) AS territoires FROM appartenance a "
        "JOIN pese s ON s.id = a.signalement_id JOIN territoire t ON t.id = a.territoire_id "
        "WHERE coalesce(t.valid_from, s.recu_jour) <= s.recu_jour AND coalesce(t.valid_to, s.recu_jour) >= s.recu_jour "
        "GROUP BY a.signalement_id) "
        "SELECT s.id, s.reference, s.categorie, coalesce(c.libelle, s.categorie) AS libelle, "
        "coalesce(s.adresse_trouvee, s.adresse, '') AS lieu, s.lieu AS genre_lieu, coalesce(s.service, '') AS service, "
        "s.statut, s.recu_le, s.echeance, s.probleme_id AS probleme, s.voix, s.relances, s.poids, "
        "coalesce(ou.territoires, []) AS territoires FROM pese s LEFT JOIN categorie c ON c.code = s.categorie "
        f"LEFT JOIN ou ON ou.signalement_id = s.id ORDER BY {order}",
        {**values, "bounds": sorted(bounds), "limite": limit},
    ).to_pylist()
    return found


def promises_broken(database: Database, since: dt.datetime, now: dt.datetime) -> list[Row]:
    """The files under way whose promise fell due between two instants (both left out): id, echeance."""
    found: list[Row] = database.read(
        f"SELECT id, echeance FROM signalement WHERE statut IN ({_RUNNING}) AND echeance > ? AND echeance < ? "
        "ORDER BY echeance, id",
        [since, now],
    ).to_pylist()
    return found


def states_counted(database: Database, bounds: Collection[str]) -> dict[str, int]:
    """How many signalements that are not closed stand in each state."""
    rows = database.read(
        f"SELECT s.statut, count(*) AS n FROM signalement s WHERE s.statut NOT IN ({CLOSED_SQL}) "
        f"AND s.statut <> '{Statut.NON_COMMUNIQUE}' AND {_WITHIN} GROUP BY s.statut",
        {"bounds": sorted(bounds)},
    )
    return dict(zip(rows["statut"].to_pylist(), rows["n"].to_pylist(), strict=True))


def calls_by_hour(database: Database, days: Sequence[dt.date]) -> dict[tuple[dt.date, int], int]:
    """How many phone calls were received in each hour of some days; what has no hour is left out."""
    rows = database.read(
        "SELECT recu_jour, recu_heure, count(*) AS n FROM contact WHERE canal = 'telephone' "
        "AND recu_heure IS NOT NULL AND list_contains(?::DATE[], recu_jour) GROUP BY ALL",
        [list(days)],
    ).to_pylist()
    return {(row["recu_jour"], row["recu_heure"]): row["n"] for row in rows}


def days_with_contacts(database: Database, days: Sequence[dt.date]) -> set[dt.date]:
    """Those of some days on which the base knows any contact."""
    rows = database.read(
        "SELECT DISTINCT recu_jour FROM contact WHERE list_contains(?::DATE[], recu_jour)", [list(days)]
    )
    return set(rows["recu_jour"].to_pylist())


def contacts_between(database: Database, start: dt.datetime, end: dt.datetime) -> dict[str, int]:
    """Contacts received from an instant to another (left out), by what they ended in."""
    rows = database.read(
        "SELECT issue, count(*) AS n FROM contact WHERE recu_le >= ? AND recu_le < ? GROUP BY issue", [start, end]
    )
    return dict(zip(rows["issue"].to_pylist(), rows["n"].to_pylist(), strict=True))


def files_by_family(
    database: Database, start: dt.datetime, end: dt.datetime, zonage: str, bounds: Collection[str]
) -> list[tuple[str, str, int]]:
    """Signalements received from an instant to another, by family and territory of a zonage, the most first.

    One that lies in none of them is counted under ""; the versions of a territory are one.
    """
    rows = database.read(
        "SELECT coalesce(f.libelle, c.libelle, s.categorie) AS famille, coalesce(q.nom, '') AS quartier, "
        "count(DISTINCT s.id) AS n FROM signalement s LEFT JOIN categorie c ON c.code = s.categorie "
        "LEFT JOIN categorie f ON f.code = c.parent LEFT JOIN (SELECT a.signalement_id, t.nom FROM appartenance a "
        "JOIN territoire t ON t.id = a.territoire_id WHERE t.zonage = $zonage) q ON q.signalement_id = s.id "
        f"WHERE s.recu_le >= $debut AND s.recu_le < $fin AND {_WITHIN} GROUP BY ALL ORDER BY n DESC, famille, quartier",
        {"debut": start, "fin": end, "zonage": zonage, "bounds": sorted(bounds)},
    ).to_pylist()
    return [(row["famille"], row["quartier"], row["n"]) for row in rows]


def places_told(
    database: Database, start: dt.datetime, end: dt.datetime, bounds: Collection[str]
) -> list[tuple[str, str]]:
    """The place and category of each signalement received from an instant to another, where a place is known."""
    rows = database.read(
        "SELECT coalesce(s.adresse_trouvee, s.adresse) AS lieu, coalesce(c.libelle, s.categorie) AS libelle "
        "FROM signalement s LEFT JOIN categorie c ON c.code = s.categorie WHERE s.recu_le >= $debut "
        f"AND s.recu_le < $fin AND coalesce(s.adresse_trouvee, s.adresse, '') <> '' AND {_WITHIN} ORDER BY s.id",
        {"debut": start, "fin": end, "bounds": sorted(bounds)},
    ).to_pylist()
    return [(row["lieu"], row["libelle"]) for row in rows]


def files_received(database: Database, start: dt.datetime, end: dt.datetime, bounds: Collection[str]) -> int:
    """How many signalements were received from an instant to another."""
    row = database.read(
        f"SELECT count(*) AS n FROM signalement s WHERE s.recu_le >= $debut AND s.recu_le < $fin AND {_WITHIN}",
        {"debut": start, "fin": end, "bounds": sorted(bounds)},
    ).to_pylist()[0]
    return int(row["n"])
