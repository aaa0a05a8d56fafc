"""Surveys: refused with a reason, answered once, read when they are closed, and saying nothing of few people."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from observatory.domain.action import Action
from observatory.domain.enquete import Enquete, EtatEnquete, Feuille, Moment, PlanEnquete, Resultats, Verdict
from observatory.domain.errors import Conflict, NotAllowed, NotFound, StateError, ValueRefused
from observatory.domain.questionnaire import NO_ANSWER, QuestionEnquete, row_to_question
from observatory.domain.roles import Account, Role
from observatory.domain.schema import Axe, Schema
from observatory.pipeline.actions import action_create
from observatory.pipeline.enquetes import (
    enquete_close,
    enquete_create,
    enquete_edit,
    enquete_for,
    enquete_of,
    enquete_start,
    enquetes_of,
    enquetes_open,
    questions_of,
    resultats,
)
from observatory.pipeline.office import Office
from observatory.pipeline.purge import purge, purge_plan
from observatory.pipeline.reglages import set_setting, value_of
from observatory.pipeline.reponses_enquete import (
    sheet_next,
    sheet_type,
    sheets_import,
    sheets_model,
    survey_answer,
    survey_form,
    survey_link_create,
    survey_links,
    survey_links_revoke,
    survey_paper,
    survey_poster,
)
from observatory.pipeline.sauvegarde import backup
from observatory.pipeline.schemas import schema_create
from observatory.settings import Settings
from tests.unit.pipeline.conftest import quiet
from tests.unit.pipeline.memory_town import files_of, found_in

COORD = Account("coord", frozenset({Role.COORDONNATEUR}))
CLSPD = Account("clspd", frozenset({Role.CLSPD}))
KEEPER = Account("garde", frozenset({Role.ADMINISTRATEUR}))
NOW = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)
PLAN = PlanEnquete(" Le  quai ", "insecurite", dt.date(2026, 6, 1), dt.date(2026, 6, 14), moment=Moment.AVANT)
OFTEN, SOMETIMES, RARELY, NEVER = "Souvent", "De temps en temps", "Rarement", "Jamais"


@pytest.fixture
def clock() -> list[dt.datetime]:
    return [NOW]


@pytest.fixture
def office(settings: Settings, town_file: Path, clock: list[dt.datetime]) -> Iterator[Office]:
    shutil.copy(town_file, settings.db)
    with Office.open(settings, lambda: clock[0]) as opened:
        opened.address = "https://office.ville.example"
        yield opened


@pytest.fixture
def action(office: Office) -> Action:
    plan = Schema(0, "Le Port", "quartier:Q00", "clspd", dt.date(2026, 1, 1), dt.date(2027, 6, 30), "Directrice")
    schema = schema_create(office, plan, account=COORD)
    wanted = Action(
        0, "", schema.ident, Axe.TRANQUILLITE, "Éclairer le quai", "eclairage", service="Voirie",
        zone_nom="les abords du quai",
    )  # fmt: skip
    return action_create(office, wanted, account=COORD)


def opened(office: Office, plan: PlanEnquete = PLAN) -> Enquete:
    return enquete_start(office, enquete_create(office, plan, account=COORD).ident, account=COORD)


def typed(office: Office, ident: int, answers: Sequence[tuple[str, int]]) -> None:
    """So many sheets of each answer to the first question; all of them answer another too."""
    first = sheet_next(office, ident, account=COORD)
    head = sheets_model(office, ident, account=COORD).removeprefix("\ufeff").splitlines()[0]
    empty = ";" * (head.count(";") - 3)
    said = [answer for answer, n in answers for _ in range(n)]
    rows = [f"{first + rank};{answer};;{NEVER}{empty}" for rank, answer in enumerate(said)]
    assert sheets_import(office, ident, "\n".join([head, *rows]), account=COORD).gardees == len(said)


def closed(office: Office, answers: Sequence[tuple[str, int]], plan: PlanEnquete = PLAN) -> Resultats:
    known = opened(office, plan)
    typed(office, known.ident, answers)
    enquete_close(office, known.ident, account=COORD)
    return resultats(office, known.ident, CLSPD)


def told_of(found: Resultats, code: str = "quartier") -> dict[str, int | None]:
    one = next(one for one in found.questions if one.question.code == code)
    return {answer: part.n for answer, part in one.parts}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"titre": " "}, "Donnez un titre"),
        ({"titre": "Avec Mme Lefranc"}, "ne nomme personne"),
        ({"modele": "humeur"}, "modèles connus : satisfaction, insecurite"),
        ({"moment": "hier"}, "moments connus"),
        ({"fin": dt.date(2026, 5, 31)}, "finirait le 31/05/2026, avant de commencer le 01/06/2026"),
        ({"fin": dt.date(2027, 6, 30)}, "un an au plus"),
        ({"debut": dt.date(9999, 12, 30), "fin": dt.date(9999, 12, 31)}, "entre 2000 et 2100"),
        ({"population": 0}, "au moins 1"),
        ({"precedente": 1}, "« avant » n'a pas de vague d'avant"),
        ({"schema": 404}, "Aucun schéma local n° 404"),
        ({"action": 404}, "Aucune action n° 404"),
        ({"precedente": 404, "moment": Moment.APRES}, "Aucune enquête n° 404"),
    ],
)
def test_what_cannot_be_a_survey_is_refused(office: Office, changes: dict[str, object], said: str) -> None:
    with pytest.raises((ValueRefused, NotFound), match=said):
        enquete_create(office, replace(PLAN, **changes), account=COORD)  # type: ignore[arg-type]
    assert enquetes_of(office) == []


def test_a_wave_follows_another_of_its_own_model(office: Office) -> None:
    first = enquete_create(office, PLAN, account=COORD)
    assert (first.plan.titre, first.etat, first.version) == ("Le quai", EtatEnquete.PREPARATION, 1)
    after = replace(PLAN, moment=Moment.APRES, precedente=first.ident, debut=dt.date(2026, 12, 1))
    after = replace(after, fin=dt.date(2026, 12, 14))
    with pytest.raises(ValueRefused, match="pas « Satisfaction »"):
        enquete_create(office, replace(after, modele="satisfaction"), account=COORD)
    with pytest.raises(ValueRefused, match="finit le 14/06/2026"):
        enquete_create(office, replace(after, debut=dt.date(2026, 6, 14)), account=COORD)
    second = enquete_create(office, after, account=COORD)
    with pytest.raises(ValueRefused, match="ne suit pas elle-même"):
        enquete_edit(office, second.ident, replace(after, precedente=second.ident), 1, account=COORD)
    with pytest.raises(ValueRefused, match="finit le 24/12/2026"):  # the wave before would end after the next begins
        enquete_edit(office, first.ident, replace(first.plan, fin=dt.date(2026, 12, 24)), 1, account=COORD)
    kept = enquete_edit(office, first.ident, replace(first.plan, fin=dt.date(2026, 6, 20)), 1, account=COORD)
    assert (kept.plan.fin, kept.version) == (dt.date(2026, 6, 20), 2)
    with pytest.raises(Conflict):
        enquete_edit(office, first.ident, first.plan, 1, account=COORD)


def test_a_survey_belongs_to_its_action_and_is_told_by_its_place(office: Office, action: Action) -> None:
    known = enquete_create(office, replace(PLAN, action=action.ident), account=COORD)
    assert (known.plan.schema, known.zone, known.territoire) == (action.schema, "les abords du quai", "quartier:Q00")
    assert [one.ident for one in enquetes_of(office, action=action.ident)] == [known.ident]
    assert [one.ident for one in enquetes_of(office, schema=action.schema)] == [known.ident]
    assert enquetes_of(office, action=action.ident + 1) == []
    elsewhere = replace(CLSPD, territoires=frozenset({"quartier:Q11"}))
    assert enquetes_open(office, elsewhere) == [] and len(enquetes_open(office, CLSPD)) == 1
    with pytest.raises(NotFound):
        enquete_for(office, known.ident, elsewhere)
    away = replace(COORD, territoires=elsewhere.territoires)
    for wanted in (replace(PLAN, action=action.ident), replace(PLAN, schema=action.schema)):
        with pytest.raises(NotFound):
            enquete_create(office, wanted, account=away)
    youth = action_create(
        office, Action(0, "", action.schema, Axe.JEUNES, "Accueil", "animation", service="Jeunesse"), account=COORD
    )
    with pytest.raises(ValueRefused, match="n'ont pas de lieu"):
        enquete_create(office, replace(PLAN, action=youth.ident), account=COORD)
    by_plan = enquete_create(office, replace(PLAN, schema=action.schema), account=COORD)
    assert by_plan.zone == "Quartier Q00"


def test_what_is_open_or_closed_changes_no_more_than_it_may(office: Office) -> None:
    known = opened(office)
    with pytest.raises(StateError, match="ne s'ouvre qu'une fois"):
        enquete_start(office, known.ident, account=COORD)
    with pytest.raises(StateError, match="seuls le titre"):
        enquete_edit(office, known.ident, replace(known.plan, modele="satisfaction"), 2, account=COORD)
    kept = enquete_edit(office, known.ident, replace(known.plan, population=400), 2, account=COORD)
    enquete_close(office, known.ident, account=COORD)
    with pytest.raises(StateError, match="seule la population"):
        enquete_edit(office, known.ident, replace(kept.plan, titre="Autre"), 4, account=COORD)
    assert (
        enquete_edit(office, known.ident, replace(kept.plan, population=500), 4, account=COORD).plan.population == 500
    )
    with pytest.raises(StateError, match="Seule une enquête ouverte"):
        enquete_close(office, known.ident, account=COORD)
    late = enquete_create(office, replace(PLAN, debut=dt.date(2026, 5, 1), fin=dt.date(2026, 5, 9)), account=COORD)
    with pytest.raises(StateError, match="09/05/2026, est passé"):
        enquete_start(office, late.ident, account=COORD)


def test_the_questions_of_a_survey_stay_those_of_its_first_wave(office: Office, clock: list[dt.datetime]) -> None:
    first = enquete_create(office, PLAN, account=COORD)
    before = questions_of(office, first)
    assert [one.source for one in before[:3]] == ["CVS et VRS 2022"] * 3
    clock[0] += dt.timedelta(days=20)
    set_setting(office, "enquete_insecurite", value_of(office, "enquete_insecurite")[:2], account=KEEPER)
    after = replace(
        PLAN, moment=Moment.APRES, precedente=first.ident, debut=dt.date(2026, 7, 1), fin=dt.date(2026, 7, 2)
    )
    second = enquete_create(office, after, account=COORD)
    assert questions_of(office, first) == questions_of(office, second) == before
    alone = enquete_create(office, replace(after, moment=Moment.UNIQUE, precedente=None), account=COORD)
    assert len(questions_of(office, alone)) == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"code": "Âge"}, "n'est pas un code"),
        ({"code": "feuille"}, "n'est pas un code"),
        ({"genre": "note"}, "n'est pas un genre"),
        ({"reponses": "Oui"}, "2 à 10 réponses"),
        ({"reponses": "Oui | Oui"}, "réponses différentes"),
        ({"retenues": "Parfois"}, "mot pour mot"),
        ({"retenues": "Oui | Non"}, "une partie des réponses"),
        ({"mieux": "autant"}, "« moins », « plus » ou vide"),
        ({"titre": "Mme Lefranc"}, "désigne une personne"),
        ({"genre": "libre"}, "le code « commentaire »"),
    ],
)
def test_a_row_that_makes_no_question_is_refused(office: Office, row: dict[str, str], said: str) -> None:
    good = {"code": "a", "genre": "question", "titre": "A", "question": "A ?", "reponses": "Oui | Non"}
    good |= {"retenues": "Oui", "mieux": "plus", "source": ""}
    assert row_to_question(good) == QuestionEnquete("a", "question", "A", "A ?", ("Oui", "Non"), ("Oui",), "plus")
    with pytest.raises(ValueRefused, match=said):
        set_setting(office, "enquete_satisfaction", [good | row], account=KEEPER)


def test_the_own_questionnaires_can_be_kept(office: Office) -> None:
    for cle in ("enquete_satisfaction", "enquete_insecurite"):
        rows = value_of(office, cle)
        assert set_setting(office, cle, rows, account=KEEPER).valeur == rows


def test_a_link_takes_each_form_once_and_nothing_of_who_answers(office: Office, clock: list[dt.datetime]) -> None:
    known = opened(office)
    token = survey_link_create(office, known.ident, account=COORD).adresse.rpartition("/")[2]
    assert len(token) == 32
    shown = survey_form(office, token)
    assert (shown.titre, len(shown.questions)) == ("Le quai", 10)
    lines = office.database.value("SELECT count(*) FROM journal")
    given = {"quartier": OFTEN, "domicile": NO_ANSWER, "age": "25 à 39 ans", "autre": "x"}
    assert survey_answer(office, token, "cle-tiree-par-la-page", given, "  Trop \x00 sombre ")
    assert not survey_answer(office, token, "cle-tiree-par-la-page", {"quartier": NEVER}, "")
    (row,) = office.database.read(
        "SELECT cle, voie, jour, reponses::VARCHAR AS reponses, commentaire, auteur FROM enquete_reponse"
    ).to_pylist()
    assert (row["voie"], row["jour"], row["auteur"]) == ("lien", office.today(), None)
    assert row["reponses"] == '{"quartier": "Souvent", "age": "25 à 39 ans"}' and row["commentaire"] == "Trop  sombre"
    assert office.database.value("SELECT count(*) FROM journal") == lines  # an instant would tell who
    assert token not in str(office.database.read("FROM enquete_lien").to_pylist())
    for bad, said in (
        ({"quartier": "Toujours"}, "n'est pas une réponse"), ({"age": "25 à 39 ans"}, "au moins à une"), ({}, "Aucune"),
    ):  # fmt: skip
        with pytest.raises(ValueRefused, match=said):
            survey_answer(office, token, "une-autre-cle-tiree", bad, "")
    with pytest.raises(ValueRefused, match="ne nomme personne, d'autres le liront : retirez « Lefranc »"):
        survey_answer(office, token, "une-autre-cle-tiree", given, "Mme Lefranc crie")
    with pytest.raises(ValueRefused, match="perdu son numéro"):
        survey_answer(office, token, "x", given, "")
    assert enquete_of(office, known.ident).n == 1


def test_a_link_opens_between_its_days_and_until_it_is_taken_back(office: Office, clock: list[dt.datetime]) -> None:
    with pytest.raises(NotAllowed, match="n'ouvre aucune enquête"):
        survey_form(office, "inconnu")
    later = replace(PLAN, debut=dt.date(2026, 6, 3))
    prepared = enquete_create(office, later, account=COORD)
    with pytest.raises(StateError, match="Ouvrez d'abord"):
        survey_link_create(office, prepared.ident, account=COORD)
    known = enquete_start(office, prepared.ident, account=COORD)
    first, second = (
        survey_link_create(office, known.ident, account=COORD).adresse.rpartition("/")[2] for _ in range(2)
    )
    with pytest.raises(StateError, match="commence le 03/06/2026"):
        survey_form(office, first)
    with pytest.raises(StateError, match="commence le 03/06/2026"):
        sheet_type(office, known.ident, Feuille(1, {"quartier": OFTEN}), account=COORD)
    clock[0] = dt.datetime(2026, 6, 14, 21, 59, tzinfo=dt.UTC)  # a minute before midnight in Paris
    assert survey_form(office, first).fin == dt.date(2026, 6, 14)
    clock[0] += dt.timedelta(minutes=1)
    with pytest.raises(StateError, match="finie, ou ce lien a été retiré"):
        survey_form(office, first)
    clock[0] = dt.datetime(2026, 6, 10, tzinfo=dt.UTC)
    assert survey_links_revoke(office, known.ident, account=COORD) == 2
    with pytest.raises(StateError, match="retiré"):
        survey_form(office, second)
    assert all(one.revoque_le and not one.adresse for one in survey_links(office, known.ident, account=COORD))
    third = survey_link_create(office, known.ident, account=COORD).adresse.rpartition("/")[2]
    enquete_close(office, known.ident, account=COORD)
    with pytest.raises(StateError, match="finie"):
        survey_answer(office, third, "cle-tiree-par-la-page", {"quartier": OFTEN}, "")


def test_sheets_are_typed_once_and_every_row_of_a_table_is_told(office: Office) -> None:
    known = opened(office)
    assert sheet_type(office, known.ident, Feuille(7, {"quartier": OFTEN}), account=COORD) == 8
    with pytest.raises(ValueRefused, match="n° 7 est déjà saisie"):
        sheet_type(office, known.ident, Feuille(7, {"quartier": NEVER}), account=COORD)
    head = sheets_model(office, known.ident, account=COORD).removeprefix("\ufeff").splitlines()[0]
    assert head.startswith("feuille;quartier;domicile;renonce") and head.endswith("lien;commentaire")
    empty = ";" * (head.count(";") - 1)
    rows = [
        f"1;souvent{empty}", f"2;4{empty}", f"7;1{empty}", f"3;9{empty}", f"x;1{empty}", f"4;{empty}",
        f"5;1{empty}vu avec M. Durand",
    ]  # fmt: skip
    text = "\n".join([head, *rows])
    said = sheets_import(office, known.ident, text, account=COORD)
    assert (said.gardees, said.connues, [line for line, _ in said.refus]) == (2, 1, [5, 6, 7, 8])
    for (_, why), part in zip(
        said.refus, ("le rang, de 1 à 4", "numéro de feuille", "Aucune question", "ne nomme personne"), strict=True
    ):
        assert part in why
    again = sheets_import(office, known.ident, text, account=COORD)
    assert (again.gardees, again.connues) == (0, 3)
    assert enquete_of(office, known.ident).n == 3 and sheet_next(office, known.ident, account=COORD) == 8
    enquete_close(office, known.ident, account=COORD)
    with pytest.raises(StateError, match="tant que l'enquête est ouverte"):
        sheets_import(office, known.ident, text, account=COORD)


def test_nothing_is_read_before_the_closing(office: Office) -> None:
    known = opened(office)
    typed(office, known.ident, [(OFTEN, 6)])
    found = resultats(office, known.ident, COORD)
    assert (found.n, found.lisible, found.questions, found.ecarts, found.papier) == (6, False, (), (), None)
    assert "6\xa0réponses jusqu'ici" in found.phrase and "à la clôture" in found.remarques[0]


def test_what_few_people_said_is_told_to_nobody(office: Office) -> None:
    found = closed(office, [(OFTEN, 20), (SOMETIMES, 12), (RARELY, 2), (NEVER, 30)])
    assert told_of(found) == {OFTEN: 20, SOMETIMES: 12, RARELY: None, NEVER: None}
    (one,) = [one for one in found.questions if one.question.code == "quartier"]
    assert one.retenue is not None and one.retenue.n == 32 and one.retenue.valeur == 0.5
    assert (one.repondu, one.sans_reponse, found.papier) == (64, 0, 64)
    assert told_of(found, "domicile") == {OFTEN: 0, SOMETIMES: 0, RARELY: 0, NEVER: 0}
    assert "insécurité dans le quartier : 50\u202f% (entre 38 et 62\u202f%)" in found.phrase
    assert any("Répond qui veut" in one for one in found.remarques)
    few = closed(office, [(OFTEN, 3), (NEVER, 61)], replace(PLAN, titre="Autre"))
    assert set(told_of(few).values()) == {None}
    assert "moins de 5 personnes sur 64" in few.phrase
    least = closed(office, [(OFTEN, 3), (NEVER, 1)], replace(PLAN, titre="Peu"))
    assert set(told_of(least).values()) == {None}
    assert "4\xa0réponses, trop peu pour conclure" in least.phrase and least.commentaires == ()


def test_comments_are_for_who_conducts_the_plan_and_tied_to_nothing(office: Office) -> None:
    known = opened(office)
    for rank, said in enumerate(("Zone sombre", "", "Agréable", "", ""), 1):
        sheet_type(office, known.ident, Feuille(rank, {"quartier": OFTEN}, said), account=COORD)
    enquete_close(office, known.ident, account=COORD)
    assert resultats(office, known.ident, COORD).commentaires == ("Agréable", "Zone sombre")
    assert resultats(office, known.ident, CLSPD).commentaires == ()


def waves(
    office: Office, clock: list[dt.datetime], before: Sequence[tuple[str, int]], after: Sequence[tuple[str, int]],
    population: int | None = None,
) -> Resultats:  # fmt: skip
    clock[0] = NOW
    first = closed(office, before, replace(PLAN, population=population))
    clock[0] += dt.timedelta(days=183)
    plan = replace(
        PLAN, moment=Moment.APRES, precedente=first.enquete.ident, debut=dt.date(2026, 12, 1),
        fin=dt.date(2026, 12, 14), population=population,
    )  # fmt: skip
    return closed(office, after, plan)


def test_two_waves_are_compared_as_newcombe_does(office: Office, clock: list[dt.datetime]) -> None:
    found = waves(office, clock, [(OFTEN, 48), (NEVER, 32)], [(OFTEN, 56), (NEVER, 14)])
    gap = found.ecarts[0]
    assert (gap.difference, gap.bas, gap.haut) == pytest.approx((0.2, 0.0524, 0.3339), abs=6e-5)
    assert (gap.verdict, gap.mieux) == (Verdict.HAUSSE, "moins")
    assert "hausse probable (+20 points, entre +5 et +33)" in found.phrase
    assert any("mêmes personnes" in one for one in found.remarques)
    other = {one.code: one.verdict for one in found.ecarts}
    assert other["renonce"] == Verdict.INDECIS and other["domicile"] == Verdict.INCONNU


def test_a_fall_to_almost_nobody_is_said_without_its_number(office: Office, clock: list[dt.datetime]) -> None:
    found = waves(office, clock, [(OFTEN, 30), (NEVER, 30)], [(OFTEN, 2), (NEVER, 58)])
    gap = found.ecarts[0]
    assert (gap.verdict, gap.difference, gap.apres.n, gap.apres.peu) == (Verdict.BAISSE, None, None, True)
    assert gap.avant.valeur == 0.5 and "baisse probable." in found.phrase


def test_under_thirty_answers_nothing_is_concluded(office: Office, clock: list[dt.datetime]) -> None:
    found = waves(office, clock, [(OFTEN, 29)], [(OFTEN, 10), (NEVER, 40)])
    assert found.ecarts[0].verdict == Verdict.INCONNU and found.ecarts[0].difference is None


def test_a_known_population_narrows_the_margins(office: Office, clock: list[dt.datetime]) -> None:
    sheets = [(OFTEN, 20), (NEVER, 20)]
    whole = closed(office, sheets, replace(PLAN, population=40))
    part = next(one.retenue for one in whole.questions if one.retenue)
    assert part is not None and (part.bas, part.valeur, part.haut) == (0.5, 0.5, 0.5)
    assert any("population de 40\xa0personnes" in one for one in whole.remarques)
    wrong = closed(office, sheets, replace(PLAN, population=39))
    free = closed(office, sheets)
    assert [one.retenue for one in wrong.questions] == [one.retenue for one in free.questions]
    assert any("la population est à corriger" in one for one in wrong.remarques)


def test_in_time_the_answers_of_one_person_part_and_every_total_stays(
    office: Office, clock: list[dt.datetime], tmp_path: Path
) -> None:
    office.settings = replace(office.settings, backup_dir=tmp_path / "sauvegardes")
    known = opened(office)
    head = sheets_model(office, known.ident, account=COORD).removeprefix("\ufeff").splitlines()[0]
    middle = ";" * (head.count(";") - 3)
    rows = [f"{rank};{1 + rank // 20};{1 + rank // 20}{middle};le-commentaire-{rank}" for rank in range(1, 61)]
    sheets_import(office, known.ident, "\n".join([head, *rows]), account=COORD)
    enquete_close(office, known.ident, account=COORD)
    before = resultats(office, known.ident, CLSPD)
    pairs = "SELECT count(*) FROM enquete_reponse WHERE (reponses->>'quartier') = (reponses->>'domicile')"
    assert office.database.value(pairs) == 60
    backup(office, tmp_path / "sauvegardes", auteur="essai", progress=quiet)
    clock[0] += dt.timedelta(days=300)
    assert {one.genre: one.n for one in purge_plan(office).lignes}["enquete"] == 0
    clock[0] += dt.timedelta(days=85)
    done = purge(office, auteur="essai", progress=quiet, clock_is_right=True)
    assert {one.genre: one.n for one in done.lignes}["enquete"] == 60
    assert resultats(office, known.ident, CLSPD) == before
    assert resultats(office, known.ident, COORD).commentaires == ()
    assert int(str(office.database.value(pairs))) < 45
    assert office.database.value("SELECT count(*) FROM enquete_reponse WHERE auteur IS NOT NULL") == 0
    assert found_in(["le-commentaire-3"], *files_of(office), tmp_path / "sauvegardes") == []
    assert {one.genre: one.n for one in purge_plan(office).lignes}["enquete"] == 0


def read_pdf(made: bytes) -> tuple[list[float], str]:
    """The widths of the pages, and the words of the first."""
    with closing(pypdfium2.PdfDocument(made)) as document:
        widths = [document.get_page_size(rank)[0] for rank in range(len(document))]
        with closing(document[0]) as first, closing(first.get_textpage()) as text:
            return widths, text.get_text_range()


def test_paper_is_one_page_and_a_poster_bears_its_own_link(office: Office) -> None:
    known = opened(office)
    pages, words = read_pdf(survey_paper(office, known.ident, account=COORD).contenu)
    assert len(pages) == 1 and "Feuille n°" in words and "renoncer à sortir seul(e)" in words
    link = survey_link_create(office, known.ident, account=COORD).adresse
    for size, width in (("a4", 595), ("a5", 420)):
        pages, words = read_pdf(survey_poster(office, known.ident, link, size, account=COORD).contenu)
        assert pages == pytest.approx([width], abs=1) and "anonyme" in words
    for wrong in ("https://ailleurs.example/enquete/x", link[:-1] + "x", link.replace("/enquete/", "/marche/")):
        with pytest.raises(ValueRefused, match="n'ouvre pas cette enquête"):
            survey_poster(office, known.ident, wrong, account=COORD)
    with pytest.raises(ValueRefused, match="format d'affiche"):
        survey_poster(office, known.ident, link, "a0", account=COORD)
