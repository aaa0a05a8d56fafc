"""What the browser needs for maps, served from here: no request leaves the machine."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from concurrent.futures import ThreadPoolExecutor

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from observatory.operations.core import Context
from observatory.operations.questions import carte_fond
from observatory.present.assets import asset_folders

BASE_LAYER_PATH = "/carte/fond.geojson"


def asset_routes(context: Context, workers: ThreadPoolExecutor) -> list[BaseRoute]:
    """The routes of the base layer and of the map's files."""

    async def base(request: Request) -> Response:
        loop = asyncio.get_running_loop()
        body = await loop.run_in_executor(workers, lambda: gzip.compress(carte_fond(context).encode(), 5))
        tag = f'"{hashlib.sha256(body[10:]).hexdigest()[:20]}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Content-Encoding": "gzip"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        return Response(body, media_type="application/geo+json", headers=headers)

    mounts: list[BaseRoute] = [Mount(path, StaticFiles(directory=folder)) for path, folder in asset_folders().items()]
    return [Route(BASE_LAYER_PATH, base), *mounts]
