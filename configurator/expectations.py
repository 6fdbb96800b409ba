"""The examples of a catalog: `expect valid`, `expect invalid … because`, `expect code`, each tried as a customer would.

They cost microseconds, so every catalog that is loaded has to keep them; `expect count` is up to `examination`.
"""

from __future__ import annotations

from collections.abc import Iterator

from configurator.diagnostics import Diagnostic, Label, Outcome, codes
from configurator.diagnostics.enough import enough
from configurator.diagnostics.suggest import listed
from configurator.engine.validate import validate
from configurator.errors import CodeError, NeedsIdentityKeyError
from configurator.expected_sales import of_sale_and_build
from configurator.identity.code import read_code
from configurator.identity.code_text import code_text, grouped, long_code
from configurator.identity.configured import canonical_document
from configurator.identity.digest import digest
from configurator.knowledge.knowledge_base import KnowledgeBase, ProductKnowledge
from configurator.model.expectation import ExpectCode, ExpectDerived, ExpectParts, ExpectSale, ExpectVerdict
from configurator.model.nesting import numberless


def try_examples(knowledge: KnowledgeBase) -> Outcome[KnowledgeBase]:
    """The same knowledge base, and a diagnostic for each example that is not as its catalog says."""
    found = tuple(each for product in knowledge.products.values() for each in failing(product))
    return enough(Outcome(knowledge, found))


def failing(knowledge: ProductKnowledge) -> Iterator[Diagnostic]:
    """A diagnostic for each example of one product that is not as its catalog says."""
    for each in knowledge.product.expectations:
        match each:
            case ExpectVerdict():
                yield from _verdict(knowledge, each)
            case ExpectCode():
                yield from _code(knowledge, each)
            case ExpectSale() | ExpectDerived() | ExpectParts():
                yield from of_sale_and_build(knowledge, each)


def _verdict(knowledge: ProductKnowledge, expected: ExpectVerdict) -> Iterator[Diagnostic]:
    verdict = validate(knowledge, dict(expected.example.choices))
    if expected.valid and not verdict.valid:
        broken = tuple(
            Label(each.span, "this refuses it") for each in verdict.problems if each.constraint and each.span
        )
        reasons = "; ".join(each.message for each in verdict.problems[:3])
        message = f"this example is expected to be valid, and is not: {reasons}"
        hint = "correct the example, or what refuses it"
        yield Diagnostic(codes.WRONG_VERDICT, expected.example.span, message, broken[:3], hint)
    if not expected.valid and verdict.valid:
        message = "this example is expected to be invalid, and is valid"
        yield Diagnostic(
            codes.WRONG_VERDICT, expected.example.span, message, hint="check the rule that should refuse it"
        )
        return
    blamed = {each.constraint for each in verdict.problems} | {
        option for each in verdict.problems if each.constraint is None for option in each.options
    }
    blamed |= {numberless(key) for key in blamed if key is not None}
    missing = [key for key in expected.because if key not in blamed]
    if missing and not expected.valid:
        refusing = list(dict.fromkeys(each.constraint for each in verdict.problems if each.constraint))
        hint = f"it is refused by {listed(refusing)}" if refusing else f"what refuses it: {verdict.problems[0].message}"
        message = f"this example is invalid, but not because of {listed(missing)}"
        yield Diagnostic(codes.WRONG_VERDICT, expected.example.span, message, hint=hint)


def _code(knowledge: ProductKnowledge, expected: ExpectCode) -> Iterator[Diagnostic]:
    verdict = validate(knowledge, dict(expected.example.choices))
    if not verdict.valid:
        reasons = "; ".join(each.message for each in verdict.problems[:3])
        message = f"this example is not valid, so it has no code: {reasons}"
        yield Diagnostic(codes.WRONG_CODE, expected.example.span, message, hint="correct the example first")
        return
    try:
        digested = digest(canonical_document(knowledge, verdict.completed))
    except NeedsIdentityKeyError as error:
        hint = "leave the private options out of the example: nobody reads a secret key while a catalog is checked"
        yield Diagnostic(codes.WRONG_CODE, expected.example.span, error.message, hint=hint)
        return
    try:
        wanted = read_code(expected.code)
    except CodeError as error:
        hint = f'write `"{grouped(code_text(digested))}"`'
        yield Diagnostic(codes.WRONG_CODE, expected.span, f"this is not a code: {error.message}", hint=hint)
        return
    found = long_code(digested) if wanted.is_long else code_text(digested)
    if found != wanted.text:
        hint = "a code that has been issued never changes: find out which edit changed it"
        yield Diagnostic(codes.WRONG_CODE, expected.span, f"this example has the code `{grouped(found)}`", hint=hint)
