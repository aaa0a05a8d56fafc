"""What the browser needs for maps, served from here: no request leaves the machine."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import Executor

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from observatory.operations.core import Context
from observatory.operations.questions import carte_fond
from observatory.present.assets import asset_folders

BASE_LAYER_PATH = "/carte/fond.geojson"
_DAY_SECONDS = 86_400


class BaseLayer:
    """The base layer, compressed, with its tag: made once, and again after an import or at midnight."""

    def __init__(self, context: Context, make: Callable[[Context], str] = carte_fond):
        self._context = context
        self._make = make
        self._lock = threading.Lock()
        self._made: tuple[dt.date, bytes, str] | None = None

    def forget(self) -> None:
        """The base changed: make it again when it is next asked for."""
        with self._lock:
            self._made = None

    def get(self) -> tuple[bytes, str]:
        """The layer as gzip bytes, and its tag."""
        day = self._context.office.today()
        with self._lock:
            if self._made is None or self._made[0] != day:
                text = self._make(self._context).encode()
                tag = hashlib.sha256(text).hexdigest()[:20]
                self._made = (day, gzip.compress(text, 5, mtime=0), f'"{tag}"')
            return self._made[1:]


class _MapFiles(StaticFiles):
    """Files of installed packages: they change with the program only."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = f"private, max-age={_DAY_SECONDS}"
        return answer


def asset_routes(layer: BaseLayer, workers: Executor) -> list[BaseRoute]:
    """The routes of the base layer and of the map's files."""

    async def base(request: Request) -> Response:
        body, tag = await asyncio.get_running_loop().run_in_executor(workers, layer.get)
        headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
        if tag in [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]:
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(body, media_type="application/geo+json", headers={**headers, "Content-Encoding": "gzip"})
        return Response(gzip.decompress(body), media_type="application/geo+json", headers=headers)

    mounts: list[BaseRoute] = [Mount(path, _MapFiles(directory=folder)) for path, folder in asset_folders().items()]
    return [Route(BASE_LAYER_PATH, base), *mounts]
