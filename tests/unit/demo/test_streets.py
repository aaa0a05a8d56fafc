"""Streets: crossings share nodes, one connected town, one name for one street."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import shapely

from observatory.demo.districts import FABRICS
from observatory.demo.streets import NameGiver, street_names
from observatory.demo.town import Town


def test_streets_that_cross_share_a_node(city: Any) -> None:
    lines = [one for _, one in city.layer("voies")]
    tips = {tip for line in lines for tip in (line.coords[0], line.coords[-1])}
    pairs = shapely.STRtree(lines).query(lines, predicate="intersects")
    touching = 0
    for one, other in pairs.T:
        if one < other:
            common = shapely.get_coordinates(lines[one].intersection(lines[other]))
            assert all(tuple(point) in tips for point in common), (one, other)
            touching += 1
    assert touching > 3_000


def test_the_town_is_in_one_piece(town: Town) -> None:
    label = np.arange(len(town.network.nodes))
    ends = town.network.ends
    for _ in range(len(label)):
        low = np.minimum(label[ends[:, 0]], label[ends[:, 1]])
        before = label.copy()
        np.minimum.at(label, ends[:, 0], low)
        np.minimum.at(label, ends[:, 1], low)
        if (before == label).all():
            break
    assert len(set(label[ends.ravel()].tolist())) == 1


def test_bridges_join_the_banks(town: Town) -> None:
    bridges = {one.nom for one in town.streets if one.type == "pont"}
    assert len(bridges) >= 3
    assert all("Pont" in nom or "Passerelle" in nom for nom in bridges)


def test_every_piece_belongs_to_one_street(town: Town) -> None:
    pieces = Counter(edge for one in town.streets for edge, _ in one.pieces)
    assert set(pieces) == set(range(len(town.network.edges)))
    assert max(pieces.values()) == 1


def test_small_streets_have_a_name_of_their_own(town: Town) -> None:
    names = Counter(one.nom for one in town.streets if one.rang == 4)
    assert max(names.values()) == 1
    assert not {one.nom for one in town.streets if one.rang < 4} & set(names)


def test_vocabulary_has_no_duplicates_and_every_theme() -> None:
    themes = street_names()
    assert {one.theme for one in FABRICS.values()} <= set(themes)
    stems = Counter(stem for names in themes.values() for stem in names)
    assert [stem for stem, count in stems.items() if count > 1] == []


def test_name_giver_never_repeats_a_full_name() -> None:
    giver = NameGiver(np.random.default_rng(1), {"Rue Saint-Clair"})
    given = [giver.take("ancien", "Rue" if i % 2 else "Impasse") for i in range(1_200)]
    assert len(set(given)) == len(given)
    assert "Rue Saint-Clair" not in given


def test_a_whole_street_is_one_continuous_line(town: Town) -> None:
    for one in town.streets[:200]:
        line = one.line(town.network)
        length = sum(town.network.edges[edge].length for edge, _ in one.pieces)
        assert abs(line.length - length) < 0.5, one.nom
