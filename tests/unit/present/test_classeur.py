"""A workbook opens with figures as figures and days as days; text is text, what is hidden stays hidden."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from observatory.domain.edition import Charte, Tampon
from observatory.domain.support import (
    Cellule,
    Graphique,
    Jour,
    Nature,
    Nombre,
    Partie,
    Phrase,
    Serie,
    Support,
    Tableau,
    Texte,
    said,
)
from observatory.present.classeur import support_to_xlsx
from observatory.present.classeur_formats import ink_on, number_format, text_lines

DAY = dt.date(2026, 3, 5)
ROWS: tuple[tuple[Cellule, ...], ...] = (
    ("=1+1", Jour(DAY), Nombre(12_000.0, unite="€"), Nombre(52.4, Nature.PART, "%", sur=100), Nombre(7.0), "en retard"),
    ("+33", Jour(None), Nombre(8_000.0, unite="€", au_moins=True), Nombre(None), Nombre(None, masque=True), "tenu"),
)
HEADS = ("Action", "Jour", "Prévu", "Part", "Nombre", "État")
CHART = Graphique(
    "Par quartier", "barres", ("Docks", "Bourg"),
    (Serie("2026", (Nombre(41.0), Nombre(None, masque=True))), Serie("2025", (Nombre(40.0), Nombre(9.0)))),
    Phrase("Docks : {0}.", (Nombre(41.0),)),
)  # fmt: skip


def workbook(*parts: Partie) -> openpyxl.Workbook:
    made = Support(
        "tableau_de_bord", "Tableau & bord", "Ville & Port", "Toute la ville", "1er semestre 2026", DAY, parts,
        remarques=("« s. » : secret statistique.",),
    )  # fmt: skip
    return openpyxl.load_workbook(io.BytesIO(support_to_xlsx(made, Tampon(), Charte())))


def test_a_table_is_one_with_real_formats() -> None:
    book = workbook(Partie("actions", "Actions", (Tableau("Actions", HEADS, ROWS),), source="Plan"))
    sheet = book["Actions"]
    head = next(row for row in range(1, 9) if sheet.cell(row, 1).value == "Action")
    formula, day, euros, part, count, _ = (sheet.cell(head + 1, column) for column in range(1, 7))
    assert (formula.value, formula.data_type) == ("=1+1", "s")
    assert day.is_date and day.value.date() == DAY and day.number_format == "dd/mm/yyyy"
    assert euros.value == 12_000 and "€" in euros.number_format and "#,##0" in euros.number_format
    assert part.value == pytest.approx(0.524) and "%" in part.number_format
    assert count.value == 7 and count.data_type == "n"
    _, untold, least, missing, hidden, _ = (sheet.cell(head + 2, column) for column in range(1, 7))
    assert (untold.value, missing.value, hidden.value) == ("non communiqué", "non communiqué", "s.")
    assert least.value == 8_000 and '"au moins "' in least.number_format
    assert sheet.freeze_panes == f"B{head + 1}" and sheet.print_title_rows == f"${head}:${head}"
    table = next(iter(sheet.tables.values()))
    assert table.autoFilter is not None and [one.name for one in table.tableColumns] == list(HEADS)
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
    assert sheet.conditional_formatting and sheet.column_dimensions["A"].width >= 9


def test_the_first_sheet_says_how_to_read_the_others() -> None:
    empty = Partie("engagements", "Engagements", (Texte((said("Aucun engagement."),)),))
    again = Partie("x", "Engagements", (Tableau("Vide", ("A", "A"), ()),))
    book = workbook(Partie("lisez-moi", "Lisez-moi", (Texte((said("Contenu du classeur."),)),)), empty, again)
    assert book.sheetnames[0] == "Lisez-moi" and len({one.casefold() for one in book.sheetnames}) == 3
    words = [str(cell.value) for row in book["Lisez-moi"].iter_rows() for cell in row if cell.value]
    for told in ("Brouillon, ne pas diffuser.", "« s. » : secret", "1er semestre 2026", "Contenu du classeur."):
        assert any(told in one for one in words)
    assert book.properties.title == "Tableau & bord – 1er semestre 2026"
    assert any(cell.value == "Aucun engagement." for row in book["Engagements"].iter_rows() for cell in row)


def test_a_chart_is_native_and_leaves_a_gap_where_a_figure_is_hidden() -> None:
    sheet = workbook(Partie("graphiques", "Graphiques", (CHART,)))["Graphiques"]
    assert len(sheet._charts) == 1
    rows = {row[0].value: row for row in sheet.iter_rows() if row[0].value}
    name = next(one for one in rows if str(one).startswith("Bourg"))
    assert "s." in str(name) and rows[name][1].value is None and rows[name][2].value == 9


def test_formats_say_the_unit_the_sign_and_the_caution() -> None:
    assert number_format(Nombre(1_011.7, unite="m²")) == '[$-40C]#,##0\\ "m²"'
    assert number_format(Nombre(3.6, unite='"sur" 5')) == '[$-40C]#,##0.0\\ "sur 5"'
    assert number_format(Nombre(12.0, unite="%", signe=True)) == "[$-40C]\\+0\\ %;\\-0\\ %;0\\ %"
    assert number_format(Nombre(40.0, environ=True)).endswith('"environ "#,##0')
    assert (ink_on("#1f6f78"), ink_on("#ffe08a")) == ("#ffffff", "#000000")
    assert (text_lines("", 10), text_lines("un deux trois", 8)) == (1, 2)
