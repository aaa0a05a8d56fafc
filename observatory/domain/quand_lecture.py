"""How a text that tells when is read: folded, cut into words, abbreviations and slips put right, numbers in figures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from observatory.domain.garde_lecture import Reading, Span, read

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
          "decembre")  # fmt: skip

_CUT = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}([/.-])\d{1,2}\1\d{2,4}|\d{1,2}/\d{1,2}|\d+|[a-z]+|[,:;.!?()\n-]")

_SHORT = {
    "auj": "aujourd hui", "ajd": "aujourd hui", "aujourdhui": "aujourd hui", "aujourd": "aujourd", "mtn": "maintenant",
    "tjrs": "toujours", "tt": "tout", "ds": "dans", "dps": "depuis", "avt": "avant",
    "vs": "vers", "ver": "vers", "ier": "hier", "nui": "nuit",
    "aprem": "aprem", "aprm": "aprem", "apresmidi": "aprem", "avanthier": "avant hier",
    "weekend": "weekend", "weekends": "weekends", "we": "weekend", "wk": "weekend", "wkd": "weekend",
    "lun": "lundi", "mer": "mercredi", "jeu": "jeudi", "ven": "vendredi", "vend": "vendredi", "sam": "samedi",
    "dim": "dimanche", "janv": "janvier", "jan": "janvier", "fev": "fevrier", "fevr": "fevrier", "avr": "avril",
    "juil": "juillet", "oct": "octobre", "nov": "novembre", "dec": "decembre",
    "min": "minutes", "mn": "minutes", "mins": "minutes", "hrs": "heures", "hr": "heures", "sem": "semaine",
    "ete": "ete", "premier": "1", "er": "",
}  # fmt: skip
"""What is written short, and in one word of the grammar for what is two."""

_ONES = ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
         "quatorze", "quinze", "seize")  # fmt: skip
NUMBERS = {word: rank for rank, word in enumerate(_ONES, start=1)} | {
    "une": 1, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "zero": 0,
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
}  # fmt: skip
_ROUND = ("dizaine", "douzaine", "quinzaine", "vingtaine", "trentaine")
_TENS = ("vingt", "trente", "quarante", "cinquante", "soixante")

_GRAMMAR = """
    maintenant actuellement instant tout tout toute heure heures hier avant matin matinee soir soirs soiree nuit nuits
    midi minuit journee jour jours semaine semaines minute minutes mois annee annees depuis environ vers entre dernier
    derniere passe passee chaque tous toutes demie quart quarts moins petit debut milieu pendant durant moment dans
    weekend weekends jusqu matins aujourd pleine alentours environs cette prochain prochaine
"""
VOCABULARY = frozenset([
    *_GRAMMAR.split(), *DAYS, *(f"{day}s" for day in DAYS), *MONTHS, *NUMBERS, *_SHORT,
])  # fmt: skip
"""Words that are right as they are; nearly one of the longer of them is a slip of it."""

_OTHER_WORDS = frozenset(["soit", "soin", "soins", "mais", "avoir", "tours", "cents", "hiver"])
"""Words of their own, though a letter alone parts them from one of ours."""

_ALSO_WORDS = frozenset(["mer", "jeu", "sam", "dim", "ven", "jan", "dec", "sem", "vend", "lun"])
"""Short forms that a told story may hold as words of their own."""

PATIENT = 6
"""The least letters of a slip, and no doubtful short form, where a whole story is read."""
_SLIPS = tuple(sorted(word for word in VOCABULARY - {*_SHORT} if len(word) >= 4))


@dataclass(frozen=True, slots=True)
class Told:
    """A text as the grammar sees it: ``line`` is its words with single blanks, ``spans`` where each stood.

    ``starts`` are the places of words in ``line``.
    """

    line: str
    starts: tuple[int, ...]
    spans: tuple[Span, ...]
    reading: Reading

    def span_of(self, start: int, end: int, text: str) -> Span:
        """Where ``line[start:end]`` stood in the text."""
        inside = [span for at, span in zip(self.starts, self.spans, strict=True) if start <= at < end]
        return self.reading.span_in(text, inside[0][0], inside[-1][1])


def told_of(text: str, least: int = 4) -> Told:
    """Read a text; words of fewer letters than ``least`` are never taken for slips."""
    reading = read(text)
    words = [(found[0], *found.span()) for found in _CUT.finditer(reading.low)]
    words = _numbers(_joined([(_word(word, least), start, end) for word, start, end in words]))
    line, starts, spans, at = [], [], [], 0
    for word, start, end in words:
        if word:
            line.append(word)
            starts.append(at)
            spans.append((start, end))
            at += len(word) + 1
    return Told(" ".join(line), tuple(starts), tuple(spans), reading)


def _word(word: str, least: int) -> str:
    if not word.isalpha() or word in _OTHER_WORDS or (least >= PATIENT and word in _ALSO_WORDS):
        return word
    if word in VOCABULARY:
        return _SHORT.get(word, word)
    if len(word) < least:
        return word
    near = {one for one in _SLIPS if one[0] == word[0] and OSA.distance(word, one, score_cutoff=2) <= _allowed(word)}
    if len(near) > 1:
        near = {one for one in near if OSA.distance(word, one, score_cutoff=1) <= 1}
    return near.pop() if len(near) == 1 else min(near) if len({one.rstrip("s") for one in near}) == 1 else word


def _allowed(word: str) -> int:
    return 2 if len(word) >= 8 else 1


Word = tuple[str, int, int]


def _joined(words: list[Word]) -> list[Word]:
    """« après-midi » is one word, and « week-end »; elsewhere a hyphen parts words."""
    out: list[Word] = []
    for word, start, end in words:
        before = [one for one in out[-2:] if one[0] != "-"]
        last = before[-1] if before else ("", 0, 0)
        if word in ("midi", "midis") and last[0] in ("apres", "ap"):
            del out[-1 if out[-1][0] != "-" else -2 :]
            out.append(("aprem", last[1], end))
        elif word in ("end", "ends") and last[0] in ("week", "wek", "wik"):
            del out[-1 if out[-1][0] != "-" else -2 :]
            out.append(("weekend" + word[3:], last[1], end))
        elif word == "-" and not (out and out[-1][0][-1:].isdigit()) and not (out and out[-1][0] in ("h", "heures")):
            continue
        else:
            out.append((word, start, end))
    return out


def _numbers(words: list[Word]) -> list[Word]:
    """Numbers in words become figures: « vingt-deux », « dix-sept », « vingt et une », « une quinzaine de »."""
    out: list[Word] = []
    for word, start, end in words:
        last = out[-1] if out else ("", 0, 0)
        if word == "sept" and last[0].isdigit() and last[2] - last[1] <= 2:  # « 14 sept. »
            out.append(("septembre", start, end))
            continue
        if word not in NUMBERS:
            out.append((word, start, end))
            continue
        value = NUMBERS[word]
        if word in _ROUND and last[0] == "1":
            out[-1] = (str(value), last[1], end)
        elif len(out) >= 2 and last[0] == "et" and value == 1 and out[-2][0] in ("20", "30", "40", "50"):
            first = out[-2]
            del out[-2:]
            out.append((str(int(first[0]) + 1), first[1], end))
        elif _adds(last, value, words, start):
            out[-1] = (str(int(last[0]) + value), last[1], end)
        else:
            out.append((str(value), start, end))
    return [one for at, one in enumerate(out) if not _of_round(out, at)]


def _adds(last: Word, value: int, words: list[Word], start: int) -> bool:
    """« vingt-deux » and « dix-sept », where the word before was a number in words that another may follow."""
    written = next((word for word, _, end in words if end == last[2]), "")
    return (written in _TENS and value < 10) or (written == "dix" and 7 <= value <= 9 and start - last[2] <= 1)


def _of_round(words: list[Word], at: int) -> bool:
    """« de » in « une quinzaine de jours », which says nothing."""
    return words[at][0] in ("de", "d") and at > 0 and words[at - 1][0] in ("10", "12", "15", "20", "30")
