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

_HEALTH_MANY = re.compile(lexique.HEALTH_MANY)
_JUDGED_MANY = re.compile(lexique.JUDGED_MANY)
_ORIGIN_TOLD = re.compile(r"\borigine (?:nord-|sub-?)?([a-z]+)")


def health(reading: Reading) -> Iterator[Span]:
    """Words about the health of a person; places reserved for the disabled, hospitals and things are left alone."""
    yield from (found.span() for found in _HEALTH_MANY.finditer(reading.low))
    for at, (_, start, end) in enumerate(reading.words):
        if reading.written[start:end].lower() in lexique.HEALTH_ACCENTED or _is_health(reading, at):
            yield start, end


def judgements(reading: Reading) -> Iterator[Span]:
    """Insults and judgements on persons; things dirty, wild or mad are left alone."""
    yield from (found.span() for found in _JUDGED_MANY.finditer(reading.low))
    for at, (_, start, end) in enumerate(reading.words):
        if reading.written[start:end].lower() in lexique.JUDGED_ACCENTED or _is_judgement(reading, at):
            yield start, end


def origins(reading: Reading) -> Iterator[Span]:
    """Origin or religion said of persons; colours, shops and streets are left alone."""
    for found in _ORIGIN_TOLD.finditer(reading.low):
        if found[1] in lexique.ORIGINS_TOLD:
            yield found.span()
    for at, (word, start, end) in enumerate(reading.words):
        if (
            word in lexique.ORIGINS
            and reading.plain[start - 1 : start] != "-"
            and _is_origin(reading, at, reading.plain[start].isupper())
        ):
            yield start, end


def _is_health(reading: Reading, at: int) -> bool:
    word = reading.words[at][0]
    if word in lexique.HEALTH:
        return lexique.HEALTH_UNLESS.get(word, frozenset()).isdisjoint(reading.words_before(at, 5))
    if word in lexique.HEALTH_OF_PERSON:
        return _of_person(reading, at)
    if word == "enceinte":
        return not lexique.PREGNANT_AFTER.isdisjoint(reading.words_before(at, 2))
    if word == "depression":
        told = reading.words_before(at, 3)
        return not (lexique.LOW_AFTER.isdisjoint(told[:1]) and lexique.LOW_MADE.isdisjoint(told))
    if word == "tutelle":
        return reading.words_before(at, 1) == ["sous"] and reading.word_after(at) not in ("du", "de", "d", "des")
    return False


def _is_judgement(reading: Reading, at: int) -> bool:
    word = reading.words[at][0]
    if word in lexique.JUDGEMENTS or (word in lexique.JUDGED_NOUNS and _called(reading, at)):
        return True
    if word in ("fou", "folle", "fous") and reading.word_after(at) not in ("rire", "rires", "furieux"):
        told = reading.words_before(at, 2)
        if told and (told[0] in lexique.MAD_AFTER or (told[0] in ("des", "les") and told[1:] != ["comme"])):
            return True
    return word in lexique.JUDGED_OF_PERSON and _of_person(reading, at)


def _is_origin(reading: Reading, at: int, capital: bool) -> bool:
    word, told = reading.words[at][0], reading.words_before(at, 3)
    if not told or (word.startswith("etranger") and reading.word_after(at) in lexique.STRANGER_TO):
        return False
    if told[0] in lexique.ARTICLES and not lexique.WAYS.isdisjoint(told[1:2]):
        return False
    if _of_person(reading, at) or (told[0] in ("et", "ou") and not lexique.ORIGINS.isdisjoint(told[1:2])):
        return True
    if word in lexique.COLOURS:
        if "blancs" in (one for one, _, _ in reading.words[at : at + 5]):
            return False
        return (told[0] in lexique.MANY and word.endswith("s")) or (told[0] in ("un", "une") and capital)
    return told[0] in lexique.ARTICLES and lexique.SPEAKING.isdisjoint(told[1:2])


# --- what says that a person is meant ---------------------------------------------------------------------------------


def _of_person(reading: Reading, at: int) -> bool:
    """A noun of person stands just before, or a person and a verb of state."""
    told = reading.words_before(at, 8)
    while told and told[0] in lexique.DEGREES:
        told = told[1:]
    if not told:
        return False
    if told[0] in lexique.STATES:
        return not lexique.NOUNS_OF_PERSON.union(lexique.PRONOUNS).isdisjoint(told[1:])
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
