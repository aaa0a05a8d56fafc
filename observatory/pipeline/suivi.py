"""A file's way from the office to its end: each move checked against the states, done whole, and journalled."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection

from observatory.domain.errors import NotFound
from observatory.domain.garde import names_nobody
from observatory.domain.roles import Account
from observatory.domain.statut import CLOSED, MOVED, Statut, check_move, moves_from
from observatory.domain.suivi import Mouvement, Suivi
from observatory.pipeline.doublons import forget_around
from observatory.pipeline.office import Office
from observatory.store.appels import Row, file_read, references_within
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.suivi import files_move, moves_read, problem_files

LONGEST_REASON = 300


def advance(
    office: Office,
    cursor: Cursor,
    probleme: int,
    vers: Statut,
    *,
    account: Account,
    motif: str = "",
    values: Row | None = None,
    reopen: Collection[int] = (),
) -> list[int]:
    """Take the files of a problème to a state, inside a transaction; gives the numbers of those that moved.

    The files that are open move together, and may be given ``values`` of other columns (service, echeance). Those that
    are closed stay as they are, but for a reopening: that opens the files of ``reopen``, all the closed ones where it
    is empty. Each file that moves is a line of the journal.

    Raises
    ------
    NotFound
        When the problème has no file.
    StateError, NotAllowed, ValueRefused
        When a file cannot move there, the account may not move it, or the reason lacks or tells of a person.
    """
    files = problem_files(cursor, probleme)
    if not files:
        raise NotFound(f"Le problème n° {probleme} n'existe plus : cherchez-le de nouveau.")
    motif = checked_reason(motif)
    back = vers == Statut.ROUVERT
    movable = [one for one in files if (one["statut"] in CLOSED) == back and (not reopen or one["id"] in reopen)]
    acts = {  # where none can move, the latest says why
        one["id"]: check_move(one["statut"], vers, account.roles, motif) for one in movable or files[-1:]
    }
    now = office.clock()
    changed: Row = {"statut": str(vers), "modifie_par": account.name, "modifie_le": now} | (values or {})
    if vers in CLOSED:
        changed["clos_le"] = now
    elif back:
        changed |= {"clos_le": None, "retour_le": None}
    files_move(cursor, [one["id"] for one in movable], changed)
    for one in movable:
        journal_append(
            cursor, le=now, auteur=account.name, evenement=MOVED, objet="signalement", cle=str(one["id"]),
            detail={"de": one["statut"], "vers": str(vers), "acte": acts[one["id"]], "motif": motif},
        )  # fmt: skip
    return [one["id"] for one in movable]


def move_file(
    office: Office,
    reference: str,
    vers: Statut,
    *,
    account: Account,
    motif: str = "",
    values: Row | None = None,
    then: Callable[[Cursor, Row, list[int]], object] | None = None,
) -> Suivi:
    """Take a file, and those of the same problème, to a state; gives where it stands then.

    ``values`` are those of other columns, as :func:`advance` takes them. ``then`` is done in the same transaction, with
    the file and the numbers of those that moved.

    Raises
    ------
    NotFound, StateError, NotAllowed, ValueRefused
        As :func:`advance` says.
    """
    row = file_of(office, reference, account)

    def change(cursor: Cursor) -> None:
        moved = advance(office, cursor, row["probleme_id"], vers, account=account, motif=motif, values=values)
        if then is not None:
            then(cursor, row, moved)

    office.database.write(change)
    forget_around(office, row["probleme_id"], row["lat"], row["lon"])
    return follow_up(office, reference, account)


def follow_up(office: Office, reference: str, account: Account) -> Suivi:
    """Where a file stands, its moves so far, and those that the account may make.

    Raises
    ------
    NotFound
        When it is not open to the account.
    """
    row = file_of(office, reference, account)
    return Suivi(
        row["reference"], row["probleme_id"], row["statut"], row["service"] or "", row["echeance"],
        moves_of(office, row["id"]), [str(one) for one in moves_from(row["statut"], account.roles)],
    )  # fmt: skip


def file_of(office: Office, reference: str, account: Account) -> Row:
    """A file by its reference, for an account.

    Raises
    ------
    NotFound
        When there is none, or it lies beyond the territories of the account: which of the two is not told.
    """
    row = file_read(office.database, reference.strip())
    if row is not None and account.territoires:
        row = row if references_within(office.database, [row["reference"]], account.territoires) else None
    if row is None:
        raise NotFound(f"Aucun dossier « {reference.strip()[:40]} » ne vous est ouvert : vérifiez la référence.")
    return row


def moves_of(office: Office, ident: int) -> list[Mouvement]:
    """The moves of a signalement, the oldest first."""
    found = []
    for row in moves_read(office.database, MOVED, [ident]):
        told = {"acte": "", "motif": ""} | json.loads(row["detail"])
        if "vers" in told:
            found.append(Mouvement(row["le"], row["auteur"], told["de"], told["vers"], told["acte"], told["motif"]))
    return found


def checked_reason(motif: str) -> str:
    """A reason as it is kept: one line, which names nobody.

    Raises
    ------
    ValueRefused
        When it is too long, or holds a phone number, a name or anything else of a person.
    """
    rule = "Le motif reste au journal et ne nomme personne"
    return names_nobody(" ".join(motif.split()), LONGEST_REASON, "Le motif", rule)
