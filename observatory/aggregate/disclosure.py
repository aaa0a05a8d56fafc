"""What may be shown to anybody: no line under five, and none that the others give back.

A public table counts whole places over one period. Lines from 1 to 4 are hidden (SSMSI publishes above five facts);
then the smallest other lines are hidden too, until at least two are and what is hidden adds up to five or more, so
that a known total does not give a hidden line back to within less than five. A zero stays a zero.

Source: Hundepool et al. (2012), *Statistical Disclosure Control*, ch. 4 (primary and secondary suppression).
"""

from __future__ import annotations

import pyarrow as pa

THRESHOLD = 5
"""The smallest count that is shown."""


def hidden_lines(counts: list[int], threshold: int = THRESHOLD) -> list[bool]:
    """Which lines of a one-way table are hidden; same length as ``counts``."""
    hidden = [0 < n < threshold for n in counts]
    if not any(hidden):
        return hidden
    shown = sorted((n, at) for at, n in enumerate(counts) if n >= threshold)
    total = sum(n for n, hide in zip(counts, hidden, strict=True) if hide)
    for n, at in shown:
        if sum(hidden) >= 2 and total >= threshold:
            break
        hidden[at] = True
        total += n
    return hidden


def suppress(table: pa.Table, threshold: int = THRESHOLD) -> pa.Table:
    """A one-way table with its hidden lines empty in ``n`` and ``pour_1000``; their number is in the metadata."""
    hidden = hidden_lines(table["n"].to_pylist(), threshold)
    for name in ("n", "pour_1000"):
        if name in table.column_names:
            values = [None if hide else v for v, hide in zip(table[name].to_pylist(), hidden, strict=True)]
            column = pa.array(values, table.schema.field(name).type)
            table = table.set_column(table.column_names.index(name), name, column)
    words = f"{sum(hidden)} lignes masquées (de 1 à {threshold - 1}, et de quoi ne pas les retrouver par différence)."
    return table.replace_schema_metadata({**(table.schema.metadata or {}), b"masque": words.encode()})
