"""Backups of an office: turned over, kept in step, and done each day."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pyarrow as pa
import pytest

from observatory.domain.errors import BaseExists, ValueRefused
from observatory.domain.selection import Compte, Selection
from observatory.pipeline import questions
from observatory.pipeline.deep import verify_deep
from observatory.pipeline.office import Office
from observatory.pipeline.quotidien import daily_due, daily_work, last_due
from observatory.pipeline.sauvegarde import Plan, align_backups, backup, backup_plan, restore, rotate
from observatory.store.alignment import tidy_backups
from observatory.store.backup import backups_in
from observatory.store.reference import FICTIONAL, meta_set
from tests.unit.pipeline.conftest import quiet
from tests.unit.pipeline.memory_town import NOW, Town, settle


@pytest.fixture
def town(office: Office, tmp_path: Path) -> Town:
    return settle(office, tmp_path)


def at(office: Office, instant: dt.datetime) -> None:
    office.clock = lambda: instant


def test_a_restored_office_answers_the_same_questions(office: Office, town: Town, tmp_path: Path) -> None:
    done = backup(office, tmp_path / "s", auteur="essai", progress=quiet)
    assert done.lignes > 100
    made = restore(tmp_path / "s", tmp_path / "neuve.duckdb", quiet)
    assert (made.version, made.lignes, made.le) == (done.version, done.lignes, done.le)
    with Office.open(replace(office.settings, db=tmp_path / "neuve.duckdb"), office.clock) as other:
        for compte in get_args(Compte):
            chosen = Selection(compte=compte)
            for mine, theirs in zip(_asked(office, chosen), _asked(other, chosen), strict=True):
                assert mine.equals(theirs)
        found = [one.as_dict() for one in other.geocoder().search("12 rue des mouettes")]
        assert found == [one.as_dict() for one in office.geocoder().search("12 rue des mouettes")]
    with pytest.raises(BaseExists):
        restore(tmp_path / "s", tmp_path / "neuve.duckdb", quiet)


def _asked(office: Office, chosen: Selection) -> list[pa.Table]:
    return [
        questions.cells_table(office, chosen, 10, zeros=True, par_categorie=True, pas="mois"),
        questions.territories_table(office, chosen, "quartier", zeros=True, par_categorie=True, pas="mois"),
    ]


def test_rotation_keeps_the_latest_and_none_too_old(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "s"
    plan = Plan(dt.time(2, 30), folder, 3)
    for day in range(6):
        at(office, NOW + dt.timedelta(days=day))
        backup(office, folder, auteur="essai", progress=quiet)
    (folder / "notes").mkdir()
    known = backups_in(folder)
    assert rotate(office, plan) == [one.name for one in known[:3]]
    assert backups_in(folder) == known[3:]
    at(office, NOW + dt.timedelta(days=200))
    assert rotate(office, plan) == [one.name for one in known[3:5]]
    assert backups_in(folder) == known[5:]  # the latest stays, however old
    assert (folder / "notes").is_dir()
    assert rotate(office, replace(plan, folder=None)) == []


def test_an_interrupted_exchange_is_finished(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "s"
    written = Path(backup(office, folder, auteur="essai", progress=quiet).dossier)
    content = sorted(one.name for one in written.iterdir())
    for beginning in (".ancienne-", ".nouvelle-"):
        shutil.copytree(written, folder / (beginning + written.name))
    shutil.rmtree(written)
    (folder / f".{written.name}.brouillon").mkdir()
    tidy_backups(folder, "ville")
    assert [one.name for one in folder.iterdir()] == [written.name]
    assert sorted(one.name for one in written.iterdir()) == content
    written.rename(folder / (".ancienne-" + written.name))
    assert align_backups(office, folder, quiet) == (0, [])
    assert backups_in(folder) == [written]


@pytest.mark.parametrize(
    ("keep", "hour", "words"),
    [("0", "02:30", "KEEP = « 0 »"), ("trois", "02:30", "KEEP = « trois »"), ("3", "25:00", "AT = « 25:00 »")],
)
def test_settings_that_say_nothing_are_refused(office: Office, keep: str, hour: str, words: str) -> None:
    with pytest.raises(ValueRefused, match=words):
        backup_plan(replace(office.settings, backup_keep=keep, backup_at=hour))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-06-01T10:00:00+00:00", "2026-06-01T00:30:00+00:00"),
        ("2026-06-01T00:29:00+00:00", "2026-05-31T00:30:00+00:00"),
        ("2026-01-15T01:30:00+00:00", "2026-01-15T01:30:00+00:00"),
        ("2026-10-25T12:00:00+00:00", "2026-10-25T00:30:00+00:00"),  # 02:30 comes twice: the first
    ],
)
def test_the_hour_is_that_of_paris(now: str, expected: str) -> None:
    assert last_due(dt.datetime.fromisoformat(now), dt.time(2, 30)) == dt.datetime.fromisoformat(expected)


def test_each_hour_that_comes_is_met_once_even_when_the_machine_was_off(office: Office) -> None:
    at(office, dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC))
    assert not daily_due(office)  # never done: it waits for the night
    at(office, dt.datetime(2026, 6, 2, 0, 29, tzinfo=dt.UTC))
    assert not daily_due(office)
    at(office, dt.datetime(2026, 6, 2, 0, 31, tzinfo=dt.UTC))
    assert daily_due(office)
    daily_work(office, quiet)
    assert not daily_due(office)
    at(office, dt.datetime(2026, 6, 9, 8, tzinfo=dt.UTC))  # a week off
    assert daily_due(office)
    daily_work(office, quiet)
    assert not daily_due(office)


def test_the_day_backs_up_turns_over_and_purges(office: Office, town: Town, tmp_path: Path) -> None:
    office.settings = replace(office.settings, backup_dir=tmp_path / "s", backup_keep="2")
    for day in range(3):
        at(office, NOW + dt.timedelta(days=day))
        told = daily_work(office, quiet)
        assert not [line for line in told if line.startswith("échec")]
    assert len(backups_in(tmp_path / "s")) == 2
    assert office.database.value("SELECT count(*) FROM journal WHERE evenement = 'sauvegarde'") == 3
    assert office.database.value("SELECT count(*) FROM signalement WHERE description IS NOT NULL") == 40


def test_one_part_that_fails_does_not_stop_the_next(office: Office, town: Town, tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    office.settings = replace(office.settings, backup_dir=tmp_path / "fichier")
    told = daily_work(office, quiet)
    assert told[0].startswith("échec : Impossible d'écrire")
    assert told[-1].startswith("purge : ")
    assert office.database.value("SELECT count(*) FROM signalement WHERE description IS NOT NULL") == 40


def test_the_fictional_city_is_not_purged(office: Office, town: Town) -> None:
    office.database.write(lambda cursor: meta_set(cursor, FICTIONAL, "oui"))
    assert daily_work(office, quiet) == []
    assert office.database.value("SELECT count(*) FROM signalement WHERE description IS NOT NULL") == 80


def deep(office: Office, folder: Path | None = None) -> dict[str, str]:
    return {one.controle: one.detail for one in verify_deep(office, folder, quiet).controles if not one.ok}


def test_a_sound_base_passes_every_deep_check(office: Office, town: Town, tmp_path: Path) -> None:
    backup(office, tmp_path / "s", auteur="essai", progress=quiet)
    assert deep(office, tmp_path / "s") == {}
    office.settings = replace(office.settings, backup_dir=tmp_path / "s")
    assert "Dernière sauvegarde" in [one.controle for one in verify_deep(office, None, quiet).controles]


@pytest.mark.parametrize(
    ("change", "control"),
    [
        ("DELETE FROM territoire_cellule WHERE territoire_id = 1", "Cellules des territoires recalculées"),
        ("UPDATE signalement SET recu_jour = recu_jour + 1 WHERE id = 1", "Jours et heures de réception"),
        ("INSERT INTO appartenance FROM appartenance", "Lignes d'appartenance en double"),
        ("UPDATE contact SET declarant_id = 999 WHERE id = 1", "Contacts d'un déclarant absent"),
        ("UPDATE contact SET declarant_id = 2 WHERE id = 1", "Signalements et contacts de déclarants"),
        ("UPDATE probleme SET categorie = 'x' WHERE id = 1", "Problèmes d'une catégorie inconnue"),
        ("INSERT INTO journal FROM journal LIMIT 0; UPDATE declarant SET id = 999 WHERE id = 1", "Suites en avance"),
    ],
)
def test_what_is_wrong_is_found(office: Office, town: Town, change: str, control: str) -> None:
    office.database.write(lambda cursor: cursor.execute(change))
    assert [name for name in deep(office) if name.startswith(control)]


def test_a_damaged_backup_is_found(office: Office, tmp_path: Path) -> None:
    written = Path(backup(office, tmp_path / "s", auteur="essai", progress=quiet).dossier)
    (written / "adresse.parquet").write_bytes(b"PAR1")
    assert "adresse.parquet" in deep(office, tmp_path / "s")["Dernière sauvegarde"]
    assert "pas de sauvegarde" in deep(office, tmp_path / "vide")["Dernière sauvegarde"]


def test_a_clock_that_went_back_is_told_and_is_no_fault(office: Office, tmp_path: Path) -> None:
    at(office, NOW - dt.timedelta(days=1))
    backup(office, tmp_path / "s", auteur="essai", progress=quiet)
    found = {one.controle: one for one in verify_deep(office, None, quiet).controles}["Ordre du journal"]
    assert found.ok
    assert "retours d'horloge" in found.detail
