"""Any small table, any order of releases: no hidden count within less than five, whoever attacks."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.aggregate.disclosure import THRESHOLD, ReleaseRefused, audit, plan_release
from observatory.aggregate.release import Axis, Release
from tests.attacker import Attacker, read_release

COUNTS = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 15, 60])
SAFE = THRESHOLD - 1e-6


@st.composite
def tables(draw: st.DrawFn) -> np.ndarray:
    shape = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple))
    size = int(np.prod(shape))
    return np.array(draw(st.lists(COUNTS, min_size=size, max_size=size))).reshape(shape)


def axes_of(shape: tuple[int, ...]) -> list[Axis]:
    return [Axis(f"axe {d}", tuple(f"{d}-{i}" for i in range(n))) for d, n in enumerate(shape)]


def attacker(releases: list[Release]) -> Attacker:
    return Attacker(
        [
            read_release(one.to_rows(), [dict(zip(axis.labels, axis.parts, strict=True)) for axis in one.axes])
            for one in releases
        ]
    )


@settings(max_examples=40, deadline=None)
@given(tables())
def test_a_hidden_count_is_never_told(counts: np.ndarray) -> None:
    release = plan_release(counts, axes_of(counts.shape))
    shown = release.values[release.inner]
    assert (np.isnan(shown) | (shown == counts)).all()
    assert (shown[counts == 0] == 0).all()
    values = release.values[~release.hidden]
    assert ((values == 0) | (values >= THRESHOLD)).all()
    assert all(width >= SAFE for width in attacker([release]).widths())
    assert audit([], release).accepted


@settings(max_examples=10, deadline=None)
@given(st.lists(st.lists(COUNTS, min_size=6, max_size=6), min_size=2, max_size=4), st.booleans())
def test_releases_that_follow_one_another_tell_nothing_together(quarters: list[list[int]], merged: bool) -> None:
    published: list[Release] = []
    labels = [f"2025-T{q + 1}" for q in range(len(quarters))]
    places = Axis("quartier", ("a", "b", "c"))
    categories = Axis("categorie", ("bruit", "tags"))
    for label, numbers in zip(labels, quarters, strict=True):
        axes = (places, categories, Axis.of_periods([label]))
        published.append(plan_release(np.array(numbers).reshape(3, 2, 1), axes, name=label, earlier=published))
    whole = np.array(quarters).sum(axis=0).reshape(3, 2)
    span = Axis.whole("periode", "tout", sorted(frozenset().union(*(one.axes[2].parts[0] for one in published))))
    kinds = Axis.whole("categorie", "toutes", categories.labels) if merged else categories
    counts = (whole.sum(axis=1, keepdims=True) if merged else whole)[:, :, None]
    try:
        published.append(plan_release(counts, (places, kinds, span), name="tout", earlier=published))
    except ReleaseRefused as refused:
        assert "retrouver" in refused.message
    assert all(width >= SAFE for width in attacker(published).widths())


@settings(max_examples=40, deadline=None)
@given(tables())
def test_the_audit_and_the_attacker_agree(counts: np.ndarray) -> None:
    planned = plan_release(counts, axes_of(counts.shape))
    full = counts.astype(float)
    for d in range(counts.ndim):
        full = np.concatenate([full, full.sum(d, keepdims=True)], d)
    hidden = (full > 0) & (full < THRESHOLD)
    release = Release(planned.axes, np.where(hidden, np.nan, full))
    assert audit([], release).accepted == all(width >= SAFE for width in attacker([release]).widths())
