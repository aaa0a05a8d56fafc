"""Operations about the directory of services, partners, emergency and help lines."""

from __future__ import annotations

from observatory.domain.annuaire import Ligne
from observatory.operations.core import Context, operation
from observatory.pipeline.annuaire import directory, directory_save, directory_sheet
from observatory.store.annuaire import COLUMNS, annuaire_text
from observatory.store.fichier_csv import table_to_text


@operation("annuaire.liste")
def annuaire_liste(context: Context) -> list[Ligne]:
    """The directory in force, in its order, retired lines too."""
    return directory(context.office)


@operation("annuaire.enregistrer")
def annuaire_enregistrer(context: Context, table: list[Ligne], connu: list[Ligne] | None = None) -> list[Ligne]:
    """Keep a whole directory as the city's own; a line that is left out is retired.

    ``connu`` is the directory that was shown: refused where somebody else kept another since.
    """
    return directory_save(context.office, table, context.account.name, connu)


@operation("annuaire.lire_csv")
def annuaire_lire_csv(context: Context, texte: str) -> list[Ligne]:
    """The lines of a text of CSV; nothing is kept."""
    return annuaire_text(texte)


@operation("annuaire.csv")
def annuaire_csv(context: Context) -> str:
    """The directory in force as CSV."""
    rows = [{name: getattr(one, name) for name in COLUMNS} for one in directory(context.office)]
    return table_to_text(rows, COLUMNS)


@operation("annuaire.imprimer")
def annuaire_imprimer(context: Context) -> bytes:
    """The directory in service as a PDF to print."""
    return directory_sheet(context.office)
