"""Personal data in what is typed: found while typing, masked in whatever is shown outside the desk.

Rules, no model: what has a shape (``garde_formes``), names that a word announces (``garde_noms``), words about health,
judgement and origin (``garde_mots``). A name that nothing announces is not found. Measured in ``docs/privacy.md``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from observatory.domain import garde_formes, garde_mots, garde_noms
from observatory.domain.errors import ValueRefused
from observatory.domain.garde_lecture import Reading, Span, read


class Genre(StrEnum):
    """What a finding is."""

    TELEPHONE = "telephone"
    COURRIEL = "courriel"
    PLAQUE = "plaque"
    NOM = "nom"
    SECU = "secu"
    IBAN = "iban"
    NAISSANCE = "naissance"
    SANTE = "sante"
    JUGEMENT = "jugement"
    ORIGINE = "origine"


@dataclass(frozen=True, slots=True)
class Trouvaille:
    """One piece of personal data: ``extrait`` is ``text[start:end]``, ``conseil`` a French sentence on what to do."""

    start: int
    end: int
    genre: Genre
    extrait: str
    conseil: str


MARKS = {
    Genre.TELEPHONE: "[téléphone]",
    Genre.COURRIEL: "[courriel]",
    Genre.PLAQUE: "[plaque]",
    Genre.NOM: "[nom]",
    Genre.SECU: "[numéro de sécurité sociale]",
    Genre.IBAN: "[compte bancaire]",
    Genre.NAISSANCE: "[date de naissance]",
    Genre.SANTE: "[santé]",
    Genre.JUGEMENT: "[jugement]",
    Genre.ORIGINE: "[origine]",
}
"""What stands in the place of a finding, by kind."""

CONSEILS = {
    Genre.TELEPHONE: "Notez ce numéro dans la fiche du déclarant, pas dans la description.",
    Genre.COURRIEL: "Notez cette adresse dans la fiche du déclarant, pas dans la description.",
    Genre.PLAQUE: "Retirez la plaque et décrivez le véhicule : type, couleur, état.",
    Genre.NOM: "Retirez le nom : écrivez « le voisin du dessus » ; celui du déclarant va dans sa fiche.",
    Genre.SECU: "Retirez ce numéro de sécurité sociale : l'office n'a pas à le connaître.",
    Genre.IBAN: "Retirez ces coordonnées bancaires : l'office n'a pas à les connaître.",
    Genre.NAISSANCE: "Retirez la date de naissance ; si l'âge compte, écrivez « mineur » ou « personne âgée ».",
    Genre.SANTE: "Ne notez pas l'état de santé d'une personne : décrivez ce qui se passe ou l'aide dont elle a besoin.",
    Genre.JUGEMENT: "Remplacez ce jugement par un fait : ce que la personne a fait, où et quand.",
    Genre.ORIGINE: "Ne notez ni origine ni religion, dite ou supposée : décrivez les faits.",
}
"""What to do about a finding, by kind."""

STEPS: tuple[tuple[Genre, Callable[[Reading], Iterable[Span]]], ...] = (
    (Genre.IBAN, garde_formes.bank_accounts),
    (Genre.SECU, garde_formes.social_security),
    (Genre.COURRIEL, garde_formes.emails),
    (Genre.TELEPHONE, garde_formes.phones),
    (Genre.PLAQUE, garde_formes.plates),
    (Genre.NAISSANCE, garde_formes.births),
    (Genre.NOM, garde_noms.names),
    (Genre.JUGEMENT, garde_mots.judgements),
    (Genre.SANTE, garde_mots.health),
    (Genre.ORIGINE, garde_mots.origins),
)
"""What is looked for, in this order: where two findings overlap, the earlier step keeps the place."""


def find_personal(text: str) -> list[Trouvaille]:
    """The personal data of a French text, in reading order, without overlap.

    Takes time proportional to the length, under 1 ms for 1,000 characters. Never raises. A mark is no finding.
    """
    reading = read(text)
    taken = bytearray(len(reading.plain))
    for mark in _MARK.finditer(reading.written):
        taken[mark.start() : mark.end()] = b"\1" * len(mark[0])
    found = []
    for genre, finder in STEPS:
        for start, end in finder(reading):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append((*reading.span_in(text, start, end), genre))
    return [Trouvaille(start, end, genre, text[start:end], CONSEILS[genre]) for start, end, genre in sorted(found)]


def names_nobody(said: str, longest: int, what: str, rule: str = "", then: str = "") -> str:
    """The same text, where it is short enough and tells of no person.

    ``what`` begins the sentences of a refusal, ``rule`` says in its place why nobody may be named, ``then`` what to do
    once the words are gone.

    Raises
    ------
    ValueRefused
        When it is too long, or holds a phone number, a name or anything else of a person.
    """
    if len(said) > longest:
        raise ValueRefused(f"{what} a {len(said)} caractères : {longest} au plus.")
    found = find_personal(said)
    if found:
        raise ValueRefused(f"{rule or f'{what} ne nomme personne'} : retirez « {found[0].extrait} »{then}.")
    return said


def mask(text: str) -> str:
    """The text with a mark in the place of each finding, « [téléphone] » for instance.

    Masking a masked text changes nothing. What a mark brings nearer may be a finding in its turn, so it is done until
    nothing is found; each turn takes away characters that are no mark.
    """
    while found := find_personal(text):
        parts, at = [], 0
        for one in found:
            parts += [text[at : one.start], MARKS[one.genre]]
            at = one.end
        text = "".join([*parts, text[at:]])
    return text


_MARK = re.compile("|".join(re.escape(mark) for mark in MARKS.values()))
