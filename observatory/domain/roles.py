"""Who does what: the roles, the account that bears them, and which of them own each act.

``ACTS``, the ``OPERATIONS`` of ``domain.droits``, the ``PAGES`` of ``domain.pages`` and the ``ROUTES`` of
``domain.routes`` are the whole matrix. An operation that is not in it cannot be declared, a page that is not in it is
not shown, a route that is not in it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
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


Roles = frozenset[Role]

_OPERATEUR, _REGULATEUR, _MEDIATEUR = Role.OPERATEUR, Role.REGULATEUR, Role.MEDIATEUR
_COORDONNATEUR, _PARTENAIRE, _CLSPD = Role.COORDONNATEUR, Role.PARTENAIRE, Role.CLSPD
_PRESENTATEUR, _ADMINISTRATEUR, _DPO = Role.PRESENTATEUR, Role.ADMINISTRATEUR, Role.DPO

INTERNAL: Roles = frozenset({_OPERATEUR, _REGULATEUR, _COORDONNATEUR, _ADMINISTRATEUR})
"""Roles that see signalements one by one and unrounded counts."""

KEEPERS: Roles = frozenset({_ADMINISTRATEUR})
"""Roles that import reference data and look after the base."""

DATA_ENTRY: Roles = frozenset({_REGULATEUR, _COORDONNATEUR, _ADMINISTRATEUR})
"""Roles that import signalements."""

GUARDIANS: Roles = frozenset({_ADMINISTRATEUR, _DPO})
"""Roles that answer for what is kept about persons, and for how long."""

RULE_MAKERS: Roles = frozenset({_REGULATEUR, _ADMINISTRATEUR})
"""Roles that write the rules by which files are sent to services."""

WATCHERS: Roles = frozenset({_DPO})
"""Roles that read who looked at what."""

DESK: Roles = frozenset({_OPERATEUR, _REGULATEUR})
"""Roles that answer the phone: they alone see who called, and what was said word by word."""

FIELD: Roles = frozenset({_MEDIATEUR, _REGULATEUR})
"""Roles that see what médiateurs have to do: those who go there, and who looks after them."""

ANALYSTS: Roles = frozenset({_COORDONNATEUR, _CLSPD, _ADMINISTRATEUR})
"""Roles that are shown the pages of analysis: who prepares walks, and the group that reads maps before them."""

WALKERS: Roles = frozenset({_COORDONNATEUR, _CLSPD, _ADMINISTRATEUR, _PRESENTATEUR})
"""Roles that read what walks found: who prepares them, who decides after them, who presents them."""

DRAFTERS: Roles = frozenset({_COORDONNATEUR, _PRESENTATEUR})
"""Roles that prepare the documents that go out; what goes out in fact is decided by who publishes."""

EVERYBODY: Roles = frozenset(Role)

ACTS: dict[str, Roles] = {
    "localiser": frozenset({_OPERATEUR, _REGULATEUR}),
    "fusionner": frozenset({_OPERATEUR, _REGULATEUR}),
    "separer": frozenset({_REGULATEUR}),
    "qualifier": frozenset({_OPERATEUR, _REGULATEUR}),
    "transmettre": frozenset({_OPERATEUR, _REGULATEUR}),
    "reorienter": frozenset({_REGULATEUR}),
    "confier à un médiateur": frozenset({_OPERATEUR, _REGULATEUR}),
    "rendre compte": frozenset({_REGULATEUR, _MEDIATEUR, _PARTENAIRE}),
    "clore": frozenset({_REGULATEUR}),
    "moderer": frozenset({_COORDONNATEUR}),
    "publier": frozenset({_COORDONNATEUR}),
    "rappeler": frozenset({_OPERATEUR, _REGULATEUR}),
    "rouvrir": frozenset({_OPERATEUR, _REGULATEUR}),
    "valider": frozenset({_REGULATEUR}),
    "observer": frozenset({_MEDIATEUR}),
    "préparer une marche": frozenset({_COORDONNATEUR}),
    "conduire le schéma": frozenset({_COORDONNATEUR}),
}
"""Which roles own each act on a file. The operations that carry an act out are declared with these sets."""

SCOPES: dict[str, frozenset[str]] = {
    "geocodage": frozenset({"geocoder.geocodejson", "geocoder.reverse_geocodejson", "geocoder.csv"}),
}
"""What an API key may be made for, and the operations that this opens; a key bears no role."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who calls an operation.

    ``services`` are those whose files a partenaire sees. ``territoires`` (written ``zonage:code``) bound everything
    that the account sees; none is the whole city. ``droits`` are the scopes of an API key.
    """

    name: str
    roles: Roles
    services: frozenset[str] = frozenset()
    territoires: frozenset[str] = frozenset()
    droits: frozenset[str] = frozenset()
    ident: int = 0
    nom: str = ""
    a_changer: bool = field(default=False, compare=False)

    def holds_any(self, wanted: Iterable[Role]) -> bool:
        """Whether the account holds at least one of ``wanted``."""
        return not self.roles.isdisjoint(wanted)

    def may_call(self, operation: str, roles: Roles) -> bool:
        """Whether it may call an operation that ``roles`` may: by a role, or by a right of its key."""
        return self.holds_any(roles) or any(operation in SCOPES[one] for one in self.droits if one in SCOPES)


def owner_of_the_file() -> Account:
    """The account of whoever can open the base on this machine: every role."""
    return Account("proprietaire", frozenset(Role), nom="Propriétaire du fichier")
