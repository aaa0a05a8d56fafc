"""Charts of the dashboard as Altair specifications: tables in, charts out, no request to anybody.

Colours are chosen to be read on white and on near-black, and told apart by colour-blind readers; what is lighter
or dashed says it a second time.
"""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from observatory.present.labels import WEEKDAYS, month, number, percent, short_month

MAIN = "#2f8f9d"
"""Teal: what is looked at."""

FORMER = "#9a8f80"
"""Warm grey: the year before."""

FAINT = "rgba(128,138,140,0.28)"

BETWEEN = "#78868b"
"""A grey for words beside bars, read on white and on near-black alike."""

NOW_NAME, FORMER_NAME = "Période choisie", "Un an avant"


def trend_chart(table: pa.Table, height: int = 280) -> alt.LayerChart:
    """Counts by month with those of the year before, from ``mois, n, n_an_avant, complet``.

    Months that the period covers in part are hollow points: they do not say a fall.
    """
    frame = trend_frame(table)
    order = list(dict.fromkeys(frame["etiquette"]))
    step = max(1, -(-len(order) // 12))
    x = alt.X("etiquette:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, values=order[::step], grid=False))
    y = alt.Y("n:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=4, labelExpr=_FRENCH_NUMBER))
    series = alt.Color(
        "serie:N",
        scale=alt.Scale(domain=[NOW_NAME, FORMER_NAME], range=[MAIN, FORMER]),
        legend=alt.Legend(orient="top", title=None, symbolType="stroke"),
    )
    dash = alt.StrokeDash(
        "serie:N", scale=alt.Scale(domain=[NOW_NAME, FORMER_NAME], range=[[1, 0], [5, 4]]), legend=None
    )
    told = [
        alt.Tooltip("mois_entier:N", title="Mois"),
        alt.Tooltip("serie:N", title="Série"),
        alt.Tooltip("texte:N", title="Nombre"),
    ]
    base = alt.Chart(frame).encode(x=x, y=y, color=series)
    lines = base.mark_line(strokeWidth=2.4, interpolate="monotone").encode(strokeDash=dash)
    whole = base.transform_filter("datum.complet").mark_point(size=36, filled=True, opacity=1).encode(tooltip=told)
    part = base.transform_filter("!datum.complet").mark_point(size=70, filled=False, strokeWidth=2).encode(tooltip=told)
    shown: alt.LayerChart = quiet(alt.layer(lines, whole, part).properties(height=height))
    return shown


def trend_frame(table: pa.Table) -> pd.DataFrame:
    """One row for each month and series: etiquette, mois_entier, serie, n, texte, complet."""
    rows: list[dict[str, Any]] = []
    for row in table.to_pylist():
        common = {"etiquette": short_month(row["mois"]), "mois_entier": month(row["mois"])}
        partial = "" if row["complet"] else " (mois incomplet)"
        rows.append(
            {**common, "serie": NOW_NAME, "n": row["n"], "texte": number(row["n"]) + partial}
            | {"complet": row["complet"]}
        )
        if row["n_an_avant"] is not None:
            before = row["n_an_avant"]
            rows.append({**common, "serie": FORMER_NAME, "n": before, "texte": number(before), "complet": True})
    return pd.DataFrame(rows, columns=["etiquette", "mois_entier", "serie", "n", "texte", "complet"])


def category_chart(table: pa.Table, most: int = 10) -> alt.LayerChart:
    """The largest categories as bars with their count and share, from ``libelle, n, part``; the rest is one bar."""
    frame = category_frame(table, most)
    order = list(frame["libelle"])
    y = alt.Y("libelle:N", sort=order, title=None, axis=alt.Axis(labelLimit=180, domain=False, ticks=False))
    longest = float(frame["n"].max()) if len(frame) else 1.0
    x = alt.X("n:Q", title=None, axis=None, scale=alt.Scale(domain=[0, longest * 1.55]))
    told = [alt.Tooltip("libelle:N", title="Catégorie"), alt.Tooltip("texte:N", title="Nombre (part)")]
    base = alt.Chart(frame).encode(x=x, y=y, tooltip=told)
    bars = base.mark_bar(color=MAIN, cornerRadiusEnd=2, height={"band": 0.62})
    texts = base.mark_text(align="left", dx=6, color=BETWEEN).encode(text="texte:N")
    shown: alt.LayerChart = quiet(alt.layer(bars, texts).properties(height=max(60, 27 * len(frame))))
    return shown


def category_frame(table: pa.Table, most: int) -> pd.DataFrame:
    """libelle, n, texte: the ``most`` largest, then « Autres catégories » together."""
    rows = table.select(["libelle", "n", "part"]).to_pylist()
    shown, rest = rows[:most], rows[most:]
    if rest:
        together = {"libelle": f"Autres catégories ({len(rest)})"}
        shown.append(together | {"n": sum(r["n"] for r in rest), "part": sum(r["part"] for r in rest)})
    for row in shown:
        row["texte"] = f"{number(row['n'])}  ({percent(row['part'])})"
    return pd.DataFrame(shown, columns=["libelle", "n", "part", "texte"])


def day_hour_chart(table: pa.Table) -> alt.Chart:
    """Counts by day of the week and hour as a chequered table, from ``jour`` (1 is Monday), ``heure``, ``n``.

    The more, the more opaque: few is pale on a light page and dark on a dark one.
    """
    frame = day_hour_frame(table).melt(id_vars="jour", var_name="heure", value_name="n")
    frame["texte"] = [f"{j}, de {h} h à {h + 1} h" for j, h in zip(frame["jour"], frame["heure"], strict=True)]
    frame["nombre"] = [number(n) for n in frame["n"]]
    return chequers(frame)


def chequers(frame: pd.DataFrame) -> alt.Chart:
    """Days and hours as a chequered table, from ``jour`` (in words), ``heure``, ``n``, ``texte`` and ``nombre``.

    The more, the more opaque; the words are those of the bubble.
    """
    hours = alt.Axis(labelAngle=0, values=list(range(0, 24, 3)), labelExpr="datum.value + ' h'", ticks=False)
    chart = (
        alt.Chart(frame)
        .mark_rect(color=MAIN, cornerRadius=2)
        .encode(
            x=alt.X("heure:O", title=None, axis=hours),
            y=alt.Y("jour:N", sort=list(WEEKDAYS), title=None, axis=alt.Axis(ticks=False, domain=False)),
            opacity=alt.Opacity("n:Q", scale=alt.Scale(domainMin=0, range=[0.05, 1]), legend=None),
            tooltip=[alt.Tooltip("texte:N", title="Moment"), alt.Tooltip("nombre:N", title="Nombre")],
        )
    )
    shown: alt.Chart = quiet(chart.properties(height=220))
    return shown


def day_hour_frame(table: pa.Table) -> pd.DataFrame:
    """Seven rows (days in words) and 24 columns (hours), zeros kept; what has no hour is left out."""
    counts = np.zeros((7, 24), np.int64)
    for row in table.to_pylist():
        if row["jour"] is not None and row["heure"] is not None:
            counts[row["jour"] - 1, row["heure"]] += row["n"]
    frame = pd.DataFrame(counts, columns=list(range(24)))
    frame.insert(0, "jour", list(WEEKDAYS))
    return frame


def locator_chart(contours: str, code: str, height: int = 260) -> alt.LayerChart:
    """Where a territory lies among its neighbours, from GeoJSON outlines (``code``, ``nom``): a drawing, not a map.

    Degrees are brought to one scale at the latitude of the middle, which is right for the extent of a city.
    """
    chart = alt.Chart(alt.InlineData(values=_flattened(contours)["features"]))
    told = [alt.Tooltip("properties.nom:N", title="Territoire")]
    all_of_them = chart.mark_geoshape(fill=FAINT, stroke="rgba(128,138,140,0.75)", strokeWidth=0.8)
    this_one = chart.transform_filter(f"datum.properties.code === {json.dumps(code)}").mark_geoshape(
        fill=MAIN, stroke=MAIN, strokeWidth=1
    )
    drawn = alt.layer(all_of_them.encode(tooltip=told), this_one.encode(tooltip=told))
    shown: alt.LayerChart = quiet(drawn.project(type="identity", reflectY=True).properties(height=height))
    return shown


def _flattened(contours: str) -> dict[str, Any]:
    collection: dict[str, Any] = json.loads(contours)
    features = collection["features"]
    shapes = shapely.from_geojson([json.dumps(one["geometry"]) for one in features])
    middle = shapely.total_bounds(shapes)[[1, 3]].mean() if len(shapes) else 0.0
    scale = np.array([np.cos(np.radians(middle)), 1.0])
    flat = shapely.simplify(shapely.transform(shapes, lambda xy: xy * scale), 1e-5)
    for feature, text in zip(features, shapely.to_geojson(flat), strict=True):
        feature["geometry"] = json.loads(text)
    return collection


_FRENCH_NUMBER = f"replace(format(datum.value, ','), /,/g, '{chr(0x202F)}')"


def quiet(chart: Any) -> Any:
    """Without frame, with a fine grid that both themes bear."""
    return chart.configure_view(stroke=None).configure_axis(
        gridColor="rgba(128,138,140,0.2)", domainColor="rgba(128,138,140,0.45)", tickColor="rgba(128,138,140,0.45)"
    )
