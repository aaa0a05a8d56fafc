"""The owner's socket: operations for the command line and for the pages of the dashboard.

The command line bears the secret that only the owner of the file can read: it has every right. The dashboard bears
another one, with which it calls in the name of the person who is logged in, whose rights are read at each call.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from observatory.domain.errors import NotAllowed, NotFound, ObservatoryError
from observatory.domain.roles import Account
from observatory.operations.core import Context, Operation
from observatory.pipeline.office import Office
from observatory.pipeline.sessions import Sessions
from observatory.server.workers import Workers
from observatory.wire import (
    MOTIF_HEADER,
    SESSION_HEADER,
    error_to_frame,
    json_to_arguments,
    progress_to_frame,
    result_to_frame,
)

log = logging.getLogger(__name__)

FRAMES = "application/vnd.observatory.frames"

COMMAND_LINE = "ligne de commande"

COUNTING = ("tables.", "apercu.")
"""Operations that read the whole base, which ``counters`` run."""

Operations = dict[str, Operation[..., Any]]


class Desk:
    """Takes calls of operations and runs them with the rights of ``account``.

    ``on_done`` is told the name of each operation that ended well, from the thread that ran it. ``counters`` are the
    threads of what reads the whole base, where there are others for the rest.
    """

    def __init__(
        self,
        office: Office,
        account: Account,
        known: Operations,
        workers: Workers,
        on_done: Callable[[str], None],
        counters: Workers | None = None,
    ):
        self._office = office
        self._account = account
        self._known = known
        self._workers = workers
        self._on_done = on_done
        self._counters = counters or workers

    async def frames(
        self, name: str, body: bytes, account: Account | None = None, motif: str = ""
    ) -> AsyncIterator[bytes]:
        """The answer as it comes: progress, then the result or the error; for ``account``, else for the Desk's own."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()

        def progress(label: str, done: int, total: int) -> None:
            self._workers.check()
            loop.call_soon_threadsafe(queue.put_nowait, progress_to_frame(label, done, total))

        context = Context(self._office, account or self._account, progress, motif or COMMAND_LINE)
        workers = self._counters if name.startswith(COUNTING) else self._workers
        work = asyncio.ensure_future(workers.run(self.run, context, name, body))
        work.add_done_callback(lambda _: queue.put_nowait(None))
        while (piece := await queue.get()) is not None:
            yield piece
        yield await work

    def run(self, context: Context, name: str, body: bytes) -> bytes:
        """Run one call to its last frame; what nobody foresaw is logged, and said with a number to quote."""
        try:
            operation = self._known.get(name)
            if operation is None:
                raise NotFound(
                    f"L'opération « {name} » n'existe pas dans l'office qui tourne : il est d'une autre version, "
                    "relancez-le."
                )
            types, declared = operation.types()
            arguments = json_to_arguments(body, types)
            operation.check_complete(arguments)
            last = result_to_frame(operation(context, **arguments), declared)
            self._on_done(name)
            return last
        except ObservatoryError as error:
            return error_to_frame(error)
        except Exception:
            incident = secrets.token_hex(4)
            log.exception("incident %s in %s", incident, name)
            return error_to_frame(
                ObservatoryError(f"L'office a rencontré une erreur imprévue (incident {incident}, voir son journal).")
            )


def socket_app(desk: Desk, secret: str, pages_secret: str | None = None, sessions: Sessions | None = None) -> Starlette:
    """The application behind the socket. Every request must bear ``secret``, or ``pages_secret`` and a session."""

    def by_pages(request: Request) -> bool:
        return pages_secret is not None and _bears(request, pages_secret)

    async def answer(request: Request) -> Response:
        name, body = request.path_params["name"], await request.body()
        if _bears(request, secret):
            return StreamingResponse(desk.frames(name, body), media_type=FRAMES)
        if not by_pages(request) or sessions is None:
            return PlainTextResponse("Secret absent ou faux.", 403)
        account = sessions.account(request.headers.get(SESSION_HEADER, ""))
        if account is None:
            return Response(
                error_to_frame(NotAllowed("Votre session est terminée : reconnectez-vous.")), media_type=FRAMES
            )
        motif = unquote(request.headers.get(MOTIF_HEADER, ""))
        return StreamingResponse(desk.frames(name, body, account, motif), media_type=FRAMES)

    async def health(request: Request) -> Response:
        known = _bears(request, secret) or by_pages(request)
        return JSONResponse({"etat": "ouvert"}) if known else PlainTextResponse("", 403)

    return Starlette(routes=[Route("/op/{name}", answer, methods=["POST"]), Route("/sante", health)])


def _bears(request: Request, secret: str) -> bool:
    return secrets.compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {secret}".encode())
