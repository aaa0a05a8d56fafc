"""Words about the health of persons, judgements on them, and their origin or religion (``garde_lexique``).

Some words are always said of a person (« racaille »); most are also said of things (« fumée noire », « dépôt sauvage »,
« enceinte bluetooth ») and count only with a sign that a person is meant: a noun of person, a verb of state, an article
that makes a noun of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from observatory.domain import garde_lexique as lexique
from observatory.domain.garde_lecture import Reading, Span

_MAY_BE_HEALTH = lexique.HEALTH | lexique.HEALTH_OF_PERSON | {"enceinte", "depression", "tutelle"}
_MAY_BE_JUDGED = lexique.JUDGEMENTS | lexique.JUDGED_NOUNS | lexique.JUDGED_OF_PERSON
_SUBJECTS = lexique.NOUNS_OF_PERSON | lexique.PRONOUNS
_MAY_BE_ORIGIN = lexique.ORIGINS | lexique.OF_PERSON_ONLY
_ACCENTED = frozenset(
    word.translate(str.maketrans("éè", "ee")) for word in lexique.HEALTH_ACCENTED | lexique.JUDGED_ACCENTED
)
_ORIGIN_TOLD = re.compile(r"origine (?:nord-|sub-?)?([a-z]+)")


def health(reading: Reading) -> Iterator[Span]:
    """Words about the health of a person; places reserved for the disabled, hospitals and things are left alone."""
    for at, (word, start, end) in enumerate(reading.words):
        phrase = lexique.HEALTH_PHRASES.get(word)
        if phrase and (many := phrase.match(reading.low, start)):
            yield many.span()
        elif word in _ACCENTED and reading.written[start:end].lower() in lexique.HEALTH_ACCENTED:
            yield start, end
        if word in _MAY_BE_HEALTH and not _in_street(reading, at) and _is_health(reading, at):
            yield start, end


def judgements(reading: Reading) -> Iterator[Span]:
    """Insults and judgements on persons; things dirty, wild or mad are left alone."""
    for at, (word, start, end) in enumerate(reading.words):
        phrase = lexique.JUDGED_PHRASES.get(word)
        if phrase and (many := phrase.match(reading.low, start)):
            yield many.span()
        elif word in _ACCENTED and reading.written[start:end].lower() in lexique.JUDGED_ACCENTED:
            yield start, end
        if word in _MAY_BE_JUDGED and not _in_street(reading, at) and _is_judgement(reading, at):
            yield start, end


def origins(reading: Reading) -> Iterator[Span]:
    """Origin or religion said of persons; colours, shops and streets are left alone."""
    for at, (word, start, end) in enumerate(reading.words):
        told = _ORIGIN_TOLD.match(reading.low, start) if word == "origine" else None
        if told and told[1] in lexique.ORIGINS_TOLD:
            yield told.span()
        if word == "couleur" and _is_of_colour(reading, at):
            yield reading.words[at - 1][1], end
        if word in _MAY_BE_ORIGIN and not _in_street(reading, at) and _is_origin(reading, at):
            yield start, end


def _is_health(reading: Reading, at: int) -> bool:
    word = reading.words[at][0]
    if word in lexique.HEALTH:
        return lexique.HEALTH_UNLESS.get(word, frozenset()).isdisjoint(reading.words_before(at, 5))
    if word in lexique.HEALTH_OF_PERSON:
        return _of_person(reading, at)
    if word == "enceinte":
        near = [one for one, _, _ in reading.words[max(0, at - 2) : at]]
        return not lexique.PREGNANT_AFTER.isdisjoint(near)
    if word == "depression":
        told = reading.words_before(at, 3)
        return not (lexique.LOW_AFTER.isdisjoint(told[:1]) and lexique.LOW_MADE.isdisjoint(told))
    return reading.words_before(at, 1) == ["sous"] and reading.word_after(at) not in ("du", "de", "d", "des")


def _is_judgement(reading: Reading, at: int) -> bool:
    word = reading.words[at][0]
    if word in lexique.JUDGEMENTS or (word in lexique.JUDGED_NOUNS and _called(reading, at)):
        return True
    if word in ("fou", "folle", "fous") and reading.word_after(at) not in ("rire", "rires", "furieux"):
        told = reading.words_before(at, 2)
        if told and (told[0] in lexique.MAD_AFTER or (told[0] in ("des", "les") and told[1:] != ["comme"])):
            return True
    return word in lexique.JUDGED_OF_PERSON and _of_person(reading, at)


def _is_origin(reading: Reading, at: int) -> bool:
    word, start, _ = reading.words[at]
    told = reading.words_before(at, 5)
    if word in lexique.OF_PERSON_ONLY:
        return _of_person(reading, at)
    if not told or reading.plain[start - 1] == "-" or not lexique.LANGUAGES.isdisjoint(told):
        return False
    if word in lexique.COLOURS:
        return _is_skin(reading, at, told)
    if word.startswith("etranger") and reading.word_after(at) in lexique.STRANGER_TO:
        return False
    if _of_person(reading, at) or (told[0] in ("et", "ou") and not lexique.ORIGINS.isdisjoint(told[1:2])):
        return True
    return told[0] in lexique.ARTICLES and lexique.SPEAKING.isdisjoint(told[1:2])


def _is_of_colour(reading: Reading, at: int) -> bool:
    told = reading.words_before(at, 2)
    return len(told) == 2 and told[0] == "de" and told[1] in lexique.NOUNS_OF_PERSON


def _is_skin(reading: Reading, at: int, told: list[str]) -> bool:
    """« deux noirs », « une femme noire », « un Noir »; neither « noir de monde » nor « les noirs et les blancs »."""
    word, start, _ = reading.words[at]
    if reading.word_after(at) in ("de", "d") or "blancs" in (one for one, _, _ in reading.words[at : at + 5]):
        return False
    nearest = told[1:2] if told[0] in lexique.STATES else told[:1]
    if not lexique.NOUNS_OF_PERSON.isdisjoint(nearest):
        return True
    if told[0] in ("un", "une"):
        return reading.plain[start].isupper()
    return told[0] in lexique.MANY and word.endswith("s")


def _in_street(reading: Reading, at: int) -> bool:
    """« rue des Juifs », « boulevard des Invalides »: the name of a street."""
    told = reading.words_before(at, 2)
    return len(told) == 2 and told[0] in lexique.ARTICLES and told[1] in lexique.WAYS


# --- what says that a person is meant ---------------------------------------------------------------------------------


def _of_person(reading: Reading, at: int) -> bool:
    """A noun of person stands just before, or a person and a verb of state."""
    told = reading.words_before(at, 8)
    while told and (told[0] in lexique.DEGREES or told[0].endswith("ment")):
        told = told[1:]
    if not told:
        return False
    if told[0] in lexique.STATES:
        return not _SUBJECTS.isdisjoint(told[1:])
    return told[0] in lexique.NOUNS_OF_PERSON


def _called(reading: Reading, at: int) -> bool:
    """« c'est un … », « ce sont des … », « ces … », « espèce de … », « de vrais … », « bande de … »."""
    told = reading.words_before(at, 5)
    if told[:2] == ["vrais", "de"]:
        return True
    while told and told[0] in lexique.FILLERS:
        told = told[1:]
    if not told:
        return False
    if told[0] in lexique.CALLING_ALONE:
        return True
    return told[0] in lexique.CALLING_ARTICLES and not lexique.CALLING.isdisjoint(told[1:4])
