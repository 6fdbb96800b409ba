"""Private text: a child's name, say. It stands in a verdict for those who gave it, and else only as a keyed digest.

`PrivateText` is the canonical text itself, which shows nothing of it in a `repr`, so none in logs and tracebacks.
`Sealed` is the digest that documents have in its place; a stored document has nothing else.
"""

from __future__ import annotations

import re

_SEAL = re.compile("hmac-sha256:[0-9a-f]{64}")


class PrivateText(str):
    """The canonical text of a private option."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "PrivateText(…)"


class Sealed(str):
    """`hmac-sha256:` and 64 lower-case hex digits, in the place of a private text."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Sealed({str.__repr__(self)})"


def sealed(text: object) -> Sealed | None:
    """The keyed digest that a document has for a private text; None for what is none."""
    return Sealed(text) if isinstance(text, str) and _SEAL.fullmatch(text) else None
