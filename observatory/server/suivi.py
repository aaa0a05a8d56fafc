"""The slip of a file that was sent on paper, handed to the account that asks."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from observatory.domain.errors import NotAllowed, NotFound, ObservatoryError
from observatory.operations.core import Context
from observatory.operations.transmission import suivi_bordereau
from observatory.pipeline.office import Office
from observatory.server.workers import Workers

MOTIF = "bordereau"


def slip_routes(office: Office, workers: Workers) -> list[BaseRoute]:
    """The route of the slip, as PDF."""

    async def slip(request: Request) -> Response:
        context = Context(office, request.state.account, motif=MOTIF)
        try:
            made = await workers.run(suivi_bordereau, context, request.path_params["reference"])
        except ObservatoryError as error:
            status = 403 if isinstance(error, NotAllowed) else 404 if isinstance(error, NotFound) else 422
            told = {"code": status, "message": error.message}
            return JSONResponse(told, status, {"Cache-Control": "no-store"})
        name = re.sub(r"[^\w-]", "_", made.reference, flags=re.ASCII)
        headers = {"Content-Disposition": f'inline; filename="bordereau-{name}.pdf"', "Cache-Control": "no-store"}
        return Response(made.contenu, media_type="application/pdf", headers=headers)

    return [Route("/suivi/bordereau/{reference}.pdf", slip, methods=["GET"])]
