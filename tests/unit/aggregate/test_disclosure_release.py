"""Planned releases, attacked by an attacker of the tests' own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from observatory.aggregate.disclosure import THRESHOLD, ReleaseRefused, audit, plan_release, public_points
from observatory.aggregate.release import Axis, Release, period_parts, with_totals
from observatory.domain.errors import ValueRefused
from tests.attacker import Attacker, read_release
from tests.cities import city_counts

NAMES = ("quartier", "categorie", "periode")


def axes_of(shape: Sequence[int]) -> list[Axis]:
    return [Axis(name, tuple(f"{name[0]}{i}" for i in range(n))) for name, n in zip(NAMES, shape, strict=False)]


def attacker(*releases: Release) -> Attacker:
    return Attacker(
        [
            read_release(one.to_rows(), [dict(zip(axis.labels, axis.parts, strict=True)) for axis in one.axes])
            for one in releases
        ]
    )


def assert_right(counts: np.ndarray, release: Release) -> None:
    shown = release.values[release.inner]
    kept = ~np.isnan(shown)
    assert (shown[kept] == counts[kept]).all()
    assert kept[counts == 0].all()
    values = release.values[~release.hidden]
    assert ((values == 0) | (values >= THRESHOLD)).all()


@pytest.mark.parametrize(("mean", "seed"), [(5, 1), (12, 3)])
def test_a_table_of_8_by_10_by_8_resists_whole(mean: float, seed: int) -> None:
    counts = city_counts((8, 10, 8), mean, seed)
    release = plan_release(counts, axes_of(counts.shape))
    assert_right(counts, release)
    assert release.share >= 0.7
    assert release.enough
    assert min(attacker(release).widths()) >= THRESHOLD - 1e-6
    assert audit([], release).accepted


def test_a_large_table_resists_and_stays_readable() -> None:
    counts = city_counts((40, 10, 8), 8, 1)
    release = plan_release(counts, axes_of(counts.shape))
    assert_right(counts, release)
    assert release.enough
    read = attacker(release)
    cells = np.random.default_rng(1).choice(len(read.hidden), 20, replace=False)
    assert min(read.widths(int(at) for at in cells)) >= THRESHOLD - 1e-6


@pytest.mark.parametrize("shape", [(1,), (12,), (9, 7), (6, 1), (1, 1), (5, 1, 4), (2, 2, 2)])
def test_every_shape_resists(shape: tuple[int, ...]) -> None:
    for seed in range(6):
        counts = city_counts(shape, (2, 5, 12)[seed % 3], seed)
        release = plan_release(counts, axes_of(shape))
        assert_right(counts, release)
        widths = attacker(release).widths()
        assert all(width >= THRESHOLD - 1e-6 for width in widths), (counts, release.values)


def test_eighty_territories_resist_on_20_cells() -> None:
    counts = city_counts((80, 10, 14), 10, 5)
    release = plan_release(counts, axes_of(counts.shape))
    assert_right(counts, release)
    assert release.enough
    read = attacker(release)
    cells = np.random.default_rng(5).choice(len(read.hidden), 20, replace=False)
    assert read.told([int(at) for at in cells], THRESHOLD - 1e-5, seed=5) == []


def test_the_attacker_reads_what_hiding_small_counts_alone_leaves_open() -> None:
    counts = city_counts((8, 10, 8), 5, 1)
    values = with_totals(counts).astype(float)
    values[(values > 0) & (values < THRESHOLD)] = np.nan
    read = attacker(Release(tuple(axes_of(counts.shape)), values))
    told = read.told(range(len(read.hidden)), THRESHOLD - 1e-5, seed=1)
    assert len(told) > 20
    assert set(told) == {at for at, width in enumerate(read.widths()) if width < THRESHOLD - 1e-5}


def test_nothing_small_hides_nothing() -> None:
    counts = np.full((3, 4), 7)
    counts[0, 0] = 0
    release = plan_release(counts, axes_of((3, 4)))
    assert not release.hidden.any()
    assert release.share == 1.0
    assert audit([], release).accepted


def test_a_table_of_zeros_is_shown() -> None:
    release = plan_release(np.zeros((3, 2, 2), int), axes_of((3, 2, 2)))
    assert (release.values == 0).all()
    assert release.enough


def test_one_small_cell_alone_hides_its_totals_too() -> None:
    counts = np.zeros((3, 2, 2), int)
    counts[1, 1, 0] = 3
    release = plan_release(counts, axes_of(counts.shape))
    assert int(release.hidden.sum()) == 8
    assert np.isnan(release.values[-1, -1, -1])
    assert not release.enough
    assert "Regroupez" in release.remark


@pytest.mark.parametrize("wrong", [[[1, -2], [3, 4]], [[1.5, 2], [3, 4]], [[np.nan, 2], [3, 4]], [[np.inf, 2], [3, 4]]])
def test_what_is_no_count_is_refused_by_its_name(wrong: list[list[float]]) -> None:
    with pytest.raises(ValueRefused, match="q0 × c"):
        plan_release(np.array(wrong), axes_of((2, 2)))


@pytest.mark.parametrize("wrong", [np.zeros((0, 2)), np.zeros((2, 3)), np.array([["a", "b"], ["c", "d"]])])
def test_a_table_that_does_not_follow_its_axes_is_refused(wrong: np.ndarray) -> None:
    with pytest.raises(ValueRefused):
        plan_release(wrong, axes_of((2, 2)))


def test_labels_are_checked() -> None:
    with pytest.raises(ValueRefused, match="deux fois"):
        Axis("quartier", ("a", "a"))
    with pytest.raises(ValueRefused, match="se recoupent"):
        Axis.of_periods(["2026", "2026-T1"])
    with pytest.raises(ValueRefused, match="besoin d'au moins"):
        Axis("quartier", ())
    with pytest.raises(ValueRefused, match="2026-T5"):
        period_parts("2026-T5")


def test_periods_nest() -> None:
    assert period_parts("2026-T2") == {"2026-04", "2026-05", "2026-06"}
    assert period_parts("2026-S2") == period_parts("2026-T3") | period_parts("2026-T4")
    assert len(period_parts("2026")) == 12
    assert period_parts("2026-07") == {"2026-07"}


def test_rows_give_the_release_back() -> None:
    counts = city_counts((4, 5, 3), 5, 1)
    release = plan_release(counts, axes_of(counts.shape), name="T1")
    rows = release.to_rows()
    assert len(rows) == 5 * 6 * 4
    again = Release.from_rows(rows, release.axes, "T1")
    assert np.array_equal(again.values, release.values, equal_nan=True)
    with pytest.raises(ValueRefused, match="119 cases sur 120"):
        Release.from_rows(rows[1:], release.axes, "T1")
    with pytest.raises(ValueRefused, match="deux fois"):
        Release.from_rows([*rows, rows[0]], release.axes, "T1")
    with pytest.raises(ValueRefused, match="inconnue"):
        Release.from_rows([{**rows[0], "quartier": "ailleurs"}, *rows[1:]], release.axes, "T1")


def test_too_many_small_counts_are_said_and_merged_when_allowed() -> None:
    counts = city_counts((5, 6, 8), 1.0, 5)
    axes = [*axes_of((5, 6)), Axis.of_periods([f"{y}-T{q}" for y in (2024, 2025) for q in (1, 2, 3, 4)])]
    alone = plan_release(counts, axes)
    assert not alone.enough
    assert alone.share < 0.7
    years = {str(y): [f"{y}-T{q}" for q in (1, 2, 3, 4)] for y in (2024, 2025)}
    merged = plan_release(counts, axes, coarser=[{"periode": years}])
    assert merged.axes[2].labels == ("2024", "2025")
    assert merged.share > alone.share
    assert min(attacker(merged).widths()) >= THRESHOLD - 1e-6


def test_points_become_cells_and_small_cells_are_hidden() -> None:
    lats = np.array([46.05] * 9 + [46.08] * 2 + [46.02] * 12)
    table = public_points(lats, np.full(len(lats), -4.60))
    assert sorted(n for n in table["n"].to_pylist() if n) == [12]
    assert table["n"].null_count == 2
    with pytest.raises(ValueRefused, match="immeuble"):
        public_points(lats, np.full(len(lats), -4.60), resolution=11)


def test_a_plan_is_the_same_twice() -> None:
    counts = city_counts((6, 5, 4), 5, 9)
    first, second = (plan_release(counts, axes_of(counts.shape)) for _ in range(2))
    assert np.array_equal(first.values, second.values, equal_nan=True)


def test_a_release_with_an_open_difference_is_refused_with_the_cell_and_the_interval() -> None:
    values = np.array([[3.0, 9, 12], [8, 7, 15], [11, 16, 27]])
    values[0, 0] = np.nan
    verdict = audit([], Release(tuple(axes_of((2, 2))), values))
    assert not verdict.accepted
    assert "q0 × c0" in verdict.reason
    assert "vaut 3" in verdict.reason
    assert (verdict.low, verdict.high) == pytest.approx((3, 3))


def test_a_small_count_shown_is_refused() -> None:
    verdict = audit([], Release(tuple(axes_of((2,))), np.array([3.0, 9, 12])))
    assert not verdict.accepted
    assert "sous le seuil" in verdict.reason


def quarterly(counts: np.ndarray, labels: Sequence[str], name: str, earlier: Sequence[Release] = ()) -> Release:
    axes = [*axes_of(counts.shape[:2]), Axis.of_periods(labels)]
    return plan_release(counts, axes, name=name, earlier=earlier)


def test_a_year_after_its_quarters_gives_nothing_back() -> None:
    counts = city_counts((5, 4, 4), 5, 2)
    quarters = [f"2025-T{q}" for q in (1, 2, 3, 4)]
    published: list[Release] = []
    for q, label in enumerate(quarters):
        published.append(quarterly(counts[:, :, [q]], [label], label, published))
    year = quarterly(counts.sum(axis=2, keepdims=True), ["2025"], "2025", published)
    assert audit(published, year).accepted
    assert min(attacker(*published, year).widths()) >= THRESHOLD - 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_quarters_published_in_every_order_a_town_hall_takes_resist(seed: int) -> None:
    counts = city_counts((9, 7, 4), 6, seed)
    labels = [f"2025-T{q}" for q in (1, 2, 3, 4)]
    published: list[Release] = []
    for chosen in ([2], [1, 2], [0], [3], [0, 1, 2, 3]):
        one = quarterly(counts[:, :, chosen], [labels[q] for q in chosen], f"{seed}-{chosen}", published)
        assert_right(counts[:, :, chosen], one)
        assert audit(published, one).accepted
        published.append(one)
    year = quarterly(counts.sum(axis=2, keepdims=True), ["2025"], "2025", published)
    assert audit(published, year).accepted
    read = attacker(*published, year)
    cells = np.random.default_rng(seed).choice(len(read.hidden), min(25, len(read.hidden)), replace=False)
    assert min(read.widths(int(at) for at in cells)) >= THRESHOLD - 1e-5


def test_a_cell_with_no_room_to_rise_is_held_apart_by_what_it_can_fall() -> None:
    """A hidden 4 of which an earlier release says that it is at most 5."""
    axes = [Axis("quartier", ("a", "b", "c")), Axis.of_periods(["2025-T1"])]
    first = plan_release([[4], [1], [30]], axes, name="T1")
    later = [Axis("quartier", ("a", "b", "c")), Axis.of_periods(["2025-T1", "2025-T2"])]
    second = plan_release([[4, 8], [1, 9], [30, 40]], later, name="T1 et T2", earlier=[first])
    assert audit([first], second).accepted
    assert min(attacker(first, second).widths()) >= THRESHOLD - 1e-5


def test_a_year_planned_alone_that_tells_a_quarter_is_refused() -> None:
    def one(values: list[float], label: str) -> Release:
        return Release((Axis("quartier", ("a", "b")), Axis.of_periods([label])), _with_one_period(values), label)

    quarters = [one([np.nan, np.nan, 30], "2025-T1"), *(one([10, 20, 30], f"2025-T{q}") for q in (2, 3, 4))]
    verdict = audit(quarters, one([33, 87, 120], "2025"))
    assert not verdict.accepted
    assert "2025-T1" in verdict.reason
    assert verdict.low == pytest.approx(3)


def _with_one_period(values: list[float]) -> np.ndarray:
    return np.column_stack([values, values])


def test_another_value_for_a_published_cell_is_refused() -> None:
    axes = (Axis("quartier", ("a", "b")), Axis.of_periods(["2025"]))
    first = Release(axes, _with_one_period([10, 20, 30]), "première")
    second = Release(axes, _with_one_period([11, 20, 31]), "seconde")
    verdict = audit([first], second)
    assert not verdict.accepted
    assert "première" in verdict.reason
    with pytest.raises(ValueRefused, match="corrigé"):
        plan_release([[11], [20]], axes, earlier=[first])


def test_releases_of_other_axes_are_refused() -> None:
    first = plan_release([5, 6], axes_of((2,)))
    with pytest.raises(ValueRefused, match="axe d'un seul libellé"):
        plan_release([[5, 6]], axes_of((1, 2)), earlier=[first])


def test_what_earlier_releases_told_already_cannot_be_planned_around() -> None:
    axes = (Axis("quartier", ("a", "b")), Axis.of_periods(["2025"]))
    told = Release(axes, _with_one_period([np.nan, 20, 23]), "ancienne")
    with pytest.raises(ReleaseRefused, match="ancienne"):
        plan_release([[3], [20]], axes, earlier=[told])


def test_a_year_whose_quarters_were_all_shown_under_the_threshold_is_refused() -> None:
    places = Axis("quartier", ("a", "b"))
    quarters = [
        Release((places, Axis.of_periods([f"2025-T{q}"])), _with_one_period([1, 8, 9]), f"T{q}") for q in (1, 2, 3, 4)
    ]
    with pytest.raises(ReleaseRefused, match="vaut 4"):
        plan_release([[4], [32]], (places, Axis.of_periods(["2025"])), earlier=quarters)
