"""Every operation by its name."""

from __future__ import annotations

from typing import Any

from observatory.operations import (
    actions,
    ambiances,
    annuaire,
    bilan_schema,
    bureau,
    comptes,
    declarants,
    documents,
    effet,
    enquetes,
    evolution,
    fiche,
    geocoding,
    hotspots,
    imports,
    indicateurs,
    instances,
    marches,
    mediations,
    memory,
    problemes,
    propension,
    publications,
    questions,
    reglages,
    restitution,
    retours,
    reunions,
    routage,
    saisie,
    schemas,
    suivi,
    surnoms,
    tableau,
    transmission,
    triage,
)
from observatory.operations.core import Operation

FAMILIES = (
    reglages,
    annuaire,
    bureau,
    declarants,
    fiche,
    questions,
    geocoding,
    surnoms,
    triage,
    routage,
    problemes,
    suivi,
    transmission,
    indicateurs,
    hotspots,
    propension,
    evolution,
    effet,
    retours,
    tableau,
    mediations,
    ambiances,
    marches,
    reunions,
    restitution,
    saisie,
    schemas,
    actions,
    instances,
    bilan_schema,
    enquetes,
    imports,
    memory,
    comptes,
    publications,
    documents,
)
"""The modules in which operations are declared."""


def catalogue() -> dict[str, Operation[..., Any]]:
    """The operations of every family, by name, in the order of their modules."""
    return {found.name: found for module in FAMILIES for found in vars(module).values() if isinstance(found, Operation)}
