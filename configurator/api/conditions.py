"""The conditions of options in the words of their authors: what stands behind `when` in the text of a catalog."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from configurator.source import Sources, Span
from configurator.syntax.nodes import OptionNode
from configurator.syntax.parser import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from configurator.model.option import Option

_SPACE = re.compile(r'("(?:[^"\\\n]|\\.)*")|\s*//[^\n]*|\s+')


class Conditions:
    """Those of a catalog that is made of some texts, which are read once somebody asks."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def of(self, option: Option) -> str | None:
        """The condition under which an option is asked for; None for one that always is, or that nobody wrote."""
        return None if option.when is None else self._written.get(option.span)

    @cached_property
    def _written(self) -> Mapping[Span, str]:
        """By the place of the option's key, on one line and without comments."""
        found: dict[Span, str] = {}
        for source in self._sources.texts:
            tree = parse(source).value
            items = (node for product in (tree.products if tree else ()) for node in product.items)
            for node in (each for each in items if isinstance(each, OptionNode)):
                for modifier in node.modifiers:
                    if modifier.word == "when":
                        text = source.text[modifier.span.start : modifier.span.end]
                        found[node.key.span] = _on_one_line(text.removeprefix("when"))
        return found


def _on_one_line(text: str) -> str:
    return _SPACE.sub(lambda each: each[1] or " ", text).strip()
