"""Who acts on what was told, and by when: the rules that a city writes, and what they give for one file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from observatory.domain.calendrier import promise_text


@dataclass(frozen=True, slots=True)
class Regle:
    """A rule of routing; an empty condition holds always, and the first rule that fits (by ``rang``) wins.

    Conditions: ``categorie`` is a code of either level (a family holds its members), ``lieu`` one of public, parties
    communes, prive, ``territoire`` is written ``zonage:code`` or ``zonage:*`` for any of a zonage, ``jours`` and
    ``heures`` as in :mod:`observatory.domain.calendrier`. What follows: the service, what is promised (``ouvre``: in
    working hours), who is told when the promise is broken, whom to call outside the hours of service.
    """

    rang: int
    categorie: str = ""
    lieu: str = ""
    territoire: str = ""
    jours: str = ""
    heures: str = ""
    service: str = ""
    promesse_h: int = 72
    ouvre: bool = True
    escalade: str = ""
    astreinte: str = ""

    @property
    def conditions(self) -> tuple[str, ...]:
        """What must hold; all of them are empty for a rule that takes everything."""
        return self.categorie, self.lieu, self.territoire, self.jours, self.heures


@dataclass(frozen=True, slots=True)
class Envoi:
    """Where one file goes.

    ``echeance`` is in Europe/Paris; ``promesse`` and ``escalade`` are words; ``astreinte`` is whom to call now, empty
    in the hours of service.
    """

    service: str
    echeance: dt.datetime
    promesse: str
    escalade: str
    astreinte: str
    regle: int

    @classmethod
    def by_rule(cls, regle: Regle, echeance: dt.datetime, *, open_now: bool) -> Envoi:
        """What a rule gives, for a due instant that was counted from its promise."""
        promesse = promise_text(regle.promesse_h, regle.ouvre)
        astreinte = "" if open_now else regle.astreinte
        return cls(regle.service, echeance, promesse, regle.escalade, astreinte, regle.rang)


@dataclass(frozen=True, slots=True)
class ReglesConnues:
    """The rules in force and where they are kept: ``origine`` is base, fichier or programme.

    ``empreinte`` changes when one of them does. ``remarques`` are French sentences.
    """

    regles: list[Regle]
    origine: str
    empreinte: str
    remarques: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Deplacement:
    """An open file that rules would send elsewhere, or promise for another instant."""

    reference: str
    libelle: str
    de: str
    vers: str
    echeance_avant: dt.datetime | None
    echeance: dt.datetime
    regle: int

    @property
    def moves(self) -> bool:
        """Whether the service changes, not the due instant alone."""
        return self.de != self.vers


@dataclass(frozen=True, slots=True)
class EssaiRegles:
    """What rules would do to the open files, nothing being written.

    ``dossiers`` are the open files, ``changent`` how many would move, ``redates`` how many would keep their service
    and change their due instant. ``flux`` counts what moves, from which service to which; ``deplacements`` lists the
    first of them. ``sans_dossier`` are the rules that no open file uses; ``remarques`` are French sentences.
    """

    dossiers: int
    changent: int
    redates: int
    flux: list[tuple[str, str, int]]
    deplacements: list[Deplacement]
    sans_dossier: list[int]
    remarques: list[str]
