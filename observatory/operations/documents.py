"""Operations of documents: made at once, or drafted, validated, published and withdrawn."""

from __future__ import annotations

import datetime as dt

from observatory.domain.edition import Demande, Edition, EditionLue
from observatory.domain.transmission import Document
from observatory.operations.core import Context, operation
from observatory.pipeline import documents, editions, parcours_edition


@operation("documents.produire")
def documents_produire(context: Context, demande: Demande, fmt: str, modele: bytes | None = None) -> Document:
    """A document as a file (pptx, pdf, html, docx, xlsx): that which was published, else a draft made now."""
    return editions.document_made(context.office, demande, fmt, modele, account=context.account)


@operation("documents.periodes")
def documents_periodes(context: Context) -> list[str]:
    """The periods that a document may be about: half-years that are over, then quarters and years, the latest first."""
    return documents.periods_open(context.office)


@operation("documents.liste")
def documents_liste(context: Context) -> list[Edition]:
    """Every document that is kept and open to the account, the newest first."""
    return editions.editions_list(context.office, context.account)


@operation("documents.lire")
def documents_lire(context: Context, ident: int) -> EditionLue:
    """A document with what it shows."""
    return editions.edition_lue(context.office, ident, context.account)


@operation("documents.fichier")
def documents_fichier(context: Context, ident: int, fmt: str) -> Document:
    """A file of a document: as it was published, else made now with the stamp of its state."""
    return editions.edition_document(context.office, ident, fmt, context.account)


@operation("documents.preparer")
def documents_preparer(context: Context, demande: Demande, sections: list[str]) -> Edition:
    """Make a draft; ``sections`` are the keys of the parts that the public page will show."""
    return parcours_edition.edition_prepare(context.office, demande, sections, account=context.account)


@operation("documents.refaire")
def documents_refaire(context: Context, ident: int) -> Edition:
    """Make a draft anew from the data of today."""
    return parcours_edition.edition_refresh(context.office, ident, account=context.account)


@operation("documents.choisir_sections")
def documents_choisir_sections(context: Context, ident: int, sections: list[str]) -> Edition:
    """Choose the parts of a draft that the public page will show; none: it will not be there."""
    return parcours_edition.edition_sections(context.office, ident, sections, account=context.account)


@operation("documents.valider")
def documents_valider(context: Context, ident: int, lu: dt.datetime | None = None) -> Edition:
    """Freeze a draft as it was read; ``lu`` is the instant of what was read (``cree_le``)."""
    return parcours_edition.edition_validate(context.office, ident, lu, account=context.account)


@operation("documents.reprendre")
def documents_reprendre(context: Context, ident: int) -> Edition:
    """Make a draft again of what was validated."""
    return parcours_edition.edition_take_back(context.office, ident, account=context.account)


@operation("documents.publier")
def documents_publier(context: Context, ident: int) -> Edition:
    """Publish what was validated, with the tables that it shows; its files are kept as they are then."""
    return parcours_edition.edition_publish(context.office, ident, account=context.account)


@operation("documents.retirer")
def documents_retirer(context: Context, ident: int) -> Edition:
    """Take what was published off the public page; it is kept."""
    return parcours_edition.edition_withdraw(context.office, ident, account=context.account)


@operation("documents.supprimer")
def documents_supprimer(context: Context, ident: int) -> None:
    """Take a draft away."""
    parcours_edition.edition_drop(context.office, ident, account=context.account)
