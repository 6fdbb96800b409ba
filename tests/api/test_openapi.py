"""The OpenAPI document: sound, of the same routes and models that requests go through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from api_client import BOX, GOOD, service_in
from openapi_spec_validator import OpenAPIV31SpecValidator

from configurator.access_keys import Scope
from configurator.api.app import ROUTES
from configurator.api.openapi import document


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
    used = {route.scope for route in ROUTES} - {None}
    assert used == {Scope.READ, Scope.VALIDATE, Scope.ISSUE, Scope.RESOLVE}


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
    pattern = next(each for each in ROUTES if client.service._table.find(method, path, None)[0] is each)
    responses = told["paths"][pattern.path][method.lower()]["responses"]
    media = reply.headers["content-type"]
    schema: Any = {**responses[str(reply.status_code)]["content"][media]["schema"], "components": told["components"]}
    jsonschema.Draft202012Validator(schema).validate(reply.json())
