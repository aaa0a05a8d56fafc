"""The purge: persons go from every byte, what is counted stays."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from observatory.domain.errors import BaseBusy, ClockWrong, NotAllowed, StateError
from observatory.domain.roles import Account, Role
from observatory.operations.core import Context
from observatory.operations.memory import memoire_a_purger, memoire_purger
from observatory.pipeline.check import verify
from observatory.pipeline.office import Office
from observatory.pipeline.purge import purge, purge_plan
from observatory.pipeline.sauvegarde import backup, restore
from observatory.pipeline.signalements import import_signalements
from observatory.store.database import Cursor, Database
from observatory.store.mediations import appointment_write, mediation_write
from observatory.store.reglages import setting_write
from observatory.store.retention import proof_fingerprint
from tests.unit.pipeline.conftest import quiet
from tests.unit.pipeline.memory_town import NOW, Town, counts, files_of, found_in, settle


@pytest.fixture
def town(office: Office, tmp_path: Path) -> Town:
    office.settings = replace(office.settings, backup_dir=tmp_path / "sauvegardes")
    return settle(office, tmp_path)


def later(office: Office, **moved: int) -> None:
    office.clock = lambda: NOW + dt.timedelta(**moved)


def test_a_dry_run_lists_and_changes_nothing(office: Office, town: Town) -> None:
    before = office.database.read("FROM signalement")
    found = purge_plan(office)
    assert {line.genre: line.n for line in found.lignes} == {
        "recit": 40,
        "remarque": 40,
        "adresse": 40,
        "position": 40,
        "declarant": 14,
        "coordonnees": 0,
        "plaque": 0,
        "note": 0,
        "retour": 0,
        "essai": 0,
        "transmission": 0,
        "compte_rendu": 0,
        "photo": 0,
        "mediation": 0,
        "rendez_vous": 0,
        "constat": 0,
        "photo_marche": 0,
        "photo_action": 0,
        "nouvelle": 0,
        "reunion": 0,
        "enquete": 0,
        "appareils": 0,
        "auteurs": 0,
        "journal": 0,
        "rejets": 0,
    }
    oldest = found.lignes[0].plus_ancien
    assert oldest is not None
    assert oldest.date() == dt.date(2022, 5, 1)
    assert (found.fait, found.fichier_reecrit) == (False, False)
    assert office.database.read("FROM signalement").equals(before)


def test_persons_go_from_the_file_its_log_and_the_backups_and_counts_stay(
    office: Office, town: Town, tmp_path: Path
) -> None:
    folder = tmp_path / "sauvegardes"
    written = Path(backup(office, folder, auteur="essai", progress=quiet).dossier)
    old, recent = set(town.of("V", "O")), set(town.of("J", "R"))
    assert set(found_in(old | recent, *files_of(office))) == old | recent
    assert set(found_in(old | recent, folder)) == old | recent
    before = counts(office)
    done = purge(office, auteur="essai", progress=quiet)
    assert (done.fait, done.fichier_reecrit, done.sauvegardes_reecrites) == (True, True, 1)
    assert done.remarques == []
    assert found_in(old, *files_of(office)) == []
    assert found_in(old, folder) == []
    assert set(found_in(recent, *files_of(office))) == recent
    assert set(found_in(recent, folder)) == recent
    assert counts(office) == before
    assert all(one.ok for one in verify(office).controles)
    assert [one.name for one in folder.iterdir()] == [written.name]
    restore(folder, tmp_path / "neuve.duckdb", quiet)
    with Office.open(replace(office.settings, db=tmp_path / "neuve.duckdb"), office.clock) as other:
        assert counts(other) == before
        assert found_in(old, *files_of(other)) == []
        assert all(one.ok for one in verify(other).controles)
    again = purge(office, auteur="essai", progress=quiet)
    assert (again.n, again.fichier_reecrit, again.sauvegardes_reecrites) == (0, False, 0)


def test_what_is_left_of_an_old_signalement(office: Office, town: Town) -> None:
    before = office.database.read("FROM signalement WHERE starts_with(reference, 'V') ORDER BY id").to_pylist()
    purge(office, auteur="essai", progress=quiet)
    after = office.database.read("FROM signalement WHERE starts_with(reference, 'V') ORDER BY id").to_pylist()
    emptied = ("description", "remarque", "adresse", "adresse_trouvee", "residence", "batiment", "hall", "etage")
    moved = ("lat", "lon", "precision_m")
    for was, now in zip(before, after, strict=True):
        assert all(now[name] is None for name in emptied)
        assert {k: v for k, v in now.items() if k not in (*emptied, *moved)} == {
            k: v for k, v in was.items() if k not in (*emptied, *moved)
        }
        assert (was["lat"], was["lon"]) != (now["lat"], now["lon"])
        assert abs(was["lat"] - now["lat"]) < 2e-4
        assert now["precision_m"] >= 11


def test_the_proof_holds_counts_and_fingerprints_never_values(office: Office, town: Town) -> None:
    keys = [row["cle"] for row in office.database.read("FROM declarant").to_pylist()]
    gone = [key for key in keys if key in town.of("V", "O")]
    purge(office, auteur="essai", progress=quiet)
    (line,) = office.database.read("FROM journal WHERE evenement = 'purge'").to_pylist()
    detail = json.loads(line["detail"])
    assert detail["declarant"]["n"] == len(set(gone)) == 14
    assert proof_fingerprint(set(gone), bytes.fromhex(detail["declarant"]["sel"])) == detail["declarant"]["empreinte"]
    assert found_in([*keys, *town.of("V", "O", "J", "R")], *files_of(office)) != []
    text = str(office.database.read("FROM journal").to_pylist()) + str(
        office.database.read("FROM effacement").to_pylist()
    )
    assert not [one for one in town.of("V", "O", "J", "R") if one in text]


def test_a_second_import_brings_nobody_back(office: Office, town: Town, tmp_path: Path) -> None:
    purge(office, auteur="essai", progress=quiet)
    again = import_signalements(
        office, tmp_path / "memoire.csv", preset_name="observatoire", auteur="essai", progress=quiet
    )
    assert (again.enregistres, again.deja_connus) == (0, 80)
    assert found_in(town.of("V", "O"), *files_of(office)) == []


def test_years_later_the_rest_goes_too_and_the_journal_loses_its_authors(office: Office, town: Town) -> None:
    later(office, days=40 * 31)
    before = counts(office)
    purge(office, auteur="essai", progress=quiet, clock_is_right=True)
    assert found_in(town.of("V", "O", "J", "R"), *files_of(office)) == []
    assert counts(office) == before
    authors = office.database.read("SELECT DISTINCT auteur FROM journal WHERE evenement <> 'purge'")
    assert authors["auteur"].to_pylist() == ["efface"]
    assert purge_plan(office).n == 0


def test_a_file_of_refused_rows_goes_in_time(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "mauvais.csv"
    path.write_text(
        "reference,recu_le,categorie,description\nX,hier peut-être,bruit,Monsieur Untel\n", encoding="utf-8"
    )
    import_signalements(office, path, preset_name="observatoire", auteur="essai", progress=quiet)
    refused = tmp_path / "mauvais.csv.rejets.csv"
    assert "Untel" in refused.read_text(encoding="utf-8-sig")
    later(office, days=80)
    assert purge(office, auteur="essai", progress=quiet).n == 0
    assert refused.exists()
    later(office, days=100)
    done = purge(office, auteur="essai", progress=quiet, clock_is_right=True)
    assert {line.genre: line.n for line in done.lignes}["rejets"] == 1
    assert not refused.exists()
    assert path.exists()
    assert office.database.value("SELECT count(*) FROM rejet") == 0


def test_a_path_that_is_no_file_of_refused_rows_is_let_alone(office: Office, tmp_path: Path) -> None:
    precious = tmp_path / "precieux.csv"
    precious.write_text("x")
    office.database.write(
        lambda cursor: cursor.execute("INSERT INTO rejet VALUES (?, TIMESTAMPTZ '2020-01-01')", [str(precious)])
    )
    purge(office, auteur="essai", progress=quiet)
    assert precious.exists()


def test_a_clock_that_goes_back_or_leaps_is_not_obeyed(office: Office, town: Town) -> None:
    before = office.database.read("FROM signalement")
    later(office, days=-2)
    assert "l'horloge recule" in purge_plan(office).remarques[0]
    with pytest.raises(ClockWrong, match="recule"):
        purge(office, auteur="essai", progress=quiet)
    later(office, days=4000)
    with pytest.raises(ClockWrong, match="--horloge-sure"):
        purge(office, auteur="essai", progress=quiet)
    assert office.database.read("FROM signalement").equals(before)


def test_the_journal_keeps_its_order_when_the_clock_goes_back(office: Office, town: Town, tmp_path: Path) -> None:
    last = office.database.value("SELECT max(seq) FROM journal")
    later(office, days=-2)
    backup(office, tmp_path / "s", auteur="essai", progress=quiet)
    row = office.database.read("SELECT seq, evenement FROM journal ORDER BY seq DESC LIMIT 1").to_pylist()[0]
    assert row["evenement"] == "sauvegarde"
    assert row["seq"] > last


def test_one_at_a_time(office: Office, town: Town) -> None:
    with office.memory, pytest.raises(BaseBusy, match="déjà en cours"):
        purge(office, auteur="essai", progress=quiet)


def test_a_rewriting_that_could_not_be_done_is_done_the_next_time(
    office: Office, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_database: Database, _seconds: float) -> None:
        raise BaseBusy("D'autres opérations sont en cours.")

    with monkeypatch.context() as patched:
        patched.setattr("observatory.pipeline.purge.rewrite", refuse)
        patched.setattr("observatory.pipeline.purge._WAITS", (0.0,))
        done = purge(office, auteur="essai", progress=quiet)
    assert not done.fichier_reecrit
    assert "n'a pas été réécrit" in done.remarques[0]
    done = purge(office, auteur="essai", progress=quiet)
    assert (done.n, done.fichier_reecrit) == (0, True)
    assert found_in(town.of("V", "O"), *files_of(office)) == []


def test_a_damaged_backup_is_named(office: Office, town: Town, tmp_path: Path) -> None:
    written = Path(backup(office, tmp_path / "sauvegardes", auteur="essai", progress=quiet).dossier)
    (written / "contact.parquet").write_bytes(b"")
    done = purge(office, auteur="essai", progress=quiet)
    assert done.sauvegardes_reecrites == 0
    assert "garde peut-être des personnes effacées" in done.remarques[0]


def test_who_may(office: Office, town: Town) -> None:
    dpo = Context(office, Account("dpo", frozenset({Role.DPO})))
    assert memoire_a_purger(dpo).n > 0
    with pytest.raises(NotAllowed):
        memoire_purger(dpo)
    with pytest.raises(NotAllowed):
        memoire_a_purger(Context(office, Account("agent", frozenset({Role.OPERATEUR}))))
    assert issubclass(ClockWrong, StateError)


def test_what_was_written_of_a_mediation_goes_and_its_outcome_stays(office: Office, town: Town, tmp_path: Path) -> None:
    words = ["consigne-a-oublier", "note-a-oublier", "lieu-a-oublier"]

    def write(cursor: Cursor) -> None:
        values = {
            "probleme_id": 1, "signalement_id": 1, "mediateur": "leo", "confiee_par": "ana", "consigne": words[0],
            "issue": "accord", "parties": "voisin", "duree_min": 45, "note": words[1],
        }  # fmt: skip
        for ago in (400, 30):
            at = NOW - dt.timedelta(days=ago)
            ident = mediation_write(cursor, values | {"confiee_le": at, "close_le": at})
            appointment_write(cursor, ident, at, words[2], "voisin", "leo")

    def sign(cursor: Cursor) -> None:
        setting_write(cursor, "horaires", "lun-ven 08-18", NOW - dt.timedelta(days=400), "auteur-a-oublier")
        setting_write(cursor, "horaires", "lun-ven 09-18", NOW - dt.timedelta(days=30), "auteur-recent")

    office.database.write(write)
    office.database.write(sign)
    folder = tmp_path / "sauvegardes"
    backup(office, folder, auteur="essai", progress=quiet)
    done = {line.genre: line.n for line in purge(office, auteur="essai", progress=quiet).lignes}
    assert (done["mediation"], done["rendez_vous"], done["auteurs"]) == (1, 1, 1)
    assert office.database.read("SELECT auteur FROM reglage ORDER BY depuis")["auteur"].to_pylist() == [
        "efface", "auteur-recent",
    ]  # fmt: skip
    rows = office.database.read("SELECT consigne, note, issue, duree_min FROM mediation ORDER BY id").to_pylist()
    assert rows[0] == {"consigne": None, "note": None, "issue": "accord", "duree_min": 45}
    assert rows[1]["note"] == words[1]
    assert office.database.read("SELECT mediateur FROM mediation ORDER BY id")["mediateur"].to_pylist() == [None, "leo"]
    later(office, days=370)
    purge(office, auteur="essai", progress=quiet, clock_is_right=True)
    assert found_in(words, *files_of(office), folder) == []


def test_words_pictures_and_phones_of_a_walk_go_and_what_is_counted_stays(
    office: Office, town: Town, tmp_path: Path
) -> None:
    words = ["mot-du-constat", "mot-de-la-reunion", "adresse-de-la-reunion", "numero-du-telephone", "auteur-de-marche"]
    le = NOW - dt.timedelta(days=800)

    of_plan = le - dt.timedelta(days=500)  # a plan and its bilan last longer than what was said on a walk

    def write(cursor: Cursor) -> None:
        cursor.execute(
            "INSERT INTO marche BY NAME SELECT 1 AS id, 'M2024-01' AS reference, 'diagnostic' AS genre, '' AS titre, "
            "'close' AS etat, $le AS prevue_le, false AS nuit, true AS ferme, false AS accessible, false AS inopinee, "
            "60 AS minutes_max, 900 AS metres_max, '' AS pilote, '' AS invites, '' AS consigne, '' AS rendez_vous, "
            "'[]'::JSON AS trace, 0.0 AS metres, 0.0 AS minutes, 'droite' AS methode, 1 AS version, $qui AS auteur, "
            "$le AS le, $le AS close_le, $qui AS close_par",
            {"le": le, "qui": words[4]},
        )
        for question in ("eclairage", "fuite"):
            for phone in (words[3], f"{words[3]}-bis", "papier"):
                cursor.execute("INSERT INTO reponse VALUES (1, 1, ?, ?, 2, ?, ?)", [question, phone, le, le])
        cursor.execute(
            "INSERT INTO constat BY NAME SELECT 1 AS id, 'cle' AS cle, 1 AS marche_id, false AS positif, "
            "'tags' AS categorie, $mot AS texte, 46.05 AS lat, -4.6 AS lon, 1 AS cell, 'gps' AS situe_par, "
            "$tel AS appareil, $le AS le, $le AS recu_le, 'garde' AS etat",
            {"mot": words[0], "tel": words[3], "le": le},
        )
        cursor.execute(
            "INSERT INTO photo BY NAME SELECT 1 AS id, 'constat' AS objet, 1 AS objet_id, 'image'::BLOB AS contenu, "
            "1 AS largeur, 1 AS hauteur, 'marche' AS auteur, $le AS le, false AS visible",
            {"le": le},
        )
        cursor.execute(
            "INSERT INTO photo BY NAME SELECT 2 AS id, 'action_avant' AS objet, 1 AS objet_id, 'image'::BLOB AS "
            "contenu, 1 AS largeur, 1 AS hauteur, 'coordonnateur' AS auteur, $le AS le, true AS visible",
            {"le": of_plan},
        )
        for genre, said in (("note", words[0]), ("etat", "en_cours")):
            cursor.execute(
                "INSERT INTO action_nouvelle VALUES (nextval('action_nouvelle_id'), 1, ?, ?, ?, ?)",
                [genre, said, words[4], of_plan],
            )
        cursor.execute(
            "INSERT INTO reunion_probleme BY NAME SELECT 1 AS id, 1 AS reunion_id, 'tags' AS categorie, $mot AS texte, "
            "$ou AS adresse, 4 AS voix, $qui AS auteur, $le AS le",
            {"mot": words[1], "ou": words[2], "qui": words[4], "le": le},
        )

    office.database.write(write)
    folder = tmp_path / "sauvegardes"
    backup(office, folder, auteur="essai", progress=quiet)
    done = {line.genre: line.n for line in purge(office, auteur="essai", progress=quiet).lignes}
    kinds = ("constat", "photo_marche", "photo_action", "nouvelle", "reunion", "appareils", "auteurs")
    assert [done[name] for name in kinds] == [1, 1, 1, 1, 1, 1, 2]  # authors go by the instant of what they wrote
    told = office.database.read("SELECT genre, texte FROM action_nouvelle ORDER BY id").to_pylist()
    assert told == [{"genre": "note", "texte": ""}, {"genre": "etat", "texte": "en_cours"}]
    phones = office.database.read("SELECT appareil, count(*) AS n FROM reponse GROUP BY ALL ORDER BY 1").to_pylist()
    assert phones == [{"appareil": name, "n": 2} for name in ("appareil-1", "appareil-2", "papier")]
    kept = office.database.read("SELECT categorie, texte, appareil FROM constat").to_pylist()
    assert kept == [{"categorie": "tags", "texte": "", "appareil": "appareil-1"}]
    assert office.database.value("SELECT count(*) FROM photo") == 0
    assert office.database.value("SELECT voix FROM reunion_probleme") == 4
    assert found_in(words, *files_of(office)) == []
    assert found_in(words[:3], folder) == []  # the others leave with the backup
    assert purge_plan(office).lignes[-2].n == 0
