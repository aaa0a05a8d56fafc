"""The desk's own API: each operation of the desk at ``POST /bureau/api/<name>``, arguments and answer as JSON.

It has threads of its own, so that a caller never waits for somebody's map.
"""

from __future__ import annotations

import logging
import secrets
from typing import Any

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from observatory.domain.errors import Conflict, InputError, NotAllowed, NotFound, ObservatoryError, StateError, TooMuch
from observatory.operations.annuaire import annuaire_imprimer
from observatory.operations.catalogue import catalogue
from observatory.operations.core import Context, Operation
from observatory.operations.fiche import bureau_fiche_papier
from observatory.pipeline.office import Office
from observatory.present.assets import DESK_FOLDER
from observatory.server.workers import Workers
from observatory.wire import json_to_arguments

log = logging.getLogger(__name__)

PATH = "/bureau/api"
FILES = "/bureau/fichiers"
SHEET, SHEETS = "/bureau/fiche-papier.pdf", "bureau.fiche_papier"
DIRECTORY = "/annuaire.pdf"
HEADER = "x-observatoire"
"""A header that no form of another site can send: with the check of the origin, it stands for a token."""
FAMILIES = ("bureau.", "problemes.", "declarants.", "consignes.", "annuaire.liste", "surnoms.ajouter", "regles.envoi")
"""The operations that the desk may call."""
MOTIF = "bureau des appels"
DESK_WORKERS = 6
LARGEST = 256 * 1024

_STATUS: tuple[tuple[type[ObservatoryError], int], ...] = (
    (NotAllowed, 403),
    (NotFound, 404),
    (TooMuch, 413),
    (InputError, 422),
    (Conflict, 409),
    (StateError, 503),
)


class _DeskFiles(StaticFiles):
    """The desk's scripts: asked for again at each opening, answered 304 while they are the same."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer


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


def desk_routes(office: Office, workers: Workers) -> list[BaseRoute]:
    """The routes of the desk: its API and its scripts; operations run in ``workers``."""
    known = {name: _Known(one) for name, one in catalogue().items() if name.startswith(FAMILIES) and name != SHEETS}

    async def call(request: Request) -> Response:
        name = request.path_params["nom"]
        if request.headers.get(HEADER) != "bureau":
            return _refusal(403, "Cette demande ne vient pas de la page du bureau.")
        if name not in known:
            return _refusal(404, f"Le bureau ne sait pas faire « {name} ».")
        body = await _bounded(request)
        if body is None:
            return _refusal(413, f"Cet envoi dépasse {LARGEST // 1024} Kio : raccourcissez le récit.")
        context = Context(office, request.state.account, motif=MOTIF)
        try:
            done = await workers.run(known[name].run, context, body)
        except ObservatoryError as error:
            return _refusal(next((code for family, code in _STATUS if isinstance(error, family)), 400), error.message)
        except (RecursionError, UnicodeError, OverflowError) as error:
            return _refusal(422, f"Cette demande ne peut pas être lue ({type(error).__name__}) : retapez-la.")
        except Exception:
            incident = secrets.token_hex(4)
            log.exception("incident %s in %s", incident, name)
            return _refusal(500, f"L'office a rencontré une erreur imprévue (incident {incident}). Rien n'est perdu.")
        return Response(done, media_type="application/json", headers={"Cache-Control": "no-store"})

    async def printed(operation: Operation[[], bytes], name: str, request: Request) -> Response:
        try:
            done = await workers.run(operation, Context(office, request.state.account, motif=MOTIF))
        except ObservatoryError as error:
            return _refusal(next((code for family, code in _STATUS if isinstance(error, family)), 400), error.message)
        shown = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
        return Response(done, media_type="application/pdf", headers=shown)

    async def sheet(request: Request) -> Response:
        return await printed(bureau_fiche_papier, "fiche-papier.pdf", request)

    async def directory(request: Request) -> Response:
        return await printed(annuaire_imprimer, "annuaire.pdf", request)

    return [
        Route(f"{PATH}/{{nom}}", call, methods=["POST"]),
        Route(SHEET, sheet, methods=["GET"]),
        Route(DIRECTORY, directory, methods=["GET"]),
        Mount(FILES, _DeskFiles(directory=DESK_FOLDER)),
    ]


async def _bounded(request: Request) -> bytes | None:
    """The body of a request, or None where it is larger than is taken, whatever its headers say."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _refusal(status: int, message: str) -> Response:
    return JSONResponse({"code": status, "message": message}, status, {"Cache-Control": "no-store"})
