"""The figures of documents: those of published tables, tiled, merged and hidden by the same rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
import shapely

from observatory.aggregate.disclosure import ReleaseRefused, merged_counts, plan_release
from observatory.aggregate.release import Axis, Release, period_parts
from observatory.domain.errors import NotFound, StateError, ValueRefused
from observatory.pipeline import chiffres_publics as module
from observatory.pipeline.chiffres_publics import ALL, OTHERS, chiffres_publics, is_whole_city
from observatory.pipeline.gazetteer import import_territoires
from observatory.pipeline.office import Office
from observatory.pipeline.presentation_chiffres import categories
from observatory.pipeline.publications import KIND, publish, release_keep, releases_kept, table_counts
from observatory.pipeline.vue_publique import Vue
from observatory.store.database import Cursor
from tests.unit.pipeline.conftest import LAT, LON, SIDE, quiet, write_layer
from tests.unit.pipeline.publiable_town import QUIET, USUAL, open_town


@pytest.fixture(scope="module")
def town(town_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The town as it was told of; nothing is published in it."""
    with open_town(tmp_path_factory.mktemp("chiffres"), town_file) as office:
        yield office


@pytest.fixture
def fresh(town_file: Path, tmp_path: Path) -> Iterator[Office]:
    """A town in which a test may publish."""
    with open_town(tmp_path, town_file) as office:
        yield office


def test_counts_are_those_of_the_last_half_year_and_small_ones_are_never_given(town: Office) -> None:
    found = chiffres_publics(town)
    assert found.periode.code == "2025-S2" and found.periodes == ("2025-S1", "2025-S2")
    assert found.prevue is not None and found.zonage == "quartier"
    assert found.nombre().valeur == sum(USUAL.values()) and found.nombre("Q00").valeur == USUAL["Q00"]
    assert found.nombre(QUIET).masque and found.nombre(QUIET).valeur is None
    told = [found.nombre(lieu, kind, half).valeur for lieu in (*found.lieux, "total")
            for kind in (*found.categories, "total") for half in found.periodes]  # fmt: skip
    assert all(one is None or one == 0 or one >= 5 for one in told)
    # nobody finds it by taking the others from the total: another quartier is hidden with it
    assert sum(found.nombre(lieu).masque for lieu in found.lieux) >= 2


def test_what_was_published_is_kept_and_quarters_make_up_a_half_year(fresh: Office) -> None:
    publish(fresh, "quartier", ["2025-T3"], "coordo")
    part = chiffres_publics(fresh)
    assert part.prevue is not None
    planned = frozenset().union(*part.prevue.axes[2].parts)
    assert not planned & period_parts("2025-T3") and planned >= period_parts("2025-T4")
    assert part.nombre().valeur == sum(USUAL.values())
    publish(fresh, "quartier", ["2025-T4"], "coordo")
    publish(fresh, "quartier", ["2025-T1", "2025-T2"], "coordo")
    whole = chiffres_publics(fresh)
    assert whole.prevue is None and len(whole.noms) == 3
    assert whole.nombre().valeur == sum(USUAL.values())
    assert whole.nombre(periode="2025-T3").valeur is not None


def test_the_table_published_with_a_document_gives_the_same_figures_afterwards(fresh: Office) -> None:
    before = chiffres_publics(fresh)
    assert before.prevue is not None
    planned = before.prevue
    fresh.database.write(lambda cursor: release_keep(fresh, cursor, "quartier", planned, "coordo"))
    after = chiffres_publics(fresh)
    assert after.prevue is None and after.noms == before.noms
    for lieu in before.lieux:
        for kind in before.categories:
            assert after.nombre(lieu, kind) == before.nombre(lieu, kind)


def test_categories_are_put_together_where_a_third_would_be_blank_and_it_is_said(
    town_file: Path, tmp_path: Path
) -> None:
    with open_town(tmp_path, town_file, {"Q00": 30, "Q01": 12, "Q10": 9, QUIET: 7}) as office:
        found = chiffres_publics(office)
    assert found.part_masquee() < 1 / 3
    assert "réunies" in found.remarques[0]
    assert set(found.categories) & {ALL, OTHERS}
    assert "s'arrêtent le" in found.remarques[1]  # the half-year is not whole


def _keep(office: Office, release: Release, cursor: Cursor) -> int:
    return release_keep(office, cursor, "quartier", release, "coordo")


def test_categories_put_together_otherwise_are_neither_compared_nor_added_up(fresh: Office) -> None:
    few, more = ["bruit", "voirie"], ["bruit", "depots", "voirie"]
    for labels, rest in ((["2025-S1"], more), (["2025-S2"], few), (["2025"], None)):
        counts, axes = table_counts(fresh, "quartier", labels)
        counts, merged = merged_counts(counts, axes, {KIND: {OTHERS: rest} if rest else {ALL: axes[1].labels}})
        made = plan_release(counts, merged, name=labels[0], earlier=releases_kept(fresh, "quartier"))
        fresh.database.write(partial(_keep, fresh, made))
    found = chiffres_publics(fresh, "2025-S2")
    assert found.prevue is None and OTHERS in found.categories and ALL not in found.categories
    assert found.nombre("total", OTHERS).valeur and found.nombre("total", OTHERS, "2025-S1").masque
    assert categories(Vue(fresh, found))[0].partie.titre == "De quoi parle-t-on ?"  # what is merged is no subject
    assert "bruit, voirie" in found.remarques[0] and "dépôts" not in found.remarques[0]
    year = chiffres_publics(fresh, "2025")
    assert set(year.categories) == {ALL} and year.nombre("total", ALL) and year.nombre("Q00", ALL).valeur == 320


def test_what_would_give_a_hidden_count_back_is_put_together_and_no_count_is_told(
    fresh: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(counts: object, axes: Sequence[Axis], **_: object) -> Release:
        if ALL not in axes[1].labels or everything:
            raise ReleaseRefused("la case vaut 3")
        return planned(counts, axes)

    planned: Callable[..., Release] = plan_release
    everything: list[bool] = []
    monkeypatch.setattr(module, "plan_release", refuse)
    assert set(chiffres_publics(fresh).categories) == {ALL}
    everything.append(True)
    with pytest.raises(StateError, match="retrouver un qui est masqué") as refused:
        chiffres_publics(fresh)
    assert "vaut 3" not in refused.value.message


@pytest.mark.parametrize(
    ("periode", "error", "words"),
    [
        ("2026-S1", ValueRefused, "n'est pas terminé"),
        ("2025-S3", ValueRefused, "n'est pas une période"),
        ("2023-S1", StateError, "les données commencent"),
    ],
)
def test_a_period_that_cannot_be_told_of_is_refused(
    town: Office, periode: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        chiffres_publics(town, periode)


def test_a_longer_period_is_told_of(town: Office) -> None:
    found = chiffres_publics(town, "2025")
    assert found.periodes == ("2025",) and found.nombre().valeur == 2 * sum(USUAL.values())
    assert chiffres_publics(town, "2025-T4").periode.code == "2025-T4"


def test_a_territory_is_named_by_the_quartiers_around_it(town: Office, tmp_path: Path) -> None:
    assert chiffres_publics(town, "", "quartier:Q01").autour == ("Q01",)
    across = shapely.box(LON + SIDE / 2, LAT + 0.001, LON + 1.5 * SIDE, LAT + SIDE - 0.001)
    path = write_layer(tmp_path / "qpv.geojson", {"QP1": across})
    import_territoires(town, path, "qpv", population=None, auteur="essai", progress=quiet)
    assert chiffres_publics(town, "", "QP1").autour == ("Q00", "Q10")
    two, round_about = shapely.box(LON, LAT, LON + SIDE, LAT + 2 * SIDE), shapely.Point(LON, LAT).buffer(0.1)
    large = write_layer(tmp_path / "zsp.geojson", {"Z1": two, "Z2": round_about})
    import_territoires(town, large, "zsp", population=None, auteur="essai", progress=quiet)
    assert len(chiffres_publics(town, "", "Z2").autour) == 4  # however small a part of it each is
    assert is_whole_city(town, "zsp:Z2") and not is_whole_city(town, "Z1")
    with pytest.raises(NotFound, match="QP9"):
        chiffres_publics(town, "", "qpv:QP9")


def test_a_city_that_publishes_by_hexagons_is_told_why_not(fresh: Office) -> None:
    publish(fresh, "hexagone-8", ["2025-T3"], "coordo")
    with pytest.raises(StateError, match="hexagones"):
        chiffres_publics(fresh)
