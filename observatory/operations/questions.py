"""Operations that answer: counts, figures, lists, outlines. They change nothing."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import pyarrow as pa

from observatory.domain.garde import mask
from observatory.domain.records import Categorie, Chiffre, Etat, TerritoireInfo, Total, Verification, Zonage
from observatory.domain.selection import Pas, Selection
from observatory.operations.core import Context, operation
from observatory.pipeline import apercu, check, etat, layers, publications, questions
from observatory.store.reference import nomenclature_read
from observatory.store.signalements import (
    channels,
    signalements_by_id,
    signalements_export,
    signalements_of_services,
)
from observatory.store.territoires import zonages_list

_FREE_TEXTS = ("description", "remarque")
_REMEMBERED = 50_000


@operation("base.etat")
def base_etat(context: Context) -> Etat:
    """What the base holds."""
    return etat.base_etat(context.office)


@operation("base.verifier")
def base_verifier(context: Context) -> Verification:
    """Check the base: counts, orphans, cells that disagree with positions, territories."""
    return check.verify(context.office)


@operation("nomenclature.categories")
def nomenclature_categories(context: Context) -> list[Categorie]:
    """The categories in their order."""
    return nomenclature_read(context.office.database)


@operation("nomenclature.canaux")
def nomenclature_canaux(context: Context) -> list[str]:
    """The channels in use, the most used first."""
    return list(channels(context.office.database))


@operation("zonages.liste")
def zonages_liste(context: Context) -> list[Zonage]:
    """The layers of territories."""
    return zonages_list(context.office.database, context.office.today())


@operation("zonages.territoires")
def zonages_territoires(context: Context, zonage: str, au: dt.date | None = None) -> list[TerritoireInfo]:
    """The territories of a zonage in force on a day (today by default)."""
    return questions.perimeter(context.office, zonage, au or context.office.today())


@operation("zonages.contours")
def zonages_contours(context: Context, zonage: str, au: dt.date | None = None) -> str:
    """Their outlines as GeoJSON, with code, nom and population."""
    return layers.outlines(context.office, zonage, au or context.office.today())


@operation("carte.fond")
def carte_fond(context: Context) -> str:
    """The base layer of maps as GeoJSON: commune, water, parks, streets (property ``genre``)."""
    return layers.base_layer(context.office)


@operation("tables.cellules")
def tables_cellules(
    context: Context,
    selection: Selection,
    resolution: int,
    zeros: bool = False,
    par_categorie: bool = False,
    pas: Pas | None = None,
    public: bool = False,
) -> pa.Table:
    """Counts by cell: cell (int64), [periode], [categorie], n;

    ``public`` gives what was published of whole quarters, or publishes it.
    """
    if public:
        questions.refuse_crossed(pas, par_categorie)
        return publications.public_cells(context.office, selection, resolution, context.account.name)
    return questions.cells_table(
        context.office, selection, resolution, zeros=zeros, par_categorie=par_categorie, pas=pas
    )


@operation("tables.territoires")
def tables_territoires(
    context: Context,
    selection: Selection,
    zonage: str,
    zeros: bool = True,
    par_categorie: bool = False,
    pas: Pas | None = None,
    public: bool = False,
) -> pa.Table:
    """Counts by territory: code, nom, [periode], [categorie], n, population, pour_1000."""
    if public:
        questions.refuse_crossed(pas)
        return publications.public_table(
            context.office, selection, zonage, context.account.name, par_categorie=par_categorie
        )
    return questions.territories_table(
        context.office, selection, zonage, zeros=zeros, par_categorie=par_categorie, pas=pas
    )


@operation("tables.total")
def tables_total(context: Context, selection: Selection) -> Total:
    """How much the selection holds, and how much of it is located."""
    return apercu.total(context.office, selection)


@operation("apercu.chiffres")
def apercu_chiffres(context: Context, selection: Selection) -> list[Chiffre]:
    """The headline figures of the selection."""
    return apercu.headline(context.office, selection)


@operation("apercu.mois")
def apercu_mois(context: Context, selection: Selection) -> pa.Table:
    """The trend: mois, n, n_an_avant, complet."""
    return apercu.monthly(context.office, selection)


@operation("apercu.categories")
def apercu_categories(context: Context, selection: Selection) -> pa.Table:
    """Counts by category of the first level: categorie, libelle, n, part."""
    return apercu.families(context.office, selection)


@operation("apercu.bilan")
def apercu_bilan(context: Context, selection: Selection, zonage: str) -> pa.Table:
    """By territory: code, nom, population, n, pour_1000, n_an_avant, evolution, part, serie."""
    return apercu.balance(context.office, selection, zonage)


@operation("apercu.jour_heure")
def apercu_jour_heure(context: Context, selection: Selection) -> pa.Table:
    """Counts by day of the week and hour: jour, heure, n."""
    return questions.day_hour_table(context.office, selection)


def _references(table: pa.Table) -> list[str]:
    """The files that a table shows, for the journal of accesses."""
    return [str(one) for one in table["reference"].to_pylist()]


@lru_cache(maxsize=_REMEMBERED)
def _guarded(text: str) -> str:
    return mask(text)


def _without_names(table: pa.Table) -> pa.Table:
    """The table with what tells of a person masked in its free texts: they are whole at the desk alone."""
    for name in _FREE_TEXTS:
        if name in table.column_names:
            texts = [None if text is None else _guarded(text) for text in table[name].to_pylist()]
            table = table.set_column(table.column_names.index(name), name, pa.array(texts, pa.string()))
    return table


@operation("signalements.dans_cellule", keys=_references)
def signalements_dans_cellule(context: Context, cell: int, selection: Selection, limit: int = 200) -> pa.Table:
    """The signalements of a selection in one cell, newest first."""
    ids = questions.selected_ids(context.office, selection, cell)
    return _without_names(signalements_by_id(context.office.database, ids, limit))


@operation("signalements.liste", keys=_references)
def signalements_liste(
    context: Context, selection: Selection, limit: int = 100, offset: int = 0, non_localises: bool = False
) -> pa.Table:
    """The signalements of a selection, newest first; or only those that wait to be located."""
    ids = questions.selected_ids(context.office, selection, located=False if non_localises else None)
    return _without_names(signalements_by_id(context.office.database, ids, limit, offset))


@operation("signalements.exporter", keys=_references)
def signalements_exporter(context: Context, selection: Selection) -> pa.Table:
    """The signalements of a selection in the columns of the preset « observatoire »."""
    return _without_names(
        signalements_export(context.office.database, questions.selected_ids(context.office, selection))
    )


@operation("signalements.confies", keys=_references)
def signalements_confies(context: Context, limit: int = 200, offset: int = 0) -> pa.Table:
    """The signalements entrusted to the services of the account, newest first; nothing of any other service."""
    services = sorted(context.account.services)
    return _without_names(signalements_of_services(context.office.database, services, limit, offset))
