"""A product: its options, constraints and expectations, and what must hold between them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from configurator.analysis.build import read_build
from configurator.analysis.constraints import read_rule, read_table, unique_constraints
from configurator.analysis.derivations import Derivations
from configurator.analysis.expectations import ExpectationReader
from configurator.analysis.expressions import Typer
from configurator.analysis.files import Files
from configurator.analysis.keys import check_key
from configurator.analysis.lineage import check_lineage, former_key, modifiers_of, retired_day
from configurator.analysis.options import OptionReader
from configurator.analysis.properties import properties_of
from configurator.analysis.scope import Report, Scope, unique
from configurator.diagnostics import Label, codes
from configurator.model.catalog import Option, Product
from configurator.model.constraint import Rule, Table
from configurator.model.domain import ValueDomain
from configurator.model.expression import Expression, options_in
from configurator.source import Span
from configurator.syntax import nodes as n
from configurator.syntax.statements import OPTIONS_LIMIT

MOST_SHOWN = 6
"""Steps of a circle that are shown."""


@dataclass(frozen=True, slots=True)
class Names:
    """What all products of a catalog can name: its spaces, and its facts of a sale, with where each is declared.

    `broken` are the keys of spaces that could not be read, which has been reported. `files` are those that it names.
    """

    spaces: Mapping[str, ValueDomain]
    broken: Set[str]
    facts: tuple[Option, ...]
    declared: Mapping[str, Span]
    files: Files


def read_product(report: Report, node: n.ProductNode, catalog: str, names: Names) -> Product:
    """A product as far as it is sound; what is faulty is left out, with diagnostics.

    `catalog` is the permanent key of its catalog.
    """
    check_key(report, node.key, "product")
    option_nodes = [item for item in node.items if isinstance(item, n.OptionNode)]
    if len(option_nodes) > OPTIONS_LIMIT:
        message = f"this product has {len(option_nodes):,} options; at most {OPTIONS_LIMIT:,} are possible"
        report.say(codes.TOO_LARGE, node.key.span, message, "split the product")
        option_nodes = option_nodes[:OPTIONS_LIMIT]
    scope = Scope(report, names.spaces, facts={fact.key: fact for fact in names.facts}, read_file=names.files.text)
    nodes = unique(report, "options", option_nodes, lambda each: each.key)
    broken = [item.key for item in node.items if isinstance(item, n.BrokenNode) and item.word == "option"]
    scope.declared = {key.text: key.span for key in (*broken, *(each.key for each in nodes))}
    reader = OptionReader(report, names.spaces, names.files, names.broken)
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
    derive_nodes = [item for item in node.items if isinstance(item, n.DeriveNode)]
    _say_shared_names(scope, names, unique(report, "derived amounts", derive_nodes, lambda each: each.key))
    derivations = Derivations(scope, derive_nodes)
    _read_conditions(scope, nodes)
    constraints, sales = _constraints(scope, node)
    derived = derivations.all()
    steps = read_build(scope, [item for item in node.items if isinstance(item, n.BuildNode)])
    expectations = ExpectationReader(scope).read(node)
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
        names.facts,
        sales,
        derived,
        steps,
        properties=properties_of(modifiers),
    )


def _say_shared_names(scope: Scope, names: Names, derived: list[n.DeriveNode]) -> None:
    """Report what is called like an option, or like a fact of the sale: formulas name all three."""
    for key, place in scope.declared.items():
        if key in names.declared:
            label = Label(names.declared[key], "the fact is declared here")
            message = f"`{key}` is a fact of the sale, and an option too"
            scope.report.say(codes.DUPLICATE_NAME, place, message, "give the option another key", label)
    for node in derived:
        key = node.key.text
        other = scope.declared.get(key) or names.declared.get(key)
        if other is not None:
            what = "an option" if key in scope.declared else "a fact of the sale"
            message = f"`{key}` is {what}, and derived too"
            label = Label(other, "it is declared here")
            scope.report.say(codes.DUPLICATE_NAME, node.key.span, message, "give the amount another key", label)


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


def _constraints(scope: Scope, node: n.ProductNode) -> tuple[tuple[Rule | Table, ...], tuple[Rule, ...]]:
    """What decides what can be built, and what may be sold; both share one set of keys."""
    wanted = [item for item in node.items if isinstance(item, n.RuleNode | n.TableNode)]
    found: list[Rule | Table] = []
    sales: list[Rule] = []
    of_sale = scope.of_sale()
    for each in unique_constraints(scope, wanted):
        kind = "rule" if isinstance(each, n.RuleNode) else "table"
        check_key(scope.report, each.key, kind)
        if each.key.text in scope.declared:  # `because` names either
            label = Label(scope.declared[each.key.text], "the option is declared here")
            message = f"there are a {kind} and an option called `{each.key.text}`"
            scope.report.say(codes.DUPLICATE_NAME, each.key.span, message, "give one of them another key", label)
        if isinstance(each, n.RuleNode) and each.sells:
            sold = read_rule(of_sale, each)
            sales += [sold] if sold is not None else []
            continue
        made = read_rule(scope, each) if isinstance(each, n.RuleNode) else read_table(scope, each)
        if made is not None:
            found.append(made)
    return tuple(found), tuple(sales)


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
