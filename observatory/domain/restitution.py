"""What a walk gave back: scores compared with the walk before, what was promised, what became of what was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from observatory.domain.arrondi import LEAST_COUNT
from observatory.domain.constat import NOTES, Question, Reponse
from observatory.domain.marche import Marche

SAME_WITHIN = 0.5
"""Of two means from 0 to 3, a difference under this is said to be none: few people answer."""
BEST = len(NOTES) - 1
LONGEST_PROMISE = 300


class Sens(StrEnum):
    """How a place stands beside the walk before."""

    MIEUX = "mieux"
    PAREIL = "pareil"
    MOINS_BIEN = "moins_bien"


class Devenir(StrEnum):
    """What became of what was found."""

    FAIT = "fait"
    PREVU = "prevu"
    REFUSE = "refuse"
    SANS_REPONSE = "sans_reponse"


class Parole(StrEnum):
    """Where a promise stands on a day."""

    TENU = "tenu"
    A_VENIR = "a_venir"
    EN_RETARD = "en_retard"
    SANS_DATE = "sans_date"


@dataclass(frozen=True, slots=True)
class Score:
    """A mean from 0 (bad) to 3 (good) over questions, and beside it that of the walk before.

    ``principe`` is "" for all of them together, ``arret`` is 0 for the whole walk. ``n`` counts the answers that rate,
    « je ne sais pas » left out. ``avant`` and ``sens`` rest on the questions that both walks answered there.
    """

    arret: int
    principe: str
    note: float | None
    n: int
    avant: float | None = None
    n_avant: int = 0
    sens: str | None = None


@dataclass(frozen=True, slots=True)
class Ecart:
    """A question that devices answered differently at a stop: each one's name and note (None: « je ne sais pas »)."""

    arret: int
    question: str
    notes: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class ConstatVu:
    """A constat as it is given back: ``devenir`` is None where it made no signalement; ``photos`` are open to all.

    ``tardif``: it arrived after the walk was closed, and was not taken in yet. ``reference`` is that of its file, ""
    for who does not see files one by one.
    """

    ident: int
    arret: int | None
    positif: bool
    categorie: str | None
    libelle: str
    texte: str
    lat: float
    lon: float
    le: dt.datetime
    etat: str
    tardif: bool
    service: str
    devenir: str | None
    reference: str
    photos: tuple[int, ...]
    photos_a_relire: int


@dataclass(frozen=True, slots=True)
class Groupe:
    """How many walkers there were of one profile, or of several that are told together (French names).

    ``n`` is None for fewer than ``LEAST_COUNT``.
    """

    genre: str
    profils: tuple[str, ...]
    n: int | None


@dataclass(frozen=True, slots=True)
class Ressenti:
    """How safe walkers felt at a moment: counts from 1 (not at all) to 4, None where an answer is that of a few.

    ``moities`` are those who do not feel safe (1 and 2) and those who do (3 and 4), None where one half is a few.
    ``moyenne`` is exact beside ``notes``, None beside halves alone, else
    to the half point or None (:func:`coarse_mean`).
    """

    moment: str
    notes: tuple[int, ...] | None
    moities: tuple[int, int] | None
    n: int | None
    moyenne: float | None


@dataclass(frozen=True, slots=True)
class Engagement:
    """What a service promised after a walk, and where that stands today."""

    ident: int
    marche: int
    arret: int | None
    service: str
    texte: str
    pour_le: dt.date | None
    tenu_le: dt.date | None
    etat: str


@dataclass(frozen=True, slots=True)
class Restitution:
    """All that a walk gave back. ``avant`` is the walk before on the same stops, with its promises and its constats.

    ``devenirs`` count what became of what this walk found, ``devenirs_avant`` of what the one before found.
    ``appareils`` names the devices that noted, ``comptages`` how many walkers each counted (for who keeps the walk).
    """

    marche: Marche
    avant: Marche | None
    questions: tuple[Question, ...]
    principes: tuple[str, ...]
    scores: tuple[Score, ...]
    ecarts: tuple[Ecart, ...]
    constats: tuple[ConstatVu, ...]
    ecartes: int
    groupes: tuple[Groupe, ...]
    marcheurs: int | None
    ressentis: tuple[Ressenti, ...]
    engagements: tuple[Engagement, ...]
    engagements_avant: tuple[Engagement, ...]
    devenirs: dict[str, int]
    devenirs_avant: dict[str, int]
    appareils: tuple[str, ...]
    comptages: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Cloture:
    """What the closing of a walk did, or taking in what arrived later.

    ``nouveaux`` are references of files made for new problems. ``rattaches`` are those that joined a problem that was
    open already: the reference, that of the problem's latest file, and how far it lies (metres). ``groupes`` counts
    constats told in the file of another one.
    """

    marche: Marche
    nouveaux: tuple[str, ...]
    rattaches: tuple[tuple[str, str, float], ...]
    groupes: int
    positifs: int
    sans_categorie: int
    ecartes: int


def answers_by_question(answers: Sequence[Reponse]) -> dict[tuple[int, str], list[int]]:
    """The notes of each (stop, question) over devices, « je ne sais pas » left out."""
    found: dict[tuple[int, str], list[int]] = {}
    for one in answers:
        if one.note is not None:
            found.setdefault((one.arret, one.question), []).append(one.note)
    return found


def mean_of(notes: Sequence[Sequence[int]]) -> float | None:
    """The mean over questions of their means over devices; None of nothing."""
    means = [sum(one) / len(one) for one in notes if one]
    return sum(means) / len(means) if means else None


def compared(now: float | None, before: float | None) -> str | None:
    """« mieux », « pareil » or « moins bien » than before; None where one of the two is not known."""
    if now is None or before is None:
        return None
    gap = round(now - before, 9)
    if abs(gap) < SAME_WITHIN:
        return Sens.PAREIL
    return Sens.MIEUX if gap > 0 else Sens.MOINS_BIEN


def coarse_mean(total: int, n: int) -> float | None:
    """The mean of ``n`` answers from 1 to 4 to the half point, 1.5 to 3.5: finer, it would tell how the few answered.

    Of six answers, 3.8 on average can only be five times 4 and once 3. Under ten answers even the half point tells.
    """
    if n < 2 * LEAST_COUNT:
        return None
    return min(3.5, max(1.5, round(2 * total / n) / 2))


def merged_groups(counts: Mapping[str, int], least: int = LEAST_COUNT) -> list[tuple[tuple[str, ...], int | None]]:
    """Counts of profiles that can be told to anybody, in their order: small ones are told together, or not at all.

    Every profile under ``least`` goes into one group; where that group is still under it, the smallest of the others
    joins it, so that nobody finds it by taking the rest from the total. Fewer than ``least`` in all give one group of
    None. Profiles that nobody has are left out.
    """
    present = {name: n for name, n in counts.items() if n > 0}
    if not present:
        return []
    if sum(present.values()) < least:
        return [(tuple(present), None)]
    small = [name for name, n in present.items() if n < least]
    while small and sum(present[name] for name in small) < least:
        small.append(min((name for name in present if name not in small), key=lambda name: present[name]))
    told = [((name,), n) for name, n in present.items() if name not in small]
    if not small:
        return list(told)
    together = tuple(name for name in present if name in small)
    return [*told, (together, sum(present[name] for name in together))]


def promise_state(pour_le: dt.date | None, tenu_le: dt.date | None, today: dt.date) -> str:
    """Where a promise stands today."""
    if tenu_le is not None:
        return Parole.TENU
    if pour_le is None:
        return Parole.SANS_DATE
    return Parole.EN_RETARD if pour_le < today else Parole.A_VENIR
