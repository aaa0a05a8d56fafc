"""Short references that a caller can take down by ear: six characters, the last of which checks the others.

The alphabet has 19 characters that do not sound alike when spelled in French, one for each family that does:

- P stands alone for B C D E G P T V (« bé, cé, dé… »), and is neither drawn like 8, 0 or 7 as B, D and T are;
- M for M N, F for F S (S is also drawn like 5), U for U Q (Q is drawn like 0 and 9), Y (« i grec ») for I J Y;
- H (« ache ») for A H K, as « a » and « ka » rhyme with « trois », and « ka » begins « quatre »;
- 0 (« zéro ») for O; no 1, which is drawn like I and l and heard like a hesitation;
- no Z: « zède » and « sept » differ by their voice alone, which a telephone takes away;
- L, R, W, X and the other figures have no such neighbour.

19 is prime: with weights that all differ, a sum of zero modulo 19 finds every single error and every exchange of two
characters (as ISO 7064 and ISBN-10 do with 11). 19⁵ is 2.5 million references.
"""

from __future__ import annotations

import itertools
import random
import re

from observatory.domain.garde_lecture import read

ALPHABET = "023456789FHLMPRUWXY"
LENGTH = 6

_BASE = len(ALPHABET)
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}
_WEIGHTS = (6, 5, 4, 3, 2, 1)

_HEARD = {
    **dict.fromkeys("CDEGTV", "P"), "B": "P8", "N": "M", "S": "F5", "Q": "U0", "I": "Y", "J": "Y", "A": "H", "K": "H",
    "O": "0", "Z": "72", "1": "L7",
}  # fmt: skip
"""For characters that are not ours, those that may have been meant, by ear or by eye."""
_MOST_FOREIGN = 2
"""With more of them, a check that agrees proves little."""

_WORDS = {
    "ZERO": "0", "UN": "1", "DEUX": "2", "TROIS": "3", "QUATRE": "4", "CINQ": "5", "SIX": "6", "SEPT": "7", "HUIT": "8",
    "NEUF": "9", "EFFE": "F", "ACHE": "H", "HACHE": "H", "ELLE": "L", "EMME": "M", "ENNE": "N", "PE": "P", "ERRE": "R",
    "IXE": "X", "IGREC": "Y", "DOUBLEV": "W", "DOUBLEVE": "W", "KA": "K", "ESSE": "S", "ZEDE": "Z", "BE": "B",
    "DE": "D", "TE": "T", "GE": "G", "JI": "J", "CU": "Q",
}  # fmt: skip
_TOGETHER = (("DOUBLE V", "W"), ("DOUBLE VE", "W"), ("I GREC", "Y"))
_NAMES = {
    "F": "François", "H": "Henri", "L": "Louis", "M": "Marcel", "P": "Pierre", "R": "Raoul", "U": "Ursule",
    "W": "William", "X": "Xavier", "Y": "Yvonne",
}  # fmt: skip
_FIGURES = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")


def draw_reference(chance: random.Random) -> str:
    """A reference drawn at random, « H7M4RX » for instance: whoever keeps it must see that it is not taken.

    Give a generator that nobody can foretell (``random.SystemRandom``): who guesses a reference could ask about it.
    """
    drawn = "".join(chance.choice(ALPHABET) for _ in range(LENGTH - 1))
    return drawn + _check(drawn)


def shown_reference(reference: str) -> str:
    """A reference in two groups of three, « H7M 4RX »."""
    return f"{reference[:3]} {reference[3:]}"


def is_reference(text: str) -> bool:
    """Whether a text is a reference as it is kept: six of our characters that agree."""
    return len(text) == LENGTH and all(sign in _VALUES for sign in text) and _sum(text) == 0


def read_reference(text: str) -> str | None:
    """The reference that was typed or dictated; None where it is none, or might be several.

    Spaces, dashes, small letters, figures in words and « H comme Henri » are taken. A character that is not of the
    alphabet stands for those that sound or look like it, if the check leaves one reference alone.
    """
    signs = _signs(text)
    if signs is None or len(signs) != LENGTH or sum(sign not in _VALUES for sign in signs) > _MOST_FOREIGN:
        return None
    choices = [sign if sign in _VALUES else _HEARD.get(sign, "") for sign in signs]
    found = {"".join(one) for one in itertools.product(*choices) if _sum("".join(one)) == 0}
    return found.pop() if len(found) == 1 else None


def spell(reference: str) -> str:
    """How to dictate a reference: « H comme Henri, sept, M comme Marcel ; quatre, R comme Raoul, X comme Xavier »."""
    said = [f"{sign} comme {_NAMES[sign]}" if sign in _NAMES else _FIGURES[int(sign)] for sign in reference]
    return f"{', '.join(said[:3])} ; {', '.join(said[3:])}"


def _sum(signs: str) -> int:
    return sum(weight * _VALUES[sign] for weight, sign in zip(_WEIGHTS, signs, strict=True)) % _BASE


def _check(drawn: str) -> str:
    return ALPHABET[-_sum(drawn + ALPHABET[0]) % _BASE]


def _signs(text: str) -> str | None:
    """The characters that a text spells, of our alphabet or not; None where a word spells nothing."""
    plain = " ".join(re.findall(r"[A-Z0-9]+", read(text).plain.upper()))
    for words, sign in _TOGETHER:
        plain = re.sub(rf"\b{words}\b", sign, plain)
    out = []
    for one in re.finditer(r"(?P<said>\w+) COMME \w+|(?P<word>\w+)", plain):
        word = one["said"] or one["word"]
        if word in _WORDS:
            out.append(_WORDS[word])
        elif len(word) <= (1 if one["said"] else LENGTH):
            out.append(word)
        else:
            return None
    return "".join(out)
