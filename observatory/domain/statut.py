"""The states of a file and its moves: which follows which, by whose act, and when a reason must be given.

Drawn in ``docs/suivi.md``. Who owns each act is in ``domain.roles.ACTS``. A problème moves as a whole: the signalements
of one trouble are entrusted, acted upon and closed together.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from observatory.domain.errors import NotAllowed, StateError, ValueRefused
from observatory.domain.roles import ACTS, Role


class Statut(StrEnum):
    """A state. ``NON_COMMUNIQUE`` is that of what was imported from a source that tells nothing of the follow-up."""

    RECU = "recu"
    QUALIFIE = "qualifie"
    TRANSMIS = "transmis"
    PRIS_EN_CHARGE = "pris_en_charge"
    MEDIATION = "mediation"
    INTERVENTION_FAITE = "intervention_faite"
    RESOLU = "resolu"
    SANS_SUITE = "sans_suite"
    ROUVERT = "rouvert"
    NON_COMMUNIQUE = "non_communique"


CLOSED = (Statut.RESOLU, Statut.SANS_SUITE)
"""States in which a file is closed."""
CLOSED_SQL = ", ".join(f"'{one}'" for one in CLOSED)
"""The same between commas, as SQL writes a list."""
OPEN = tuple(one for one in Statut if one not in CLOSED)
WAITING = (Statut.RECU, Statut.QUALIFIE, Statut.ROUVERT, Statut.NON_COMMUNIQUE)
"""States in which nobody acts yet."""
IN_HAND = (Statut.TRANSMIS, Statut.PRIS_EN_CHARGE, Statut.MEDIATION)
"""States in which somebody was asked to act."""
WITH_REASON = (Statut.SANS_SUITE, Statut.ROUVERT)
"""States that nothing reaches without a reason."""

MOVED = "etat"
"""The event of the journal that tells of a move; its detail holds de, vers, acte, motif."""

_S = Statut
MOVES: dict[Statut, tuple[str, tuple[Statut, ...]]] = {
    _S.QUALIFIE: ("qualifier", (_S.RECU, _S.ROUVERT, _S.NON_COMMUNIQUE)),
    _S.TRANSMIS: ("transmettre", (*WAITING, *IN_HAND, _S.INTERVENTION_FAITE)),
    _S.MEDIATION: ("confier à un médiateur", (*WAITING, _S.TRANSMIS, _S.PRIS_EN_CHARGE)),
    _S.PRIS_EN_CHARGE: ("rendre compte", (*WAITING, *IN_HAND, _S.INTERVENTION_FAITE)),
    _S.INTERVENTION_FAITE: ("rendre compte", (*WAITING, *IN_HAND, _S.INTERVENTION_FAITE)),
    _S.RESOLU: ("clore", OPEN),
    _S.SANS_SUITE: ("clore", OPEN),
    _S.ROUVERT: ("rouvrir", CLOSED),
}
"""For each state, the act that leads to it and the states that it may follow."""


def moves_from(de: str, roles: Collection[Role]) -> list[Statut]:
    """The states to which these roles may take a file that is in ``de``."""
    return [vers for vers, (act, sources) in MOVES.items() if de in sources and not ACTS[act].isdisjoint(roles)]


def check_move(de: str, vers: Statut, roles: Collection[Role], motif: str = "") -> str:
    """The act by which a file goes from ``de`` to ``vers``.

    Raises
    ------
    StateError
        When no act leads there.
    NotAllowed
        When none of the roles owns the act.
    ValueRefused
        When the move needs a reason and none is given.
    """
    act, sources = MOVES.get(vers, ("", ()))
    if de not in sources:
        said = " ou ".join(f"« {words(one)} »" for one in following(de)) or "rien"
        raise StateError(
            f"Un dossier « {words(de)} » ne peut pas devenir « {words(vers)} » : de là il peut devenir {said}. "
            "Relisez le dossier, quelqu'un l'a peut-être déjà fait avancer."
        )
    if ACTS[act].isdisjoint(roles):
        owners = ", ".join(sorted(ACTS[act]))
        raise NotAllowed(f"« {act.capitalize()} » appartient à : {owners}. Demandez-leur.")
    if vers in WITH_REASON and not motif.strip():
        raise ValueRefused(f"Dites pourquoi le dossier devient « {words(vers)} » : le motif manque.")
    return act


def following(de: str) -> list[Statut]:
    """The states that may follow ``de``, whoever acts."""
    return [vers for vers, (_, sources) in MOVES.items() if de in sources]


def words(statut: str) -> str:
    """A state as it is written in a sentence."""
    return _WORDS.get(statut, statut)


_WORDS = {
    "recu": "reçu",
    "qualifie": "qualifié",
    "transmis": "transmis",
    "pris_en_charge": "pris en charge",
    "mediation": "en médiation",
    "intervention_faite": "intervention faite",
    "resolu": "résolu",
    "sans_suite": "sans suite",
    "rouvert": "rouvert",
    "non_communique": "non communiqué",
}
