"""What a survey says in words, tables and bars."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from observatory.domain.enquete import (
    Ecart,
    Enquete,
    EtatEnquete,
    FeuillesLues,
    Part,
    PlanEnquete,
    ResultatQuestion,
    Resultats,
    Verdict,
)
from observatory.domain.questionnaire import QuestionEnquete
from observatory.present.enquete import (
    HIDDEN,
    gap_frame,
    gap_is_good,
    question_chart,
    question_frame,
    sheets_words,
    survey_phrase,
    survey_remarks,
)

DAY = dt.date(2026, 6, 1)
SURVEY = Enquete(1, PlanEnquete("Le quai", "insecurite", DAY, DAY), EtatEnquete.CLOSE, 1, dt.datetime(2026, 6, 1))  # noqa: DTZ001
QUESTION = QuestionEnquete(
    "q", "question", "Insécurité", "… ?", ("Souvent", "Parfois", "Jamais"), ("Souvent", "Parfois")
)
SHARE = Part(12, 0.24, 0.14, 0.37)
TOLD = ResultatQuestion(
    QUESTION, 50, 3, (("Souvent", Part(None)), ("Parfois", Part(None)), ("Jamais", Part(38, 0.76, 0.63, 0.86))), SHARE
)
GAP = Ecart("q", "Insécurité", Part(25, 0.5, 0.37, 0.63), SHARE, -0.26, -0.42, -0.07, Verdict.BAISSE, "moins")
FOUND = Resultats(SURVEY, 53, None, True, (TOLD,), None, (GAP,), (), "", ())


def test_a_table_tells_each_answer_and_who_gave_none() -> None:
    frame = question_frame(TOLD)
    assert frame["Nombre"].tolist() == [HIDDEN, HIDDEN, "38", "12", "3"]
    assert frame["Réponse"].tolist()[3:] == ["Ensemble : Souvent + Parfois", "Sans réponse"]
    assert frame["Part"].tolist() == ["", "", "76\u202f%", "24\u202f%", ""]


def test_bars_show_what_may_be_told_alone_and_read_in_black_and_white() -> None:
    chart = question_chart(TOLD)
    assert chart is not None
    drawn = chart.to_dict()
    rows = next(iter(drawn["datasets"].values()))
    assert [row["reponse"] for row in rows] == ["Jamais"] and not rows[0]["suivie"]
    assert drawn["layer"][0]["encoding"]["fillOpacity"]["condition"]["value"] > 0.5
    assert question_chart(replace(TOLD, parts=(("Souvent", Part(None)),))) is None


def test_the_sentence_tells_the_share_and_what_changed() -> None:
    said = survey_phrase(FOUND).replace("\xa0", " ").replace("\u202f", " ").replace("−", "-")
    assert said == (
        "« Le quai » : 53 réponses ; insécurité : 24 % (entre 14 et 37 %). "
        "Depuis la vague d'avant : baisse probable (-26 points, entre -42 et -7)."
    )
    assert "trop peu pour conclure" in survey_phrase(replace(FOUND, n=29))
    assert "masqué" in survey_phrase(replace(FOUND, ecarts=(), questions=(replace(TOLD, retenue=Part(None)),)))
    assert any("mêmes personnes" in one for one in survey_remarks(FOUND))


@pytest.mark.parametrize(
    ("verdict", "better", "good"),
    [
        (Verdict.BAISSE, "moins", True), (Verdict.HAUSSE, "moins", False), (Verdict.HAUSSE, "plus", True),
        (Verdict.BAISSE, "", None), (Verdict.INDECIS, "moins", None), (Verdict.INCONNU, "plus", None),
    ],
)  # fmt: skip
def test_better_or_worse_is_said_of_probable_changes_alone(verdict: str, better: str, good: bool | None) -> None:
    gap = replace(GAP, verdict=verdict, mieux=better)
    assert gap_is_good(gap) is good
    told = gap_frame(replace(FOUND, ecarts=(gap,)))["Ce que l'on peut dire"][0]
    assert ("▲" in told, "▼" in told) == (good is True, good is False)


def test_a_table_of_sheets_is_accounted_for() -> None:
    assert sheets_words(FeuillesLues(2, 1, ((5, "…"),))).replace("\xa0", " ") == (
        "2 feuilles enregistrées ; 1 déjà saisie ; 1 ligne refusée."
    )
