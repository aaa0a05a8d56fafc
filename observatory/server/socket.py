"""The owner's socket: operations for the command line and for the pages of the dashboard."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from observatory.domain.errors import NotFound, ObservatoryError
from observatory.domain.roles import Account
from observatory.operations.catalogue import catalogue
from observatory.operations.core import Context, Operation
from observatory.pipeline.office import Office
from observatory.wire import error_to_frame, json_to_arguments, progress_to_frame, result_to_frame

log = logging.getLogger(__name__)

FRAMES = "application/vnd.observatory.frames"


def socket_app(office: Office, account: Account, secret: str, workers: ThreadPoolExecutor) -> Starlette:
    """The application behind the socket.

    Every request must bear ``secret``; operations run in ``workers`` with the rights of ``account``, so that the
    event loop never waits for the base.
    """
    known = catalogue()

    async def answer(request: Request) -> Response:
        if not _bears(request, secret):
            return PlainTextResponse("Secret absent ou faux.", 403)
        body = await request.body()
        chosen = known.get(request.path_params["name"])
        return StreamingResponse(_frames(office, account, chosen, body, workers), media_type=FRAMES)

    async def health(request: Request) -> Response:
        return JSONResponse({"etat": "ouvert"}) if _bears(request, secret) else PlainTextResponse("", 403)

    return Starlette(routes=[Route("/op/{name}", answer, methods=["POST"]), Route("/sante", health)])


def _bears(request: Request, secret: str) -> bool:
    return secrets.compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {secret}".encode())


async def _frames(
    office: Office,
    account: Account,
    operation: Operation[..., Any] | None,
    body: bytes,
    workers: ThreadPoolExecutor,
) -> AsyncIterator[bytes]:
    """The answer as it comes: progress, then the result or the error."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes | None] = asyncio.Queue()

    def progress(label: str, done: int, total: int) -> None:
        loop.call_soon_threadsafe(queue.put_nowait, progress_to_frame(label, done, total))

    work = loop.run_in_executor(workers, _run, Context(office, account, progress), operation, body)
    work.add_done_callback(lambda _: queue.put_nowait(None))
    while (piece := await queue.get()) is not None:
        yield piece
    yield await work


def _run(context: Context, operation: Operation[..., Any] | None, body: bytes) -> bytes:
    """Run one call to its last frame; what nobody foresaw is logged, and said with a number to quote."""
    try:
        if operation is None:
            raise NotFound("Cette opération n'existe pas dans cette version de l'office : mettez le programme à jour.")
        types, declared = operation.types()
        return result_to_frame(operation(context, **json_to_arguments(body, types)), declared)
    except ObservatoryError as error:
        return error_to_frame(error)
    except Exception:
        incident = secrets.token_hex(4)
        log.exception("incident %s in %s", incident, operation.name if operation else "?")
        return error_to_frame(
            ObservatoryError(f"L'office a rencontré une erreur imprévue (incident {incident}, voir son journal).")
        )
