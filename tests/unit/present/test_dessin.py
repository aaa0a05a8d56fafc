"""What a browser says of an outline is checked; the tool is put into the map's own document."""

from __future__ import annotations

import json

import pytest

from observatory.present.dessin import MOST_CORNERS, drawing_frame, drawing_layers, read_contour
from observatory.present.maps import MESSAGE, Outline, map_frame

RING = [[46.0, -4.6], [46.0, -4.5], [46.1, -4.5]]
LAYER = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"nom": "Nord"},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[-4.6, 46.0], [-4.5, 46.0], [-4.5, 46.1], [-4.6, 46.0]]],
                },
            }
        ],
    }
)


def test_an_outline_is_read() -> None:
    assert read_contour(RING) == [(46.0, -4.6), (46.0, -4.5), (46.1, -4.5)]


@pytest.mark.parametrize(
    "said",
    [None, "x", [], RING[:2], [*RING, [1.0]], [*RING, ["a", "b"]], [*RING, [True, 2.0]], [*RING, [91.0, 0.0]],
     [*RING, [float("nan"), 0.0]], RING * MOST_CORNERS],
)  # fmt: skip
def test_anything_else_counts_for_nothing(said: object) -> None:
    assert read_contour(said) == []


def test_the_tool_stands_at_the_end_of_the_map_s_document() -> None:
    made = drawing_frame(map_frame(base='{"type":"FeatureCollection","features":[]}'))
    assert made.rstrip().endswith("</html>")
    assert made.rindex("observatoryMap(") < made.index(f'const MESSAGE = "{MESSAGE}"') < made.index("Terminer")
    assert "http://" not in made.split("const MESSAGE")[1]


def test_the_view_is_that_of_what_is_known() -> None:
    assert json.loads(drawing_layers([Outline("quartier", "Quartiers", LAYER)]))["bounds"] == [
        [46.0, -4.6],
        [46.1, -4.5],
    ]
    assert json.loads(drawing_layers([]))["bounds"][0] == [42.0, -5.0]
