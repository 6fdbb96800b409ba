"""What a revision makes of builds: the parts, steps and checks that depend on what it changes.

What goes into a label is left out: a label is there to be changed, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from configurator.model.build import Check, Inserted, Operation, Pick, Step, Template
from configurator.model.catalog import Product
from configurator.model.expression import Expression, attributes_in
from configurator.revising.proof import changed_attributes


@dataclass(frozen=True, slots=True)
class RevisedStep:
    """A step of the build of a product, and the changed attributes that it reads: keys of options, and names."""

    product: str
    step: Step
    reads: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """What has become of it, for people."""
        kind = {Pick: "part", Check: "check", Operation: "step"}[type(self.step)]
        names = " and ".join(f"`{name}`" for name in dict.fromkeys(name for _, name in self.reads))
        return f"a {kind} in the build of `{self.product}` depends on {names}"


def revised_steps(before: Product, after: Product) -> Iterator[RevisedStep]:
    """The steps of a product that read a changed attribute, in order; those of products within it are told there."""
    changed = changed_attributes(before, after)
    for step in before.declared_steps if changed else ():
        read = dict.fromkeys(
            (option, name)
            for each in _expressions(step)
            for option, name in attributes_in(each)
            if name in changed.get(option, ())
        )
        if read:
            yield RevisedStep(before.key, step, tuple(read))


def _expressions(step: Step) -> Iterator[Expression]:
    if step.when is not None:
        yield step.when
    match step:
        case Pick(part, quantity):
            yield from _inserted(part)
            yield quantity
        case Check(text):
            yield from _inserted(text)
        case Operation(parameters=parameters):
            for _, value in parameters:
                yield from _inserted(value)


def _inserted(shown: Template | Inserted) -> Iterator[Expression]:
    pieces = shown.pieces if isinstance(shown, Template) else (shown,)
    return (each.expression for each in pieces if isinstance(each, Inserted))
