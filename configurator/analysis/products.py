"""A product: its options, constraints and expectations, and what must hold between them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

from configurator.analysis.constraints import read_rule, read_table, unique_constraints
from configurator.analysis.expressions import Typer
from configurator.analysis.keys import check_key
from configurator.analysis.lineage import check_lineage, former_key, modifiers_of, retired_day
from configurator.analysis.literals import raw_literal
from configurator.analysis.options import OptionReader
from configurator.analysis.properties import properties_of
from configurator.analysis.scope import Report, Scope, unique
from configurator.diagnostics import Label, codes
from configurator.model.catalog import Example, Expectation, ExpectCode, ExpectCount, ExpectVerdict, Product
from configurator.model.constraint import Rule, Table
from configurator.model.domain import ValueDomain
from configurator.model.expression import Expression, options_in
from configurator.syntax import nodes as n

OPTIONS_LIMIT = 20_000
MOST_SHOWN = 6
"""Steps of a circle that are shown."""


def read_product(
    report: Report, node: n.ProductNode, catalog: str, spaces: Mapping[str, ValueDomain], broken_spaces: Set[str]
) -> Product:
    """A product as far as it is sound; what is faulty is left out, with diagnostics.

    `catalog` is the permanent key of its catalog. `broken_spaces` are the keys of spaces that could not be read, which
    has been reported.
    """
    check_key(report, node.key, "product")
    option_nodes = [item for item in node.items if isinstance(item, n.OptionNode)]
    if len(option_nodes) > OPTIONS_LIMIT:
        message = f"this product has {len(option_nodes):,} options; at most {OPTIONS_LIMIT:,} are possible"
        report.say(codes.TOO_LARGE, node.key.span, message, "split the product")
        option_nodes = option_nodes[:OPTIONS_LIMIT]
    scope = Scope(report, spaces)
    nodes = unique(report, "options", option_nodes, lambda each: each.key)
    broken = [item.key for item in node.items if isinstance(item, n.BrokenNode) and item.word == "option"]
    scope.declared = {key.text: key.span for key in (*broken, *(each.key for each in nodes))}
    reader = OptionReader(report, spaces, broken_spaces)
    for each in nodes:
        check_key(report, each.key, "option")
        option = reader.read(each)
        if option is not None:
            scope.options[option.key] = option
    check_lineage(
        report,
        "option",
        [(each.key, scope.options[each.key.text].was) for each in nodes if each.key.text in scope.options],
    )
    _read_conditions(scope, nodes)
    constraints = _constraints(scope, node)
    expectations = _Expectations(scope, constraints).read(node)
    modifiers = modifiers_of(report, node.modifiers, "product")
    was = modifiers.get("was")
    return Product(
        node.key.text,
        node.label.text if node.label else node.key.text,
        catalog,
        tuple(scope.options.values()),
        constraints,
        expectations,
        _gtin(report, node),
        node.key.span,
        former_key(report, was.literal, "product") if was else None,
        retired_day(modifiers.get("retired")),
        properties=properties_of(modifiers),
    )


def _read_conditions(scope: Scope, nodes: list[n.OptionNode]) -> None:
    """Give each option its `when`, now that all options are known; circles are reported and cut."""
    typer = Typer(scope)
    conditions: dict[str, Expression] = {}
    places: dict[str, n.Modifier] = {}
    for node in nodes:
        modifier = next((each for each in node.modifiers if each.word == "when"), None)
        if modifier is None or modifier.condition is None:
            continue
        condition = typer.condition(modifier.condition)
        if condition is not None and node.key.text in scope.options:
            conditions[node.key.text], places[node.key.text] = condition, modifier
    for circle in _circles({key: options_in(condition) for key, condition in conditions.items()}):
        around = list(zip(circle, (*circle[1:], circle[0]), strict=True))[:MOST_SHOWN]
        links = [f"`{key}` {'depends ' if at == 0 else ''}on `{other}`" for at, (key, other) in enumerate(around)]
        more = " and so on" if len(circle) > MOST_SHOWN else ""
        message = (
            f"{', '.join(links)}{more}, which is a circle" if len(circle) > 1 else f"`{circle[0]}` depends on itself"
        )
        labels = [Label(places[key].span, f"`{key}` depends on `{other}` here") for key, other in around[1:]]
        hint = "take one `when` of the circle out, or turn it into a rule"
        scope.report.say(codes.CIRCULAR_WHEN, places[circle[0]].span, message, hint, *labels)
        for key in circle:
            conditions.pop(key, None)
    for key, condition in conditions.items():
        scope.options[key] = replace(scope.options[key], when=condition)


def _circles(needs: Mapping[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Circles of options that need each other, each once; without the options in them, no circle is left."""
    found: list[tuple[str, ...]] = []
    done: set[str] = set()
    for start in needs:
        if start in done:
            continue
        path, on_path, waiting = [start], {start}, [iter(needs[start])]
        while path:
            for other in waiting[-1]:
                if other in needs and other not in done:
                    if other in on_path:
                        circle = path[path.index(other) :]
                        found.append(tuple(circle))
                        done.update(circle)
                    else:
                        path.append(other)
                        on_path.add(other)
                        waiting.append(iter(needs[other]))
                    break
            else:
                on_path.discard(path[-1])
                done.add(path.pop())
                waiting.pop()
    return found


def _constraints(scope: Scope, node: n.ProductNode) -> tuple[Rule | Table, ...]:
    wanted = [item for item in node.items if isinstance(item, n.RuleNode | n.TableNode)]
    found: list[Rule | Table] = []
    for each in unique_constraints(scope, wanted):
        kind = "rule" if isinstance(each, n.RuleNode) else "table"
        check_key(scope.report, each.key, kind)
        if each.key.text in scope.declared:  # `because` names either
            label = Label(scope.declared[each.key.text], "the option is declared here")
            message = f"there are a {kind} and an option called `{each.key.text}`"
            scope.report.say(codes.DUPLICATE_NAME, each.key.span, message, "give one of them another key", label)
        made = read_rule(scope, each) if isinstance(each, n.RuleNode) else read_table(scope, each)
        if made is not None:
            found.append(made)
    return tuple(found)


def _gtin(report: Report, node: n.ProductNode) -> str | None:
    """The GTIN, checked as GS1 General Specifications 7.9 say: 8, 12, 13 or 14 digits, the last a check digit."""
    nodes = [item for item in node.items if isinstance(item, n.GtinNode)]
    for again in nodes[1:]:
        label = Label(nodes[0].number.span, "it is said here already")
        report.say(codes.REPEATED_MODIFIER, again.span, "this product has two GTINs", "leave one of them out", label)
    if not nodes:
        return None
    digits = nodes[0].number.text
    if len(digits) not in (8, 12, 13, 14) or not (digits.isascii() and digits.isdigit()):
        report.say(
            codes.BAD_GTIN, nodes[0].number.span, "a GTIN has 8, 12, 13 or 14 digits", "leave blanks and hyphens out"
        )
        return None
    weighted = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(digits[:-1])))
    check = -weighted % 10
    if int(digits[-1]) != check:
        message = f"the last digit of this GTIN is {digits[-1]}, and its check digit is {check}"
        report.say(codes.BAD_GTIN, nodes[0].number.span, message, "compare it with the certificate from GS1")
        return None
    return digits


class _Expectations:
    """Reads what a product's author expects of it."""

    def __init__(self, scope: Scope, constraints: tuple[Rule | Table, ...]) -> None:
        self.scope, self.report = scope, scope.report
        self.constraints = {each.key for each in constraints}

    def read(self, node: n.ProductNode) -> tuple[Expectation, ...]:
        """All of them, in the order written; faulty ones are left out."""
        declared = {item.key.text for item in node.items if isinstance(item, n.RuleNode | n.TableNode | n.BrokenNode)}
        found: list[Expectation | None] = []
        for item in node.items:
            match item:
                case n.ExpectCountNode():
                    found.append(self._count(item))
                case n.ExpectVerdictNode():
                    found.append(self._verdict(item, declared))
                case n.ExpectCodeNode():
                    found.append(self._code(item))
        return tuple(each for each in found if each is not None)

    def _equals(self, sign: n.Name) -> bool:
        if sign.text == "=":
            return True
        self.report.say(codes.MALFORMED, sign.span, f"`{sign.text}` cannot stand here", "write `=`")
        return False

    def _count(self, node: n.ExpectCountNode) -> ExpectCount | None:
        if node.count.amount.denominator != 1:
            self.report.say(codes.TYPE_MISMATCH, node.count.span, "a count is a whole number", None)
            return None
        over = [self.scope.option(name) for name in node.over or ()]
        known = tuple(dict.fromkeys(option.key for option in over if option is not None))
        for option, name in zip(over, node.over or (), strict=True):
            if option is not None and option.is_open:
                message = f"`{option.key}` is text, which is not counted"
                self.report.say(codes.TYPE_MISMATCH, name.span, message, "count over other options")
                return None
        if not self._equals(node.sign) or None in over:
            return None
        return ExpectCount(int(node.count.amount), known if node.over else None, node.count.span)

    def _verdict(self, node: n.ExpectVerdictNode, declared: set[str]) -> ExpectVerdict | None:
        example = self._example(node.example)
        known = declared | set(self.scope.declared)
        for name in node.because:
            if name.text not in known:
                message = f"there is no rule or table `{name.text}`"
                self.report.unknown(codes.UNKNOWN_RULE, name, message, sorted(declared))
                example = None
        because = tuple(name.text for name in node.because)
        return None if example is None else ExpectVerdict(example, node.valid, because, node.span)

    def _code(self, node: n.ExpectCodeNode) -> ExpectCode | None:
        example = self._example(node.example)
        if example is None or not self._equals(node.sign):
            return None
        return ExpectCode(example, node.code.text, node.code.span)

    def _example(self, node: n.ExampleNode) -> Example | None:
        """The raw choices of an example; options that the product does not have are mistakes here."""
        choices: dict[str, object] = {}
        sound = True
        for choice in unique(self.report, "choices", node.choices, lambda each: each.option):
            if self.scope.option(choice.option) is None:
                sound = False
            choices[choice.option.text] = raw_literal(choice.value)
        return Example(choices, node.span) if sound else None
