from __future__ import annotations

import csv
from pathlib import Path

import pytest

from observatory.domain.errors import FormatError
from observatory.domain.records import ImportBilan
from observatory.domain.selection import Selection
from observatory.pipeline import apercu, check, questions
from observatory.pipeline.office import Office
from observatory.pipeline.signalements import import_signalements
from tests.unit.pipeline.conftest import LAT, LON, quiet

HEADER = "reference,recu_le,canal,categorie,description,adresse,lat,lon,probleme,declarant"
ROWS = (
    f"R1,2026-03-01T22:30:00+01:00,telephone,bruit,Musique,,{LAT + 0.005},{LON + 0.005},P1,D1",
    "R2,2026-03-02T23:10:00+01:00,telephone,bruit,Encore,3 rue des mouettes,,,P1,D1",
    "R3,2026-03-05,courriel,depots,Matelas,« derrière l'église »,,,,",
    "R4,2026-04-01T09:00:00+02:00,telephone,martiens,Soucoupe,12 Rue des Mouettes,,,,D2",
    "R5,pas une date,telephone,bruit,?,,,,,",
)


def bring_in(office: Office, tmp_path: Path, rows: tuple[str, ...], name: str = "s.csv") -> ImportBilan:
    path = tmp_path / name
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    return import_signalements(office, path, preset_name="observatoire", auteur="essai", progress=quiet)


def test_every_row_is_accounted_for_and_a_second_import_adds_nothing(office: Office, tmp_path: Path) -> None:
    first = bring_in(office, tmp_path, ROWS)
    assert (first.lus, first.enregistres, first.a_localiser, first.deja_connus, first.rejetes) == (5, 3, 1, 0, 1)
    again = bring_in(office, tmp_path, ROWS)
    assert (again.enregistres, again.a_localiser, again.deja_connus, again.rejetes) == (0, 0, 4, 1)
    assert all(one.ok for one in check.verify(office).controles)


def test_a_refused_row_goes_to_a_file_with_its_line_and_a_reason(office: Office, tmp_path: Path) -> None:
    found = bring_in(office, tmp_path, ROWS)
    assert found.rejets == str(tmp_path / "s.csv.rejets.csv")
    with Path(found.rejets).open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file, delimiter=";"))
    assert row["ligne"] == "6"
    assert "date" in row["raison"]
    assert row["reference"] == "R5"


def test_what_is_not_located_is_counted_and_queued(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, ROWS)
    total = apercu.total(office, Selection())
    assert (total.n, total.localises, total.non_localises) == (4, 3, 1)
    waiting = questions.selected_ids(office, Selection(), located=False)
    assert waiting.num_rows == 1


def test_an_unknown_category_is_kept_with_its_word(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, ROWS)
    row = office.database.cursor().execute(
        "SELECT categorie, categorie_origine FROM signalement WHERE reference = 'R4'"
    )
    assert row.fetchone() == ("autre", "martiens")


def test_signalements_problemes_and_declarants_are_three_counts(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, ROWS)
    counts = [
        questions.plain_table(office, Selection(compte=compte))["n"][0].as_py()
        for compte in ("signalements", "problemes", "declarants")
    ]
    assert counts == [4, 3, 3]


def test_one_reference_that_tells_two_things_is_refused(office: Office, tmp_path: Path) -> None:
    other = "R1,2026-03-09T08:00:00+01:00,telephone,tags,Autre chose,,,,,"
    found = bring_in(office, tmp_path, (ROWS[0], ROWS[0], other))
    assert (found.enregistres, found.deja_connus, found.rejetes) == (1, 1, 1)


def test_a_file_that_lacks_its_date_column_says_which(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(FormatError, match="recu_le"):
        import_signalements(office, path, preset_name="observatoire", auteur="essai", progress=quiet)


def test_a_night_band_passes_midnight_and_leaves_out_days_without_hour(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, ROWS)
    night = apercu.total(office, Selection(heure_debut=22, heure_fin=6))
    assert night.n == 2
    assert apercu.total(office, Selection(heure_debut=6, heure_fin=22)).n == 1
