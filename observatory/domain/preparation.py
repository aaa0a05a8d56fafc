"""What the office proposes for a walk: a plan, what did not fit in it, and what must be known before one signs it."""

from __future__ import annotations

from dataclasses import dataclass

from observatory.domain.marche import Arret, Plan


@dataclass(frozen=True, slots=True)
class Proposition:
    """A plan with its stops in the order of walking and its line.

    ``laisses`` are stops that did not fit, ``remarques`` French sentences. ``nuit`` is whether trouble there occurs
    mostly at night (None: too little is known), ``pourquoi`` says it in words. ``depasse``: the bounds do not hold.
    """

    plan: Plan
    laisses: tuple[Arret, ...] = ()
    remarques: tuple[str, ...] = ()
    nuit: bool | None = None
    pourquoi: str = ""
    depasse: bool = False
