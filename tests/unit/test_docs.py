"""What the documents say is what the program does."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from observatory.cli import make_app
from observatory.domain.appel import LIEUX, Issue
from observatory.domain.reference import is_reference, spell
from observatory.domain.roles import Role
from observatory.intake.mapping import CANAUX, STATUTS, parse_mapping
from observatory.operations.catalogue import catalogue
from observatory.pipeline.ecoute import MOST_DRAFTS
from observatory.present.assets import DESK_FOLDER
from observatory.settings import PROJECT
from observatory.store.brouillons import LASTS

README = (PROJECT / "README.md").read_text(encoding="utf-8")
GLOSSARY = (PROJECT / "docs" / "glossary.md").read_text(encoding="utf-8")
GUIDE = (PROJECT / "docs" / "guide-operateur.md").read_text(encoding="utf-8")


def readme_commands() -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.S)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("observatory ")]
    return [re.sub(r"--db \S+ ", "", line).split()[1:] for line in lines]


@pytest.mark.parametrize("words", readme_commands(), ids=lambda words: " ".join(words)[:40])
def test_every_command_of_the_readme_exists_with_its_options(words: list[str]) -> None:
    verb = words[:2] if words[0] in ("import", "export", "account", "key", "marche", "surnoms", "triage") else words[:1]
    shown = CliRunner().invoke(make_app(), [*verb, "--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    for option in (word for word in words if word.startswith("-")):
        assert option in shown.stdout


def test_the_mapping_of_the_readme_is_valid() -> None:
    text = re.findall(r"```toml\n(.*?)```", README, re.S)[0]
    mapping = parse_mapping(text, "README.md")
    nomenclature = (PROJECT / "data/reference/nomenclature.csv").read_text(encoding="utf-8")
    mapping.check_codes([line.split(",")[0] for line in nomenclature.splitlines()[1:]])


@pytest.mark.parametrize("page", [PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md")], ids=lambda page: page.name)
def test_every_picture_and_link_is_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def test_the_guide_has_the_keys_of_the_sheet() -> None:
    script = (DESK_FOLDER / "fenetre.js").read_text(encoding="utf-8")
    sheet = re.findall(r"\['([^']+)', '", script.split("const KEYS = [")[1].split("\n];")[0])
    table = re.findall(r"^\| `([^`]+)` \|", GUIDE.split("## Les touches")[1], re.M)
    assert len(sheet) > 15
    assert table == sheet


def test_the_references_of_the_guide_and_of_the_desk_are_sound() -> None:
    shown = re.findall(r"« (\w{3} \w{3}) »", GUIDE)
    shown += re.findall(r"placeholder: '(\w{3} \w{3}),", (DESK_FOLDER / "fenetre.js").read_text(encoding="utf-8"))
    assert len(shown) >= 2
    for one in shown:
        assert is_reference(one.replace(" ", "")), one
    plain = " ".join(GUIDE.split())
    assert spell(shown[0].replace(" ", "")) in plain


def test_the_limits_of_the_guide_are_those_of_the_program() -> None:
    assert f"Vous pouvez en avoir {MOST_DRAFTS}." in GUIDE
    assert dt.timedelta(days=1) == LASTS
    assert "après un jour sans y toucher" in GUIDE
    numbers = set(re.findall(r"\*\*([13]\d{1,3})\*\*", GUIDE))
    assert numbers == {"15", "17", "18", "112", "114", "115", "119", "3919"}


@pytest.mark.parametrize("word", [*CANAUX, *STATUTS, *Issue, *LIEUX])
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
