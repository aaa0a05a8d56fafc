"""The médiateur's page: its shell, its scripts, its service worker, and its own API at ``POST /terrain/api/<name>``.

The page works without a network: its service worker keeps the files under a version made of their content, so that a
phone has either all of a version or all of the one before.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from observatory.domain.roles import FIELD
from observatory.pipeline.office import Office
from observatory.present.assets import FIELD_FOLDER, OFFLINE_FOLDER
from observatory.server.page_api import PageApi, PageFiles
from observatory.server.workers import Workers

PATH = "/terrain/"
FILES, OFFLINE = "/terrain/fichiers", "/hors-ligne"
FAMILIES = ("terrain.", "mediations.", "ambiances.noter", "ambiances.miennes")
"""The operations that the page may call; who may is said by the table of roles."""
API = PageApi(
    "/terrain/api", "terrain", FAMILIES, "page du terrain", but=("mediations.confier", "mediations.mediateurs")
)
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What the page may load: our own files, nothing written in the page itself, nothing of another host."""
_PAGE, _WORKER, _MANIFEST = "terrain.html", "sw.js", "manifeste.json"


def field_routes(office: Office, workers: Workers) -> list[BaseRoute]:
    """The routes of the page; operations run in ``workers``."""

    async def page(request: Request) -> Response:
        if request.url.path != PATH:
            return RedirectResponse(PATH, 307)
        if not request.state.account.holds_any(FIELD):
            return RedirectResponse("/", 303)
        text = (FIELD_FOLDER / _PAGE).read_text(encoding="utf-8")
        return HTMLResponse(text, headers={"Cache-Control": "no-cache", "Content-Security-Policy": CSP})

    async def worker(_: Request) -> Response:
        return PlainTextResponse(
            service_worker(), media_type="text/javascript",
            headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": PATH, "Content-Security-Policy": CSP},
        )  # fmt: skip

    async def manifest(_: Request) -> Response:
        text = (FIELD_FOLDER / _MANIFEST).read_text(encoding="utf-8")
        return Response(text, media_type="application/manifest+json", headers={"Cache-Control": "no-cache"})

    return [
        API.route(office, workers),
        Route(PATH + _WORKER, worker, methods=["GET"]),
        Route(PATH + _MANIFEST, manifest, methods=["GET"]),
        Mount(FILES, PageFiles(directory=FIELD_FOLDER)),
        Mount(OFFLINE, PageFiles(directory=OFFLINE_FOLDER)),
        Route(PATH, page, methods=["GET"]),
        Route(PATH.rstrip("/"), page, methods=["GET"]),
    ]


@cache
def service_worker() -> str:
    """The service worker's script, with the list of what it keeps and the version that their content makes."""
    kept = [
        *listed(FIELD_FOLDER, FILES, (_PAGE, _WORKER, _MANIFEST)),
        *listed(OFFLINE_FOLDER, OFFLINE, ()),
    ]
    mark = hashlib.sha256()
    for _, path in kept:
        mark.update(path.read_bytes())
    script = (FIELD_FOLDER / _WORKER).read_text(encoding="utf-8")
    mark.update(script.encode() + (FIELD_FOLDER / _PAGE).read_bytes() + (FIELD_FOLDER / _MANIFEST).read_bytes())
    addresses = [PATH, PATH + _MANIFEST, *(address for address, _ in kept)]
    return (
        f"const VERSION = {json.dumps('terrain-' + mark.hexdigest()[:16])};\n"
        f"const KEPT = {json.dumps(addresses)};\n{script}"
    )


def listed(folder: Path, prefix: str, but: tuple[str, ...]) -> list[tuple[str, Path]]:
    """The files of a folder by their address."""
    return [(f"{prefix}/{one.name}", one) for one in sorted(folder.iterdir()) if one.is_file() and one.name not in but]
