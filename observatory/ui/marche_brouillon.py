"""The walk that somebody prepares: kept in the session of the page until it is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import streamlit as st

from observatory.client import Client
from observatory.domain.errors import ObservatoryError
from observatory.domain.marche import Arret, Marche, Origine, Plan
from observatory.domain.preparation import Proposition
from observatory.present.itineraire import Geste

_KEY = "marche-brouillon"
MOST_UNDONE = 20


@dataclass(slots=True)
class Brouillon:
    """What is being prepared: the plan, what was left out, what was said of it, and the plans before.

    ``ident`` and ``version`` are those of the walk that is changed, 0 for a new one; ``refus`` is the last refusal,
    ``dernier`` the last gesture.
    """

    plan: Plan
    ident: int = 0
    version: int = 0
    trouve: Proposition | None = None
    laisses: tuple[Arret, ...] = ()
    refus: str = ""
    vue: int = 0
    dernier: int = 0
    avant: list[tuple[Plan, tuple[Arret, ...]]] = field(default_factory=list)


def draft() -> Brouillon | None:
    """What is being prepared in this session."""
    found = st.session_state.get(_KEY)
    return found if isinstance(found, Brouillon) else None


def begin(plan: Plan, known: Marche | None = None) -> Brouillon:
    """Prepare a new walk, or change one."""
    made = Brouillon(plan, known.ident if known else 0, known.version if known else 0)
    st.session_state[_KEY] = made
    return made


def drop() -> None:
    """Forget what is being prepared."""
    st.session_state.pop(_KEY, None)


def propose(here: Client, one: Brouillon, plan: Plan) -> None:
    """Ask for stops and a line; a refusal leaves the draft as it is, but for what was asked."""
    _try(one, lambda: _take(one, here.marches.proposer(plan)), plan)


def trace(here: Client, one: Brouillon, plan: Plan, *, libre: bool = False, moves: bool = False) -> None:
    """Draw the line of changed stops; with ``libre`` the order is ours. ``moves``: the map goes to the walk."""

    def ask() -> None:
        found = here.marches.tracer(plan, libre=libre)
        known = one.trouve
        left = (*one.laisses, *found.laisses)
        if known:
            found = replace(found, nuit=known.nuit, pourquoi=known.pourquoi)
        _take(one, replace(found, laisses=left), moves=moves)

    _try(one, ask, plan)


def undo(one: Brouillon) -> None:
    """Take the last gesture back."""
    if one.avant:
        one.plan, one.laisses = one.avant.pop()
        one.refus = ""
        if one.trouve:
            one.trouve = replace(one.trouve, plan=one.plan, remarques=(), depasse=False)


def gesture(here: Client, one: Brouillon, done: Geste) -> None:
    """What was done on the map: a stop or the meeting point moved, or a stop put; told twice, it is done once."""
    if done.n and done.n == one.dernier:
        return
    one.dernier = done.n

    def ask() -> None:
        stops = list(one.plan.arrets)
        placed = here.marches.arret_a(done.lat, done.lon)
        plan = one.plan
        if done.rang is None:
            stops.insert(_best_place(stops, placed), placed)
        elif done.rang == 0:
            plan = replace(plan, lat=done.lat, lon=done.lon, rendez_vous=placed.nom)
        elif done.rang <= len(stops):
            old = stops[done.rang - 1]
            stops[done.rang - 1] = replace(old, lat=done.lat, lon=done.lon, nom=placed.nom)
        trace(here, one, replace(plan, arrets=tuple(stops)))

    _try(one, ask)


def add_address(here: Client, one: Brouillon, text: str) -> None:
    """Put a stop at an address or a place."""

    def ask() -> None:
        found = here.geocoder.search(text, limit=1)
        if not found:
            one.refus = f"« {text[:80]} » n'est pas trouvé : écrivez l'adresse autrement, ou touchez la carte."
            return
        stop = here.marches.arret_a(found[0]["lat"], found[0]["lon"], str(found[0]["name"]))
        stops = list(one.plan.arrets)
        stops.insert(_best_place(stops, stop), stop)
        trace(here, one, replace(one.plan, arrets=tuple(stops)), moves=True)

    _try(one, ask)


def take_back(here: Client, one: Brouillon, rank: int) -> None:
    """Walk by a stop that had been left out."""
    stop = one.laisses[rank]
    stops = list(one.plan.arrets)
    stops.insert(_best_place(stops, stop), stop)
    one.laisses = tuple(other for at, other in enumerate(one.laisses) if at != rank)
    trace(here, one, replace(one.plan, arrets=tuple(stops)))


def remove(here: Client, one: Brouillon, rank: int) -> None:
    """Leave a stop out."""
    stop = one.plan.arrets[rank]
    if stop.origine != Origine.CHOIX:
        one.laisses = (stop, *one.laisses)
    trace(here, one, replace(one.plan, arrets=tuple(s for at, s in enumerate(one.plan.arrets) if at != rank)))


def shift(here: Client, one: Brouillon, rank: int, by: int) -> None:
    """Walk by a stop sooner (-1) or later (1)."""
    stops = list(one.plan.arrets)
    if 0 <= rank + by < len(stops):
        stops[rank], stops[rank + by] = stops[rank + by], stops[rank]
        trace(here, one, replace(one.plan, arrets=tuple(stops)))


def rename(one: Brouillon, rank: int, name: str) -> None:
    """Call a stop otherwise."""
    stops = list(one.plan.arrets)
    if name.strip() and rank < len(stops):
        stops[rank] = replace(stops[rank], nom=" ".join(name.split())[:120])
        one.plan = replace(one.plan, arrets=tuple(stops))


def _best_place(stops: list[Arret], new: Arret) -> int:
    """Where in the order a new stop makes the smallest detour."""

    def away(a: Arret, b: Arret) -> float:
        return float(((a.lat - b.lat) ** 2 + ((a.lon - b.lon) * 0.7) ** 2) ** 0.5)

    if len(stops) < 2:
        return len(stops)
    between = [away(a, new) + away(new, b) - away(a, b) for a, b in pairwise(stops)]
    costs = [away(new, stops[0]), *between, away(stops[-1], new)]
    return costs.index(min(costs))


def _take(one: Brouillon, found: Proposition, *, moves: bool = True) -> None:
    one.avant = [*one.avant[1 - MOST_UNDONE :], (one.plan, one.laisses)]
    one.plan, one.trouve, one.laisses = found.plan, found, found.laisses
    one.vue += moves


def _try(one: Brouillon, ask: Callable[[], None], plan: Plan | None = None) -> None:
    one.refus = ""
    try:
        ask()
    except ObservatoryError as error:
        one.refus = error.message
        if plan is not None and not one.plan.arrets:
            one.plan = plan
