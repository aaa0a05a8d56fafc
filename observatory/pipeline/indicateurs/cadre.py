"""What was done on the ground, as services tell it: square metres of tags, and what interventions cost."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir

from observatory.aggregate.suivi import intervention_sums
from observatory.domain.errors import NotFound
from observatory.domain.indicateurs import Indicateur
from observatory.pipeline.indicateurs.champ import Champ, Resultats, figure, known_or_not
from observatory.pipeline.questions import category_codes

TAGS = "tags"
"""The family whose comptes rendus tell square metres."""
NEVER = "Aucun compte rendu validé n'est dans la base."
NO_TAGS = "Cet indicateur ne parle que des tags."
UNSAID = "Aucun des {n} comptes rendus ne dit {what}."


def tags_m2(champ: Champ) -> Resultats:
    """Square metres of tags treated in the period."""
    codes = _tag_codes(champ)
    apart = champ.axe == "categorie"

    def value(groupe: str) -> Indicateur:
        if not codes or (apart and groupe != TAGS):
            return figure("tags_m2", None, 0, why=NO_TAGS)
        return _sum(_sums(champ, codes).get(groupe), "tags_m2", ("surface_m2", "surfaces", "la surface"))

    return _known(champ, "tags_m2", value)


def cout(champ: Champ) -> Resultats:
    """What the interventions of the period cost."""

    def value(groupe: str) -> Indicateur:
        return _sum(_sums(champ, None).get(groupe), "cout", ("cout_euros", "couts", "le coût"))

    return _known(champ, "cout", value)


def _sum(row: dict[str, Any] | None, code: str, named: tuple[str, str, str]) -> Indicateur:
    """A sum of what comptes rendus say: zero of none, unknown where all are silent, a minimum where some are."""
    total, said, what = named
    if row is None:
        return figure(code, 0.0, 0)
    if not row[said]:
        return figure(code, None, 0, why=UNSAID.format(n=row["faits"], what=what))
    silent = row["faits"] - row[said]
    remark = f"Au moins : {silent} comptes rendus sur {row['faits']} ne disent pas {what}." if silent else ""
    return figure(code, row[total], row[said], remark=remark)


def _known(champ: Champ, code: str, value: Any) -> Resultats:
    since = champ.kept("comptes rendus depuis", lambda: champ.known_since(_validated(champ)))
    return known_or_not(champ, code, since, NEVER, value)


def _sums(champ: Champ, codes: list[str] | None) -> dict[str, dict[str, Any]]:
    """Sums by group, of the files of these categories where some are named."""

    def find() -> dict[str, dict[str, Any]]:
        validated = _validated(champ)
        done = validated.filter(validated.suite == "fait")
        if codes is not None:
            files = champ.table("signalement")
            tags = files.filter(files.categorie.isin(codes))
            done = done.filter(done.signalement_id.isin(tags.id))
        return champ.rows(intervention_sums(champ.events(done, service=True)))

    return champ.kept(f"interventions {bool(codes)}", find)


def _validated(champ: Champ) -> ir.Table:
    told = champ.dated("compte_rendu", "le")
    return told.filter(told.etat == "valide").drop("id")


def _tag_codes(champ: Champ) -> list[str]:
    """The categories of the family of tags that the selection keeps."""
    try:
        tags = category_codes(champ.office, (TAGS,))
    except NotFound:  # a city's own nomenclature may have none
        return []
    wanted = champ.selection.categories
    return [one for one in tags if not wanted or one in category_codes(champ.office, wanted)]
