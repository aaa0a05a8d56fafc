"""Who does what in the office: the roles that an account may hold, and the account itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """A role of the office; roles accumulate on one account."""

    OPERATEUR = "operateur"
    REGULATEUR = "regulateur"
    MEDIATEUR = "mediateur"
    COORDONNATEUR = "coordonnateur"
    PARTENAIRE = "partenaire"
    CLSPD = "clspd"
    PRESENTATEUR = "presentateur"
    ADMINISTRATEUR = "administrateur"
    DPO = "dpo"


INTERNAL = frozenset({Role.OPERATEUR, Role.REGULATEUR, Role.COORDONNATEUR, Role.ADMINISTRATEUR})
"""Roles that see signalements one by one and unrounded counts."""

KEEPERS = frozenset({Role.ADMINISTRATEUR})
"""Roles that import reference data and look after the base."""

GUARDIANS = frozenset({Role.ADMINISTRATEUR, Role.DPO})
"""Roles that answer for what is kept about persons, and for how long."""

DATA_ENTRY = frozenset({Role.REGULATEUR, Role.COORDONNATEUR, Role.ADMINISTRATEUR})
"""Roles that import signalements."""

EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Account:
    """Who calls an operation."""

    name: str
    roles: frozenset[Role]

    def holds_any(self, wanted: Iterable[Role]) -> bool:
        """Whether the account holds at least one of ``wanted``."""
        return not self.roles.isdisjoint(wanted)


def owner_of_the_file() -> Account:
    """The account of whoever can open the base on this machine: every role."""
    return Account("proprietaire", frozenset(Role))
