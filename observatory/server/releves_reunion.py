"""The record of a meeting, handed to the account that asks."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from observatory.domain.errors import NotAllowed, NotFound, ObservatoryError
from observatory.operations.core import Context
from observatory.operations.reunions import reunions_releve
from observatory.pipeline.office import Office
from observatory.server.workers import Workers

MOTIF = "relevé de réunion"


def meeting_record_routes(office: Office, workers: Workers) -> list[BaseRoute]:
    """The route of the record, as PDF."""

    async def releve(request: Request) -> Response:
        context = Context(office, request.state.account, motif=MOTIF)
        try:
            found = await workers.run(lambda: reunions_releve(context, request.path_params["ident"]))
        except ObservatoryError as error:
            status = 403 if isinstance(error, NotAllowed) else 404 if isinstance(error, NotFound) else 422
            told = {"code": status, "message": error.message}
            return JSONResponse(told, status, {"Cache-Control": "no-store"})
        headers = {
            "Content-Disposition": f'inline; filename="releve-{found.reference}.pdf"', "Cache-Control": "no-store",
        }  # fmt: skip
        return Response(found.contenu, media_type="application/pdf", headers=headers)

    return [Route("/reunions/{ident:int}/releve.pdf", releve, methods=["GET"])]
