"""Routing: the first rule that fits a file says which service acts and by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from observatory.domain.calendrier import BUREAU, Creneau, Horaires, echeance, text_to_jours, text_to_plages
from observatory.domain.envoi import Envoi, Regle
from observatory.domain.errors import StateError

ANY = "*"
"""Written for the code of a territory: any of its zonage."""

Parents = Mapping[str, str | None]
"""Each code of the nomenclature, and the code of its family (None for a family)."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule made ready: its territory as a zonage and a code, its days and hours read."""

    regle: Regle
    zonage: str
    code: str
    creneau: Creneau

    def fits(self, lieu: str, territoires: Collection[str], le: dt.datetime, alsace_moselle: bool) -> bool:
        """Whether it fits a file of a category that is its own."""
        if self.regle.lieu and self.regle.lieu != lieu:
            return False
        if self.zonage and not self._holds_one(territoires):
            return False
        return self.creneau.holds(le, alsace_moselle)

    def _holds_one(self, territoires: Collection[str]) -> bool:
        if self.code != ANY:
            return self.regle.territoire in territoires
        return any(one.startswith(f"{self.zonage}:") for one in territoires)


@dataclass(frozen=True)
class Routage:
    """Rules ready to be asked: for each category, those that may fit it, in their order."""

    par_categorie: Mapping[str, Sequence[Compiled]]
    toutes: Sequence[Compiled]
    horaires: Horaires = BUREAU

    def rule_for(self, categorie: str, lieu: str, territoires: Collection[str], le: dt.datetime) -> Regle:
        """The first rule that fits. A category that is not in the nomenclature fits the rules that name none.

        Raises
        ------
        StateError
            When none fits: the last rule does not take everything.
        """
        for one in self.par_categorie.get(categorie, self.toutes):
            if one.fits(lieu, territoires, le, self.horaires.alsace_moselle):
                return one.regle
        raise StateError(
            "Aucune règle d'envoi ne convient : la dernière doit prendre tout ce que les autres laissent. Ajoutez-la "
            "sur la page « Règles d'envoi »."
        )

    def route(self, categorie: str, lieu: str, territoires: Collection[str], le: dt.datetime) -> Envoi:
        """Where a file goes that was received at ``le`` (with a zone): the promise counts from then."""
        regle = self.rule_for(categorie, lieu, territoires, le)
        due = echeance(le, regle.promesse_h, regle.ouvre, self.horaires)
        return Envoi.by_rule(regle, due, open_now=self.horaires.is_open(le))


def compile_rule(regle: Regle) -> Compiled:
    """Make a rule ready.

    Raises
    ------
    ValueRefused
        When its days or hours cannot be read.
    """
    zonage, _, code = regle.territoire.partition(":")
    return Compiled(regle, zonage, code, Creneau(text_to_jours(regle.jours), text_to_plages(regle.heures)))


def compile_rules(regles: Sequence[Regle], parents: Parents, horaires: Horaires = BUREAU) -> Routage:
    """Make rules ready for the categories of a nomenclature.

    Raises
    ------
    ValueRefused
        When the days or hours of one cannot be read.
    """
    ready = [compile_rule(one) for one in sorted(regles, key=lambda one: one.rang)]
    by_code = {
        code: [one for one in ready if one.regle.categorie in ("", code, parent)] for code, parent in parents.items()
    }
    return Routage(by_code, [one for one in ready if not one.regle.categorie], horaires)
