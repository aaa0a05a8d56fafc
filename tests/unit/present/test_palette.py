"""Colours: told apart by lightness, readable on their ground."""

from __future__ import annotations

from itertools import pairwise

import pytest

from observatory.present.palette import (
    HEXAGON_OPACITY,
    Theme,
    blend,
    layer_line,
    map_colours,
    sequence,
)

THEMES: tuple[Theme, ...] = ("light", "dark")


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of ``#rrggbb``."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("n", range(6))
def test_a_sequence_moves_away_from_the_ground(theme: Theme, n: int) -> None:
    colours = sequence(n, theme)
    assert len(colours) == n
    ground = map_colours(theme).commune
    seen = [contrast(blend(one, ground, HEXAGON_OPACITY), ground) for one in colours]
    assert seen == sorted(seen)
    assert all(later / earlier > 1.2 for earlier, later in pairwise(seen))


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_outlines_are_readable(theme: Theme) -> None:
    colours = map_colours(theme)
    assert contrast(colours.text, colours.panel) > 7
    for zonage in ("quartier", "qpv", "zsp", "iris"):
        assert contrast(layer_line(zonage, theme).colour, colours.commune) > 3


def test_layers_differ_without_colour() -> None:
    assert len({layer_line(zonage, "light").dashes for zonage in ("quartier", "qpv", "zsp", "autre")}) == 4


def test_blend_keeps_both_ends() -> None:
    assert blend("#123456", "#ffffff", 1) == "#123456"
    assert blend("#123456", "#ffffff", 0) == "#ffffff"
    assert blend("#000000", "#ffffff", 0.5) == "#808080"
