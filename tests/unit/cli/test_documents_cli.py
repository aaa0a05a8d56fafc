"""The verbs that write documents: the format is that of the file's name; what is wrong is said in French."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.test_cli import run


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "ville.duckdb"
    run(path, "init", "--city", "vide")
    return path


@pytest.mark.parametrize(
    ("typed", "name", "words"),
    [
        (("deck",), "d.ppt", ".pptx ou .pdf ou .html"), (("bilan",), "b.odt", ".docx ou .pdf"),
        (("fiche-action", "A-2026-001"), "f.txt", ".docx ou .pdf"), (("tableau-de-bord",), "t.csv", ".xlsx"),
        (("fiche-quartier", "Q01"), "f.docx", ".pdf"), (("deck", "--modele", "m.pptx"), "d.pdf", "--modele ne sert"),
    ],
)  # fmt: skip
def test_a_wrong_ending_is_wrong_usage(db: Path, typed: tuple[str, ...], name: str, words: str) -> None:
    refused = run(db, *typed, "-o", db.with_name(name))
    assert refused.exit_code == 2 and words in str(refused.exception or "") + refused.output
    assert not db.with_name(name).exists()


@pytest.mark.parametrize(
    ("typed", "name", "words"),
    [
        (("bilan",), "b.docx", "Aucun schéma local"), (("fiche-action", "A-2026-001"), "f.pdf", "Aucune action"),
        (("tableau-de-bord",), "t.xlsx", "Rien n'a été reçu|contour"),
        (("deck", "--modele", "absent.pptx"), "d.pptx", "ne se lit pas"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_said(db: Path, typed: tuple[str, ...], name: str, words: str) -> None:
    refused = run(db, *typed, "-o", db.with_name(name))
    assert refused.exit_code == 1 and any(one in str(refused.exception) for one in words.split("|"))
