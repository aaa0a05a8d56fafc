"""What came of it: files resolved, without suite, reopened; what callers say of it days later."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir
import numpy as np

from observatory.aggregate.suivi import reopenings
from observatory.analyse.intervalles import mean, share
from observatory.domain.indicateurs import Indicateur
from observatory.pipeline.indicateurs.champ import Champ, Resultats, figure, known_or_not
from observatory.pipeline.questions import run
from observatory.store.appels import SOURCE

UNTOLD = "La source ne dit pas ce que deviennent ces dossiers."
NOT_OURS = "L'office n'a suivi lui-même aucun de ces dossiers."
ERASED = (
    "Le journal de {n} de ces dossiers est effacé, sa durée de conservation passée : prenez une période plus récente."
)
NEVER_CLOSED = "Aucun de ces dossiers n'a encore été clos."
NEVER_ASKED = "Aucune réponse à la question de satisfaction n'est notée."
NO_ANSWER = "Personne n'a répondu à cette question pendant la période."


def resolus(champ: Champ) -> Resultats:
    """Files received in the period and resolved today."""
    return _closed(champ, "resolus")


def sans_suite(champ: Champ) -> Resultats:
    """Files received in the period and closed without suite."""
    return _closed(champ, "sans_suite")


def resolus_part(champ: Champ) -> Resultats:
    """Share of resolved files among those of which the source says where they stand."""
    found: Resultats = {}
    for groupe, row in champ.counts.items():
        found[groupe] = _share("resolus_part", row["resolus"], row["dits"], UNTOLD)
    return found


def rouverts(champ: Champ) -> Resultats:
    """Files closed then reopened at least once, of those that the office follows."""
    found: Resultats = {}
    for groupe, row in _reopened(champ).items():
        known = row["suivis"] > 0 and not row["effaces"]
        why = ERASED.format(n=row["effaces"]) if row["effaces"] else NOT_OURS
        found[groupe] = figure("rouverts", row["rouverts"] if known else None, row["suivis"], why=why)
    return found


def rouverts_part(champ: Champ) -> Resultats:
    """Share of reopened files among those that the office closed at least once."""
    found: Resultats = {}
    for groupe, row in _reopened(champ).items():
        if row["effaces"]:
            found[groupe] = figure("rouverts_part", None, row["clos"], why=ERASED.format(n=row["effaces"]))
        else:
            why = NEVER_CLOSED if row["suivis"] else NOT_OURS
            found[groupe] = _share("rouverts_part", row["rouverts"], row["clos"], why)
    return found


def satisfaction_resolu(champ: Champ) -> Resultats:
    """Share of answers « résolu » among those of the period."""
    given = _answers(champ)

    def value(groupe: str) -> Indicateur:
        said = [row["resolu"] for row in given if row["groupe"] == groupe and row["resolu"] is not None]
        return _share("satisfaction_resolu", sum(said), len(said), NO_ANSWER)

    return known_or_not(champ, "satisfaction_resolu", champ.known_since(_asked(champ)), NEVER_ASKED, value)


def satisfaction_note(champ: Champ) -> Resultats:
    """Mean of the marks from 1 to 5 of the period."""
    given = _answers(champ)

    def value(groupe: str) -> Indicateur:
        marks = [row["note"] for row in given if row["groupe"] == groupe and row["note"] is not None]
        known = mean(np.array(marks, float), 1.0, 5.0)
        bounds = (known.bas, known.haut)
        return figure("satisfaction_note", known.valeur, len(marks), why=NO_ANSWER, bounds=bounds)

    return known_or_not(champ, "satisfaction_note", champ.known_since(_asked(champ)), NEVER_ASKED, value)


def _share(code: str, successes: int, n: int, why: str) -> Indicateur:
    """A share in percent with its interval."""
    known = share(successes, n)
    if known.valeur is None or known.bas is None or known.haut is None:
        return figure(code, None, n, why=why)
    return figure(code, 100.0 * known.valeur, n, bounds=(100.0 * known.bas, 100.0 * known.haut))


def _closed(champ: Champ, code: str) -> Resultats:
    """A count of files by their state; where nothing was received it is zero, where no state is told it is unknown."""
    found: Resultats = {}
    for groupe, row in champ.counts.items():
        untold = row["signalements"] > 0 and not row["dits"]
        partly = f"La suite de {row['signalements'] - row['dits']} dossiers n'est pas dite."
        remark = partly if 0 < row["dits"] < row["signalements"] else ""
        found[groupe] = figure(code, None if untold else row[code], row["dits"], why=UNTOLD, remark=remark)
    return found


def _reopened(champ: Champ) -> dict[str, dict[str, Any]]:
    def find() -> dict[str, dict[str, Any]]:
        return champ.rows(reopenings(champ.files, champ.moves, SOURCE))

    counts = champ.kept("réouvertures", find)
    nothing = dict.fromkeys(("suivis", "rouverts", "clos", "effaces"), 0)
    return {groupe: counts.get(groupe, nothing) for groupe in champ.groupes}


def _asked(champ: Champ) -> ir.Table:
    """The answers to the question of satisfaction: signalement_id, jour, resolu, note; refusals left out."""
    answers, retours = champ.dated("satisfaction", "le"), champ.table("retour")
    given = answers.filter(answers.le.notnull() & ~answers.refusee).select("retour_id", "jour", "resolu", "note")
    joined = given.join(retours.select("id", "signalement_id"), given.retour_id == retours.id)
    return joined.select("signalement_id", "jour", "resolu", "note")


def _answers(champ: Champ) -> list[dict[str, Any]]:
    """The answers of the period, each with its ``groupe``."""

    def find() -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = run(
            champ.office, champ.events(_asked(champ)).select("groupe", "resolu", "note")
        ).to_pylist()
        return rows

    return champ.kept("satisfaction", find)
