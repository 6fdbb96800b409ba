"""Whether two texts say the same: their trees, but for the places of things in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from configurator.diagnostics import Outcome
from configurator.source import Source, Span
from configurator.syntax import nodes as n
from configurator.syntax.parser import parse

_NAME_BY_PLACE = re.compile(r"^([a-z]+)_\d+$")
"""What something is called whose key cannot be read: its first word and its place."""


def meaning(text: str) -> tuple[object, list[str]]:
    """All that a text says, as far as it can be read, and the mistakes that it has."""
    outcome: Outcome[n.Tree] = parse(Source("catalog.vpc", text))
    return tuple(_said(outcome.value)), sorted(each.code.name for each in outcome.diagnostics)


def _said(root: object) -> Iterator[object]:
    """The values in a tree, depth first, without recursion."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (Span, Source)):
            continue
        if is_dataclass(node):
            yield type(node).__name__
            waiting += [getattr(node, each.name) for each in reversed(fields(node))]
        elif isinstance(node, tuple):
            yield len(node)
            waiting += reversed(node)
        elif isinstance(node, str):
            yield _NAME_BY_PLACE.sub(r"\1", node)
        else:
            yield node
