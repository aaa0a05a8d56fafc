"""Sums of a bilan: what was not told is counted apart, never as zero."""

from __future__ import annotations

from observatory.domain.bilan import LigneMesure, Montant, amount, count_indicators, funding_lines
from observatory.present.bilan_schema import amount_text, indicators_text, value_text

NAMES = {"commune": "Commune", "fipd": "FIPD", "bailleur-tfpb": "Bailleur (abattement de TFPB)"}
PARTS = [
    ("commune", 2026, 10_000.0, None), ("fipd", 2026, 30_000.0, 12_000.0), ("fipd", 2025, 8_000.0, 8_000.0),
    ("fipd", 2026, None, None), ("bailleur-tfpb", 2026, None, None), ("commune", 2026, 5_000.0, 0.0),
]  # fmt: skip


def test_a_sum_says_what_it_lacks() -> None:
    assert amount([]) == Montant(None, 0, 0)
    assert amount([None, None]) == Montant(None, 2, 2)
    assert amount([1_000.0, None, 500.0]) == Montant(1_500.0, 1, 3)
    assert amount([0.0]) == Montant(0.0, 0, 1)
    told = [amount_text(amount(one)) for one in ([], [None], [1_500.0, None], [0.0])]
    assert told == ["", "non communiqué", "au moins 1\u202f500\u202f€", "0\u202f€"]


def test_funding_by_year_and_payer_puts_the_fipd_first_and_adds_up() -> None:
    lines, whole = funding_lines(PARTS, NAMES)
    assert [(one.annee, one.source) for one in lines] == [
        (2025, "fipd"), (2025, ""), (2026, "fipd"), (2026, "commune"), (2026, "bailleur-tfpb"), (2026, ""),
        (None, "fipd"), (None, "commune"), (None, "bailleur-tfpb"),
    ]  # fmt: skip
    by_line = {(one.annee, one.source): (one.prevu, one.depense) for one in lines}
    assert by_line[2026, "fipd"] == (Montant(30_000.0, 1, 2), Montant(12_000.0, 1, 2))
    assert by_line[2026, "commune"] == (Montant(15_000.0, 0, 2), Montant(0.0, 1, 2))
    assert by_line[2026, "bailleur-tfpb"] == (Montant(None, 1, 1), Montant(None, 1, 1))
    assert by_line[2026, ""] == (Montant(45_000.0, 2, 5), Montant(12_000.0, 3, 5))
    assert by_line[None, "fipd"] == (Montant(38_000.0, 1, 3), Montant(20_000.0, 1, 3))
    assert (whole.libelle, whole.prevu, whole.depense) == ("Ensemble", Montant(53_000.0, 2, 6), Montant(20_000.0, 3, 6))


def test_indicators_are_counted_by_what_became_of_them() -> None:
    lines = [
        _line("renseigne", nombre=0.0, unite="m²"), _line("renseigne", phrase="Moins de plaintes."),
        _line("non_communique"), _line("non_communique"), _line("attendu"), _line("en_retard"), _line(""),
    ]  # fmt: skip
    found = count_indicators(lines)
    assert (found.total, found.renseignes, found.non_communiques, found.attendus, found.en_retard) == (6, 2, 2, 1, 1)
    assert indicators_text(found) == "2\xa0indicateurs non communiqués sur 6"
    assert [value_text(one) for one in lines] == [
        "0 m²", "Moins de plaintes.", "non communiqué", "non communiqué", "attendu", "en retard", "aucun indicateur",
    ]  # fmt: skip
    assert indicators_text(count_indicators([_line("")])) == "Aucun indicateur n'est demandé."


def _line(etat: str, *, nombre: float | None = None, phrase: str | None = None, unite: str = "") -> LigneMesure:
    return LigneMesure(
        1, "A-2026-001", "tranquillite", "Éclairer", "Éclairage", "Voirie", "impact", "Lampes", unite, None, nombre,
        phrase, etat,
    )  # fmt: skip
