"""The OpenAPI 3.1 document, made of the route table and of the models that requests and replies really go through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from configurator import __version__
from configurator.access_keys import Scope
from configurator.api.call import Route
from configurator.api.problems import MEDIA as PROBLEM
from configurator.api.problems import ProblemDetails
from configurator.api.reply import JSON

Json = dict[str, Any]

_REFERENCE = "#/components/schemas/{model}"
_NAMED = re.compile(r"\{(\w+)\}")

_NAMES = {
    "catalog": "the key of a catalog, today's or its first",
    "product": "the key of a product, today's or its first",
    "option": "the key of an option",
    "code": "a virtual product code, short or long; letter case, hyphens and spaces do not matter",
    "digest": "`sha256:` and 64 lower-case hexadecimal digits",
}

_EVERYWHERE = {
    400: "What was sent cannot be read: its JSON, a member twice, a parameter that is not known.",
    429: "Too many requests of this key or address; `Retry-After` tells when to come again.",
    500: "Our fault, or a damaged record.",
    503: "Too many requests are under way, or the registry does not answer; asking again is safe.",
}


def document(routes: Iterable[Route]) -> Json:
    """The document of these routes."""
    routes = tuple(routes)
    schemas = _schemas(routes)
    paths: dict[str, Json] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    components = schemas.pop(_DEFINITIONS)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Optionary",
            "version": __version__,
            "description": "Catalogs, verdicts, valid domains, offers and virtual product codes.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": f"A key; what it is good for is a list of {', '.join(Scope)}.",
                }
            },
        },
    }


_DEFINITIONS = "*"


def _schemas(routes: Iterable[Route]) -> Json:
    """By the name of each model how it is referred to; and all definitions."""
    wanted: dict[type[BaseModel], JsonSchemaMode] = {ProblemDetails: "serialization"}
    for route in routes:
        wanted |= {model: "serialization" for model in route.replies.values() if isinstance(model, type)}
        wanted |= dict.fromkeys(route.lines, "serialization")
        wanted |= {model: "validation" for model in (route.message, route.query) if model is not None}
    references, whole = models_json_schema(list(wanted.items()), ref_template=_REFERENCE)
    found: Json = {model.__name__: references[model, mode] for model, mode in wanted.items()}
    found[_DEFINITIONS] = whole["$defs"]
    return found


def _operation(route: Route, schemas: Mapping[str, Any]) -> Json:
    found: Json = {
        "operationId": route.name,
        "summary": route.summary,
        "security": [] if route.scope is None else [{}, {"key": [str(route.scope)]}],
        "parameters": [*_in_path(route), *_in_query(route, schemas)],
        "responses": {**_replies(route, schemas), **_problems(route, schemas)},
    }
    if route.scope is not None:
        found["description"] = f"Takes a key that is good for `{route.scope}`, unless the service is open for that."
    if route.also is not None:
        scope, parameter, value = route.also
        asked = f"{parameter}={str(value).lower()}"
        found["description"] += f" With `{asked}` the key must be good for `{scope}` as well."
    if route.message is not None:
        content: Json = {JSON: {"schema": schemas[route.message.__name__]}}
        found["requestBody"] = {"required": True, "content": content}
    elif isinstance(route.takes, tuple):
        found["requestBody"] = {"required": True, "content": {media: {} for media in route.takes}}
    return found


def _in_path(route: Route) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "description": _NAMES[name], "schema": {"type": "string"}}
        for name in _NAMED.findall(route.path)
    ]


def _in_query(route: Route, schemas: Mapping[str, Any]) -> list[Json]:
    """A parameter for each member of the query's model."""
    if route.query is None:
        return []
    model = schemas[_DEFINITIONS][route.query.__name__]
    return [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in model.get("properties", {}).items()
    ]


def _replies(route: Route, schemas: Mapping[str, Any]) -> Json:
    found: Json = {}
    for status, model in route.replies.items():
        media, content = (JSON, {"schema": schemas[model.__name__]}) if isinstance(model, type) else (model, {})
        described = HTTPStatus(status).phrase
        if route.lines:
            names = [each.__name__ for each in route.lines]
            described = f"A JSON object a line: one of {', '.join(names)}."
            content = {**content, "x-line": {"anyOf": [schemas[name] for name in names]}}
        found[str(status)] = {"description": described, "content": {media.split(";")[0]: content}}
    if route.method == "GET" and route.scope is not None:
        found["304"] = {"description": "The client has this answer already."}
    return found


def _problems(route: Route, schemas: Mapping[str, Any]) -> Json:
    told: dict[int, str] = dict(_EVERYWHERE)
    if route.scope is not None:
        told |= {401: "No key, or one that is not known.", 403: "The key is not good for that."}
    if "{" in route.path or route.scope in (Scope.RESOLVE, Scope.ISSUE):
        told[404] = "There is no such thing here."
    if route.takes is not None:
        told |= {
            408: "The request did not come in time.",
            413: "The body is too large.",
            415: "The body is of another media type.",
            422: "The message has another shape than its model.",
        }
    told |= route.problems
    content = {PROBLEM: {"schema": schemas[ProblemDetails.__name__]}}
    return {
        str(status): {"description": said, "content": content}
        for status, said in sorted(told.items())
        if status not in route.replies
    }
