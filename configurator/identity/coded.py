"""A valid configuration with its identity.

This module loads next to nothing, so that a process which has just begun answers at once.
"""

from __future__ import annotations

from configurator.identity.code_text import code_text, long_code
from configurator.identity.digest import digest

TYPE_CHECKING = False
if TYPE_CHECKING:  # these would take longer to load than the answer
    from collections.abc import Callable

    from configurator.engine.verdict import Verdict


class Coded:
    """A valid configuration with its identity: the canonical document, its digest of 32 bytes, and its code."""

    __slots__ = ("_verdict", "code", "digest", "document")

    def __init__(self, document: bytes, verdict: Callable[[], Verdict]) -> None:
        """The identity of a document; `verdict` works out what is asked for seldom."""
        self.document = document
        self.digest = digest(document)
        self.code = code_text(self.digest)
        self._verdict = verdict

    @property
    def verdict(self) -> Verdict:
        """The verdict, with the completed configuration; worked out when it is asked for."""
        return self._verdict()

    @property
    def long_code(self) -> str:
        """The code of 28 symbols."""
        return long_code(self.digest)

    def __eq__(self, other: object) -> bool:
        return self.document == other.document if isinstance(other, Coded) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.document)

    def __repr__(self) -> str:
        return f"Coded({self.document!r}, code={self.code!r})"
