"""``docs/indicateurs.md`` and the program say the same of each indicator."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from observatory.cli import make_app
from observatory.domain.indicateurs import DEFINITIONS, FAMILLES
from observatory.pipeline.indicateurs.tables import FUNCTIONS
from observatory.settings import PROJECT

TEXT = (PROJECT / "docs" / "indicateurs.md").read_text(encoding="utf-8")


def sections() -> dict[str, str]:
    """The text of each section, on one line, by its code."""
    parts = re.split(r"^### `(\w+)` : ", TEXT, flags=re.M)
    return {code: " ".join(body.split("\n## ")[0].split()) for code, body in zip(parts[1::2], parts[2::2], strict=True)}


def test_each_code_has_its_section_and_the_reverse() -> None:
    assert list(sections()) == list(DEFINITIONS) == list(FUNCTIONS)


@pytest.mark.parametrize("code", DEFINITIONS)
def test_a_section_says_what_the_program_says(code: str) -> None:
    said, known = sections()[code], DEFINITIONS[code]
    assert said.startswith(known.libelle)
    assert known.definition in said
    assert f"**À savoir.** {known.reserve}" in said
    assert "**Calcul.**" in said
    assert known.famille in FAMILLES


def test_its_commands_exist_with_their_options() -> None:
    lines = [line.split()[1:] for line in TEXT.splitlines() if line.startswith("observatory ")]
    assert len(lines) == 3
    shown = CliRunner().invoke(make_app(), ["indicateurs", "--help"], env={"COLUMNS": "200"}).stdout
    for words in lines:
        assert words[0] == "indicateurs"
        assert all(word in shown for word in words if word.startswith("-"))
        assert all(words[at + 1] in DEFINITIONS for at, word in enumerate(words) if word == "--indicateur")
