"""Rules of routing: which one wins, what is wrong with them, what never serves."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from observatory.domain.calendrier import PARIS, Horaires
from observatory.domain.envoi import Regle
from observatory.domain.errors import StateError, ValueRefused
from observatory.settings import PROJECT
from observatory.store.reference import read_nomenclature
from observatory.store.regles import read_rules
from observatory.triage.regles import rule_faults, rules_for_nowhere, rules_never_used
from observatory.triage.routage import compile_rules

PARENTS: dict[str, str | None] = {"bruit": None, "bruit-voisins": "bruit", "bruit-bar": "bruit", "tags": None}
LAST = Regle(99, service="Office")


def paris(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=PARIS)


TUESDAY, TUESDAY_NIGHT = paris("2026-06-02T10:00"), paris("2026-06-02T23:30")


def winner(*regles: Regle, categorie: str = "bruit-voisins", lieu: str = "prive", ou: str = "", le: dt.datetime) -> int:
    return compile_rules([*regles, LAST], PARENTS).rule_for(categorie, lieu, {ou} if ou else set(), le).rang


def test_the_first_rule_by_rank_wins_whatever_the_order_of_the_list() -> None:
    second, first = Regle(2, "bruit", service="B"), Regle(1, "bruit-voisins", service="A")
    assert winner(second, first, le=TUESDAY) == 1
    assert winner(second, first, categorie="bruit-bar", le=TUESDAY) == 2
    assert winner(second, first, categorie="bruit", le=TUESDAY) == 2
    assert winner(second, first, categorie="tags", le=TUESDAY) == 99
    assert winner(second, first, categorie="inconnue", le=TUESDAY) == 99


@pytest.mark.parametrize(
    ("rule", "lieu", "ou", "le", "fits"),
    [
        (Regle(1, lieu="prive"), "prive", "", TUESDAY, True),
        (Regle(1, lieu="prive"), "public", "", TUESDAY, False),
        (Regle(1, territoire="qpv:A"), "prive", "qpv:A", TUESDAY, True),
        (Regle(1, territoire="qpv:A"), "prive", "qpv:B", TUESDAY, False),
        (Regle(1, territoire="qpv:*"), "prive", "qpv:B", TUESDAY, True),
        (Regle(1, territoire="qpv:*"), "prive", "quartier:B", TUESDAY, False),
        (Regle(1, territoire="qpv:*"), "prive", "", TUESDAY, False),
        (Regle(1, jours="lun-ven", heures="22-06"), "prive", "", TUESDAY_NIGHT, True),
        (Regle(1, jours="mer", heures="22-06"), "prive", "", TUESDAY_NIGHT, False),
        (Regle(1, jours="lun-ven", heures="22-06"), "prive", "", TUESDAY, False),
        (Regle(1, jours="feries"), "prive", "", paris("2026-07-14T12:00"), True),
        (Regle(1, jours="mar"), "prive", "", paris("2026-07-14T12:00"), False),
    ],
)
def test_every_condition_must_hold(rule: Regle, lieu: str, ou: str, le: dt.datetime, fits: bool) -> None:
    assert winner(replace(rule, service="A"), lieu=lieu, ou=ou, le=le) == (1 if fits else 99)


def test_what_a_rule_gives_with_whom_to_call_outside_service_hours_alone() -> None:
    rule = Regle(1, service="Voirie", promesse_h=48, ouvre=True, escalade="Directrice", astreinte="05 36 49 00 21")
    routage = compile_rules([rule], PARENTS)
    day, night = (routage.route("tags", "public", (), le) for le in (TUESDAY, TUESDAY_NIGHT))
    assert (day.service, day.promesse, day.escalade, day.regle) == ("Voirie", "48 h ouvrées", "Directrice", 1)
    assert (day.echeance, night.echeance) == (paris("2026-06-04T10:00"), paris("2026-06-04T18:00"))
    assert (day.astreinte, night.astreinte) == ("", "05 36 49 00 21")
    calendar = compile_rules([replace(rule, ouvre=False)], PARENTS).route("tags", "public", (), TUESDAY_NIGHT)
    assert (calendar.promesse, calendar.echeance) == ("48 h", paris("2026-06-04T23:30"))


def test_holidays_of_alsace_moselle_count_where_they_are_kept() -> None:
    rules = [Regle(1, jours="feries", service="A"), LAST]
    good_friday = paris("2026-04-03T10:00")
    assert compile_rules(rules, PARENTS).rule_for("tags", "public", (), good_friday) == LAST
    there = compile_rules(rules, PARENTS, Horaires(alsace_moselle=True))
    assert there.rule_for("tags", "public", (), good_friday).rang == 1


def test_without_a_last_resort_a_file_may_find_no_rule() -> None:
    routage = compile_rules([Regle(1, "tags", service="A")], PARENTS)
    with pytest.raises(StateError, match="la dernière doit prendre tout"):
        routage.rule_for("bruit", "public", (), TUESDAY)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Regle(3, "bruits", service="A"), "Règle 3 : la catégorie « bruits » n'est pas dans la nomenclature."),
        (Regle(3, lieu="rue", service="A"), "le lieu « rue » n'existe pas"),
        (Regle(3, territoire="QP1", service="A"), "le territoire « QP1 » s'écrit zonage:code"),
        (Regle(3, jours="lundredi", service="A"), "« lundredi » n'est pas un jour"),
        (Regle(3, heures="26-30", service="A"), "n'est pas une heure de 0 à 24"),
        (Regle(3, "tags", service=" "), "aucun service n'est nommé"),
        (Regle(3, "tags", service="A", promesse_h=0), "de 1 à 8784 heures, pas 0"),
        (Regle(3, "tags", service="A\nB"), "une ligne de 120 caractères"),
        (Regle(99, "tags", service="A"), "Plusieurs règles ont le rang 99"),
        (Regle(100, "tags", service="A"), "La dernière règle doit tout prendre"),
    ],
)
def test_what_is_wrong_is_said(rule: Regle, words: str) -> None:
    (fault,) = rule_faults([LAST, rule], PARENTS)
    assert words in fault
    assert fault.endswith(".")


def test_no_rule_at_all_is_a_fault() -> None:
    assert rule_faults([LAST], PARENTS) == []
    assert "La dernière règle" in rule_faults([], PARENTS)[0]


def never(*rules: Regle) -> list[str]:
    named = [replace(rule, rang=rank, service="S") for rank, rule in enumerate(rules, 1)]
    return rules_never_used([*named, LAST], PARENTS)


def test_a_rule_that_another_takes_everything_from_is_named_with_it() -> None:
    assert never(Regle(0, "tags"), Regle(0, "bruit"), Regle(0, "bruit-voisins", "prive", "qpv:A", "lun", "8-9")) == [
        "La règle 3 ne servira jamais : la règle 2 prend tout avant elle."
    ]
    assert never(Regle(0, "bruit", territoire="qpv:*"), Regle(0, "bruit", territoire="qpv:A")) != []
    assert never(Regle(0), Regle(0, "tags")) == ["La règle 2 ne servira jamais : la règle 1 prend tout avant elle."]


@pytest.mark.parametrize(
    "pair",
    [
        (Regle(0, "bruit-voisins"), Regle(0, "bruit")),
        (Regle(0, "bruit", "prive"), Regle(0, "bruit")),
        (Regle(0, "bruit", territoire="qpv:A"), Regle(0, "bruit")),
        (Regle(0, "bruit", territoire="qpv:A"), Regle(0, "bruit", territoire="qpv:B")),
        (Regle(0, "bruit", territoire="qpv:A"), Regle(0, "bruit", territoire="qpv:*")),
        (Regle(0, "bruit", jours="lun-dim"), Regle(0, "bruit")),
        (Regle(0, "bruit", jours="ven", heures="8-20"), Regle(0, "bruit", jours="ven", heures="8-20:30")),
        (Regle(0, "bruit", jours="ven", heures="22-06"), Regle(0, "bruit", jours="sam", heures="0-7")),
    ],
)
def test_a_rule_that_keeps_something_is_not_complained_of(pair: tuple[Regle, Regle]) -> None:
    assert never(*pair) == []


def test_several_rules_may_together_leave_nothing() -> None:
    (told,) = never(
        Regle(0, "bruit", jours="lun-dim", heures="6-22"), Regle(0, "tags"), Regle(0, "bruit", heures="22-6"),
        Regle(0, "bruit", jours="feries"), Regle(0, "bruit", "prive"),
    )  # fmt: skip
    assert told == "La règle 5 ne servira jamais : les règles 1, 3 et 4 prennent tout avant elle."


def test_a_night_that_began_the_day_before_covers_the_small_hours() -> None:
    every_night = Regle(0, "bruit", heures="22-06")
    assert never(every_night, Regle(0, "bruit", jours="sam", heures="0-6")) != []


def test_rules_for_a_place_that_is_not_here_are_said() -> None:
    rules = [replace(LAST, rang=n, territoire=t) for n, t in enumerate(("qpv:A", "qpv:*", "qpv:B", "zsp:*", ""), 1)]
    told = rules_for_nowhere(rules, {"qpv:A"})
    assert [one.split(" :")[0] for one in told] == ["La règle 3 ne servira pas", "La règle 4 ne servira pas"]


def test_the_reference_table_is_without_fault_and_every_category_has_its_rule() -> None:
    rows = read_nomenclature(PROJECT / "data" / "reference" / "nomenclature.csv")
    parents = {row["code"]: row["parent"] or None for row in rows}
    rules = read_rules(PROJECT / "data" / "reference" / "regles.csv")
    assert rule_faults(rules, parents) == []
    assert rules_never_used(rules, parents) == []
    routage = compile_rules(rules, parents)
    served = {code: routage.rule_for(code, "public", (), TUESDAY).service for code in parents}
    assert [code for code, service in served.items() if service == "Office de la tranquillité"] == [
        "victimes", "victimes-insecurite", "autre",
    ]  # fmt: skip
    assert served["stationnement-epave"] == "Fourrière"
    shared = {routage.rule_for(code, "parties communes", ("qpv:A",), TUESDAY).service for code in parents}
    assert shared == {"Clairval Habitat"}


def test_days_that_cannot_be_read_are_refused_at_once() -> None:
    with pytest.raises(ValueRefused):
        compile_rules([Regle(1, jours="x", service="A")], PARENTS)
