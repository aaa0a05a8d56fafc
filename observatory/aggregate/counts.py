"""Counts by cell, by territory and by period. Every function takes ibis tables and gives an ibis table.

Only plain columns are used (the cell is a signed integer, the day a date in Europe/Paris), so that one expression
runs on DuckDB here and on Spark over a lake.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from observatory.aggregate.select import count_of
from observatory.domain.grid import parent_terms
from observatory.domain.selection import Compte, Pas


def period_of(day: ir.DateColumn, pas: Pas) -> ir.StringColumn:
    """The period of a day: ``2026-03-05``, ISO week ``2026-W10``, ``2026-03`` or ``2026``."""
    year = day.year().cast("string")
    if pas == "annee":
        return year
    if pas == "semaine":
        return day.iso_year().cast("string") + "-W" + day.week_of_year().cast("string").lpad(2, "0")
    month = year + "-" + day.month().cast("string").lpad(2, "0")
    return month if pas == "mois" else month + "-" + day.day().cast("string").lpad(2, "0")


def periods_between(first: dt.date, last: dt.date, pas: Pas) -> list[str]:
    """The names of every period from the one of ``first`` to the one of ``last``, in order."""
    names: dict[str, None] = {}
    day = first
    while day <= last:
        iso = day.isocalendar()
        name = {
            "jour": day.isoformat(),
            "semaine": f"{iso.year}-W{iso.week:02d}",
            "mois": f"{day:%Y-%m}",
            "annee": f"{day:%Y}",
        }[pas]
        names[name] = None
        day += dt.timedelta(days=1)
    return list(names)


def cell_counts(
    selected: ir.Table, resolution: int, compte: Compte, *, par_categorie: bool = False, pas: Pas | None = None
) -> ir.Table:
    """Counts of located signalements by cell: columns cell, [periode], [categorie], n; only cells with some."""
    placed = placed_at(selected.filter(selected.cell.notnull()), resolution)
    return _grouped(placed, ["cell"], compte, par_categorie=par_categorie, pas=pas)


def placed_at(located: ir.Table, resolution: int) -> ir.Table:
    """The same rows, whose ``cell`` (resolution 12) is now its parent at a coarser resolution."""
    lowered, unused = parent_terms(resolution)
    return located.mutate(cell=(located.cell - ibis.literal(lowered, "int64")) | ibis.literal(unused, "int64"))


def territory_counts(
    selected: ir.Table,
    memberships: ir.Table,
    territoire_ids: Sequence[int],
    compte: Compte,
    *,
    par_categorie: bool = False,
    pas: Pas | None = None,
) -> ir.Table:
    """Counts by territory: columns territoire_id, [periode], [categorie], n; a point in two counts in both."""
    links = memberships.filter(memberships.territoire_id.isin(list(territoire_ids)))
    placed = selected.join(links, selected.id == links.signalement_id)
    return _grouped(placed, ["territoire_id"], compte, par_categorie=par_categorie, pas=pas)


def plain_counts(
    selected: ir.Table, compte: Compte, *, par_categorie: bool = False, pas: Pas | None = None
) -> ir.Table:
    """Counts of everything selected, located or not: columns [periode], [categorie], n."""
    return _grouped(selected, [], compte, par_categorie=par_categorie, pas=pas)


def day_hour_counts(selected: ir.Table, compte: Compte) -> ir.Table:
    """Counts by day of the week (1 is Monday) and hour of reception; what has no hour is left out."""
    timed = selected.filter(selected.recu_heure.notnull())
    timed = timed.mutate(jour=timed.recu_jour.day_of_week.index().cast("int64") + 1, heure=timed.recu_heure)
    return timed.group_by(["jour", "heure"]).agg(n=count_of(timed, compte)).order_by(["jour", "heure"])


def _grouped(table: ir.Table, keys: list[str], compte: Compte, *, par_categorie: bool, pas: Pas | None) -> ir.Table:
    if pas:
        table = table.mutate(periode=period_of(table.recu_jour, pas))
    keys = keys + ["periode"] * bool(pas) + ["categorie"] * par_categorie
    if not keys:
        return table.agg(n=count_of(table, compte))
    return table.group_by(keys).agg(n=count_of(table, compte)).order_by(keys)


def with_zeros(counts: ir.Table, frame: ir.Table) -> ir.Table:
    """Counts with a row for each row of ``frame`` (its columns are keys of ``counts``), zero where there is none.

    Rows of ``counts`` outside the frame are kept: nothing that was counted disappears.
    """
    keys = list(frame.columns)
    joined = frame.outer_join(counts, keys)
    merged = {key: ibis.coalesce(joined[key], joined[f"{key}_right"]) for key in keys}
    others = [name for name in counts.columns if name not in keys and name != "n"]
    return joined.select(**merged, **{k: joined[k] for k in others}, n=joined.n.fill_null(0)).order_by(keys)
