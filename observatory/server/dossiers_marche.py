"""The dossier of a walk, handed to the account that asks."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from observatory.domain.errors import NotAllowed, NotFound, ObservatoryError
from observatory.domain.transmission import Document
from observatory.operations.core import Context
from observatory.operations.marches import marches_dossier, marches_ouvrir_lien
from observatory.pipeline.office import Office
from observatory.server.workers import Workers

MOTIF = "dossier de marche"


def walk_dossier_routes(office: Office, workers: Workers) -> list[BaseRoute]:
    """The route of the dossier, as PDF; with ``?lien=1`` it bears a link that is made for it."""

    def made(context: Context, ident: int, *, linked: bool) -> Document:
        lien = marches_ouvrir_lien(context, ident).adresse if linked else ""
        return marches_dossier(context, ident, lien)

    async def dossier(request: Request) -> Response:
        linked = request.query_params.get("lien") == "1"
        if linked and request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return _refused(
                403, "Ouvrez ce dossier depuis la page « Marches » : un autre site ne peut pas le demander."
            )
        context = Context(office, request.state.account, motif=MOTIF)
        try:
            found = await workers.run(lambda: made(context, request.path_params["ident"], linked=linked))
        except ObservatoryError as error:
            status = 403 if isinstance(error, NotAllowed) else 404 if isinstance(error, NotFound) else 422
            return _refused(status, error.message)
        headers = {
            "Content-Disposition": f'inline; filename="dossier-{found.reference}.pdf"', "Cache-Control": "no-store",
        }  # fmt: skip
        return Response(found.contenu, media_type="application/pdf", headers=headers)

    return [Route("/marches/{ident:int}/dossier.pdf", dossier, methods=["GET"])]


def _refused(status: int, message: str) -> JSONResponse:
    return JSONResponse({"code": status, "message": message}, status, {"Cache-Control": "no-store"})
