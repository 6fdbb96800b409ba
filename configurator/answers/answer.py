"""What all answers share, and places in texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import orjson
from pydantic import BaseModel, ConfigDict, JsonValue

from configurator.diagnostics.render import place
from configurator.diagnostics.suggest import digits
from configurator.model.domain import CanonicalValue, ProductDomain
from configurator.model.nesting import gathered
from configurator.model.private import PrivateText
from configurator.source import Source, Sources, Span

if TYPE_CHECKING:
    from configurator.model.catalog import Product

Choice: TypeAlias = bool | int | str | tuple[str, ...] | dict[str, JsonValue] | tuple[dict[str, JsonValue], ...] | None
"""A canonical value: key, text or decimal as a string, flag, integer, sorted keys; null for no value.

For a product within the product an object with all its choices, for a list of products an array of these.
"""


class Answer(BaseModel):
    """What all answers share: they are values, and say nothing that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_json(self, *, pretty: bool = True) -> bytes:
        """One JSON document in UTF-8 with a line break at its end; with `pretty` unset, all in one line."""
        options = orjson.OPT_APPEND_NEWLINE | (orjson.OPT_INDENT_2 if pretty else 0)
        told = self.model_dump()
        try:
            return orjson.dumps(told, option=options)
        except TypeError:  # some number or name is one that it cannot write
            return orjson.dumps(_ready(told), option=options)


def _ready(value: Any) -> Any:
    """What orjson can write: integers beyond 64 bits as they are, file names that are no UTF-8 escaped."""
    match value:
        case dict():
            return {_ready(name): _ready(each) for name, each in value.items()}
        case list() | tuple():
            return [_ready(each) for each in value]
        case str():
            return value.encode(errors="backslashreplace").decode()
        case int() if value.bit_length() > 63:
            return orjson.Fragment(digits(value))
    return value


class Place(Answer):
    """A stretch of a text. The end is not part of it; `start` and `end` count characters from 0.

    A cell of a file has the `heading` of its column. Where it has a `sheet` too, it is one of a workbook: lines are the
    rows, and columns and offsets count cells.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int
    heading: str | None = None
    sheet: str | None = None

    @classmethod
    def of(cls, span: Span | None, sources: Source | Sources) -> Place | None:
        """The place of a span of these texts; None for one of another."""
        if span is None or sources.holding(span) is None:
            return None
        return cls.model_validate(place(span, sources))


def choices_of(product: Product, completed: Mapping[str, CanonicalValue | None]) -> dict[str, Choice]:
    """Completed choices as answers show them: nested as they are given, and without private texts."""
    shown = flat_choices(completed)
    if not product.nests:
        return shown
    nested = {option.key for option in product.declared_options if isinstance(option.domain, ProductDomain)}
    choices = gathered(product, shown)
    return {key: cast("Choice", as_json(value) if key in nested else value) for key, value in choices.items()}


def flat_choices(outcomes: Mapping[str, CanonicalValue | None]) -> dict[str, Choice]:
    """Some choices under the keys that options have in the whole, without private texts."""
    return {key: PRIVATE if isinstance(value, PrivateText) else value for key, value in outcomes.items()}


PRIVATE = "(private)"
"""What stands in the place of a private text."""


def as_json(value: Any) -> JsonValue:
    """A value that the strict reader has read, for pydantic; decimals, which no canonical document has, as text."""
    match value:
        case dict():
            return {key: as_json(each) for key, each in value.items()}
        case list() | tuple():
            return [as_json(each) for each in value]
        case None | bool() | int() | str():
            return value
    return str(value)
