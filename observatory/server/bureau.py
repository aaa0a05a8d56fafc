"""The desk's own API: each operation of the desk at ``POST /bureau/api/<name>``, arguments and answer as JSON.

It has threads of its own, so that a caller never waits for somebody's map.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from observatory.operations.annuaire import annuaire_imprimer
from observatory.operations.core import Context, Operation
from observatory.operations.fiche import bureau_fiche_papier
from observatory.pipeline.office import Office
from observatory.present.assets import DESK_FOLDER
from observatory.server.page_api import PageApi, PageFiles, answered
from observatory.server.workers import Workers

FILES = "/bureau/fichiers"
SHEET, SHEETS = "/bureau/fiche-papier.pdf", "bureau.fiche_papier"
DIRECTORY = "/annuaire.pdf"
MOTIF = "bureau des appels"
FAMILIES = (
    "bureau.", "problemes.", "declarants.", "consignes.", "annuaire.liste", "surnoms.ajouter", "regles.envoi",
    "mediations.confier", "mediations.mediateurs", "mediations.dossier", "suivi.transmettre", "suivi.transmissions",
)  # fmt: skip
"""The operations that the desk may call."""
API = PageApi("/bureau/api", "bureau", FAMILIES, MOTIF, but=(SHEETS,))
DESK_WORKERS = 6


def desk_routes(office: Office, workers: Workers) -> list[BaseRoute]:
    """The routes of the desk: its API and its scripts; operations run in ``workers``."""

    async def printed(operation: Operation[[], bytes], name: str, request: Request) -> Response:
        work = workers.run(operation, Context(office, request.state.account, motif=MOTIF))
        return await answered(name, work, "application/pdf", {"Content-Disposition": f'inline; filename="{name}"'})

    async def sheet(request: Request) -> Response:
        return await printed(bureau_fiche_papier, "fiche-papier.pdf", request)

    async def directory(request: Request) -> Response:
        return await printed(annuaire_imprimer, "annuaire.pdf", request)

    return [
        API.route(office, workers),
        Route(SHEET, sheet, methods=["GET"]),
        Route(DIRECTORY, directory, methods=["GET"]),
        Mount(FILES, PageFiles(directory=DESK_FOLDER)),
    ]
