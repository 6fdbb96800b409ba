"""Is this configuration valid, and if not, why not?

`validate_clearly` is the referee: it reads the configuration and then asks every constraint. `validate` gives the same
verdict from the tables of a compiled product, in one pass: a look-up and an addition for each choice, then one look at
the guard bits (`knowledge.lookup`); what the options come to is worked out when somebody asks for it. Where that does
not tell, it goes through all options, and reads what it does not find in its tables as the referee does, so that all
is told that is wrong; and where other options hang on something that is wrong, it reads all of them so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any

from configurator.engine.verdict import Completed, Verdict
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.knowledge.lookup import REFUSED, total_of
from configurator.model.catalog import Product
from configurator.model.constraint import holds
from configurator.model.domain import CanonicalValue
from configurator.model.faults import Hints
from configurator.model.nesting import spread
from configurator.model.option import Option
from configurator.model.pictures import unseen
from configurator.model.problem import Problem, broken
from configurator.model.raw_values import read_value
from configurator.model.reading import mentioned_in_vain, read_configuration, unknown_option, unmentioned


def validate_clearly(product: Product, choices: Mapping[str, object]) -> Verdict:
    """The verdict, worked out as the pages say it; any object is answered, none raises.

    Constraints are asked if all their options could be read, so that one hears of everything at once. The conditions of
    options (`when`) are met by all that could be read.
    """
    reading = read_configuration(product, choices)
    completed = reading.completed
    asked = (each for each in product.checked_constraints if all(option in completed for option in each.options))
    refused = (broken(each) for each in asked if not holds(each, completed, product.domains))
    problems = (*reading.problems, *refused)
    return Verdict(completed, problems, _unseen(product, choices, completed))


def _unseen(product: Product, choices: Mapping[str, object], completed: Completed) -> tuple[str, ...]:
    return unseen(product, choices, completed) if product.images else ()


def validate(knowledge: ProductKnowledge, choices: Mapping[str, object]) -> Verdict:
    """The same verdict, fast."""
    if type(choices) is not dict:
        return _told(knowledge, choices)
    lookup = knowledge.lookup
    total = total_of(lookup, choices, lookup.blank.copy()) if lookup is not None and lookup.tells_all else None
    if total is None:
        return _walked(knowledge, choices, Hints()) or _told(knowledge, choices)
    if total == REFUSED:
        return _walked(knowledge, choices, Hints()) or _told(knowledge, choices)
    return Verdict(partial(_completed, knowledge, choices.copy()), knowledge.checks.problems_in(total))


def _completed(knowledge: ProductKnowledge, choices: dict[str, object]) -> Completed:
    """What choices come to with which nothing is wrong but that they break rules."""
    verdict = verdict_of_readable(knowledge, choices)
    assert verdict is not None  # noqa: S101 - they were all found
    return verdict.completed


def verdict_of_readable(knowledge: ProductKnowledge, choices: dict[str, object]) -> Verdict | None:
    """The same of choices with which nothing is wrong but that they break rules; None for all others."""
    return _walked(knowledge, choices, None)


def _walked(knowledge: ProductKnowledge, choices: dict[str, object], hints: Hints | None) -> Verdict | None:
    """The same, one option after the other; with `hints`, whatever is wrong with values is told as well.

    None where something is wrong and there are no `hints`, or where other options hang on what is wrong.
    """
    given: Mapping[str, object] = choices
    if knowledge.product.nests:
        choices, misshapen = spread(knowledge.product, choices, _NO_HINTS)
        if misshapen:
            return None
        hints = None
    unknown: list[Problem] = []
    if not choices.keys() <= knowledge.blank.keys():
        if hints is None:
            return None
        names: Collection[object] = choices.keys()  # whatever somebody says
        unknown += [unknown_option(knowledge.product, name, hints) for name in names if name not in knowledge.blank]
    faults: dict[str, tuple[Problem, ...]] = {}
    checks = knowledge.checks
    total, completed = checks.bias, knowledge.blank.copy()
    get: Callable[[str, object], Any] = choices.get
    for key, raw_type, listed, is_met, usual, option, sums in knowledge.plan:
        raw = get(key, _UNMENTIONED)
        if is_met is not None and not is_met(completed):
            if raw is not None and raw is not _UNMENTIONED:
                if hints is None or key in knowledge.depended_on:
                    return None
                faults[key] = mentioned_in_vain(option)
                continue
            found = sums.nothing
        elif type(raw) is raw_type and raw in listed:
            completed[key] = raw
            found = listed[raw]
        elif raw is _UNMENTIONED and usual is not None:
            completed[key], found = usual
        elif option.derivation is None:
            value, problems = _read(option, raw, listed, hints)
            if problems:
                if hints is None or key in knowledge.depended_on:
                    return None
                faults[key] = problems
                continue
            completed[key] = value
            found = sums.of(value)
        else:
            value = knowledge.derived[key](completed)
            is_mentioned = raw is not _UNMENTIONED and raw is not None
            if value is None or (is_mentioned and (raw != value or type(raw) is not type(value))):
                return None
            completed[key] = value
            found = sums.of(value)
        total += found
    if unknown or faults:
        return _faulty(knowledge, given, completed, total, unknown, faults)
    if not total & checks.guard and not checks.indexed and not checks.scanned:
        return Verdict(completed, (), _unseen(knowledge.product, given, completed))
    refused = tuple([checks.problems[index] for index in checks.broken(total, completed)])
    return Verdict(completed, refused, _unseen(knowledge.product, given, completed))


def _faulty(
    knowledge: ProductKnowledge,
    given: Mapping[str, object],
    completed: dict[str, CanonicalValue | None],
    total: int,
    unknown: Iterable[Problem],
    faults: Mapping[str, tuple[Problem, ...]],
) -> Verdict:
    """The verdict where some options could not be read, which add nothing to the total."""
    told = [problem for key in completed if key in faults for problem in faults[key]]
    for key in faults:
        del completed[key]
    broken = knowledge.checks.broken_beside(total, completed, faults)
    problems = (*unknown, *told, *(knowledge.checks.problems[index] for index in broken))
    return Verdict(completed, problems, _unseen(knowledge.product, given, completed))


def _told(knowledge: ProductKnowledge, choices: Mapping[str, object]) -> Verdict:
    """The verdict of choices with which something is wrong, read as the referee does and checked by the tables."""
    product, checks = knowledge.product, knowledge.checks
    reading = read_configuration(product, choices)
    refused = (checks.problems[index] for index in checks.broken_among(reading.completed))
    problems = (*reading.problems, *refused)
    return Verdict(reading.completed, problems, _unseen(product, choices, reading.completed))


def _read(
    option: Option, raw: object, listed: Mapping[CanonicalValue, int], hints: Hints | None
) -> tuple[CanonicalValue | None, tuple[Problem, ...]]:
    """What no look-up has found: sets, all that is written otherwise than in canonical form, and what is missing."""
    if raw is _UNMENTIONED:
        return unmentioned(option)
    if type(raw) is list and set(map(type, raw)) == _STRINGS:
        members = tuple(sorted(raw))
        if members in listed:
            return members, ()
    return read_value(option, raw, hints or _NO_HINTS)


_UNMENTIONED = object()
_STRINGS = {str}
_NO_HINTS = Hints(0)
