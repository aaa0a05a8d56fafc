"""Tables that were published: added once, never changed, so that a later one can be held against them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from observatory.domain.records import Publication
from observatory.store.database import Cursor, Database


@dataclass(frozen=True, slots=True)
class PublicationKept:
    """A publication as it is kept: its axes (name, labels, parts) and its rows, a hidden count being null."""

    nom: str
    zonage: str
    axes: list[dict[str, Any]]
    lignes: list[dict[str, Any]]
    part: float
    remarque: str


def publication_add(cursor: Cursor, kept: PublicationKept, auteur: str, le: dt.datetime) -> int:
    """Keep a publication; its id."""
    row = cursor.execute(
        "INSERT INTO publication VALUES (nextval('publication_id'), ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        [kept.nom, kept.zonage, json.dumps(kept.axes), json.dumps(kept.lignes), kept.part, kept.remarque, auteur, le],
    ).fetchone()
    return int(row[0]) if row else 0


def publications_list(database: Database) -> list[Publication]:
    """Every publication, newest first."""
    rows = database.read(
        "SELECT id AS ident, nom, zonage, part, remarque, publiee_par, publiee_le FROM publication ORDER BY id DESC"
    )
    return [Publication(**one) for one in rows.to_pylist()]


def publications_kept(
    database: Database, zonage: str | None = None, ident: int | None = None
) -> Sequence[PublicationKept]:
    """The publications of a zonage, or one, oldest first, with what they show."""
    rows = (
        database.cursor()
        .execute(
            "SELECT nom, zonage, axes, lignes, part, remarque FROM publication "
            "WHERE (zonage = ? OR ? IS NULL) AND (id = ? OR ? IS NULL) ORDER BY id",
            [zonage, zonage, ident, ident],
        )
        .fetchall()
    )
    return [PublicationKept(one[0], one[1], json.loads(one[2]), json.loads(one[3]), one[4], one[5]) for one in rows]
