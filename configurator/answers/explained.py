"""Answers that say why choices cannot stand together, and how that is mended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from configurator.answers.answer import Answer, Choice, Place, flat_choices
from configurator.answers.as_written import as_written
from configurator.answers.configurations import AmountAnswer, ProblemAnswer
from configurator.answers.narrowed import DomainAnswer, Page
from configurator.diagnostics.suggest import listed
from configurator.model.constraint import Activity, Constraint
from configurator.source import Source, Sources

if TYPE_CHECKING:
    from configurator.engine.conflict import Conflict
    from configurator.engine.narrow import Narrowed
    from configurator.engine.repair import Repair
    from configurator.model.catalog import Product


class ConstraintAnswer(Answer):
    """A constraint that takes part in a conflict: its key, what its author says, the options that it looks at."""

    constraint: str
    message: str
    options: tuple[str, ...]
    place: Place | None

    @classmethod
    def of(cls, constraint: Constraint, sources: Source | Sources) -> ConstraintAnswer:
        """A constraint of a product whose catalog is made of `sources`."""
        place = Place.of(constraint.span, sources)
        return cls(
            constraint=constraint.key, message=said(constraint, sources), options=constraint.options, place=place
        )


class ConflictAnswer(Answer):
    """Choices and constraints that exclude one another; without any one of them, the others do not.

    `choices` stand under the keys that options have in the whole product, as `first.finish`.
    """

    choices: dict[str, Choice]
    constraints: tuple[ConstraintAnswer, ...]

    @classmethod
    def of(cls, conflict: Conflict, sources: Source | Sources) -> ConflictAnswer:
        """A conflict among choices for a product whose catalog is made of `sources`."""
        constraints = tuple(ConstraintAnswer.of(each, sources) for each in conflict.constraints)
        return cls(choices=flat_choices(conflict.choices), constraints=constraints)


class RepairAnswer(Answer):
    """Options to change, and what each could then be; `example` has outcomes for them that go together.

    Where the product has a price, the example is a cheapest one: `amount` is the least that the whole then comes to,
    and `difference` how much more that is than with the options as they were chosen.
    """

    changes: tuple[DomainAnswer, ...]
    example: dict[str, Choice]
    amount: AmountAnswer | None
    difference: AmountAnswer | None

    @classmethod
    def of(cls, repair: Repair, narrowed: Narrowed, page: Page) -> RepairAnswer:
        """A repair of choices that have been narrowed to this."""
        changes = tuple(DomainAnswer.of(each, narrowed, page) for each in repair.domains.values())
        return cls(
            changes=changes,
            example=flat_choices(repair.example),
            amount=None if repair.amount is None else AmountAnswer.of(repair.amount),
            difference=None if repair.difference is None else AmountAnswer.of(repair.difference),
        )


class ExplainedAnswer(Answer):
    """Whether some valid configuration has all choices; if not, a smallest conflict and the nearest repairs.

    `problems`: of choices that could not be read, and are left out. `method` as in `NarrowedAnswer`.
    """

    product: str
    is_consistent: bool
    method: str
    problems: tuple[ProblemAnswer, ...]
    conflict: ConflictAnswer | None
    repairs: tuple[RepairAnswer, ...]

    @classmethod
    def of(
        cls,
        product: Product,
        narrowed: Narrowed,
        conflict: Conflict | None,
        repairs: Iterable[Repair],
        sources: Source | Sources,
        page: Page,
    ) -> ExplainedAnswer:
        """What is to be said of choices for a product whose catalog is made of `sources`."""
        return cls(
            product=product.permanent_key,
            is_consistent=narrowed.is_consistent,
            method=narrowed.method,
            problems=tuple(ProblemAnswer.of(each, sources) for each in narrowed.problems),
            conflict=None if conflict is None else ConflictAnswer.of(conflict, sources),
            repairs=tuple(RepairAnswer.of(each, narrowed, page) for each in repairs),
        )


def said(constraint: Constraint, sources: Source | Sources) -> str:
    """What a constraint asks for: in its author's words, or else as it is written."""
    if isinstance(constraint, Activity):
        when = "only where" if constraint.optional else "exactly where"
        return f"`{constraint.option}` has a value {when} its `when` is met"
    if constraint.because is not None:
        return constraint.because
    written = as_written(constraint, sources)
    if written is not None:
        return written
    what = "value" if len(constraint.options) == 1 else "combination"  # nothing need be chosen: there is no «this»
    return f"`{constraint.key}` does not allow every {what} of {listed(constraint.options)}"
