"""The map's document and its layers: complete, compact, deterministic, without an outside address."""

from __future__ import annotations

import json
import re

import h3.api.basic_int as h3
import pytest

from observatory.present.assets import LEAFLET_PREFIX, asset_folders
from observatory.present.cells import cells_to_names
from observatory.present.legend import class_legend_html, counts_html, legend_html
from observatory.present.maps import BASE_URL, MapClass, Outline, class_map, hexagon_map, map_frame, zoom_to_resolution

CENTRE = h3.latlng_to_cell(46.05, -4.6, 9)
CELLS = h3.grid_disk(CENTRE, 2)
NAME = "Les </script><b>Genêts"
SQUARE = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": "G", "nom": NAME, "population": 3},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[-4.61, 46.045], [-4.6, 46.045], [-4.6, 46.06], [-4.61, 46.06], [-4.61, 46.045]]],
                },
            }
        ],
    }
)
EMPTY = '{"type":"FeatureCollection","features":[]}'


def shown(**options: object) -> dict[str, object]:
    drawn = hexagon_map(
        CELLS,
        list(range(len(CELLS))),
        [Outline("quartier", "Quartiers", SQUARE)],
        words=("signalement", "signalements"),
        **options,  # type: ignore[arg-type]
    )
    layers: dict[str, object] = json.loads(drawn.layers)
    return layers


def corners(steps: list[int]) -> list[tuple[float, float]]:
    """What the script does with the steps of a ring."""
    ring, lat, lon = [], 0, 0
    for i in range(0, len(steps), 2):
        lat, lon = lat + steps[i], lon + steps[i + 1]
        ring.append((lat / 1e6, lon / 1e6))
    return ring


def test_each_hexagon_keeps_its_cell_its_count_and_its_shape() -> None:
    hexagons = shown()["hexagons"]
    assert isinstance(hexagons, list)
    assert [h3.str_to_int(one[0]) for one in hexagons] == CELLS
    assert [one[2] for one in hexagons] == list(range(len(CELLS)))
    assert hexagons[0][1] == -1, "zero has no class"
    for cell, (*_, steps) in zip(CELLS, hexagons, strict=True):
        for (lat, lon), (true_lat, true_lon) in zip(corners(steps), h3.cell_to_boundary(cell), strict=True):
            assert abs(lat - true_lat) < 1e-6
            assert abs(lon - true_lon) < 1e-6


def test_a_city_at_the_finest_resolution_stays_light() -> None:
    cells = h3.grid_disk(h3.latlng_to_cell(46.05, -4.6, 11), 42)
    drawn = hexagon_map(cells, [1] * len(cells), [], words=("signalement", "signalements"))
    assert len(cells) > 5000
    assert len(drawn.layers) < 90 * len(cells)


def test_the_chosen_cell_is_framed_whatever_its_resolution() -> None:
    fine = h3.latlng_to_cell(46.05, -4.6, 11)
    steps = shown(selected=fine)["selected"]
    assert isinstance(steps, list)
    assert len(corners(steps)) == 6
    assert shown()["selected"] is None


def test_names_are_written_inside_their_territory_and_cannot_close_the_script() -> None:
    drawn = hexagon_map(CELLS, [1] * len(CELLS), [Outline("quartier", "Quartiers", SQUARE)], words=("a", "as"))
    assert "</script" not in drawn.layers
    (layer,) = json.loads(drawn.layers)["outlines"]
    ((name, (lat, lon)),) = layer["names"]
    assert name == NAME
    assert 46.045 < lat < 46.06
    assert -4.61 < lon < -4.6


@pytest.mark.parametrize("base", [None, EMPTY])
def test_a_frame_asks_nobody_outside(base: str | None) -> None:
    document = map_frame(base=base)
    asked = re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=\"([^\"]+)\"", document)
    if base is None:
        assert asked
        assert all(one.startswith(LEAFLET_PREFIX + "/") for one in asked)
        assert BASE_URL in document
    else:
        assert asked == []
    assert not re.search(r"<(?:script|link|img|iframe)[^>]*(?:https?:)?//", document)
    assert 'lang="fr"' in document


def test_the_files_asked_for_are_served() -> None:
    folder = asset_folders()[LEAFLET_PREFIX]
    for one in re.findall(rf"{LEAFLET_PREFIX}/([\w.-]+)", map_frame()):
        assert (folder / one).is_file()


def test_the_same_map_gives_the_same_text_so_that_the_browser_keeps_it() -> None:
    assert map_frame("dark", view_key="a") == map_frame("dark", view_key="a")
    assert map_frame("dark") != map_frame("light")
    assert shown() == shown()


def test_a_document_can_stand_alone() -> None:
    drawn = hexagon_map(CELLS, [1] * len(CELLS), [], words=("signalement", "signalements"))
    document = map_frame(base=EMPTY, layers=drawn.layers, attribution="<i>Ville fictive")
    assert json.loads(drawn.layers)["hexagons"][0][0] in document
    assert "<i>" not in document


def test_an_empty_selection_still_has_a_map_and_says_so() -> None:
    drawn = hexagon_map([], [], [], words=("signalement", "signalements"))
    assert json.loads(drawn.layers)["hexagons"] == []
    assert "aucun" in legend_html(drawn, "Signalements par hexagone")


def test_the_legend_says_classes_and_lines() -> None:
    drawn = hexagon_map(
        CELLS, [5] * len(CELLS), [Outline("qpv", "QPV <1>", SQUARE)], words=("signalement", "signalements")
    )
    legend = legend_html(drawn, "Signalements & voix")
    assert "Signalements &amp; voix" in legend
    assert "QPV &lt;1&gt;" in legend
    assert ">5</li>" in legend
    assert "<b>1\u202f204</b>" in counts_html([("Bruit", 1204)])


@pytest.mark.parametrize(("zoom", "resolution"), [(10, 8), (13, 9), (14, 10), (16, 11), (18, 11)])
def test_hexagons_get_smaller_as_one_zooms(zoom: float, resolution: int) -> None:
    assert zoom_to_resolution(zoom) == resolution


def test_cells_bear_the_name_of_the_territory_around_them() -> None:
    outside = h3.latlng_to_cell(46.2, -4.6, 9)
    inside = h3.latlng_to_cell(46.05, -4.605, 11)
    assert cells_to_names([outside, inside], SQUARE) == [None, NAME]
    assert cells_to_names([], SQUARE) == []
    assert cells_to_names([inside], EMPTY) == [None]


def test_a_map_of_classes_says_its_texts_and_its_legend() -> None:
    classes = [MapClass("Chaud", "#b2182b", edge="#67001f"), MapClass("Fragile", "#f4a582", 0.5, "#67001f", "4 3")]
    found = class_map(
        CELLS[:3], [0, 1, -1], ["a\n<b>", "b", "c"], [Outline("quartier", "Quartiers", SQUARE)], classes=classes
    )
    layers = json.loads(found.layers)
    assert [one[1:3] for one in layers["hexagons"]] == [[0, "a\n<b>"], [1, "b"], [-1, "c"]]
    assert "<b>" not in found.layers  # safe inside a script
    assert [one["dashArray"] for one in layers["styles"]] == [None, "4 3"]
    html = class_legend_html(found, "Classes", "rien de net")
    assert [html.index(part) for part in ("Classes", "Chaud", "Fragile", "rien de net", "Quartiers")] == sorted(
        html.index(part) for part in ("Classes", "Chaud", "Fragile", "rien de net", "Quartiers")
    )
    assert html.count("dashed") == 1
