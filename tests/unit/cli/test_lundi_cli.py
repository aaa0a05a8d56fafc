"""The verb ``lundi``: shown by default, sent when asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.test_cli import last, run


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("OBSERVATORY_LUNDI_A", "OBSERVATORY_SMTP_HOST"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "ville.duckdb"
    run(path, "init", "--city", "vide")
    return path


def test_the_digest_is_shown(db: Path) -> None:
    shown = run(db, "lundi")
    assert shown.exit_code == 0
    assert "synthèse du week-end" in shown.stdout and "PROMESSES ROMPUES" in shown.stdout
    assert last(run(db, "lundi", "--json"))["references"] == []


def test_nothing_is_sent_where_nobody_or_no_server_is_named(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = run(db, "lundi", "--envoyer")
    assert refused.exit_code == 1 and "OBSERVATORY_LUNDI_A" in str(refused.exception)
    monkeypatch.setenv("OBSERVATORY_LUNDI_A", "reg@ville.fr, elu@ville.fr")
    refused = run(db, "lundi", "--envoyer")
    assert refused.exit_code == 1 and "OBSERVATORY_SMTP_HOST" in str(refused.exception)
