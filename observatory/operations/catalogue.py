"""Every operation by its name."""

from __future__ import annotations

from typing import Any

from observatory.operations import (
    bureau,
    comptes,
    geocoding,
    imports,
    memory,
    publications,
    questions,
    routage,
    surnoms,
)
from observatory.operations.core import Operation


def catalogue() -> dict[str, Operation[..., Any]]:
    """The operations of every family, by name, in the order of their modules."""
    return {
        found.name: found
from observatory.operations import (
    bureau,
    comptes,
    geocoding,
    imports,
    memory,
    publications,
    questions,
    routage,
    surnoms,
)
        for found in vars(module).values()
        if isinstance(found, Operation)
    }
