"""What schemathesis has to be told: how lines of JSON are written. See `schemathesis.toml`."""

from __future__ import annotations

import importlib
import json
from typing import Any

schemathesis: Any = importlib.import_module("schemathesis")


@schemathesis.serializer("application/x-ndjson")  # type: ignore[untyped-decorator] # of a library that may be missing
def lines(_: object, value: object) -> bytes:
    """A line a value."""
    values = value if isinstance(value, list) else [value]
    return b"".join(each if isinstance(each, bytes) else json.dumps(each).encode() + b"\n" for each in values)
