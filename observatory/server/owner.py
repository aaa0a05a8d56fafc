"""The owner: one process that holds the base, one port that serves the office.

It opens a socket for the command line and for the pages, starts the dashboard as a second process, and passes the
browser's requests on to it.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp

from observatory.domain.errors import StateError, ValueRefused
from observatory.domain.roles import owner_of_the_file
from observatory.operations.catalogue import catalogue
from observatory.operations.core import Context
from observatory.pipeline.office import Office
from observatory.pipeline.sauvegarde import backup_plan
from observatory.server.assets import BaseLayer, asset_routes
from observatory.server.daily import live_by_the_day
from observatory.server.dashboard import Dashboard
from observatory.server.endpoint import (
    Endpoint,
    endpoint_socket,
    program_version,
    remove_endpoint,
    write_endpoint,
)
from observatory.server.geocodage import geocoding_routes
from observatory.server.guard import LOOPBACK, LoopbackGuard
from observatory.server.listening import tcp_listener
from observatory.server.pages import trouble_page
from observatory.server.proxy import DashboardProxy
from observatory.server.socket import Desk, socket_app
from observatory.server.workers import Workers
from observatory.settings import Settings

log = logging.getLogger(__name__)

Door = Callable[[ASGIApp], ASGIApp]
"""A pure ASGI middleware: takes an application, gives one."""

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_FIRST_PAGE_SECONDS = 60.0
_LARGEST_MESSAGE = 256 * 2**20
_GRACE_SECONDS = 1
_DRAIN_SECONDS = 1.5


class _Server(uvicorn.Server):
    """A uvicorn server that leaves the signals to the owner."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(
    office: Office,
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int = 8501,
    on_ready: Callable[[str], None],
) -> None:
    """Serve the office until a signal ends it; ``on_ready`` gets its address once the first page is there.

    To be called from the main thread. Ends within five seconds of Ctrl+C or SIGTERM: an operation that is still
    running is asked to give up, and abandoned (its transaction with it) if it does not.

    Raises
    ------
    ValueRefused
        When the host is not of this machine (accounts do not exist yet), the port is taken, or the hour or number of
        the daily backups cannot be read.
    StateError
        When the folder of the base cannot be written to.
    """
    if host not in LOOPBACK:
        raise ValueRefused(
            f"L'office ne s'ouvre que sur cette machine (--host 127.0.0.1), pas sur « {host} » : sans comptes ni mots "
            "de passe, n'importe qui lirait les données des habitants."
        )
    backup_plan(settings)  # a setting that says nothing is refused now, not at night
    with listening(host, port) as listener:
        if not asyncio.run(_serve(office, settings, listener, on_ready)):
            log.warning("an operation would not end: the process ends without it, its transaction is rolled back")
            os._exit(0)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens on ``host`` and ``port`` (0: any free one).

    Raises
    ------
    ValueRefused
        When the port is taken, or may not be opened.
    """
    try:
        return tcp_listener(host, port)
    except (OSError, OverflowError) as error:
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        reason = "est déjà pris par un autre programme" if taken else f"ne peut pas être ouvert ({error})"
        raise ValueRefused(
            f"Le port {port} {reason} : fermez ce programme ou choisissez un autre port, par exemple "
            f"--port {port + 1 if port < 65_535 else 8501}."
        ) from error


async def _serve(office: Office, settings: Settings, listener: socket.socket, on_ready: Callable[[str], None]) -> bool:
    """Run everything until a signal; whether every operation had ended by then."""
    url = f"http://{listener.getsockname()[0]}:{listener.getsockname()[1]}"
    inner, endpoint = endpoint_socket(settings.db, settings.runtime, url)
    dashboard = Dashboard(settings.db, settings.endpoint)
    workers = Workers()
    try:
        _describe(settings, endpoint)
        supervision = asyncio.create_task(dashboard.supervise())
        announcement = asyncio.create_task(_announce(dashboard, url, on_ready))
        await asyncio.sleep(0)  # the dashboard's process starts now, and works while we get ready
        try:
            await _run(office, dashboard, workers, {"listener": listener, "inner": inner}, endpoint)
        finally:
            announcement.cancel()
            await dashboard.stop()
            supervision.cancel()
            await asyncio.gather(announcement, supervision, return_exceptions=True)
        return await asyncio.to_thread(workers.drain, _DRAIN_SECONDS)
    finally:
        remove_endpoint(settings.endpoint, endpoint)
        inner.close()


async def _run(
    office: Office, dashboard: Dashboard, workers: Workers, sockets: dict[str, socket.socket], endpoint: Endpoint
) -> None:
    """Serve both sockets until a signal."""
    context = Context(office, owner_of_the_file())
    layer = BaseLayer(context)

    def forget_what_changed(name: str) -> None:
        if name.startswith("imports."):
            layer.forget()

    proxy = DashboardProxy(dashboard)
    desk = Desk(office, context.account, catalogue(), workers, forget_what_changed)
    routes = [*asset_routes(layer, workers.executor), *geocoding_routes(context, workers)]
    outer = _server(office_app(office, dashboard, proxy, routes))
    inner = _server(socket_app(desk, endpoint.secret))
    _stop_on_signals([outer, inner], workers)
    workers.submit(_warm, office, layer)
    days = asyncio.create_task(live_by_the_day(context, workers))
    try:
        await asyncio.gather(outer.serve([sockets["listener"]]), inner.serve([sockets["inner"]]))
    finally:
        days.cancel()
        await proxy.close()


def office_app(
    office: Office,
    dashboard: Dashboard,
    proxy: DashboardProxy,
    routes: list[BaseRoute],
    door: Door = LoopbackGuard,
) -> Starlette:
    """The application behind the port: health, our own routes, then everything else to the dashboard.

    ``door`` is a pure ASGI middleware that every request and every websocket passes first.
    """

    async def health(_: Request) -> Response:
        up = dashboard.target() is not None
        content = {"etat": "ouvert", "base": office.settings.db.name, "version": program_version()}
        return JSONResponse({**content, "tableau_de_bord": up}, headers={"Cache-Control": "no-store"})

    async def trouble(request: Request, error: Exception) -> Response:
        incident = secrets.token_hex(4)
        log.error("incident %s at %s", incident, request.url.path, exc_info=error)
        return HTMLResponse(trouble_page(incident), 500)

    return Starlette(
        routes=[
            Route("/sante", health),
            *routes,
            WebSocketRoute("/{path:path}", proxy.websocket),
            Route("/{path:path}", proxy.http, methods=_METHODS),
        ],
        middleware=[Middleware(door)],
        exception_handlers={Exception: trouble},
    )


def _describe(settings: Settings, endpoint: Endpoint) -> None:
    try:
        write_endpoint(settings.endpoint, endpoint)
    except OSError as error:
        raise StateError(
            f"Impossible d'écrire {settings.endpoint} ({error.strerror}) : l'office doit pouvoir écrire dans le "
            "dossier de la base. Changez ses droits ou déplacez la base."
        ) from error


def _server(app: Starlette) -> _Server:
    return _Server(
        uvicorn.Config(
            app,
            lifespan="off",
            log_level="warning",
            access_log=False,
            ws_max_size=_LARGEST_MESSAGE,
            ws_per_message_deflate=False,
            ws_ping_timeout=60,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=_GRACE_SECONDS,
            server_header=False,
            proxy_headers=False,  # no proxy stands before us: nobody may say who the client is
        )
    )


def _stop_on_signals(servers: list[_Server], workers: Workers) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        workers.ask_to_stop()
        for server in servers:
            server.force_exit = server.should_exit
            server.should_exit = True

    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):  # not every system has them all
            signal.signal(getattr(signal, name), stop)


async def _announce(dashboard: Dashboard, url: str, on_ready: Callable[[str], None]) -> None:
    await dashboard.wait_up(_FIRST_PAGE_SECONDS)
    on_ready(url)
    sys.stdout.flush()  # whoever reads a pipe wants the address now, not at the end


def _warm(office: Office, layer: BaseLayer) -> None:
    """Pay for the first question, the base layer and the first address before anybody asks."""
    try:
        with office.database.in_use():
            office.database.ibis()
            layer.get()
            office.geocoder()
    except Exception:
        log.exception("the office could not be warmed up; the first questions will take longer")
