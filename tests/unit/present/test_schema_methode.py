"""The words of the method: the month of a plan, its frieze, and what is said of what was missed."""

from __future__ import annotations

import datetime as dt

import pytest

from observatory.domain.methode import Fait, Passage
from observatory.domain.schema import Schema
from observatory.plan.methode import method_of
from observatory.present.schema_methode import frieze_html, missed_sentences, month_words, next_sentence

D = dt.date
PLAN = Schema(1, "Le Port", "", "clspd", D(2025, 10, 6), D(2027, 10, 5))


@pytest.mark.parametrize(
    ("today", "words", "part"),
    [
        (D(2025, 10, 5), "Commence le 6 octobre 2025 : 24 mois", 0.0),
        (D(2025, 10, 6), "1er mois sur 24", 1 / 24),
        (D(2026, 11, 22), "14e mois sur 24", 14 / 24),
        (D(2027, 10, 5), "24e mois sur 24", 1.0),
        (D(2027, 10, 6), "Fini depuis le 5 octobre 2027 : 24 mois", 1.0),
    ],
)
def test_a_plan_tells_its_month(today: dt.date, words: str, part: float) -> None:
    said, behind = month_words(PLAN, today)
    assert said == words and behind == pytest.approx(part)


def test_what_was_missed_is_said_with_what_to_do() -> None:
    walk = Fait(Passage.MARCHE, 1, D(2026, 6, 4), True)
    methode = method_of(PLAN.debut, PLAN.fin, [walk], D(2026, 11, 22))
    said = missed_sentences(methode, D(2026, 11, 22))
    assert [one.split(" (")[0] for one in said] == [
        "Aucune réunion de consultation n'a ouvert le schéma", "Aucune marche n'a ouvert le schéma",
        "Le groupe opérationnel ne s'est pas réuni", "Le schéma n'a pas été présenté en public",
        "La visite du 2e semestre n'a pas été restituée en public",
    ]  # fmt: skip
    assert "la visite du semestre en tient lieu" in said[1]
    early = missed_sentences(method_of(PLAN.debut, PLAN.fin, [], D(2026, 1, 6)), D(2026, 1, 6))
    assert "préparez-en une sans attendre" in early[1]
    nothing = missed_sentences(method_of(PLAN.debut, PLAN.fin, [], D(2027, 10, 6)), D(2027, 10, 6))
    assert "Aucune visite de terrain au 2e semestre (du 6 avril 2026 au 5 octobre 2026)" in nothing[4]
    assert nothing[5].startswith("Aucune réunion publique au 2e semestre")
    assert nothing[-1].startswith("Le schéma a pris fin le 5 octobre 2027 sans bilan")


def test_the_frieze_says_each_state_in_a_word_of_its_gender() -> None:
    facts = [
        Fait(Passage.CONSULTATION, 1, D(2025, 10, 20), True), Fait(Passage.GROUPE, 2, D(2026, 3, 5), True),
        Fait(Passage.PRESENTATION, 3, D(2026, 4, 2), False),
    ]  # fmt: skip
    html = frieze_html(method_of(PLAN.debut, PLAN.fin, facts, D(2026, 3, 10)), D(2026, 3, 10))
    for words in (
        "tenue</span>",
        "manquée</span>",
        "tenu en retard</span>",
        "prévue</span>",
        "1er semestre (en cours)",
    ):
        assert words in html, words
    assert "le 5 mars 2026, au lieu du 5 février 2026 au plus tard" in html


def test_the_next_step_is_proposed_on_a_day() -> None:
    step = method_of(PLAN.debut, PLAN.fin, [], PLAN.debut).prochaine
    assert step is not None
    assert next_sentence(step) == (
        "Réunion publique de consultation, avant le 5 décembre 2025, par exemple le jeudi 6 novembre 2025."
    )
