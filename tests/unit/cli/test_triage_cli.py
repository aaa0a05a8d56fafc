from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from observatory.client import create_base
from observatory.pipeline.office import Office
from observatory.settings import Settings
from tests.unit.cli.test_cli import last, run
from tests.unit.pipeline.conftest import quiet
from tests.unit.pipeline.test_triage import calls, fill, short_nomenclature


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tri")
    settings = Settings(db=folder / "ville.duckdb", reference=short_nomenclature(folder), runtime=folder)
    create_base("vide", settings=settings, progress=quiet)
    with Office.open(settings) as office:
        fill(office, calls(300))
    return settings.db


@pytest.fixture
def db(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "ville.duckdb"))


def test_train_then_evaluate(db: Path) -> None:
    done = run(db, "triage", "train")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1].endswith("Il est en place.")
    assert "ont moins de 10 exemples" in done.stderr
    shown = run(db, "triage", "evaluate")
    assert shown.exit_code == 0
    assert "Modèle appris de" in shown.stdout
    for title in ("précision", "Probabilité annoncée", "Erreur de calibration (ECE)", "Seuil", "Repère"):
        assert title in shown.stdout
    assert "bruit-voisins" in shown.stdout
    found = last(run(db, "triage", "evaluate", "--json"))
    assert found["n"] == 30
    assert isinstance(found["classes"], list)


def test_what_is_refused_is_exit_code_1_and_wrong_usage_2(db: Path, tmp_path: Path) -> None:
    assert run(db, "triage", "train", "--jusqua", "2026-01-10").exit_code == 1
    assert run(db, "triage", "train", "--jusqua", "hier").exit_code == 2
    assert run(db, "triage", "evaluate", "--carte", tmp_path / "absente.md").exit_code == 1
    page = tmp_path / "page.md"
    page.write_text("# sans marques\n", encoding="utf-8")
    assert run(db, "triage", "evaluate", "--carte", page).exit_code == 1
    assert page.read_text(encoding="utf-8") == "# sans marques\n"


def test_the_measured_part_of_a_document_is_replaced(db: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("avant\n<!-- debut mesures -->\nvieux\n<!-- fin mesures -->\naprès\n", encoding="utf-8")
    for _ in range(2):
        assert run(db, "triage", "evaluate", "--carte", page).exit_code == 0
    assert run(db, "triage", "evaluate", "--depart", "--carte", page).exit_code == 1  # the page has no such part
    text = page.read_text(encoding="utf-8")
    assert text.startswith("avant\n<!-- debut mesures -->\nStarting model")
    assert text.endswith("<!-- fin mesures -->\naprès\n")
    assert "vieux" not in text
    assert text.count("expected calibration error") == 1
