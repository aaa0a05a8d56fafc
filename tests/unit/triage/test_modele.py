from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from observatory.domain.tri import Fiche, Rubrique
from observatory.triage.evaluation import judge, reliability, share
from observatory.triage.modele import Model, calibrate, learn, nomenclature_hash, restricted, start_model
from tests.unit.triage.conftest import SMALL, texts_of

FAMILY = {one.code: one.parent or one.code for one in SMALL}


def test_a_city_that_has_learned_nothing_has_suggestions(start: Model) -> None:
    best = start.suggest("voiture ventouse", 3)[0]
    assert (best.code, best.mots) == ("stationnement-epave", ("ventouse", "voiture"))
    assert [one.code for one in start.suggest("matelas sur le trottoir", 1)] == ["depots-encombrants"]
    assert start.fiche.depart


def test_words_that_tell_of_a_family_suggest_it(start: Model) -> None:
    found = start.suggest("tapage", 3)
    assert found[0].code in ("bruit", "bruit-voisins")
    assert found[0].probabilite >= start.threshold
    unsure = replace(start, threshold=0.6)
    family = next(one for text in ("du bruit", "un animal", "véhicule") if (one := unsure.suggest(text, 3)))
    assert family[0].code in start.familles
    assert all(one.code.startswith(family[0].code) for one in family[1:])


@pytest.mark.parametrize("text", ["", "   ", "😀", "12 34 56", "qsdfgh wxcvbn", "de la", "\0", "日本語"])
def test_a_text_that_says_nothing_has_no_suggestion(start: Model, text: str) -> None:
    assert start.suggest(text, 3) == []


def test_it_abstains_under_its_threshold(learned: Model) -> None:
    assert learned.suggest("matelas", 3)
    assert replace(learned, threshold=1.01).suggest("matelas", 3) == []


def test_a_very_long_text_is_answered(start: Model) -> None:
    found = start.suggest("un matelas abandonné sur le trottoir " * 5000, 3)
    assert found[0].code == "depots-encombrants"


def test_probabilities_of_categories_add_up_to_those_of_their_families(learned: Model) -> None:
    answers = learned.answers(["perceuse et matelas", "", "sac"])
    assert np.allclose(answers.by_family.sum(axis=1), 1, atol=1e-5)
    for family in range(len(answers.familles)):
        inside = answers.by_code[:, learned.family_of == family].sum(axis=1)
        assert np.allclose(inside, answers.by_family[:, family], atol=1e-5)


def test_asking_one_by_one_or_together_gives_the_same(learned: Model) -> None:
    texts = ["perceuse du voisin", "sac et matelas"]
    together = learned.answers(texts).by_code
    for text, chances in zip(texts, together, strict=True):
        best = learned.suggest(text, 1)[0]
        assert best.probabilite == pytest.approx(float(chances.max()), abs=1e-4)


def test_what_was_learned_is_found_again_and_names_its_words(learned: Model) -> None:
    texts, codes = texts_of(100, 2)
    assert share(judge(learned.answers(texts), codes, FAMILY).first) == 1
    assert "BÉTONNIÈRE".lower() in learned.suggest("une BÉTONNIÈRE ce matin", 1)[0].mots


def test_probabilities_are_calibrated_on_texts_that_were_not_learned() -> None:
    n = 1500
    texts, codes = texts_of(3 * n, 4, noise=0.25)
    draft = learn(texts[:n], codes[:n], [str(at) for at in range(n)], SMALL, Fiche(False, "x"))
    model = calibrate(replace(draft, temperatures=(9.0, 9.0)), texts[n : 2 * n], codes[n : 2 * n])
    before, after = (
        reliability(judge(one.answers(texts[2 * n :]), codes[2 * n :], FAMILY))[1]
        for one in (replace(draft, temperatures=(0.5, 0.5)), model)
    )
    assert after < 0.06
    assert after < before / 2


def test_texts_sorted_by_family_alone_teach_families() -> None:
    texts, codes = texts_of(300, 4)
    model = learn(texts, [FAMILY[code] for code in codes], [str(at) for at in range(300)], SMALL, Fiche(False, "x"))
    judged = judge(model.answers(texts), codes, FAMILY)
    assert share(judged.family) == 1
    assert (share(judged.first) or 0) > 0.5


def test_a_nomenclature_of_one_or_two_families_can_be_learned() -> None:
    for rubriques in ([SMALL[-1]], [SMALL[1].__class__("a", None, "Chien"), Rubrique("b", None, "Chat")]):
        model = start_model(rubriques)
        assert model.suggest(rubriques[-1].libelle, 1)[0].code == rubriques[-1].code


def test_a_category_that_is_gone_is_no_longer_suggested(learned: Model) -> None:
    without = [one for one in SMALL if one.code != "depots-encombrants"]
    assert nomenclature_hash(without) != nomenclature_hash(SMALL)
    model = restricted(learned, without)
    assert "depots-encombrants" not in model.codes
    assert {one.code for one in model.suggest("matelas", 5)} <= {one.code for one in without}
    moved = restricted(learned, [one for one in SMALL if not one.code.startswith("depots")])
    assert moved.familles == ("bruit", "autre")
    assert np.allclose(moved.answers(["sac"]).by_family.sum(), 1, atol=1e-5)
    assert restricted(learned, [Rubrique("x", None, "X")]).codes == ()


def test_only_codes_make_the_hash() -> None:
    assert nomenclature_hash(SMALL) == nomenclature_hash([replace(one, libelle="?", mots=()) for one in SMALL[::-1]])


def test_many_threads_get_the_answers_of_one(start: Model) -> None:
    texts = ["voiture ventouse", "rats", "nid de poule", "lampadaire éteint"] * 10
    alone = [start.suggest(text, 3) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: start.suggest(text, 3), texts)) == alone
