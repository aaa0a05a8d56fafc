"""A workbook of a document: a sheet that says how to read it, then one for each part, with real tables and charts."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from observatory.domain.edition import Charte, Tampon
from observatory.domain.support import (
    AvantApres,
    Bloc,
    Cellule,
    Figure,
    Graphique,
    Nombre,
    Partie,
    Phrase,
    Support,
    Tableau,
    Texte,
    Tuiles,
    said,
)
from observatory.present.chiffres import figure_text, phrase_text, stamp_text
from observatory.present.classeur_formats import (
    LINE,
    PALE,
    SOFT,
    Formats,
    number_format,
    text_length,
    text_lines,
    write_cell,
)
from observatory.present.labels import NO_BREAK, UNKNOWN, day, plural

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

READ_ME, READ_ME_KEY = "Lisez-moi", "lisez-moi"
WIDEST, WIDEST_OF_MANY, MANY, NARROWEST = 44, 24, 8, 9
"""Characters of a column; of a table of more than so many columns; at least."""
_LINE = 15.0
_A4 = 9
_LONGEST_SHEET, _LONGEST_FOOT = 31, 200
_CHART_PIXELS = (760, 400)
_CHART_COLUMN = 4
_MARKS = (
    ("en retard", {"bg_color": "#f9d9c4", "font_color": "#6d2a05", "bold": True}),
    ("manqué", {"bg_color": "#f9d9c4", "font_color": "#6d2a05", "bold": True}),
    ("Rouge", {"bg_color": "#f9d9c4", "font_color": "#6d2a05", "bold": True}),
    ("échéance passée", {"bg_color": "#fdf0cf", "font_color": "#5c4300"}),
    (UNKNOWN, {"font_color": SOFT, "italic": True}),
)
"""Words that stand out in a table, beside what they say."""


@dataclass
class Feuille:
    """A sheet being written: ``row`` is the next free one, ``tables`` how many tables it has."""

    sheet: Worksheet
    name: str
    formats: Formats
    row: int = 0
    tables: int = 0


def support_to_xlsx(support: Support, tampon: Tampon, charte: Charte) -> bytes:
    """The workbook of a document: figures as numbers, days as days, text never run as a formula."""
    import xlsxwriter

    kept = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(kept, options) as book:
        _properties(book, support, tampon)
        formats = Formats(book, charte)
        parts = [one for one in support.parties if one.cle != READ_ME_KEY]
        names = _sheet_names([one.titre for one in parts])
        first = Feuille(book.add_worksheet(READ_ME), READ_ME, formats)
        for part, name in zip(parts, names, strict=True):
            sheet = Feuille(book.add_worksheet(name), name, formats)
            _page(sheet, support, tampon)
            _write_part(book, sheet, part)
        _page(first, support, tampon)
        _read_me(first, support, tampon, list(zip(parts, names, strict=True)))
    return kept.getvalue()


def _properties(book: Workbook, support: Support, tampon: Tampon) -> None:
    """What the file says of itself; its day is that of the data, so that the same content gives the same bytes."""
    book.set_size(2_400, 1_400)
    book.set_properties({
        "title": f"{support.titre} – {support.periode}", "subject": support.territoire, "author": support.ville,
        "company": support.ville, "category": "Tranquillité publique",
        "comments": stamp_text(tampon, support.donnees_le),
        "created": dt.datetime.combine(support.donnees_le, dt.time()),
    })  # fmt: skip


def _sheet_names(titles: Sequence[str]) -> list[str]:
    """Names that a spreadsheet accepts, each once."""
    found: list[str] = []
    for title in titles:
        bare = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:_LONGEST_SHEET] or "Feuille"
        name, rank = bare, 2
        while name.casefold() in {one.casefold() for one in (*found, READ_ME)}:
            name, rank = f"{bare[: _LONGEST_SHEET - 3]} {rank}", rank + 1
        found.append(name)
    return found


def _page(one: Feuille, support: Support, tampon: Tampon) -> None:
    """How a sheet is printed: A4 lying, as wide as the page, its state in the foot."""
    sheet = one.sheet
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    foot = f"{support.ville}. {stamp_text(tampon, support.donnees_le)}"[:_LONGEST_FOOT].replace("&", "&&")
    sheet.set_footer(f"&L&8{foot}&R&8&A, page &P sur &N")
    sheet.hide_gridlines(2)


def _read_me(one: Feuille, support: Support, tampon: Tampon, parts: Sequence[tuple[Partie, str]]) -> None:
    """The first sheet: what, of when, in which state, how it is read, and where everything is."""
    sheet, formats = one.sheet, one.formats
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 92)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, support.titre, formats.title())
    facts = [
        ("Ville", support.ville), ("Territoire", support.territoire), ("Période", support.periode),
        ("Données du", day(support.donnees_le)), ("État", stamp_text(tampon, support.donnees_le)),
    ]  # fmt: skip
    own = [line for part in support.parties if part.cle == READ_ME_KEY for line in _lines(part)]
    facts += [("Contenu" if k == 0 else "", phrase_text(line)) for k, line in enumerate(own)]
    facts += [("Comment lire" if k == 0 else "", line) for k, line in enumerate(support.remarques)]
    facts += [("Tableaux publiés" if k == 0 else "", line) for k, line in enumerate(support.publications)]
    facts += [("Joindre l'office" if k == 0 else "", line) for k, line in enumerate(support.joindre)]
    row = 2
    for name, words in facts:
        sheet.write_string(row, 0, name, formats.of(bold=True))
        sheet.write_string(row, 1, words, formats.of(text_wrap=True))
        sheet.set_row(row, _LINE * text_lines(words, 92))
        row += 1
    row += 1
    for column, words in enumerate(("Feuille", "Ce qu'elle contient")):
        sheet.write_string(row, column, words, formats.head())
    link = formats.of(font_color="#0b4f8a", underline=1, border=1, border_color=LINE)
    for part, name in parts:
        row += 1
        sheet.write_url(row, 0, f"internal:'{name}'!A1", link, name)
        sheet.write_string(row, 1, _contents(part), formats.of(text_wrap=True, border=1, border_color=LINE))
        sheet.set_row(row, _LINE * text_lines(_contents(part), 92))
    sheet.activate()


def _lines(part: Partie) -> list[Phrase]:
    return [line for bloc in part.blocs if isinstance(bloc, Texte) for line in bloc.lignes]


def _contents(part: Partie) -> str:
    """What a sheet holds, in words."""
    tables = [one for one in part.blocs if isinstance(one, Tableau)]
    charts = [one.titre for one in part.blocs if isinstance(one, Graphique)]
    told = [plural(len(one.lignes), "ligne") for one in tables] + charts
    return ", ".join([*told, *([part.source] if part.source else [])]) or "Aucune ligne"


def _write_part(book: Workbook, one: Feuille, part: Partie) -> None:
    """A sheet: its title, where it comes from, its blocks one under the other."""
    sheet, formats = one.sheet, one.formats
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, part.titre, formats.title())
    if part.source:
        sheet.write_string(1, 0, f"Source : {part.source}", formats.of(font_color=SOFT, italic=True))
    one.row = 3
    alone = [bloc for bloc in part.blocs if isinstance(bloc, Tableau)]
    for bloc in part.blocs:
        _write_block(book, one, bloc, single=len(alone) == 1)
    if not alone:
        sheet.freeze_panes(2, 0)
        sheet.fit_to_pages(1, 1)


def _write_block(book: Workbook, one: Feuille, bloc: Bloc, *, single: bool) -> None:
    match bloc:
        case Tableau():
            _write_table(one, bloc, single=single)
        case Graphique():
            _write_chart(book, one, bloc)
        case Tuiles(tuiles=tuiles):
            rows = tuple(
                (tile.libelle, tile.nombre, phrase_text(tile.evolution) if tile.evolution else "", tile.precision)
                for tile in tuiles
            )
            _write_table(
                one, Tableau("Chiffres clés", ("Chiffre", "Valeur", "Évolution", "À savoir"), rows), single=False
            )
        case Texte(lignes=lignes):
            for line in lignes:
                _write_line(one, line)
            one.row += 1
        case Figure(titre=titre, alt=alt):
            _write_line(one, said(f"{titre} : {phrase_text(alt)}"))
        case AvantApres(avant=avant, apres=apres):
            for picture in (avant, apres):
                _write_line(one, picture.alt)


def _write_line(one: Feuille, line: Phrase) -> None:
    one.sheet.write_string(one.row, 0, phrase_text(line), one.formats.of())
    one.row += 1


def _write_table(one: Feuille, table: Tableau, *, single: bool) -> None:
    """A real table (named, with its filter); the only one of a sheet keeps its heads and first column in sight."""
    sheet, formats, first = one.sheet, one.formats, one.row
    heads, rows, widths = _unique(table.colonnes), table.lignes, _widths(table)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    if rows:
        last = first + len(rows)
        sheet.add_table(first, 0, last, len(heads) - 1, {
            "name": f"T_{_bare(one.name)}{one.tables + 1 if one.tables else ''}", "style": None, "banded_rows": False,
            "columns": [{"header": head, "header_format": formats.head()} for head in heads],
            "title": table.titre, "description": table.note or table.titre,
        })  # fmt: skip
        for at, row in enumerate(rows, first + 1):
            sheet.set_row(
                at,
                _LINE * max(text_lines(_words(cell), 1.1 * width - 1) for cell, width in zip(row, widths, strict=True)),
            )
            for column, cell in enumerate(row):
                write_cell(sheet, at, column, cell, formats)
        for words, look in _MARKS:
            sheet.conditional_format(first + 1, 0, last, len(heads) - 1, {
                "type": "text", "criteria": "containing", "value": words, "format": formats.book.add_format(look),
            })  # fmt: skip
    else:
        for column, head in enumerate(heads):
            sheet.write_string(first, column, head, formats.head())
        last = first + 1
        sheet.write_string(last, 0, "Aucune ligne.", formats.of())
    sheet.set_row(
        first, _LINE * max(text_lines(head, width - 3) for head, width in zip(heads, widths, strict=True)) + 6
    )
    if single:
        sheet.freeze_panes(first + 1, 1)
        sheet.repeat_rows(first)
    one.row, one.tables = last + 2, one.tables + 1
    if table.note:
        _write_line(one, said(table.note))


def _unique(heads: Sequence[str]) -> list[str]:
    """Heads of a table, each once: a spreadsheet repairs a file where two are alike."""
    found: list[str] = []
    for head in heads:
        name, rank = head or "Colonne", 2
        while name.casefold() in {one.casefold() for one in found}:
            name, rank = f"{head} {rank}", rank + 1
        found.append(name)
    return found


def _widths(table: Tableau) -> list[float]:
    """Columns wide enough for what they hold, long texts on several lines."""
    found = []
    widest = WIDEST_OF_MANY if len(table.colonnes) > MANY else WIDEST
    for column, head in enumerate(table.colonnes):
        longest = max((text_length(row[column]) for row in table.lignes), default=0)
        word = max(len(one) for one in head.split() or [""])
        found.append(float(min(widest, max(NARROWEST, longest + 2, word + 5))))
    return found


def _words(cell: Cellule) -> str:
    return cell if isinstance(cell, str) else ""


def _bare(name: str) -> str:
    """Letters and digits of a name, for a table."""
    return re.sub(r"\W+", "_", name, flags=re.ASCII)


def _write_chart(book: Workbook, one: Feuille, told: Graphique) -> None:
    """A native chart beside the cells that it is drawn from; what is hidden is a gap, and its name says so."""
    sheet, formats, first = one.sheet, one.formats, one.row
    sheet.write_string(first, 0, told.titre, formats.of(bold=True, font_size=13))
    head, last = first + 1, first + 1 + len(told.categories)
    for column, name in enumerate((told.titre, *(serie.nom for serie in told.series))):
        sheet.write_string(head, column, name if column else "", formats.head())
    for at, name in enumerate(told.categories):
        values = [serie.valeurs[at] for serie in told.series]
        write_cell(sheet, head + 1 + at, 0, _gapped(name, values, told), formats)
        for column, value in enumerate(values, 1):
            write_cell(sheet, head + 1 + at, column, value if value.valeur is not None else "", formats)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, len(told.series), 20)
    kind = {"barres": "bar", "colonnes": "column", "lignes": "line"}[told.genre]
    chart = book.add_chart({"type": kind})
    if chart is None:
        raise AssertionError(kind)
    for rank, serie in enumerate(told.series):
        known = next((value for value in serie.valeurs if value.valeur is not None), Nombre(None))
        chart.add_series({
            "name": [one.name, head, rank + 1], "categories": [one.name, head + 1, 0, last, 0],
            "values": [one.name, head + 1, rank + 1, last, rank + 1], "gap": 60,
            **_look(kind, rank, formats.charte),
            "data_labels": {"value": True, "font": {"size": 9}, "num_format": _label_format(known)},
        })  # fmt: skip
    bare: dict[str, Any] = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
    named: dict[str, Any] = {"num_font": {"size": 9}, "major_tick_mark": "none", "reverse": kind == "bar"}
    chart.set_y_axis(named if kind == "bar" else bare)
    chart.set_x_axis(bare if kind == "bar" else named)
    chart.set_title({"name": told.titre, "name_font": {"size": 13}})
    chart.set_legend({"position": "bottom"} if len(told.series) > 1 else {"none": True})
    high = max(_CHART_PIXELS[1], 80 + 34 * len(told.categories)) if kind == "bar" else _CHART_PIXELS[1]
    chart.set_size({"width": _CHART_PIXELS[0], "height": high})
    sheet.insert_chart(first, _CHART_COLUMN, chart, {"description": phrase_text(told.alt)})
    one.row = max(last, first + high // 20) + 3


def _label_format(one: Nombre) -> str:
    return number_format(Nombre(one.valeur, unite=one.unite))


def _gapped(name: str, values: Sequence[Nombre], told: Graphique) -> str:
    """The name of a category; where a figure lacks, its mark too: a spreadsheet draws words as zero."""
    lacking = [
        figure_text(value) if len(values) == 1 else f"{serie.nom}{NO_BREAK}: {figure_text(value)}"
        for serie, value in zip(told.series, values, strict=True)
        if value.valeur is None
    ]
    return f"{name} ({' ; '.join(lacking)})" if lacking else name


def _look(kind: str, rank: int, charte: Charte) -> dict[str, Any]:
    """Series that differ without colour: one is full, the next hatched (bars), or dashed (lines)."""
    colour = (charte.couleur, charte.accent)[rank % 2]
    if kind == "line":
        return {"line": {"color": colour, "width": 2.25, "dash_type": "solid" if rank % 2 == 0 else "dash"}}
    if rank % 2 == 0:
        return {"fill": {"color": colour}, "border": {"color": colour}}
    pattern = {"pattern": "wide_upward_diagonal", "fg_color": colour, "bg_color": PALE}
    return {"pattern": pattern, "border": {"color": colour}}
