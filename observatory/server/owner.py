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
from dataclasses import dataclass
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from observatory.domain.errors import StateError, ValueRefused
from observatory.domain.roles import owner_of_the_file
from observatory.domain.routes import ROUTES
from observatory.operations.catalogue import catalogue
from observatory.operations.core import Context
from observatory.pipeline.comptes import demo_accounts, first_invitation
from observatory.pipeline.ecoute import desk_ready
from observatory.pipeline.office import Office
from observatory.pipeline.sauvegarde import backup_plan
from observatory.pipeline.secret import office_secret
from observatory.server.assets import BaseLayer, asset_routes
from observatory.server.bilan_public import public_routes
from observatory.server.bureau import DESK_WORKERS, desk_routes
from observatory.server.connexion import Reception
from observatory.server.cookies import Cookies
from observatory.server.daily import live_by_the_day
from observatory.server.dashboard import Dashboard
from observatory.server.documents import document_routes
from observatory.server.door import Door
from observatory.server.dossiers_marche import walk_dossier_routes
from observatory.server.endpoint import (
    Endpoint,
    endpoint_socket,
    program_version,
    remove_endpoint,
    write_endpoint,
)
from observatory.server.enquete import survey_routes
from observatory.server.exports import export_routes
from observatory.server.geocodage import geocoding_routes
from observatory.server.guard import LOOPBACK
from observatory.server.keys import Keys
from observatory.server.listening import tcp_listener
from observatory.server.marche import walk_routes
from observatory.server.openapi import openapi_routes
from observatory.server.pages import trouble_page
from observatory.server.proxy import DashboardProxy
from observatory.server.releves_reunion import meeting_record_routes
from observatory.server.reponse import answer_routes
from observatory.server.socket import Desk, socket_app
from observatory.server.suivi import slip_routes
from observatory.server.terrain import field_routes
from observatory.server.tls import Tls
from observatory.server.workers import Workers
from observatory.settings import Settings
from observatory.store.comptes import has_accounts
from observatory.store.reference import FICTIONAL, meta_get

log = logging.getLogger(__name__)

LEAST_SECRET = 32
"""Characters of a secret that signs what browsers keep."""

COUNTERS = 1
"""Counts of the whole base that run at once."""

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_FIRST_PAGE_SECONDS = 60.0
_LARGEST_MESSAGE = 256 * 2**20
_TURN_SECONDS = 0.001
"""A thread that computes gives way so soon to one that waits, instead of after 5 ms: a keystroke has many turns."""
_GRACE_SECONDS = 1
_DRAIN_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Porch:
    """What stands before the door: the secret of its cookies, the first invitation, whether only this machine comes.

    ``tls`` is the certificate with which HTTPS is served here; without it, plain HTTP is.
    """

    secret: str
    invitation: str | None
    loopback: bool
    tls: Tls | None = None


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
    tls: Tls | None = None,
    on_ready: Callable[[str, str | None], None],
) -> None:
    """Serve the office until a signal ends it; ``on_ready`` gets its address once the first page is there.

    Where nobody has an account yet, it also gets the address with which the first administrator makes one; in the
    fictional city, accounts for each role are made instead.

    To be called from the main thread. Ends within five seconds of Ctrl+C or SIGTERM: an operation that is still
    running is asked to give up, and abandoned (its transaction with it) if it does not.

    Raises
    ------
    ValueRefused
        When the host is not of this machine and the office has accounts of demonstration, or no secret; when the port
        is taken; or when the hour or number of the daily backups cannot be read.
    StateError
        When the folder of the base cannot be written to.
    """
    check_exposure(office, settings, host)
    backup_plan(settings)  # a setting that says nothing is refused now, not at night
    secret = office_secret(settings)
    invitation = None if demo_accounts(office) else first_invitation(office)
    porch = Porch(secret, invitation, loopback=host in LOOPBACK, tls=tls)
    sys.setswitchinterval(_TURN_SECONDS)
    with listening(host, port) as listener:
        if not asyncio.run(_serve(office, settings, listener, porch, on_ready)):
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


def check_exposure(office: Office, settings: Settings, host: str) -> None:
    """Refuse to open to the network what is not ready for it.

    Raises
    ------
    ValueRefused
        When the host is beyond this machine and there are accounts of demonstration, or no secret of one's own.
    """
    if host in LOOPBACK:
        return
    if meta_get(office.database, FICTIONAL) == "oui" or has_accounts(office.database, demo=True):
        raise ValueRefused(
            f"L'office ne s'ouvre pas sur « {host} » : cette base a des comptes de démonstration, dont chacun connaît "
            "le mot de passe. Fermez-les (observatory account disable), ou ouvrez la ville fictive sur cette machine "
            "seule (--host 127.0.0.1)."
        )
    if len(settings.secret) < LEAST_SECRET:
        raise ValueRefused(
            f"L'office ne s'ouvre pas sur « {host} » sans secret à lui : mettez dans OBSERVATORY_SECRET au moins "
            f"{LEAST_SECRET} caractères tirés au hasard (« openssl rand -base64 33 »), et gardez-le hors de la base."
        )


async def _serve(
    office: Office,
    settings: Settings,
    listener: socket.socket,
    porch: Porch,
    on_ready: Callable[[str, str | None], None],
) -> bool:
    """Run everything until a signal; whether every operation had ended by then."""
    scheme = "https" if porch.tls else "http"
    url = settings.public_url or f"{scheme}://{listener.getsockname()[0]}:{listener.getsockname()[1]}"
    office.address = url
    invitation = f"{url.rstrip('/')}/invitation/{porch.invitation}" if porch.invitation else None
    inner, endpoint = endpoint_socket(settings.db, settings.runtime, url)
    dashboard = Dashboard(settings.db, settings.endpoint)
    workers = Workers()
    try:
        _describe(settings, endpoint)
        supervision = asyncio.create_task(dashboard.supervise())
        announcement = asyncio.create_task(_announce(dashboard, url, invitation, on_ready))
        await asyncio.sleep(0)  # the dashboard's process starts now, and works while we get ready
        try:
            await _run(office, dashboard, workers, {"listener": listener, "inner": inner}, endpoint, porch)
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
    office: Office,
    dashboard: Dashboard,
    workers: Workers,
    sockets: dict[str, socket.socket],
    endpoint: Endpoint,
    porch: Porch,
) -> None:
    """Serve both sockets until a signal."""
    settings = office.settings
    context = Context(office, owner_of_the_file())
    layer = BaseLayer(context)

    def forget_what_changed(name: str) -> None:
        if name.startswith(("imports.", "territoires.")):
            layer.forget()

    proxy = DashboardProxy(dashboard)
    desk_workers = Workers(DESK_WORKERS)
    office.sessions.later = desk_workers.submit  # the door stands in the loop, which never waits for the disk
    counters = Workers(COUNTERS)
    desk = Desk(office, context.account, catalogue(), workers, forget_what_changed, counters)
    cookies = Cookies(porch.secret, secure=office.address.startswith("https://"))
    reception = Reception(office, cookies, workers, settings.openid.name if settings.openid else "")
    routes = [
        *reception.routes(),
        *asset_routes(layer, workers.executor),
        *geocoding_routes(office, desk_workers, workers),
        *export_routes(office, workers),
        *desk_routes(office, desk_workers),
        *answer_routes(reception),
        *survey_routes(reception),
        *slip_routes(office, workers),
        *walk_dossier_routes(office, workers),
        *meeting_record_routes(office, workers),
        *document_routes(office, workers),
        *public_routes(reception),
        *field_routes(office, workers),
        *walk_routes(reception),
        *openapi_routes(),
    ]
    if settings.openid:
        from observatory.server.oidc import OpenId  # here: most offices need none of it

        provider = OpenId(settings.openid, reception, settings.public_url)
        routes += provider.routes(porch.secret, secure=cookies.secure)
    keys = Keys(office.database, office.clock)
    door = Middleware(Door, sessions=office.sessions, keys=keys, cookies=cookies, loopback=porch.loopback)
    outer = _server(office_app(office, dashboard, proxy, routes, door), porch.tls)
    inner = _server(socket_app(desk, endpoint.secret, dashboard.pages_secret, office.sessions))
    _stop_on_signals([outer, inner], workers)
    workers.submit(_warm, office, layer)
    days = asyncio.create_task(live_by_the_day(context, workers))
    try:
        await asyncio.gather(outer.serve([sockets["listener"]]), inner.serve([sockets["inner"]]))
    finally:
        days.cancel()
        counters.drain(_DRAIN_SECONDS)
        desk_workers.drain(_DRAIN_SECONDS)
        await proxy.close()


def office_app(
    office: Office,
    dashboard: Dashboard,
    proxy: DashboardProxy,
    routes: list[BaseRoute],
    door: Middleware,
) -> Starlette:
    """The application behind the port: health, our own routes, then everything else to the dashboard.

    ``door`` is a pure ASGI middleware that every request and every websocket passes first.
    """

    async def health(_: Request) -> Response:
        up = dashboard.target() is not None
        content = {"etat": "ouvert", "base": office.settings.db.name, "version": program_version()}
        return JSONResponse({**content, "tableau_de_bord": up}, headers={"Cache-Control": "no-store"})

    async def pages(request: Request) -> Response:
        if getattr(request.state, "account", None) is None:  # a public path that none of our routes answers
            return PlainTextResponse("Cette page n'existe pas.", 404, {"Cache-Control": "no-store"})
        return await proxy.http(request)

    async def trouble(request: Request, error: Exception) -> Response:
        incident = secrets.token_hex(4)
        log.error("incident %s at %s", incident, without_token(request.url.path), exc_info=error)
        return HTMLResponse(trouble_page(incident), 500)

    return Starlette(
        routes=[
            Route("/sante", health),
            *routes,
            WebSocketRoute("/{path:path}", proxy.websocket),
            Route("/{path:path}", pages, methods=_METHODS),
        ],
        middleware=[door],
        exception_handlers={Exception: trouble},
    )


def without_token(path: str) -> str:
    """A path as it is written in the log: what a link bears is left out."""
    kind = path.strip("/").partition("/")[0]
    return f"/{kind}/…" if f"/{kind}/{{jeton}}" in ROUTES else path


def _describe(settings: Settings, endpoint: Endpoint) -> None:
    try:
        write_endpoint(settings.endpoint, endpoint)
    except OSError as error:
        raise StateError(
            f"Impossible d'écrire {settings.endpoint} ({error.strerror}) : l'office doit pouvoir écrire dans le "
            "dossier de la base. Changez ses droits ou déplacez la base."
        ) from error


def _server(app: Starlette, tls: Tls | None = None) -> _Server:
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
            ssl_certfile=tls.cert if tls else None,
            ssl_keyfile=tls.key if tls else None,
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


async def _announce(
    dashboard: Dashboard, url: str, invitation: str | None, on_ready: Callable[[str, str | None], None]
) -> None:
    await dashboard.wait_up(_FIRST_PAGE_SECONDS)
    on_ready(url, invitation)
    sys.stdout.flush()  # whoever reads a pipe wants the address now, not at the end


def _warm(office: Office, layer: BaseLayer) -> None:
    """Pay for the first question, the base layer and the first call before anybody asks."""
    try:
        with office.database.in_use():
            office.database.ibis()
            layer.get()
            desk_ready(office)
    except Exception:
        log.exception("the office could not be warmed up; the first questions will take longer")
