"""An edition: one document on its way from draft to published, and who took each step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from observatory.domain.errors import StateError, ValueRefused
from observatory.domain.support import Support


class GenreEdition(StrEnum):
    """The kinds of document."""

    PRESENTATION = "presentation"
    BILAN = "bilan"
    FICHE_ACTION = "fiche_action"
    TABLEAU_DE_BORD = "tableau_de_bord"
    FICHE_QUARTIER = "fiche_quartier"


class EtatEdition(StrEnum):
    """A draft is made anew at will; what is validated is frozen; what is published stays, even once withdrawn."""

    BROUILLON = "brouillon"
    VALIDEE = "validee"
    PUBLIEE = "publiee"
    RETIREE = "retiree"


class Geste(StrEnum):
    """What is done to an edition."""

    REFAIRE = "refaire"
    VALIDER = "valider"
    REPRENDRE = "reprendre"
    PUBLIER = "publier"
    RETIRER = "retirer"
    SUPPRIMER = "supprimer"


@dataclass(frozen=True, slots=True)
class Demande:
    """Which document is asked for: its kind and what it is about; what is left empty is the usual one.

    ``periode`` is a code (« 2026-S1 »), ``territoire`` a code or ``zonage:code``; ``schema`` and ``action`` are
    numbers.
    """

    genre: GenreEdition
    periode: str = ""
    territoire: str = ""
    schema: int | None = None
    action: int | None = None


COUNTED = frozenset({GenreEdition.PRESENTATION, GenreEdition.TABLEAU_DE_BORD, GenreEdition.FICHE_QUARTIER})
"""The kinds that show signalements of a period; the others show what the city itself does, on a day."""
PLANNED = frozenset({GenreEdition.BILAN, GenreEdition.TABLEAU_DE_BORD})
"""The kinds that are about a plan."""
PUBLIC = (GenreEdition.PRESENTATION, GenreEdition.FICHE_QUARTIER, GenreEdition.BILAN)
"""The kinds that the public page may show or offer, in this order."""

FORMATS: dict[GenreEdition, tuple[str, ...]] = {
    GenreEdition.PRESENTATION: ("pptx", "pdf", "html"),
    GenreEdition.BILAN: ("docx", "pdf"),
    GenreEdition.FICHE_ACTION: ("docx", "pdf"),
    GenreEdition.TABLEAU_DE_BORD: ("xlsx",),
    GenreEdition.FICHE_QUARTIER: ("pdf",),
}
"""The files that each kind is made as, the usual one first."""

MEDIA = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}
"""The media type of each format."""

_STEPS: dict[Geste, tuple[frozenset[EtatEdition], EtatEdition | None]] = {
    Geste.REFAIRE: (frozenset({EtatEdition.BROUILLON}), EtatEdition.BROUILLON),
    Geste.VALIDER: (frozenset({EtatEdition.BROUILLON}), EtatEdition.VALIDEE),
    Geste.REPRENDRE: (frozenset({EtatEdition.VALIDEE}), EtatEdition.BROUILLON),
    Geste.PUBLIER: (frozenset({EtatEdition.VALIDEE}), EtatEdition.PUBLIEE),
    Geste.RETIRER: (frozenset({EtatEdition.PUBLIEE}), EtatEdition.RETIREE),
    Geste.SUPPRIMER: (frozenset({EtatEdition.BROUILLON}), None),
}
_WRONG = {
    EtatEdition.BROUILLON: "C'est encore un brouillon : validez-le d'abord.",
    EtatEdition.VALIDEE: "Ce document est validé : reprenez-le en brouillon pour le changer, ou publiez-le.",
    EtatEdition.PUBLIEE: "Ce document est publié : il ne change plus. Préparez-en un autre, ou retirez-le.",
    EtatEdition.RETIREE: "Ce document a été publié puis retiré : il est gardé tel quel.",
}


@dataclass(frozen=True, slots=True)
class Edition:
    """A document that is kept: what it is about, its state, who validated and published it, the day of its data.

    ``periode`` is a code (« 2026-S1 ») or "". ``territoire`` is ``zonage:code``, "" for the whole city. ``sections``
    are the keys of the parts that the public page shows (none: it is not on the public page).
    """

    ident: int
    genre: GenreEdition
    titre: str
    periode: str
    territoire: str
    schema: int | None
    action: int | None
    etat: EtatEdition
    sections: tuple[str, ...]
    donnees_le: dt.date
    auteur: str
    cree_le: dt.datetime
    valide_par: str = ""
    valide_le: dt.datetime | None = None
    publie_par: str = ""
    publie_le: dt.datetime | None = None
    retire_le: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class EditionLue:
    """An edition with what it shows, and the names of the published tables that its figures come from."""

    edition: Edition
    support: Support


@dataclass(frozen=True, slots=True)
class Tampon:
    """What a document says of its own state, in its foot: nobody takes a draft for what was published."""

    etat: EtatEdition = EtatEdition.BROUILLON
    valide_par: str = ""
    valide_le: dt.date | None = None
    publie_le: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Charte:
    """How a document looks: the logo (PNG, may be empty) and two colours as ``#rrggbb``."""

    logo: bytes = b""
    couleur: str = "#1f6f78"
    accent: str = "#b9521a"


def check_format(genre: GenreEdition, fmt: str) -> str:
    """A format that a kind is made as.

    Raises
    ------
    ValueRefused
    """
    if fmt not in FORMATS[genre]:
        raise ValueRefused(f"Ce document se fait en {', '.join(FORMATS[genre])} : « {fmt[:20]} » n'en est pas.")
    return fmt


def step(etat: EtatEdition, geste: Geste) -> EtatEdition | None:
    """The state after something was done; None where the edition is gone.

    Raises
    ------
    StateError
        When it cannot be done in this state.
    """
    allowed, then = _STEPS[geste]
    if etat not in allowed:
        raise StateError(_WRONG[etat])
    return then
