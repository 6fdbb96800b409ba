"""The OpenAPI document: sound, of the same routes and models that requests go through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from api_client import BOX, GOOD, service_in
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.routing import Match, Route

from configurator.access_keys import Scope
from configurator.api.app import ROUTES
from configurator.api.openapi import document
from configurator.api.reply import LINES


def test_the_document_is_sound() -> None:
    OpenAPIV31SpecValidator(document(ROUTES)).validate()


def test_every_route_tells_its_scope_its_replies_and_its_problems() -> None:
    told = document(ROUTES)
    for route in ROUTES:
        operation = told["paths"][route.path][route.method.lower()]
        assert (operation["operationId"], operation["summary"]) == (route.name, route.summary)
        assert set(map(str, route.replies)) <= operation["responses"].keys()
        assert ("requestBody" in operation) is (route.takes is not None)
        media = [each.get("content", {}) for each in operation["responses"].values()]
        problems = [each for each in media if "application/problem+json" in each]
        assert len(problems) >= 3
        keys = [each["key"] for each in operation["security"] if each]
        assert keys == ([] if route.scope is None else [[route.scope]])


def test_a_key_is_good_for_nothing_that_no_route_takes() -> None:
    used = {route.scope for route in ROUTES} | {route.also[0] for route in ROUTES if route.also is not None}
    assert used - {None} == set(Scope)


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        ("GET", "/v1/catalogs", None),
        ("GET", BOX, None),
        ("GET", f"{BOX}/options/charms/values", None),
        ("POST", f"{BOX}/options/size/values", {"choices": {"lid": True}}),
        ("POST", f"{BOX}/complete", {"choices": {"size": "small"}, "blocked": True}),
        ("POST", f"{BOX}/explain", {"choices": {"size": "small", "lid": True}}),
        ("POST", f"{BOX}/validate", {"choices": GOOD}),
        ("POST", f"{BOX}/validate", {"choices": {"x": 1}}),
        ("POST", f"{BOX}/offer", {"choices": GOOD}),
        ("POST", f"{BOX}/code", {"choices": GOOD}),
        ("POST", f"{BOX}/code", {"choices": {}}),
        ("POST", f"{BOX}/issue", {"choices": GOOD}),
        ("POST", "/v1/codes", {"codes": ["x"]}),
        ("GET", "/v1/changes", None),
        ("GET", "/readyz", None),
    ],
)
def test_replies_are_as_the_document_says(tmp_path: Path, method: str, path: str, message: object) -> None:
    told = document(ROUTES)
    client = service_in(tmp_path)
    reply = client.ask(method, path, message)
    scope = {"type": "http", "method": method, "path": path}
    (pattern,) = (
        each.path.replace(":escaped", "")
        for each in client.service.app.routes
        if isinstance(each, Route) and each.matches(scope)[0] is Match.FULL
    )
    responses = told["paths"][pattern][method.lower()]["responses"]
    media = reply.headers["content-type"]
    schema: Any = {**responses[str(reply.status_code)]["content"][media]["schema"], "components": told["components"]}
    jsonschema.Draft202012Validator(schema).validate(reply.json())


@pytest.mark.parametrize(
    ("asked", "models"),
    [
        ("verdict", ["VerdictLine"] * 2),
        ("code", ["CodedLine", "NotAnswered"]),
        ("issue", ["IssuedLine", "NotAnswered"]),
    ],
)
def test_each_line_of_a_batch_is_of_a_model_that_the_document_has(
    tmp_path: Path, asked: str, models: list[str]
) -> None:
    told = document(ROUTES)
    operation = told["paths"]["/v1/catalogs/{catalog}/products/{product}/batch"]["post"]
    line = operation["responses"]["200"]["content"][LINES]["x-line"]
    body = b"\n".join(json.dumps(each).encode() for each in (GOOD, {"size": "huge"}))
    reply = service_in(tmp_path).ask("POST", f"{BOX}/batch?answer={asked}", body=body, headers={"content-type": LINES})
    for text, model in zip(reply.text.splitlines(), models, strict=True):
        own = {"$ref": f"#/components/schemas/{model}"}
        assert own in line["anyOf"]
        for schema in (line, own):
            jsonschema.Draft202012Validator({**schema, "components": told["components"]}).validate(json.loads(text))
