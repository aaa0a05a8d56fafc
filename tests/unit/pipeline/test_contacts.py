"""Contacts of a file: kept with their problème and caller, refused in French, never twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from observatory.domain.errors import FormatError, NotFound
from observatory.pipeline.contacts import import_contacts
from observatory.pipeline.declarants import merge_declarants
from observatory.pipeline.etat import base_etat
from observatory.pipeline.office import Office
from observatory.pipeline.signalements import import_signalements
from tests.unit.pipeline.conftest import quiet

HEADER = "reference;recu_le;canal;issue;orientation;duree_s;declarant;probleme"
TOLD = "reference;recu_le;categorie;declarant;probleme\nA1;2026-03-01T10:00:00+01:00;bruit;D1;P1\n"


@pytest.fixture
def told(office: Office, tmp_path: Path) -> Office:
    path = tmp_path / "lot.csv"
    path.write_text(TOLD, encoding="utf-8")
    assert import_signalements(office, path, auteur="essai", progress=quiet).a_localiser == 1
    return office


def bring(office: Office, folder: Path, *rows: str, header: str = HEADER) -> tuple[int, int, int, list[str]]:
    """Import some rows: how many were kept, known already, refused; and the reasons of those."""
    path = folder / "contacts.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    done = import_contacts(office, path, auteur="essai", progress=quiet)
    assert done.lus == len(rows) == done.enregistres + done.deja_connus + done.rejetes
    reasons = Path(done.rejets).read_text(encoding="utf-8-sig").splitlines()[1:] if done.rejets else []
    return done.enregistres, done.deja_connus, done.rejetes, reasons


def test_contacts_are_kept_with_what_they_are_about_and_only_once(told: Office, tmp_path: Path) -> None:
    rows = (
        "C1;2026-03-02T09:30:00+01:00;telephone;information;;95;;",
        "C2;2026-03-02T22:10:00+01:00;Téléphone;Hors champ;17;40;D9;",
        "C3;2026-03-05;accueil;relance;;;D1;P1",
    )
    assert bring(told, tmp_path, *rows) == (3, 0, 0, [])
    assert bring(told, tmp_path, *rows, rows[0]) == (0, 4, 0, [])
    kept = told.database.read(
        "SELECT k.issue, k.canal, k.recu_heure, k.orientation, k.duree_s, d.cle AS qui, p.cle AS probleme "
        "FROM contact k LEFT JOIN declarant d ON d.id = k.declarant_id "
        "LEFT JOIN probleme p ON p.id = k.probleme_id ORDER BY k.id"
    ).to_pylist()
    assert [tuple(row.values()) for row in kept[1:]] == [
        ("information", "telephone", 9, None, 95, None, None),
        ("hors_champ", "telephone", 22, "17", 40, "D9", None),
        ("relance", "accueil", None, None, None, "D1", "P1"),
    ]
    etat = base_etat(told)
    assert (etat.contacts, etat.signalements, etat.problemes, etat.declarants) == (4, 1, 1, 2)


def test_what_was_merged_gives_way(told: Office, tmp_path: Path) -> None:
    bring(told, tmp_path, "C2;2026-03-02;telephone;information;;;D9;")
    ids = dict(told.database.cursor().execute("SELECT cle, id FROM declarant").fetchall())
    merge_declarants(told, ids["D1"], ids["D9"], auteur="essai")
    bring(told, tmp_path, "C3;2026-03-03;telephone;information;;;D9;")
    assert told.database.value("SELECT count(*) FROM contact WHERE declarant_id = ?", [ids["D1"]]) == 3


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (";2026-03-02;telephone;information;;;;", "la référence manque"),
        ("C1;demain;telephone;information;;;;", "n'est pas lisible"),
        ("C1;;telephone;information;;;;", "n'est pas lisible"),
        ("C1;2027-03-02;telephone;information;;;;", "dans le futur"),
        ("C1;2026-03-02;telephone;signalement;;;;", "observatory import signalements"),
        ("C1;2026-03-02;telephone;bavardage;;;;", "« bavardage » est inconnue ; issues connues"),
        ("C1;2026-03-02;pigeon;information;;;;", "le canal « pigeon »"),
        ("C1;2026-03-02;telephone;relance;;;;", "doit dire de quel problème"),
        ("C1;2026-03-02;telephone;relance;;;;P9", "« P9 » n'est pas dans la base"),
        ("C1;2026-03-02;telephone;information;;longtemps;;", "la durée « longtemps »"),
        ("C1;2026-03-02;telephone;information;;99999;;", "la durée « 99999 »"),
        ("C1;2026-03-02;telephone;information;;;;;;x", "9 cellules pour 8 colonnes"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_french(told: Office, tmp_path: Path, row: str, words: str) -> None:
    kept, known, refused, reasons = bring(told, tmp_path, row, "C9;2026-03-02;telephone;information;;;;")
    assert (kept, known, refused) == (1, 0, 1)
    assert words in reasons[0] or "10 cellules" in reasons[0]


def test_one_reference_that_says_two_things_is_refused(told: Office, tmp_path: Path) -> None:
    kept, known, refused, reasons = bring(
        told, tmp_path, "C1;2026-03-02;telephone;information;;;;", "C1;2026-03-03;telephone;information;;;;"
    )
    assert (kept, known, refused) == (1, 0, 1)
    assert "déjà celle de la ligne 2" in reasons[0]


def test_a_file_that_is_something_else_is_refused_whole(told: Office, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="il manque « reference », « issue »"):
        bring(told, tmp_path, "2026-03-02", header="recu_le")
    with pytest.raises(NotFound):
        import_contacts(told, tmp_path / "absent.csv", auteur="essai", progress=quiet)
    assert told.database.value("SELECT count(*) FROM contact") == 1
