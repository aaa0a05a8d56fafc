from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.test_cli import last, run, with_signalements


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "ville.duckdb"
    run(path, "init", "--city", "vide")
    with_signalements(path)
    return path


def test_backup_then_restore_then_deep_check(db: Path, tmp_path: Path) -> None:
    saved = last(run(db, "backup", tmp_path / "s", "--json"))
    assert Path(str(saved["dossier"])).is_dir()
    made = last(run(db, "restore", tmp_path / "s", "--db", tmp_path / "neuve.duckdb", "--json"))
    assert made["lignes"] == saved["lignes"]
    checked = last(run(tmp_path / "neuve.duckdb", "check", "--deep", "--sauvegarde", tmp_path / "s", "--json"))
    assert checked["ok"] is True
    assert run(db, "restore", tmp_path / "s", "--db", tmp_path / "neuve.duckdb").exit_code == 1
    assert run(db, "check", "--sauvegarde", tmp_path / "s").exit_code == 2


def test_a_damaged_backup_makes_the_check_fail(db: Path, tmp_path: Path) -> None:
    saved = last(run(db, "backup", tmp_path / "s", "--json"))
    (Path(str(saved["dossier"])) / "signalement.parquet").write_bytes(b"")
    found = run(db, "check", "--deep", "--sauvegarde", tmp_path / "s")
    assert found.exit_code == 1
    assert "À REVOIR Dernière sauvegarde : signalement.parquet : 0 octets" in found.stdout


def test_purge_lists_then_does(db: Path) -> None:
    planned = last(run(db, "purge", "--dry-run", "--json"))
    assert planned["fait"] is False
    shown = run(db, "purge")
    assert shown.exit_code == 0
    assert "recit : Ce que l'habitant a raconté (12 mois" in shown.stdout
    assert "valeurs effacées." in shown.stdout


def test_personne_answers_and_erases(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "dossier.json"
    done = last(run(db, "personne", "--reference", "B", "--acces", out, "--effacer", "--json"))
    assert (done["signalements"], done["efface"]) == (1, True)
    assert json.loads(out.read_text(encoding="utf-8"))["signalements"][0]["adresse"] == "12 rue des Goélands"
    again = tmp_path / "apres.json"
    run(db, "personne", "--reference", "B", "--acces", again)
    assert json.loads(again.read_text(encoding="utf-8"))["signalements"][0]["adresse"] is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("personne", "--reference", "B"),
        ("personne", "--effacer"),
        ("personne", "--cle", "x", "--reference", "B", "--effacer"),
    ],
)
def test_what_is_half_asked_is_wrong_usage(db: Path, arguments: tuple[str, ...]) -> None:
    assert run(db, *arguments).exit_code == 2
