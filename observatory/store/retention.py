"""What has been kept long enough, by kind of data, and its erasure: persons go, what is counted stays.

A position is moved inside its cell elsewhere (``pipeline/purge.py``); here are the kinds that SQL alone can erase.
Whatever is erased leaves its key in ``effacement``, by which backups follow.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from observatory.domain.conservation import Regle, months_before
from observatory.domain.statut import CLOSED_SQL, MOVED
from observatory.store.database import Database

ANONYMOUS = "anonyme-"
"""How the key of a declarant begins once the real one is erased."""
ERASED_AUTHOR = "efface"
PROOFS = ("purge", "acces_personne", "effacement_personne")
"""Events of the journal that prove what was done about persons: they stay whole."""

TEXTS = {
    "recit": ("description",),
    "remarque": ("remarque",),
    "adresse": ("adresse", "adresse_trouvee", "residence", "batiment", "hall", "etage"),
    "plaque": ("plaque",),
}
"""The columns of a signalement that each kind of text covers."""
SAID_OF_ONESELF = ("telephone", "nom", "langue", "rappel")
"""The columns of a declarant that are no key."""
PERSONAL: dict[str, tuple[str, tuple[str, ...]]] = {
    "signalement": (
        "id",
        (*(name for names in TEXTS.values() for name in names), "lat", "lon", "precision_m", "declarant_id"),
    ),
    "contact": ("id", ("declarant_id", "note")),
    "mediation": ("id", ("consigne", "note", "mediateur", "confiee_par", "close_par")),
    "rendez_vous": ("id", ("lieu", "auteur")),
    "declarant": ("id", ("cle", "cree_le", *SAID_OF_ONESELF)),
    "retour": ("id", ("phrase", "auteur")),
    "retour_essai": ("id", ("note", "auteur")),
    "journal": ("seq", ("auteur", "detail")),
    "transmission": ("id", ("destinataire", "note", "auteur")),
    "compte_rendu": ("id", ("texte", "motif", "remarque", "auteur", "valide_par")),
    "photo": ("id", ("contenu",)),
    "constat": ("id", ("texte",)),
    "reunion_probleme": ("id", ("texte", "adresse", "auteur")),
    "action_nouvelle": ("id", ("texte",)),
    "enquete_reponse": ("id", ("reponses", "commentaire", "auteur")),
}
"""Tables that hold personal values: their key, and the columns that an erasure changes."""

_CLOSED_AT = f"CASE WHEN statut IN ({CLOSED_SQL}) THEN coalesce(clos_le, retour_le, recu_le) ELSE clos_le END"
_START = f"coalesce({_CLOSED_AT}, recu_le)"
_OVER = f"coalesce({_CLOSED_AT} < $1, recu_le < $2)"


@dataclass(frozen=True, slots=True)
class Found:
    """The keys whose time has come, and the oldest instant from which it ran."""

    ids: list[int]
    oldest: dt.datetime | None


def retention_find(database: Database, rule: Regle, now: dt.datetime) -> Found:
    """The keys (of signalements, declarants or lines of the journal) whose ``rule`` is over at ``now``."""
    limit = months_before(now, rule.mois)
    parameters: list[object] = [limit, months_before(now, rule.mois_sans_cloture or rule.mois)]
    if rule.genre in TEXTS:
        told = " OR ".join(f"{name} IS NOT NULL" for name in TEXTS[rule.genre])
        query = f"SELECT id AS cle, {_START} AS depuis FROM signalement WHERE {_OVER} AND ({told})"
    elif rule.genre == "position":
        query = (
            f"SELECT id AS cle, {_START} AS depuis FROM signalement WHERE {_OVER} AND cell IS NOT NULL AND id NOT IN "
            "(SELECT cle FROM effacement WHERE objet = 'signalement' AND genre = 'position')"
        )
    elif rule.genre in ("declarant", "coordonnees"):
        query = _DECLARANTS.format(kept=_KEPT[rule.genre])
    elif rule.genre in _ANSWERED:
        query = _ANSWERED[rule.genre]
    elif rule.genre in _SINCE:
        query, parameters = _SINCE[rule.genre], [limit]
    else:
        query, parameters = _JOURNAL, [limit]
    found = database.read(f"SELECT * FROM ({query}) ORDER BY depuis, cle", parameters)
    return Found(found["cle"].to_pylist(), found["depuis"][0].as_py() if found.num_rows else None)


_DECLARANTS = f"""
    SELECT d.id AS cle, coalesce(s.depuis, d.cree_le) AS depuis FROM declarant d
    LEFT JOIN (SELECT declarant_id, max({_START}) AS depuis, bool_and({_OVER}) AS fini
               FROM signalement GROUP BY declarant_id) s ON s.declarant_id = coalesce(d.fusionne_dans, d.id)
    LEFT JOIN (SELECT declarant_id, max(recu_le) AS dernier FROM contact GROUP BY declarant_id) c
        ON c.declarant_id = coalesce(d.fusionne_dans, d.id)
    WHERE {{kept}} AND coalesce(s.fini, d.cree_le < $1) AND coalesce(c.dernier < $1, true)
"""
_KEPT = {
    "declarant": f"NOT starts_with(d.cle, '{ANONYMOUS}')",
    "coordonnees": "(" + " OR ".join(f"d.{name} IS NOT NULL" for name in SAID_OF_ONESELF) + ")",
}
_SIGNED = (
    ("reglage", "depuis", "auteur"),
    ("annuaire", "verifie_le::TIMESTAMPTZ", "verifie_par"),
    ("ambiance", "le", "auteur"),
    ("satisfaction", "le", "auteur"),
    ("retour_pris", "le", "auteur"),
    ("marche", "le", "auteur"),
    ("marche", "close_le", "close_par"),
    ("marche_lien", "cree_le", "auteur"),
    ("reunion", "le", "auteur"),
    ("reunion_probleme", "le", "auteur"),
    ("engagement", "le", "auteur"),
    *(
        (table, "le", "auteur")
        for table in (
            "schema_local", "schema_texte", "action", "action_nouvelle", "action_indicateur", "action_valeur",
            "action_evaluation", "decision",
        )
    ),
    ("enquete", "le", "auteur"),
    ("enquete_lien", "cree_le", "auteur"),
    ("edition", "cree_le", "auteur"),
    ("edition", "valide_le", "valide_par"),
    ("edition", "publie_le", "publie_par"),
)  # fmt: skip
"""Tables whose authors' names have a time of their own: the instant, by which rows are found, and the name."""
_NOTED_BY = ("reponse", "constat", "participants", "ressenti")
"""Tables of walks whose rows bear the number that a phone drew."""
_RANKED = "appareil-"
"""How a phone is called once its number is forgotten; a sheet of paper (``papier``, ``papier-2``…) has none."""
_DRAWN = f"NOT starts_with(appareil, 'papier') AND NOT starts_with(appareil, '{_RANKED}')"
_ANSWERED = {
    "compte_rendu": f"SELECT r.id AS cle, {_START} AS depuis FROM compte_rendu r JOIN signalement s "
    f"ON s.id = r.signalement_id WHERE {_OVER} AND (coalesce(r.texte, r.motif, r.remarque) IS NOT NULL "
    f"OR r.auteur <> '{ERASED_AUTHOR}')",
    "photo": f"SELECT p.id AS cle, {_START} AS depuis FROM photo p JOIN compte_rendu r ON r.id = p.objet_id "
    f"JOIN signalement s ON s.id = r.signalement_id WHERE p.objet = 'compte_rendu' AND {_OVER}",
}
"""What services answered lasts as long after the closing of its file as the table of durations says."""
_NOTHING_SAID = ", ".join(f"{name} = NULL" for name in SAID_OF_ONESELF)
_SINCE = {
    "note": "SELECT id AS cle, recu_le AS depuis FROM contact WHERE recu_le < $1 AND note IS NOT NULL",
    "retour": "SELECT id AS cle, cree_le AS depuis FROM retour WHERE cree_le < $1 AND etat <> 'du' AND "
    f"(phrase <> '' OR auteur <> '{ERASED_AUTHOR}')",
    "essai": "SELECT id AS cle, le AS depuis FROM retour_essai "
    f"WHERE le < $1 AND (note IS NOT NULL OR auteur <> '{ERASED_AUTHOR}')",
    "transmission": "SELECT id AS cle, le AS depuis FROM transmission "
    f"WHERE le < $1 AND (note IS NOT NULL OR destinataire <> '' OR auteur <> '{ERASED_AUTHOR}')",
    "mediation": "SELECT id AS cle, coalesce(close_le, confiee_le) AS depuis FROM mediation "
    "WHERE coalesce(close_le, confiee_le) < $1 AND (consigne IS NOT NULL OR note IS NOT NULL "
    f"OR (close_le IS NOT NULL AND confiee_par <> '{ERASED_AUTHOR}'))",
    "rendez_vous": "SELECT id AS cle, le AS depuis FROM rendez_vous "
    f"WHERE le < $1 AND (lieu <> '' OR auteur <> '{ERASED_AUTHOR}')",
    "auteurs": " UNION ".join(
        f"SELECT epoch_us({instant}) AS cle, {instant} AS depuis FROM {table} "
        f"WHERE {instant} < $1 AND {author} <> '{ERASED_AUTHOR}'"
        for table, instant, author in _SIGNED
    ),
    "constat": "SELECT id AS cle, le AS depuis FROM constat WHERE le < $1 AND texte <> ''",
    "photo_marche": "SELECT id AS cle, le AS depuis FROM photo WHERE le < $1 AND objet = 'constat'",
    "photo_action": "SELECT id AS cle, le AS depuis FROM photo WHERE le < $1 AND starts_with(objet, 'action_')",
    "nouvelle": "SELECT id AS cle, le AS depuis FROM action_nouvelle "
    "WHERE le < $1 AND genre IN ('note', 'decision') AND texte <> ''",
    "reunion": "SELECT id AS cle, le AS depuis FROM reunion_probleme WHERE le < $1 AND (texte <> '' OR adresse <> '')",
    "enquete": "SELECT r.id AS cle, e.fin::TIMESTAMPTZ AS depuis FROM enquete_reponse r JOIN enquete e "
    "ON e.id = r.enquete_id WHERE e.fin::TIMESTAMPTZ < $1 AND r.id NOT IN "
    "(SELECT cle FROM effacement WHERE genre = 'enquete')",
    "appareils": "SELECT m.id AS cle, m.prevue_le AS depuis FROM marche m WHERE m.prevue_le < $1 AND m.id IN ("
    + " UNION ".join(f"SELECT marche_id FROM {table} WHERE {_DRAWN}" for table in _NOTED_BY)
    + ")",
}
"""Kinds whose time runs from an event of their own."""
_LEFT = (
    f"CASE WHEN evenement = '{MOVED}' THEN json_object('de', detail->>'de', 'vers', detail->>'vers') "
    "ELSE '{}'::JSON END"
)
"""What stays of a line's detail: of a move, from which state to which, by which reopenings are counted."""
_JOURNAL = f"""
    SELECT seq AS cle, le AS depuis FROM journal WHERE le < $1 AND evenement NOT IN {PROOFS}
        AND (auteur <> '{ERASED_AUTHOR}' OR (evenement <> '{MOVED}' AND detail::VARCHAR <> '{{}}'))
"""

_NOBODY = f"auteur = '{ERASED_AUTHOR}'"
_PLAIN = {
    "note": ("contact", "id", "note = NULL"),
    "retour": ("retour", "id", f"phrase = '', {_NOBODY}"),
    "essai": ("retour_essai", "id", f"note = NULL, {_NOBODY}"),
    "transmission": ("transmission", "id", f"note = NULL, destinataire = '', {_NOBODY}"),
    "compte_rendu": (
        "compte_rendu", "id", f"texte = NULL, motif = NULL, remarque = NULL, {_NOBODY}, valide_par = NULL",
    ),
    "photo": ("photo", "id", ""),
    "mediation": (
        "mediation", "id",
        "consigne = NULL, note = NULL, mediateur = CASE WHEN close_le IS NULL THEN mediateur END, close_par = NULL, "
        f"confiee_par = '{ERASED_AUTHOR}'",
    ),
    "rendez_vous": ("rendez_vous", "id", f"lieu = '', {_NOBODY}"),
    "constat": ("constat", "id", "texte = ''"),
    "photo_marche": ("photo", "id", ""),
    "photo_action": ("photo", "id", ""),
    "nouvelle": ("action_nouvelle", "id", "texte = ''"),
    "reunion": ("reunion_probleme", "id", f"texte = '', adresse = '', {_NOBODY}"),
}  # fmt: skip
"""For kinds of one table: its name, its key, and the values that its rows take; a row of no value goes."""


def retention_erase(cursor: duckdb.DuckDBPyConnection, genre: str, ids: list[int], le: dt.datetime) -> None:
    """Erase the values of one kind for these keys, and remember the keys."""
    if genre in TEXTS:
        objet, key = "signalement", "id"
        values = ", ".join(f"{name} = NULL" for name in TEXTS[genre])
    elif genre == "declarant":
        objet, key = "declarant", "id"
        values = f"cle = '{ANONYMOUS}' || uuid()::VARCHAR, cree_le = date_trunc('month', cree_le), {_NOTHING_SAID}"
    elif genre == "coordonnees":
        objet, key, values = "declarant", "id", _NOTHING_SAID
    elif genre in _PLAIN:
        objet, key, values = _PLAIN[genre]
    elif genre == "enquete":
        answers_part(cursor, ids)
        erased_write(cursor, genre, "enquete_reponse", ids, le)
        return
    elif genre in ("auteurs", "appareils"):
        (_authors_erase if genre == "auteurs" else _devices_erase)(cursor, ids)
        erased_write(cursor, genre, genre, ids, le)
        return
    else:
        objet, key = "journal", "seq"
        values = f"auteur = '{ERASED_AUTHOR}', detail = {_LEFT}"
    cursor.register("vises", pa.table({"cle": pa.array(ids, pa.int64())}))
    if values:
        cursor.execute(f"UPDATE {objet} SET {values} WHERE {key} IN (SELECT cle FROM vises)")
    else:
        cursor.execute(f"DELETE FROM {objet} WHERE {key} IN (SELECT cle FROM vises)")
    cursor.unregister("vises")
    erased_write(cursor, genre, objet, ids, le)


def _authors_erase(cursor: duckdb.DuckDBPyConnection, instants: list[int]) -> None:
    """Take the names of authors from what was written at these instants (microseconds since 1970)."""
    for table, instant, author in _SIGNED:
        cursor.execute(
            f"UPDATE {table} SET {author} = '{ERASED_AUTHOR}' WHERE {author} IS NOT NULL "
            f"AND list_contains(?::BIGINT[], epoch_us({instant}))",
            [instants],
        )


def answers_part(cursor: duckdb.DuckDBPyConnection, ids: list[int]) -> None:
    """Part the answers of these sheets from one another: those to each question are dealt anew among the sheets.

    What was answered to each question is counted as before; what one person answered to two of them is gone, with
    the words of their own and who typed the sheet. Sheets of other surveys, or younger ones, are not touched.
    """
    rows = cursor.execute(
        "SELECT id, enquete_id, reponses::VARCHAR FROM enquete_reponse WHERE list_contains(?::BIGINT[], id)", [ids]
    ).fetchall()
    surveys: dict[int, dict[int, dict[str, str]]] = {}
    for ident, survey, told in rows:
        surveys.setdefault(survey, {})[ident] = json.loads(told)
    dice = secrets.SystemRandom()
    for sheets in surveys.values():
        dealt: dict[int, dict[str, str]] = {ident: {} for ident in sheets}
        for code in sorted({code for told in sheets.values() for code in told}):
            answers = [told[code] for told in sheets.values() if code in told]
            for ident, answer in zip(dice.sample(sorted(sheets), len(answers)), answers, strict=True):
                dealt[ident][code] = answer
        for ident, told in dealt.items():
            cursor.execute(
                "UPDATE enquete_reponse SET reponses = ?, commentaire = '', auteur = NULL WHERE id = ?",
                [json.dumps(told, ensure_ascii=False), ident],
            )


def _devices_erase(cursor: duckdb.DuckDBPyConnection, marches: list[int]) -> None:
    """Give the phones of these walks ranks for the numbers that they drew: what each noted still stands apart."""
    noted = " UNION ".join(f"SELECT marche_id, appareil FROM {table} WHERE {_DRAWN}" for table in _NOTED_BY)
    drawn = cursor.execute(
        "SELECT marche_id, appareil, row_number() OVER (PARTITION BY marche_id ORDER BY appareil) FROM "
        f"({noted}) WHERE list_contains(?::BIGINT[], marche_id)",
        [marches],
    ).fetchall()
    for marche, appareil, rank in drawn:
        for table in _NOTED_BY:
            cursor.execute(
                f"UPDATE {table} SET appareil = ? WHERE marche_id = ? AND appareil = ?",
                [f"{_RANKED}{rank}", marche, appareil],
            )


def positions_of(database: Database, ids: list[int]) -> pa.Table:
    """Where signalements lie: id, cell, lat, lon; those without a position are left out."""
    return database.read(
        "SELECT id, cell, lat, lon FROM signalement WHERE cell IS NOT NULL AND id IN (SELECT unnest(?)) ORDER BY id",
        [ids],
    )


def positions_write(cursor: duckdb.DuckDBPyConnection, moved: pa.Table) -> None:
    """Give signalements another position of their own cell: columns id, lat, lon, precision_m (a least radius)."""
    cursor.register("deplaces", moved)
    cursor.execute(
        "UPDATE signalement SET lat = d.lat, lon = d.lon, "
        "precision_m = greatest(coalesce(signalement.precision_m, 0), d.precision_m) "
        "FROM deplaces d WHERE d.id = signalement.id"
    )
    cursor.unregister("deplaces")


def erased_write(
    cursor: duckdb.DuckDBPyConnection, genre: str, objet: str, ids: Iterable[int], le: dt.datetime
) -> None:
    """Remember the keys of a table whose values were erased."""
    cursor.register("effaces", pa.table({"cle": pa.array(ids, pa.int64())}))
    cursor.execute("INSERT INTO effacement SELECT ?, ?, cle, ? FROM effaces", [genre, objet, le])
    cursor.unregister("effaces")


def erased_count(database: Database) -> int:
    """How many erasures the base remembers."""
    return int(str(database.value("SELECT count(*) FROM effacement")))


def latest_trace(database: Database) -> dt.datetime | None:
    """The instant of the last line of the journal, by its number: an instant that was wrong once does not stay so."""
    table = database.read("SELECT le FROM journal ORDER BY seq DESC LIMIT 1")
    return table["le"][0].as_py().astimezone(dt.UTC) if table.num_rows else None


def keys_to_proof(keys: Iterable[object]) -> dict[str, str]:
    """A slow, salted fingerprint of a set of keys: who holds the keys can prove them, nobody can guess them."""
    salt = secrets.token_bytes(16)
    return {"sel": salt.hex(), "empreinte": proof_fingerprint(keys, salt)}


def proof_fingerprint(keys: Iterable[object], salt: bytes) -> str:
    """Scrypt (RFC 7914) of the sorted keys, one a line, as hexadecimal digits."""
    text = "\n".join(sorted(map(str, keys)))
    return hashlib.scrypt(text.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32).hex()


def declarant_keys(database: Database, ids: list[int]) -> list[str]:
    """The keys of declarants, by their numbers."""
    return [str(one) for one in database.read("SELECT cle FROM declarant WHERE id IN (SELECT unnest(?))", [ids])["cle"]]


def rejets_kept(database: Database, before: dt.datetime) -> list[tuple[str, dt.datetime]]:
    """The files of refused rows written before an instant, the oldest first: path, instant."""
    table = database.read("SELECT chemin, le FROM rejet WHERE le < ? ORDER BY le", [before])
    return [(row["chemin"], row["le"]) for row in table.to_pylist()]


def rejet_add(cursor: duckdb.DuckDBPyConnection, chemin: str, le: dt.datetime) -> None:
    """Remember that a file of refused rows was written."""
    cursor.execute("INSERT OR REPLACE INTO rejet VALUES (?, ?)", [chemin, le])


def rejets_forget(cursor: duckdb.DuckDBPyConnection, chemins: list[str]) -> None:
    """Forget files of refused rows that are gone."""
    cursor.execute("DELETE FROM rejet WHERE chemin IN (SELECT unnest(?))", [chemins])
