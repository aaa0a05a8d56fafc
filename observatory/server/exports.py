"""Files of personal data, made for the account that asks and handed to it alone, never through the dashboard."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from observatory.domain.errors import NotAllowed, ObservatoryError
from observatory.domain.selection import Selection
from observatory.operations.core import Context
from observatory.operations.questions import signalements_exporter
from observatory.pipeline.office import Office
from observatory.present.files import EXPORTS, table_to_bytes
from observatory.server.workers import Workers

_SELECTION = TypeAdapter(Selection)
_LONGEST = 4_000


def export_routes(office: Office, workers: Workers) -> list[BaseRoute]:
    """The route of exports: ``selection`` is the JSON of a selection; without it, everything."""

    def made(context: Context, selection: Selection, fmt: str) -> bytes:
        return table_to_bytes(signalements_exporter(context, selection), fmt)

    async def signalements(request: Request) -> Response:
        fmt = request.path_params["format"]
        if fmt not in EXPORTS:
            return _refusal(404, f"Le format « {fmt} » n'existe pas : choisissez parmi {', '.join(EXPORTS)}.")
        text = request.query_params.get("selection", "")
        try:
            if len(text) > _LONGEST:
                return _refusal(413, "La sélection est trop longue : choisissez moins de territoires.")
            selection = _SELECTION.validate_json(text) if text else Selection()
            context = Context(office, request.state.account, motif="export de signalements")
            content = await workers.run(made, context, selection, fmt)
        except ValidationError:
            return _refusal(400, "La sélection ne se lit pas : reprenez le lien depuis la page Exports.")
        except NotAllowed as error:
            return _refusal(403, error.message)
        except ObservatoryError as error:
            return _refusal(422, error.message)
        ending, media = EXPORTS[fmt]
        first, last = selection.depuis or "debut", selection.jusqua or office.today()
        headers = {
            "Content-Disposition": f'attachment; filename="signalements_{first}_{last}{ending}"',
            "Cache-Control": "no-store",
        }
        return Response(content, media_type=media, headers=headers)

    return [Route("/export/signalements.{format}", signalements, methods=["GET"])]


def _refusal(status: int, message: str) -> JSONResponse:
    return JSONResponse({"code": status, "message": message}, status, {"Cache-Control": "no-store"})
