"""Geocoding over HTTP, with the addresses and parameters of the Base Adresse Nationale's API (addok)."""

from __future__ import annotations

import codecs
import json
import math
from collections.abc import Awaitable, Callable, Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData, QueryParams, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Message

from observatory.domain.errors import NotAllowed, ObservatoryError, TooMuch
from observatory.geocode.answer import TYPES
from observatory.operations.core import Context
from observatory.operations.geocoding import geocoder_csv, geocoder_geocodejson, geocoder_reverse_geocodejson
from observatory.pipeline.geocode_file import FileQuestion
from observatory.pipeline.office import Office
from observatory.server.workers import Workers

PATH = "/geocodage"
MAX_LIMIT = 100
MAX_QUERY = 200
"""Characters of a text asked for, as addok bounds them."""
MAX_BYTES = 50 * 2**20
MAX_ROWS = 200_000
"""Bytes and rows of a file sent to ``/search/csv``."""

_FIELDS_BYTES = 2**16
_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


class Refused(Exception):
    """A request that is answered by a status, and a French sentence that says what is wrong and what to do."""

    def __init__(self, status: int, message: str, field: str = ""):
        super().__init__(message)
        self.status = status
        self.field = field


class _TooLarge(Exception):
    """More bytes came than are taken."""


def geocoding_routes(office: Office, workers: Workers, for_files: Workers) -> list[BaseRoute]:
    """The routes; what somebody waits for while typing runs in threads of ``workers``, files in those ``for_files``."""
    counter = _Counter(office, workers, for_files)
    ends = ("", "/")  # clients write both
    return [
        *(Route(f"{PATH}/search{end}", counter.search) for end in ends),
        *(Route(f"{PATH}/reverse{end}", counter.reverse) for end in ends),
        *(Route(f"{PATH}/search/csv{end}", counter.search_csv, methods=["POST"]) for end in ends),
        *(Route(f"{PATH}/reverse/csv{end}", counter.reverse_csv, methods=["POST"]) for end in ends),
        Route(f"{PATH}/{{path:path}}", _elsewhere, methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]),
    ]


class _Counter:
    """Takes requests, has operations run, gives answers or refusals."""

    def __init__(self, office: Office, workers: Workers, for_files: Workers) -> None:
        self._office = office
        self._workers = workers
        self._for_files = for_files

    def _asked(self, request: Request) -> Context:
        """With the rights of whoever the door let in."""
        return Context(self._office, request.state.account, motif="API")

    async def search(self, request: Request) -> Response:
        return await _or_refusal(self._search(request))

    async def reverse(self, request: Request) -> Response:
        return await _or_refusal(self._reverse(request))

    async def search_csv(self, request: Request) -> Response:
        return await _or_refusal(self._file(request, reverse=False))

    async def reverse_csv(self, request: Request) -> Response:
        return await _or_refusal(self._file(request, reverse=True))

    async def _search(self, request: Request) -> Response:
        arguments = _search_arguments(request.query_params)
        return _json(await self._workers.run(geocoder_geocodejson, self._asked(request), **arguments))

    async def _reverse(self, request: Request) -> Response:
        arguments = _reverse_arguments(request.query_params)
        return _json(await self._workers.run(geocoder_reverse_geocodejson, self._asked(request), **arguments))

    async def _file(self, request: Request, *, reverse: bool) -> Response:
        bounded = Request(request.scope, _bounded(request))
        async with bounded.form(max_files=1, max_fields=100, max_part_size=_FIELDS_BYTES) as form:
            upload = form.get("data")
            if not isinstance(upload, UploadFile) or not upload.filename:
                raise Refused(400, "Il manque le fichier : envoyez-le en multipart sous le nom « data ».", "data")
            name = PurePath(upload.filename).name
            question = _file_question(form, request.query_params, reverse=reverse)
            data = _reread(await upload.read(), form)
            mark = codecs.BOM_UTF8 if str(form.get("with_bom") or "").lower() in _TRUE else b""
        done = await self._for_files.run(geocoder_csv, self._asked(request), name, data, question, MAX_ROWS)
        shown = quote(f"{PurePath(name).stem}.geocoded.csv")
        headers = {"Content-Disposition": f"attachment; filename*=utf-8''{shown}", "Cache-Control": "no-store"}
        return Response(mark + done, media_type="text/csv; charset=utf-8", headers=headers)


async def _elsewhere(request: Request) -> Response:
    """What is neither an address nor a method of this API; nothing below its path goes on to the dashboard."""
    known = "GET /search, GET /reverse, POST /search/csv et POST /reverse/csv"
    return _refusal(404, f"{request.method} {request.url.path} n'existe pas ici. Il y a {known}, sous {PATH}.")


async def _or_refusal(answer: Awaitable[Response]) -> Response:
    """The answer, or its refusal as the Base Adresse Nationale's API writes it."""
    try:
        return await answer
    except _TooLarge:
        return _refusal(413, f"Le fichier dépasse {MAX_BYTES // 2**20} Mo : découpez-le.", "data")
    except Refused as error:
        return _refusal(error.status, str(error), error.field)
    except NotAllowed as error:
        return _refusal(403, str(error))
    except TooMuch as error:
        return _refusal(413, str(error), "data")
    except ObservatoryError as error:
        return _refusal(422, str(error))
    except HTTPException as error:  # the form itself cannot be read
        return _refusal(400, f"Le formulaire n'est pas du multipart lisible ({error.detail}).", "data")


def _search_arguments(asked: QueryParams) -> dict[str, Any]:
    q = asked.get("q", "").strip()
    if not q:
        raise Refused(400, "Il manque le texte à chercher : ajoutez le paramètre q, par exemple q=12 rue Foch.", "q")
    if len(q) > MAX_QUERY:
        raise Refused(413, f"Le texte a {len(q)} caractères : pas plus de {MAX_QUERY}, gardez l'adresse seule.", "q")
    lat, lon = _position(asked)
    return {
        "q": q,
        "limit": _limit(asked, 5),
        "lat": lat,
        "lon": lon,
        "autocomplete": _flag(asked, "autocomplete", default=True),
        **_filters(asked),
        "kind": _type(asked),
    }


def _reverse_arguments(asked: QueryParams) -> dict[str, Any]:
    lat, lon = _position(asked)
    if lat is None or lon is None:
        raise Refused(
            400, "Il manque la position : ajoutez lat et lon en degrés, par exemple lat=46.05&lon=-4.6.", "lat"
        )
    return {"lat": lat, "lon": lon, "limit": _limit(asked, 1), "kind": _type(asked)}


def _filters(asked: QueryParams) -> dict[str, str | None]:
    return {name: asked.get(name, "").strip() or None for name in ("postcode", "citycode")}


def _limit(asked: QueryParams, default: int) -> int:
    text = asked.get("limit", "").strip()
    if not text:
        return default
    try:
        limit = int(text)
    except ValueError:
        raise Refused(400, f"limit = « {text} » n'est pas un nombre entier.", "limit") from None
    if not 1 <= limit <= MAX_LIMIT:
        raise Refused(422, f"limit = {limit} : demandez de 1 à {MAX_LIMIT} réponses.", "limit")
    return limit


def _position(asked: QueryParams) -> tuple[float | None, float | None]:
    """Latitude and longitude (lon, lng or long, as addok takes them), both or neither."""
    lat = _degrees(asked, "lat", 90)
    lon = _degrees(asked, next((name for name in ("lon", "lng", "long") if asked.get(name)), "lon"), 180)
    if (lat is None) != (lon is None):
        raise Refused(
            400, "Une position demande lat et lon ensemble : donnez les deux, ou aucun.", "lon" if lat else "lat"
        )
    return lat, lon


def _degrees(asked: QueryParams, name: str, most: float) -> float | None:
    text = asked.get(name, "").strip()
    if not text:
        return None
    try:
        degrees = float(text)
    except ValueError:
        degrees = math.nan
    if not math.isfinite(degrees):
        raise Refused(400, f"{name} = « {text} » n'est pas un nombre : écrivez des degrés avec un point, 46.05.", name)
    if abs(degrees) > most:
        raise Refused(422, f"{name} = {text} sort de l'intervalle de -{most} à {most} degrés.", name)
    return degrees


def _flag(asked: QueryParams, name: str, *, default: bool) -> bool:
    text = asked.get(name)
    if text is None:
        return default
    if text.strip().lower() in _TRUE:
        return True
    if text.strip().lower() in _FALSE:
        return False
    raise Refused(400, f"{name} = « {text} » : écrivez 1 ou 0.", name)


def _type(asked: Mapping[str, Any]) -> str | None:
    kind = str(asked.get("type") or "").strip()
    if kind and kind not in TYPES:
        raise Refused(422, f"type = « {kind} » est inconnu. Les types : {', '.join(TYPES)}.", "type")
    return kind or None


def _file_question(form: FormData, query: QueryParams, *, reverse: bool) -> FileQuestion:
    """What the form asks, or the address of the request where the form does not say."""

    def one(*names: str) -> str:
        return next((str(some[name]) for some in (form, query) for name in names if some.get(name)), "")

    lat, lon = one("lat", "latitude"), one("lon", "lng", "long", "longitude")
    if bool(lat) != bool(lon):
        raise Refused(400, "lat et lon nomment deux colonnes : donnez les deux, ou aucune.", "lon" if lat else "lat")
    return FileQuestion(
        columns=[str(name) for name in (form.getlist("columns") or query.getlist("columns"))],
        postcode=one("postcode"),
        citycode=one("citycode"),
        lat=lat,
        lon=lon,
        kind=one("type"),
        reverse=reverse,
        added=[str(name) for name in (form.getlist("result_columns") or query.getlist("result_columns"))],
    )


def _reread(data: bytes, form: FormData) -> bytes:
    """The bytes as UTF-8 where the form says their encoding, with the delimiter that it says declared."""
    encoding, delimiter = str(form.get("encoding") or ""), str(form.get("delimiter") or "")
    if encoding:
        try:
            data = data.decode(codecs.lookup(encoding).name).encode()
        except LookupError:
            raise Refused(422, f"L'encodage « {encoding} » est inconnu : utf-8, latin-1, cp1252…", "encoding") from None
        except UnicodeDecodeError:
            words = f"Le fichier ne se lit pas en {encoding} : retirez ce paramètre, ou donnez le bon encodage."
            raise Refused(422, words, "encoding") from None
    if delimiter:
        if delimiter not in (",", ";", "\t", "|"):
            raise Refused(422, "delimiter : une virgule, un point-virgule, une tabulation ou « | ».", "delimiter")
        data = f"sep={delimiter}\n".encode() + data.removeprefix(codecs.BOM_UTF8)
    return data


def _bounded(request: Request) -> Callable[[], Any]:
    """The request's bytes as they come, refused beyond the bound before they are kept."""
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > MAX_BYTES:
            raise _TooLarge
        return message

    return receive


def _json(content: dict[str, Any], status: int = 200) -> Response:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, media_type="application/json", headers={"Cache-Control": "no-store"})


def _refusal(status: int, message: str, field: str = "") -> Response:
    detail = [f"{field}: {message}" if field else message]
    return _json({"code": status, "message": message, "detail": detail}, status)
