"""The owner: one process that holds the base, one port that serves the office.

It opens a socket for the command line and for the pages, starts the dashboard as a second process, and passes the
browser's requests on to it.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute

from observatory.domain.errors import ValueRefused
from observatory.domain.roles import owner_of_the_file
from observatory.operations.core import Context
from observatory.operations.questions import base_etat
from observatory.pipeline.office import Office
from observatory.server.assets import asset_routes
from observatory.server.dashboard import Dashboard
from observatory.server.endpoint import endpoint_socket, remove_endpoint, write_endpoint
from observatory.server.guard import LOOPBACK, LoopbackGuard
from observatory.server.proxy import DashboardProxy
from observatory.server.socket import socket_app
from observatory.settings import Settings

WORKERS = 8
"""Operations that may run at once."""

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_FIRST_PAGE_SECONDS = 60.0
_LARGEST_MESSAGE = 256 * 2**20


class _Server(uvicorn.Server):
    """A uvicorn server that leaves the signals to the owner."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(office: Office, settings: Settings, *, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve the office until a signal ends it; ``on_ready`` gets its address once the first page is there.

    Raises
    ------
    ValueRefused
        When the host is not of this machine (accounts do not exist yet), or the port is taken.
    """
    if host not in LOOPBACK | {"::1"}:
        raise ValueRefused(
            f"L'office ne s'ouvre que sur cette machine (127.0.0.1), pas sur « {host} » : sans comptes ni mots "
            "de passe, n'importe qui lirait les données des habitants."
        )
    asyncio.run(_serve(office, settings, _listen(host, port), on_ready))


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host.strip("[]"), port))
    except OSError as error:
        listener.close()
        reason = "est déjà pris" if error.errno == errno.EADDRINUSE else f"ne peut pas être ouvert ({error.strerror})"
        raise ValueRefused(
            f"Le port {port} {reason} : choisissez-en un autre, par exemple --port {port + 1}."
        ) from error
    return listener


async def _serve(office: Office, settings: Settings, listener: socket.socket, on_ready: Callable[[str], None]) -> None:
    context = Context(office, owner_of_the_file())
    inner, endpoint = endpoint_socket(settings.db, settings.runtime)
    dashboard = Dashboard(settings.db, settings.endpoint, endpoint)
    proxy = DashboardProxy(dashboard.target, dashboard.secret)
    workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="operation")
    outer_app = office_app(context, dashboard, proxy, workers)
    inner_app = socket_app(office, context.account, endpoint.secret, workers)
    servers = [_server(outer_app), _server(inner_app)]
    _stop_on_signals(servers)
    write_endpoint(settings.endpoint, endpoint)
    try:
        supervision = asyncio.create_task(dashboard.supervise())
        workers.submit(_warm, office)
        runs = [
            asyncio.create_task(servers[0].serve([listener])),
            asyncio.create_task(servers[1].serve([inner])),
        ]
        announcement = asyncio.create_task(_announce(dashboard, listener, on_ready))
        await asyncio.gather(*runs)
        announcement.cancel()
        await dashboard.stop()
        supervision.cancel()
        await proxy.close()
    finally:
        remove_endpoint(settings.endpoint, endpoint)
        workers.shutdown(wait=True, cancel_futures=True)


def office_app(context: Context, dashboard: Dashboard, proxy: DashboardProxy, workers: ThreadPoolExecutor) -> Starlette:
    """The application behind the port: health, the map's files, then everything else to the dashboard."""

    async def health(_: Request) -> Response:
        loop = asyncio.get_running_loop()
        etat = await loop.run_in_executor(workers, base_etat, context)
        up = dashboard.target() is not None
        return JSONResponse({"etat": "ouvert", "base": etat.base, "version": etat.version, "tableau_de_bord": up})

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield

    return Starlette(
        routes=[
            Route("/sante", health),
            *asset_routes(context, workers),
            WebSocketRoute("/{path:path}", proxy.websocket),
            Route("/{path:path}", proxy.http, methods=_METHODS),
        ],
        middleware=[Middleware(LoopbackGuard)],
        lifespan=lifespan,
    )


def _server(app: Starlette) -> _Server:
    return _Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            ws_max_size=_LARGEST_MESSAGE,
            timeout_graceful_shutdown=2,
            server_header=False,
        )
    )


def _stop_on_signals(servers: list[_Server]) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        for server in servers:
            server.should_exit = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)


async def _announce(dashboard: Dashboard, listener: socket.socket, on_ready: Callable[[str], None]) -> None:
    host, port = listener.getsockname()[:2]
    await dashboard.wait_up(_FIRST_PAGE_SECONDS)
    on_ready(f"http://{f'[{host}]' if ':' in host else host}:{port}")


def _warm(office: Office) -> None:
    """Pay for the first question and the first address before anybody asks."""
    office.database.ibis()
    office.geocoder()
