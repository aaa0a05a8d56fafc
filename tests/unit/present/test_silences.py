"""Silent zones in words and colours: what rests on too few says so, what nobody can tell is hatched."""

from __future__ import annotations

import json

import h3.api.basic_int as h3
import pyarrow as pa
import shapely

from observatory.domain.silence import LIBELLES, Classe
from observatory.present.palette import SILENCES
from observatory.present.silences import (
    hexagon_areas,
    legend_of_classes,
    silence_frame,
    silence_sentences,
    territory_areas,
)

CONTOURS = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": code, "nom": name},
                "geometry": json.loads(shapely.to_geojson(shapely.box(west, 46, west + 0.01, 46.01))),
            }
            for code, name, west in (("A", "Les <b>Pins</b>", -4.6), ("B", "Le Port", -4.59), ("C", "Ailleurs", -4.58))
        ],
    }
)


def table() -> pa.Table:
    """One quartier that is silent, one with too little, one that shows nothing exact."""
    figures = {
        "rapport": [0.4, 1.2, None], "bas": [0.3, 0.4, None], "haut": [0.55, 2.9, None],
        "estime": [250.0, float("nan"), None], "par_adresse": [0.5, 0.61, None], "comparables": [1.2, 0.6, None],
        "signalements": [100, 12, None],
    }  # fmt: skip
    names = {"code": ["A", "B", "C"], "nom": ["Les <b>Pins</b>", "Le Port", "Ailleurs"]}
    return pa.table({**names, "classe": ["silencieuse", "inconnue", "comme_ailleurs"], **figures})


def test_the_silent_come_first_and_few_are_not_told() -> None:
    frame = silence_frame(table().take([2, 1, 0]))
    assert frame["Territoire"].tolist() == ["Les <b>Pins</b>", "Le Port", "Ailleurs"]
    assert frame["Redites pour 100"].tolist() == ["40 (30 à 55)", "120 (40 à 290)", "moins de 5"]
    assert frame["Signalements"].tolist() == ["100", "12", "moins de 5"]
    assert frame["Au rythme d'ailleurs"].tolist() == ["250", "–", "moins de 5"]
    assert frame["Pour 100 adresses"].tolist() == ["50 (120)", "61 (60)", "moins de 5"]


def test_sentences_name_the_silent_and_count_the_unknown() -> None:
    first, last = silence_sentences(table())
    assert "**40 fois**" in first
    assert "entre 30 et 55" in first
    assert "1\u00a0territoire" in last
    assert silence_sentences(table().slice(2))[0].startswith("Aucun territoire")


def test_areas_have_the_colour_of_their_class_and_none_where_nobody_can_tell() -> None:
    layers = json.loads(territory_areas(table(), CONTOURS))
    assert [colour for _, colour, _ in layers["areas"]] == [
        SILENCES["light"]["silencieuse"],
        "",
        SILENCES["light"]["comme_ailleurs"],
    ]
    assert "&lt;b>Pins" in layers["areas"][0][2]
    assert layers["bounds"] == [[46.0, -4.6], [46.01, -4.57]]
    cells = pa.table({"cell": h3.grid_disk(h3.latlng_to_cell(46, -4.6, 9), 1), "classe": ["inconnue"] * 7})
    found = json.loads(hexagon_areas(cells, CONTOURS, "dark"))
    assert len(found["areas"]) == 7
    assert {colour for _, colour, _ in found["areas"]} == {""}


def test_the_legend_counts_each_class() -> None:
    legend = legend_of_classes(["silencieuse", "inconnue", "inconnue"])
    assert legend.index(LIBELLES[Classe.SILENCIEUSE].replace("'", "&#x27;")) < legend.index("repeating-linear-gradient")
    assert legend.count("<li") == 3
    assert ": 2</li>" in legend
