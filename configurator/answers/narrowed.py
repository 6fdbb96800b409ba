"""Answers about what a product can still be after some choices."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from configurator.answers.answer import PRIVATE, Answer, Choice
from configurator.answers.configurations import ProblemAnswer
from configurator.engine.narrow import Narrowed
from configurator.engine.valid_domain import ValidDomain
from configurator.model.domain import (
    AnyOfDomain,
    FlagDomain,
    ImageDomain,
    ProductDomain,
    RangeDomain,
    TextDomain,
    ValueDomain,
    members_of,
)
from configurator.model.private import PrivateText
from configurator.source import Source, Sources

if TYPE_CHECKING:
    from configurator.model.catalog import Product
    from configurator.model.option import Option

MOST_VALUES = 50
"""Values of one option that an answer has, where nobody says otherwise."""


class ValueAnswer(Answer):
    """One value that is possible. Of an `any of` option: one that some possible set has."""

    value: bool | int | str
    label: str


class RangeAnswer(Answer):
    """Numbers that are possible, both ends included, in the steps of the option."""

    first: int | str
    last: int | str


class DomainAnswer(Answer):
    """What one option can still be, all other choices as they are.

    `kind`: `values`, `flag`, `number`, `set`, `text`, `image`, `product` or `products`. `chosen`: what is chosen, null
    for no value; it counts where `is_chosen`. `may_lack_value`: it may have none; `may_have_value`: it may have some.
    `possible` of `outcomes` are left, "no value" being one; null for texts and images. `values` are the first that are
    asked for, and `matching` how many there are of these; numbers have `ranges` instead.
    """

    option: str
    label: str
    kind: str
    is_chosen: bool
    chosen: Choice
    may_lack_value: bool
    may_have_value: bool
    possible: int | None
    outcomes: int | None
    matching: int | None
    values: tuple[ValueAnswer, ...]
    ranges: tuple[RangeAnswer, ...]

    @classmethod
    def of(cls, domain: ValidDomain, narrowed: Narrowed, page: Page) -> DomainAnswer:
        """The valid domain of one option."""
        return cls.model_validate(cls.members(domain, narrowed, page))

    @classmethod
    def members(
        cls, domain: ValidDomain, narrowed: Narrowed, page: Page, shown: Option | None = None
    ) -> dict[str, Any]:
        """All members of the answer, in labels of the same option in another language, `shown`, if that is given."""
        option = domain.option
        chosen = narrowed.chosen.get(option.key)
        values, matching = page.shown(domain)
        others = None if shown is None else members_of(shown.domain)
        if others is not None:
            values = [(value, others.by_key[str(value)].label) for value, _ in values]
        is_number = isinstance(option.domain, RangeDomain)
        is_listed = not is_number and not option.is_open
        return {
            "option": option.key,
            "label": option.label if shown is None else shown.label,
            "kind": kind_of(option),
            "is_chosen": option.key in narrowed.chosen,
            "chosen": PRIVATE if isinstance(chosen, PrivateText) else chosen,
            "may_lack_value": domain.may_lack_value,
            "may_have_value": domain.may_have_value,
            "possible": None if option.is_open else domain.size,
            "outcomes": None if option.is_open else domain.outcomes.size,
            "matching": matching if is_listed else None,
            "values": [{"value": value, "label": label} for value, label in values],
            "ranges": [{"first": first, "last": last} for first, last in (domain.ranges() if is_number else ())],
        }


class NarrowedAnswer(Answer):
    """What a product can still be.

    `is_consistent`: something valid has all choices that could be read; `problems`: those of the others. `method`: what
    was asked, `diagram`, or `circuit` or `solver` where no diagram is within the budget; the answer is exact whatever
    it was.
    """

    product: str
    is_consistent: bool
    method: str
    problems: tuple[ProblemAnswer, ...]
    options: tuple[DomainAnswer, ...]

    @classmethod
    def of(
        cls, product: Product, narrowed: Narrowed, sources: Source | Sources, keys: tuple[str, ...], page: Page
    ) -> NarrowedAnswer:
        """The valid domains of these options."""
        return cls(
            product=product.permanent_key,
            is_consistent=narrowed.is_consistent,
            method=narrowed.method,
            problems=tuple(ProblemAnswer.of(each, sources) for each in narrowed.problems),
            options=tuple(DomainAnswer.of(narrowed.domains[key], narrowed, page) for key in keys),
        )


class Page:
    """Which of many values are shown: `most` of those that match `search`, the first `skip` left out.

    A value matches where its key or its label has all words of the search, in whatever case.
    """

    def __init__(self, search: str = "", skip: int = 0, most: int = MOST_VALUES) -> None:
        self._words = search.casefold().split()
        self._skip, self._most = skip, most

    @property
    def is_search(self) -> bool:
        """Whether values can be possible and yet not match."""
        return bool(self._words)

    def matching(self, domain: ValidDomain) -> Iterator[tuple[str | bool, str]]:
        """The values that are possible and match, with their labels."""
        for value, label in possible(domain):
            text = f"{value} {label}".casefold() if self._words else ""
            if all(word in text for word in self._words):
                yield value, label

    def shown(self, domain: ValidDomain) -> tuple[list[tuple[str | bool, str]], int]:
        """The values of the page, and how many match; without a search only those of the page are looked at."""
        if self.is_search:
            listed = list(self.matching(domain))
            return list(self.of(listed)), len(listed)
        return list(islice(possible(domain), self._skip, self._skip + self._most)), how_many(domain)

    def of(self, listed: list[tuple[str | bool, str]]) -> Iterator[tuple[str | bool, str]]:
        """Those of the page."""
        return islice(listed, self._skip, self._skip + self._most)


def possible(domain: ValidDomain) -> Iterator[tuple[str | bool, str]]:
    """The single values that are possible, with their labels; nothing for numbers, texts, pictures and products."""
    option = domain.option
    members = members_of(option.domain)
    if isinstance(option.domain, AnyOfDomain) and members:
        yield from ((key, members.by_key[key].label) for key in domain.members())
    elif isinstance(option.domain, ValueDomain | FlagDomain):
        for value in domain.values():
            if isinstance(value, str | bool):
                yield value, members.by_key[str(value)].label if members else ("yes" if value else "no")


def how_many(domain: ValidDomain) -> int:
    """How many values `possible` gives."""
    if isinstance(domain.option.domain, AnyOfDomain):
        return len(domain.members())
    if isinstance(domain.option.domain, ValueDomain | FlagDomain):
        return domain.size - domain.may_lack_value
    return 0


def kind_of(option: Option) -> str:
    """What kind of option it is, in the word that answers have for it."""
    match option.domain:
        case ProductDomain(many=many):
            return "products" if many else "product"
        case ValueDomain():
            return "values"
        case FlagDomain():
            return "flag"
        case AnyOfDomain():
            return "set"
        case ImageDomain():
            return "image"
        case TextDomain():
            return "text"
    return "number"
