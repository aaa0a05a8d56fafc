"""A person's own request: all of it in a file, or nothing left of them."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from observatory.domain.errors import NotAllowed, NotFound, ValueRefused, WriteRefused
from observatory.domain.roles import Account, Role
from observatory.operations.core import Context
from observatory.operations.memory import memoire_acces
from observatory.pipeline.check import verify
from observatory.pipeline.office import Office
from observatory.pipeline.personne import person_access, person_forget
from observatory.pipeline.sauvegarde import backup
from observatory.store.retention import proof_fingerprint
from tests.unit.pipeline.conftest import quiet
from tests.unit.pipeline.memory_town import Town, counts, files_of, found_in, marker, settle

KEY = marker("declarant-R-3")
THEIRS = ("R3", "R10", "R17")


@pytest.fixture
def town(office: Office, tmp_path: Path) -> Town:
    office.settings = replace(office.settings, backup_dir=tmp_path / "sauvegardes")
    return settle(office, tmp_path)


def told_by(town: Town, *references: str) -> set[str]:
    return {one for reference in references for one in town.markers[reference]}


def test_access_gives_all_of_it_and_nothing_of_others(office: Office, town: Town, tmp_path: Path) -> None:
    out = tmp_path / "dossier.json"
    done = person_access(office, KEY, None, out, auteur="essai", progress=quiet)
    assert (done.signalements, done.contacts, done.efface) == (3, 3, False)
    assert done.fichiers == [str(out), str(tmp_path / "dossier.txt")]
    for path in map(Path, done.fichiers):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        text = path.read_text(encoding="utf-8")
        assert all(one in text for one in told_by(town, *THEIRS))
        assert not [one for one in set(town.of("V", "O", "J", "R")) - told_by(town, *THEIRS) if one in text]
        assert "CNIL" in text
    held = json.loads(out.read_text(encoding="utf-8"))
    assert held["declarant"][0]["cle"] == KEY
    assert {one["reference"] for one in held["signalements"]} == set(THEIRS)
    assert {one["zonage"] for one in held["territoires"]} == {"quartier"}
    assert held["signalements"][0]["recu_le"].endswith("+02:00")
    (line,) = office.database.read("FROM journal WHERE evenement = 'acces_personne'").to_pylist()
    assert KEY not in str(line)


def test_a_reference_finds_the_person(office: Office, town: Town, tmp_path: Path) -> None:
    by_key = person_access(office, KEY, None, tmp_path / "a.json", auteur="essai", progress=quiet)
    by_reference = person_access(office, None, "R10", tmp_path / "b.json", auteur="essai", progress=quiet)
    assert by_key.declarant == by_reference.declarant
    assert by_reference.signalements == 3


def test_an_anonymous_signalement_is_found_by_its_reference_alone(office: Office, town: Town, tmp_path: Path) -> None:
    office.database.write(lambda c: c.execute("UPDATE signalement SET declarant_id = NULL WHERE reference = 'R3'"))
    alone = (
        "UPDATE contact SET declarant_id = NULL WHERE id = (SELECT contact_id FROM signalement WHERE reference = 'R3')"
    )
    office.database.write(lambda c: c.execute(alone))
    done = person_access(office, None, "R3", tmp_path / "a.json", auteur="essai", progress=quiet)
    assert (done.declarant, done.signalements) == (None, 1)
    person_forget(office, None, "R3", auteur="essai", progress=quiet)
    assert found_in(town.markers["R3"][:-1], *files_of(office)) == []
    assert found_in(town.markers["R10"], *files_of(office)) == town.markers["R10"]


def test_erasure_leaves_no_byte_and_every_count(office: Office, town: Town, tmp_path: Path) -> None:
    folder = tmp_path / "sauvegardes"
    backup(office, folder, auteur="essai", progress=quiet)
    theirs, others = told_by(town, *THEIRS), set(town.of("V", "O", "J", "R")) - told_by(town, *THEIRS)
    assert set(found_in(theirs, *files_of(office))) == theirs
    before = [one for number, one in enumerate(counts(office)) if number < 8]  # voices apart: see below
    done = person_forget(office, KEY, None, auteur="essai", progress=quiet)
    assert (done.efface, done.signalements, done.remarques) == (True, 3, [])
    assert found_in(theirs, *files_of(office), folder) == []
    assert set(found_in(others, *files_of(office))) == others
    assert set(found_in(others, folder)) == others
    assert [one for number, one in enumerate(counts(office)) if number < 8] == before
    assert all(one.ok for one in verify(office).controles)
    with pytest.raises(NotFound, match="rien n'est gardé"):
        person_forget(office, KEY, None, auteur="essai", progress=quiet)
    links = office.database.read("SELECT declarant_id FROM signalement WHERE reference IN ('R3', 'R10', 'R17')")
    assert links["declarant_id"].to_pylist() == [None, None, None]  # each is now a voice of its own


def test_the_proof_can_be_shown_to_who_knows_the_key(office: Office, town: Town) -> None:
    person_forget(office, KEY, None, auteur="essai", progress=quiet)
    (line,) = office.database.read("FROM journal WHERE evenement = 'effacement_personne'").to_pylist()
    detail = json.loads(line["detail"])
    assert (detail["signalements"], detail["contacts"]) == (3, 3)
    assert proof_fingerprint([KEY], bytes.fromhex(detail["sel"])) == detail["empreinte"]
    assert KEY not in str(line)


def test_what_cannot_be_answered_is_said(office: Office, town: Town, tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    with pytest.raises(ValueRefused, match="soit la clé"):
        person_access(office, None, None, out, auteur="essai", progress=quiet)
    with pytest.raises(NotFound, match="Aucun déclarant"):
        person_access(office, "personne", None, out, auteur="essai", progress=quiet)
    with pytest.raises(NotFound, match="Aucun signalement"):
        person_access(office, None, "Z99", out, auteur="essai", progress=quiet)
    with pytest.raises(WriteRefused, match="autre dossier"):
        person_access(office, KEY, None, tmp_path / "absent" / "a.json", auteur="essai", progress=quiet)
    office.database.write(lambda c: c.execute("UPDATE signalement SET source = 'x' WHERE reference = 'R3'"))
    office.database.write(lambda c: c.execute("UPDATE signalement SET reference = 'R3' WHERE reference = 'R4'"))
    with pytest.raises(ValueRefused, match="plusieurs sources"):
        person_access(office, None, "R3", out, auteur="essai", progress=quiet)
    assert not out.exists()
    with pytest.raises(NotAllowed):
        memoire_acces(Context(office, Account("agent", frozenset({Role.OPERATEUR}))), out, KEY)
