"""The short phrases by which the suggestion is held, and ``docs/triage.md``, which tells of them."""

from __future__ import annotations

import csv

import pytest
from numpy.random import default_rng
from support.tri import PARTS, PartWriter, families, read_phrases, score

from observatory.domain.tri import Fiche, Rubrique
from observatory.settings import PROJECT
from observatory.triage.modele import Model, learn, start_model


@pytest.fixture(scope="module")
def rubriques() -> list[Rubrique]:
    with (PROJECT / "data/reference/nomenclature.csv").open(encoding="utf-8") as file:
        return [
            Rubrique(row["code"], row["parent"] or None, row["libelle"], tuple(filter(None, row["mots"].split(";"))))
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="module", params=["starting", "learned"])
def model(request: pytest.FixtureRequest, rubriques: list[Rubrique]) -> Model:
    if request.param == "starting":
        return start_model(rubriques)
    parents = {one.parent for one in rubriques}
    codes = [one.code for one in rubriques if one.code not in parents]
    texts = PartWriter(default_rng(7), slice(None), slice(None)).draw(codes, 2000)
    told = [codes[at % len(codes)] for at in range(2000)]
    return learn(texts, told, [str(at) for at in range(2000)], rubriques, Fiche(False, ""))


@pytest.mark.parametrize("part", PARTS)
def test_short_phrases_find_their_category(model: Model, rubriques: list[Rubrique], part: str) -> None:
    phrases = [one for one in read_phrases() if one.part == part]
    found = score(model, phrases, families(rubriques))
    assert found.n >= 60
    assert found.first / found.n >= 0.9
    assert found.among / found.n >= 0.98
    assert found.right / found.shown >= 0.9


def test_the_phrases_are_of_codes_that_exist_and_none_is_in_both_parts(rubriques: list[Rubrique]) -> None:
    phrases = read_phrases()
    assert {one.code for one in phrases} <= {one.code for one in rubriques}
    assert len({one.text for one in phrases}) == len(phrases)
    assert {one.part for one in phrases} == set(PARTS)


def test_the_document_holds_both_measured_parts() -> None:
    text = (PROJECT / "docs" / "triage.md").read_text(encoding="utf-8")
    measures = text.split("<!-- debut mesures -->")[1].split("<!-- fin mesures -->")[0]
    assert "Learned from" in measures
    assert "expected calibration error" in measures
    starting = text.split("<!-- debut depart -->")[1].split("<!-- fin depart -->")[0]
    assert "Starting model" in starting
    phrases = text.split("<!-- debut phrases -->")[1].split("<!-- fin phrases -->")[0]
    assert "forms of sentence never learned" in phrases
    for part in PARTS:
        assert f"`{part}` ({sum(one.part == part for one in read_phrases())})" in phrases
