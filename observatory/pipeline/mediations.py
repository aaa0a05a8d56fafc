"""Mediations: referred by the office, carried out by a médiateur, accounted for and handed back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from observatory.domain.errors import Conflict, NotFound, ValueRefused
from observatory.domain.garde import mask, names_nobody
from observatory.domain.mediation import (
    LONGEST_MINUTES,
    LONGEST_PLACE,
    LONGEST_TEXT,
    PARTIES,
    SERVICE,
    SETTLED,
    EtatRendezVous,
    IssueMediation,
    Mediation,
    RendezVous,
    Rendu,
    address_to_street,
    outcome_sentence,
)
from observatory.domain.position import Position
from observatory.domain.roles import Account, Role
from observatory.domain.statut import CLOSED, Statut
from observatory.pipeline.depots import Work, sent_once
from observatory.pipeline.doublons import forget_around
from observatory.pipeline.office import Office
from observatory.pipeline.retours_dus import CLOSED_NOW
from observatory.pipeline.rues import street_at
from observatory.pipeline.suivi import advance, file_of
from observatory.present.labels import instant
from observatory.store.appels import Row
from observatory.store.comptes import accounts_read
from observatory.store.comptes_rendus import compte_rendu_add
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.mediations import (
    appointment_mediation,
    appointment_set,
    appointment_write,
    appointments_of,
    mediation_change,
    mediation_going_on,
    mediation_read,
    mediation_write,
    mediations_of,
    mediations_open,
)
from observatory.store.suivi import problem_files

UNPLACED = "Lieu à préciser"
_AHEAD = dt.timedelta(minutes=5)
_FARTHEST = dt.timedelta(days=366)
_NOTED_LATE = dt.timedelta(days=31)
"""How long ago an appointment may lie when it is noted: a phone may have been without a network."""


def refer(office: Office, account: Account, reference: str, consigne: str = "", mediateur: str = "") -> Mediation:
    """Refer the problème of a file to a médiateur, or to any of them where none is named.

    A problème that is in mediation already gets another médiateur and another consigne.

    Raises
    ------
    NotFound
        When the file is not open to the account, or nobody active bears that name with the role of médiateur.
    StateError, ValueRefused
        When the file cannot go there, or the consigne tells of a person.
    """
    row = file_of(office, reference, account)
    said = _guarded(consigne, "La consigne", LONGEST_TEXT)
    name = _mediateur(office, mediateur)
    now = office.clock()

    def change(cursor: Cursor) -> int:
        if row["statut"] != Statut.MEDIATION:
            advance(office, cursor, row["probleme_id"], Statut.MEDIATION, account=account, values={"service": SERVICE})
        values: Row = {
            "mediateur": name, "confiee_par": account.name, "confiee_le": now, "consigne": said or None,
        }  # fmt: skip
        ident = mediation_going_on(cursor, row["probleme_id"])
        if ident is None:
            places: Row = {"probleme_id": row["probleme_id"], "signalement_id": row["id"]}
            ident = mediation_write(cursor, places | values)
        else:
            mediation_change(cursor, ident, values)
        _noted(cursor, account, now, "mediation_confiee", ident, {"mediateur": name or ""})
        return ident

    ident = office.database.write(change)
    forget_around(office, row["probleme_id"], row["lat"], row["lon"])
    return next(one for one in of_file(office, account, reference) if one.ident == ident)


def mediateurs(office: Office) -> list[str]:
    """The accounts to which a file may be referred, by name."""
    return [one.identifiant for one in accounts_read(office.database) if one.actif and Role.MEDIATEUR in one.roles]


def open_mediations(office: Office, account: Account) -> list[Mediation]:
    """What a médiateur has to do: own mediations and those of nobody, within own territories, the first due first.

    A régulateur, who may look, is shown those of everybody.
    """
    mine = None if Role.REGULATEUR in account.roles else account.name
    return _shown(office, mediations_open(office.database, account.territoires, mine))


def of_file(office: Office, account: Account, reference: str) -> list[Mediation]:
    """The mediations of a file, the latest first.

    Raises
    ------
    NotFound
        When the file is not open to the account.
    """
    row = file_of(office, reference, account)
    return _shown(office, mediations_of(office.database, row["probleme_id"]))


def appoint(
    office: Office,
    account: Account,
    cle: str,
    ident: int,
    le: dt.datetime,
    lieu: str,
    parties: Collection[str],
) -> Rendu:
    """Make an appointment of a mediation.

    Raises
    ------
    NotFound
        When the mediation is not open to the account.
    Conflict
        When it is ended.
    ValueRefused
        When the date, the place or the parties cannot be.
    """
    roles = _checked_parties(parties)

    def prepare() -> Work:
        row = _going_on(office, account, ident)
        if le.tzinfo is None or not office.clock() - _NOTED_LATE <= le <= office.clock() + _FARTHEST:
            raise ValueRefused("La date du rendez-vous n'est pas possible : d'ici un an, ou passée d'un mois au plus.")
        place = _guarded(lieu, "Le lieu", LONGEST_PLACE)
        if not place:
            raise ValueRefused("Il manque le lieu du rendez-vous : écrivez-le, par exemple « hall du bâtiment A ».")

        def work(cursor: Cursor) -> Rendu:
            made = appointment_write(cursor, row["ident"], le, place, ",".join(roles), account.name)
            _noted(cursor, account, office.clock(), "rendez_vous", ident, {"rendez_vous": made})
            return Rendu(made, f"Rendez-vous noté : {instant(le)}.")

        return work

    sent = {"ident": ident, "le": le, "lieu": lieu, "parties": roles}
    return sent_once(office, account, "mediations.rendez_vous", cle, sent, prepare)


def appointment_becomes(office: Office, account: Account, cle: str, ident: int, etat: EtatRendezVous) -> Rendu:
    """Say that an appointment was held, missed or called off.

    Raises
    ------
    NotFound, Conflict
        As :func:`appoint` says.
    """

    def prepare() -> Work:
        mediation = appointment_mediation(office.database, ident)
        if mediation is None:
            raise _unknown("Aucun rendez-vous", ident)
        _going_on(office, account, mediation)

        def work(cursor: Cursor) -> Rendu:
            appointment_set(cursor, ident, str(etat))
            return Rendu(ident, "Rendez-vous mis à jour.")

        return work

    return sent_once(office, account, "mediations.noter_rendez_vous", cle, {"ident": ident, "etat": str(etat)}, prepare)


def end(
    office: Office,
    account: Account,
    cle: str,
    ident: int,
    issue: IssueMediation,
    duree_min: int,
    parties: Collection[str],
    note: str = "",
    le: dt.datetime | None = None,
) -> Rendu:
    """End a mediation: the outcome, and the compte rendu that a régulateur validates.

    After an agreement, whole or partial, the files become « intervention faite »; after a refusal, or where the parties
    were turned to the law, they stay for the régulateur; and so they do where they were sent to a service meanwhile.
    What was closed stays closed: the work is accounted for, and nothing waits to be validated. ``le`` is when it ended
    by the phone, which may have been without a network since.

    Raises
    ------
    NotFound
        When the mediation is not open to the account.
    Conflict
        When it was ended before.
    ValueRefused
        When the duration or the parties cannot be, or the note tells of a person.
    """
    roles = _checked_parties(parties)

    def prepare() -> Work:
        row = _going_on(office, account, ident)
        if not 1 <= duree_min <= LONGEST_MINUTES:
            raise ValueRefused(f"Une durée de {duree_min} minutes ne se peut pas : de 1 à {LONGEST_MINUTES}.")
        said = _guarded(note, "La note", LONGEST_TEXT)
        now = office.clock()
        ended = le if le is not None and le.tzinfo and row["confiee_le"] <= le <= now + _AHEAD else now

        def work(cursor: Cursor) -> Rendu:
            values: Row = {
                "issue": str(issue), "parties": ",".join(roles), "duree_min": duree_min, "note": said or None,
                "close_le": ended, "close_par": account.name,
            }  # fmt: skip
            if not mediation_change(cursor, ident, values):
                raise _ended(row)
            states = {one["statut"] for one in problem_files(cursor, row["probleme_id"])}
            told = _account_row(row, account, issue, outcome_sentence(issue, roles, duree_min), ended)
            if states <= set(CLOSED):
                told |= {"etat": "ecarte", "remarque": CLOSED_NOW, "valide_par": account.name, "valide_le": now}
            compte_rendu_add(cursor, told)
            if issue in SETTLED and Statut.MEDIATION in states:
                advance(office, cursor, row["probleme_id"], Statut.INTERVENTION_FAITE, account=account)
            _noted(cursor, account, now, "mediation_close", ident, {"issue": str(issue), "duree_min": duree_min})
            return Rendu(ident, "Résultat enregistré : le régulateur le valide.")

        return work

    sent = {"ident": ident, "issue": str(issue), "duree_min": duree_min, "parties": roles, "note": note, "le": le}
    done = sent_once(office, account, "mediations.clore", cle, sent, prepare)
    row = mediation_read(office.database, ident, account.territoires)
    if row is not None and not done.deja:
        forget_around(office, row["probleme_id"], row["lat"], row["lon"])
    return done


def _account_row(row: Row, account: Account, issue: IssueMediation, texte: str, le: dt.datetime) -> Row:
    """The compte rendu of an outcome: done, or refused where a party refused. The note stays with the mediation."""
    refused = issue == IssueMediation.REFUS
    return {
        "probleme_id": row["probleme_id"], "signalement_id": row["signalement_id"], "service": SERVICE,
        "voie": "mediateur", "auteur": account.name, "le": le, "suite": "refuse" if refused else "fait",
        "motif": "Une partie a refusé la médiation." if refused else None, "texte": texte, "etat": "a_valider",
    }  # fmt: skip


def _going_on(office: Office, account: Account, ident: int) -> Row:
    """A mediation that the account may carry out and that is not ended.

    Raises
    ------
    NotFound
        When there is none, or it is another médiateur's, or lies beyond the territories: which of these is not told.
    Conflict
        When it was ended.
    """
    row = mediation_read(office.database, ident, account.territoires)
    if row is None or row["mediateur"] not in ("", account.name):
        raise _unknown("Aucune médiation", ident)
    if row["close_le"] is not None:
        raise _ended(row)
    return row


def _unknown(what: str, ident: int) -> NotFound:
    return NotFound(f"{what} n° {ident} ne vous est ouvert{'e' if 'Aucune' in what else ''} : rechargez votre liste.")


def _ended(row: Row) -> Conflict:
    when = f" le {instant(row['close_le'])}" if row["close_le"] else ""
    return Conflict(f"La médiation du dossier {row['reference']} est déjà close{when} : rien n'est changé.")


def _shown(office: Office, rows: list[Row]) -> list[Mediation]:
    made: dict[int, list[RendezVous]] = {}
    for one in appointments_of(office.database, [row["ident"] for row in rows]):
        parties = _codes(one["parties"])
        made.setdefault(one["mediation"], []).append(RendezVous(**{**one, "parties": parties}))
    plain = (
        "ident", "reference", "libelle", "adresse", "lat", "lon", "consigne", "mediateur", "confiee_le", "echeance",
        "issue", "duree_min", "note", "close_le",
    )  # fmt: skip
    return [
        Mediation(
            **{name: row[name] for name in plain},
            rue=_street(office, row),
            precisions=_precisions(row),
            recit=mask(row["recit"]),
            voix=int(row.get("voix") or 0),
            parties=_codes(row["parties"]),
            rendez_vous=tuple(made.get(row["ident"], ())),
        )
        for row in rows
    ]


def _street(office: Office, row: Row) -> str:
    """The street of a file: that of the address that was found, else of its position, else what was said."""
    if not row["adresse_trouvee"] and row["lat"] is not None:
        return street_at(office, Position(lat=row["lat"], lon=row["lon"])) or UNPLACED
    return address_to_street(row["adresse"]) or UNPLACED


def _precisions(row: Row) -> str:
    """What stands beside an address: residence, building, hall, floor."""
    said = [
        row["residence"],
        row["batiment"] and f"bâtiment {row['batiment']}",
        row["hall"] and f"hall {row['hall']}",
        row["etage"] and f"étage {row['etage']}",
    ]
    return ", ".join(one for one in said if one)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(one for one in text.split(",") if one)


def _checked_parties(parties: Collection[str]) -> tuple[str, ...]:
    """Parties in the order of the table, each once.

    Raises
    ------
    ValueRefused
        When one is no role of the table, or there is none.
    """
    strange = [one for one in parties if one not in PARTIES]
    if strange:
        raise ValueRefused(f"« {strange[0][:40]} » n'est pas un rôle : choisissez parmi {', '.join(PARTIES)}.")
    if not parties:
        raise ValueRefused("Dites qui a pris part, par rôle : touchez au moins une partie.")
    return tuple(one for one in PARTIES if one in parties)


def _guarded(text: str, what: str, most: int) -> str:
    """A short text on one line that names nobody.

    Raises
    ------
    ValueRefused
    """
    return names_nobody(" ".join(text.split()), most, what)


def _mediateur(office: Office, name: str) -> str | None:
    """The account to which a file is referred; None for any.

    Raises
    ------
    NotFound
    """
    wanted = name.strip()
    if not wanted:
        return None
    if wanted not in mediateurs(office):
        raise NotFound(f"Aucun médiateur actif ne se nomme « {wanted[:40]} » : choisissez-le dans la liste.")
    return wanted


def _noted(
    cursor: Cursor, account: Account, le: dt.datetime, event: str, ident: int, detail: dict[str, object]
) -> None:
    journal_append(
        cursor, le=le, auteur=account.name, evenement=event, objet="mediation", cle=str(ident), detail=detail
    )
