"""Files made for the account that asks and handed to it alone, never through the dashboard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

import pyarrow as pa
from pydantic import Field, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from observatory.domain.errors import NotAllowed, ObservatoryError
from observatory.domain.indicateurs import Axe
from observatory.domain.selection import Selection
from observatory.operations.bilan_schema import schemas_bilan_table
from observatory.operations.core import Context
from observatory.operations.indicateurs import indicateurs_table
from observatory.operations.questions import signalements_exporter
from observatory.pipeline.office import Office
from observatory.present.bilan_schema import TableBilan
from observatory.present.files import EXPORTS, table_to_bytes
from observatory.server.workers import Workers

_SELECTION: TypeAdapter[Selection] = TypeAdapter(Selection)
_AXE: TypeAdapter[Axe] = TypeAdapter(Axe)
_LONGEST = 4_000
_PLAN: TypeAdapter[int] = TypeAdapter(Annotated[int, Field(ge=1, le=2**53)])

TABULAR = ("csv-excel", "xlsx")
"""The formats of what lies nowhere on a map."""


def export_routes(office: Office, workers: Workers) -> list[BaseRoute]:
    """The routes of exports: ``selection`` is the JSON of a selection; without it, everything.

    That of indicators also takes ``par`` (what a line is) and ``zonage``; the tables of a bilan take ``schema``.
    """

    async def signalements(request: Request) -> Response:
        def table(context: Context, selection: Selection) -> pa.Table:
            return signalements_exporter(context, selection)

        return await _handed(office, workers, request, ("signalements", tuple(EXPORTS), table))

    async def indicateurs(request: Request) -> Response:
        def table(context: Context, selection: Selection) -> pa.Table:
            axe = _AXE.validate_python(request.query_params.get("par", "mois"))
            return indicateurs_table(context, selection, axe, request.query_params.get("zonage") or None)

        return await _handed(office, workers, request, ("indicateurs", TABULAR, table))

    def of_plan(name: TableBilan) -> Callable[[Request], Awaitable[Response]]:
        async def bilan(request: Request) -> Response:
            def table(context: Context, _: Selection) -> pa.Table:
                return schemas_bilan_table(context, _PLAN.validate_python(request.query_params.get("schema")), name)

            return await _handed(office, workers, request, (f"bilan-{name}", TABULAR, table))

        return bilan

    return [
        Route("/export/signalements.{format}", signalements, methods=["GET"]),
        Route("/export/indicateurs.{format}", indicateurs, methods=["GET"]),
        Route("/export/bilan-mesures.{format}", of_plan("mesures"), methods=["GET"]),
        Route("/export/bilan-financements.{format}", of_plan("financements"), methods=["GET"]),
    ]


Asked = tuple[str, tuple[str, ...], Callable[[Context, Selection], pa.Table]]
"""What is exported: its name, the formats that it has, what makes the table."""


async def _handed(office: Office, workers: Workers, request: Request, asked: Asked) -> Response:
    """The file of a table, made for the account that asks."""
    name, formats, table = asked
    fmt = request.path_params["format"]
    if fmt not in formats:
        return _refusal(404, f"Le format « {fmt} » n'existe pas : choisissez parmi {', '.join(formats)}.")
    text = request.query_params.get("selection", "")
    if len(text) > _LONGEST:
        return _refusal(413, "La sélection est trop longue : choisissez moins de territoires.")
    try:
        selection = _SELECTION.validate_json(text) if text else Selection()
        context = Context(office, request.state.account, motif=f"export : {name}")
        content = await workers.run(lambda: table_to_bytes(table(context, selection), fmt))
    except ValidationError:
        return _refusal(400, "La sélection ne se lit pas : reprenez le lien depuis la page.")
    except NotAllowed as error:
        return _refusal(403, error.message)
    except ObservatoryError as error:
        return _refusal(422, error.message)
    ending, media = EXPORTS[fmt]
    first, last = selection.depuis or "debut", selection.jusqua or office.today()
    headers = {
        "Content-Disposition": f'attachment; filename="{name}_{first}_{last}{ending}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=media, headers=headers)


def _refusal(status: int, message: str) -> JSONResponse:
    return JSONResponse({"code": status, "message": message}, status, {"Cache-Control": "no-store"})
