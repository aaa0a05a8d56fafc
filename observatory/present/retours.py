"""The words for news owed to callers: ways, what attempts came to, marks from 1 to 5."""

from __future__ import annotations

import re

from observatory.domain.retour import IssueRetour, Retour, Voie
from observatory.present.labels import instant, plural

VOIES = {Voie.TELEPHONE: "Téléphone", Voie.SMS: "SMS", Voie.COURRIEL: "Courriel"}
ISSUES: dict[Voie, dict[IssueRetour, tuple[str, str]]] = {
    Voie.TELEPHONE: {
        IssueRetour.JOINT: ("Joint", "check"),
        IssueRetour.MESSAGE: ("Message laissé", "voicemail"),
        IssueRetour.ABSENT: ("Absent", "phone_missed"),
        IssueRetour.REFUS: ("Ne veut pas être rappelé", "do_not_disturb_on"),
        IssueRetour.NUMERO_FAUX: ("Numéro faux", "phone_disabled"),
    },
    Voie.SMS: {
        IssueRetour.MESSAGE: ("SMS envoyé", "sms"),
        IssueRetour.NUMERO_FAUX: ("Numéro faux", "phone_disabled"),
    },
    Voie.COURRIEL: {
        IssueRetour.MESSAGE: ("Courriel envoyé", "mail"),
        IssueRetour.NUMERO_FAUX: ("Adresse fausse", "unsubscribe"),
    },
}
"""What is said of an attempt, by its way, and its icon."""
NOTES = {1: "1, pas du tout satisfait", 2: "2", 3: "3", 4: "4", 5: "5, très satisfait"}


def as_written(text: str) -> str:
    """A text of somebody's, to stand in a page as it was written: no sign of it is taken for a mark of layout."""
    return _MARKS.sub(r"\\\g<0>", " ".join(text.split()))


def ways_words(one: Retour) -> str:
    """How a caller can be told: « téléphone ou SMS, langue : arabe »."""
    ways = " ou ".join("SMS" if way == Voie.SMS else VOIES[Voie(way)].lower() for way in one.voies)
    language = f", langue : {one.langue}" if one.langue else ""
    return (ways or "ni numéro ni adresse") + language


def attempts_words(one: Retour) -> str:
    """How often it was tried, and what came of it last; "" where it was not."""
    if not one.tentatives or one.derniere_le is None:
        return ""
    words = {code: said for known in ISSUES.values() for code, (said, _) in known.items()}
    last = words[IssueRetour(one.derniere)].lower() if one.derniere else ""
    return f" · {plural(one.tentatives, 'tentative')}, la dernière le {instant(one.derniere_le)} : {last}"


_MARKS = re.compile(r"[\\`*_{}\[\]<>#~$:|]")
