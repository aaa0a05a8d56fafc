"""Callers: found by their key, kept, made one where one person was recorded twice, and what they told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import duckdb

from observatory.domain.appelant import ContactConnu, ProblemeConnu
from observatory.store.database import Database


@dataclass(frozen=True, slots=True)
class Declarant:
    """A row of callers; ``fusionne_dans`` is the one who stands for this one."""

    id: int
    cle: str
    cree_le: dt.datetime
    telephone: str | None
    nom: str | None
    langue: str | None
    rappel: bool | None
    fusionne_dans: int | None


_COLUMNS = "id, cle, cree_le, telephone, nom, langue, rappel, fusionne_dans"


def declarant_read(cursor: duckdb.DuckDBPyConnection, ident: int) -> Declarant | None:
    """The caller of this number, or None."""
    rows = cursor.execute(f"SELECT {_COLUMNS} FROM declarant WHERE id = ?", [ident]).to_arrow_table().to_pylist()
    return Declarant(**rows[0]) if rows else None


def declarant_by_key(cursor: duckdb.DuckDBPyConnection, cle: str) -> int | None:
    """The number of the caller who has this key, or of the one who stands for them; None where nobody has it."""
    rows = cursor.execute("SELECT coalesce(fusionne_dans, id) FROM declarant WHERE cle = ?", [cle]).fetchall()
    return int(rows[0][0]) if rows else None


def declarant_add(cursor: duckdb.DuckDBPyConnection, cle: str, le: dt.datetime) -> int:
    """Keep a new caller by a key that nobody has; gives their number."""
    query = "INSERT INTO declarant (id, cle, cree_le) VALUES (nextval('declarant_id'), ?, ?) RETURNING id"
    try:
        return int(cursor.execute(query, [cle, le]).fetchall()[0][0])
    except duckdb.ConstraintException as error:  # another desk has just kept the same caller: the change is run again
        raise duckdb.TransactionException("the same caller was kept meanwhile") from error


def declarant_tell(
    cursor: duckdb.DuckDBPyConnection, ident: int, *, telephone: str | None, nom: str | None, langue: str | None
) -> None:
    """Keep what a caller said of themselves; None leaves what was known. A number is kept to be called back."""
    cursor.execute(
        "UPDATE declarant SET nom = coalesce(?, nom), langue = coalesce(?, langue), "
        "telephone = coalesce(?, telephone), rappel = CASE WHEN ? IS NULL THEN rappel ELSE true END WHERE id = ?",
        [nom, langue, telephone, telephone, ident],
    )


def declarant_called(cursor: duckdb.DuckDBPyConnection, ident: int) -> None:
    """Forget the number of a caller who has been called back."""
    cursor.execute("UPDATE declarant SET telephone = NULL, rappel = false WHERE id = ?", [ident])


def told_by(cursor: duckdb.DuckDBPyConnection, ident: int) -> tuple[list[int], list[int]]:
    """The numbers of the contacts and of the signalements of a caller."""
    contacts = cursor.execute("SELECT id FROM contact WHERE declarant_id = ? ORDER BY id", [ident]).fetchall()
    told = cursor.execute("SELECT id FROM signalement WHERE declarant_id = ? ORDER BY id", [ident]).fetchall()
    return [row[0] for row in contacts], [row[0] for row in told]


def told_move(
    cursor: duckdb.DuckDBPyConnection, contacts: list[int], signalements: list[int], before: int, after: int
) -> None:
    """Give contacts and signalements of one caller to another; those that are not theirs are left alone."""
    for table, ids in (("contact", contacts), ("signalement", signalements)):
        cursor.execute(
            f"UPDATE {table} SET declarant_id = ? WHERE declarant_id = ? AND id IN (SELECT unnest(?::BIGINT[]))",
            [after, before, ids],
        )


def declarants_point(cursor: duckdb.DuckDBPyConnection, idents: list[int], target: int | None) -> None:
    """Say who stands for these callers (None: they stand for themselves)."""
    cursor.execute("UPDATE declarant SET fusionne_dans = ? WHERE id IN (SELECT unnest(?::BIGINT[]))", [target, idents])


def declarants_behind(cursor: duckdb.DuckDBPyConnection, ident: int) -> list[int]:
    """The callers for whom this one stands."""
    rows = cursor.execute("SELECT id FROM declarant WHERE fusionne_dans = ? ORDER BY id", [ident]).fetchall()
    return [row[0] for row in rows]


def merge_detail(cursor: duckdb.DuckDBPyConnection, event: str, ident: int) -> str | None:
    """What the journal holds of the latest event of this name about a caller, as JSON; None where it holds nothing."""
    rows = cursor.execute(
        "SELECT detail::VARCHAR FROM journal WHERE evenement = ? AND objet = 'declarant' AND cle = ? "
        "ORDER BY seq DESC LIMIT 1",
        [event, str(ident)],
    ).fetchall()
    return str(rows[0][0]) if rows else None


def contacts_of(database: Database, ident: int, limit: int) -> list[ContactConnu]:
    """The contacts of a caller, newest first."""
    rows = database.read(
        "SELECT k.id AS ident, k.recu_le, k.canal, k.issue, k.orientation, coalesce(k.probleme_id, s.probleme_id) "
        "AS probleme, s.reference, c.libelle AS categorie FROM contact k "
        "LEFT JOIN signalement s ON s.contact_id = k.id LEFT JOIN categorie c ON c.code = s.categorie "
        "WHERE k.declarant_id = ? ORDER BY k.recu_le DESC, k.id DESC LIMIT ?",
        [ident, limit],
    )
    return [ContactConnu(**row) for row in rows.to_pylist()]


def problemes_of(database: Database, ident: int, limit: int) -> list[ProblemeConnu]:
    """The troubles that a caller told of, the latest told first."""
    rows = database.read(
        "WITH siens AS (SELECT *, row_number() OVER (PARTITION BY probleme_id ORDER BY recu_le DESC, id DESC) AS rang "
        "FROM signalement WHERE declarant_id = $1) "
        "SELECT s.probleme_id AS ident, s.reference, c.libelle AS categorie, "
        "coalesce(s.adresse_trouvee, s.adresse) AS adresse, s.recu_le, s.statut, s.service, s.clos_le, s.retour_le, "
        "s.echeance, (SELECT count(*) FROM signalement t WHERE t.probleme_id = s.probleme_id) AS signalements, "
        "(SELECT count(*) FROM contact k JOIN probleme p ON p.id = k.probleme_id WHERE k.issue = 'relance' "
        "AND coalesce(p.fusionne_dans, p.id) = s.probleme_id AND k.declarant_id = $1) AS relances "
        "FROM siens s LEFT JOIN categorie c ON c.code = s.categorie "
        "WHERE s.rang = 1 ORDER BY s.recu_le DESC, s.id DESC LIMIT $2",
        [ident, limit],
    )
    return [ProblemeConnu(**row) for row in rows.to_pylist()]
