"""Formats of a workbook's cells: figures stay figures and days stay days, whatever unit or caution they carry."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from observatory.domain.edition import Charte
from observatory.domain.support import Cellule, Jour, Nombre
from observatory.present.chiffres import cell_text, figure_text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

DAY = "dd/mm/yyyy"
_FRENCH = "[$-40C]"
"""Numbers as a French reader expects them, wherever the workbook is opened."""
INK, SOFT, LINE, PALE = "#1d2a30", "#4a5563", "#c9cfcb", "#f3f5f4"
FONT = "Arial"


def number_format(one: Nombre) -> str:
    """How a spreadsheet writes a figure: « # ##0 € » in French, « au moins » and units as words beside the number."""
    whole = one.valeur is None or float(one.valeur).is_integer() or abs(one.valeur) >= 100 or one.unite == "€"
    digits = "#,##0" if whole else "#,##0.0"
    if one.unite == "%":
        digits = ("0" if whole else "0.0") + r"\ %"
    elif one.unite:
        digits += rf"\ {_quoted(one.unite)}"
    about = "au moins " if one.au_moins else "environ " if one.environ and one.valeur else ""
    digits = (_quoted(about) if about else "") + digits
    return _FRENCH + (rf"\+{digits};\-{digits};{digits}" if one.signe else digits)


def _quoted(words: str) -> str:
    bare = words.replace('"', "")
    return f'"{bare}"'


def ink_on(colour: str) -> str:
    """White or black, whichever is read better on a colour (WCAG relative luminance)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#ffffff" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else "#000000"


@dataclass
class Formats:
    """The formats of one workbook, each made once."""

    book: Workbook
    charte: Charte
    made: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def of(self, **wanted: Any) -> Format:
        """The format of some properties (those of xlsxwriter), on top of the usual font."""
        key = tuple(sorted(wanted.items()))
        if key not in self.made:
            base = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top"}
            self.made[key] = self.book.add_format(base | wanted)
        return self.made[key]

    def title(self) -> Format:
        """The title of a sheet."""
        return self.of(bold=True, font_size=16, font_color=self.charte.couleur, valign="vcenter")

    def head(self) -> Format:
        """The head of a column."""
        fill = self.charte.couleur
        return self.of(
            bold=True, bg_color=fill, font_color=ink_on(fill), text_wrap=True, valign="vcenter", border=1,
            border_color=LINE,
        )  # fmt: skip

    def soft(self) -> Format:
        """A remark."""
        return self.of(font_color=SOFT, text_wrap=True, italic=True)

    def cell(self, one: Cellule) -> Format:
        """A cell of a table, by what it holds."""
        edge = {"border": 1, "border_color": LINE}
        if isinstance(one, Jour):
            return self.of(num_format=DAY, align="center", **edge)
        if isinstance(one, Nombre):
            if one.valeur is None:
                return self.of(align="right", italic=True, font_color=SOFT, **edge)
            return self.of(num_format=number_format(one), align="right", **edge)
        return self.of(text_wrap=True, indent=1, **edge)


def write_cell(sheet: Worksheet, row: int, column: int, one: Cellule, formats: Formats) -> None:
    """Write a cell as what it is; text is never run as a formula. What is hidden or not told is a word."""
    form = formats.cell(one)
    if isinstance(one, Nombre) and one.valeur is not None:
        sheet.write_number(row, column, one.valeur / (100 if one.unite == "%" else 1), form)
    elif isinstance(one, Jour) and one.le is not None:
        sheet.write_datetime(row, column, dt.datetime.combine(one.le, dt.time()), form)
    elif cell_text(one):
        sheet.write_string(row, column, cell_text(one), form)
    else:
        sheet.write_blank(row, column, None, form)


def text_length(one: Cellule) -> int:
    """About how many characters a cell shows."""
    if isinstance(one, Jour):
        return 10
    return len(figure_text(one)) if isinstance(one, Nombre) else len(one)


def text_lines(words: str, width: float) -> int:
    """On how many lines a column of so many characters shows a text: a spreadsheet does not always find out itself."""
    lines, used = 1, 0
    for word in words.split():
        if used and used + len(word) + 1 > width:
            lines, used = lines + 1, 0
        used += len(word) + (1 if used else 0)
    return lines
