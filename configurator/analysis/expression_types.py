"""The types of expressions, and how each is called in a sentence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from configurator.model.domain import (
    AnyOfDomain,
    DateDomain,
    Domain,
    FlagDomain,
    ImageDomain,
    IntegerDomain,
    NumberDomain,
    ProductDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.units import Dimension, Unit, is_money, kind_of
from configurator.model.value import AttributeType
from configurator.source import Span


@dataclass(frozen=True)
class Type:
    """What an expression is worth.

    `kind` is `truth`, `amount` (of a dimension), `word` (a key or symbol, one of `words`, which mean something only
    within `vocabulary`), `set` (of such words), `text`, `color` or `date`. `place` is where its words are declared;
    `case` is the one that a text option brings its text into; `unit` is the one in which an amount is shown, where it
    is known, and means nothing else.
    """

    kind: str
    dimension: Dimension = ()
    words: Collection[str] = ()
    vocabulary: str = ""
    place: Span | None = None
    case: str | None = None
    unit: Unit | None = field(default=None, compare=False)

    @property
    def described(self) -> str:
        """With its article, for messages."""
        match self.kind:
            case "truth":
                return "yes or no"
            case "amount":
                return amount_of(self.dimension)
            case "word":
                return f"a value of {self.vocabulary}"
            case "set":
                return f"a set of values of {self.vocabulary}"
            case "text":
                return "text"
        return {"date": "a day", "image": "an image", "private": "private text"}.get(self.kind, f"a {self.kind}")

    def agrees(self, other: Type) -> bool:
        """Whether the two may be compared: same kind, same dimension, same vocabulary.

        The options of two products of one kind, within another one, have theirs from one place.
        """
        alike = self.vocabulary == other.vocabulary or (self.place is not None and self.place == other.place)
        return (self.kind, self.dimension) == (other.kind, other.dimension) and alike


def amount_of(dimension: Dimension) -> str:
    """An amount of a dimension with its article, if it has one: «a length», «an energy», «money in EUR»."""
    kind = kind_of(dimension)
    if kind[0].isupper() or "^" in kind:
        return f"an amount in {kind}"
    if is_money(dimension) or kind in ("data", "pixels"):
        return kind
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


TRUTH = Type("truth")
NUMBER = Type("amount")
TEXT = Type("text")


def type_of_domain(option: str, domain: Domain) -> Type:
    """The type of an option's value."""
    match domain:
        case ValueDomain(space=space):
            return Type("word", words=domain.words, vocabulary=_vocabulary(option, space))
        case AnyOfDomain(members):
            return Type("set", words=members.words, vocabulary=_vocabulary(option, members.space))
        case FlagDomain():
            return TRUTH
        case ProductDomain():
            return Type("product")
        case IntegerDomain():
            return NUMBER
        case NumberDomain():
            return Type("amount", domain.dimension, unit=domain.unit)
        case DateDomain():
            return Type("date")
        case TextDomain():
            return replace(TEXT, case=domain.case)
        case ImageDomain():
            return Type("image")


def type_of_attribute(option: str, domain: Domain, name: str, attribute: AttributeType) -> Type:
    """The type of an attribute of an option's values."""
    match attribute.kind:
        case "amount":
            return Type("amount", attribute.dimension, unit=attribute.unit)
        case "symbol":
            return Type("word", words=attribute.symbols, vocabulary=_column(option, domain, name))
        case "flag":
            return TRUTH
    return Type(attribute.kind)


def _vocabulary(option: str, space: str | None) -> str:
    return f"space `{space}`" if space else f"`{option}`"


def _column(option: str, domain: Domain, name: str) -> str:
    members = domain.members if isinstance(domain, AnyOfDomain) else domain
    space = members.space if isinstance(members, ValueDomain) else None
    return f"`{name}` of space `{space}`" if space else f"`{name}` of `{option}`"
