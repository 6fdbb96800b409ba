"""What can never happen in sale and build: steps that nothing asks for, places claimed twice, days without a sale.

All of it is exact as far as it goes: where constraints tie too much together for the first method, nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, groupby, islice

from configurator.compiler.budget import Allowance
from configurator.compiler.compile_graphs import graphs_of, prepare
from configurator.compiler.layers import ComponentGraph
from configurator.diagnostics import Diagnostic, Label, codes
from configurator.engine.reachable import satisfiable
from configurator.engine.sale_cells import Cell, Stretch, cells_of, looked_at
from configurator.engine.validate import validate
from configurator.engine.witnesses import witnesses
from configurator.errors import TooComplexError
from configurator.knowledge.formula import formula
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.build import Inserted, Operation, Pick, Step, Template
from configurator.model.catalog import Product
from configurator.model.constraint import Constraint, Rule, holds
from configurator.model.domain import DateDomain, Domain
from configurator.model.equations import without_choices
from configurator.model.evaluation import Choices, evaluate
from configurator.model.expectation import ExpectCount
from configurator.model.expression import (
    Attribute,
    Compare,
    Constant,
    Count,
    Expression,
    HasValue,
    Not,
    OptionValue,
    Present,
    attributes_in,
    options_in,
    where_true,
)
from configurator.model.implied import has_attribute, has_value
from configurator.model.substitution import counting_given, rebuilt

PLACE = "at"
"""The parameter by which an operation says which place of the thing it works on."""

MOST_PAIRS, MOST_CELLS = 200, 200


def sale_and_build(
    knowledge: ProductKnowledge, graphs: Sequence[ComponentGraph], allowance: Allowance
) -> Iterator[Diagnostic]:
    """All that there is to say of a product's steps and its `sell` rules; what is too much for one hides no other.

    `graphs` are those of its components, and are satisfiable.
    """
    questions = _Questions(knowledge, graphs, allowance)
    yield from _steps(questions)
    yield from _places(questions)
    with suppress(TooComplexError):
        yield from _sales(questions)


class _Questions:
    """Whether something valid meets further rules: a configuration that is at hand, or else a graph tells."""

    def __init__(self, knowledge: ProductKnowledge, graphs: Sequence[ComponentGraph], allowance: Allowance) -> None:
        self.product = knowledge.product
        self._allowance = allowance
        self._witnesses = (*_examples(knowledge), *witnesses(graphs))

    def possible(self, rules: Sequence[Rule]) -> bool:
        """Whether some valid configuration meets the rules. Raises `TooComplexError` beyond the budget."""
        tests = [_test(rule, self.product.domains) for rule in rules]
        if any(all(test(each) for test in tests) for each in self._witnesses):
            return True
        return self._by_graphs(rules)

    def known(self, rules: Sequence[Rule]) -> bool | None:
        """The same; None beyond the budget."""
        try:
            return self.possible(rules)
        except TooComplexError:
            return None

    def _by_graphs(self, rules: Sequence[Rule]) -> bool:
        """Over what constraints tie to the options in the rules: the rest has been found satisfiable."""
        product = self.product
        tied = {key for rule in rules for key in rule.options}
        constraints: tuple[Constraint, ...] = ()
        while True:
            around = tuple(each for each in product.all_constraints if not tied.isdisjoint(each.options))
            if len(around) == len(constraints):
                break
            constraints = around
            tied |= {key for each in around for key in each.options}
        if not tied:
            return all(holds(rule, {}, {}) for rule in rules)
        options = [option for option in product.options if option.key in tied]
        plain = (
            replace(rule, condition=without_choices(rule.condition), when=without_choices(rule.when)) for rule in rules
        )
        prepared = prepare(options, (*constraints, *plain), self._allowance)
        return satisfiable(graphs_of(prepared, None, self._allowance))


def _test(rule: Rule, domains: Mapping[str, Domain]) -> Callable[[Choices], bool]:
    """Whether choices meet a rule; `holds` is its referee."""
    met, condition, forbids = formula(rule.when, domains), formula(rule.condition, domains), rule.forbids
    return lambda choices: met(choices) is not True or condition(choices) is not forbids


def _examples(knowledge: ProductKnowledge) -> Iterator[Choices]:
    """The configurations that the product's examples have, as far as they are valid."""
    product = knowledge.product
    facts = {fact.key for fact in product.facts}
    for each in product.expectations:
        if not isinstance(each, ExpectCount):
            choices = {key: value for key, value in each.example.choices.items() if key not in facts}
            verdict = validate(knowledge, choices)
            if verdict.valid:
                yield verdict.completed


def met(condition: Expression, key: str = "step") -> Rule:
    """The rule that a condition is true; `require` alone lets through what is unknown."""
    return Rule(key, Compare("=", Count((where_true(condition),)), Constant(Fraction(1))))


def _steps(questions: _Questions) -> Iterator[Diagnostic]:
    for step in questions.product.declared_steps:
        if step.when is not None and questions.known([met(step.when)]) is False:
            message = "no valid configuration asks for this step"
            hint = "check its `when`, and the rules over the options in it"
            yield Diagnostic(codes.NEVER_HAPPENS, step.span, message, hint=hint)
            continue
        for absent, name in _what_may_be_absent(questions.product, step):
            asked = [met(absent, name), *([] if step.when is None else [met(step.when)])]
            if questions.known(asked):
                message = f"this step uses `{name}`, and some valid configuration that asks for the step has none"
                hint = f"write `when {name} present` behind the step, or another step for those without"
                yield Diagnostic(codes.MAY_BE_MISSING, step.span, message, hint=hint)


def _what_may_be_absent(product: Product, step: Step) -> Iterator[tuple[Expression, str]]:
    """What a step puts into the name of a part or hands to a machine: that it is absent, and what it is called."""
    match step:
        case Pick(part):
            shown = [piece for piece in part.pieces if isinstance(piece, Inserted)]
        case Operation(parameters=parameters):
            values = [value for _, value in parameters]
            shown = [
                each
                for value in values
                for each in (value.pieces if isinstance(value, Template) else (value,))
                if isinstance(each, Inserted)
            ]
        case _:
            return  # a person sees at once that a text has a gap
    for expression in dict.fromkeys(each.expression for each in shown):
        match expression:
            case OptionValue(key) if not has_value(product.by_key[key], step.when):
                yield Not(HasValue(key)), key
            case Attribute(key, name) if not has_attribute(product.by_key[key], name, step.when):
                yield Not(Present(key, name)), f"{key}.{name}"


def _places(questions: _Questions) -> Iterator[Diagnostic]:
    """Pairs of operations that name one place, and that some configuration asks for together."""
    claims: dict[str, list[Operation]] = {}
    for step in questions.product.declared_steps:
        if isinstance(step, Operation):
            place = dict(step.parameters).get(PLACE)
            if isinstance(place, Template) and all(isinstance(piece, str) for piece in place.pieces):
                claims.setdefault("".join(map(str, place.pieces)), []).append(step)
    pairs = ((place, pair) for place, steps in claims.items() for pair in combinations(steps, 2))
    for where, (one, other) in islice(pairs, MOST_PAIRS):
        asked = [met(each.when, str(number)) for number, each in enumerate((one, other)) if each.when is not None]
        if questions.known(asked):
            message = f"this step works at `{where}`, and so may another one for the same thing"
            label = Label(one.span, "this is the other one")
            hint = "forbid by a rule what asks for both, or give them places of their own"
            yield Diagnostic(codes.CLAIMED_TWICE, other.span, message, (label,), hint)


def _sales(questions: _Questions) -> Iterator[Diagnostic]:
    """Whether anything may be sold at all, and whether there are days between two others on which nothing may."""
    product = questions.product
    keys = looked_at(product, product.sales)
    if not keys or any(_looks_at_attribute(rule, keys) for rule in product.sales):
        return
    days = [fact.key for fact in product.facts if isinstance(fact.domain, DateDomain) and fact.key in keys]
    keys = (*(key for key in keys if key not in days), *days)
    cells = list(cells_of(product, keys, product.sales))
    if len(cells) > MOST_CELLS:
        return
    sold = [(cell, _is_sold(questions, cell)) for cell in cells]
    if not any(found for _, found in sold):
        message = f"no configuration of `{product.key}` may ever be sold"
        labels = tuple(Label(rule.span, "this one takes part") for rule in product.sales[:3])
        yield Diagnostic(codes.NEVER_SOLD, product.span, message, labels, "loosen one of its `sell` rules")
        return
    others = [key for key in keys if key not in days]
    for facts, group in groupby(sold, key=lambda each: tuple(each[0].values[key] for key in others)):
        yield from _gaps(product, dict(zip(others, map(str, facts), strict=True)), list(group), days)


def _gaps(
    product: Product, facts: Mapping[str, str], sold: Sequence[tuple[Cell, bool]], days: Sequence[str]
) -> Iterator[Diagnostic]:
    if not days:
        return
    runs = [(found, [cell for cell, _ in group]) for found, group in groupby(sold, key=lambda each: each[1])]
    for at, (found, cells) in enumerate(runs):
        if found or at in (0, len(runs) - 1):
            continue
        first, last = cells[0].stretches[days[0]], cells[-1].stretches[days[0]]
        where = "".join(f", with `{key}` = `{value}`" for key, value in facts.items())
        stretch = Stretch(first.value, first.first, last.last)
        message = f"nothing may be sold on {stretch}{where}, and before and after that, something may"
        labels = tuple(Label(rule.span, "this one takes part") for rule in product.sales[:3])
        hint = "if that is meant, nothing is wrong; else let the periods of the `sell` rules meet"
        yield Diagnostic(codes.SALE_GAP, product.sales[0].span, message, labels[1:], hint)


def _is_sold(questions: _Questions, cell: Cell) -> bool:
    product = questions.product
    domains = {fact.key: fact.domain for fact in product.facts}
    rules = [
        replace(
            rule,
            condition=_known(counting_given(rule.condition, cell.values), cell, domains),
            when=_known(counting_given(rule.when, cell.values), cell, domains),
        )
        for rule in product.sales
    ]
    return questions.possible(rules)


def _looks_at_attribute(rule: Rule, keys: Sequence[str]) -> bool:
    """Whether a rule asks for an attribute of a fact, which may be unknown, and nothing can be put in its place."""
    return any(key in keys for whole in (rule.condition, rule.when) for key, _ in attributes_in(whole))


def _known(expression: Expression, cell: Cell, domains: Mapping[str, Domain]) -> Expression:
    """An expression with all its parts worked out that look at facts alone, also beside choices in a comparison."""
    asked = options_in(expression)
    if asked and all(key in cell.values for key in asked):
        worth = evaluate(expression, cell.values, domains)
        if worth is not None:  # a division by zero is unknown
            return Constant(worth)
    return rebuilt(expression, lambda part: _known(part, cell, domains))
