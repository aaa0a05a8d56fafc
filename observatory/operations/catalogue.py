"""Every operation by its name."""

from __future__ import annotations

from typing import Any

from observatory.operations import (
    comptes,
    declarants,
    fiche,
    geocoding,
    imports,
    memory,
    orientations,
    publications,
    questions,
    surnoms,
)
from observatory.operations.core import Operation

_MODULES = (
    questions,
    geocoding,
    surnoms,
    declarants,
    orientations,
    fiche,
    imports,
    memory,
    comptes,
    publications,
)


def catalogue() -> dict[str, Operation[..., Any]]:
    """The operations of every family, by name, in the order of their modules."""
    return {found.name: found for module in _MODULES for found in vars(module).values() if isinstance(found, Operation)}
