from __future__ import annotations

import csv
import datetime as dt
import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import skops.io

from observatory.demo.wording import Writer
from observatory.domain.errors import StateError, ValueRefused
from observatory.domain.tri import EntrainementTri, EvaluationTri
from observatory.pipeline import triage
from observatory.pipeline.creation import create_empty
from observatory.pipeline.office import Office
from observatory.pipeline.signalements import import_signalements
from observatory.pipeline.suggestion import model_path
from observatory.settings import PROJECT, Settings
from observatory.store.reference import nomenclature_read
from observatory.wire import frames_to_result, result_to_frame
from tests.unit.pipeline.conftest import LAT, LON, SIDE, quiet

FIRST = dt.date(2026, 1, 1)
CODES = ("bruit-voisins", "depots-encombrants", "stationnement-genant", "animaux-nuisibles", "eclairage-panne")
KNOWN = {*CODES, *(code.split("-")[0] for code in CODES), "depots-gravats", "stationnement-epave", "autre"}
SECRET = "M. Wrzeszczykowski, 06 39 98 12 47, plaque FG-482-RT, dit zorglubinette"


def fill(office: Office, rows: Sequence[tuple[int, str, str, str]]) -> None:
    """Import rows of (day after the first, category, text, declarant)."""
    path = office.settings.db.with_name(f"lot-{len(rows)}.csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["reference", "recu_le", "canal", "categorie", "description", "declarant", "lat", "lon"])
        for at, (day, code, text, who) in enumerate(rows):
            received = f"{FIRST + dt.timedelta(days=day)}T10:00:00+01:00"
            writer.writerow([f"R{at}", received, "telephone", code, text, who, LAT + SIDE / 2, LON + SIDE / 2])
    import_signalements(office, path, auteur="essai", progress=quiet)


def calls(n: int, seed: int = 1, days: int = 100) -> list[tuple[int, str, str, str]]:
    rng = np.random.default_rng(seed)
    writer = Writer(rng)
    drawn = [CODES[int(rng.integers(len(CODES)))] for _ in range(n)]
    return [(at * days // n, code, writer.write(code, "telephone", 22, 0), f"d{at}") for at, code in enumerate(drawn)]


def taught(office: Office, force: bool = False) -> EntrainementTri:
    return triage.train(office, None, force=force, auteur="essai", progress=quiet)


def in_file(path: Path) -> bytes:
    """What a model's file holds, but for the numbers that skops gives to its objects: they are of chance."""
    with zipfile.ZipFile(path) as file:
        held = b"".join(file.read(name) for name in file.namelist())
    return re.sub(rb'"__id__": \d+', b"", held)


def short_nomenclature(folder: Path) -> Path:
    """The reference tables with a few categories, which are learned in no time."""
    reference = folder / "reference"
    shutil.copytree(PROJECT / "data" / "reference", reference)
    path = reference / "nomenclature.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.split(",")[0] in KNOWN]
    path.write_text("\n".join([header, *kept]), encoding="utf-8")
    return reference


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    settings = Settings(db=tmp_path / "ville.duckdb", reference=short_nomenclature(tmp_path), runtime=tmp_path)
    create_empty(settings, "Petiteville")
    with Office.open(settings, lambda: dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)) as opened:
        yield opened


@pytest.fixture
def desk(office: Office) -> Office:
    fill(office, calls(400))
    return office


def test_training_puts_in_force_a_model_that_is_measured_on_what_came_after(desk: Office) -> None:
    before = desk.suggester()
    assert before.model.fiche.depart
    done = taught(desk)
    path = model_path(desk.settings.db)
    assert path.stat().st_mode & 0o777 == 0o600
    fiche, found = desk.suggester().model.fiche, done.evaluation
    assert (fiche.depart, fiche.n_appris, fiche.appris_depuis) == (False, 360, FIRST)
    assert fiche.appris_jusqua is not None
    assert fiche.appris_jusqua < found.depuis
    assert found.n == 40
    assert done.exactitude > 0.9
    assert done.exactitude >= done.exactitude_avant
    assert f"Sur 40 signalements du {found.depuis:%d/%m/%Y}" in done.phrase
    assert done.phrase.count(" %)") == 2
    assert done.phrase.endswith("Il est en place.")
    assert any("ont moins de 10 exemples" in one and "Gravats" in one for one in done.remarques)
    assert desk.suggester() is desk.suggester()
    assert desk.suggester() is not before
    (line,) = desk.database.read("SELECT * FROM journal WHERE objet = 'triage'").to_pylist()
    assert (line["evenement"], line["auteur"]) == ("entrainement", "essai")
    assert '"n": 360' in line["detail"]


def test_what_is_learned_is_suggested_and_so_is_what_nobody_told_yet(desk: Office) -> None:
    taught(desk)
    suggester = desk.suggester()
    (best, *_) = suggester.suggest("un matelas sur le trottoir", 3)
    assert (best.code, best.libelle) == ("depots-encombrants", "Encombrants abandonnés")
    assert "matelas" in best.mots
    assert suggester.suggest("carcasse brûlée", 1)[0].code == "stationnement-epave"
    with pytest.raises(ValueRefused, match="de 1 à 10 suggestions, pas 0"):
        suggester.suggest("matelas", 0)


def test_evaluating_changes_nothing_and_gives_the_figures_of_the_training(desk: Office) -> None:
    cold = triage.evaluate(desk, quiet)
    assert cold.fiche.depart
    assert cold.n == 40
    done = taught(desk)
    again = triage.evaluate(desk, quiet)
    assert again == done.evaluation
    assert [one.nom for one in again.reperes] == ["mots de la nomenclature", "toujours la plus fréquente"]
    assert again.exactitude > again.reperes[0].exactitude > again.reperes[1].exactitude
    starting = triage.evaluate(desk, quiet, starting=True)
    assert (starting.fiche.depart, starting.depuis, starting.n) == (True, again.depuis, again.n)
    assert starting.exactitude == again.reperes[0].exactitude
    travelled = frames_to_result([result_to_frame(again, EvaluationTri)], EvaluationTri, quiet)
    assert travelled == again


def test_a_worse_model_is_refused_with_both_figures_unless_it_is_forced(desk: Office) -> None:
    taught(desk)
    path = model_path(desk.settings.db)
    kept = path.read_bytes()
    turned = " ".join(f"WHEN '{code}' THEN '{CODES[at - 1]}'" for at, code in enumerate(CODES))
    desk.database.cursor().execute(
        f"UPDATE signalement SET categorie = CASE categorie {turned} END WHERE recu_jour < ?",
        [FIRST + dt.timedelta(days=85)],
    )
    with pytest.raises(StateError) as refused:
        taught(desk)
    assert "celui en place de 40 (100,0 %)" in refused.value.message or "celui en place de 39" in refused.value.message
    assert "moins bon : il n'est pas gardé (--forcer" in refused.value.message
    assert path.read_bytes() == kept
    assert desk.database.value("SELECT count(*) FROM journal WHERE objet = 'triage'") == 1
    done = taught(desk, force=True)
    assert done.force
    assert done.exactitude < done.exactitude_avant
    assert done.phrase.endswith("Il est moins bon, et gardé parce que c'est demandé.")
    assert path.read_bytes() != kept


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "0 signalements ont une description"),
        (calls(199), "199 signalements ont une description et une catégorie : il en faut 200"),
        (
            [(at // 3, "autre", "un avis", "") for at in range(250)],
            "Toutes les descriptions sont de la catégorie « autre »",
        ),
        ([(0, *row[1:]) for row in calls(250)], "de trop peu de jours"),
    ],
    ids=["aucune", "trop peu", "une seule catégorie", "un seul jour"],
)
def test_what_is_too_little_to_learn_from_is_told(
    office: Office, rows: list[tuple[int, str, str, str]], said: str
) -> None:
    if rows:
        fill(office, rows)
    for work in (taught, lambda one: triage.evaluate(one, quiet)):
        with pytest.raises(StateError, match=said):
            work(office)
    assert not model_path(office.settings.db).exists()
    assert office.suggester().suggest("voiture ventouse", 1)[0].code == "stationnement-epave"


def test_no_name_phone_plate_nor_word_of_one_person_stays_in_the_file(office: Office) -> None:
    rows = calls(400)
    rows += [(at % 80, "bruit-voisins", f"{SECRET} que la perceuse reprend", "une") for at in range(30)]
    rows += [(at, "bruit-voisins", "un capharnaüm sonore", f"autre{at}") for at in range(4)]
    fill(office, rows)
    taught(office)
    vocabulary = " ".join(office.suggester().model.vocabulary.traits)
    assert "m:capharnaum" in vocabulary
    for told in ("zeszcz", "zorgl", "orglu", "482", "fg ", "0639"):
        assert told not in vocabulary
    content = in_file(model_path(office.settings.db))
    for written in (b"Wrzesz", b"wrzesz", b"zorglub", b"0639981247", b"06 39 98", b"FG-482"):
        assert written not in content


@pytest.mark.parametrize("kind", ["abîmé", "étranger"])
def test_a_file_that_cannot_be_used_leaves_the_words_of_the_nomenclature_and_says_so(desk: Office, kind: str) -> None:
    taught(desk)
    path = model_path(desk.settings.db)
    if kind == "abîmé":
        path.write_bytes(path.read_bytes()[:2000])
    else:
        skops.io.dump([print], path)
    suggester = desk.suggester()
    assert suggester.model.fiche.depart
    (remarque,) = suggester.remarques
    assert path.name in remarque
    assert "En attendant, les suggestions viennent des mots de la nomenclature." in remarque
    assert suggester.suggest("voiture ventouse", 1)[0].code == "stationnement-epave"
    assert remarque in triage.evaluate(desk, quiet).remarques
    assert remarque in taught(desk).remarques
    assert not desk.suggester().remarques


def test_a_nomenclature_that_changed_is_told_of_and_what_is_gone_is_not_suggested(desk: Office) -> None:
    taught(desk)
    path = model_path(desk.settings.db)
    desk.database.cursor().execute("DELETE FROM categorie WHERE code = 'depots-encombrants'")
    path.touch()
    suggester = desk.suggester()
    assert "La nomenclature a changé" in suggester.remarques[0]
    known = {one.code for one in nomenclature_read(desk.database)}
    assert {one.code for one in suggester.suggest("un matelas et un canapé", 5)} <= known


def test_a_word_that_no_category_bears_and_nobody_sorted_is_not_learned(office: Office) -> None:
    rows = calls(210)
    fill(office, [*rows, *((3, "licorne", "une licorne passe", f"l{at}") for at in range(20))])
    assert office.database.value("SELECT count(*) FROM signalement WHERE categorie = 'autre'") == 20
    assert "autre" not in triage.gather(office, None, quiet).codes


def test_only_what_came_up_to_the_day_is_learned(desk: Office) -> None:
    until = FIRST + dt.timedelta(days=60)
    triage.train(desk, until, force=False, auteur="essai", progress=quiet)
    fiche = desk.suggester().model.fiche
    assert fiche.appris_jusqua is not None
    assert fiche.appris_jusqua < until
    later = taught(desk)
    assert later.evaluation.fiche.appris_jusqua is not None
    assert later.evaluation.fiche.appris_jusqua > until
    back = triage.train(desk, until, force=True, auteur="essai", progress=quiet)
    assert any("la comparaison lui était favorable" in one for one in back.remarques)


def test_a_model_that_has_learned_everything_cannot_be_measured_yet(desk: Office) -> None:
    taught(desk)
    desk.database.cursor().execute("DELETE FROM signalement WHERE recu_jour >= ?", [FIRST + dt.timedelta(days=90)])
    with pytest.raises(StateError, match=r"Aucune description n'est postérieure au \d\d/\d\d/2026"):
        triage.evaluate(desk, quiet)


def test_the_desk_asks_while_a_model_is_being_learned(desk: Office) -> None:
    with ThreadPoolExecutor(4) as pool:
        work = pool.submit(taught, desk)
        found = list(pool.map(lambda _: desk.suggester().suggest("voiture ventouse", 1)[0].code, range(200)))
        work.result()
    assert set(found) == {"stationnement-epave"}
