"""What a product is made of and how, from what is written: `build { pick … print … check … }`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from heapq import heapify, heappop, heappush

from configurator.analysis.expressions import Typer
from configurator.analysis.keys import check_key
from configurator.analysis.lineage import modifiers_of
from configurator.analysis.scope import Scope, unique
from configurator.analysis.templates import read_inserted, read_template, shown_in
from configurator.diagnostics import Label, codes, did_you_mean
from configurator.model import expression as e
from configurator.model.build import Check, Inserted, Operation, Pick, Step, Template
from configurator.model.domain import AnyOfDomain
from configurator.syntax import nodes as n

ONE = e.Constant(Fraction(1))


@dataclass(frozen=True, slots=True)
class _Read:
    step: Step
    after: tuple[n.Name, ...]


def read_build(scope: Scope, nodes: Sequence[n.BuildNode]) -> tuple[Step, ...]:
    """The steps of all `build` blocks, in the order in which they are done; faulty ones are left out."""
    reader = _Reader(scope)
    written = [step for node in nodes for step in node.steps]
    keyed = [step for step in written if isinstance(step, n.OperationNode) and step.key is not None]
    unique(scope.report, "steps", keyed, lambda each: each.key or each.machine)
    read = [found for step in written if (found := reader.step(step)) is not None]
    return _in_order(scope, read, _names(written))


def _names(written: Sequence[n.StepNode]) -> Mapping[str, n.Name]:
    """What steps can be called by: their keys, and their machines where one machine does one thing."""
    operations = [step for step in written if isinstance(step, n.OperationNode)]
    machines = [step.machine for step in operations]
    times = Counter(each.text for each in machines)
    once = {each.text: each for each in machines if times[each.text] == 1}
    return {**once, **{step.key.text: step.key for step in operations if step.key is not None}}


def _in_order(scope: Scope, read: Sequence[_Read], names: Mapping[str, n.Name]) -> tuple[Step, ...]:
    """Steps as written, but each behind those that it names; a circle, or an unknown name, is reported and cut."""
    by_name: dict[str, int] = {}
    for number, each in enumerate(read):
        if isinstance(each.step, Operation):
            by_name.setdefault(each.step.machine, number)
            if each.step.key is not None:
                by_name[each.step.key] = number
    waits: list[set[int]] = []
    for number, each in enumerate(read):
        needed = set()
        for name in each.after:
            if name.text not in names:
                message = f"no step is called `{name.text}`"
                hint = did_you_mean(name.text, names) or "a step is called by what stands behind its `as`"
                scope.report.say(codes.UNKNOWN_STEP, name.span, message, hint)
            elif name.text in by_name and by_name[name.text] != number:
                needed.add(by_name[name.text])
            elif name.text in by_name:
                scope.report.say(codes.UNKNOWN_STEP, name.span, "a step cannot come after itself", "take it out")
        waits.append(needed)
    try:
        return tuple(read[number].step for number in _sorted(waits))
    except CycleError as error:
        # the circle begins and ends with the same step, and each of its steps is waited for by the one behind it
        waited, waiting, *_ = error.args[1]
        culprit = next(name for name in read[waiting].after if by_name.get(name.text) == waited)
        circle = len(error.args[1]) - 1
        message = f"this step waits for `{culprit.text}`, which waits for this step"
        message += f" through {circle - 2} more" if circle > 2 else ""
        label = Label(names[culprit.text].span, "this one waits, too")
        scope.report.say(codes.UNKNOWN_STEP, culprit.span, message, "take one `after` of the circle out", label)
        return tuple(each.step for each in read)


def _sorted(waits: Sequence[set[int]]) -> Iterator[int]:
    """Numbers so that each comes after those that it waits for, the lowest first. Raises `CycleError`."""
    sorter = TopologicalSorter(dict(enumerate(waits)))
    sorter.prepare()
    ready = list(sorter.get_ready())
    heapify(ready)
    while ready:
        number = heappop(ready)
        yield number
        sorter.done(number)
        for each in sorter.get_ready():
            heappush(ready, each)


class _Reader:
    """Reads single steps; a `build` looks at choices alone, since what is sold where does not change the thing."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope.of_build()
        self.typer = Typer(self.scope)

    def step(self, node: n.StepNode) -> _Read | None:
        """A step with the names that it waits for; None, and diagnostics, if a part of it is faulty."""
        modifiers = modifiers_of(self.scope.report, node.modifiers, "step")
        after = modifiers["after"].names if "after" in modifiers else ()
        guard = modifiers["when"].condition if "when" in modifiers else None
        when = self.typer.condition(guard) if guard is not None else None
        step = self._bare(node, when)
        return None if step is None or (guard is not None and when is None) else _Read(step, after)

    def _bare(self, node: n.StepNode, when: e.Expression | None) -> Step | None:
        match node:
            case n.PickNode():
                return self._pick(node, when)
            case n.CheckNode():
                text = read_template(self.typer, node.text)
                return None if text is None else Check(text, when, node.span)
            case n.OperationNode():
                return self._operation(node, when)

    def _pick(self, node: n.PickNode, when: e.Expression | None) -> Pick | None:
        if isinstance(node.part, n.Text):
            part = read_template(self.typer, node.part)
        else:
            inserted = read_inserted(self.typer, node.part)
            part = None if inserted is None else Template((inserted,))
        if part is not None:
            self._single_valued(part, node)
        if node.amount is None:
            return None if part is None else Pick(part, ONE, None, when, node.span)
        amount = self.typer.amount(node.amount)
        if part is None or amount is None:
            return None
        return Pick(part, amount[0], shown_in(amount[1]), when, node.span)

    def _single_valued(self, part: Template, node: n.PickNode) -> None:
        named = [piece.option for piece in part.pieces if isinstance(piece, Inserted) and piece.option is not None]
        for option in named:
            if isinstance(self.scope.options[option].domain, AnyOfDomain):
                message = f"`{option}` can have several values, and a part has one name"
                hint = f'write a line for each: `pick "…" when … in {option}`'
                self.scope.report.say(codes.NEEDS_SET, node.part.span, message, hint)

    def _operation(self, node: n.OperationNode, when: e.Expression | None) -> Operation | None:
        if node.key is not None:
            check_key(self.scope.report, node.key, "step")
        parameters = []
        nodes = unique(self.scope.report, "parameters", node.parameters, lambda each: each.name)
        for each in nodes:
            value = self._parameter(each.value)
            if value is not None:
                parameters.append((each.name.text, value))
        if len(parameters) < len(nodes):
            return None
        key = node.key.text if node.key else None
        return Operation(node.verb.text, node.machine.text, tuple(parameters), key, when, node.span)

    def _parameter(self, node: n.ExpressionNode) -> Template | Inserted | None:
        if isinstance(node, n.Text):
            return read_template(self.typer, node)
        return read_inserted(self.typer, node)
