"""The phone page of a walk: opened by a link, without an account, with or without a network.

Its service worker keeps the files of one version; what was noted is sent to ``POST /marche/<link>/api/<name>``. The
link is a secret: it is in no log, and the page names it to no other (``Referrer-Policy: no-referrer``).
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import inspect
import json
import typing
from collections.abc import Callable
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from observatory.domain.errors import NotAllowed, ValueRefused
from observatory.pipeline import poche
from observatory.pipeline.liens_marche import GONE, lien_marche, lien_read
from observatory.pipeline.office import Office
from observatory.present.assets import OFFLINE_FOLDER, WALK_FOLDER
from observatory.server.connexion import Reception
from observatory.server.door import LARGEST_SENDING
from observatory.server.keys import Bucket, Buckets
from observatory.server.page_api import HEADER, PageFiles, answered, refusal
from observatory.server.terrain import OFFLINE, listed
from observatory.wire import json_to_arguments

PATH, FILES, WORKER = "/marche/", "/marche/fichiers", "/marche/sw.js"
PAGE = "marche"
"""The value of the header that the page sends."""
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""What the page may load: our own files, and the pictures that were just taken."""
CALLS: dict[str, Callable[..., Any]] = {
    "open": poche.poche_open,
    "reponses": poche.poche_reponses,
    "constat": poche.poche_constat,
    "photo": poche.poche_photo,
    "participants": poche.poche_participants,
    "ressenti": poche.poche_ressenti,
}
"""What the page may call; each takes the office and the link first."""
_SHELL, _SCRIPT, _MANIFEST = "marche.html", "sw.js", "manifeste.json"
_HEADERS = {"Cache-Control": "no-cache", "Content-Security-Policy": CSP, "Referrer-Policy": "no-referrer"}
_LONGEST_TOKEN = 200
_CALLS_A_MINUTE = 900
"""From one address: thirty phones behind one antenna, each with a long queue."""
_WORTH_PACKING = 4_096


def walk_routes(reception: Reception) -> list[BaseRoute]:
    """The routes of the page: its files, which are the same for every walk, then what a link opens."""
    walks = Walks(reception)
    return [
        Mount(FILES, PageFiles(directory=WALK_FOLDER)),
        Route(WORKER, worker, methods=["GET"]),
        Route(PATH, bare, methods=["GET"]),
        Route(PATH + "{jeton}", walks.page, methods=["GET"]),
        Route(PATH + "{jeton}/" + _MANIFEST, manifest, methods=["GET"]),
        Route(PATH + "{jeton}/api/{nom}", walks.call, methods=["POST"]),
    ]


async def bare(_: Request) -> Response:
    """The shell of the page, which the service worker keeps; it shows nothing of any walk."""
    return _shell()


async def worker(_: Request) -> Response:
    """The service worker."""
    return PlainTextResponse(
        service_worker(), media_type="text/javascript", headers={**_HEADERS, "Service-Worker-Allowed": PATH}
    )


async def manifest(request: Request) -> Response:
    """How a phone keeps the page on its home screen."""
    made = json.loads((WALK_FOLDER / _MANIFEST).read_text(encoding="utf-8"))
    made["start_url"] = PATH + str(request.path_params["jeton"])[:_LONGEST_TOKEN]
    return Response(json.dumps(made, ensure_ascii=False), media_type="application/manifest+json", headers=_HEADERS)


class Walks:
    """Receives the phones of walks at the door of one office."""

    def __init__(self, reception: Reception):
        self._reception = reception
        self._office = reception.office
        self._known = {name: _Call(work) for name, work in CALLS.items()}
        self._buckets = Buckets()

    async def page(self, request: Request) -> Response:
        """The page; with 410 where the link opens nothing, so that a phone that still holds something can show it."""
        bucket = self._reception.bucket(request)
        wait = bucket.wait()
        if wait:
            return self._closed(f"Trop d'essais depuis votre réseau : attendez {wait:.0f} s, puis recommencez.", 429)
        try:
            return _shell(await self._reception.workers.run(self._standing, _token(request)))
        except NotAllowed as error:
            bucket.take()
            return self._closed(error.message, 410)

    async def call(self, request: Request) -> Response:
        """Answer a call of the page: 410 where the link takes nothing any more."""
        name = request.path_params["nom"]
        if request.headers.get(HEADER) != PAGE:
            return refusal(403, "Cette demande ne vient pas de la page de la marche.")
        if name not in self._known:
            return refusal(404, f"La page de la marche ne sait pas faire « {name[:40]} ».")
        failures = self._reception.bucket(request)
        wait = failures.wait() or self._bucket(request).take()
        if wait:
            return refusal(429, f"Trop d'envois depuis votre réseau : attendez {wait:.0f} s.")
        body = await _bounded(request)
        if body is None:
            return refusal(413, f"Cet envoi dépasse {LARGEST_SENDING // 2**20} Mio : prenez la photo en plus petit.")
        work = asyncio.ensure_future(self._reception.workers.run(self._done, name, _token(request), body))
        await asyncio.wait({work})
        error = work.exception()
        if not isinstance(error, NotAllowed):
            return _packed(request, await answered(f"marche {name}", work))
        if not await self._reception.workers.run(self._knows, _token(request)):
            failures.take()
        return refusal(410, error.message)

    def _standing(self, token: str) -> int:
        """200 where the link opens a walk now, 410 where it did: a phone that holds something shows it there.

        Raises
        ------
        NotAllowed
            When there never was such a link.
        """
        if not self._knows(token):
            raise NotAllowed(GONE)
        with self._office.database.in_use():
            try:
                lien_marche(self._office, token)
            except NotAllowed:
                return 410
            return 200

    def _knows(self, token: str) -> bool:
        with self._office.database.in_use():
            return lien_read(self._office, token) is not None

    def _done(self, name: str, token: str, body: bytes) -> bytes:
        with self._office.database.in_use():
            return self._known[name].run(self._office, token, body)

    def _closed(self, said: str, status: int) -> Response:
        answer = self._reception.page("reponse_close.html", heading="Pas de marche ici", said=said, status=status)
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    def _bucket(self, request: Request) -> Bucket:
        address = request.client.host if request.client else ""
        return self._buckets.of(address, _CALLS_A_MINUTE)


class _Call:
    """A call with the codecs of its arguments and of its answer, made once."""

    def __init__(self, work: Callable[..., Any]):
        hints = typing.get_type_hints(work)
        self._work = work
        self._answer: TypeAdapter[Any] = TypeAdapter(hints.pop("return"))
        self._arguments = {name: hints[name] for name in list(inspect.signature(work).parameters)[2:]}

    def run(self, office: Office, token: str, body: bytes) -> bytes:
        """Call it with a JSON object of arguments; the answer as JSON."""
        arguments = json_to_arguments(body, self._arguments)
        missing = [name for name in self._arguments if name not in arguments]
        if missing:
            raise ValueRefused(f"Il manque à cet envoi : {', '.join(missing)}. Rechargez la page.")
        return self._answer.dump_json(self._work(office, token, **arguments))


@cache
def service_worker() -> str:
    """The service worker's script, with the list of what it keeps and the version that their content makes."""
    kept = [
        (PATH, WALK_FOLDER / _SHELL),
        *listed(WALK_FOLDER, FILES, (_SHELL, _SCRIPT, _MANIFEST)),
        *listed(OFFLINE_FOLDER, OFFLINE, ()),
    ]
    mark = hashlib.sha256()
    for _, path in kept:
        mark.update(path.read_bytes())
    script = (WALK_FOLDER / _SCRIPT).read_text(encoding="utf-8")
    mark.update(script.encode())
    head = f"const VERSION = {json.dumps('marche-' + mark.hexdigest()[:12])};\n"
    return head + f"const KEPT = {json.dumps([address for address, _ in kept])};\n{script}"


def _shell(status: int = 200) -> Response:
    return HTMLResponse((WALK_FOLDER / _SHELL).read_text(encoding="utf-8"), status, _HEADERS)


def _token(request: Request) -> str:
    return str(request.path_params["jeton"])[:_LONGEST_TOKEN]


def _packed(request: Request, answer: Response) -> Response:
    """A long answer compressed, where the phone takes that: the ground of a walk goes through the air."""
    if len(answer.body) < _WORTH_PACKING or "gzip" not in request.headers.get("accept-encoding", ""):
        return answer
    headers = {"Content-Encoding": "gzip", "Cache-Control": "no-store"}
    return Response(gzip.compress(bytes(answer.body), 6, mtime=0), answer.status_code, headers, answer.media_type)


async def _bounded(request: Request) -> bytes | None:
    """The body of a request, or None where it is larger than is taken, whatever its headers say."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_SENDING:
            return None
    return bytes(body)
