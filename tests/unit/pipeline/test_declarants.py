"""Callers: recognised without their number being kept, one person of two, forgotten in time."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from observatory.domain.errors import NotAllowed, NotFound, StateError, ValueRefused
from observatory.domain.roles import Account, Role
from observatory.operations.core import Context
from observatory.operations.declarants import declarants_fusionner, declarants_separer
from observatory.pipeline.declarants import (
    called_back,
    declarant_for,
    declarant_of_phone,
    history,
    merge_declarants,
    part_declarants,
)
from observatory.pipeline.office import Office
from observatory.pipeline.personne import person_access, person_forget
from observatory.pipeline.purge import purge, purge_plan
from observatory.pipeline.quotidien import daily_work
from observatory.pipeline.sauvegarde import backup
from observatory.pipeline.secret import derived_key, kept_secret, phone_key
from observatory.settings import PROJECT
from observatory.store.database import Cursor
from tests.unit.pipeline.conftest import quiet
from tests.unit.pipeline.memory_town import NOW, files_of, found_in, marker

PHONE, OTHER = "06 39 98 01 02", "06 39 98 01 03"


def known(office: Office, phone: str = "", nom: str = "", rappel: bool = False, langue: str = "") -> int | None:
    le = office.clock()
    return office.database.write(
        lambda cursor: declarant_for(office, cursor, phone=phone, nom=nom, rappel=rappel, langue=langue, le=le)
    )


def call(office: Office, who: int | None, number: int, issue: str = "signalement", closed: bool = False) -> None:
    """A contact, and its signalement where it makes one: problème and signalement bear its number."""

    def change(cursor: Cursor) -> None:
        le = office.clock() - dt.timedelta(hours=100 - number)
        told = issue == "signalement"
        cursor.execute(
            "INSERT INTO contact (id, recu_le, recu_jour, recu_heure, canal, issue, declarant_id, probleme_id, note) "
            "VALUES (?, ?, ?, 10, 'telephone', ?, ?, ?, ?)",
            [number, le, le.date(), issue, who, None if told else 1, marker(f"note-{number}")],
        )
        if told:
            cursor.execute("INSERT INTO probleme VALUES (?, NULL, 'tags', ?, NULL)", [number, le])
            cursor.execute(
                "INSERT INTO signalement (id, source, reference, contact_id, probleme_id, declarant_id, recu_le, "
                "recu_jour, canal, categorie, lieu, statut, clos_le, plaque, adresse) "
                "VALUES (?, 'poste', ?, ?, ?, ?, ?, ?, 'telephone', 'tags', 'public', ?, ?, ?, 'rue des Mouettes')",
                [number, f"R{number}", number, number, who, le, le.date(), "resolu" if closed else "recu",
                 le if closed else None, marker(f"plaque-{number}")],
            )  # fmt: skip

    office.database.write(change)


def row(office: Office, ident: int | None) -> dict[str, object]:
    found: list[dict[str, object]] = office.database.read("FROM declarant WHERE id = ?", [ident]).to_pylist()
    return found[0]


def test_who_gives_nothing_is_nobody(office: Office) -> None:
    assert known(office) is None
    assert known(office, langue="espagnol") is None
    assert office.database.value("SELECT count(*) FROM declarant") == 0


def test_the_same_number_is_the_same_caller_and_is_not_kept(office: Office) -> None:
    one = known(office, PHONE)
    assert known(office, "+33 6 39 98 01 02", nom="Mme Essai", langue="arabe") == one != known(office, OTHER)
    assert declarant_of_phone(office, PHONE) == one
    assert declarant_of_phone(office, "06 39 98 01 99") is None
    kept = row(office, one)
    assert str(kept["cle"]).startswith("tel:")
    assert len(str(kept["cle"])) == 68
    assert (kept["telephone"], kept["nom"], kept["langue"], kept["rappel"]) == (None, "Mme Essai", "arabe", None)
    assert found_in(["639980102"], *files_of(office)) == []


def test_a_number_is_kept_to_be_called_back_and_no_longer(office: Office) -> None:
    one = known(office, PHONE, rappel=True)
    assert one is not None
    assert (row(office, one)["telephone"], row(office, one)["rappel"]) == ("+33639980102", True)
    assert known(office, PHONE) == one
    assert row(office, one)["telephone"] == "+33639980102"  # the next call takes nothing back
    assert history(office, one).telephone == "06 39 98 01 02"
    called_back(office, one, auteur="essai")
    assert (row(office, one)["telephone"], row(office, one)["rappel"]) == (None, False)
    assert declarant_of_phone(office, PHONE) == one


@pytest.mark.parametrize(
    ("asked", "words"),
    [({"phone": "06 12"}, "4 chiffres"), ({"phone": "17"}, "numéro court"), ({"rappel": True}, "il faut un numéro"),
     ({"nom": "x" * 81}, "81 caractères")],
)  # fmt: skip
def test_what_cannot_be_is_refused(office: Office, asked: dict[str, object], words: str) -> None:
    with pytest.raises(ValueRefused, match=words):
        known(office, **asked)  # type: ignore[arg-type]


def test_a_name_alone_makes_a_caller_who_is_not_recognised(office: Office) -> None:
    one, two = known(office, nom="M. Essai"), known(office, nom="M. Essai")
    assert one != two
    assert str(row(office, one)["cle"]).startswith("nom:")


def test_two_desks_that_hear_one_new_number_keep_one_caller(office: Office) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = {one.result() for one in [pool.submit(known, office, PHONE) for _ in range(24)]}
    assert len(found) == 1
    assert office.database.value("SELECT count(*) FROM declarant") == 1


def test_threads_that_make_the_secret_at_once_read_the_same(tmp_path: Path) -> None:
    for number in range(50):
        with ThreadPoolExecutor(8) as pool:
            found = set(pool.map(kept_secret, [tmp_path / f"{number}.duckdb"] * 8))
        assert len(found) == 1 and len(found.pop()) == 64
    assert len(list(tmp_path.iterdir())) == 50  # no draft of it stays


def test_an_empty_secret_is_none(tmp_path: Path) -> None:
    (tmp_path / "x.duckdb.secret").touch()
    with pytest.raises(StateError, match="est vide"):
        kept_secret(tmp_path / "x.duckdb")


def test_keys_depend_on_the_secret_and_the_label(office: Office, tmp_path: Path) -> None:
    settings, number = office.settings, "+33639980102"
    assert phone_key(settings, number) == phone_key(settings, number)
    assert phone_key(replace(settings, secret="a" * 40), number) != phone_key(settings, number)
    assert phone_key(replace(settings, secret="a" * 40), number) != phone_key(
        replace(settings, secret="b" * 40), number
    )
    assert derived_key(settings, b"un") != derived_key(settings, b"deux")
    secret = settings.db.with_name(settings.db.name + ".secret")
    assert kept_secret(settings.db) == secret.read_text(encoding="utf-8").strip()
    assert secret.stat().st_mode & 0o777 == 0o600


def test_history_is_newest_first(office: Office) -> None:
    one = known(office, PHONE, nom="Mme Essai")
    assert one is not None
    call(office, one, 1, closed=True)
    call(office, one, 2, "relance")
    call(office, one, 3)
    call(office, one, 4, "information")
    call(office, None, 5)
    found = history(office, one)
    assert [contact.issue for contact in found.contacts] == ["information", "signalement", "relance", "signalement"]
    assert [contact.reference for contact in found.contacts] == [None, "R3", None, "R1"]
    assert [(one.reference, one.statut, one.signalements, one.relances) for one in found.problemes] == [
        ("R3", "recu", 1, 0),
        ("R1", "resolu", 1, 1),
    ]
    assert (found.nom, found.telephone, found.problemes[0].adresse) == ("Mme Essai", None, "rue des Mouettes")
    assert len(history(office, one, limit=1).contacts) == 1
    with pytest.raises(NotFound, match="pas de déclarant 999"):
        history(office, 999)


def test_one_person_of_two_and_two_again(office: Office) -> None:
    one, two, three = known(office, PHONE), known(office, OTHER, nom="Mme Essai", rappel=True), known(office, nom="x")
    assert one
    assert two
    assert three
    for number, who in ((1, one), (2, two), (3, two), (4, three)):
        call(office, who, number)
    assert merge_declarants(office, two, three, auteur="essai") == two
    assert merge_declarants(office, one, two, auteur="essai") == one
    assert known(office, OTHER) == declarant_of_phone(office, OTHER) == one
    assert [row(office, ident)["fusionne_dans"] for ident in (two, three)] == [one, one]
    assert (row(office, one)["nom"], row(office, one)["telephone"]) == ("Mme Essai", "+33639980103")
    assert len(history(office, three).contacts) == len(history(office, one).contacts) == 4
    call(office, one, 5)
    with pytest.raises(ValueRefused, match="déjà une seule personne"):
        merge_declarants(office, three, two, auteur="essai")
    assert part_declarants(office, two, auteur="essai") == one
    assert [row(office, ident)["fusionne_dans"] for ident in (one, two, three)] == [None, None, two]
    theirs = office.database.read("SELECT id FROM signalement WHERE declarant_id = ? ORDER BY id", [two])
    assert theirs["id"].to_pylist() == [2, 3, 4]
    assert [c.reference for c in history(office, one).contacts] == ["R5", "R1"]
    different = "signalement s JOIN contact k ON k.id = s.contact_id WHERE s.declarant_id <> k.declarant_id"
    assert office.database.value(f"SELECT count(*) FROM {different}") == 0
    events = office.database.read("SELECT evenement, detail::VARCHAR AS detail FROM journal WHERE objet = 'declarant'")
    assert events["evenement"].to_pylist() == ["fusion_declarants"] * 2 + ["separation_declarants"]
    assert "Essai" not in str(events["detail"].to_pylist())
    with pytest.raises(NotFound, match="fusionné avec personne"):
        part_declarants(office, two, auteur="essai")
    office.database.write(lambda cursor: cursor.execute("UPDATE journal SET detail = '{}'"))
    with pytest.raises(StateError, match="trop ancienne"):
        part_declarants(office, three, auteur="essai")


def test_operations_are_those_of_the_desk(office: Office) -> None:
    one, two = known(office, PHONE), known(office, OTHER)
    assert one
    assert two
    operateur = Context(office, Account("lea", frozenset({Role.OPERATEUR})))
    assert declarants_fusionner(operateur, one, two) == one
    with pytest.raises(NotAllowed):
        declarants_separer(operateur, two)
    assert declarants_separer(Context(office, Account("max", frozenset({Role.REGULATEUR}))), two) == one
    with pytest.raises(NotAllowed):
        declarants_fusionner(Context(office, Account("dpo", frozenset({Role.DPO}))), one, two)


# --- what is kept, and for how long ------------------------------------------------------------


def later(office: Office, days: int) -> None:
    office.clock = lambda: NOW + dt.timedelta(days=days)


def test_coordinates_go_first_then_the_plate_is_long_gone_then_notes_and_the_key(office: Office) -> None:
    named = marker("nom")
    one = known(office, PHONE, nom=named, rappel=True)
    call(office, one, 1, closed=True)
    call(office, one, 2, "information")
    plate, note = marker("plaque-1"), marker("note-2")

    def found() -> dict[str, int]:
        return {line.genre: line.n for line in purge_plan(office).lignes if line.n}

    later(office, 20)
    assert found() == {}
    later(office, 40)
    assert found() == {"plaque": 1}
    later(office, 100)
    assert found() == {"plaque": 1, "coordonnees": 1}
    office.database.cursor().execute("SET GLOBAL force_compression = 'uncompressed'")
    purge(office, auteur="essai", progress=quiet, clock_is_right=True)
    assert found_in([plate, named, "33639980102"], *files_of(office)) == []
    kept = row(office, one)
    assert (kept["telephone"], kept["nom"], kept["langue"], kept["rappel"]) == (None, None, None, None)
    assert declarant_of_phone(office, PHONE) == one
    assert found_in([note], *files_of(office)) == [note]
    later(office, 400)
    purge(office, auteur="essai", progress=quiet, clock_is_right=True)
    assert found_in([note, marker("note-1")], *files_of(office)) == []
    assert declarant_of_phone(office, PHONE) is None


def test_a_merged_number_lives_as_long_as_the_one_who_stands_for_it(office: Office) -> None:
    two, one = known(office, OTHER), known(office, PHONE)
    assert one
    assert two
    merge_declarants(office, one, two, auteur="essai")
    later(office, 380)
    call(office, one, 1)
    assert {line.genre: line.n for line in purge_plan(office).lignes}["declarant"] == 0
    later(office, 390)
    assert declarant_of_phone(office, OTHER) == one


def test_an_older_table_of_durations_does_not_stop_the_purge(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    folder.mkdir()
    text = (PROJECT / "data" / "reference" / "conservation.csv").read_text(encoding="utf-8").splitlines()
    old = [line for line in text if not line.startswith(("coordonnees,", "plaque,", "note,"))]
    (folder / "conservation.csv").write_text("\n".join(old), encoding="utf-8")
    office.settings = replace(office.settings, reference=folder)
    call(office, known(office, PHONE), 1, closed=True)
    later(office, 40)
    for done in (purge_plan(office), purge(office, auteur="essai", progress=quiet)):
        assert {line.genre: line.n for line in done.lignes}["plaque"] == 1
        assert "ne dit rien de : coordonnees (3 mois), plaque (1 mois), note (12 mois)" in done.remarques[0]
    assert office.database.value("SELECT plaque FROM signalement") is None


def test_access_and_erasure_take_both_numbers_of_one_person(office: Office, tmp_path: Path) -> None:
    office.settings = replace(office.settings, backup_dir=tmp_path / "sauvegardes")
    office.database.cursor().execute("SET GLOBAL force_compression = 'uncompressed'")
    named = marker("nom")
    one, two = known(office, PHONE, nom=named), known(office, OTHER, rappel=True)
    assert one
    assert two
    call(office, one, 1)
    call(office, two, 2)
    merge_declarants(office, one, two, auteur="essai")
    backup(office, tmp_path / "sauvegardes", auteur="essai", progress=quiet)
    out = tmp_path / "dossier.json"
    done = person_access(office, OTHER, None, out, auteur="essai", progress=quiet)
    held = json.loads(out.read_text(encoding="utf-8"))
    assert (done.declarant, done.signalements, done.contacts) == (one, 2, 2)
    assert {kept["id"] for kept in held["declarant"]} == {one, two}
    assert held["signalements"][0]["plaque"] == marker("plaque-1")
    assert held["contacts"][0]["note"] == marker("note-1")
    personal = [named, "33639980103", marker("plaque-1"), marker("plaque-2"), marker("note-1"), marker("note-2"),
                phone_key(office.settings, "+33639980102"), phone_key(office.settings, "+33639980103")]  # fmt: skip
    assert found_in(personal, *files_of(office), tmp_path / "sauvegardes") == personal
    person_forget(office, PHONE, None, auteur="essai", progress=quiet)
    assert found_in(personal, *files_of(office), tmp_path / "sauvegardes") == []
    assert office.database.value("SELECT count(*) FROM declarant") == 0
    assert office.database.value("SELECT count(*) FROM signalement") == 2


def test_what_was_sent_is_forgotten_after_a_week_but_for_imports(office: Office) -> None:
    def change(cursor: Cursor) -> None:
        for cle, days in (("vieux", 8), ("neuf", 6), ("import:lot:1", 300)):
            cursor.execute("INSERT INTO envoi VALUES (?, 1, '{}', ?)", [cle, NOW - dt.timedelta(days=days)])

    office.database.write(change)
    assert "envois oubliés : 1" in daily_work(office, quiet)
    assert sorted(office.database.read("SELECT cle FROM envoi")["cle"].to_pylist()) == ["import:lot:1", "neuf"]
