"""Publishing quarters: what is refused, what is kept, what anybody reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from observatory.domain.errors import NotFound, StateError, ValueRefused
from observatory.domain.roles import owner_of_the_file
from observatory.domain.selection import Selection
from observatory.operations.core import Context
from observatory.operations.publications import publications_liste, publications_table, publications_trimestres
from observatory.operations.questions import tables_cellules, tables_territoires, tables_total
from observatory.pipeline.office import Office
from observatory.pipeline.publications import closed_quarters, plan_publication, project_of, publish
from observatory.settings import load_settings

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def office(city_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = load_settings(city_in(tmp_path_factory.mktemp("publications")))
    with Office.open(settings, clock=lambda: NOW) as opened:
        yield opened


def test_closed_quarters() -> None:
    first = dt.date(2025, 11, 5)
    assert closed_quarters(first, dt.date(2026, 10, 1)) == ["2025-T4", "2026-T1", "2026-T2", "2026-T3"]
    assert closed_quarters(first, dt.date(2026, 9, 30)) == ["2025-T4", "2026-T1", "2026-T2"]
    assert closed_quarters(first, first) == []


@pytest.mark.parametrize(
    ("quarters", "words"),
    [(["2026-T4"], "pas terminé"), (["2026-T5"], "n'est pas un trimestre"), ([], "de 1 à|1 à"), (["été"], "été")],
)
def test_what_cannot_be_published_is_said(office: Office, quarters: list[str], words: str) -> None:
    with pytest.raises(ValueRefused, match=words):
        plan_publication(office, "quartier", quarters)


def test_a_publication_is_kept_as_it_was_and_shows_no_small_count(office: Office) -> None:
    context = Context(office, owner_of_the_file())
    assert publications_trimestres(context)[-1] == "2026-T3"
    project = project_of(plan_publication(office, "quartier", ["2026-T3"]))
    assert project.part >= 0.7
    ident = publish(office, "quartier", ["2026-T3"], "coordo")
    table = publications_table(context, ident)
    shown = [n for n in table["n"].to_pylist() if n is not None]
    assert all(n == 0 or n >= 5 for n in shown)
    rows = {(one["territoire"], one["categorie"], one["periode"]): one["n"] for one in table.to_pylist()}
    whole = tables_total(context, Selection(depuis=dt.date(2026, 7, 1), jusqua=dt.date(2026, 9, 30)))
    assert rows["total", "total", "total"] == whole.signalements
    assert publications_liste(context)[0].publiee_par == "coordo"
    assert project.masquees == sum(
        n is None for (place, kind, time), n in rows.items() if "total" not in (place, kind, time)
    )


def test_what_is_published_does_not_change_and_nothing_is_published_by_another_partition(office: Office) -> None:
    with pytest.raises(StateError, match="déjà publié"):
        publish(office, "quartier", ["2026-T3"], "coordo")
    with pytest.raises(StateError, match="La ville publie déjà par « quartier »"):
        plan_publication(office, "qpv", ["2026-T2"])
    with pytest.raises(NotFound):
        publications_table(Context(office, owner_of_the_file()), 999)


def test_the_command_line_publishes_whole_quarters_of_the_same_partition_once(office: Office) -> None:
    context = Context(office, owner_of_the_file())
    before = len(publications_liste(context))
    year = Selection(depuis=dt.date(2026, 4, 1), jusqua=dt.date(2026, 9, 30))
    table, again = (tables_territoires(context, year, "quartier", public=True) for _ in range(2))
    assert table.equals(again)
    assert len(publications_liste(context)) == before + 1
    crossed = tables_territoires(context, year, "quartier", par_categorie=True, public=True)
    assert len(publications_liste(context)) == before + 1
    for one in (table, crossed):
        shown = [n for n in one["n"].to_pylist() if n is not None]
        assert all(n == 0 or n >= 5 for n in shown)
        assert all(row["pour_1000"] is None for row in one.to_pylist() if row["n"] is None)
    with pytest.raises(StateError, match="La ville publie déjà"):
        tables_cellules(context, year, 9, public=True)


@pytest.mark.parametrize(
    "selection",
    [
        Selection(depuis=dt.date(2026, 7, 2)),
        Selection(jusqua=dt.date(2026, 11, 20)),
        Selection(categories=("bruit",)),
        Selection(canaux=("telephone",)),
        Selection(heure_debut=22, heure_fin=6),
        Selection(compte="declarants"),
        Selection(zonage="quartier", territoires=("Q01",)),
        Selection(depuis=dt.date(2026, 7, 1), jusqua=dt.date(2026, 6, 30).replace(month=7)),
    ],
)
def test_no_filter_of_ones_own_is_published(office: Office, selection: Selection) -> None:
    with pytest.raises(ValueRefused, match="trimestres entiers"):
        tables_territoires(Context(office, owner_of_the_file()), selection, "quartier", public=True)
