"""Random products of other laws: some whose options follow from others, and some with products in them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from snippets import reader

from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.pipeline import build
from configurator.source import Source

_TESTS = Path(__file__).parents[1]
for _folder in ("derived", "nesting"):
    if str(_TESTS / _folder) not in sys.path:
        sys.path.append(str(_TESTS / _folder))

from quizzes import Quiz, quizzes  # noqa: E402
from sets import Sets, Whole, sets  # noqa: E402

__all__ = ["Quiz", "Sets", "built", "given_as", "quizzes", "sets"]


def built(text: str) -> KnowledgeBase:
    """The knowledge base of a sound text."""
    outcome = build(Source("catalog.vpc", text), reader({}))
    assert outcome.value is not None, [each.message for each in outcome.diagnostics]
    return outcome.value


def given_as(whole: Whole) -> dict[str, Any]:
    """A set as somebody gives it: without nulls."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items() if each is not None}
        return [plain(each) for each in value] if isinstance(value, list) else value

    found: dict[str, Any] = plain(whole)
    return found
