"""A knowledge base: a catalog and what has been worked out for each of its products; immutable, shared freely.

It holds functions, so it is made anew from the catalog wherever it is needed, and never pickled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

from configurator.knowledge.flat_checks import FlatChecks, OptionSums
from configurator.knowledge.lookup import Lookup
from configurator.model.catalog import Catalog, Product
from configurator.model.domain import CanonicalValue
from configurator.model.evaluation import Choices
from configurator.model.option import Option


class OptionPlan(NamedTuple):
    """How the fast validator deals with one option; a tuple, because that is unpacked for each option of each call.

    - `raw_type`: the exact type of raw values that are canonical if they are among `listed`, with their sums;
    - `is_met`: whether its `when` is met by the choices completed so far, or None where it is always asked for;
    - `unmentioned`: what it gets when active and not mentioned, with the sum of that; None where it is missing then;
    - `sums`: the sums of all its values.
    """

    key: str
    raw_type: type[Any]
    listed: Mapping[CanonicalValue, int]
    is_met: Callable[[Choices], bool] | None
    unmentioned: tuple[CanonicalValue | None, int] | None
    option: Option
    sums: OptionSums


class Fragments(NamedTuple):
    """How one option's choices are written in a canonical document; a tuple for the same reason.

    `key` is the option's key of today, `prefix` is `"KEY":` with its permanent key. `prepared` has prefix and value for
    what is known beforehand, and the empty text for what is left out. For the rest, `renamed` has the permanent keys of
    values that are called otherwise today, and `is_met` tells whether an option without a value is asked for at all,
    where that makes a difference.
    """

    key: str
    prefix: str
    prepared: Mapping[CanonicalValue | None, str]
    renamed: Mapping[str, str]
    is_met: Callable[[Choices], bool] | None


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """How a canonical document is written: its members in order, and how it ends, with the permanent key.

    `nested` has the plans for the products within it: for each option that takes some, one for each of its places, and
    whether they stand in a list.
    """

    fragments: tuple[Fragments, ...]
    ending: str
    nested: Mapping[str, tuple[tuple[DocumentPlan, ...], bool]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FlatKnowledge:
    """What verdicts and documents of a product need.

    - `checks`: its rules and tables; the conditions of options are met by whatever `read_configuration` has read;
    - `plan`: its options in order of dependence;
    - `document`: how its canonical documents are written;
    - `derived`: what each derived option is for completed choices; None for no value, and where nothing follows.
    """

    checks: FlatChecks
    plan: tuple[OptionPlan, ...]
    document: DocumentPlan
    derived: Mapping[str, Callable[[Choices], CanonicalValue | None]]


@dataclass(frozen=True, eq=False)
class ProductKnowledge:
    """A product, and what is worked out for it when it is first asked for, once, by whichever thread is first.

    Who asks about the space as a whole needs no flat checks, and they take the longest of all that makes a knowledge
    base. `blank`: no value for each of its options, in declared order. The rest is as in `FlatKnowledge`.
    """

    product: Product
    blank: dict[str, CanonicalValue | None]
    _compile: Callable[[], FlatKnowledge] = field(repr=False)
    _compile_lookup: Callable[[FlatKnowledge], Lookup | None] = field(repr=False)
    _turn: Lock = field(default_factory=Lock, init=False, repr=False)

    @cached_property
    def checks(self) -> FlatChecks:
        """The flat checks."""
        return self.flat.checks

    @cached_property
    def plan(self) -> tuple[OptionPlan, ...]:
        """How the fast validator deals with each option."""
        return self.flat.plan

    @cached_property
    def plan_of(self) -> Mapping[str, OptionPlan]:
        """The same by option key."""
        return {each.key: each for each in self.plan}

    @cached_property
    def document(self) -> DocumentPlan:
        """How canonical documents are written."""
        return self.flat.document

    @cached_property
    def derived(self) -> Mapping[str, Callable[[Choices], CanonicalValue | None]]:
        """What each derived option is."""
        return self.flat.derived

    @cached_property
    def lookup(self) -> Lookup | None:
        """What is to be looked up for its choices; None where that does not do."""
        flat = self.flat
        with self._turn:
            return self._compile_lookup(flat)

    @property
    def flat(self) -> FlatKnowledge:
        """All of these; whoever wants the first verdict to be as fast as the others asks for it beforehand."""
        with self._turn:
            return self._flat

    @cached_property
    def _flat(self) -> FlatKnowledge:
        return self._compile()

    @property
    def permanent_key(self) -> str:
        """`CATALOG/PRODUCT`."""
        return self.product.permanent_key


@dataclass(frozen=True)
class KnowledgeBase:
    """A catalog, compiled: the knowledge of each product under its key, in declared order."""

    catalog: Catalog
    products: Mapping[str, ProductKnowledge]
