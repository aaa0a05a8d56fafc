"""From a question to a table: selection, perimeter, counts, zeros. Nothing is written here."""

from __future__ import annotations

import datetime as dt
import difflib
from dataclasses import replace

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from observatory.aggregate.counts import (
    cell_counts,
    day_hour_counts,
    periods_between,
    placed_at,
    plain_counts,
    territory_counts,
    with_zeros,
)
from observatory.aggregate.select import signalements_selected
from observatory.domain.errors import NotFound, StateError, ValueRefused
from observatory.domain.grid import cell_to_resolution, check_resolution
from observatory.domain.records import TerritoireInfo
from observatory.domain.selection import Pas, Selection
from observatory.pipeline.office import Office
from observatory.store.integrity import data_span
from observatory.store.reference import nomenclature_read
from observatory.store.territoires import territoires_in_force, zonages_list

FRENCH_DATE = "%d/%m/%Y"


def category_codes(office: Office, wanted: tuple[str, ...]) -> list[str]:
    """The codes wanted, with the children of those of the first level.

    Raises
    ------
    NotFound
        When a code is not in the nomenclature.
    """
    known = nomenclature_read(office.database)
    codes = {one.code for one in known}
    for code in wanted:
        if code not in codes:
            raise NotFound(_unknown("La catégorie", code, sorted(codes)))
    under = {one.code: one.remplacee_par or one.code for one in known}
    asked = {under[code] for code in wanted}
    return [one.code for one in known if one.code in asked or one.parent in asked]


def reference_day(office: Office, selection: Selection) -> dt.date:
    """The day whose perimeters are used for the whole selection: its last day, or today."""
    return selection.jusqua or office.today()


def perimeter(office: Office, zonage: str, day: dt.date) -> list[TerritoireInfo]:
    """The territories of a zonage in force on ``day``.

    Raises
    ------
    NotFound
        When the base has no such zonage.
    """
    zonage = zonage.strip().lower()
    found = territoires_in_force(office.database, zonage, day)
    if found:
        return found
    known = zonages_list(office.database, day)
    if zonage not in {one.zonage for one in known}:
        raise NotFound(_unknown("Le zonage", zonage, [one.zonage for one in known]))
    raise StateError(
        f"Aucun territoire « {zonage} » n'est en vigueur le {day:{FRENCH_DATE}} : choisissez une autre date."
    )


def perimeter_text(zonage: str, day: dt.date, n: int) -> str:
    """The French sentence that names the perimeter of a table."""
    return f"Périmètre unique pour toute la période : {zonage}, {n} territoires en vigueur le {day:{FRENCH_DATE}}."


def selected(office: Office, selection: Selection, day: dt.date | None = None) -> ir.Table:
    """The table of the signalements that a selection keeps; its territories are those in force on ``day``.

    Without a day, on that of :func:`reference_day`.
    """
    backend = office.database.ibis()
    ids = territory_ids(office, selection, day)
    codes = category_codes(office, selection.categories) if selection.categories else []
    links = backend.table("appartenance") if ids is not None else None
    under = {one.code: one.remplacee_par for one in nomenclature_read(office.database) if one.remplacee_par}
    return signalements_selected(backend.table("signalement"), selection, codes, links, ids, under)


def territory_ids(office: Office, selection: Selection, day: dt.date | None = None) -> list[int] | None:
    """The numbers of the territories of a selection in force on ``day``; None where it names none.

    Raises
    ------
    NotFound
        When a code is none of the zonage's.
    """
    if not (selection.zonage and selection.territoires):
        return None
    known = {t.code: t.id for t in perimeter(office, selection.zonage, day or reference_day(office, selection))}
    for code in selection.territoires:
        if code not in known:
            raise NotFound(_unknown(f"Le territoire ({selection.zonage})", code, sorted(known)))
    return [known[code] for code in selection.territoires]


def run(office: Office, expression: ir.Table) -> pa.Table:
    """Compute an expression on this thread's backend."""
    return office.database.ibis().to_pyarrow(expression)


def cells_table(
    office: Office,
    selection: Selection,
    resolution: int,
    *,
    zeros: bool = False,
    par_categorie: bool = False,
    pas: Pas | None = None,
) -> pa.Table:
    """Counts by cell: cell (int64), [periode], [categorie], n; with ``zeros``, every cell of the city.

    Raises
    ------
    StateError
        When zeros are wanted and the base has neither commune nor quartiers.
    """
    check_resolution(resolution)
    expression = cell_counts(
        selected(office, selection), resolution, selection.compte, par_categorie=par_categorie, pas=pas
    )
    if zeros:
        cells = office.mask(resolution, reference_day(office, selection))
        if not len(cells):
            raise StateError(
                "Les zéros demandent le contour de la ville : importez-le avec « observatory import territoires "
                "FICHIER --zonage commune » (ou les quartiers)."
            )
        frame = _framed(office, selection, ibis.memtable({"cell": cells}), par_categorie, pas)
        expression = with_zeros(expression, frame)
    return run(office, expression)


def territories_table(
    office: Office,
    selection: Selection,
    zonage: str,
    *,
    zeros: bool = True,
    par_categorie: bool = False,
    pas: Pas | None = None,
) -> pa.Table:
    """Counts by territory: code, nom, [periode], [categorie], n, population, pour_1000.

    One perimeter serves the whole period; it is named in the metadata ``perimetre`` of the table's schema.
    ``pour_1000`` is n per 1,000 inhabitants over the period, null where the population is unknown or zero.
    """
    day = reference_day(office, selection)
    known = perimeter(office, zonage, day)
    links = office.database.ibis().table("appartenance")
    ids = [t.id for t in known]
    expression = territory_counts(
        selected(office, selection), links, ids, selection.compte, par_categorie=par_categorie, pas=pas
    )
    if zeros:
        frame = _framed(office, selection, ibis.memtable({"territoire_id": ids}), par_categorie, pas)
        expression = with_zeros(expression, frame)
    names = ibis.memtable(
        pa.table(
            {
                "territoire_id": ids,
                "code": [t.code for t in known],
                "nom": [t.nom for t in known],
                "population": pa.array([t.population for t in known], pa.float64()),
            }
        )
    )
    joined = expression.join(names, "territoire_id")
    keys = ["periode"] * bool(pas) + ["categorie"] * par_categorie
    rate = ibis.ifelse(joined.population > 0, joined.n * 1000.0 / joined.population, ibis.null("float64"))
    table = run(
        office,
        joined.mutate(pour_1000=rate)
        .select(["code", "nom", *keys, "n", "population", "pour_1000"])
        .order_by(["code", *keys]),
    )
    return table.replace_schema_metadata({"perimetre": perimeter_text(zonage, day, len(ids))})


def plain_table(
    office: Office, selection: Selection, *, par_categorie: bool = False, pas: Pas | None = None
) -> pa.Table:
    """Counts of everything selected, located or not: [periode], [categorie], n."""
    expression = plain_counts(selected(office, selection), selection.compte, par_categorie=par_categorie, pas=pas)
    return run(office, expression)


def day_hour_table(office: Office, selection: Selection) -> pa.Table:
    """Counts by day of the week and hour: jour (1 is Monday), heure, n."""
    return run(office, day_hour_counts(selected(office, selection), selection.compte))


def refuse_crossed(pas: Pas | None, par_categorie: bool = False) -> None:
    """Refuse a public output that is broken down further than what is published.

    Raises
    ------
    ValueRefused
    """
    if pas or par_categorie:
        raise ValueRefused(
            "Une sortie publique compte des lieux entiers sur des trimestres entiers : ôtez --pas, et --par-categorie "
            "pour les hexagones. Croisés, les petits nombres se retrouveraient par différence."
        )


def selected_ids(
    office: Office, selection: Selection, cell: int | None = None, *, located: bool | None = None
) -> pa.Table:
    """The ids of the signalements selected, in one cell of any resolution where one is given."""
    kept = selected(office, selection)
    if cell is not None:
        placed = placed_at(kept, int(cell_to_resolution(np.array([cell], np.int64))[0]))
        kept = placed.filter(placed.cell == ibis.literal(cell, "int64"))
    if located is not None:
        kept = kept.filter(kept.cell.notnull() if located else kept.cell.isnull())
    return run(office, kept.select("id"))


def with_bounds(office: Office, selection: Selection) -> Selection:
    """The selection with its open ends replaced by the first and last day of the data."""
    first, last = data_span(office.database)
    first, last = first or office.today(), last or office.today()
    depuis = selection.depuis or min(first, selection.jusqua or first)
    return replace(selection, depuis=depuis, jusqua=selection.jusqua or max(last, depuis))


def _framed(office: Office, selection: Selection, places: ir.Table, par_categorie: bool, pas: Pas | None) -> ir.Table:
    """Every row that a table with zeros must have: places × periods × categories."""
    frame = places
    if pas:
        bounds = with_bounds(office, selection)
        if bounds.depuis and bounds.jusqua:
            frame = frame.cross_join(ibis.memtable({"periode": periods_between(bounds.depuis, bounds.jusqua, pas)}))
    if par_categorie:
        wanted = selection.categories
        codes = category_codes(office, wanted) if wanted else _counted(office)
        frame = frame.cross_join(ibis.memtable({"categorie": codes}))
    return frame


def _counted(office: Office) -> list[str]:
    """The codes under which something may count: all but those that another stands for."""
    return [one.code for one in nomenclature_read(office.database) if one.remplacee_par is None]


def _unknown(what: str, value: str, known: list[str]) -> str:
    near = difflib.get_close_matches(value, known, 3, 0.5)
    hint = f"Vouliez-vous dire {' ou '.join(near)} ?" if near else f"Valeurs connues : {', '.join(known) or 'aucune'}."
    return f"{what} « {value} » n'existe pas dans cette base. {hint}"
