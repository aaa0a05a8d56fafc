"""Whatever was told: counts add up over months, territories hold no more than the city, delays fit one another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observatory.analyse.survie import quantile, share_within, survival_curve
from observatory.domain.selection import Selection
from observatory.pipeline.creation import create_empty
from observatory.pipeline.indicateurs.tables import indicators_table
from observatory.pipeline.office import Office
from observatory.settings import PROJECT, Settings

ADDED_UP = (
    "signalements",
    "anonymes",
    "contacts",
    "contacts_signalement",
    "contacts_information",
    "resolus",
    "tags_m2",
)
FIRST = dt.date(2026, 1, 1)

FILES = st.lists(
    st.tuples(
        st.integers(0, 200),  # day of reception
        st.sampled_from(["tags", "tags-facade", "bruit", "voirie"]),
        st.sampled_from(["recu", "resolu", "sans_suite"]),
        st.one_of(st.none(), st.integers(1, 5)),  # caller
        st.one_of(st.none(), st.integers(0, 40)),  # days until a compte rendu
        st.booleans(),  # a contact for information beside it
    ),
    max_size=25,
)
Told = list[tuple[int, str, str, int | None, int | None, bool]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("indicateurs")
    chosen = Settings(db=folder / "v.duckdb", reference=PROJECT / "data" / "reference", runtime=folder)
    create_empty(chosen, "Petiteville")
    with Office.open(chosen, lambda: dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)) as opened:
        yield opened


def write(office: Office, told: Told) -> None:
    """Make the base hold these files and nothing else."""

    def change(cursor: object) -> None:
        run = cursor.execute  # type: ignore[attr-defined]
        for table in ("contact", "signalement", "probleme", "compte_rendu"):
            run(f"DELETE FROM {table}")
        for i, (day, categorie, statut, caller, after, asked) in enumerate(told):
            on = FIRST + dt.timedelta(days=day)
            at = f"{on} 12:00:00+00"
            run("INSERT INTO probleme (id, categorie, ouvert_le) VALUES (?, ?, ?)", [i, categorie, at])
            run(
                "INSERT INTO contact (id, recu_le, recu_jour, recu_heure, canal, issue, auteur) "
                "VALUES (?, ?, ?, 12, 'telephone', 'signalement', 'x')",
                [i, at, on],
            )
            run(
                "INSERT INTO signalement (id, source, reference, contact_id, probleme_id, declarant_id, recu_le, "
                "recu_jour, recu_heure, canal, categorie, lieu, statut) "
                "VALUES (?, 'bureau', ?, ?, ?, ?, ?, ?, 12, 'telephone', ?, 'public', ?)",
                [i, str(i), i, i, caller, at, on, categorie, statut],
            )
            if asked:
                run(
                    "INSERT INTO contact (id, recu_le, recu_jour, recu_heure, canal, issue, auteur) "
                    "VALUES (?, ?, ?, 12, 'telephone', 'information', 'x')",
                    [1000 + i, at, on],
                )
            if after is not None:
                run(
                    "INSERT INTO compte_rendu (id, probleme_id, signalement_id, service, voie, auteur, le, suite, "
                    "surface_m2, etat) VALUES (?, ?, ?, 'P', 'lien', 'x', ?, 'fait', ?, 'valide')",
                    [i, i, i, f"{on + dt.timedelta(days=after)} 12:00:00+00", float(after)],
                )

    office.database.write(change)


def values(table: pa.Table, code: str) -> list[float | None]:
    """The values of an indicator, in the order of the groups."""
    return [row["valeur"] for row in table.to_pylist() if row["code"] == code]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=FILES)
def test_counts_add_up_over_months_and_families(office: Office, told: Told) -> None:
    write(office, told)
    whole = indicators_table(office, Selection(), "ensemble", None, ADDED_UP)
    months = indicators_table(office, Selection(), "mois", None, ADDED_UP)
    families = indicators_table(office, Selection(), "categorie", None, ADDED_UP)
    for code in ADDED_UP:
        (total,) = values(whole, code)
        for table in (months, families):
            parts = [one for one in values(table, code) if one is not None]
            if total is None:
                assert not any(parts), code
            elif parts and not (table is families and code in ("contacts", "contacts_information")):
                assert sum(parts) == pytest.approx(total), code
    (signalements,) = values(whole, "signalements")
    assert signalements == len(told)


@given(st.lists(st.tuples(st.floats(0, 1e4), st.booleans()), min_size=1, max_size=60))
def test_a_curve_falls_inside_its_band_and_its_quantiles_follow(cases: list[tuple[float, bool]]) -> None:
    curve = survival_curve([one for one, _ in cases], [over for _, over in cases])
    assert all(
        0 <= low <= left <= high <= 1 for low, left, high in zip(curve.bas, curve.reste, curve.haut, strict=True)
    )
    assert (curve.reste[1:] <= curve.reste[:-1]).all()
    median, most = quantile(curve), quantile(curve, 0.9)
    if most.valeur is not None:
        assert median.valeur is not None
        assert median.valeur <= most.valeur
    if median.valeur is not None:
        within = share_within(curve, median.valeur).valeur
        assert within is not None
        assert within >= 0.5 - 1e-9
        assert (median.bas or 0) <= median.valeur <= (median.haut if median.haut is not None else median.valeur)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=40))
def test_without_anything_waiting_the_curve_is_the_plain_share(times: list[float]) -> None:
    curve = survival_curve(times, [True] * len(times))
    for limit in (0.0, 10.0, 50.0, 100.0):
        expected = sum(one <= limit for one in times) / len(times)
        assert share_within(curve, limit).valeur == pytest.approx(expected)
