"""Who calls, and what they told before: what the desk shows of a caller."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

NOTICE = (
    "Ce que vous me dites sert à traiter votre demande et à préparer les actions de la ville. Vous pouvez rester "
    "anonyme. Votre numéro n'est gardé que si vous souhaitez être rappelé. Vous pouvez demander à la mairie à voir, à "
    "corriger ou à faire effacer ce qui vous concerne."
)
"""What a caller is told before anything is asked of them."""


@dataclass(frozen=True, slots=True)
class ContactConnu:
    """A contact of a caller; ``reference`` and ``categorie`` are those of the signalement that it made, if any."""

    ident: int
    recu_le: dt.datetime
    canal: str
    issue: str
    orientation: str | None
    probleme: int | None
    reference: str | None
    categorie: str | None


@dataclass(frozen=True, slots=True)
class ProblemeConnu:
    """A trouble that a caller told of, as it stands: how many signalements tell of it, and the caller's relances.

    ``statut``, ``service``, ``clos_le``, ``retour_le`` are those of the caller's own latest signalement of it.
    """

    ident: int
    reference: str
    categorie: str
    adresse: str | None
    recu_le: dt.datetime
    statut: str
    service: str | None
    clos_le: dt.datetime | None
    retour_le: dt.datetime | None
    echeance: dt.datetime | None
    signalements: int
    relances: int


@dataclass(frozen=True, slots=True)
class Historique:
    """A caller: what was kept of them, their contacts and their problèmes, newest first."""

    declarant: int
    nom: str | None
    langue: str | None
    telephone: str | None
    rappel: bool
    connu_depuis: dt.datetime
    contacts: list[ContactConnu]
    problemes: list[ProblemeConnu]
