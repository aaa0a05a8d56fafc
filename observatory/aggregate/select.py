"""A question becomes a filter on the table of signalements: ibis in, ibis out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir

from observatory.domain.selection import Compte, Selection


def signalements_selected(
    signalements: ir.Table,
    selection: Selection,
    codes: Sequence[str] = (),
    memberships: ir.Table | None = None,
    territoire_ids: Sequence[int] | None = None,
    counted_under: Mapping[str, str] | None = None,
) -> ir.Table:
    """The signalements that a selection keeps.

    Parameters
    ----------
    codes
        The selection's categories with their children, or empty for all.
    memberships, territoire_ids
        The table (signalement_id, territoire_id), and the ids that the selection's territories stand for; None
        for everywhere.
    counted_under
        For categories that another stands for, that other: they count under it, everywhere.
    """
    kept = signalements
    if counted_under:
        kept = kept.mutate(categorie=kept.categorie.substitute(dict(counted_under)))
    if selection.depuis:
        kept = kept.filter(kept.recu_jour >= ibis.literal(selection.depuis))
    if selection.jusqua:
        kept = kept.filter(kept.recu_jour <= ibis.literal(selection.jusqua))
    if codes:
        kept = kept.filter(kept.categorie.isin(list(codes)))
    if selection.canaux:
        kept = kept.filter(kept.canal.isin(list(selection.canaux)))
    if selection.heure_debut is not None and selection.heure_fin is not None:
        kept = kept.filter(_in_band(kept, selection.heure_debut, selection.heure_fin))
    if memberships is not None and territoire_ids is not None:
        inside = memberships.filter(memberships.territoire_id.isin(list(territoire_ids)))
        kept = kept.filter(kept.id.isin(inside.signalement_id))
    return kept


def _in_band(kept: ir.Table, start: int, end: int) -> ir.BooleanValue:
    """Hours in [start, end[, past midnight where the end comes first; equal bounds mean the whole day."""
    hour = kept.recu_heure
    if start == end or (start, end) == (0, 24):
        return hour.notnull()
    if start < end:
        return (hour >= start) & (hour < end)
    return (hour >= start) | (hour < end)


def count_of(table: ir.Table, compte: Compte) -> ir.IntegerScalar:
    """What is counted: signalements, distinct problèmes, or distinct declarants.

    A caller who left no name cannot be told from another, so that each anonymous signalement counts as one
    voice: the number of declarants is an upper bound.
    """
    if compte == "problemes":
        return table.probleme_id.nunique()
    if compte == "declarants":
        return table.declarant_id.nunique() + table.declarant_id.isnull().sum().coalesce(0)
    return table.count()
