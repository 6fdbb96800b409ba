"""Texts for look-up tables that were kept: read by what was kept with them.

What reads texts is loaded when there is one. Texts are among the tables where constraints look at whether there is one
at all, and at nothing else of it.
"""

from __future__ import annotations

from functools import partial

from configurator.knowledge.found_values import RefusedError, written

TYPE_CHECKING = False
if TYPE_CHECKING:  # they would take longer to load than an answer without texts
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from configurator.knowledge.found_values import Found
    from configurator.model.domain import TextDomain

    Data = Mapping[str, Any]


def kept_text(domain: TextDomain, added: object) -> Data:
    """What is kept of how a text is read, and what it adds, whichever it is."""
    pattern = None if domain.pattern is None else domain.pattern.source
    return {
        "most": domain.most,
        "least": domain.least,
        "script": domain.script,
        "pattern": pattern,
        "case": domain.case,
        "added": added,
    }


def text_readers(options: Iterable[Data]) -> Mapping[str, Callable[[Any], Found]]:
    """What is found for texts, by option; `options` as `compiler.lookups` makes them."""
    return {each["key"]: partial(_found, each) for each in options if each["text"] is not None}


def _found(option: Data, raw: Any) -> Found:
    """What is found for a text. Raises `RefusedError`, and `KeyError` where there is none."""
    from configurator.model.domain import TextDomain
    from configurator.model.faults import Hints
    from configurator.model.option import Option
    from configurator.model.raw_values import read_value
    from configurator.text.patterns import compile_pattern

    text = option["text"]
    pattern = None if text["pattern"] is None else compile_pattern(text["pattern"])
    domain = TextDomain(text["most"], text["least"], text["script"], pattern, text["case"])
    value, problems = read_value(Option(option["key"], option["key"], domain), raw, Hints(0))
    if problems:
        raise RefusedError
    if value is None:
        raise KeyError(option["key"])
    return text["added"], option["place"], written(option, value)
