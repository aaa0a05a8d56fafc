"""Indicators as they are read: figures with unit and interval, a table, a chart. « Non communiqué » is no zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from observatory.domain.indicateurs import DEFINITIONS, FAMILLES, Axe, Indicateur
from observatory.present.labels import NARROW, NO_BREAK, UNKNOWN, number

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

AXES: dict[Axe, str] = {"mois": "Mois", "territoire": "Territoire", "categorie": "Catégorie", "service": "Service"}
"""What a line of a table is called."""

_DIGITS = {"": 0, "jours": 1, "%": 1, "sur 5": 1, "m²": 0, "€": 0}
SMALL = 30
"""Cases under which a figure is said to rest upon few."""


def value_text(value: float | None, unit: str, *, signed: bool = False) -> str:
    """« 8,1 jours », « 83,2 % », « 4,1 sur 5 », « 1 204 »; « non communiqué » for None."""
    if value is None:
        return UNKNOWN
    sign = "+" if signed and value > 0 else ""
    space = NARROW if unit == "%" else NO_BREAK
    return f"{sign}{number(value, _DIGITS.get(unit, 1))}{space + unit if unit else ''}"


def interval_text(low: float | None, high: float | None, unit: str, *, signed: bool = False) -> str:
    """« de 7,9 à 8,3 jours »; an end that is not known is said; "" where neither is."""
    if low is None and high is None:
        return ""
    if high is None:
        return f"{value_text(low, unit, signed=signed)} au moins"
    if low is None:
        return f"{value_text(high, unit, signed=signed)} au plus"
    bare = value_text(low, unit, signed=signed).removesuffix(unit).rstrip(NARROW + NO_BREAK)
    return f"de {bare} à {value_text(high, unit, signed=signed)}"


def indicator_text(row: Mapping[str, Any]) -> str:
    """A row of the table of indicators in one line: its value, its interval, or why there is none."""
    signed = row["code"] == "evolution"
    if row["valeur"] is None:
        return f"{UNKNOWN} : {row['non_communique']}"
    told = value_text(row["valeur"], row["unite"], signed=signed)
    between = interval_text(row["bas"], row["haut"], row["unite"], signed=signed)
    return f"{told} ({between})" if between else told


def by_family(found: Sequence[Indicateur]) -> dict[str, list[Indicateur]]:
    """Indicators under the names of their families, in order; a family without any is left out."""
    groups = {name: [one for one in found if DEFINITIONS[one.code].famille == code] for code, name in FAMILLES.items()}
    return {name: some for name, some in groups.items() if some}


def indicator_notes(one: Indicateur) -> str:
    """What stands one click away from a figure: definition, interval, number of cases, caveat."""
    parts = [one.definition]
    low, high = one.intervalle or (None, None)
    between = interval_text(low, high, one.unite, signed=one.code == "evolution")
    if one.valeur is None:
        parts.append(f"Non communiqué : {one.non_communique}")
    elif between:
        parts.append(f"Intervalle à 95{NARROW}% : {between}.")
    if one.unite and one.unite not in ("m²", "€") and one.n:
        parts.append(f"Sur {number(one.n)} cas{' : peu' if one.n < SMALL else ''}.")
    return "\n\n".join([*parts, f"À savoir : {one.reserve}"])


def group_name(axe: Axe, row: Mapping[str, Any]) -> str:
    """The name of a line: « 03/26 » for a month, else its own."""
    if axe == "mois":
        return f"{row['groupe'][5:]}/{row['groupe'][:4]}"
    return str(row["nom"])


def table_frame(table: pa.Table, axe: Axe) -> pd.DataFrame:
    """One indicator by group in French columns: the line, the value or « non communiqué », the interval, the cases."""
    import pandas as pd

    rows = table.to_pylist()
    signed = bool(rows) and rows[0]["code"] == "evolution"
    return pd.DataFrame(
        {
            AXES[axe]: [group_name(axe, row) for row in rows],
            "Valeur": [value_text(row["valeur"], row["unite"], signed=signed) for row in rows],
            "Intervalle à 95 %": [
                "" if row["valeur"] is None else interval_text(row["bas"], row["haut"], row["unite"], signed=signed)
                for row in rows
            ],
            "Cas": [row["n"] for row in rows],
            "Remarque": [row["non_communique"] or ("peu de cas" if row["n"] < SMALL else "") for row in rows],
        }
    )


def indicator_chart(table: pa.Table, axe: Axe, height: int = 300) -> alt.LayerChart:
    """One indicator by group: bars, with the interval where there is one; what is not known has no bar, and says so."""
    import altair as alt  # a second to import: who asks for figures alone does not pay it

    from observatory.present.charts import BETWEEN, MAIN, quiet

    frame = chart_frame(table, axe)
    order = list(frame["ligne"])
    told = [alt.Tooltip("ligne:N", title=AXES[axe]), alt.Tooltip("texte:N", title="Valeur")]
    if axe == "mois":
        x = alt.X("ligne:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, ticks=False, labelOverlap=True))
        y = alt.Y("valeur:Q", title=None, axis=alt.Axis(tickCount=4))
        low, high = alt.Y("bas:Q", title=None), alt.Y2("haut:Q")
        base = alt.Chart(frame).encode(x=x)
        bars = base.mark_bar(color=MAIN, opacity=0.75, cornerRadiusEnd=2).encode(y=y, tooltip=told)
        rules = base.mark_rule(strokeWidth=2, color=BETWEEN).encode(y=low, y2=high, tooltip=told)
        drawn = alt.layer(bars, rules).properties(height=height)
    else:
        y = alt.Y("ligne:N", sort=order, title=None, axis=alt.Axis(labelLimit=220, domain=False, ticks=False))
        x = alt.X("valeur:Q", title=None, axis=alt.Axis(tickCount=5))
        base = alt.Chart(frame).encode(y=y)
        bars = base.mark_bar(color=MAIN, opacity=0.75, cornerRadiusEnd=2, height={"band": 0.62}).encode(
            x=x, tooltip=told
        )
        rules = base.mark_rule(strokeWidth=2, color=BETWEEN).encode(x=alt.X("bas:Q"), x2=alt.X2("haut:Q"), tooltip=told)
        drawn = alt.layer(bars, rules).properties(height=max(90, 26 * len(frame)))
    shown: alt.LayerChart = quiet(drawn)
    return shown


def chart_frame(table: pa.Table, axe: Axe) -> pd.DataFrame:
    """ligne, valeur, bas, haut, texte: the numbers of the chart; bounds both known, or neither."""
    import pandas as pd

    rows = table.to_pylist()
    both = [None not in (row["valeur"], row["bas"], row["haut"]) for row in rows]
    return pd.DataFrame(
        {
            "ligne": [group_name(axe, row) for row in rows],
            "valeur": [row["valeur"] for row in rows],
            "bas": [row["bas"] if known else None for row, known in zip(rows, both, strict=True)],
            "haut": [row["haut"] if known else None for row, known in zip(rows, both, strict=True)],
            "texte": [indicator_text(row) for row in rows],
        }
    ).astype({"valeur": float, "bas": float, "haut": float})
