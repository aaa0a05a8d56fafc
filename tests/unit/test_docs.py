"""What the documents say is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from observatory.cli import make_app
from observatory.domain.roles import Role
from observatory.intake.mapping import CANAUX, STATUTS, parse_mapping
from observatory.operations.catalogue import catalogue
from observatory.settings import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")
GLOSSARY = (PROJECT / "docs" / "glossary.md").read_text(encoding="utf-8")


def readme_commands() -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.S)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("observatory ")]
    return [re.sub(r"--db \S+ ", "", line).split()[1:] for line in lines]


@pytest.mark.parametrize("words", readme_commands(), ids=lambda words: " ".join(words)[:40])
def test_every_command_of_the_readme_exists_with_its_options(words: list[str]) -> None:
    verb = words[:2] if words[0] in ("import", "export", "account", "key", "surnoms", "triage") else words[:1]
    shown = CliRunner().invoke(make_app(), [*verb, "--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    for option in (word for word in words if word.startswith("-")):
        assert option in shown.stdout


def test_the_mapping_of_the_readme_is_valid() -> None:
    text = re.findall(r"```toml\n(.*?)```", README, re.S)[0]
    mapping = parse_mapping(text, "README.md")
    nomenclature = (PROJECT / "data/reference/nomenclature.csv").read_text(encoding="utf-8")
    mapping.check_codes([line.split(",")[0] for line in nomenclature.splitlines()[1:]])


def test_every_picture_and_link_of_the_readme_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if not target.startswith("http"):
            assert (PROJECT / target).exists(), target


@pytest.mark.parametrize("word", [*CANAUX, *STATUTS])
def test_the_glossary_knows_our_codes(word: str) -> None:
    assert f"`{word}`" in GLOSSARY


def test_every_operation_has_a_name_a_sentence_and_roles() -> None:
    known = catalogue()
    assert len(known) > 20
    for name, operation in known.items():
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", name)
        assert operation.__doc__
        assert operation.roles <= frozenset(Role)
        assert operation.roles
        assert operation.types()


def test_decisions_are_numbered_and_of_one_page() -> None:
    pages = sorted(Path(PROJECT / "docs/adr").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    assert all(len(page.read_text(encoding="utf-8").splitlines()) <= 90 for page in pages)


def test_every_benchmark_is_told_of() -> None:
    told = (PROJECT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert all(page.name in told for page in (PROJECT / "benchmarks").glob("*.py"))
