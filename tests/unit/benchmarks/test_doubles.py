"""How links are judged: weights that can be learnt are, a threshold keeps its promise."""

from __future__ import annotations

import numpy as np
import pytest
from support.doubles import Accounts, Link, Pair, Point, best_links, choose_threshold, curve, fit_weights

from observatory.domain.proche import GENERALE, MEME, VOISINE, Poids
from observatory.triage.doublons import Terms, probability


def terms(ecart: float, jours: float = 0.0, generale: float = 0.0) -> Terms:
    return Terms(ecart, 0.2, jours, generale, 0.0, 0.0, 0.0, 0.15)


def test_the_weights_that_made_the_links_are_found_again() -> None:
    random = np.random.default_rng(1)
    true = Poids(constante=3.0, ecart=-2.0, imprecision=-1.0, jours=-1.5, generale=-0.5)
    pairs = []
    for number in range(20_000):
        general = float(random.random() < 0.3)
        measured = Terms(
            random.exponential(0.8), random.random(), random.exponential(0.7), general, 0.0, 0.0, 0.0, random.random()
        )
        same = bool(random.random() < probability(measured, true))
        pairs.append(Pair(number, 0, measured, GENERALE if general else MEME, same))
    pairs.append(Pair(1, 0, terms(0.0), VOISINE, False))  # set by hand: teaches nothing
    found = fit_weights(pairs, Poids(texte=true.texte))
    for name in ("constante", "ecart", "imprecision", "jours", "generale"):
        assert getattr(found, name) == pytest.approx(getattr(true, name), abs=0.2)
    assert found.voisine == Poids().voisine


def told(trouble: list[int]) -> Accounts:
    n = len(trouble)
    return Accounts(
        [str(i) for i in range(n)], [None] * n, np.full(n, np.inf), np.arange(n, dtype=float), np.array(trouble)
    )


def test_the_likeliest_account_makes_the_link_and_troubles_are_ranked_by_it() -> None:
    accounts = told([1, 2, 1, 2, 1])
    pairs = [
        Pair(4, 0, terms(2.0), MEME, True), Pair(4, 1, terms(0.5), MEME, False), Pair(4, 2, terms(1.0), MEME, True),
        Pair(3, 2, terms(0.0), MEME, False),
    ]  # fmt: skip
    links = best_links(pairs, accounts, Poids())
    assert (links[4].right, links[4].rank) == (False, 2)
    assert (links[3].right, links[3].rank) == (False, 0)
    assert links[3].probability > links[4].probability


def test_precision_is_of_links_and_recall_of_planted_doubles() -> None:
    accounts = told([1, 1, 1, 2, 2, 3])
    assert accounts.doubles.tolist() == [False, True, True, False, True, False]
    links = {1: Link(1, 0.9, True, 1), 2: Link(2, 0.4, True, 1), 5: Link(5, 0.8, False, 0)}
    low, high = curve(links, accounts, (0.0, 9.0), [0.5, 0.85])
    assert (low.links, low.precision, low.recall_shown) == (2, 0.5, 0.5)
    assert low.recall == pytest.approx(1 / 3)
    assert (high.links, high.precision) == (1, 1.0)
    (late,) = curve(links, accounts, (2.0, 9.0), [0.0])
    assert (late.links, late.recall) == (2, 0.5)


def test_the_threshold_is_the_lowest_from_which_precision_holds() -> None:
    points = [Point(t, 10, p, 0.5, 0.5) for t, p in ((0.2, 0.99), (0.4, 0.9), (0.6, 0.98), (0.8, 0.97), (0.9, 1.0))]
    assert choose_threshold(points, 0.97) == 0.6
    assert choose_threshold(points, 1.0) == 0.9
    assert choose_threshold([Point(0.5, 10, 0.2, 1, 1)], 0.9) == 1.0
