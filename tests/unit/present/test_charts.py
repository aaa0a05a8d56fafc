"""What charts draw: every number, none invented, nothing fetched."""

from __future__ import annotations

import datetime as dt
import json

import pyarrow as pa

from observatory.present.charts import (
    FORMER_NAME,
    NOW_NAME,
    category_chart,
    category_frame,
    day_hour_chart,
    day_hour_frame,
    locator_chart,
    trend_chart,
    trend_frame,
)

MONTHS = pa.table(
    {
        "mois": pa.array([dt.date(2026, 1, 1), dt.date(2026, 2, 1)], pa.date32()),
        "n": [1200, 30],
        "n_an_avant": pa.array([900, None], pa.int64()),
        "complet": [True, False],
    }
)
FAMILIES = pa.table({"libelle": ["Bruit", "Propreté", "Tags"], "n": [6, 3, 1], "part": [0.6, 0.3, 0.1]})
HOURS = pa.table({"jour": [1, 7, 7], "heure": pa.array([0, 23, None], pa.int64()), "n": [4, 5, 6]})


def outline(code: str, west: float) -> dict[str, object]:
    """A square territory."""
    ring = [[west, 45], [west + 1, 45], [west + 1, 46], [west, 46], [west, 45]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code, "nom": code}, "geometry": geometry}


OUTLINES = json.dumps({"type": "FeatureCollection", "features": [outline("N", 2), outline("l'Est", 3)]})


def test_a_month_without_a_year_before_has_no_point_for_it() -> None:
    frame = trend_frame(MONTHS)
    assert frame.groupby("serie")["n"].apply(list).to_dict() == {NOW_NAME: [1200, 30], FORMER_NAME: [900]}


def test_an_incomplete_month_says_so() -> None:
    frame = trend_frame(MONTHS)
    assert list(frame["texte"]) == ["1\u202f200", "900", "30 (mois incomplet)"]


def test_small_categories_become_one_bar_and_nothing_is_lost() -> None:
    frame = category_frame(FAMILIES, 1)
    assert list(frame["libelle"]) == ["Bruit", "Autres catégories (2)"]
    assert frame["n"].sum() == 10


def test_hours_keep_their_zeros_and_leave_out_what_has_none() -> None:
    frame = day_hour_frame(HOURS)
    assert frame.shape == (7, 25)
    assert frame.drop(columns="jour").to_numpy().sum() == 9
    assert frame[23][6] == 5


def test_charts_fetch_nothing() -> None:
    charts = [
        trend_chart(MONTHS),
        category_chart(FAMILIES),
        category_chart(FAMILIES.slice(0, 0)),
        day_hour_chart(HOURS),
        locator_chart(OUTLINES, "l'Est"),
    ]
    for chart in charts:
        specification = chart.to_dict()
        assert specification.pop("$schema").startswith("https://vega.github.io/")
        assert "://" not in json.dumps(specification)


def test_the_locator_keeps_the_shape_of_the_ground() -> None:
    (features,) = locator_chart(OUTLINES, "N").to_dict()["datasets"].values()
    xs = [x for x, _ in features[0]["geometry"]["coordinates"][0]]
    assert 0.6 < max(xs) - min(xs) < 0.8
