"""The periods that a document is about: a year (« 2026 »), a half-year (« 2026-S1 ») or a quarter (« 2026-T3 »)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from observatory.domain.errors import ValueRefused

_WRITTEN = re.compile(r"(20\d{2})(?:-([ST])([1-4]))?")
_MONTHS = {"": 12, "S": 6, "T": 3}


@dataclass(frozen=True, slots=True, order=True)
class PeriodePublique:
    """A year (``genre`` ""), a half-year (S) or a quarter (T); ``rang`` counts from 1 within the year."""

    annee: int
    genre: str
    rang: int

    @property
    def code(self) -> str:
        """« 2026-S1 »."""
        return f"{self.annee}-{self.genre}{self.rang}" if self.genre else str(self.annee)

    @property
    def debut(self) -> dt.date:
        """Its first day."""
        return dt.date(self.annee, _MONTHS[self.genre] * (self.rang - 1) + 1, 1)

    @property
    def fin(self) -> dt.date:
        """Its last day."""
        return self.suivante().debut - dt.timedelta(days=1)

    def suivante(self) -> PeriodePublique:
        """The one that follows."""
        last = self.rang == 12 // _MONTHS[self.genre]
        return PeriodePublique(self.annee + last, self.genre, 1 if last else self.rang + 1)

    def precedente(self) -> PeriodePublique:
        """The one before."""
        first = self.rang == 1
        return PeriodePublique(self.annee - first, self.genre, 12 // _MONTHS[self.genre] if first else self.rang - 1)

    def un_an_avant(self) -> PeriodePublique:
        """The same a year earlier."""
        return PeriodePublique(self.annee - 1, self.genre, self.rang)

    def depuis_un_an(self) -> tuple[PeriodePublique, ...]:
        """The same a year earlier, those between, and itself, in order."""
        found = [self.un_an_avant()]
        while found[-1] != self:
            found.append(found[-1].suivante())
        return tuple(found)

    def trimestres(self) -> tuple[str, ...]:
        """The quarters that it is made of, « 2026-T1 »."""
        first = (self.debut.month - 1) // 3 + 1
        return tuple(f"{self.annee}-T{first + k}" for k in range(_MONTHS[self.genre] // 3))


def text_to_periode(text: str) -> PeriodePublique:
    """The period that is written.

    Raises
    ------
    ValueRefused
        When it is none.
    """
    found = _WRITTEN.fullmatch(text.strip().upper())
    if not found or (found[2] == "S" and int(found[3]) > 2):
        raise ValueRefused(
            f"« {text} » n'est pas une période : écrivez 2026-S1 (semestre), 2026-T3 (trimestre) ou 2026 (année)."
        )
    return PeriodePublique(int(found[1]), found[2] or "", int(found[3] or 1))


def last_closed(today: dt.date, genre: str = "S") -> PeriodePublique:
    """The last period of a kind that was over before ``today``."""
    one = PeriodePublique(today.year - 1, genre, 1)
    while one.suivante().fin < today:
        one = one.suivante()
    return one
