"""The map on which a territory is drawn: a part of the page that lives in the browser."""

from __future__ import annotations

from observatory.present.dessin import read_contour
from observatory.ui.components.cadre import cadre


def dessin(frame: str, layers: str, *, key: str, title: str, height: int = 480) -> list[tuple[float, float]]:
    """Show the map; gives the corners (latitude, longitude) of the outline that was finished, none before that."""
    said = cadre(frame, layers, key=key, title=title, height=height, on_change=lambda: None, states=("contour",))
    return read_contour(said.get("contour"))
