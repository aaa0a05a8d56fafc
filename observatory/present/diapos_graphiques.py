"""Charts of slides as PowerPoint draws them: they are edited there, and their figures stand in a workbook inside.

Series differ by lightness (and lines by dashes and marks), so that a black copy can be read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from observatory.domain.support import Graphique
from observatory.present.chiffres import phrase_text
from observatory.present.diapos_mesure import longest_word, text_width
from observatory.present.diapos_pieces import Courbe, shown

if TYPE_CHECKING:
    from pptx.slide import Slide

WHOLE = '[>=1000000]#"\u202f"###"\u202f"##0;[>=1000]#"\u202f"##0;0'
"""Thousands parted as in French, whatever the language of who opens the slides."""
_LETTERS = (14, 13, 12)
_BRIGHTNESS = (0.0, 0.55, 0.65, 0.4)


def chart_added(slide: Slide, courbe: Courbe) -> Any:
    """Put a chart on a slide; gives its frame."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE as KIND
    from pptx.util import Pt

    one = courbe.graphique
    kinds = {"barres": KIND.BAR_CLUSTERED, "colonnes": KIND.COLUMN_CLUSTERED, "lignes": KIND.LINE_MARKERS}
    made: Any = CategoryChartData
    data = made(number_format=number_format(one))
    data.categories = list(one.categories)
    for serie in one.series:
        data.add_series(serie.nom, [shown(value) for value in serie.valeurs])
    box = courbe.boite
    frame: Any = slide.shapes.add_chart(kinds[one.genre], Pt(box.x), Pt(box.y), Pt(box.l), Pt(box.h), data)
    frame.name = f"Graphique : {one.titre}"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", phrase_text(one.alt))
    _dress(frame.chart, courbe)
    return frame


def number_format(graphique: Graphique) -> str:
    """How the figures of a chart are written."""
    values = [value for serie in graphique.series for one in serie.valeurs if (value := shown(one)) is not None]
    broken = any(not float(one).is_integer() for one in values) and max(map(abs, values)) < 100
    unit = f'"\u202f{graphique.unite}"' if graphique.unite in ("%", "€") else ""
    return f"0.0{unit}" if broken else ";".join(f"{part}{unit}" for part in WHOLE.split(";"))


def _dress(chart: Any, courbe: Courbe) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    one = courbe.graphique
    size = _letters(courbe)
    chart.has_title = False
    chart.font.size = Pt(size)
    chart.has_legend = len(one.series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
        chart.legend.font.size = Pt(14)
    _axes(chart, one)
    plot = chart.plots[0]
    if one.genre == "lignes":
        for rank, serie in enumerate(plot.series):
            _line(serie, rank)
    else:
        plot.gap_width = 45 if len(one.series) == 1 else 60
        plot.overlap = 0 if len(one.series) == 1 else -5
        for rank, serie in enumerate(plot.series):
            _filled(serie, rank)
    _labels(plot, one, size)
    _language(chart)


def _letters(courbe: Courbe) -> int:
    """Letters as large as the names of the categories let them be."""
    one, box = courbe.graphique, courbe.boite
    for size in _LETTERS:
        widest = max((text_width(name, size) for name in one.categories), default=0)
        rows = box.h / max(len(one.categories), 1)
        if one.genre == "barres":
            lines = 1 + (widest > box.l * 0.4)
            if rows >= lines * size * 1.25 and rows / len(one.series) >= size * 0.8:
                return size
        elif max(map(_word(size), one.categories), default=0) <= box.l * 0.85 / max(len(one.categories), 1):
            return size
    return _LETTERS[-1]


def _word(size: float) -> Callable[[str], float]:
    return lambda name: longest_word(name, size)


def _axes(chart: Any, one: Graphique) -> None:
    from pptx.enum.chart import XL_TICK_LABEL_POSITION as WHERE
    from pptx.enum.chart import XL_TICK_MARK
    from pptx.enum.dml import MSO_THEME_COLOR as THEME
    from pptx.util import Pt

    names, values = chart.category_axis, chart.value_axis
    names.has_major_gridlines = False
    names.major_tick_mark = XL_TICK_MARK.NONE
    names.tick_label_position = WHERE.LOW
    names.format.line.color.theme_color = THEME.TEXT_1
    names.format.line.width = Pt(1)
    names.reverse_order = one.genre == "barres"  # the first category stands on top
    values.has_major_gridlines = one.genre == "lignes"
    values.major_tick_mark = XL_TICK_MARK.NONE
    if values.has_major_gridlines:
        values.major_gridlines.format.line.color.theme_color = THEME.BACKGROUND_1
        values.major_gridlines.format.line.color.brightness = -0.15
        values.format.line.fill.background()
        values.tick_labels.number_format = number_format(one)
        values.tick_labels.number_format_is_linked = False
    else:  # each bar says its figure
        values.visible = False
    told = [value for serie in one.series for each in serie.valeurs if (value := shown(each)) is not None]
    if not told or min(told) >= 0:
        values.minimum_scale = 0
    if not told or max(told) <= 0:
        values.maximum_scale = 1


def _filled(serie: Any, rank: int) -> None:
    _colour(serie.format.fill, rank, solid=True)
    serie.invert_if_negative = False


def _line(serie: Any, rank: int) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    dashes = (MSO_LINE.SOLID, MSO_LINE.SQUARE_DOT, MSO_LINE.LONG_DASH, MSO_LINE.ROUND_DOT)
    marks = (XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.DIAMOND, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.TRIANGLE)
    serie.smooth = False
    line = serie.format.line
    line.width = Pt(3 if rank == 0 else 2.25)
    line.dash_style = dashes[rank % 4]
    _colour(line, rank % 2, solid=False)
    serie.marker.style, serie.marker.size = marks[rank % 4], 8
    _colour(serie.marker.format.fill, rank % 2, solid=True)
    _colour(serie.marker.format.line, rank % 2, solid=False)


def _colour(thing: Any, rank: int, *, solid: bool) -> None:
    from pptx.enum.dml import MSO_THEME_COLOR as THEME

    if solid:
        thing.solid()
    target = thing.fore_color if solid else thing.color
    themes = (THEME.ACCENT_1, THEME.ACCENT_2, THEME.ACCENT_1, THEME.TEXT_1)
    target.theme_color = themes[rank % 4]
    if solid and _BRIGHTNESS[rank % 4]:
        target.brightness = _BRIGHTNESS[rank % 4]


def _labels(plot: Any, one: Graphique, size: int) -> None:
    """Each value beside its bar; on lines, where there are few enough to be read."""
    from pptx.enum.chart import XL_LABEL_POSITION as PLACE
    from pptx.util import Pt

    many = len(one.categories) * len(one.series)
    if one.genre == "lignes" and (len(one.series) > 1 or many > 12):
        return
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = number_format(one), False
    labels.font.size = Pt(size if many <= 24 else _LETTERS[-1])
    labels.position = PLACE.ABOVE if one.genre == "lignes" else PLACE.OUTSIDE_END


def _language(chart: Any) -> None:
    """French for who edits the chart, gaps where nothing is told."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    space = chart._chartSpace
    date = space.find(qn("c:date1904"))
    lang = parse_xml(f'<c:lang {nsdecls("c")} val="fr-FR"/>')
    if date is None:
        space.insert(0, lang)
    else:
        date.addnext(lang)
    for one in space.iter(qn("a:defRPr")):
        one.set("lang", "fr-FR")
    for one in space.iter(qn("c:dispBlanksAs")):
        one.set("val", "gap")
