"""Charts of documents: each figure beside its mark, gaps told, series told apart without colour, nothing loaded."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Literal
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from observatory.domain.edition import Charte
from observatory.domain.support import Graphique, Nature, Nombre, Serie, said
from observatory.present.graphiques import MOST_SERIES, chart_note, chart_svg
from observatory.present.graphiques_trace import round_ticks
from observatory.present.mesure_texte import text_width, wrap_text
from observatory.present.papier import svg_to_png
from tests.documents import CHART, HIDDEN, HOSTILE, LINES, count

CHARTE = Charte()


def words(svg: str) -> list[str]:
    """What is written in a drawing, in order."""
    root = ElementTree.fromstring(svg)
    return ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]


def chart(genre: Literal["barres", "colonnes"], *values: float | None, unite: str = "") -> Graphique:
    """A chart of one series, a category for each value."""
    names = tuple(f"Nom {rank}" for rank in range(len(values)))
    shown = tuple(Nombre(one, Nature.OUVRAGE, unite) for one in values)
    return Graphique("Essai", genre, names, (Serie("Ensemble", shown),), said("Essai."))


def test_bars_bear_their_names_and_figures_in_order() -> None:
    told = words(chart_svg(CHART, 170, 60, CHARTE))
    names = [one for one in told if one in CHART.categories]
    assert names == list(CHART.categories)
    assert {"1\u202f234", "85", "980", "40", "12", "0", "s.", "n.\u00a0c."} <= set(told)
    assert {"Signalements", "1er semestre 2026", "1er semestre 2025"} <= set(told)
    note = "« s. » : nombre caché, pour que personne ne soit reconnu. « n. c. » : non communiqué."
    assert chart_note(CHART).replace("\u00a0", " ") == note
    assert chart_note(chart("barres", 1)) == ""


def test_the_axis_of_columns_is_round_and_french() -> None:
    told = words(chart_svg(chart("colonnes", 1500, 400, 20), 170, 60, CHARTE))
    assert {"0", "500", "1\u202f000", "1\u202f500"} <= set(told)
    shares = words(chart_svg(replace(chart("colonnes", -0.5, 1.2), unite="%"), 170, 60, CHARTE))
    assert {"\u22120,5\u202f%", "1,0\u202f%", "\u22120,5", "1,2"} <= set(shares)


def test_a_line_stops_where_nobody_told() -> None:
    svg = chart_svg(LINES, 170, 68, CHARTE)
    drawn = re.findall(r'<path[^>]* d="(M[^"]*L[^"]*)"', svg) + re.findall(r'd="(M[^"]*L[^"]*)"[^>]*stroke', svg)
    assert any(one.count("M") == 2 for one in drawn), "one piece before April, one after"
    assert "n.\u00a0c." in words(svg)


@pytest.mark.parametrize("genre", ["barres", "colonnes", "lignes"])
def test_what_is_hidden_is_nowhere_in_the_drawing(genre: Literal["barres", "colonnes", "lignes"]) -> None:
    def drawn(hidden: float | None) -> str:
        values = (count(12), count(hidden, hidden=True), count(30))
        return chart_svg(Graphique("Essai", genre, ("a", "b", "c"), (Serie("x", values),), said("")), 170, 60, CHARTE)

    assert "s." in words(drawn(HIDDEN))
    assert drawn(HIDDEN) == drawn(None), "neither words nor the scale betray it"


def test_series_are_told_apart_in_grey() -> None:
    four = tuple(Serie(f"Série {rank}", (count(100),)) for rank in range(MOST_SERIES))
    bars = Graphique("Essai", "colonnes", ("2026",), four, said("Essai."))
    svg = chart_svg(bars, 120, 60, CHARTE)
    grey = np.asarray(Image.open(io.BytesIO(svg_to_png(svg, 144))).convert("L"), float)  # two pixels for a point
    left = float(re.findall(r"translate\(([\d.]+),", svg)[0])
    places = [(left + float(x), float(wide)) for x, wide in re.findall(r'd="M([\d.]+),[\d.]+h([\d.]+)v[\d.]+h-', svg)][
        -4:
    ]
    rows = grey[int(grey.shape[0] * 0.55) : int(grey.shape[0] * 0.8)]
    inside = [rows[:, int(2 * (x + 4)) : int(2 * (x + wide - 4))] for x, wide in places]
    looks = [(one.mean(), one.std()) for one in inside]
    apart = [max(abs(a[0] - b[0]), abs(a[1] - b[1])) for rank, a in enumerate(looks) for b in looks[:rank]]
    assert len(apart) == 6 and min(apart) > 15, looks
    with pytest.raises(ValueError, match="4 at most"):
        chart_svg(replace(bars, series=(*four, four[0])), 120, 60, CHARTE)


def test_whatever_it_is_called_it_is_drawn_and_loads_nothing() -> None:
    odd = replace(CHART, categories=(HOSTILE, HOSTILE, "東京" * 30, ""), unite=HOSTILE)
    svg = chart_svg(odd, 90, 60, CHARTE, 10)
    assert any("<script>" in one for one in words(svg)), "shown as it is written"
    assert not re.findall(r"<(?:script|image|a|use|foreignObject)\b|(?:href|src|on\w+)\s*=", svg)
    assert set(re.findall(r"https?://[^\"' ]+", svg)) <= {"http://www.w3.org/2000/svg"}
    assert chart_svg(replace(CHART, categories=(), series=(Serie("x", ()),)), 90, 30, CHARTE)
    assert set(words(chart_svg(chart("colonnes", None, None), 90, 60, CHARTE))) == {"0", "Nom 0", "Nom 1", "n.\u00a0c."}


def test_two_drawings_of_one_page_share_no_name() -> None:
    first, second = chart_svg(CHART, 170, 60, CHARTE), chart_svg(CHART, 90, 60, CHARTE)
    names = [set(re.findall(r'\bid="([^"]+)"', one)) for one in (first, second)]
    assert names[0] and not names[0] & names[1]
    assert set(re.findall(r"url\(#([^)]+)\)", first)) <= names[0]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]), (0, 7, [0, 2, 4, 6, 8]), (-8, 12, [-10, -5, 0, 5, 10, 15])],
)
def test_round_ticks_hold_both_ends(low: float, high: float, ticks: list[float]) -> None:
    assert round_ticks(low, high) == pytest.approx(ticks)


def test_names_are_wrapped_then_cut() -> None:
    assert wrap_text("Bruit de voisinage", 60, 9, 2) == ["Bruit de", "voisinage"]
    cut = wrap_text("Stationnement gênant ou dangereux sur le trottoir", 60, 9, 2)
    assert len(cut) == 2 and cut[1].endswith("…") and all(text_width(one, 9) <= 60 for one in cut)
    assert wrap_text("", 60, 9, 2) == [""]


def test_a_character_that_no_file_may_hold_does_not_end_the_process() -> None:
    odd = replace(CHART, categories=("a\x00b", "\ud800c", "\u202ed", "e\U0001f642"))
    assert {"ab", "c", "d", "e"} <= set(words(chart_svg(odd, 170, 60, CHARTE)))
