"""A written document as DOCX: real headings, lists and tables, pictures that say what they show, wide tables lying."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from observatory.domain.edition import Charte, Tampon
from observatory.domain.support import (
    AvantApres,
    Bloc,
    Figure,
    Graphique,
    Partie,
    Support,
    Tableau,
    Texte,
    Tuiles,
)
from observatory.present.chiffres import cell_text, phrase_text
from observatory.present.ecrit import (
    MOST_COLUMNS,
    SVG,
    chart_height,
    clean_text,
    column_shares,
    genre_text,
    keeps_together,
    lying_parts,
    picture_fit,
    right_columns,
    side_title,
    source_text,
    subtitle_text,
    tiles_table,
    without_echo,
)
from observatory.present.ecrit_docx_style import (
    BOX,
    MARGIN_MM,
    NOTE,
    blank_document,
    describe_picture,
    describe_table,
    head_and_foot,
    hex_of,
    page_setup,
    rule_table,
)
from observatory.present.graphiques import chart_note, chart_svg
from observatory.present.labels_documents import APRES, AVANT, LEFT, REMARQUES, RIGHT
from observatory.present.papier import svg_to_png

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_PPI = 220.0
_HIGHEST_MM, _HIGHEST_LYING_MM, _PHOTO_MM, _GAP_MM = 200.0, 110.0, 105.0, 6.0
_LISTS = {"puces": "List Bullet", "encadre": BOX, "paragraphes": "Normal"}


def support_to_docx(support: Support, tampon: Tampon, charte: Charte) -> bytes:
    """The document as DOCX: A4, in French, its state and the page's number in the foot."""
    made = _Ecrit(support, charte)
    document = made.document
    page_setup(document.sections[0], False)
    head_and_foot(document.sections[0], support, tampon, charte)
    document.add_paragraph(clean_text(support.titre), style="Title")
    about = f"{genre_text(support)} · {subtitle_text(support)}".removesuffix(" · ")
    document.add_paragraph(clean_text(about), style="Subtitle")
    for lying, parts in lying_parts(support):
        made.turn(lying)
        for one in parts:
            made.part(one)
    if support.remarques:
        made.turn(False)
        document.add_heading(REMARQUES, 1)
        for remark in support.remarques:
            document.add_paragraph(clean_text(remark), style="List Bullet")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class _Ecrit:
    """A document as it is being written: which way its page lies, and what is added to it."""

    def __init__(self, support: Support, charte: Charte) -> None:
        self.support, self.charte, self.lying, self.titre = support, charte, False, ""
        self.document: Document = blank_document(support, charte)

    @property
    def wide(self) -> float:
        return (297.0 if self.lying else 210.0) - 2 * MARGIN_MM

    @property
    def high(self) -> float:
        return _HIGHEST_LYING_MM if self.lying else _HIGHEST_MM

    def turn(self, lying: bool) -> None:
        """From here on, pages stand or lie."""
        if lying != self.lying:
            self.lying = lying
            page_setup(self.document.add_section(), lying)

    def part(self, partie: Partie) -> None:
        self.titre = partie.titre
        self.document.add_heading(clean_text(partie.titre), partie.niveau)
        for bloc in without_echo(partie).blocs:
            self.block(bloc)
        if source := source_text(partie):
            self.hold()
            self.words(source, NOTE)

    def hold(self) -> None:
        """Keep what was written last on the page of what follows."""
        for last in self.document.element.body.xpath("(./w:p|./w:tbl)[position() > last() - 2]"):
            for one in last.xpath("self::w:p|./w:tr[last()]/w:tc/w:p"):
                one.get_or_add_pPr().get_or_add_keepNext().val = True

    def block(self, bloc: Bloc) -> None:
        match bloc:
            case Texte():
                for line in bloc.lignes:
                    self.words(phrase_text(line), _LISTS[bloc.genre])
            case Tuiles():
                self.table(tiles_table(bloc))
            case Graphique():
                self.chart(bloc)
            case Tableau():
                self.table(bloc)
            case Figure():
                self.figure(bloc)
            case AvantApres():
                self.pair(bloc)

    def words(self, text: str, style: str) -> Paragraph | None:
        """A paragraph; none where there is nothing to say."""
        return self.document.add_paragraph(clean_text(text), style=style) if text else None

    def chart(self, graphique: Graphique) -> None:
        from docx.shared import Mm

        self.words(graphique.titre, "Caption")
        high = min(self.high, chart_height(graphique))
        png = svg_to_png(clean_text(chart_svg(graphique, self.wide, high, self.charte)), _PPI)
        note, place = chart_note(graphique), self.document.add_paragraph()
        self.picture(place, png, Mm(self.wide), phrase_text(graphique.alt), graphique.titre or self.titre)
        place.paragraph_format.keep_with_next = bool(note)
        self.words(note, NOTE)

    def figure(self, figure: Figure) -> None:
        self.words(figure.titre, "Caption")
        place = self.document.add_paragraph()
        self.image(place, figure, self.wide, self.high - 15 if figure.genre == "carte" else _PHOTO_MM)
        place.paragraph_format.keep_with_next = bool(figure.legende)
        self.words(figure.legende, NOTE)

    def pair(self, pair: AvantApres) -> None:
        self.words(pair.titre, "Caption")
        place = self.document.add_paragraph()
        for rank, one in enumerate((pair.avant, pair.apres)):
            if rank:
                place.add_run("  ")
            self.image(place, one, (self.wide - _GAP_MM) / 2, min(self.high, _PHOTO_MM))
        place.paragraph_format.keep_with_next = True
        for side, word, one in ((LEFT, AVANT, pair.avant), (RIGHT, APRES, pair.apres)):
            words = f"{side}, {side_title(word, one).lower()}. {one.legende}".strip()
            self.words(words if words.endswith((".", "!", "?")) else f"{words}.", NOTE)

    def image(self, place: Paragraph, figure: Figure, wide: float, high: float) -> None:
        from docx.shared import Mm

        image = self.support.image(figure.nom)
        fit = picture_fit(image, wide, high)[0]
        content = svg_to_png(clean_text(image.contenu.decode()), _PPI) if image.media == SVG else image.contenu
        self.picture(place, content, Mm(fit), phrase_text(figure.alt), figure.titre)

    def picture(self, place: Paragraph, content: bytes, wide: int, alt: str, title: str) -> None:
        place.add_run().add_picture(io.BytesIO(content), width=wide)
        describe_picture(place, alt, title)
        place.paragraph_format.line_spacing = 1.0  # else the height of the picture is multiplied

    def table(self, tableau: Tableau) -> None:
        """A table under its title: heads that come back on each page, widths by what the columns hold."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Mm, Pt

        self.words(tableau.titre, "Caption")
        made = self.document.add_table(len(tableau.lignes) + 1, len(tableau.colonnes))
        made.autofit = False
        size = 8.5 if len(tableau.colonnes) > MOST_COLUMNS else 9.5
        widths = [Mm(self.wide * share) for share in column_shares(tableau, self.wide, size)]
        right, together = right_columns(tableau), keeps_together(tableau)
        rows = [tableau.colonnes, *([cell_text(one) for one in row] for row in tableau.lignes)]
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        for rank, (row, texts) in enumerate(zip(made.rows, rows, strict=True)):
            for cell, text, width, aside in zip(row.cells, texts, widths, right, strict=True):
                cell.width = width
                place = cell.paragraphs[0]
                run = place.add_run(clean_text(text))
                run.font.size, run.bold = Pt(size), True if rank == 0 else None
                place.paragraph_format.space_after = Pt(0)
                place.paragraph_format.line_spacing = 1.05
                if rank < 2 or (together and rank < len(rows) - 1):
                    place.paragraph_format.keep_with_next = True
                if aside:
                    place.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        rule_table(made, hex_of(self.charte.couleur))
        describe_table(
            made, tableau.titre or self.titre, f"Colonnes : {', '.join(tableau.colonnes)}. {tableau.note}".strip()
        )
        after = self.document.add_paragraph(clean_text(tableau.note), style=NOTE)
        after.paragraph_format.space_before = Pt(3)
        if not tableau.note:  # tables that touch would be one
            after.paragraph_format.space_after, after.paragraph_format.line_spacing = Pt(0), Pt(3)
