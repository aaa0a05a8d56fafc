"""Troubles of two years and the accounts that residents give of them, before any word is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from observatory.demo.plane import FloatArray
from observatory.demo.planted import (
    LEAST_EXPECTED,
    LEAST_EXPECTED_ACTION,
    SILENT_FACTOR,
    SILENT_QUARTIER,
    Hotspot,
    Walk,
    planted_hotspots,
    planted_walks,
)
from observatory.demo.profiles import PLACES, PROFILES, day_weights, hour_weights
from observatory.demo.town import Town
from observatory.demo.zonages import quartier_of

ACCOUNTS_A_YEAR = 13_000
WALK_CATEGORIES = ("eclairage-panne", "eclairage-insuffisant", "voirie-chaussee", "voirie-mobilier", "proprete-voie",
                   "vegetation-entretien", "tags-mobilier")  # fmt: skip
CATEGORIES = tuple(PROFILES)

IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Accounts:
    """Accounts by column: trouble, category (index in CATEGORIES), address (index), minute since the start.

    `rank` is 0 for the first account of a trouble; `walk` says that it comes from an exploratory walk.
    """

    trouble: IntArray
    categorie: IntArray
    address: IntArray
    minute: IntArray
    rank: IntArray
    walk: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.trouble)


@dataclass(frozen=True)
class PlantedTruth:
    """A hotspot as it was really planted: risk used, accounts expected without and with it."""

    hotspot: Hotspot
    expected_base: float
    expected: float


def site_weights(categorie: str, town: Town) -> FloatArray:
    """Share of a category's troubles at each address (sums to 1)."""
    profile = PROFILES[categorie]
    factors = PLACES[profile.place]
    by_street = np.array([factors.get(one.fabric, 1.0) for one in town.streets])
    weights = by_street[town.addresses.street]
    weights = weights * (town.addresses.people if profile.by_people else 1.0 + 0.12 * town.addresses.people)
    return np.asarray(weights / weights.sum())


def _frankness(town: Town) -> FloatArray:
    """Share of accounts that each address gives: one, except in the quartier that tells less."""
    quartiers = town.zonages.quartiers
    silent = [one.code for one in quartiers].index(SILENT_QUARTIER)
    where = quartier_of(town.addresses.xy, quartiers)
    return np.where(where == silent, SILENT_FACTOR, 1.0)


def _zone(hotspot: Hotspot | Walk, town: Town) -> NDArray[np.bool_]:
    xy = town.addresses.xy
    return np.asarray(np.hypot(xy[:, 0] - hotspot.x, xy[:, 1] - hotspot.y) <= hotspot.radius)


def _troubles(
    categorie: str,
    town: Town,
    frankness: FloatArray,
    hotspots: tuple[Hotspot, ...],
    start: date,
    until: date,
    rng: Generator,
) -> tuple[IntArray, IntArray, list[PlantedTruth]]:
    """Address and day of every trouble of one category, and what was planted among them."""
    profile = PROFILES[categorie]
    days = day_weights(categorie, start, until)
    total_share = sum(one.share for one in PROFILES.values())
    accounts = ACCOUNTS_A_YEAR * len(days) / 365.25 * profile.share / total_share
    sites = site_weights(categorie, town)
    count = rng.poisson(accounts / profile.voices)
    address = rng.choice(len(sites), size=count, p=sites)
    day = rng.choice(len(days), size=count, p=days / days.sum())
    truths: list[PlantedTruth] = []
    for one in hotspots:
        if one.categorie != categorie:
            continue
        inside = _zone(one, town)
        heard = float(np.average(frankness[inside], weights=sites[inside]))
        truth, extra = _planted(one, accounts * float(sites[inside].sum()) * heard, days, start)
        truths.append(truth)
        more = rng.poisson(float(extra.sum()) / (profile.voices * heard))
        chosen = np.flatnonzero(inside)
        address = np.concatenate([address, rng.choice(chosen, more, p=sites[chosen] / sites[chosen].sum())])
        day = np.concatenate([day, rng.choice(len(days), more, p=extra / extra.sum())])
    return np.asarray(address, dtype=np.int64), np.asarray(day, dtype=np.int64), truths


def _planted(hotspot: Hotspot, ordinary: float, days: FloatArray, start: date) -> tuple[PlantedTruth, FloatArray]:
    """The risk really used, and the accounts to add on each day (shape of `days`) on top of the ordinary ones.

    `ordinary` is the number of accounts that the zone would give over the whole history without the hotspot.
    """
    number = np.arange(len(days))
    open_days = (number >= (hotspot.first - start).days) & (number <= (hotspot.last - start).days)
    base = np.where(open_days, ordinary * days / days.sum(), 0.0)
    least = LEAST_EXPECTED if hotspot.action_on is None else LEAST_EXPECTED_ACTION
    effect = np.ones(len(days))
    if hotspot.action_on is not None:
        effect = np.where(number >= (hotspot.action_on - start).days, hotspot.effect, 1.0)
    risk = round(max(hotspot.risk, least / float((base * effect).sum())), 2)
    extra = np.maximum(base * (risk * effect - 1), 0.0)
    return PlantedTruth(replace(hotspot, risk=risk), float(base.sum()), float((base + extra).sum())), extra


def _minutes(categorie: str, day: IntArray, rng: Generator) -> IntArray:
    """A minute since the start for each day, by the category's hours; small hours belong to the night before."""
    hour = rng.choice(24, size=len(day), p=hour_weights(categorie))
    return np.asarray((day * 24 + hour) * 60 + rng.integers(0, 60, len(day)), dtype=np.int64)


def _neighbours(address: IntArray, town: Town, rng: Generator) -> IntArray:
    """The address that another caller gives of the same trouble: the same, or one a few doors away."""
    step = rng.choice(np.array([-2, -1, 0, 0, 0, 1, 2]), size=len(address))
    other = np.clip(address + step, 0, len(town.addresses) - 1)
    gap = np.hypot(*(town.addresses.xy[other] - town.addresses.xy[address]).T)
    same = town.addresses.street[other] == town.addresses.street[address]
    return np.where(same & (gap < 45), other, address)


def _voices(mean: float, frankness: FloatArray, rng: Generator) -> IntArray:
    """How many accounts each trouble is given: `mean` of them on average where residents are frank, less elsewhere.

    A trouble is told by somebody or by nobody; once it is told, others tell of it too, as many as Poisson's law says.
    Frankness scales both the accounts of all troubles and those that follow a first one, so that either shows it.
    """
    more = mean / (1 - np.exp(-mean)) - 1
    told = rng.uniform(size=len(frankness)) < mean * frankness / (1 + more * frankness)
    return np.asarray(told * (1 + rng.poisson(more * frankness)), dtype=np.int64)


def build_accounts(town: Town, start: date, until: date, rng: Generator) -> tuple[Accounts, list[PlantedTruth]]:
    """Simulate the troubles and who speaks of them: each account has a place, a minute and a trouble."""
    frankness = _frankness(town)
    hotspots = planted_hotspots(start, until)
    parts: list[tuple[IntArray, ...]] = []
    truths: list[PlantedTruth] = []
    horizon = ((until - start).days + 1) * 1440
    offset = 0
    for c, categorie in enumerate(CATEGORIES):
        address, day, planted = _troubles(categorie, town, frankness, hotspots, start, until, rng)
        truths.extend(planted)
        voices = _voices(PROFILES[categorie].voices, frankness[address], rng)
        trouble = np.repeat(np.arange(len(address)), voices)
        rank = np.arange(len(trouble)) - np.repeat(np.cumsum(voices) - voices, voices)
        wait = np.where(rank > 0, rng.exponential(PROFILES[categorie].life / 2, len(trouble)), 0.0)
        when = _minutes(categorie, day[trouble] + np.floor(wait).astype(np.int64), rng)
        place = np.where(rank > 0, _neighbours(address[trouble], town, rng), address[trouble])
        seen = np.flatnonzero(when < horizon)
        parts.append((trouble[seen] + offset, np.full(len(seen), c), place[seen], when[seen], rank[seen]))
        offset += len(address)
    walks = _walk_accounts(town, start, until, offset, rng)
    plain = [np.concatenate([part[i] for part in parts]) for i in range(5)]
    flags = np.concatenate([np.zeros(len(plain[0]), dtype=bool), np.ones(len(walks[0]), dtype=bool)])
    columns = [np.concatenate([plain[i], walks[i]]).astype(np.int64) for i in range(5)]
    order = np.lexsort((columns[0], columns[3]))
    trouble, kind, place, minute, rank = (one[order] for one in columns)
    return Accounts(trouble, kind, place, minute, rank, flags[order]), truths


def _walk_accounts(town: Town, start: date, until: date, offset: int, rng: Generator) -> tuple[IntArray, ...]:
    """What the groups of the exploratory walks noted, one trouble each."""
    address, minute, kind = [], [], []
    for walk in planted_walks(start, until):
        count = int(rng.integers(14, 24))
        address.append(rng.choice(np.flatnonzero(_zone(walk, town)), count))
        minute.append(((walk.day - start).days * 24 + 18) * 60 + np.sort(rng.integers(0, 130, count)))
        kind.append(rng.choice([CATEGORIES.index(one) for one in WALK_CATEGORIES], count))
    places = np.concatenate(address)
    return (np.arange(len(places)) + offset, np.concatenate(kind), places, np.concatenate(minute),
            np.zeros(len(places), dtype=np.int64))  # fmt: skip
