"""Colours: one hue from pale to dark for counts, safe for colour-blind eyes and in black and white."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Theme = Literal["light", "dark"]

ACCENT = "#1f6f78"
"""The colour of the product: a sober teal."""

PAST = "#9aa5ab"
"""The year before, a comparison, what is in the background."""

_SEQUENCE = ("#fde3b5", "#f6b765", "#e58430", "#b9521a", "#73290d")
"""Five steps of one hue; each differs from the next by lightness alone, so that it survives a photocopy."""


@dataclass(frozen=True, slots=True)
class MapColours:
    """What a map is drawn with."""

    ground: str
    commune: str
    water: str
    park: str
    street: str
    outline: str
    text: str
    panel: str


_LIGHT = MapColours("#f1efe9", "#fbfaf7", "#bfd9e6", "#dce9d2", "#cfcabf", "#3c4a57", "#22303a", "#ffffff")
_DARK = MapColours("#10161c", "#18212a", "#0e2c3d", "#1a2c22", "#33404c", "#a9b7c3", "#e4eaef", "#18212a")


def map_colours(theme: Theme) -> MapColours:
    """The colours of the base map in a light or a dark theme."""
    return _DARK if theme == "dark" else _LIGHT


def sequence(n: int, theme: Theme = "light") -> list[str]:
    """``n`` colours (1 to 5) from little to much: towards dark on a light map, towards bright on a dark one."""
    steps = list(reversed(_SEQUENCE)) if theme == "dark" else list(_SEQUENCE)
    if n >= len(steps):
        return steps
    return [steps[round(i * (len(steps) - 1) / max(n - 1, 1))] for i in range(n)] if n > 1 else [steps[2]]
