"""What programs may ask of the office, as OpenAPI 3.1: the routes that a key opens."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from observatory.geocode.answer import TYPES
from observatory.server.endpoint import program_version
from observatory.server.geocodage import MAX_LIMIT, MAX_QUERY, PATH

OPENAPI_PATH = "/openapi.json"

Schema = dict[str, Any]


def openapi_routes() -> list[BaseRoute]:
    """The route of the description."""

    async def description(_: Request) -> Response:
        return JSONResponse(openapi())

    return [Route(OPENAPI_PATH, description, methods=["GET"])]


def openapi() -> Schema:
    """The description of the routes for programs."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Observatoire de la tranquillité publique",
            "version": program_version(),
            "description": "Géocodage, aux adresses et paramètres de l'API de la Base Adresse Nationale.",
        },
        "security": [{"cle": []}],
        "components": {
            "securitySchemes": {"cle": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Collection": _COLLECTION, "Refus": _REFUSAL},
        },
        "paths": {
            f"{PATH}/search": {"get": _search()},
            f"{PATH}/reverse": {"get": _reverse()},
            f"{PATH}/search/csv": {"post": _file("Géocode un fichier d'adresses.")},
            f"{PATH}/reverse/csv": {"post": _file("Trouve l'adresse de chaque position d'un fichier.")},
        },
    }


_REFUSAL: Schema = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {"code": {"type": "integer"}, "message": {"type": "string"}},
}
_FEATURE: Schema = {
    "type": "object",
    "required": ["type", "geometry", "properties"],
    "properties": {
        "type": {"const": "Feature"},
        "geometry": {
            "type": "object",
            "required": ["type", "coordinates"],
            "properties": {
                "type": {"const": "Point"},
                "coordinates": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
            },
        },
        "properties": {
            "type": "object",
            "required": ["label", "score", "type", "precision_m", "method", "explanation"],
            "properties": {
                "score": {"type": "number", "minimum": 0, "maximum": 1},
                "type": {"enum": list(TYPES)},
                "precision_m": {"type": "number", "minimum": 0},
            },
        },
    },
}
_COLLECTION: Schema = {
    "type": "object",
    "required": ["type", "version", "features", "query", "limit"],
    "properties": {"type": {"const": "FeatureCollection"}, "features": {"type": "array", "items": _FEATURE}},
}
_REFUSED: Schema = {
    "description": "Refus, en français.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refus"}}},
}


def _parameter(name: str, schema: Schema, words: str, *, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "required": required, "schema": schema, "description": words}


def _answers(content: Schema) -> Schema:
    refusals = {str(status): _REFUSED for status in (400, 401, 403, 413, 422, 429)}
    return {"200": {"description": "Réponse.", "content": content}, **refusals}


def _search() -> Schema:
    found = {"application/json": {"schema": {"$ref": "#/components/schemas/Collection"}}}
    text = {"type": "string", "minLength": 1, "maxLength": MAX_QUERY, "pattern": r"\S"}
    return {
        "summary": "Les lieux qu'un texte peut désigner, le plus probable d'abord.",
        "operationId": "search",
        "parameters": [
            _parameter("q", text, "Adresse, rue, croisement, lieu ou commune.", required=True),
            _parameter("limit", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT}, "Nombre de réponses."),
            _parameter("lat", {"type": "number", "minimum": -90, "maximum": 90}, "Avec lon : départage les égaux."),
            _parameter("lon", {"type": "number", "minimum": -180, "maximum": 180}, "Avec lat."),
            _parameter("autocomplete", {"enum": ["0", "1"]}, "Le dernier mot est peut-être inachevé."),
            _parameter("type", {"enum": list(TYPES)}, "Ce type de réponse seulement."),
            _parameter("postcode", {"type": "string"}, "Ce code postal seulement."),
            _parameter("citycode", {"type": "string"}, "Ce code INSEE seulement."),
        ],
        "responses": _answers(found),
    }


def _reverse() -> Schema:
    found = {"application/json": {"schema": {"$ref": "#/components/schemas/Collection"}}}
    return {
        "summary": "Ce qui est le plus près d'une position, avec sa distance.",
        "operationId": "reverse",
        "parameters": [
            _parameter("lat", {"type": "number", "minimum": -90, "maximum": 90}, "Degrés.", required=True),
            _parameter("lon", {"type": "number", "minimum": -180, "maximum": 180}, "Degrés.", required=True),
            _parameter("limit", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT}, "Nombre de réponses."),
            _parameter("type", {"enum": list(TYPES)}, "Ce type de réponse seulement."),
        ],
        "responses": _answers(found),
    }


def _file(words: str) -> Schema:
    form: Schema = {
        "type": "object",
        "required": ["data"],
        "properties": {
            "data": {"type": "string", "contentMediaType": "text/csv"},
            "columns": {"type": "array", "items": {"type": "string"}},
            "with_bom": {"type": "string"},
        },
    }
    return {
        "summary": words,
        "operationId": "search_csv" if "Géocode" in words else "reverse_csv",
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}}},
        "responses": _answers({"text/csv": {"schema": {"type": "string"}}}),
    }
