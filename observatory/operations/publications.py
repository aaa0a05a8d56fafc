"""Operations about what is shown to anybody: planned, published once, read as it was published."""

from __future__ import annotations

import pyarrow as pa

from observatory.domain.records import Projet, Publication
from observatory.operations.core import Context, operation
from observatory.pipeline import publications
from observatory.store.integrity import data_span
from observatory.store.publications import publications_list


@operation("publications.liste")
def publications_liste(context: Context) -> list[Publication]:
    """What was published, newest first."""
    return publications_list(context.office.database)


@operation("publications.table")
def publications_table(context: Context, ident: int) -> pa.Table:
    """A publication: territoire, nom, categorie, libelle, periode, n (null where hidden); totals bear « total »."""
    return publications.published_table(context.office, ident)


@operation("publications.trimestres")
def publications_trimestres(context: Context) -> list[str]:
    """The quarters that are over, from the first signalement on."""
    first, _ = data_span(context.office.database)
    return publications.closed_quarters(first, context.office.today()) if first else []


@operation("publications.preparer")
def publications_preparer(context: Context, zonage: str, trimestres: list[str]) -> Projet:
    """What a publication of some quarters would show, given all that was published before. Nothing is kept."""
    return publications.project_of(publications.plan_publication(context.office, zonage, trimestres))


@operation("publications.publier")
def publications_publier(context: Context, zonage: str, trimestres: list[str]) -> int:
    """Publish some quarters; the number of the publication. What is published does not change any more."""
    return publications.publish(context.office, zonage, trimestres, context.account.name)
