"""Every operation by its name."""

from __future__ import annotations

from typing import Any

from observatory.operations import comptes, declarants, geocoding, imports, memory, publications, questions, surnoms
from observatory.operations.core import Operation


def catalogue() -> dict[str, Operation[..., Any]]:
    """The operations of every family, by name, in the order of their modules."""
    return {
        found.name: found
        for module in (questions, geocoding, surnoms, declarants, imports, memory, comptes, publications)
        for found in vars(module).values()
        if isinstance(found, Operation)
    }
