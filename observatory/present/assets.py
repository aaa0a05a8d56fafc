"""The files that maps need in the browser, all from installed packages: nothing is fetched from outside."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

LEAFLET_PREFIX = "/carte/leaflet"


def asset_folders() -> dict[str, Path]:
    """Folders to be served, by the path under which the browser asks for them."""
    leaflet = resources.files("js_lib_leaflet") / "static" / "js_lib_leaflet"
    return {LEAFLET_PREFIX: Path(str(leaflet))}
