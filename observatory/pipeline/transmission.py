"""Sending a file to its service: by e-mail, on paper or by telephone, each with its trace."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac

from observatory.domain.errors import Conflict, MailFailed, NotFound, StateError, ValueRefused
from observatory.domain.roles import ACTS, Account
from observatory.domain.statut import Statut, check_move
from observatory.domain.transmission import (
    LINK_LASTS,
    LONGEST_LINE,
    ATransmettre,
    Document,
    Suite,
    Transmission,
    Voie,
    checked_text,
)
from observatory.pipeline.annuaire import email_of
from observatory.pipeline.courrier import mail_address, send_mail
from observatory.pipeline.doublons import forget_around
from observatory.pipeline.fiches import masked, place_text, row_to_fiche
from observatory.pipeline.office import Office
from observatory.pipeline.secret import derived_key
from observatory.pipeline.sessions import token_to_mark
from observatory.pipeline.suivi import advance, file_of
from observatory.present.bordereau import bordereau
from observatory.present.lettre import letter
from observatory.store.appels import Row, references_within
from observatory.store.comptes_rendus import waiting_set_aside
from observatory.store.database import Cursor
from observatory.store.journal import journal_append
from observatory.store.reference import CITY_NAME, meta_get
from observatory.store.transmissions import (
    fiche_read,
    link_add,
    links_revoke,
    links_revoke_of,
    services_known,
    transmission_add,
    transmission_settle,
    transmissions_of,
    waiting_read,
)

TO_SEND = (Statut.RECU, Statut.QUALIFIE, Statut.ROUVERT)
"""States in which a file that has a service waits to be sent to it."""
MOST_LISTED = 500
JUST_NOW = dt.timedelta(seconds=10)
_UNDER_WAY = "transmissions en cours"
LINKS = b"observatory/reponse/lien/1"
"""The label of the key from which the tokens of one-time links are made."""


def waiting_files(office: Office, account: Account) -> list[ATransmettre]:
    """The troubles that wait to be sent to their service, the earliest promise first."""
    rows = waiting_read(office.database, TO_SEND, MOST_LISTED)
    return [
        ATransmettre(
            row["reference"], row["probleme_id"], row["libelle"], place_text(row), masked(row["description"] or ""),
            row["service"], row["statut"], row["recu_le"], row["echeance"], row["signalements"],
            email_of(office, row["service"]),
        )
        for row in within_bounds(office, rows, account)
    ]  # fmt: skip


def within_bounds(office: Office, rows: list[Row], account: Account) -> list[Row]:
    """Those of some files that lie in the territories of an account, all of them where it has none."""
    if not account.territoires:
        return rows
    inside = references_within(office.database, [row["reference"] for row in rows], account.territoires)
    return [row for row in rows if row["reference"] in inside]


def transmit(
    office: Office,
    reference: str,
    voie: Voie,
    *,
    account: Account,
    destinataire: str = "",
    note: str = "",
    service: str = "",
) -> Transmission:
    """Send a file, and those of the same problème, to its service or, by who may reorient it, to another.

    The files become ``transmis``. Links that were given before can no longer be used, and refusals that nobody
    settled are set aside. Where the mail server does not take the message, the trace of it stays and nothing moves.

    Raises
    ------
    NotFound, StateError, NotAllowed
        When the file is not open to the account, or cannot be sent.
    ValueRefused
        When the service or the addressee lacks, or the note tells of a person.
    Conflict
        When somebody is sending it right now, or it has just been sent there: a button that was pressed twice.
    MailFailed
        When the message did not leave.
    """
    row = file_of(office, reference, account)
    under_way: dict[int, object] = office.kept(_UNDER_WAY, None, dict)
    mine = object()
    if under_way.setdefault(row["probleme_id"], mine) is not mine:
        raise Conflict(f"Le dossier {row['reference']} est en train de partir : rechargez la page dans un instant.")
    try:
        return _sent(office, row, voie, account, destinataire, note, service)
    finally:
        under_way.pop(row["probleme_id"], None)


def _sent(
    office: Office, row: Row, voie: Voie, account: Account, destinataire: str, note: str, service: str
) -> Transmission:
    chosen = _chosen_service(row, service, account)
    check_move(row["statut"], Statut.TRANSMIS, account.roles)
    to = _addressee(office, voie, destinataire, chosen)
    said = checked_text("La note", note, LONGEST_LINE)
    if voie == Voie.COURRIEL and not office.address:
        raise StateError(
            "L'adresse de l'office n'est pas connue (OBSERVATORY_PUBLIC_URL), le service n'aurait pas de lien pour "
            "répondre : transmettez par bordereau ou par téléphone, ou demandez à l'administrateur de la régler."
        )
    now = office.clock()
    _not_just_sent(office, row, (chosen, str(voie), to), now)
    kept: Row = {
        "probleme_id": row["probleme_id"], "signalement_id": row["id"], "service": chosen, "voie": str(voie),
        "destinataire": to, "note": said or None, "auteur": account.name, "le": now,
    }  # fmt: skip
    ident = office.database.write(lambda cursor: _keep(office, cursor, kept, voie), aside=True)
    if voie == Voie.COURRIEL:
        _send(office, row, ident, now, chosen, to, said)

    def change(cursor: Cursor) -> None:
        links_revoke(cursor, row["probleme_id"], now, but=ident)
        transmission_settle(cursor, ident, remise_le=office.clock() if voie == Voie.COURRIEL else now, erreur=None)
        waiting_set_aside(
            cursor, row["probleme_id"], par=account.name, le=now, remarque=f"transmis de nouveau à {chosen}",
            suite=Suite.REFUSE,
        )  # fmt: skip
        advance(office, cursor, row["probleme_id"], Statut.TRANSMIS, account=account, values={"service": chosen})
        journal_append(
            cursor, le=now, auteur=account.name, evenement="transmission", objet="signalement", cle=str(row["id"]),
            detail={"voie": str(voie), "service": chosen, "transmission": ident},
        )  # fmt: skip

    office.database.write(change)
    forget_around(office, row["probleme_id"], row["lat"], row["lon"])
    return next(one for one in sendings(office, row["reference"], account) if one.ident == ident)


def _not_just_sent(office: Office, row: Row, where: tuple[str, str, str], now: dt.datetime) -> None:
    """Refuse what left for the same service by the same way a few seconds ago.

    Raises
    ------
    Conflict
    """
    for one in transmissions_of(office.database, row["probleme_id"])[:1]:
        same = (one["service"], one["voie"], one["destinataire"]) == where
        if same and one["remise_le"] is not None and now - one["le"] < JUST_NOW:
            raise Conflict(f"Le dossier {row['reference']} vient de partir pour « {where[0]} » : rien n'est renvoyé.")


def sendings(office: Office, reference: str, account: Account) -> list[Transmission]:
    """How a file and those of the same problème were sent so far, the newest first."""
    row = file_of(office, reference, account)
    return [
        Transmission(
            one["id"], one["reference"], one["service"], one["voie"], one["destinataire"], one["note"] or "",
            one["auteur"], one["le"], one["remise_le"], one["erreur"] or "", one["expire_le"], one["utilise_le"],
            one["revoque_le"],
        )
        for one in transmissions_of(office.database, row["probleme_id"])
    ]  # fmt: skip


def revoke_links(office: Office, reference: str, account: Account) -> int:
    """Let nobody answer any more by the links of a file; gives how many could still be used."""
    row = file_of(office, reference, account)
    now = office.clock()

    def change(cursor: Cursor) -> int:
        gone = links_revoke(cursor, row["probleme_id"], now)
        if gone:
            journal_append(
                cursor, le=now, auteur=account.name, evenement="lien révoqué", objet="signalement", cle=str(row["id"]),
                detail={"liens": gone},
            )  # fmt: skip
        return gone

    return office.database.write(change, aside=True)


def paper(office: Office, reference: str, account: Account) -> Document:
    """The bordereau of a file that was sent on paper, to be printed: tagged PDF, with a link where one can be used.

    Raises
    ------
    NotFound
        When the file is not open to the account, or was not sent on paper.
    """
    row = file_of(office, reference, account)
    sent = [one for one in transmissions_of(office.database, row["probleme_id"]) if one["voie"] == Voie.BORDEREAU]
    if not sent:
        raise NotFound(
            f"Le dossier « {row['reference']} » n'a pas de bordereau : transmettez-le d'abord par cette voie."
        )
    latest = sent[0]
    token = link_token(office, latest["id"], latest["cree_le"])
    usable = (
        bool(office.address)
        and latest["empreinte"] == token_to_mark(token)  # the secret of the office may be another since
        and latest["utilise_le"] is None
        and latest["revoque_le"] is None
        and latest["expire_le"] > office.clock()
    )
    link = link_of(office, latest["id"], latest["cree_le"]) if usable else ""
    fiche = row_to_fiche({**fiche_read(office.database, latest["signalement_id"]), "service": latest["service"]})
    ville = meta_get(office.database, CITY_NAME, "Ma ville")
    made = bordereau(
        ville, fiche, le=latest["le"], note=latest["note"] or "", lien=link, expire_le=latest["expire_le"]
    )  # fmt: skip
    return Document(row["reference"], made)


def link_token(office: Office, transmission: int, cree_le: dt.datetime) -> str:
    """The token of the link of a sending: 256 bits that the office's secret alone gives, so that it prints again."""
    told = f"{transmission} {cree_le.astimezone(dt.UTC).isoformat()}".encode()
    made = hmac.digest(derived_key(office.settings, LINKS), told, hashlib.sha256)
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def link_of(office: Office, transmission: int, cree_le: dt.datetime) -> str:
    """The address at which a service answers once."""
    return f"{office.address.rstrip('/')}/reponse/{link_token(office, transmission, cree_le)}"


def services(office: Office) -> list[str]:
    """The services that a file may be sent to, by name."""
    return services_known(office.database)


def _keep(office: Office, cursor: Cursor, row: Row, voie: Voie) -> int:
    """The trace of a sending, with a link but where the service was telephoned."""
    ident = transmission_add(cursor, row)
    if voie != Voie.TELEPHONE:
        now = row["le"]
        link_add(cursor, token_to_mark(link_token(office, ident, now)), ident, now, now + LINK_LASTS)
    return ident


def _send(office: Office, row: Row, ident: int, now: dt.datetime, service: str, to: str, note: str) -> None:
    """Hand the message to the mail server; what it says to refuse it is kept with the trace."""
    fiche = row_to_fiche({**fiche_read(office.database, row["id"]), "service": service})
    ville = meta_get(office.database, CITY_NAME, "Ma ville")
    subject, text = letter(ville, fiche, note=note, lien=link_of(office, ident, now), expire_le=now + LINK_LASTS)
    try:
        send_mail(office.settings, to, subject, text)
    except (MailFailed, ValueRefused) as error:
        told = error.message

        def failed(cursor: Cursor) -> None:
            transmission_settle(cursor, ident, remise_le=None, erreur=told)
            links_revoke_of(cursor, ident, now)

        office.database.write(failed, aside=True)
        raise


def _chosen_service(row: Row, service: str, account: Account) -> str:
    """The service of a file, or the other one that it is sent to.

    Raises
    ------
    ValueRefused
        When it has none and none is given, or the account may not send it elsewhere.
    """
    asked, own = " ".join(service.split())[:100], row["service"] or ""
    if asked and own and asked != own and ACTS["reorienter"].isdisjoint(account.roles):
        raise ValueRefused(f"Ce dossier est à « {own} » : un régulateur peut l'envoyer à un autre service.")
    if not asked and not own:
        raise ValueRefused("Ce dossier n'a pas encore de service : choisissez à qui le transmettre.")
    return asked or own


def _addressee(office: Office, voie: Voie, destinataire: str, service: str) -> str:
    said = " ".join(destinataire.split())
    if voie == Voie.COURRIEL:
        found = said or email_of(office, service)
        if not found:
            raise ValueRefused(
                f"L'annuaire ne donne pas d'adresse de courriel pour « {service} » : tapez-la, ou transmettez par "
                "bordereau ou par téléphone."
            )
        return str(mail_address(found))
    if voie == Voie.TELEPHONE and not said:
        raise ValueRefused("Dites qui vous avez eu au téléphone : un accueil, un standard, une fonction.")
    return checked_text("Le destinataire", said, 120) or service
