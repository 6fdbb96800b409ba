"""Value classes: the values of an option that no constraint can tell apart.

In go an option and the terms in which constraints look at it (`terms`), out comes a ClassedOption: each class with one
of its values, its exact size, and what each term is worth on it. The classes are disjoint and together all that the
option can be, "no value" with a class of its own where it may lack one. 22,000 blends become a handful of classes.

What would surprise: a range is cut at its thresholds and may have 10^9 numbers; but where a term's worth is itself an
amount, as in `a + b <= 10`, or where no thresholds are known, each number must be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, repeat

from configurator.compiler.budget import Allowance
from configurator.compiler.ranges import cuts_of_terms
from configurator.compiler.samples import (
    NO_VALUE,
    SOME_PICTURE,
    Sample,
    SamplingError,
    Span,
    alike,
    cut_samples,
    flag_samples,
    joined,
    single_samples,
)
from configurator.compiler.sets import set_samples
from configurator.compiler.terms import Term, TermWorth, looks_of
from configurator.compiler.texts import text_samples
from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    FlagDomain,
    ImageDomain,
    MultisetDomain,
    RangeDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.option import Option


@dataclass(frozen=True, slots=True)
class ValueClass:
    """Values that no constraint can tell apart; `representative`, `spans` and `members` as in Sample.

    `size`: how many values. `worths`: of each term of the option, in the order of `ClassedOption.terms`.
    """

    representative: CanonicalValue | None
    size: int
    spans: tuple[Span, ...]
    members: int
    worths: tuple[TermWorth, ...]


@dataclass(frozen=True)
class ClassedOption:
    """An option with its terms and its value classes, "no value" first where there is such a class.

    An open option's classes have size 1 each: they say which kinds of text are possible, not how many texts.
    """

    option: Option
    terms: tuple[Term, ...]
    classes: tuple[ValueClass, ...]

    @cached_property
    def places(self) -> Mapping[Term, int]:
        """Where each term stands among the terms."""
        return {term: place for place, term in enumerate(self.terms)}

    @property
    def key(self) -> str:
        """The option's key."""
        return self.option.key

    @property
    def size(self) -> int:
        """How many outcomes the option has by itself, "no value" being one."""
        return sum(each.size for each in self.classes)


def classify(option: Option, terms: Sequence[Term], allowance: Allowance) -> ClassedOption:
    """The value classes of an option under these terms.

    Raises TooComplexError where more values than the budget allows would have to be looked at one by one, where it is
    not known which texts there are, or where the time is over. It names what `allowance` concerns: the option, and the
    constraints that look at it.
    """
    try:
        if isinstance(option.domain, ValueDomain):
            return ClassedOption(option, tuple(terms), tuple(_of_values(option, option.domain, terms, allowance)))
        samples = chain((NO_VALUE,) if option.may_lack_value else (), _samples(option, terms, allowance))
        return ClassedOption(option, tuple(terms), tuple(_joined(option, terms, samples, allowance)))
    except SamplingError as fault:
        raise allowance.too_complex(f"`{option.key}` {fault}", fault.hint) from None


def _samples(option: Option, terms: Sequence[Term], allowance: Allowance) -> Iterator[Sample]:
    domain = option.domain
    match domain:
        case FlagDomain():
            return flag_samples(domain)
        case AnyOfDomain():
            return set_samples(domain, option.optional, looks_of(terms), allowance)
        case TextDomain():
            return text_samples(option, domain, looks_of(terms), allowance)
        case ImageDomain():
            return iter((SOME_PICTURE,))
        case MultisetDomain():
            return (replace(each, size=domain.ways(index)) for index, each in enumerate(single_samples(domain)))
        case _:
            assert not isinstance(domain, ValueDomain)  # noqa: S101 - they are classified without samples
            return _range_samples(domain, terms, allowance)


def _of_values(
    option: Option, domain: ValueDomain, terms: Sequence[Term], allowance: Allowance
) -> Iterator[ValueClass]:
    """The classes of single values. Each term is evaluated once for all values that are alike to that term."""
    keys = list(domain.by_key)
    functions = [term.worth_in(domain) for term in terms]
    if option.may_lack_value:
        yield ValueClass(None, 1, (), 0, tuple([worth(None) for worth in functions]))
    worths: list[list[TermWorth]] = []  # of each term, those that occur, the first to occur first
    columns: list[list[int]] = []  # of each term, the place of its worth among these, value by value
    for term, worth in zip(terms, functions, strict=True):
        facts = alike(domain, looks_of((term,)))
        first = dict(zip(reversed(facts), reversed(keys), strict=True))  # the first value of a kind stands for it
        allowance.spend(len(keys) // 4 + 3 * len(first))  # to evaluate an expression takes some steps
        places: dict[TermWorth, int] = {}
        known = {fact: places.setdefault(worth(key), len(places)) for fact, key in first.items()}
        worths.append(list(places))
        columns.append([known[fact] for fact in facts])
    groups: dict[tuple[int, ...], list[int]] = {}
    for index, group in enumerate(zip(*columns, strict=True) if columns else repeat((), len(keys))):
        groups.setdefault(group, []).append(index)
    for group, indexes in groups.items():
        spans = joined((index, index) for index in indexes)
        own = tuple(of_term[place] for of_term, place in zip(worths, group, strict=True))
        yield ValueClass(keys[indexes[0]], len(indexes), spans, 0, own)


def _range_samples(domain: RangeDomain, terms: Sequence[Term], allowance: Allowance) -> Iterator[Sample]:
    cuts = cuts_of_terms(terms, domain)
    if cuts is not None:
        return cut_samples(domain, cuts)
    if domain.size() > allowance.budget.values:
        raise SamplingError(f"has {domain.size():,} numbers that would have to be taken one by one")
    return single_samples(domain)


def _joined(
    option: Option, terms: Sequence[Term], samples: Iterator[Sample], allowance: Allowance
) -> Iterator[ValueClass]:
    """One class for all samples on which the terms have equal worth, in the order of their first samples."""
    groups: dict[tuple[TermWorth, ...], list[Sample]] = {}
    worth_of_terms = [term.worth_in(option.domain) for term in terms]
    for sample in samples:
        allowance.spend(1 + 3 * len(terms))  # to evaluate an expression takes some steps
        chosen = sample.representative
        worths = [worth(chosen) for worth in worth_of_terms]
        # "no value" has a class of its own even where terms cannot tell it: it is an outcome, and no value is
        key = (chosen is None, *worths)
        groups.setdefault(key, []).append(sample)
    for key, group in groups.items():
        members = 0
        for sample in group:
            members |= sample.members
        yield ValueClass(
            group[0].representative,
            1 if option.is_open else sum(sample.size for sample in group),
            joined(chain.from_iterable(sample.spans for sample in group)),
            members,
            key[1:],
        )
