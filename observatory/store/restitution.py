"""What is written after a walk: constats sorted and tied to files, promises; and what became of the files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from observatory.store.appels import Row, next_number
from observatory.store.database import ZONE, Cursor, Database

SOURCE = "marche"
"""The source, and the channel, of the signalements that walks make."""


def constats_of_walks(database: Database, marches: Sequence[int]) -> list[Row]:
    """The constats of some walks: ident, marche, arret, positif, categorie, libelle, texte, lat, lon, precision_m, le,
    recu_le, etat, signalement (its number), reference, service, statut, suite (that of its latest validated compte
    rendu), photos (open to all), photos_a_relire.
    """
    rows: list[Row] = database.read(
        "SELECT k.id AS ident, k.marche_id AS marche, k.arret_id AS arret, k.positif, k.categorie, c.libelle, k.texte, "
        "k.lat, k.lon, k.precision_m, k.le, k.recu_le, k.etat, k.situe_par, k.signalement_id AS signalement, "
        "s.reference, s.service, s.statut, r.suite, "
        "coalesce(list(p.id ORDER BY p.id) FILTER (p.visible), []) AS photos, "
        "count(p.id) FILTER (p.moderee_le IS NULL)::INTEGER AS photos_a_relire "
        "FROM constat k LEFT JOIN categorie c ON c.code = k.categorie "
        "LEFT JOIN signalement s ON s.id = k.signalement_id "
        "LEFT JOIN (SELECT signalement_id, arg_max(suite, le) AS suite FROM compte_rendu WHERE etat = 'valide' "
        "GROUP BY signalement_id) r ON r.signalement_id = s.id "
        "LEFT JOIN photo p ON p.objet = 'constat' AND p.objet_id = k.id "
        "WHERE list_contains(?::BIGINT[], k.marche_id) GROUP BY ALL ORDER BY k.le, k.id",
        [list(marches)],
    ).to_pylist()
    return rows


def walks_closed(database: Database) -> list[Row]:
    """The walks that are closed: ident, and the day in Paris on which they were walked (jour)."""
    rows: list[Row] = database.read(
        f"SELECT id AS ident, (prevue_le AT TIME ZONE '{ZONE}')::DATE AS jour FROM marche WHERE etat = 'close' "
        "ORDER BY prevue_le, id"
    ).to_pylist()
    return rows


def participants_of_walks(database: Database, marches: Sequence[int]) -> list[Row]:
    """Who walked, as each device counted: marche, appareil, profil, n."""
    rows: list[Row] = database.read(
        "SELECT marche_id AS marche, appareil, profil, n FROM participants "
        "WHERE list_contains(?::BIGINT[], marche_id) ORDER BY marche_id, appareil, profil",
        [list(marches)],
    ).to_pylist()
    return rows


def constat_change(cursor: Cursor, ident: int, row: Row) -> bool:
    """Give a constat that made no signalement new values; whether it still had none."""
    settled = ", ".join(f"{name} = ?" for name in row)
    changed = cursor.execute(
        f"UPDATE constat SET {settled} WHERE id = ? AND signalement_id IS NULL RETURNING id", [*row.values(), ident]
    ).fetchall()
    return bool(changed)


def constats_untied(cursor: Cursor, idents: Sequence[int]) -> set[int]:
    """Those of some constats that count and made no signalement yet."""
    rows = cursor.execute(
        "SELECT id FROM constat WHERE list_contains(?::BIGINT[], id) AND signalement_id IS NULL AND etat = 'garde'",
        [list(idents)],
    ).fetchall()
    return {int(one) for (one,) in rows}


def constats_tie(cursor: Cursor, idents: Sequence[int], signalement: int) -> None:
    """Tie constats to the signalement that tells of them."""
    cursor.execute(
        "UPDATE constat SET signalement_id = ? WHERE list_contains(?::BIGINT[], id)", [signalement, list(idents)]
    )


def description_add(cursor: Cursor, signalement: int, texte: str, *, par: str, le: dt.datetime) -> None:
    """Add words to the story of a signalement."""
    cursor.execute(
        "UPDATE signalement SET description = concat_ws(' · ', nullif(description, ''), nullif(?, '')), "
        "version = coalesce(version, 1) + 1, modifie_par = ?, modifie_le = ? WHERE id = ?",
        [texte, par, le, signalement],
    )


def signalements_of_walk(cursor: Cursor, marche: int) -> list[Row]:
    """The signalements that a walk made already: id, reference, probleme, categorie, lat, lon."""
    rows: list[Row] = cursor.execute(
        "SELECT DISTINCT s.id, s.reference, s.probleme_id AS probleme, s.categorie, s.lat, s.lon FROM constat k "
        "JOIN signalement s ON s.id = k.signalement_id WHERE k.marche_id = ? ORDER BY s.id",
        [marche],
    ).to_arrow_table().to_pylist()  # fmt: skip
    return rows


def device_forget(cursor: Cursor, marche: int, appareil: str) -> None:
    """Take away what a device counted of participants and of how safe they felt."""
    for table in ("participants", "ressenti"):
        cursor.execute(f"DELETE FROM {table} WHERE marche_id = ? AND appareil = ?", [marche, appareil])


def engagement_write(cursor: Cursor, row: Row) -> int:
    """Add a promise (its columns but ``id`` by name); gives its number."""
    ident = next_number(cursor, "engagement_id")
    marks = ", ".join("?" * (len(row) + 1))
    cursor.execute(f"INSERT INTO engagement (id, {', '.join(row)}) VALUES ({marks})", [ident, *row.values()])
    return ident


def engagement_change(cursor: Cursor, ident: int, row: Row) -> bool:
    """Change columns of a promise; whether there is one of this number."""
    settled = ", ".join(f"{name} = ?" for name in row)
    changed = cursor.execute(f"UPDATE engagement SET {settled} WHERE id = ? RETURNING id", [*row.values(), ident])
    return bool(changed.fetchall())


def engagement_remove(cursor: Cursor, ident: int) -> bool:
    """Take a promise away; whether there was one of this number."""
    return bool(cursor.execute("DELETE FROM engagement WHERE id = ? RETURNING id", [ident]).fetchall())


def engagement_walk(database: Database, ident: int) -> int | None:
    """The number of the walk after which something was promised; None where there is no such promise."""
    rows = database.read("SELECT marche_id FROM engagement WHERE id = ?", [ident]).to_pylist()
    return int(rows[0]["marche_id"]) if rows else None


def engagements_read(database: Database, marches: Sequence[int]) -> list[Row]:
    """The promises made after some walks: ident, marche, arret, service, texte, pour_le, tenu_le."""
    rows: list[Row] = database.read(
        "SELECT id AS ident, marche_id AS marche, arret_id AS arret, service, texte, pour_le, tenu_le FROM engagement "
        "WHERE list_contains(?::BIGINT[], marche_id) ORDER BY pour_le NULLS LAST, id",
        [list(marches)],
    ).to_pylist()
    return rows
