"""Examples of sale and build: `expect sold`, `expect unsold`, `expect price`, `expect parts`.

Facts of the sale stand among the choices of an example. A day that is not given is unknown, so no example depends on
the day on which it is tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from configurator.diagnostics import Code, Diagnostic, codes
from configurator.diagnostics.suggest import listed
from configurator.engine.explode import explode
from configurator.engine.sale import Facts, read_facts, unsold
from configurator.engine.validate import validate
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.derivation import Amount
from configurator.model.evaluation import Choices
from configurator.model.expectation import ExpectDerived, ExpectParts, ExpectSale
from configurator.model.nesting import numberless

_CODES: Mapping[type, Code] = {
    ExpectSale: codes.WRONG_SALE, ExpectDerived: codes.WRONG_AMOUNT, ExpectParts: codes.WRONG_PARTS,
}  # fmt: skip


def of_sale_and_build(
    knowledge: ProductKnowledge, expected: ExpectSale | ExpectDerived | ExpectParts
) -> Iterator[Diagnostic]:
    """A diagnostic if an example is not as its catalog says."""
    product = knowledge.product
    known = {fact.key for fact in product.facts}
    choices = {key: value for key, value in expected.example.choices.items() if key not in known}
    given = {key: value for key, value in expected.example.choices.items() if key in known}
    verdict = validate(knowledge, choices)
    facts, faults = read_facts(product, given)
    problems = (*verdict.problems, *faults)
    if problems:
        reasons = "; ".join(each.message for each in problems[:3])
        message = f"this example is not valid: {reasons}"
        yield Diagnostic(_CODES[type(expected)], expected.example.span, message, hint="correct the example first")
        return
    match expected:
        case ExpectSale():
            yield from _sale(knowledge, expected, verdict.completed, facts)
        case ExpectDerived():
            yield from _derived(knowledge, expected, verdict.completed, facts)
        case ExpectParts():
            yield from _parts(knowledge, expected, verdict.completed)


def _sale(knowledge: ProductKnowledge, expected: ExpectSale, completed: Choices, facts: Facts) -> Iterator[Diagnostic]:
    found = tuple(unsold(knowledge.product, {**completed, **facts}))
    by = [each.rule for each in found if each.rule]
    blamed = {*by, *map(numberless, by)}
    if expected.sold and found:
        reasons = "; ".join(each.message for each in found[:3])
        message = f"this example is expected to be sold, and may not be: {reasons}"
        yield Diagnostic(codes.WRONG_SALE, expected.span, message, hint=f"it is barred by {listed(by)}")
    elif not expected.sold and not found:
        message = "this example is expected not to be sold, and may be"
        hint = "check the `sell` rule that should bar it, and give the facts that the rule looks at"
        yield Diagnostic(codes.WRONG_SALE, expected.span, message, hint=hint)
    elif missing := [key for key in expected.because if key not in blamed]:
        message = f"this example is not sold, but not because of {listed(missing)}"
        yield Diagnostic(codes.WRONG_SALE, expected.span, message, hint=f"it is barred by {listed(by)}")


def _derived(
    knowledge: ProductKnowledge, expected: ExpectDerived, completed: Choices, facts: Facts
) -> Iterator[Diagnostic]:
    product = knowledge.product
    derived = next((each for each in product.derived if each.key == expected.name), None)
    if derived is None:
        return  # it is faulty, which has been said
    found = derived.worth({**completed, **facts}, product.sale_domains)
    same_kind = (found.unit and found.unit.dimension) == (expected.amount.unit and expected.amount.unit.dimension)
    if found.base != expected.amount.base or not same_kind:
        message = f"`{derived.key}` of this example is {found}, not {expected.amount}"
        hint = "correct the amount, or find out what changed it"
        yield Diagnostic(codes.WRONG_AMOUNT, expected.span, message, hint=hint)


def _parts(knowledge: ProductKnowledge, expected: ExpectParts, completed: Choices) -> Iterator[Diagnostic]:
    found = {each.part: each.quantity for each in explode(knowledge.product, completed).parts}
    differing = [part for part in {**expected.parts, **found} if not _same(found.get(part), expected.parts.get(part))]
    if differing:
        told = [
            f"{_so_many(found.get(part))} of `{part}`, not {_so_many(expected.parts.get(part))}" for part in differing
        ]
        message = f"this example is made of {'; '.join(told[:3])}"
        hint = "correct the list, or find out what changed it"
        yield Diagnostic(codes.WRONG_PARTS, expected.span, message, hint=hint)


def _same(one: Amount | None, other: Amount | None) -> bool:
    return (one and one.base) == (other and other.base)


def _so_many(amount: Amount | None) -> str:
    return "0" if amount is None else str(amount)
