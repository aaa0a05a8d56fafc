"""What is looked at: a period, categories, channels, hours, territories, and what is counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from observatory.domain.errors import ValueRefused

Compte = Literal["signalements", "problemes", "declarants"]
Pas = Literal["jour", "semaine", "mois", "annee"]


@dataclass(frozen=True, slots=True)
class Selection:
    """A question about signalements; an empty field does not restrict.

    ``depuis`` and ``jusqua`` are days in Europe/Paris, both included. ``categories`` are codes; a first-level
    code stands for itself and its children. The hours are the band [``heure_debut``, ``heure_fin``[, which may
    pass midnight; what is known by its day alone is then left out. ``territoires`` are codes in ``zonage``.

    Raises
    ------
    ValueRefused
        When the period ends before it begins, or an hour is not between 0 and 24.
    """

    depuis: dt.date | None = None
    jusqua: dt.date | None = None
    categories: tuple[str, ...] = ()
    canaux: tuple[str, ...] = ()
    heure_debut: int | None = None
    heure_fin: int | None = None
    zonage: str | None = None
    territoires: tuple[str, ...] = ()
    compte: Compte = "signalements"

    def __post_init__(self) -> None:
        if self.depuis and self.jusqua and self.jusqua < self.depuis:
            raise ValueRefused(
                f"La période finit le {self.jusqua:%d/%m/%Y}, avant de commencer le {self.depuis:%d/%m/%Y} : "
                "échangez les deux dates."
            )
        for hour in (self.heure_debut, self.heure_fin):
            if hour is not None and not 0 <= hour <= 24:
                raise ValueRefused(f"L'heure {hour} n'est pas comprise entre 0 et 24.")
        if (self.heure_debut is None) != (self.heure_fin is None):
            raise ValueRefused("Une plage horaire a besoin d'un début et d'une fin.")
        if self.territoires and not self.zonage:
            raise ValueRefused("Des codes de territoires ont besoin de leur zonage.")

    def year_before(self) -> Selection:
        """The same question about the same days one year earlier (29 February becomes 28)."""
        return replace(self, depuis=_one_year_back(self.depuis), jusqua=_one_year_back(self.jusqua))


def _one_year_back(day: dt.date | None) -> dt.date | None:
    if day is None:
        return None
    if (day.month, day.day) == (2, 29):
        return day.replace(year=day.year - 1, day=28)
    return day.replace(year=day.year - 1)
