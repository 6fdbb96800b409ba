"""Ask an Optionary service over HTTP, with the standard library alone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

TRIES = 3


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
        twice, and what was issued once has the same code the second time.
        """
        headers = {"content-type": "application/json"}
        if self.key is not None:
            headers["authorization"] = f"Bearer {self.key}"
        body = None if message is None else json.dumps(message).encode()
        request = Request(self.address + path, body, headers)  # noqa: S310 - an address of ours
        for tried in range(1, TRIES + 1):
            try:
                with urlopen(request, timeout=10) as reply:  # noqa: S310
                    return json.load(reply)
            except HTTPError as error:
                if error.code not in (429, 503) or tried == TRIES:
                    raise RefusedError(error.code, json.load(error)) from None
            except URLError:
                if tried == TRIES:
                    raise
            self.wait(tried)
        raise AssertionError
