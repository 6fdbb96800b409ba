"""Free properties: what people note down for each other about a thing. They decide nothing.

Whoever declares a product, option, value, space, rule or table may say who owns it, for what reason it is there, which
ticket asked for it, and anything else in a note. No verdict, document or code ever depends on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

PROPERTIES = ("owner", "reason", "ticket", "note")
"""Their names, in the order in which they are shown; inside the braces of values they mean nothing else."""


@dataclass(frozen=True, slots=True)
class Properties:
    """What is noted down about one thing, each as it was written; None where nothing is."""

    owner: str | None = None
    reason: str | None = None
    ticket: str | None = None
    note: str | None = None

    def said(self) -> Iterator[tuple[str, str]]:
        """Name and text of those that are said, in the order in which they are shown."""
        for name in PROPERTIES:
            text = getattr(self, name)
            if text is not None:
                yield name, text


UNSAID = Properties()
"""Nothing is noted down."""
