"""What is wrong with rules of routing, said in French: what nobody can read, and what would never serve.

A rule never serves when those before it take all that it would. This is decided exactly over categories, lieux and
the times of a week with and without holidays; of territories it is known only that a rule for everywhere, or for the
same territory, covers one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from observatory.domain.calendrier import (
    FERIES,
    GENRES_DE_JOUR,
    JOUR_MINUTES,
    LONGEST_PROMISE_H,
    SEMAINE,
    text_to_jours,
    text_to_plages,
)
from observatory.domain.envoi import Regle
from observatory.domain.errors import ValueRefused
from observatory.triage.routage import ANY, Compiled, Parents, compile_rule

LIEUX = ("public", "parties communes", "prive")
LONGEST_TEXT = 120
MOST_RULES = 500

Grid = npt.NDArray[np.bool_]


def rule_faults(regles: Sequence[Regle], parents: Parents) -> list[str]:
    """Why rules cannot be kept, one sentence a fault; none where they can."""
    faults = [fault for one in regles for fault in _faults_of(one, parents)]
    ranks = [one.rang for one in regles]
    twice = sorted({rank for rank in ranks if ranks.count(rank) > 1})
    if twice:
        faults.append(f"Plusieurs règles ont le rang {_listed(twice)} : l'ordre décide, donnez un rang à chacune.")
    if len(regles) > MOST_RULES:
        faults.append(f"{len(regles)} règles : personne ne peut les relire ; {MOST_RULES} au plus.")
    last = max(regles, key=lambda one: one.rang, default=None)
    if last is None or any(last.conditions):
        faults.append(
            "La dernière règle doit tout prendre : laissez-y vides la catégorie, le lieu, le territoire, les jours et "
            "les heures."
        )
    return faults


def rules_for_nowhere(regles: Sequence[Regle], territoires: Collection[str]) -> list[str]:
    """The rules whose territory (``zonage:code``) is none of ``territoires``, one sentence each."""
    zonages = {one.partition(":")[0] for one in territoires}
    found = []
    for one in regles:
        zonage, _, code = one.territoire.partition(":")
        if one.territoire and not (one.territoire in territoires or (code == ANY and zonage in zonages)):
            found.append(f"La règle {one.rang} ne servira pas : le territoire « {one.territoire} » est inconnu ici.")
    return found


def rules_never_used(regles: Sequence[Regle], parents: Parents) -> list[str]:
    """The rules that those before them leave nothing to, one sentence each; the last one is left out.

    Rules must have no fault (see :func:`rule_faults`).
    """
    ready = [compile_rule(one) for one in sorted(regles, key=lambda one: one.rang)]
    slots = _slots(ready)
    grids = [_grid(one, parents, slots) for one in ready]
    found = []
    for at in range(1, len(ready) - 1):
        before = [i for i in range(at) if _covers_territory(ready[i], ready[at])]
        takers = _takers(grids[at], [(ready[i].regle.rang, grids[i]) for i in before])
        if takers:
            which = f"la règle {takers[0]} prend" if len(takers) == 1 else f"les règles {_listed(takers)} prennent"
            found.append(f"La règle {ready[at].regle.rang} ne servira jamais : {which} tout avant elle.")
    return found


def _faults_of(regle: Regle, parents: Parents) -> list[str]:
    faults = []
    if regle.categorie and regle.categorie not in parents:
        faults.append(f"la catégorie « {regle.categorie} » n'est pas dans la nomenclature")
    if regle.lieu and regle.lieu not in LIEUX:
        faults.append(f"le lieu « {regle.lieu} » n'existe pas (écrivez {', '.join(LIEUX)}, ou rien)")
    zonage, _, code = regle.territoire.partition(":")
    if regle.territoire and not (zonage and code):
        faults.append(f"le territoire « {regle.territoire} » s'écrit zonage:code, par exemple qpv:QP001 ou qpv:*")
    for read, text in ((text_to_jours, regle.jours), (text_to_plages, regle.heures)):
        try:
            read(text)
        except ValueRefused as error:
            faults.append(error.message.rstrip("."))
    if not regle.service.strip():
        faults.append("aucun service n'est nommé")
    if not 1 <= regle.promesse_h <= LONGEST_PROMISE_H:
        faults.append(f"la promesse est de 1 à {LONGEST_PROMISE_H} heures, pas {regle.promesse_h}")
    texts = (regle.service, regle.escalade, regle.astreinte, regle.territoire, regle.jours, regle.heures)
    if any(len(text) > LONGEST_TEXT or not text.isprintable() for text in texts):
        faults.append(f"un texte tient sur une ligne de {LONGEST_TEXT} caractères au plus")
    return [f"Règle {regle.rang} : {fault}." for fault in faults]


Slot = tuple[str, str, int]
"""The kind of a day, that of the day before, and a minute that stands for those until the next one of the list."""


def _slots(ready: Sequence[Compiled]) -> list[Slot]:
    """Times that no rule tells apart, one for each: days that can follow one another × spans of minutes."""
    bounds = {0} | {edge % JOUR_MINUTES for one in ready for span in one.creneau.plages for edge in span}
    days = [(SEMAINE[i], before) for i in range(7) for before in (SEMAINE[i - 1], FERIES)]
    days += [(FERIES, before) for before in GENRES_DE_JOUR]
    return [(today, before, minute) for today, before in days for minute in sorted(bounds)]


def _grid(one: Compiled, parents: Parents, slots: Sequence[Slot]) -> Grid:
    """What a rule takes: categories × lieux (the last one: not said) × times."""
    regle = one.regle
    categories = np.array([regle.categorie in ("", code, parent) for code, parent in parents.items()], bool)
    lieux = np.array([regle.lieu in ("", lieu) for lieu in (*LIEUX, "")], bool)
    times = np.array([one.creneau.holds_minute(*slot) for slot in slots], bool)
    return np.asarray(categories[:, None, None] & lieux[None, :, None] & times[None, None, :])


def _covers_territory(first: Compiled, later: Compiled) -> bool:
    """Whether the territory of a rule surely holds that of a later one."""
    if not first.zonage or first.regle.territoire == later.regle.territoire:
        return True
    return first.code == ANY and first.zonage == later.zonage


def _takers(wanted: Grid, before: Sequence[tuple[int, Grid]]) -> list[int]:
    """The rules that together take all that is wanted: one where one is enough; none where something is left."""
    for rank, grid in before:
        if not (wanted & ~grid).any():
            return [rank]
    left, takers = wanted.copy(), []
    for rank, grid in before:
        if (left & grid).any():
            takers.append(rank)
            left &= ~grid
    return [] if left.any() else takers


def _listed(numbers: Sequence[int]) -> str:
    texts = [str(one) for one in numbers]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} et {texts[-1]}"
