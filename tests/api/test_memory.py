"""Backup, purge and a person's request on a real owner, while others write."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.kills import COMMAND, Writers, killed, prepare

from observatory.client import connect, restore_base
from observatory.remote import RemoteCaller
from observatory.settings import PROJECT, Settings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ce système n'a pas de kill -9")

ROWS = """reference,recu_le,canal,categorie,description,adresse,lat,lon,declarant,statut,clos_le
V1,2024-01-05T10:00:00+01:00,telephone,bruit,MRQVIEUXRECIT,MRQVIEILLEADRESSE,46.05,-4.6,MRQVIEILLECLE,resolu,2024-02-01
R1,2026-10-05T10:00:00+02:00,telephone,bruit,MRQRECITRECENT,,46.0501,-4.6,MRQCLERECENTE,recu,
R2,2026-10-06T10:00:00+02:00,telephone,bruit,MRQAUTRERECIT,,46.0502,-4.6,MRQAUTRECLE,recu,
"""


def _bytes(settings: Settings) -> bytes:
    return b"".join(one.read_bytes() for one in settings.db.parent.glob(settings.db.name + "*") if one.is_file())


def test_nobody_stops_writing_while_the_file_is_backed_up_purged_and_rewritten(tmp_path: Path) -> None:
    settings = prepare(tmp_path)
    (tmp_path / "s.csv").write_text(ROWS, encoding="utf-8")
    folder, answer = tmp_path / "sauvegardes", tmp_path / "dossier.json"
    with killed(settings), connect(settings=settings) as client:
        assert isinstance(client.caller, RemoteCaller)
        assert client.imports.signalements(tmp_path / "s.csv", preset="observatoire").enregistres == 3
        team = Writers(settings, 3, "memoire")
        saved = client.memoire.sauvegarder(folder)
        assert client.memoire.a_purger().n > 0
        purged = client.memoire.purger()
        assert (purged.fichier_reecrit, purged.remarques) == (True, [])
        count = len(team.acknowledged)
        assert client.memoire.acces(answer, reference="R1").signalements == 1
        assert "MRQRECITRECENT" in answer.read_text(encoding="utf-8")
        assert client.memoire.effacer(cle="MRQCLERECENTE").efface
        shown = subprocess.run(
            [*COMMAND, "--db", str(settings.db), "check", "--deep", "--sauvegarde", str(folder)],
            capture_output=True,
            text=True,
            timeout=240,
            cwd=PROJECT,
        )
        assert shown.returncode == 0, shown.stdout
        last = client.memoire.sauvegarder(folder)
        assert len(team.acknowledged) > count
    team.join()
    for gone in (b"MRQVIEUXRECIT", b"MRQVIEILLEADRESSE", b"MRQVIEILLECLE", b"MRQRECITRECENT", b"MRQCLERECENTE"):
        assert gone not in _bytes(settings)
    assert b"MRQAUTRERECIT" in _bytes(settings)
    with connect(settings=settings) as client:
        assert set(team.acknowledged) <= {one.surnom for one in client.surnoms.liste().surnoms}
        assert client.memoire.verifier().ok
        assert client.base.etat().signalements == 3
    for written in (saved, last):
        made = Settings(tmp_path / f"{Path(written.dossier).name}.duckdb", settings.reference, tmp_path)
        restore_base(Path(written.dossier), settings=made)
        with connect(settings=made) as other:
            assert other.memoire.verifier().ok
            assert other.base.etat().signalements == 3
