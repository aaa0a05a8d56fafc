"""The API of a page of our own: operations at ``POST <path>/<name>``, arguments and answer as JSON.

Only the page itself may call it: it sends a header that no form of another site can send and, where what it sends was
written by an account, that account's name.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from observatory.domain.errors import Conflict, InputError, NotAllowed, NotFound, ObservatoryError, StateError, TooMuch
from observatory.operations.catalogue import catalogue
from observatory.operations.core import Context, Operation
from observatory.pipeline.office import Office
from observatory.server.workers import Workers
from observatory.wire import json_to_arguments

log = logging.getLogger(__name__)

HEADER = "x-observatoire"
"""A header that no form of another site can send: with the check of the origin, it stands for a token."""
WRITER = "x-observatoire-compte"
"""The account that wrote what is sent (percent-encoded): another that is logged in since does not send it."""
LARGEST = 256 * 1024

_STATUS: tuple[tuple[type[ObservatoryError], int], ...] = (
    (NotAllowed, 403),
    (NotFound, 404),
    (TooMuch, 413),
    (InputError, 422),
    (Conflict, 409),
    (StateError, 503),
)


@dataclass(frozen=True, slots=True)
class PageApi:
    """The API of one page: where it is, the value of its header, what it may call, what the journal calls it.

    ``families`` are beginnings of names of operations; ``but`` are names that are left out.
    """

    path: str
    page: str
    families: tuple[str, ...]
    motif: str
    but: Collection[str] = ()

    def route(self, office: Office, workers: Workers) -> Route:
        """Its route; operations run in ``workers``."""
        known = {
            name: _Known(one)
            for name, one in catalogue().items()
            if name.startswith(self.families) and name not in self.but
        }

        async def call(request: Request) -> Response:
            name = request.path_params["nom"]
            refused = self._refused(request) or (None if name in known else _unknown(self.page, name))
            if refused is not None:
                return refused
            body = await _bounded(request)
            if body is None:
                return refusal(413, f"Cet envoi dépasse {LARGEST // 1024} Kio : raccourcissez le texte.")
            context = Context(office, request.state.account, motif=self.motif)
            return await answered(name, workers.run(known[name].run, context, body))

        return Route(f"{self.path}/{{nom}}", call, methods=["POST"])

    def _refused(self, request: Request) -> Response | None:
        if request.headers.get(HEADER) != self.page:
            return refusal(403, f"Cette demande ne vient pas de la page du {self.page}.")
        writer = request.headers.get(WRITER)
        if writer is not None and unquote(writer) != request.state.account.name:
            return refusal(401, f"Cet envoi est de « {unquote(writer)[:60]} » : reconnectez-vous sous ce nom.")
        return None


class PageFiles(StaticFiles):
    """The scripts of a page: asked for again at each opening, answered 304 while they are the same."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, to be asked for again."""
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer


async def answered(
    name: str, work: Awaitable[bytes], media_type: str = "application/json", headers: dict[str, str] | None = None
) -> Response:
    """What an operation gives, or its refusal in French with the status of its cause."""
    try:
        done = await work
    except ObservatoryError as error:
        return refusal(_status(error), error.message)
    except (RecursionError, UnicodeError, OverflowError) as error:
        return refusal(422, f"Cette demande ne peut pas être lue ({type(error).__name__}) : retapez-la.")
    except Exception:
        incident = secrets.token_hex(4)
        log.exception("incident %s in %s", incident, name)
        return refusal(500, f"L'office a rencontré une erreur imprévue (incident {incident}). Rien n'est perdu.")
    return Response(done, media_type=media_type, headers={**(headers or {}), "Cache-Control": "no-store"})


def refusal(status: int, message: str) -> Response:
    """A refusal as pages read it."""
    return JSONResponse({"code": status, "message": message}, status, {"Cache-Control": "no-store"})


def _status(error: ObservatoryError) -> int:
    return next((code for family, code in _STATUS if isinstance(error, family)), 400)


def _unknown(page: str, name: str) -> Response:
    return refusal(404, f"Le {page} ne sait pas faire « {name} ».")


class _Known:
    """An operation with the codec of its answer, made once."""

    def __init__(self, operation: Operation[..., Any]):
        self.operation = operation
        self.arguments, declared = operation.types()
        self._answer: TypeAdapter[Any] = TypeAdapter(declared)

    def run(self, context: Context, body: bytes) -> bytes:
        """Call it with a JSON object of arguments; the answer as JSON."""
        arguments = json_to_arguments(body, self.arguments)
        self.operation.check_complete(arguments)
        answer = self.operation(context, **arguments)
        return self._answer.dump_json(answer)


async def _bounded(request: Request) -> bytes | None:
    """The body of a request, or None where it is larger than is taken, whatever its headers say."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            return None
    return bytes(body)
