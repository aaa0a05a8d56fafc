"""Links between accounts of one trouble: predicted without the planted links, judged by them, in the order of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import altair as alt
import numpy as np
import numpy.typing as npt
import pandas as pd
import vl_convert
from scipy.spatial import cKDTree

from observatory.domain.position import EARTH_RADIUS_M, Position
from observatory.domain.proche import AUTRE, GENERALE, MEME, Poids
from observatory.pipeline.doublons import Knowledge, knowledge
from observatory.pipeline.office import Office
from observatory.store.proches import LARGEST_REACH_M
from observatory.triage.doublons import Account, Terms, pair_terms, probability, rayon_of, relation

MEASURED = ("constante", "ecart", "imprecision", "jours", "generale")
"""The weights that the planted city teaches; the others are set by hand."""
LEARN, CHOOSE = 0.6, 0.8
"""The first 60 % of the time teach the weights, the next 20 % choose the threshold, the rest judges."""
WANTED_PRECISION = 0.97
"""A wrong link loses a trouble; a missing one sends a service twice: the first is worse."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Accounts:
    """Every account of a base in the order of time. ``trouble`` is the planted truth: it judges, and no more."""

    reference: list[str]
    accounts: list[Account | None]
    closed: Floats
    second: Floats
    trouble: npt.NDArray[np.int64]

    @property
    def doubles(self) -> npt.NDArray[np.bool_]:
        """Which accounts tell of a trouble that another told of before."""
        _, first = np.unique(self.trouble, return_index=True)
        found = np.ones(len(self.trouble), bool)
        found[first] = False
        return found


@dataclass(frozen=True)
class Pair:
    """An account and an earlier one that the desk would show with it."""

    new: int
    old: int
    terms: Terms
    standing: str
    same: bool


@dataclass(frozen=True)
class Link:
    """The likeliest earlier account for a new one, and whether it tells of the same trouble."""

    new: int
    probability: float
    right: bool
    rank: int
    """Where the first right one stands in the list of troubles, from 1; 0 where none is shown."""


def read_accounts(office: Office) -> Accounts:
    """The accounts of the base; those without a place are None, and can be linked to nothing."""
    rows = office.database.read(
        "SELECT reference, recu_le, clos_le, statut, lat, lon, precision_m, categorie, description, probleme_id "
        "FROM signalement ORDER BY recu_le, id"
    ).to_pylist()
    accounts = [
        None
        if row["lat"] is None
        else Account(
            Position(lat=row["lat"], lon=row["lon"]), row["precision_m"], row["recu_le"], row["categorie"],
            row["description"] or "",
        )
        for row in rows
    ]  # fmt: skip
    closed = [row["clos_le"].timestamp() if row["clos_le"] else np.inf for row in rows]
    return Accounts(
        [row["reference"] for row in rows],
        accounts,
        np.array(closed),
        np.array([row["recu_le"].timestamp() for row in rows]),
        np.array([row["probleme_id"] for row in rows], np.int64),
    )


def find_pairs(told: Accounts, known: Knowledge) -> list[Pair]:
    """For each account the earlier ones that are open, near, recent and of a kind: as ``nearby`` finds them."""
    located = [i for i, one in enumerate(told.accounts) if one is not None]
    places = np.array([_metres(one) for one in told.accounts if one is not None])
    tree = cKDTree(places)
    found = []
    for at, around in enumerate(tree.query_ball_point(places, LARGEST_REACH_M * 1.01)):
        new = located[at]
        account = told.accounts[new]
        if account is None:
            continue
        rayon = rayon_of(account.categorie, known.parents, known.rayons)
        since = told.second[new] - rayon.semaines * 7 * 86_400
        for other in around:
            old = located[other]
            if not (since <= told.second[old] < told.second[new] < told.closed[old]):
                continue
            before = told.accounts[old]
            if before is None:
                continue
            standing = relation(account.categorie, before.categorie or "", known.parents, known.rayons)
            reach = max(rayon.metres, *(min(LARGEST_REACH_M, one.precision_m or 0.0) for one in (account, before)))
            if standing != AUTRE and account.position.metres_to(before.position) <= reach:
                terms = pair_terms(account, before, standing)
                found.append(Pair(new, old, terms, standing, bool(told.trouble[new] == told.trouble[old])))
    return found


def _metres(one: Account) -> tuple[float, float]:
    """Metres on a plane, right within a city."""
    radians = np.radians([one.position.lat, one.position.lon])
    return EARTH_RADIUS_M * radians[1] * float(np.cos(np.radians(46.05))), EARTH_RADIUS_M * radians[0]


def fit_weights(pairs: Sequence[Pair], poids: Poids) -> Poids:
    """The weights that the pairs of one category, or of a family and its member, teach; the others stay as they are.

    Maximum of the likelihood by Newton's method, with what the fixed weights give as an offset.
    """
    plain = [pair for pair in pairs if pair.standing in (MEME, GENERALE)]
    x = np.array([[1.0, *(getattr(pair.terms, name) for name in MEASURED[1:])] for pair in plain])
    y = np.array([pair.same for pair in plain], float)
    offset = poids.texte * np.array([pair.terms.texte for pair in plain])
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ weights + offset)))
        gradient = x.T @ (y - p) - 1e-3 * weights
        curvature = (x * (p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(len(weights))
        step = np.linalg.solve(curvature, gradient)
        weights = weights + step
        if np.abs(step).max() < 1e-9:
            break
    return replace(poids, **{name: round(float(value), 2) for name, value in zip(MEASURED, weights, strict=True)})


def best_links(pairs: Sequence[Pair], told: Accounts, poids: Poids) -> dict[int, Link]:
    """For each account that has candidates the likeliest of them; troubles are listed by their likeliest account."""
    by_new: dict[int, list[Pair]] = {}
    for pair in pairs:
        by_new.setdefault(pair.new, []).append(pair)
    found = {}
    for new, mine in by_new.items():
        scored = sorted(((probability(pair.terms, poids), pair) for pair in mine), key=lambda one: -one[0])
        troubles = list(dict.fromkeys(int(told.trouble[pair.old]) for _, pair in scored))
        truth = int(told.trouble[new])
        rank = troubles.index(truth) + 1 if truth in troubles else 0
        found[new] = Link(new, scored[0][0], scored[0][1].same, rank)
    return found


@dataclass(frozen=True)
class Point:
    """What linking from a probability on gives: ``recall`` of all planted doubles, ``recall_shown`` of those shown."""

    threshold: float
    links: int
    precision: float
    recall: float
    recall_shown: float


def curve(
    links: dict[int, Link], told: Accounts, period: tuple[float, float], thresholds: Sequence[float]
) -> list[Point]:
    """Precision and recall of a period (seconds) at each threshold."""
    inside = (told.second >= period[0]) & (told.second < period[1])
    doubles = int((told.doubles & inside).sum())
    mine = [link for link in links.values() if inside[link.new]]
    shown = sum(link.rank > 0 for link in mine)
    points = []
    for threshold in thresholds:
        made = [link for link in mine if link.probability >= threshold]
        right = sum(link.right for link in made)
        points.append(
            Point(threshold, len(made), right / len(made) if made else 1.0, right / doubles, right / max(shown, 1))
        )
    return points


def choose_threshold(points: Sequence[Point], wanted: float = WANTED_PRECISION) -> float:
    """The lowest threshold from which on the precision is never less than what is wanted."""
    good = 1.0
    for point in sorted(points, key=lambda one: -one.threshold):
        if point.precision < wanted:
            break
        good = point.threshold
    return good


def calibration(links: dict[int, Link], told: Accounts, since: float) -> list[tuple[float, float, int, float]]:
    """Of the links of a period by probability: from, to, how many, the share that is right."""
    bounds = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.0001)
    mine = [link for link in links.values() if told.second[link.new] >= since]
    found = []
    for low, high in pairwise(bounds):
        kept = [link.right for link in mine if low <= link.probability < high]
        found.append((low, min(high, 1.0), len(kept), sum(kept) / len(kept) if kept else 0.0))
    return found


def plain_rule(pairs: Sequence[Pair], told: Accounts, since: float) -> tuple[float, float]:
    """Precision and recall of linking to the nearest of the same category within 50 m and 12 weeks."""
    nearest: dict[int, tuple[float, bool]] = {}
    for pair in pairs:
        new, old = told.accounts[pair.new], told.accounts[pair.old]
        if new is None or old is None or pair.standing != MEME or told.second[pair.new] < since:
            continue
        away = new.position.metres_to(old.position)
        if away <= 50 and new.le - old.le <= dt.timedelta(weeks=12) and away < nearest.get(pair.new, (99.0, False))[0]:
            nearest[pair.new] = (away, pair.same)
    right = sum(same for _, same in nearest.values())
    return right / max(len(nearest), 1), right / int((told.doubles & (told.second >= since)).sum())


def draw_curve(chosen: Sequence[Point], judged: Sequence[Point], threshold: float, path: Path) -> None:
    """Precision and recall over the threshold, on the period that chose it and on the one that judges it."""
    rows = [
        {"threshold": one.threshold, "share": value, "measure": f"{name}, {period}"}
        for period, points in (("chosen on", chosen), ("judged on", judged))
        for one in points
        for name, value in (("precision", one.precision), ("recall of those shown", one.recall_shown))
    ]
    lines = (
        alt.Chart(pd.DataFrame(rows))
        .mark_line(clip=True)
        .encode(
            alt.X("threshold:Q", title="probability from which a link is made", scale=alt.Scale(domain=[0, 1])),
            alt.Y("share:Q", title=None, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0.5, 1])),
            alt.Color("measure:N", title=None),
            alt.StrokeDash("measure:N", title=None),
        )
    )
    rule = alt.Chart(pd.DataFrame({"threshold": [threshold]})).mark_rule(strokeDash=[2, 3]).encode(alt.X("threshold:Q"))
    chart = (lines + rule).properties(
        width=520, height=280, title=f"Doubles of the planted city, threshold {threshold:.2f}"
    )
    path.write_text(vl_convert.vegalite_to_svg(chart.to_json()), encoding="utf-8")


def ready(office: Office) -> tuple[Accounts, list[Pair], Knowledge]:
    """The accounts of a base, their pairs and what finding them needs."""
    known = knowledge(office)
    told = read_accounts(office)
    return told, find_pairs(told, known), known
