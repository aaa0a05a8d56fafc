"""What the board of constats reads of the office's problèmes: how often each is told of, and where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from observatory.store.appels import Row
from observatory.store.database import Database
from observatory.store.restitution import SOURCE

_INSIDE = (
    "EXISTS (SELECT 1 FROM appartenance a JOIN territoire t ON t.id = a.territoire_id "
    "WHERE a.signalement_id = s.id AND list_contains(?::VARCHAR[], t.zonage || ':' || t.code))"
)


def problemes_busiest(
    database: Database, depuis: dt.date, *, within: Sequence[Collection[str]], least: int, most: int
) -> list[Row]:
    """The problèmes told of most since a day: ident, categorie, libelle, n, jour (the latest), cell (of one of them).

    What walks found is left out: it stands on the board as constats. ``within`` are sets of territories
    (``zonage:code``): a signalement counts that lies in one of each set.
    """
    bounds = "".join(f" AND {_INSIDE}" for _ in within)
    rows: list[Row] = database.read(
        "SELECT s.probleme_id AS ident, p.categorie, coalesce(c.libelle, p.categorie) AS libelle, "
        "count(*)::INTEGER AS n, max(s.recu_jour) AS jour, mode(s.cell) AS cell FROM signalement s "
        "JOIN probleme p ON p.id = s.probleme_id LEFT JOIN categorie c ON c.code = p.categorie "
        f"WHERE s.recu_jour >= ? AND s.canal <> ? AND p.fusionne_dans IS NULL{bounds} "
        "GROUP BY ALL HAVING count(*) >= ? ORDER BY n DESC, ident LIMIT ?",
        [depuis, SOURCE, *(sorted(one) for one in within), least, most],
    ).to_pylist()
    return rows


def problemes_cells(database: Database, idents: Sequence[int]) -> list[int]:
    """A cell of each of some problèmes that has a place."""
    rows = database.read(
        "SELECT mode(cell) AS cell FROM signalement WHERE list_contains(?::BIGINT[], probleme_id) AND cell IS NOT NULL "
        "GROUP BY probleme_id ORDER BY probleme_id",
        [list(idents)],
    )
    return [int(one) for one in rows["cell"].to_pylist()]
