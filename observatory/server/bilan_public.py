"""The public page: what the city published, read by anybody without an account, a cookie or a script.

A page is made once for what was published and kept in memory; browsers keep it for some minutes and ask again with
its fingerprint.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from observatory.domain.edition import MEDIA
from observatory.domain.errors import NotFound
from observatory.pipeline.bilan_public import PagePublique, office_numbers, public_editions, public_file, public_page
from observatory.pipeline.charte import charte_of
from observatory.pipeline.editions import stamp_of
from observatory.present.chiffres import period_text, stamp_text
from observatory.present.documents import FORMATS_LONGS, size_text
from observatory.present.labels import CAVEAT, first_upper
from observatory.present.labels import FICTIONAL as FICTION
from observatory.present.page_html import page_style, part_anchor, parts_html
from observatory.server.connexion import Reception
from observatory.store.reference import FICTIONAL, meta_get

PATH = "/bilan"
PUBLIC_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""What the public pages may load: their own style and pictures, nothing of another host, no script."""
_KEPT_SECONDS = 300
_LONGEST = 100


def public_routes(reception: Reception) -> list[BaseRoute]:
    """The routes of the published periods, of the page of each and of its files."""
    pages = PublicPages(reception)
    return [
        Route(PATH, pages.index, methods=["GET"]),
        Route(PATH + "/", pages.index, methods=["GET"]),
        Route(PATH + "/{periode}", pages.period, methods=["GET"]),
        Route(PATH + "/{periode}/", pages.period, methods=["GET"]),
        Route(PATH + "/{periode}/{fichier}", pages.file, methods=["GET"]),
    ]


class PublicPages:
    """Shows what one office published."""

    def __init__(self, reception: Reception):
        self._reception = reception
        self._office = reception.office

    async def index(self, request: Request) -> Response:
        """The periods that were published, the latest first."""
        return await self._answer(request, self._index)

    async def period(self, request: Request) -> Response:
        """What the city chose to show of a period."""
        return await self._answer(request, lambda: self._period(_asked(request, "periode")))

    async def file(self, request: Request) -> Response:
        """A file as it was published."""
        return await self._answer(
            request, lambda: self._file(_asked(request, "periode"), _asked(request, "fichier"))
        )  # fmt: skip

    async def _answer(self, request: Request, make: Callable[[], tuple[bytes, str, str]]) -> Response:
        """What was made (bytes, media type, name of a file), or that the browser has it, or a page that says no."""
        try:
            content, media, name = await self._reception.workers.run(self._in_use, make)
        except NotFound as error:
            page = self._page("bilan_absent.html", said=error.message)
            return Response(
                page, 404, {"Cache-Control": "no-store", "Content-Security-Policy": PUBLIC_CSP}, MEDIA["html"]
            )  # fmt: skip
        mark = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {
            "Cache-Control": f"public, max-age={_KEPT_SECONDS}", "ETag": mark, "Content-Security-Policy": PUBLIC_CSP,
        }  # fmt: skip
        if mark in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if name:
            headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return Response(content, media_type=media, headers=headers)

    def _in_use(self, make: Callable[[], tuple[bytes, str, str]]) -> tuple[bytes, str, str]:
        with self._office.database.in_use():
            return make()

    def _index(self) -> tuple[bytes, str, str]:
        known = public_editions(self._office)
        periods = [(one.code, first_upper(period_text(one)), stamp_text(stamp_of(edition), edition.donnees_le))
                   for one, edition in known.items()]  # fmt: skip
        return self._page("bilan_liste.html", periodes=periods), MEDIA["html"], ""

    def _period(self, asked: str) -> tuple[bytes, str, str]:
        shown = public_page(self._office, asked)
        body = self._office.kept(
            f"bilan-public-{shown.periode.code}",
            (shown.edition.ident, shown.edition.publie_le),
            lambda: parts_html(shown.support, shown.parties, charte_of(self._office)),
        )
        page = self._page(
            "bilan_periode.html",
            periode=period_text(shown.periode),
            code=shown.periode.code,
            support=shown.support,
            sections=body,
            sommaire=[(part_anchor(one), one.titre) for one in shown.parties],
            documents=_offered(shown),
            tampon=stamp_text(stamp_of(shown.edition), shown.edition.donnees_le),
        )
        return page, MEDIA["html"], ""

    def _file(self, asked: str, name: str) -> tuple[bytes, str, str]:
        content, fmt = public_file(self._office, asked, name)
        return content, MEDIA[fmt], name

    def _page(self, template: str, **values: Any) -> bytes:
        look = charte_of(self._office)
        logo = f"data:image/png;base64,{base64.b64encode(look.logo).decode()}" if look.logo else ""
        page = self._reception.page(
            template, numeros=office_numbers(self._office), mise_en_garde=CAVEAT, logo=logo,
            fictif=FICTION if meta_get(self._office.database, FICTIONAL, "non") == "oui" else "",
            style=page_style(look), **values,
        )  # fmt: skip
        return bytes(page.body)


def _offered(shown: PagePublique) -> list[tuple[str, list[tuple[str, str]]]]:
    """The published files by document: title, then address and words of each."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in shown.fichiers:
        words = f"{FORMATS_LONGS[one.format]}, {size_text(one.octets)}"
        found.setdefault(one.titre, []).append((f"{PATH}/{shown.periode.code}/{one.nom}", words))
    return list(found.items())


def _asked(request: Request, name: str) -> str:
    return str(request.path_params[name])[:_LONGEST]
