"""News owed to a caller: how it can be told, what came of each attempt, and the question asked days later."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from observatory.domain.errors import ValueRefused

DU, DONNE, IMPOSSIBLE = "du", "donne", "impossible"
"""Where news owed to a caller stands."""

ASKED_AFTER = dt.timedelta(days=7)
"""How long after the news the caller is asked whether the trouble is over."""
CLAIMED_FOR = dt.timedelta(minutes=10)
"""How long nobody else may tell a caller whom an operator is about to tell."""
SMS_LENGTH = 160
"""Characters of one SMS written in the alphabet of phones (GSM 03.38); any other sign would leave 70."""
NOTES = (1, 5)


class Voie(StrEnum):
    """How a caller is told."""

    TELEPHONE = "telephone"
    SMS = "sms"
    COURRIEL = "courriel"


class IssueRetour(StrEnum):
    """What an attempt came to."""

    JOINT = "joint"
    MESSAGE = "message"
    ABSENT = "absent"
    REFUS = "refus"
    NUMERO_FAUX = "numero_faux"


ISSUES: dict[Voie, tuple[IssueRetour, ...]] = {
    Voie.TELEPHONE: (
        IssueRetour.JOINT,
        IssueRetour.MESSAGE,
        IssueRetour.ABSENT,
        IssueRetour.REFUS,
        IssueRetour.NUMERO_FAUX,
    ),
    Voie.SMS: (IssueRetour.MESSAGE, IssueRetour.NUMERO_FAUX),
    Voie.COURRIEL: (IssueRetour.MESSAGE, IssueRetour.NUMERO_FAUX),
}
"""What an attempt may come to, by its way."""

TELLING = (IssueRetour.JOINT, IssueRetour.MESSAGE)
"""What gives the news: the caller was told, or it was left where they read or hear it."""

WRITTEN_CHANNELS = ("courriel", "formulaire")
"""Channels whose messages bear an address: it is answered from the town's mailbox, and never kept here."""


@dataclass(frozen=True, slots=True)
class Retour:
    """News owed to one caller. ``voies`` are the ways that are left; ``telephone`` and ``nom`` only for who takes it.

    ``tentatives`` counts the attempts, of which the last came to ``derniere`` at ``derniere_le``. ``en_cours`` is who
    is telling them now. ``promis_le`` is what the file had promised.
    """

    ident: int
    reference: str
    libelle: str
    lieu: str
    statut: str
    phrase: str
    cree_le: dt.datetime
    du_le: dt.datetime
    en_retard: bool
    etat: str
    voies: tuple[str, ...]
    langue: str
    tentatives: int
    derniere: str
    derniere_le: dt.datetime | None
    en_cours: str
    sms: str
    courriel: str
    telephone: str = ""
    nom: str = ""


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """A caller to be asked whether the trouble is over; ``close`` says whether the file can be reopened."""

    ident: int
    reference: str
    libelle: str
    lieu: str
    phrase: str
    donne_le: dt.datetime
    a_poser_le: dt.datetime
    voies: tuple[str, ...]
    langue: str
    close: bool
    resolu: bool | None
    en_cours: str
    telephone: str = ""
    nom: str = ""


def check_attempt(voie: Voie, issue: IssueRetour) -> None:
    """Refuse an attempt that cannot have come to that.

    Raises
    ------
    ValueRefused
    """
    if issue not in ISSUES[voie]:
        known = ", ".join(ISSUES[voie])
        raise ValueRefused(f"Par {voie}, une tentative ne finit pas par « {issue} » : choisissez parmi {known}.")


def ways_left(telephone: bool, canal: str, failed: frozenset[str]) -> tuple[str, ...]:
    """The ways by which a caller can be told.

    ``telephone``: they left a number to be called back; ``canal`` is how they wrote; ``failed`` are the ways of the
    attempts that found a wrong number or address. A wrong number is wrong for a call and for an SMS.
    """
    phone = telephone and not failed & {Voie.TELEPHONE, Voie.SMS}
    mail = canal in WRITTEN_CHANNELS and Voie.COURRIEL not in failed
    return (Voie.TELEPHONE, Voie.SMS) * phone + (Voie.COURRIEL,) * mail


def check_answer(resolu: bool | None, note: int | None, refusee: bool) -> None:
    """Refuse an answer to the question of satisfaction that says nothing, or too much.

    Raises
    ------
    ValueRefused
    """
    if refusee and (resolu is not None or note is not None):
        raise ValueRefused("Qui ne veut pas répondre ne donne ni avis ni note : enlevez l'un ou l'autre.")
    if not refusee and resolu is None:
        raise ValueRefused("Dites si le problème est résolu, ou que la personne ne souhaite pas répondre.")
    if note is not None and not NOTES[0] <= note <= NOTES[1]:
        raise ValueRefused(f"La note va de {NOTES[0]} à {NOTES[1]}, pas {note}.")


def sms_text(ville: str, phrase: str, reference: str) -> str:
    """The news as one SMS: the town, the sentence (cut at a word where it is too long), the reference.

    Only signs of the alphabet of phones: « ê » becomes « e », a typographic apostrophe a straight one.
    """
    head, tail = gsm(f"Mairie de {ville} : ")[: SMS_LENGTH // 3], gsm(f" Réf. {reference}")
    room, said = SMS_LENGTH - len(head) - len(tail), gsm(phrase)
    if len(said) > room:
        said = said[: room - 3].rsplit(" ", 1)[0].rstrip(" ,;:.") + "..."
    return head + said + tail


def mail_text(ville: str, phrase: str, reference: str) -> str:
    """The news as the text of an e-mail, to be copied into the town's mailbox."""
    return (
        f"Bonjour,\n\nVous nous avez signalé un problème (référence {reference}). Voici ce qu'il en est :\n\n{phrase}\n"
        f"\nSi le problème continue, rappelez-nous ou répondez à ce message en donnant la référence {reference}.\n\n"
        f"Office de la tranquillité publique\nMairie de {ville}"
    )


def gsm(text: str) -> str:
    """A text in the basic alphabet of phones: what has no sign there takes its nearest, or goes."""
    plain = _SPACES.sub(" ", _QUOTES.sub('"', text).translate(_NEAREST)).strip()
    kept = "".join(one if one in _GSM else _without_accent(one) for one in plain)
    begins, ends = text[:1].isspace(), text[-1:].isspace()
    return " " * begins + kept + " " * (ends and bool(kept))


def _without_accent(sign: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", sign) if one in _GSM)


_GSM = frozenset(
    "@£$¥èéùìòÇØøÅå_ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""3GPP TS 23.038, the default alphabet, but its Greek letters and its line breaks."""
_NEAREST = str.maketrans({"’": "'", "‘": "'", "«": '"', "»": '"', "“": '"', "”": '"', "–": "-", "—": "-", "…": "...",
                          "œ": "oe", "Œ": "OE", "€": "EUR", "ç": "c", "\u00a0": " ", "\u202f": " "})  # fmt: skip
_SPACES = re.compile(r"\s+")
_QUOTES = re.compile(r"«\s*|\s*»")
