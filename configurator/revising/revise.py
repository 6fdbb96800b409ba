"""A catalog and the rows of a revision in, the catalog with other data out, proved to have the same codes.

Each phase is a function: `rows.read_rows` takes a file apart, `changes.read_changes` holds it against the catalog,
`model.revised.with_changes` makes the new catalog, `proof.moved` shows that no rule has moved. What sells, what it
comes to and what it is made of may move; that is told in notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from configurator.compiler.budget import USUAL, Budget
from configurator.diagnostics import Diagnostic, Label, Outcome, codes
from configurator.diagnostics.suggest import listed
from configurator.model.catalog import Catalog, Product
from configurator.model.domain import CanonicalValue, members_of
from configurator.model.language import option_address, space_address
from configurator.model.problem import shown
from configurator.model.revised import Change, with_changes
from configurator.revising.amounts import RevisedAmount, SpaceOf, revised_amounts
from configurator.revising.changes import ReadChange, read_changes
from configurator.revising.proof import Moved, moved, moved_sales
from configurator.revising.rows import Row
from configurator.revising.steps import RevisedStep, revised_steps
from configurator.source import Span

MOST_NAMED = 3
Reads = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Revised:
    """A catalog after a revision, and what that changed."""

    catalog: Catalog
    changes: tuple[ReadChange, ...]
    amounts: tuple[RevisedAmount, ...] = ()


def revised(
    catalog: Catalog,
    rows: Sequence[Row],
    *,
    before: Sequence[Change] = (),
    space_of: SpaceOf | None = None,
    budget: Budget = USUAL,
) -> Outcome[Revised]:
    """The catalog of a release with the rows of a revision applied, behind the changes of those that come `before`.

    With an error nothing is applied: `unknown-…` and `bad-…` for rows that do not fit, `deciding-attribute` where a
    constraint would change. What it says is held against the release itself, so no number of revisions can move a rule
    step by step.
    """
    return (
        read_changes(catalog, rows)
        .without_errors()
        .then(lambda changes: _proved(catalog, changes, tuple(before), space_of, budget))
    )


def unmoved(catalog: Catalog, changes: Sequence[Change], budget: Budget = USUAL) -> bool:
    """Whether no constraint of a catalog moves by these changes together."""
    after = with_changes(catalog, changes)
    return not any(True for pair in _pairs(catalog, after) for _ in moved(*pair, budget))


def _pairs(before: Catalog, after: Catalog) -> Iterator[tuple[Product, Product]]:
    return zip(before.products, after.products, strict=True)


def _proved(
    catalog: Catalog,
    changes: tuple[ReadChange, ...],
    before: tuple[Change, ...],
    space_of: SpaceOf | None,
    budget: Budget,
) -> Outcome[Revised]:
    after = with_changes(catalog, (*before, *(each.change for each in changes)))
    told: dict[tuple[object, ...], Diagnostic] = {}
    amounts: list[RevisedAmount] = []
    for old, new in _pairs(catalog, after):
        for found in moved(old, new, budget):
            each = _deciding(old, found, changes)
            told.setdefault((each.span, found.constraint.span), each)
        for found in moved_sales(old, new, budget):
            each = _sale(old, found, changes)
            told.setdefault((each.span, found.constraint.span), each)
    if not any(each.is_error for each in told.values()):
        for old, new in _pairs(with_changes(catalog, before), after):
            for amount in revised_amounts(old, new, space_of):
                amounts.append(amount)
                told["amount", amount.product, amount.key] = _amount(amount, changes)
            for step in revised_steps(old, new):
                told["step", step.product, step.step.span] = _step(old, step, changes)
    made = Revised(after, changes, tuple(amounts))
    return Outcome(made, tuple(told.values())).without_errors()


def _deciding(product: Product, found: Moved, changes: Sequence[ReadChange]) -> Diagnostic:
    culprit, name = _culprit(product, found.reads, changes)
    what = f"`{found.constraint.key}` of `{product.key}` decides by `{name}`"
    label = Label(found.constraint.span, "it is declared here")
    if found.unproved is not None:
        message = f"{what}, and it could not be proved that it decides the same afterwards: {found.unproved}"
        hint = "make a release of it, which counts anew"
        return Diagnostic(codes.DECIDING_ATTRIBUTE, culprit, message, (label,), hint)
    example = _example(found.example)
    message = f"{what}, and would decide otherwise" + (f" where {example}" if example else "")
    hint = "what rules decide by changes in a release: `configurator diff` then says what it means"
    return Diagnostic(codes.DECIDING_ATTRIBUTE, culprit, message, (label,), hint)


def _sale(product: Product, found: Moved, changes: Sequence[ReadChange]) -> Diagnostic:
    culprit, name = _culprit(product, found.reads, changes)
    label = Label(found.constraint.span, "it is declared here")
    what = f"the sale of `{product.key}` is decided by `{name}` in `{found.constraint.key}`"
    if found.unproved is not None:
        return Diagnostic(codes.REVISED_SALE, culprit, f"{what}, and may change", (label,))
    example = _example(found.example)
    message = f"{what}, and changes" + (f" where {example}" if example else "")
    return Diagnostic(codes.REVISED_SALE, culprit, message, (label,))


def _amount(found: RevisedAmount, changes: Sequence[ReadChange]) -> Diagnostic:
    return Diagnostic(codes.REVISED_AMOUNT, changes[0].row.where(0) if changes else Span(0, 0), found.words)


def _step(product: Product, found: RevisedStep, changes: Sequence[ReadChange]) -> Diagnostic:
    culprit, _ = _culprit(product, found.reads, changes)
    label = Label(found.step.span, "it stands here")
    return Diagnostic(codes.REVISED_PARTS, culprit, f"{found.words}, and may change", (label,))


def _culprit(product: Product, reads: Reads, changes: Sequence[ReadChange]) -> tuple[Span, str]:
    """The row that is to blame, as far as one is: the first that changes what somebody reads."""
    for key, name in reads:
        owners = tuple(_owners(product, key))
        for each in changes:
            if each.attribute == name and each.change.address.rpartition(" value ")[0] in owners:
                return each.row.where(1), name
    return changes[0].row.where(0) if changes else Span(0, 0), reads[0][1]


def _owners(product: Product, key: str) -> Iterator[str]:
    """The addresses below which the values of an option, or of a fact of the sale, stand."""
    option = product.by_key.get(key)
    if option is None:
        yield f"context {key}"
        return
    yield option_address(product, option)
    members = members_of(option.domain)
    if members is not None and members.space is not None:
        yield space_address(members.space)


def _example(example: Mapping[str, CanonicalValue | None] | None) -> str:
    """Some choices in words."""
    if not example:
        return ""
    words = [f"`{key}` {_value_words(value)}" for key, value in list(example.items())[:MOST_NAMED]]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _value_words(value: CanonicalValue | None) -> str:
    if value is None or value == ():
        return "has no value"
    if isinstance(value, tuple):
        return f"is {listed(value)}"
    if isinstance(value, bool):
        return "is yes" if value else "is no"
    return f"is `{shown(str(value))}`"
