"""What no valid configuration has, in words: dead values, and options that are never asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from configurator.compiler.samples import Span as IndexSpan
from configurator.compiler.samples import without
from configurator.diagnostics import Diagnostic, codes
from configurator.engine.reachable import DeadValues
from configurator.model.catalog import Product
from configurator.model.domain import CanonicalValue, RangeDomain, members_of
from configurator.source import Span

MOST_NAMED = 12
"""Dead values that one message names."""


def without_told(dead: DeadValues, values: Collection[CanonicalValue], spans: Iterable[IndexSpan]) -> DeadValues:
    """What is left to say of an option when these values, and those that stand in these spans, have been told of."""
    left = tuple(each for each in dead.values if each not in values)
    return replace(dead, values=left, spans=without(dead.spans, spans))


def dead_words(product: Product, dead: DeadValues) -> Iterator[Diagnostic]:
    """What there is to say of one option of a product."""
    option = product.by_key[dead.option]
    if dead.always_absent:
        message = f"no valid configuration has a value for `{option.key}`"
        yield Diagnostic(
            codes.UNREACHABLE_OPTION, option.span, message, hint="check its `when` and the rules that name it"
        )
        return
    names = [f"`{_shown(each)}`" for each in dead.values]
    if isinstance(option.domain, RangeDomain):
        ends = [[option.domain.at(index) for index in span] for span in dead.spans]
        names += [f"`{low}`" if low == high else f"`{low} .. {high}`" for low, high in ends]
    if not names:
        return
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    message = f"no valid configuration has `{option.key}` = {', '.join(names[:MOST_NAMED])}{more}"
    span = _place(product, dead) or option.span
    yield Diagnostic(codes.UNREACHABLE_VALUE, span, message, hint="take it out, or loosen the rules that forbid it")


def _shown(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _place(product: Product, dead: DeadValues) -> Span | None:
    """The place of a single dead value, when it is listed in the option itself."""
    members = members_of(product.by_key[dead.option].domain)
    listed = {each.key: each.span for each in (members.listed if members else ())}
    return listed.get(str(dead.values[0])) if len(dead.values) == 1 else None
