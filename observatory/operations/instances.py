"""Operations of the instances: what the formation restreinte, the groupe opérationnel and a cell of a ZSP read."""

from __future__ import annotations

from observatory.domain.instances import Cellule, Formation, Groupe
from observatory.operations.core import Context, operation
from observatory.pipeline import instances


@operation("instances.formation")
def instances_formation(context: Context, schema: int) -> Formation:
    """Every action of a plan, red ones first, what is late, what is to be decided, what comes next."""
    return instances.formation_of(context.office, schema, context.account)


@operation("instances.groupe")
def instances_groupe(context: Context, schema: int) -> Groupe:
    """What each partner of a plan accepted, did and owes."""
    return instances.groupe_of(context.office, schema, context.account)


@operation("instances.zones")
def instances_zones(context: Context) -> dict[str, str]:
    """The ZSP in force, by ``zsp:code``."""
    return instances.zones_of(context.office, context.account)


@operation("instances.cellule")
def instances_cellule(context: Context, territoire: str) -> Cellule:
    """A ZSP as a whole: its actions, its signalements by family in fives, its hotspots by name."""
    return instances.cellule_of(context.office, territoire, context.account)
