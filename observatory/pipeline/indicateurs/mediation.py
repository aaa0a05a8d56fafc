"""Mediations: how many were entrusted, and how they ended."""

from __future__ import annotations

from typing import Any

from observatory.aggregate.suivi import mediation_counts
from observatory.analyse.intervalles import share
from observatory.domain.indicateurs import Indicateur
from observatory.pipeline.indicateurs.champ import Champ, Resultats, figure, known_or_not

NEVER = "Aucune médiation n'est notée dans la base."
NONE_CLOSED = "Aucune médiation de la période n'est close."

_NOTHING = dict.fromkeys(("confiees", "closes", "accord", "partiel", "refus", "droit"), 0)


def mediations(champ: Champ) -> Resultats:
    """Mediations entrusted in the period."""
    return _count(champ, "mediations", "confiees")


def mediations_accord(champ: Champ) -> Resultats:
    """Those that ended in an agreement."""
    return _count(champ, "mediations_accord", "accord")


def mediations_partiel(champ: Champ) -> Resultats:
    """Those that ended in a partial agreement."""
    return _count(champ, "mediations_partiel", "partiel")


def mediations_refus(champ: Champ) -> Resultats:
    """Those that a party refused."""
    return _count(champ, "mediations_refus", "refus")


def mediations_droit(champ: Champ) -> Resultats:
    """Those that were turned to law."""
    return _count(champ, "mediations_droit", "droit")


def mediation_accord_part(champ: Champ) -> Resultats:
    """Share of agreements among the mediations that are over."""
    counts = _counts(champ)

    def value(groupe: str) -> Indicateur:
        row = counts.get(groupe, _NOTHING)
        known = share(row["accord"], row["closes"])
        if known.valeur is None or known.bas is None or known.haut is None:
            return figure("mediation_accord_part", None, 0, why=NONE_CLOSED)
        bounds = (100.0 * known.bas, 100.0 * known.haut)
        return figure("mediation_accord_part", 100.0 * known.valeur, row["closes"], bounds=bounds)

    return _known(champ, "mediation_accord_part", value)


def _count(champ: Champ, code: str, column: str) -> Resultats:
    counts = _counts(champ)

    def value(groupe: str) -> Indicateur:
        row = counts.get(groupe, _NOTHING)
        waiting = row["confiees"] - row["closes"]
        remark = f"En cours : {waiting} sur {row['confiees']}." if waiting else ""
        return figure(code, row[column], row["confiees"], remark=remark)

    return _known(champ, code, value)


def _known(champ: Champ, code: str, value: Any) -> Resultats:
    dated = champ.dated("mediation", "confiee_le")
    since = champ.kept("médiations depuis", lambda: champ.known_since(dated))
    return known_or_not(champ, code, since, NEVER, value)


def _counts(champ: Champ) -> dict[str, dict[str, Any]]:
    dated = champ.dated("mediation", "confiee_le")
    return champ.kept("médiations", lambda: champ.rows(mediation_counts(champ.events(dated))))
