"""What was sent: its body within limits, its parameters, its message, each read strictly or refused at its place."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request

from configurator.api.call import Route
from configurator.api.problems import Culprit, ProblemError
from configurator.api.reply import JSON
from configurator.model.problem import shown
from configurator.serving import Limits
from configurator.text.json_reader import read_json

MOST_QUERY = 8_000
"""Bytes behind `?`."""


_DIGITS = 20
"""Of a length that is looked at as a number: Python reads none of thousands."""


async def body_of(request: Request, most: int, patience: float) -> bytes:
    """The whole body, of at most so many bytes, within so many seconds.

    Raises `ProblemError` 413 as soon as it is too much, 408 when it takes too long, and `ClientDisconnect`.
    """
    told = request.headers.get("content-length", "").lstrip("0")
    if told.isdecimal() and (len(told) > _DIGITS or int(told) > most):
        raise _too_large(most)
    pieces, size = list[bytes](), 0
    try:
        async with asyncio.timeout(patience):
            while True:
                message = await request.receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                pieces.append(message.get("body", b""))
                size += len(pieces[-1])
                if size > most:
                    raise _too_large(most)
                if not message.get("more_body", False):
                    return b"".join(pieces)
    except TimeoutError:
        raise _too_slow(patience) from None


def _too_large(most: int) -> ProblemError:
    detail = f"the body is larger than {most:,} bytes"
    return ProblemError(413, "too-large", detail, headers=(("connection", "close"),))


def _too_slow(patience: float) -> ProblemError:
    detail = f"the request did not come within {patience:g} s"
    return ProblemError(408, "too-slow", detail, headers=(("connection", "close"),))


def check_media(route: Route, headers: Headers) -> None:
    """Raise `ProblemError` 415 where the body is of another media type than the route takes."""
    if "content-encoding" in headers:
        raise ProblemError(415, "encoded-body", "the body is compressed", "send it as it is")
    known = (JSON,) if route.message is not None else route.takes
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    if not isinstance(known, tuple) or media in known or (not media and route.message is None):
        return
    raise ProblemError(415, "wrong-media-type", f"this takes {', '.join(known)}", "say so in `Content-Type`")


def query_of(route: Route, query: bytes) -> BaseModel | None:
    """What stands behind `?`, as the route's model has it. Raises `ProblemError`."""
    return _asked_often(route, query) if len(query) < _SHORT else _asked(route, query)


_SHORT = 100
"""Bytes behind `?` of questions that are asked again and again: what they mean is remembered."""


@lru_cache(maxsize=256)
def _asked_often(route: Route, query: bytes) -> BaseModel | None:
    return _asked(route, query)


def _asked(route: Route, query: bytes) -> BaseModel | None:
    if len(query) > MOST_QUERY:
        raise ProblemError(400, "wrong-parameter", f"more than {MOST_QUERY:,} bytes stand behind `?`")
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, max_num_fields=50, errors="strict")
    except ValueError:
        raise ProblemError(400, "wrong-parameter", "what stands behind `?` cannot be read") from None
    if len({name for name, _ in pairs}) < len(pairs):
        raise ProblemError(400, "wrong-parameter", "a parameter stands twice")
    if route.query is None and not pairs:
        return None
    if route.query is None:
        raise ProblemError(400, "wrong-parameter", "this takes no parameters")
    return _validated(route.query, dict(pairs), 400, "wrong-parameter", is_query=True)


def message_of(route: Route, body: bytes, limits: Limits) -> BaseModel | None:
    """The message that a body is, as the route's model has it. Raises `JsonError` and `ProblemError`."""
    model = route.message
    if model is None:
        return None
    return _validated(model, read_json(body, limits.json), 422, "wrong-message")


def _validated(model: type[BaseModel], raw: object, status: int, code: str, *, is_query: bool = False) -> BaseModel:
    try:
        return model.model_validate(raw)
    except ValidationError as error:  # its text has what was sent, so only places and sentences are taken
        found = [(each["loc"], each["msg"]) for each in error.errors(include_url=False, include_input=False)][:20]
    errors = tuple(
        Culprit(code=code, pointer=_place(where, is_query=is_query), detail=said[0].lower() + said[1:])
        for where, said in found
    )
    raise ProblemError(status, code, f"{_where(errors[0].pointer)}{errors[0].detail}", None, errors[0].pointer, errors)


def _place(steps: Iterable[int | str], *, is_query: bool) -> str:
    names = [shown(str(each)).replace("~", "~0").replace("/", "~1") for each in steps]
    return ",".join(names) if is_query else "".join(f"/{each}" for each in names)


def _where(pointer: str) -> str:
    return f"at `{pointer}`: " if pointer else ""
