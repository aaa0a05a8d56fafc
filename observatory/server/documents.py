"""The files of documents, handed to the account that asks."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from observatory.domain.edition import MEDIA
from observatory.domain.errors import NotAllowed, NotFound, ObservatoryError
from observatory.operations.core import Context
from observatory.operations.documents import documents_fichier
from observatory.pipeline.office import Office
from observatory.server.workers import Workers

MOTIF = "document"


def document_routes(office: Office, workers: Workers) -> list[BaseRoute]:
    """The route of the files: ``/documents/3/presentation.pdf``; what is before the ending does not matter."""

    async def fichier(request: Request) -> Response:
        context = Context(office, request.state.account, motif=MOTIF)
        fmt = str(request.path_params["fichier"]).rpartition(".")[2]
        try:
            found = await workers.run(lambda: documents_fichier(context, request.path_params["ident"], fmt))
        except ObservatoryError as error:
            status = 403 if isinstance(error, NotAllowed) else 404 if isinstance(error, NotFound) else 422
            told = {"code": status, "message": error.message}
            return JSONResponse(told, status, {"Cache-Control": "no-store"})
        headers = {
            "Content-Disposition": f'attachment; filename="{found.reference}.{fmt}"', "Cache-Control": "no-store",
        }  # fmt: skip
        return Response(found.contenu, media_type=MEDIA[fmt], headers=headers)

    return [Route("/documents/{ident:int}/{fichier}", fichier, methods=["GET"])]
