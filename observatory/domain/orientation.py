"""What the office does not do, and who does: the numbers to give, and the words of a caller that call for them.

The office is no emergency service: what sounds like one comes first, and the four numbers of ``URGENCES`` never leave
the table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from observatory.domain.errors import ValueRefused
from observatory.domain.garde_lecture import read

URGENCES = ("17", "18", "15", "112")
"""The lines that must be there."""
LONGEST = {"code": 40, "libelle": 80, "numero": 40, "horaires": 80, "consigne": 300}
MOST_LINES, MOST_WORDS, LEAST_LETTERS = 60, 60, 3


@dataclass(frozen=True, slots=True)
class Orientation:
    """A line of the table: whom to name, when they answer, what to say, and the words that call for it."""

    code: str
    libelle: str
    numero: str
    horaires: str
    consigne: str
    mots: tuple[str, ...]
    urgence: bool


_WORD = re.compile(r"[a-z0-9]+|[.;:!?\n,()]")
_STOPS = frozenset(".;:!?\n,()")
_NOT = frozenset(["pas", "aucun", "aucune", "sans", "ni", "jamais", "rien", "plus"])
_BETWEEN = frozenset(
    ["de", "d", "du", "des", "le", "la", "les", "l", "un", "une", "en", "y", "a", "eu", "ete", "encore", "vraiment",
     "est", "sont", "etait", "n", "ne", "personne", "il", "elle", "on", "s", "se", "qui"]
)  # fmt: skip
"""Words that may stand between a negation and what it denies."""
_AHEAD = 5
_ENDINGS = ("s", "x", "e", "es")


def orientations_said(texte: str, table: Sequence[Orientation]) -> list[Orientation]:
    """The lines that a text calls for: emergencies first, then in the order of the table.

    A word counts whole, whatever its accents, with the endings of a plural or a feminine; what is denied (« pas de
    blessé », « personne n'est blessé », « blessés : non ») calls for nothing. Where it is doubtful the line is given:
    an operator who reads one too many loses a second.
    """
    words = _WORD.findall(read(texte).low)
    found = [one for one in table if any(_is_said(words, _WORD.findall(read(mot).low)) for mot in one.mots)]
    return sorted(found, key=lambda one: not one.urgence)


def check_orientations(table: Sequence[Orientation]) -> None:
    """Refuse a table that cannot serve.

    Raises
    ------
    ValueRefused
        When a line lacks a text or has one too long, a code is written wrongly or twice, a word is too short or too
        common to mean anything, or the numbers of emergency are not all there.
    """
    if len(table) > MOST_LINES:
        raise ValueRefused(
            f"La table des orientations a {len(table)} lignes : {MOST_LINES} au plus, on ne la lit plus."
        )
    codes = [one.code for one in table]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ValueRefused(f"Le code « {twice[0]} » est donné à deux lignes : un code par ligne.")
    for one in table:
        _check_line(one)
    absent = [code for code in URGENCES if not any(one.code == code and one.urgence for one in table)]
    if absent:
        raise ValueRefused(
            f"Il manque le {absent[0]}, ou il n'est plus une urgence : l'office n'est pas un service d'urgence, ces "
            f"lignes restent dans la table ({', '.join(URGENCES)})."
        )


def _check_line(one: Orientation) -> None:
    for name, longest in LONGEST.items():
        value: str = getattr(one, name)
        if not value.strip() and name != "horaires":
            raise ValueRefused(f"Orientation « {one.code or one.libelle} » : il manque « {name} ».")
        if len(value) > longest or "\n" in value:
            raise ValueRefused(f"Orientation « {one.code} » : « {name} » tient en une ligne de {longest} caractères.")
    if not re.fullmatch(r"[a-z0-9-]+", one.code):
        raise ValueRefused(f"Le code « {one.code} » s'écrit en minuscules sans accent, chiffres et tirets.")
    if len(one.mots) > MOST_WORDS:
        raise ValueRefused(
            f"Orientation « {one.code} » : {len(one.mots)} mots qui la déclenchent, {MOST_WORDS} au plus."
        )
    for mot in one.mots:
        if len("".join(re.findall(r"[a-z0-9]", read(mot).low))) < LEAST_LETTERS or ";" in mot:
            raise ValueRefused(
                f"Orientation « {one.code} » : « {mot} » est trop court pour la déclencher ; {LEAST_LETTERS} lettres "
                "au moins, sans point-virgule."
            )


def _is_said(words: list[str], wanted: list[str]) -> bool:
    size = len(wanted)
    if not size:
        return False
    for at in range(len(words) - size + 1):
        alike = all(_same(words[at + k], wanted[k]) for k in range(size))
        if alike and not _is_denied(words, at, at + size):
            return True
    return False


def _same(word: str, wanted: str) -> bool:
    return word == wanted or (
        len(wanted) > 2 and any(word == wanted + ending or word + ending == wanted for ending in _ENDINGS)
    )


def _is_denied(words: list[str], start: int, end: int) -> bool:
    """« pas de … », « aucun … », « sans … ni … », « personne n'est … », « ne … pas », « … : non »."""
    after = words[end : end + 3]
    if start and words[start - 1] in ("ne", "n") and any(word in ("pas", "plus", "jamais") for word in after[:2]):
        return True
    if after[:1] == ["non"] or (after[:1] in ([":"], ["?"]) and after[1:2] == ["non"]):
        return True
    for at in range(start - 1, max(-1, start - 1 - _AHEAD), -1):
        word = words[at]
        if word in _NOT:
            return not (word == "plus" and not _denies(words, at))
        if word == "personne" and words[at + 1] in ("n", "ne"):
            return True
        if word in _STOPS or word not in _BETWEEN:
            return False
    return False


def _denies(words: list[str], at: int) -> bool:
    """« il n'y a plus de flammes », but not « plus de flammes que tout à l'heure »."""
    return not {"n", "ne"}.isdisjoint(words[max(0, at - 4) : at])
