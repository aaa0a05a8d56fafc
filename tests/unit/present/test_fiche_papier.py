"""The paper sheet: one tagged page that holds what a call needs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from observatory.client import connect, create_base
from observatory.domain.annuaire import line_to_orientation
from observatory.domain.appelant import NOTICE
from observatory.domain.roles import Account, Role
from observatory.operations.core import Context
from observatory.operations.fiche import bureau_fiche_papier
from observatory.pipeline.office import Office
from observatory.present.fiche_papier import fiche_papier
from observatory.settings import PROJECT, load_settings
from observatory.store.annuaire import annuaire_file, annuaire_path

TABLE = [line_to_orientation(one) for one in annuaire_file(annuaire_path(PROJECT / "data" / "reference")) if one.said]
FAMILIES = [("bruit", "Bruit"), ("depots", "Dépôts et encombrants")]


def open_pdf(made: bytes) -> pikepdf.Pdf:
    return pikepdf.Pdf.open(io.BytesIO(made))


def words_of(made: bytes) -> str:
    """What a reading machine finds: the characters of every page, by the maps of its fonts."""
    out = []
    with open_pdf(made) as pdf:
        for page in pdf.pages:
            maps = {name: _unicode_map(font) for name, font in page.Resources.Font.items()}
            current: dict[int, str] = {}
            for one in pikepdf.parse_content_stream(page):
                operands, operator = one.operands, one.operator
                if str(operator) == "Tf":
                    current = maps[str(operands[0])]
                elif str(operator) in ("Tj", "TJ"):
                    parts = operands[0] if str(operator) == "TJ" else [operands[0]]
                    for part in parts:
                        if isinstance(part, pikepdf.String):
                            raw = bytes(part)
                            codes = [int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2)]
                            out.append("".join(current.get(code, "") for code in codes))
                elif str(operator) == "ET":
                    out.append(" ")
    return " ".join("".join(out).split())


def _unicode_map(font: pikepdf.Object) -> dict[int, str]:
    found: dict[int, str] = {}
    inside = False
    for line in font.ToUnicode.read_bytes().decode("latin-1").splitlines():
        if line.endswith(("beginbfchar", "endbfchar")):
            inside = line.endswith("beginbfchar")
        elif inside:
            code, text = (bytes.fromhex(one.strip("<> ")) for one in line.split("> <"))
            found[int.from_bytes(code, "big")] = text.decode("utf-16-be")
    return found


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = load_settings(tmp_path_factory.mktemp("fiche") / "b.duckdb")
    create_base("vide", settings=settings)
    with Office.open(settings) as opened:
        yield opened


def test_it_is_one_a4_page_tagged_for_readers_of_screens() -> None:
    with open_pdf(fiche_papier("Port-Clairval", FAMILIES, TABLE)) as pdf:
        assert len(pdf.pages) == 1
        assert [round(float(one)) for one in pdf.pages[0].MediaBox] == [0, 0, 595, 842]
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang).lower().startswith("fr")
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "Port-Clairval" in str(metadata["dc:title"])
        kinds = {str(one.S) for one in _elements(pdf.Root.StructTreeRoot)}
        assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= kinds


def _elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    kids = node.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def test_it_says_what_a_call_needs() -> None:
    told = words_of(fiche_papier("Port-Clairval", FAMILIES, TABLE)).replace("’", "'").replace("\u00a0", " ")
    for words in (
        "Ville de Port-Clairval", "Pris par", "Adresse, croisement", "Résidence", "Bâtiment", "parties communes",
        "Dépôts et encombrants", "Depuis (date, heure)", "souhaite être rappelé", "Référence", "Police secours",
        "hors champ", "n'est pas un service d'urgence", "Danger immédiat", "116 006",
    ):  # fmt: skip
        assert words in told, words
    assert NOTICE.split(".")[0] in told
    assert "compléter" not in told  # who has no number yet is not printed


def test_whatever_a_city_puts_in_its_tables_it_stays_one_page() -> None:
    long = [replace(one, libelle="W" * 80, numero="0123456789 " * 3) for one in TABLE * 3]
    families = [(f"f{number}", "Une catégorie au nom vraiment très long qui n'en finit pas") for number in range(40)]
    for ville in ("L'Île-d'Yeu #set page(paper: \"a0\") \\ $x$ *", "W" * 200, "", "東京"):
        with open_pdf(fiche_papier(ville, families, long)) as pdf:
            assert len(pdf.pages) == 1
    with open_pdf(fiche_papier("Ville", [], [])) as pdf:
        assert len(pdf.pages) == 1


def test_the_operation_gives_the_sheet_of_the_city(office: Office) -> None:
    made = bureau_fiche_papier(Context(office, Account("lea", frozenset({Role.OPERATEUR}))))
    told = words_of(made)
    assert "Ma ville" in told
    assert "Usage abusif de l" in told


def test_it_is_asked_for_through_the_client(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "b.duckdb")
    create_base("vide", settings=settings)
    with connect(settings=settings) as client:
        assert client.bureau.fiche_papier().startswith(b"%PDF-")
        assert client.annuaire.liste()[0].code == "17"
