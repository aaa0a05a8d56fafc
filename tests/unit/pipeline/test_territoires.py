from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from observatory.domain.errors import NotFound, StateError, ValueRefused
from observatory.domain.selection import Selection
from observatory.pipeline import apercu, check, questions
from observatory.pipeline.gazetteer import import_territoires
from observatory.pipeline.office import Office
from observatory.pipeline.territoires import draw_territory
from observatory.store.journal import journal_read
from tests.unit.pipeline.conftest import LAT, LON, SIDE, quiet, square, write_layer
from tests.unit.pipeline.test_signalements import ROWS, bring_in


def counts(office: Office, zonage: str, selection: Selection) -> dict[str, int]:
    table = questions.territories_table(office, selection, zonage)
    return dict(zip(table["code"].to_pylist(), table["n"].to_pylist(), strict=True))


def test_a_territory_imported_later_is_tied_to_what_was_there(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, ROWS)
    path = write_layer(tmp_path / "qpv.geojson", {"QP1": square(0, 0).buffer(0.001)})
    import_territoires(office, path, "qpv", auteur="essai", progress=quiet)
    assert counts(office, "qpv", Selection()) == {"QP1": 3}
    assert counts(office, "quartier", Selection()) == {"Q00": 3, "Q01": 0, "Q10": 0, "Q11": 0}
    assert all(one.ok for one in check.verify(office).controles)


def test_two_periods_are_counted_within_one_perimeter_which_is_named(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, ROWS)
    before = write_layer(tmp_path / "avant.geojson", {"QP1": square(1, 1)})
    after = write_layer(tmp_path / "apres.geojson", {"QP1": square(0, 0)})
    import_territoires(office, before, "qpv", depuis=dt.date(2015, 1, 1), auteur="essai", progress=quiet)
    found = import_territoires(office, after, "qpv", depuis=dt.date(2026, 3, 15), auteur="essai", progress=quiet)
    assert any("closes la veille du 15/03/2026" in text for text in found.remarques)
    assert counts(office, "qpv", Selection(jusqua=dt.date(2026, 3, 14))) == {"QP1": 0}
    table = questions.territories_table(office, Selection(jusqua=dt.date(2026, 4, 30)), "qpv", pas="mois")
    assert dict(zip(table["periode"].to_pylist(), table["n"].to_pylist(), strict=True)) == {"2026-03": 2, "2026-04": 1}
    assert "en vigueur le 30/04/2026" in table.schema.metadata[b"perimetre"].decode()


def test_importing_the_same_version_again_replaces_it(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, ROWS)
    path = write_layer(tmp_path / "zsp.geojson", {"Z": square(0, 0)})
    import_territoires(office, path, "zsp", auteur="essai", progress=quiet)
    again = import_territoires(office, path, "zsp", auteur="essai", progress=quiet)
    assert any("remplacés" in text for text in again.remarques)
    assert counts(office, "zsp", Selection()) == {"Z": 3}


def test_an_unknown_zonage_suggests_one_and_a_day_without_perimeter_says_so(office: Office, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Vouliez-vous dire quartier"):
        questions.territories_table(office, Selection(), "quartiers")
    path = write_layer(tmp_path / "qpv.geojson", {"QP1": square(0, 0)})
    import_territoires(office, path, "qpv", jusqua=dt.date(2020, 1, 1), auteur="essai", progress=quiet)
    with pytest.raises(StateError, match="en vigueur"):
        questions.territories_table(office, Selection(), "qpv")
    with pytest.raises(ValueRefused, match="avant de commencer"):
        import_territoires(
            office, path, "q", depuis=dt.date(2021, 1, 1), jusqua=dt.date(2020, 1, 1), auteur="essai", progress=quiet
        )


def test_zeros_are_the_cells_of_the_town_and_nothing_counted_disappears(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, ROWS)
    bare = questions.cells_table(office, Selection(), 10)
    full = questions.cells_table(office, Selection(), 10, zeros=True)
    assert sum(full["n"].to_pylist()) == sum(bare["n"].to_pylist()) == 3
    assert full.num_rows > 50
    assert 0 in full["n"].to_pylist()
    monthly = questions.cells_table(office, Selection(), 9, zeros=True, pas="mois", par_categorie=True)
    assert sum(monthly["n"].to_pylist()) == 3
    assert set(monthly["periode"].to_pylist()) == {"2026-03", "2026-04"}


def test_rates_are_per_thousand_and_the_balance_has_no_invented_year(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, ROWS)
    table = apercu.balance(office, Selection(), "quartier")
    first = table.to_pylist()[0]
    assert (first["code"], first["n"], first["pour_1000"], first["n_an_avant"], first["evolution"]) == (
        "Q00",
        3,
        3.0,
        None,
        None,
    )
    assert first["part"] == pytest.approx(0.75)
    assert first["serie"] == [2, 1]


def corners(side: float = SIDE) -> list[tuple[float, float]]:
    return [(LAT, LON), (LAT, LON + side), (LAT + side, LON + side), (LAT + side, LON)]


def test_a_drawn_territory_is_dated_and_its_counts_follow(office: Office, tmp_path: Path) -> None:
    bring_in(office, tmp_path, ROWS)
    assert draw_territory(office, "Secteur", " Le  port ", corners(), auteur="essai") == 3
    assert counts(office, "secteur", Selection()) == {"LE-PORT": 3}
    line = journal_read(office.database, 1).to_pylist()[0]
    assert (line["evenement"], line["cle"]) == ("dessin", "secteur")
    assert all(one.ok for one in check.verify(office).controles)
    later = dt.date(2026, 7, 1)
    smaller = [(lat + 2 * SIDE, lon) for lat, lon in corners()]
    assert draw_territory(office, "secteur", "Le port", smaller, depuis=later, auteur="essai") == 0
    assert counts(office, "secteur", Selection(jusqua=dt.date(2026, 6, 30))) == {"LE-PORT": 3}
    assert counts(office, "secteur", Selection(jusqua=later)) == {"LE-PORT": 0}


@pytest.mark.parametrize(
    ("name", "contour", "said"),
    [
        ("", corners(), "Donnez au territoire un nom"),
        ("A", corners()[:2], "de 3 à 500 sommets"),
        ("A", [corners()[one] for one in (0, 2, 1, 3)], "se croise"),
        ("A", corners(0.00001), "n'est pas un territoire"),
        ("A", [(0.0, 0.0), (0.0, 9.0), (9.0, 9.0)], "n'est pas un territoire"),
        ("A", [(91.0, 0.0), *corners()], "latitude"),
    ],
)
def test_what_is_no_territory_is_refused(
    office: Office, name: str, contour: list[tuple[float, float]], said: str
) -> None:
    with pytest.raises(ValueRefused, match=said):
        draw_territory(office, "secteur", name, contour, auteur="essai")
