"""Which pages each role is shown, where it lands, what the menu names: a part of the matrix beside ``domain.roles``."""

from __future__ import annotations

from observatory.domain.roles import (
    ACTS,
    ANALYSTS,
    DATA_ENTRY,
    DESK,
    INTERNAL,
    KEEPERS,
    RULE_MAKERS,
    WALKERS,
    WATCHERS,
    Account,
    Role,
    Roles,
)

PAGES: dict[str, Roles] = {
    "suivi": frozenset({Role.REGULATEUR}),
    "bureau": DESK,
    "retours": frozenset({Role.OPERATEUR}),
    "": INTERNAL,
    "carte": INTERNAL,
    "indicateurs": frozenset({Role.REGULATEUR, Role.COORDONNATEUR}),
    "points-chauds": ANALYSTS,
    "evolution": ANALYSTS,
    "effet-des-actions": ANALYSTS,
    "territoires": INTERNAL - {Role.REGULATEUR},
    "adresses": frozenset({Role.OPERATEUR, Role.ADMINISTRATEUR, Role.MEDIATEUR}),
    "schema": WALKERS - KEEPERS,
    "reunions": WALKERS - KEEPERS,
    "instances": WALKERS - KEEPERS,
    "marches": WALKERS - KEEPERS,
    "restitution": WALKERS - KEEPERS,
    "marche-saisie": ACTS["préparer une marche"],
    "enquetes": WALKERS - KEEPERS,
    "bilan-schema": WALKERS - KEEPERS,
    "documents": WALKERS - KEEPERS,
    "exports": INTERNAL - KEEPERS,
    "regles": RULE_MAKERS | WATCHERS,
    "mettre-en-service": DATA_ENTRY - {Role.REGULATEUR},
    "confies": frozenset({Role.PARTENAIRE}),
    "chiffres-publics": frozenset({Role.CLSPD, Role.PRESENTATEUR, Role.MEDIATEUR, Role.COORDONNATEUR}),
    "zones-silencieuses": frozenset({Role.COORDONNATEUR, Role.CLSPD, Role.ADMINISTRATEUR}),
    "comptes": KEEPERS,
    "journal": WATCHERS,
}
"""Who is shown each page of the dashboard, by its address."""

UNDER: dict[str, str] = {
    "territoires": "carte",
    "exports": "carte",
    "evolution": "points-chauds",
    "zones-silencieuses": "points-chauds",
    "effet-des-actions": "points-chauds",
    "marches": "schema",
    "marche-saisie": "schema",
    "restitution": "schema",
    "reunions": "schema",
    "instances": "schema",
    "enquetes": "schema",
    "bilan-schema": "schema",
    "documents": "schema",
}
"""Pages that the menu does not name: the page under which it stands leads to each, by links at its top."""

LANDING: dict[Role, str] = {
    Role.REGULATEUR: "suivi",
    Role.COORDONNATEUR: "",
    Role.OPERATEUR: "bureau",
    Role.MEDIATEUR: "adresses",
    Role.PARTENAIRE: "confies",
    Role.CLSPD: "points-chauds",
    Role.PRESENTATEUR: "chiffres-publics",
    Role.ADMINISTRATEUR: "comptes",
    Role.DPO: "journal",
}
"""The page on which each role lands; of several roles the first of this list decides."""

DOORSTEP: dict[Role, str] = {Role.MEDIATEUR: "/terrain/"}
"""Where an account that holds this role alone goes when it logs in, instead of the pages."""

MOST_PAGES = 7
"""Entries that a menu has at most: more are not found."""


def pages_of(account: Account) -> list[str]:
    """The addresses of the pages that an account is shown, in its menu or under one of it, its landing page first."""
    landing = next((page for role, page in LANDING.items() if role in account.roles), None)
    shown = [page for page, roles in PAGES.items() if account.holds_any(roles)]
    return sorted(shown, key=lambda page: page != landing)
