"""How long it took: from the first contact to the retour d'information, and whether promises were kept.

Files that still wait are not dropped: they wait until the last instant that the base knows (Kaplan-Meier).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt

from observatory.aggregate.suivi import answers, sources_that_tell, waits
from observatory.analyse.survie import Courbe, quantile, share_within, survival_curve
from observatory.pipeline.indicateurs.champ import Champ, Resultats, figure
from observatory.pipeline.questions import run

NOT_TOLD = "Aucun dossier d'un appelant connu dont la source dise les retours."
NO_PROMISE = "Aucun dossier dont la suite est dite n'a d'échéance."
NOT_REACHED = "La part des appelants informés n'atteint pas encore {part} : trop attendent."
TOO_EARLY = "Aucune échéance n'est encore assez avancée pour le dire."


@dataclass(frozen=True, slots=True)
class Durees:
    """Durations of files, shape (n,), in days; whether each is over; what was promised, nan where nothing was."""

    jours: npt.NDArray[np.float64]
    finis: npt.NDArray[np.bool_]
    promis: npt.NDArray[np.float64]

    @property
    def en_attente(self) -> int:
        """How many still wait."""
        return int((~self.finis).sum())

    def with_promise(self) -> Durees:
        """Those to which something was promised."""
        kept = np.nan_to_num(self.promis, nan=-1.0) > 0
        return Durees(self.jours[kept], self.finis[kept], self.promis[kept])

    def in_parts_of_promise(self) -> Courbe:
        """Their curve where one is the whole time that was promised: so files of different promises wait together."""
        return survival_curve(self.jours / self.promis, self.finis)


_NONE = Durees(np.array([]), np.array([], bool), np.array([]))


def retour_median(champ: Champ) -> Resultats:
    """Median time from the first contact to the retour d'information, in days."""
    return _quantile(champ, "retour_median", 0.5, "la moitié")


def retour_p90(champ: Champ) -> Resultats:
    """The time within which nine callers of ten are told, in days."""
    return _quantile(champ, "retour_p90", 0.9, "neuf sur dix")


def retour_promesse(champ: Champ) -> Resultats:
    """Share of callers who are told before the échéance of their file."""
    return _within(champ, "retour_promesse", _waits(champ), NOT_TOLD)


def promesse_tenue(champ: Champ) -> Resultats:
    """Share of files on which the service acted, or answered, before the échéance."""

    def find() -> dict[str, Durees]:
        told, files = champ.table("compte_rendu"), champ.table("signalement")
        return _split(champ, answers(champ.files, told, files, champ.following, champ.until))

    return _within(champ, "promesse_tenue", champ.kept("réponses", find), NO_PROMISE)


def _quantile(champ: Champ, code: str, part: float, words: str) -> Resultats:
    found: Resultats = {}
    for groupe, durees in _waits(champ).items():
        curve = champ.kept(f"courbe {groupe}", _curve(durees))
        known = quantile(curve, part)
        least = f" Au moins {int(known.bas)} jours." if known.bas else ""
        why = NOT_REACHED.format(part=words) + least if curve.n else NOT_TOLD
        found[groupe] = figure(
            code, known.valeur, curve.n, why=why, remark=_waiting(durees), bounds=(known.bas, known.haut)
        )
    return found


def _curve(durees: Durees) -> Callable[[], Courbe]:
    return lambda: survival_curve(durees.jours, durees.finis)


def _within(champ: Champ, code: str, durees: dict[str, Durees], nothing: str) -> Resultats:
    found: Resultats = {}
    for groupe in champ.groupes:
        promised = durees[groupe].with_promise()
        known = share_within(promised.in_parts_of_promise(), 1.0)
        why = TOO_EARLY if promised.jours.size else (NO_PROMISE if durees[groupe].jours.size else nothing)
        found[groupe] = figure(
            code, _percent(known.valeur), int(promised.jours.size), why=why, remark=_waiting(promised),
            bounds=(_percent(known.bas), _percent(known.haut)),
        )  # fmt: skip
    return found


def _percent(part: float | None) -> float | None:
    return None if part is None else 100.0 * part


def _waiting(durees: Durees) -> str:
    return f"En attente : {durees.en_attente} sur {durees.jours.size}." if durees.jours.size else ""


def _waits(champ: Champ) -> dict[str, Durees]:
    """How long known callers waited for news, by group."""

    def find() -> dict[str, Durees]:
        retours = champ.table("retour")
        telling = champ.sources(sources_that_tell(champ.table("signalement"), retours))
        others = set(champ.sources(champ.table("signalement").select("source").distinct())) - set(telling)
        followed = champ.followed if others else []  # where every source tells, no file need be looked for
        return _split(champ, waits(champ.files, retours, followed, telling, champ.until))

    return champ.kept("attentes", find)


def _split(champ: Champ, durations: ir.Table) -> dict[str, Durees]:
    """The durations of each group of the Champ, empty ones included."""
    table = run(champ.office, durations)
    names = table["groupe"].combine_chunks().dictionary_encode()
    codes = names.indices.to_numpy(zero_copy_only=False)
    order = np.argsort(codes, kind="stable")
    columns = [table[name].to_numpy()[order] for name in ("jours", "fini", "promis")]
    ends = np.searchsorted(codes[order], np.arange(len(names.dictionary) + 1))
    parts = {
        name: Durees(*(column[start:end] for column in columns))
        for name, start, end in zip(names.dictionary.to_pylist(), ends[:-1], ends[1:], strict=True)
    }
    return {groupe: parts.get(groupe, _NONE) for groupe in champ.groupes}
