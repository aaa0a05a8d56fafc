"""Rules against an oracle: the first that fits wins, and one that is said never to serve never does."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from observatory.domain.envoi import Regle
from observatory.triage.regles import LIEUX, rule_faults, rules_never_used
from observatory.triage.routage import compile_rule, compile_rules

PARENTS: dict[str, str | None] = {"a": None, "a-1": "a", "a-2": "a", "b": None}
TERRITOIRES = ("q:1", "q:2", "z:1")
START = dt.datetime(2026, 4, 20, tzinfo=dt.UTC)

RULES = st.lists(
    st.builds(
        Regle,
        rang=st.just(0),
        categorie=st.sampled_from(["", "", *PARENTS]),
        lieu=st.sampled_from(["", "", "", *LIEUX]),
        territoire=st.sampled_from(["", "", "q:1", "q:2", "q:*"]),
        jours=st.sampled_from(["", "", "lun-ven", "sam,dim,feries", "feries", "lun-dim"]),
        heures=st.sampled_from(["", "", "22-06", "06-22", "8-12,14-18"]),
        service=st.just("S"),
    ),
    max_size=8,
).map(lambda rules: [*(_ranked(one, i) for i, one in enumerate(rules, 1)), Regle(len(rules) + 1, service="fin")])

FILES = st.tuples(
    st.sampled_from([*PARENTS]),
    st.sampled_from([*LIEUX, ""]),
    st.frozensets(st.sampled_from(TERRITOIRES)),
    st.integers(0, 40 * 24 * 4).map(lambda n: START + dt.timedelta(minutes=15 * n)),
)


def _ranked(rule: Regle, rank: int) -> Regle:
    return replace(rule, rang=rank)


@given(RULES, st.lists(FILES, min_size=1, max_size=30))
def test_the_winner_is_the_first_that_fits_and_no_useless_rule_wins(
    rules: list[Regle], files: list[tuple[str, str, frozenset[str], dt.datetime]]
) -> None:
    assert rule_faults(rules, PARENTS) == []
    routage = compile_rules(rules, PARENTS)
    useless = {int(one.split()[2]) for one in rules_never_used(rules, PARENTS)}
    for categorie, lieu, territoires, le in files:
        won = routage.rule_for(categorie, lieu, territoires, le)
        fitting = [
            one.rang
            for one in rules
            if one.categorie in ("", categorie, PARENTS[categorie])
            and compile_rule(one).fits(lieu, territoires, le, False)
        ]
        assert won.rang == min(fitting)
        assert won.rang not in useless
