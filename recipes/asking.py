"""Ask an Optionary service over HTTP, with the standard library alone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

TRIES = 3
PATIENCE = 10.0
"""Seconds for which nothing may come."""
LATER = (429, 502, 503, 504)
"""What a service says that is busy, and a proxy before one that is not there: all of it passes."""


class RefusedError(Exception):
    """The service has no answer; `problem` says why, as RFC 9457 has it, with a permanent `code`."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(problem["detail"])
        self.status, self.problem = status, problem


@dataclass(frozen=True)
class Service:
    """A service at an address such as `http://127.0.0.1:8000`, and the key that it takes, if it does."""

    address: str
    key: str | None = None
    wait: Callable[[float], object] = time.sleep

    def ask(self, path: str, message: object = None) -> Any:
        """The answer to a question: `GET`, or with a message `POST`. Raises `RefusedError`, and `URLError`.

        A service that is busy, or just not there, is asked again: nothing that can be asked does harm when it is asked
        twice, and what was issued once has the same code the second time. A line that breaks is a `URLError`, too.
        """
        headers = {"content-type": "application/json"}
        if self.key is not None:
            headers["authorization"] = f"Bearer {self.key}"
        body = None if message is None else json.dumps(message).encode()
        request = Request(self.address + path, body, headers)  # noqa: S310 - an address of ours
        for tried in range(1, TRIES + 1):
            try:
                with urlopen(request, timeout=PATIENCE) as reply:  # noqa: S310
                    return json.load(reply)
            except HTTPError as error:
                if error.code not in LATER or tried == TRIES:
                    raise RefusedError(error.code, _problem(error)) from None
            except (OSError, HTTPException) as error:  # nobody is there, or not for long enough
                if tried == TRIES:
                    raise (error if isinstance(error, URLError) else URLError(error)) from None
            self.wait(tried)
        raise AssertionError


def _problem(error: HTTPError) -> dict[str, Any]:
    """What the service says of an error; a proxy before it has a page for people, of which only the status is told."""
    try:
        found = json.load(error)
    except (OSError, HTTPException, ValueError, RecursionError):
        found = None
    if isinstance(found, dict) and isinstance(found.get("detail"), str):
        return found
    return {"code": "no-problem", "detail": f"there is no answer, but status {error.code}"}
