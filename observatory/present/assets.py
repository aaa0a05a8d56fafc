"""The files that maps need in the browser, all from installed packages: nothing is fetched from outside."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

LEAFLET_PREFIX = "/carte/leaflet"

DESK_FOLDER = Path(__file__).parent / "bureau"
"""The scripts, the style and the form of the call desk."""

FIELD_FOLDER = Path(__file__).parent / "terrain"
"""The médiateur's page for a phone: its shell, scripts, style, service worker."""

WALK_FOLDER = Path(__file__).parent / "marche"
"""The phone page of a walk: its shell, scripts, style, service worker."""

OFFLINE_FOLDER = Path(__file__).parent / "hors_ligne"
"""What pages that work without a network share: the queue of what is to be sent, pieces of page, the phone's style."""


def asset_folders() -> dict[str, Path]:
    """Folders to be served, by the path under which the browser asks for them."""
    leaflet = resources.files("js_lib_leaflet") / "static" / "js_lib_leaflet"
    return {LEAFLET_PREFIX: Path(str(leaflet))}


def leaflet_inline() -> tuple[str, str]:
    """The text of Leaflet's style sheet and script, for pages that no owner serves."""
    folder = asset_folders()[LEAFLET_PREFIX]
    style = (folder / "leaflet.css").read_text(encoding="utf-8")
    script = (folder / "leaflet.js").read_text(encoding="utf-8")
    return style, script.replace("</script", "<\\/script").split("//# sourceMappingURL")[0]
