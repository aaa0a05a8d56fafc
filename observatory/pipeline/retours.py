"""News owed to callers: who tells whom, what came of it, whether they are content, and the file opened again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from observatory.domain.errors import Conflict, NotFound, StateError, ValueRefused
from observatory.domain.garde import names_nobody
from observatory.domain.retour import (
    ASKED_AFTER,
    CLAIMED_FOR,
    DU,
    TELLING,
    IssueRetour,
    Retour,
    Satisfaction,
    Voie,
    check_answer,
    check_attempt,
    mail_text,
    sms_text,
    ways_left,
)
from observatory.domain.roles import Account
from observatory.domain.statut import CLOSED, Statut
from observatory.domain.suivi import Suivi
from observatory.domain.telephone import shown_phone
from observatory.pipeline.declarants import called_back
from observatory.pipeline.doublons import forget_around
from observatory.pipeline.office import Office
from observatory.pipeline.routage import route
from observatory.pipeline.suivi import advance, file_of, move_file
from observatory.store.appels import Row
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.reference import CITY_NAME, meta_get
from observatory.store.retours import (
    answer_write,
    attempt_write,
    caller_owed,
    claim_drop,
    claim_of,
    claim_write,
    only_planned,
    question_add,
    question_answered,
    question_read,
    questions_due,
    retour_dropped,
    retour_given,
    retour_read,
    retour_state,
    retours_due,
    retours_withdrawn,
)

TOLD, TRIED, DROPPED, ASKED = "retour_donne", "retour_tente", "retour_impossible", "satisfaction"
"""Events of the journal; each is about a signalement."""
LONGEST_NOTE = 200
REOPENABLE = dt.timedelta(days=30)
"""How long after a « no » the office is reminded that the file can be opened again."""


def retours_list(office: Office, account: Account) -> list[Retour]:
    """The callers to be told, what is due first first. Names and numbers are not in it: see :func:`retour_take`."""
    now = office.clock()
    rows = retours_due(office.database, now - CLAIMED_FOR, account.territoires)
    return [_shown(office, row, now) for row in rows]


def retour_take(office: Office, ident: int, account: Account) -> Retour:
    """Say that this account is about to tell a caller; gives their name and number, if they wished to be called back.

    Nobody else may tell them for ``CLAIMED_FOR``, or until the attempt is kept.

    Raises
    ------
    NotFound, StateError
        When there is nothing to tell any more.
    Conflict
        When somebody else is telling them.
    """
    now = office.clock()

    def change(cursor: Cursor) -> None:
        _check_owed(cursor, ident)
        _check_free(cursor, ident, account, now)
        claim_write(cursor, ident, account.name, now)

    row = _row(office, ident, account)
    office.database.write(change, aside=True)
    return _shown(office, {**row, "en_cours": account.name}, now, whole=True)


def retour_try(
    office: Office, ident: int, voie: Voie, issue: IssueRetour, note: str = "", *, account: Account
) -> Retour:
    """Keep an attempt to tell a caller; one that tells them gives the news, and asks for their opinion days later.

    A caller who does not want to know is left in peace. Once nothing more is owed to a caller, their number is
    forgotten.

    Raises
    ------
    NotFound, StateError
        When there is nothing to tell any more.
    Conflict
        When somebody else is telling them.
    ValueRefused
        When the way does not lead there, or the note names somebody.
    """
    check_attempt(voie, issue)
    note, now = _checked_note(note), office.clock()
    row = _row(office, ident, account)
    told = issue in TELLING

    def change(cursor: Cursor) -> None:
        _check_owed(cursor, ident)
        _check_free(cursor, ident, account, now)
        attempt_write(cursor, ident, now, account.name, voie, issue, note)
        claim_drop(cursor, ident)
        if told:
            retour_given(cursor, ident, now, voie, account.name)
            if askable(row) and not only_planned(cursor, ident):
                question_add(cursor, ident, now + ASKED_AFTER)
        elif issue == IssueRetour.REFUS:
            retour_dropped(cursor, ident, account.name)
        _note(cursor, now, account, TOLD if told else TRIED, row, {"voie": str(voie), "issue": str(issue)})

    office.database.write(change)
    _forget_number(office, row, account)
    return _shown(office, _row(office, ident, account), now)


def retour_give_up(office: Office, ident: int, motif: str, *, account: Account) -> Retour:
    """Say that a caller cannot be told: no number, or a wrong one.

    Raises
    ------
    NotFound, StateError, Conflict, ValueRefused
    """
    motif, now = _checked_note(motif), office.clock()
    if not motif:
        raise ValueRefused("Dites pourquoi ce retour est impossible : le motif reste au journal.")
    row = _row(office, ident, account)

    def change(cursor: Cursor) -> None:
        _check_owed(cursor, ident)
        _check_free(cursor, ident, account, now)
        claim_drop(cursor, ident)
        retour_dropped(cursor, ident, account.name)
        _note(cursor, now, account, DROPPED, row, {"motif": motif})

    office.database.write(change)
    _forget_number(office, row, account)
    return _shown(office, _row(office, ident, account), now)


def satisfactions_list(office: Office, account: Account) -> list[Satisfaction]:
    """The callers to be asked whether the trouble is over, and those who said « no » whose file is still closed."""
    now = office.clock()
    rows = questions_due(office.database, now, now - CLAIMED_FOR, account.territoires, now - REOPENABLE)
    return [_asked(row) for row in rows if row["resolu"] is not None or askable(row)]


def satisfaction_take(office: Office, ident: int, account: Account) -> Satisfaction:
    """Say that this account is about to ask a caller; gives their name and number.

    Raises
    ------
    NotFound, StateError, Conflict
    """
    now = office.clock()
    row = _question(office, ident, account)

    def change(cursor: Cursor) -> None:
        _check_unanswered(cursor, ident)
        _check_free(cursor, ident, account, now)
        claim_write(cursor, ident, account.name, now)

    office.database.write(change, aside=True)
    return _asked({**row, "en_cours": account.name}, whole=True)


def satisfaction_keep(
    office: Office, ident: int, resolu: bool | None, note: int | None, refusee: bool, *, account: Account
) -> Satisfaction:
    """Keep a caller's answer: over or not, from 1 to 5; or that they would not answer.

    Raises
    ------
    NotFound, StateError
        When nothing is to be asked, or it was answered meanwhile.
    Conflict
        When somebody else is asking them.
    ValueRefused
        When the answer says nothing, or too much.
    """
    check_answer(resolu, note, refusee)
    now, row = office.clock(), _question(office, ident, account)

    def change(cursor: Cursor) -> None:
        _check_unanswered(cursor, ident)
        _check_free(cursor, ident, account, now)
        claim_drop(cursor, ident)
        answer_write(cursor, ident, now, account.name, resolu, note, refusee)
        _note(cursor, now, account, ASKED, row, {"resolu": resolu, "note": note, "refusee": refusee})

    office.database.write(change)
    if resolu is not False:  # after a « no » the number waits for the file to be reopened, or for the purge
        _forget_number(office, row, account)
    return _asked(_question(office, ident, account))


def file_reopen(office: Office, ident: int, motif: str, *, account: Account) -> list[int]:
    """Open a caller's file again after their « no », with a new promise; gives the numbers of what was reopened.

    The service stays; the promise counts from now, by the rule that fits the file.

    Raises
    ------
    NotFound
    StateError
        When the caller did not say « no », or the file is not closed.
    ValueRefused
        When the reason lacks, or names somebody.
    """
    row = _question(office, ident, account)
    if row["resolu"] is not False or row["rouvert"]:
        raise StateError(
            "Ce dossier ne se rouvre pas d'ici : l'appelant n'a pas dit que le problème continue, ou c'est déjà fait."
        )
    known = file_of(office, row["reference"], account)
    if known["statut"] not in CLOSED:
        raise StateError(f"Le dossier {known['reference']} n'est pas clos : quelqu'un l'a déjà rouvert.")
    values = _promised_anew(office, known)

    def change(cursor: Cursor) -> list[int]:
        moved = advance(
            office, cursor, row["probleme"], Statut.ROUVERT, account=account, motif=motif, values=values,
            reopen=[row["signalement"]],
        )  # fmt: skip
        _withdraw(office, cursor, moved, account)
        return moved

    done = office.database.write(change)
    forget_around(office, row["probleme"], known["lat"], known["lon"])
    return done


def problem_reopen(office: Office, reference: str, motif: str, *, account: Account) -> Suivi:
    """Open the closed files of a problème again, with a new promise; what was still to be told of them is not told.

    Raises
    ------
    NotFound, StateError, NotAllowed, ValueRefused
        As ``pipeline.suivi.move_file`` says.
    """
    return move_file(
        office, reference, Statut.ROUVERT, account=account, motif=motif,
        values=_promised_anew(office, file_of(office, reference, account)),
        then=lambda cursor, _, moved: _withdraw(office, cursor, moved, account),
    )  # fmt: skip


def _promised_anew(office: Office, known: Row) -> Row:
    """The service and the promise of a file that is opened again: its own service, the promise counted from now."""
    codes: list[str] = []
    if known["lat"] is not None:
        _, codes = office.territories_at(known["cell"], known["lat"], known["lon"], office.today())
    envoi = route(office, known["categorie"], known["lieu"], codes, office.clock())
    return {"service": known["service"] or envoi.service, "echeance": envoi.echeance}


def _withdraw(office: Office, cursor: Cursor, files: Sequence[int], account: Account) -> None:
    for row in retours_withdrawn(cursor, files, account.name):
        _note(cursor, office.clock(), account, DROPPED, row, {"motif": "le dossier est rouvert"})


def _row(office: Office, ident: int, account: Account) -> Row:
    row = retour_read(office.database, ident, office.clock() - CLAIMED_FOR, account.territoires)
    if row is None:
        raise NotFound(f"Le retour n° {ident} n'est pas ouvert à votre compte : relisez la file.")
    return row


def _question(office: Office, ident: int, account: Account) -> Row:
    row = question_read(office.database, ident, office.clock() - CLAIMED_FOR, account.territoires)
    if row is None:
        raise NotFound(f"Aucune question n'est à poser pour le retour n° {ident} : relisez la liste.")
    return row


def _check_owed(cursor: Cursor, ident: int) -> None:
    if retour_state(cursor, ident) != DU:
        raise StateError("Ce retour n'est plus à donner : quelqu'un vient de le faire. Relisez la file.")


def _check_unanswered(cursor: Cursor, ident: int) -> None:
    if question_answered(cursor, ident) is not False:
        raise StateError("Cette personne a déjà répondu : quelqu'un vient de l'appeler. Relisez la liste.")


def _check_free(cursor: Cursor, ident: int, account: Account, now: dt.datetime) -> None:
    other = claim_of(cursor, ident, now - CLAIMED_FOR)
    if other is not None and other != account.name:
        raise Conflict(f"En cours chez {other} : n'appelez pas cette personne une seconde fois, prenez la suivante.")


def _forget_number(office: Office, row: Row, account: Account) -> None:
    """Forget the number of a caller to whom nothing more is owed."""
    declarant = row["declarant"]
    if declarant is None or row["telephone"] is None:
        return
    if not caller_owed(office.database.cursor(), declarant):
        called_back(office, declarant, auteur=account.name)


def _ways(row: Row) -> tuple[str, ...]:
    return ways_left(row["telephone"] is not None, row["canal"], frozenset(row["fausses"]))


def askable(row: Row) -> bool:
    """Whether a caller can still be reached to be asked, or told."""
    return bool(_ways(row))


def _shown(office: Office, row: Row, now: dt.datetime, *, whole: bool = False) -> Retour:
    ville = meta_get(office.database, CITY_NAME)
    return Retour(
        **{name: row[name] for name in _PLAIN},
        voies=_ways(row),
        en_retard=row["etat"] == DU and row["du_le"] < now,
        sms=sms_text(ville, row["phrase"], row["reference"]),
        courriel=mail_text(ville, row["phrase"], row["reference"]),
        **_person(row, whole),
    )


_PLAIN = (
    "ident", "reference", "libelle", "lieu", "statut", "phrase", "cree_le", "du_le", "etat", "langue", "tentatives",
    "derniere", "derniere_le", "en_cours",
)  # fmt: skip
_ASKED_PLAIN = (
    "ident", "reference", "libelle", "lieu", "phrase", "donne_le", "a_poser_le", "langue", "resolu", "en_cours",
)  # fmt: skip


def _asked(row: Row, *, whole: bool = False) -> Satisfaction:
    return Satisfaction(
        **{name: row[name] for name in _ASKED_PLAIN},
        voies=_ways(row),
        close=row["statut"] in CLOSED,
        **_person(row, whole),
    )


def _person(row: Row, whole: bool) -> Row:
    if not whole:
        return {}
    return {"telephone": shown_phone(row["telephone"]) if row["telephone"] else "", "nom": row["nom"]}


def _checked_note(note: str) -> str:
    rule = "Une note de tentative ne nomme personne"
    return names_nobody(" ".join(note.split()), LONGEST_NOTE, "La note", rule)


def _note(cursor: Cursor, le: dt.datetime, account: Account, event: str, row: Row, detail: dict[str, object]) -> None:
    journal_append(
        cursor, le=le, auteur=account.name, evenement=event, objet="signalement", cle=str(row["signalement"]),
        detail={"retour": row["ident"]} | detail,
    )  # fmt: skip
