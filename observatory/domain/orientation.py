"""Whom the office sends a caller to for what it does not do itself, and the words that make one think of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from observatory.domain.errors import ValueRefused

MOST_LINES = 60
_LONGEST = {"code": 40, "libelle": 120, "numero": 40, "horaires": 80, "consigne": 300, "mots": 600}
_NOT = r"(?:pas|plus|aucun|aucune|ni|sans)(?: \w+){0,2} "
"""What takes the danger out of the words that follow: « pas de blessé », « il n'y a plus d'incendie »."""


@dataclass(frozen=True, slots=True)
class Orientation:
    """A line of the table: who answers, under which number, when, what to say; ``mots`` are set apart by semicolons."""

    code: str
    libelle: str
    numero: str
    horaires: str
    consigne: str
    mots: str
    urgence: bool


def orientations_said(texte: str, table: Sequence[Orientation]) -> list[Orientation]:
    """The lines whose words a text says, emergencies first, otherwise in the order of the table.

    Whole words, with or without accents, in the singular or the plural; words that the text denies do not count.
    """
    said = _plain(texte)
    found = [one for one in table if (pattern := _pattern(one.mots)) is not None and _holds(pattern, said)]
    return sorted(found, key=lambda one: not one.urgence)


def check_orientations(table: Sequence[Orientation]) -> None:
    """Refuse a table that cannot serve.

    Raises
    ------
    ValueRefused
        When it is empty or too long, a line lacks its code, name or number, a code repeats, or a text is too long.
    """
    if not table:
        raise ValueRefused("La table des orientations est vide : gardez-y au moins les numéros d'urgence.")
    if len(table) > MOST_LINES:
        raise ValueRefused(f"La table a {len(table)} lignes : {MOST_LINES} au plus, pour rester lisible au téléphone.")
    seen: set[str] = set()
    for rank, one in enumerate(table, start=1):
        where = f"Ligne {rank} (« {one.libelle or one.code} »)"
        for name in ("code", "libelle", "numero"):
            if not getattr(one, name).strip():
                raise ValueRefused(f"{where} : il manque {name} ; complétez-la ou retirez-la.")
        for name, most in _LONGEST.items():
            if len(getattr(one, name)) > most:
                raise ValueRefused(f"{where} : {name} dépasse {most} caractères.")
        if one.code in seen:
            raise ValueRefused(f"{where} : le code « {one.code} » est déjà celui d'une autre ligne.")
        seen.add(one.code)
    if not any(one.urgence for one in table):
        raise ValueRefused("Aucune ligne n'est une urgence : gardez le 17, le 18, le 15 et le 112.")


def _holds(pattern: re.Pattern[str], said: str) -> bool:
    return any(not re.search(_NOT + "$", said[: found.start()]) for found in pattern.finditer(said))


@lru_cache(maxsize=256)
def _pattern(mots: str) -> re.Pattern[str] | None:
    words = [_plain(one).strip() for one in mots.split(";")]
    each = [r"\b" + r" ".join(rf"{re.escape(part)}(?:s|x|es)?" for part in one.split()) + r"\b" for one in words if one]
    return re.compile("|".join(each)) if each else None


def _plain(text: str) -> str:
    """Lower case, without accents, every run of other signs as one space."""
    bare = "".join(one for one in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(one))
    return re.sub(r"[^0-9a-z]+", " ", bare.replace("œ", "oe"))
