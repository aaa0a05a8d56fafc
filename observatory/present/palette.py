"""Colours: one hue from pale to dark for counts, safe for colour-blind eyes and in black and white."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Theme = Literal["light", "dark"]

ACCENT = "#1f6f78"
"""The colour of the product: a sober teal."""

PAST = "#9aa5ab"
"""The year before, a comparison, what is in the background."""

HEXAGON_OPACITY = 0.8
"""Water and parks stay visible under the hexagons."""

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
    street_opacity: float
    text: str
    panel: str
    edge: str
    chosen: str


@dataclass(frozen=True, slots=True)
class Line:
    """How the outlines of a layer are drawn: colour, width in pixels, dashes (SVG) or none."""

    colour: str
    width: float
    dashes: str | None = None


_LIGHT = MapColours(
    ground="#ecece7",
    commune="#fbfaf7",
    water="#b9d5e3",
    park="#d5e5cb",
    street="#4a4238",
    street_opacity=0.3,
    text="#1d2a30",
    panel="#ffffff",
    edge="#c9cfcb",
    chosen="#123f8c",
)
_DARK = MapColours(
    ground="#10161a",
    commune="#1b2429",
    water="#12384c",
    park="#20382a",
    street="#dfe6ea",
    street_opacity=0.2,
    text="#e6ecee",
    panel="#141c21",
    edge="#3a4850",
    chosen="#8fd0ff",
)
_LINES_LIGHT = {
    "quartier": Line("#33424c", 1.6),
    "qpv": Line("#5b2a86", 2.4, "7 4"),
    "zsp": Line("#0b5f6b", 3, "2 5"),
}
_LINES_DARK = {
    "quartier": Line("#c3cfd6", 1.4),
    "qpv": Line("#d3b3f2", 2.4, "7 4"),
    "zsp": Line("#7adbe6", 3, "2 5"),
}
MARKS: dict[Theme, dict[str, str]] = {
    "light": {"favorable": "#1d6a3a", "neutre": "#33424c", "genante": "#7b1d6f"},
    "dark": {"favorable": "#7fd19b", "neutre": "#c3cfd6", "genante": "#f09be4"},
}
"""The colours of observations d'ambiance by bearing; shapes tell them apart without colour."""
SILENCES: dict[Theme, dict[str, str]] = {
    "light": {"silencieuse": "#8a3b7d", "comme_ailleurs": "#bcd8d6"},
    "dark": {"silencieuse": "#e59ad6", "comme_ailleurs": "#2f5a5c"},
}
"""The colours of silent zones; what nobody can tell has none, and is hatched."""
_OTHER = Line("#6b7880", 1.2, "4 3")


def map_colours(theme: Theme) -> MapColours:
    """The colours of the base map in a light or a dark theme."""
    return _DARK if theme == "dark" else _LIGHT


def layer_line(zonage: str, theme: Theme) -> Line:
    """How a layer of territories is outlined; dashes tell layers apart without colour."""
    return (_LINES_DARK if theme == "dark" else _LINES_LIGHT).get(zonage, _OTHER)


def sequence(n: int, theme: Theme = "light") -> list[str]:
    """``n`` colours (0 to 5) from little to much: towards dark on a light map, towards bright on a dark one."""
    steps = list(reversed(_SEQUENCE)) if theme == "dark" else list(_SEQUENCE)
    if n >= len(steps):
        return steps
    return [steps[round(i * (len(steps) - 1) / max(n - 1, 1))] for i in range(n)] if n > 1 else [steps[2]][:n]


def blend(colour: str, ground: str, opacity: float) -> str:
    """What is seen of ``colour`` laid over ``ground`` with an opacity from 0 to 1; colours as ``#rrggbb``."""
    above, below = (bytes.fromhex(one.removeprefix("#")) for one in (colour, ground))
    mixed = (round(a * opacity + b * (1 - opacity)) for a, b in zip(above, below, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)
