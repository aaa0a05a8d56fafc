"""The marks of a chart as a Vega-Lite specification made with Altair, every length given: no font is measured."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from observatory.domain.support import Graphique, Nombre
from observatory.present.chiffres import figure_text
from observatory.present.labels import MASKED, NARROW, NO_BREAK, number
from observatory.present.mesure_texte import text_width, wrap_text

if TYPE_CHECKING:
    import altair as alt

FONT = "Libertinus Serif, Arial, sans-serif"
INK, SOFT, GRID = "#1d2a30", "#4a5563", "#d3d8dc"
UNTOLD = f"n.{NO_BREAK}c."
"""What stands in a chart where nobody told a figure."""
AT_LEAST = "≥"
DASHES = ((1, 0), (6, 3), (2, 2.5), (8, 2.5, 2, 2.5))
SHAPES = ("circle", "square", "triangle-up", "diamond")
HALO: dict[str, Any] = {"stroke": "#ffffff", "strokeWidth": 2.5}
"""Around figures, so that a line behind them does not cross them out; drawn under the letters."""
_AT_ENDS: tuple[tuple[str, Literal["left", "right"], float, str, str], ...] = (
    ("isValid(datum.v) && datum.v >= 0", "left", 3, INK, "normal"),
    ("isValid(datum.v) && datum.v < 0", "right", -3, INK, "normal"),
    ("!isValid(datum.v)", "left", 3, SOFT, "italic"),
)
"""Which figures of lying bars stand where."""
_MOST_LINES, _SMALLEST = 3, 4.5


@dataclass(frozen=True, slots=True)
class Trait:
    """How a chart is drawn, in points: its size, the room above the plot, the letters, each series' fill and line."""

    largeur: float
    hauteur: float
    haut: float
    corps: float
    fonds: tuple[str, ...]
    traits: tuple[str, ...]


def told_value(one: Nombre) -> float | None:
    """What a mark shows: nothing where the figure is hidden, whatever it holds."""
    return None if one.masque else one.valeur


def mark_text(one: Nombre) -> str:
    """A figure as it stands beside its mark: « 12 », « env. 40 », « s. », « n. c. »."""
    if told_value(one) is None:
        return MASKED if one.masque else UNTOLD
    return figure_text(one).replace("environ", "env.")


def short_text(one: Nombre, unite: str) -> str:
    """The same where there is little room: « ≥ 9 000 », the unit standing on the axis."""
    if told_value(one) is None:
        return mark_text(one)
    bare = replace(one, unite="") if one.unite == unite else one
    return mark_text(bare).replace(f"au{NO_BREAK}moins", AT_LEAST)


def round_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round values that hold both ends (``low`` ≤ 0 ≤ ``high``), by steps of 1, 2 or 5 times a power of ten."""
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(k * power for k in (1, 2, 5, 10) if k * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(rank * step, 9) for rank in range(first, last + 1)]


def bars_spec(graphique: Graphique, trait: Trait) -> dict[str, Any]:
    """Lying bars: names to the left, figures at their ends, no axis."""
    import altair as alt

    rows = _rows(graphique)
    band = (trait.hauteur - trait.haut - 3) / max(1, len(graphique.categories))
    corps = max(_SMALLEST, min(trait.corps, 0.92 * band, 0.95 * band / len(graphique.series)))
    most = max(1, min(_MOST_LINES, int(band / (1.12 * corps))))
    names = [wrap_text(one, 0.42 * trait.largeur, corps, most) for one in graphique.categories]
    left = max((text_width(line, corps) for one in names for line in one), default=0.0) + 6
    low, high = _span(rows)
    room = max((text_width(row["t"], corps) for row in rows), default=0.0) + 8
    wide = trait.largeur - left - 2
    scale = alt.Scale(domain=[low, high], range=[room if low < 0 else 0, wide - room], nice=False, zero=False)
    gap = _gap(band, 2.4 * corps * len(graphique.series))
    places = alt.Scale(domain=_ranks(names), paddingInner=gap, paddingOuter=gap / 2)
    y = alt.Y("c:O", sort=None, title=None, axis=_named(names, corps), scale=places)
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=y)
    if len(graphique.series) > 1:
        base = base.encode(yOffset=alt.YOffset("s:O", sort=None, scale=alt.Scale(paddingInner=0.1)))
    bars = base.mark_bar(strokeWidth=0.8).encode(x=alt.X("v:Q", axis=None, scale=scale), **_filled(graphique, trait))
    texts = [
        base.transform_filter(test)
        .mark_text(align=align, baseline="middle", dx=dx, fontSize=corps, color=colour, fontStyle=style)
        .encode(x=alt.X("p:Q", axis=None, scale=scale), text="t:N")
        for test, align, dx, colour, style in _AT_ENDS
    ]  # fmt: skip
    zero = alt.Chart(alt.InlineData(values=[{"z": 0}])).mark_rule(color=INK, strokeWidth=0.8)
    layers = [bars, *texts, zero.encode(x=alt.X("z:Q", axis=None, scale=scale))]
    return _spec(layers, trait, (left, trait.haut, 2, 3))


def columns_spec(graphique: Graphique, trait: Trait) -> dict[str, Any]:
    """Columns or lines: an axis in round French numbers, names beneath, figures above where they fit."""
    import altair as alt

    rows, corps = _rows(graphique), trait.corps
    ticks = round_ticks(*_span(rows))
    if ticks[0] < 0:
        ticks.insert(0, 2 * ticks[0] - ticks[1])  # room for figures beneath
    marked = ticks if any(row["p"] for row in rows) else [0.0]
    told = {one: _tick_text(one, marked, graphique.unite) for one in marked}
    left = max(text_width(one, corps) for one in told.values()) + 7
    step = (trait.largeur - left - 4) / max(1, len(graphique.categories))
    names, every = _beneath(graphique.categories, step, corps)
    below = 1.15 * corps * max((len(one) for one in names), default=1) + 6
    shown = [str(rank) for rank in range(0, len(names), every)]
    line = graphique.genre == "lignes"
    gap = _gap(step, 6 * corps * len(graphique.series))
    kind: dict[str, Any] = {"type": "point", "padding": 0.5} if line else {"paddingInner": gap, "paddingOuter": gap / 2}
    places = alt.Scale(domain=_ranks(names), **kind)
    x = alt.X("c:O", sort=None, title=None, axis=_named(names, corps, shown), scale=places)
    y = alt.Y(
        "v:Q", title=None, scale=alt.Scale(domain=[ticks[0], ticks[-1]], nice=False, zero=False),
        axis=alt.Axis(
            values=list(told), tickCount=len(told),
            labelExpr=_lookup({str(round(1e6 * one)): text for one, text in told.items()}, "round(1e6 * datum.value)"),
            gridColor=GRID, gridWidth=0.6, domain=False, ticks=False, labelFontSize=corps, labelPadding=4,
            labelLimit=0, labelColor=SOFT, labelFlush=False, labelOverlap=False,
        ),
    )  # fmt: skip
    draw = _lines if line else _columns
    room = 0.95 * step if line or len(graphique.series) == 1 else 1.05 * (1 - gap) * step / len(graphique.series)
    layers = draw(_placed(rows, room, line, corps), graphique, trait, x, y)
    zero = alt.Chart(alt.InlineData(values=[{"z": 0}])).mark_rule(color=INK, strokeWidth=0.8)
    layers.append(zero.encode(y=alt.Y("z:Q")))
    return _spec(layers, trait, (left, trait.haut + 1.2 * corps, 4, below))


def _columns(rows: Sequence[dict[str, Any]], graphique: Graphique, trait: Trait, x: alt.X, y: alt.Y) -> list[Any]:
    import altair as alt

    base = alt.Chart(alt.InlineData(values=list(rows))).encode(x=x)
    if len(graphique.series) > 1:
        base = base.encode(xOffset=alt.XOffset("s:O", sort=None, scale=alt.Scale(paddingInner=0.1)))
    bars = base.mark_bar(strokeWidth=0.8).encode(y=y, **_filled(graphique, trait))
    return [bars, *_texts(base, trait.corps)]


def _lines(rows: Sequence[dict[str, Any]], graphique: Graphique, trait: Trait, x: alt.X, y: alt.Y) -> list[Any]:
    import altair as alt

    base = alt.Chart(alt.InlineData(values=list(rows))).encode(x=x)
    layers = []
    for rank in range(len(graphique.series)):
        mine = base.transform_filter(f"datum.s === '{rank}'")
        colour = trait.traits[rank]
        layers.append(mine.mark_line(color=colour, strokeWidth=1.8, strokeDash=list(DASHES[rank])).encode(y=y))
        dot = mine.mark_point(shape=SHAPES[rank], size=26, color=colour, fill=colour if rank % 2 == 0 else "#ffffff",
                              opacity=1, strokeWidth=1.4)  # fmt: skip
        layers.append(dot.encode(y=alt.Y("v:Q")))
    return [*layers, *_texts(base, trait.corps)]


def _texts(base: alt.Chart, corps: float) -> list[alt.Chart]:
    """Figures above or beneath their marks, marks of gaps on the line of zero."""
    import altair as alt

    return [
        base.transform_filter(test)
        .mark_text(baseline=baseline, dy=dy, fontSize=corps, color=colour, fontStyle=style, **HALO)
        .encode(y=alt.Y("p:Q"), text="t:N")
        for test, baseline, dy, colour, style in _above(corps)
    ]


def _above(corps: float) -> tuple[tuple[str, Literal["bottom", "top"], float, str, str], ...]:
    """Which figures of columns and lines stand where."""
    return (
        ("isValid(datum.v) && datum.a === 1", "bottom", -3, INK, "normal"),
        ("isValid(datum.v) && datum.a === -1", "top", 4, INK, "normal"),
        ("!isValid(datum.v) && datum.a === 1", "bottom", -3, SOFT, "italic"),
        ("!isValid(datum.v) && datum.a === -1", "bottom", -3 - 1.1 * corps, SOFT, "italic"),
    )


def _rows(graphique: Graphique) -> list[dict[str, Any]]:
    """One row for each mark: ranks of its category (c) and series (s), value, words (t, k where there is little room).

    ``p`` is where the words stand, ``a`` whether above (1) or beneath (-1).
    """
    return [
        {
            "c": str(c), "s": str(s), "v": told_value(one), "p": told_value(one) or 0.0, "a": 1,
            "t": mark_text(one), "k": short_text(one, graphique.unite),
        }
        for s, serie in enumerate(graphique.series)
        for c, one in enumerate(serie.valeurs)
    ]  # fmt: skip


def _placed(rows: list[dict[str, Any]], room: float, line: bool, corps: float) -> list[dict[str, Any]]:
    """The rows with their words above or beneath; those that find no room are left out but for the largest and last."""
    told = [row for row in rows if row["v"] is not None]
    if any(text_width(row["t"], corps) > room for row in told):
        for row in told:
            row["t"] = row["k"]
    if any(text_width(row["t"], corps) > room for row in told):
        last = {row["s"]: row["c"] for row in told}
        top = {row["s"]: row["c"] for row in sorted(told, key=lambda one: one["v"])}
        kept = {(row["s"], row["c"]) for row in told if row["c"] == top[row["s"]]}
        if line:
            kept |= {(s, c) for s, c in last.items() if abs(int(c) - int(top[s])) * room > 3 * corps}
        for row in told:
            row["t"] = row["t"] if (row["s"], row["c"]) in kept else ""
    for row in rows:
        if line:
            here = [one for one in rows if one["c"] == row["c"] and (one["v"] is None) == (row["v"] is None)]
            here.sort(key=lambda one: one["p"], reverse=True)
            row["a"] = 1 if row is here[0] else -1 if row is here[-1] else 0
        elif row["p"] < 0:
            row["a"] = -1
    return rows


def _gap(band: float, thickest: float) -> float:
    """The share of a band left free, so that no bar is thicker than that."""
    return min(0.75, max(0.22, 1 - thickest / band))


def _ranks(names: Sequence[object]) -> list[str]:
    return [str(rank) for rank in range(len(names))]


def _span(rows: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """From the least to the largest, zero among them."""
    low, high = min(0.0, 0.0, *(row["p"] for row in rows)), max(0.0, 0.0, *(row["p"] for row in rows))
    return low, high if high > low else low + 1.0


def _tick_text(value: float, ticks: Sequence[float], unite: str) -> str:
    text = number(value, 0 if all(one.is_integer() for one in ticks) else 1 if ticks[1] - ticks[0] >= 0.1 else 2)
    return f"{text}{NARROW}{unite}" if unite in ("%", "€") else text


def _beneath(categories: Sequence[str], step: float, corps: float) -> tuple[list[list[str]], int]:
    """Names under columns in up to three lines, and how many are stepped over where they are many."""
    names = [wrap_text(one, 0.97 * step, corps, _MOST_LINES) for one in categories]
    if len(categories) <= 8 or not any(line.endswith("…") for one in names for line in one):
        return names, 1
    every = math.ceil(max(text_width(one, corps) for one in categories) / (0.97 * step))
    return [[one] for one in categories], every


def _named(names: Sequence[Sequence[str]], corps: float, shown: Sequence[str] | None = None) -> alt.Axis:
    import altair as alt

    told = {str(rank): list(lines) for rank, lines in enumerate(names)}
    options: dict[str, Any] = {} if shown is None else {"values": list(shown)}
    return alt.Axis(
        labelExpr=_lookup(told), labelFontSize=corps, labelLineHeight=1.12 * corps, labelLimit=0, labelPadding=4,
        labelAngle=0, labelColor=INK, domain=False, ticks=False, grid=False, labelOverlap=False, **options,
    )  # fmt: skip


def _lookup(told: Mapping[str, str | list[str]], key: str = "datum.value") -> str:
    """An expression that gives the words of a value; JSON is the language of expressions too."""
    return f"{json.dumps(told)}[{key}]"


def _filled(graphique: Graphique, trait: Trait) -> dict[str, Any]:
    import altair as alt

    ranks = _ranks(graphique.series)
    return {
        name: channel("s:O", legend=None, scale=alt.Scale(domain=ranks, range=list(colours[: len(ranks)])))
        for name, channel, colours in (("fill", alt.Fill, trait.fonds), ("stroke", alt.Stroke, trait.traits))
    }


def _spec(layers: Sequence[Any], trait: Trait, around: tuple[float, float, float, float]) -> dict[str, Any]:
    """The layers as one specification with so many points left, above, right and beneath."""
    import altair as alt

    left, top, right, bottom = around
    chart = alt.layer(*layers).properties(
        width=max(20.0, trait.largeur - left - right), height=max(10.0, trait.hauteur - top - bottom),
        padding={"left": left, "top": top, "right": right, "bottom": bottom}, autosize="none", background="transparent",
    )  # fmt: skip
    spec: dict[str, Any] = chart.configure(font=FONT, aria=False).configure_view(stroke=None).to_dict()
    return spec
