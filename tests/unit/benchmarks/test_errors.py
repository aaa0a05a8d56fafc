from __future__ import annotations

import re
from random import Random

import pytest
from support.errors import FAMILIES, Address, make_error

ADDRESS = Address("33BIS", "Rue du Général de la Forêt", "Saint-Étienne", "01420")
QUERY = "33BIS Rue du Général de la Forêt 01420 Saint-Étienne"


def many(family: str, address: Address = ADDRESS, query: str = QUERY) -> set[str]:
    made = {make_error(family, address, query, Random(seed)) for seed in range(300)}
    return {one for one in made if one is not None}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_changes_the_query(family: str) -> None:
    made = many(family)
    assert made
    assert QUERY not in made


@pytest.mark.parametrize("family", FAMILIES)
def test_a_seed_makes_the_same_error_again(family: str) -> None:
    assert make_error(family, ADDRESS, QUERY, Random(7)) == make_error(family, ADDRESS, QUERY, Random(7))


@pytest.mark.parametrize("family", ["keyboard", "lost", "doubled", "swapped", "inserted", "phonetic", "optical", "two"])
def test_errors_of_letters_stay_in_the_street(family: str) -> None:
    for one in many(family):
        assert one.startswith("33BIS ")
        assert one.endswith(" 01420 Saint-Étienne")


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - {"suffix"}))
def test_the_number_keeps_its_digits(family: str) -> None:
    assert all("33" in one for one in many(family))


def test_glued_words_lose_blanks_only() -> None:
    for one in many("glued"):
        assert one.replace(" ", "") == QUERY.replace(" ", "")
        assert one.count(" ") < QUERY.count(" ")


def test_the_number_and_its_suffix_may_be_glued_to_the_street() -> None:
    address = Address("1", "Rue Jonas", "Athie", "21500")
    made = many("glued", address, "1 Rue Jonas Athie")
    assert {"1 RueJonas Athie", "1Rue Jonas Athie", "1 Rue JonasAthie"} <= made


def test_a_split_word_gains_one_blank_inside() -> None:
    address = Address("5", "Rue de la République", "Lyon", "69002")
    made = many("split", address, "5 Rue de la République Lyon")
    assert "5 Rue de la Répub lique Lyon" in made
    assert all(one.replace(" ", "") == "5RuedelaRépubliqueLyon" for one in made)


def test_reordered_words_are_the_same_words() -> None:
    made = many("reordered")
    assert all(sorted(one.split()) == sorted(QUERY.split()) for one in made)
    assert "Rue du Général de la Forêt 33BIS 01420 Saint-Étienne" in made
    assert "Saint-Étienne 33BIS Rue du Général de la Forêt 01420" in made


def test_articles_are_left_out() -> None:
    made = many("left_out")
    assert "33BIS Rue Général Forêt 01420 Saint-Étienne" in made
    assert many("left_out", Address("1", "Rue d'Artois", "Lens", ""), "1 Rue d'Artois Lens") == {"1 Rue Artois Lens"}


def test_words_are_abbreviated() -> None:
    address = Address("3", "Boulevard du Docteur Roux", "Lens", "62300")
    made = many("abbreviated", address, "3 Boulevard du Docteur Roux Lens")
    assert {"3 bd du Docteur Roux Lens", "3 bld du dr Roux Lens"} <= made


def test_accents_and_small_letters_go() -> None:
    assert many("unaccented") == {"33BIS Rue du General de la Foret 01420 Saint-Etienne"}
    assert many("upper") == {"33BIS RUE DU GENERAL DE LA FORET 01420 SAINT ETIENNE"}


def test_mojibake_is_utf8_read_as_cp1252() -> None:
    made = many("mojibake")
    assert QUERY.encode().decode("cp1252", "replace") in made
    assert "33BIS Rue du G?n?ral de la For?t 01420 Saint-?tienne" in made
    assert not many("mojibake", Address("1", "Rue Foch", "Lens", "62300"), "1 Rue Foch Lens")


def test_a_postcode_has_lost_or_changed_a_digit() -> None:
    codes = {re.sub(r"^.*Forêt (\d+) Saint.*$", r"\1", one) for one in many("postcode")}
    assert all(re.fullmatch(r"\d{4,5}", code) for code in codes)
    assert "1420" in codes
    assert any(len(code) == 5 for code in codes)
    assert "01420" not in codes


def test_a_postcode_that_is_not_said_cannot_be_wrong() -> None:
    assert not many("postcode", ADDRESS, "33BIS Rue du Général de la Forêt Saint-Étienne")


def test_a_suffix_is_written_otherwise() -> None:
    heads = {one.removesuffix(QUERY.removeprefix("33BIS")) for one in many("suffix")}
    assert {"33 bis", "33b", "33 B", "33-bis", "33bis"} <= heads
    assert not many("suffix", Address("33", "Rue Foch", "Lens", ""), "33 Rue Foch Lens")


def test_an_error_in_the_town_leaves_the_street() -> None:
    assert all(one.startswith("33BIS Rue du Général de la Forêt 01420 ") for one in many("town"))


def test_an_unknown_family_is_an_error() -> None:
    with pytest.raises(KeyError):
        make_error("none", ADDRESS, QUERY, Random(1))
