"""A product: its options, constraints and expectations, and what must hold between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from configurator.analysis.build import read_build
from configurator.analysis.constraints import read_rule, read_table, unique_constraints
from configurator.analysis.dependence import given_by_tables, read_dependence
from configurator.analysis.derivations import Derivations
from configurator.analysis.expectations import ExpectationReader
from configurator.analysis.files import Files
from configurator.analysis.keys import check_key
from configurator.analysis.lineage import check_lineage, former_key, modifiers_of, retired_day
from configurator.analysis.nesting import Inner, with_inner
from configurator.analysis.options import OptionReader
from configurator.analysis.properties import properties_of
from configurator.analysis.scope import Report, Scope, unique
from configurator.diagnostics import Label, codes
from configurator.model.catalog import Product
from configurator.model.constraint import Rule, Table
from configurator.model.domain import ProductDomain, ValueDomain
from configurator.model.expression import TRUE, Expression
from configurator.model.option import Option
from configurator.model.substitution import unfolded
from configurator.source import Span
from configurator.syntax import nodes as n
from configurator.syntax.statements import OPTIONS_LIMIT
from configurator.text.gtin import check_digit

if TYPE_CHECKING:
    from configurator.analysis.all_products import AllProducts


MOST_INNER = 5_000
"""Options, rules and tables of products within a product, for all places that there are for these."""


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


@dataclass(frozen=True, slots=True)
class Read:
    """A product, and its derived amounts, which products around it can name."""

    product: Product
    derivations: Derivations


def read_product(report: Report, node: n.ProductNode, catalog: str, names: Names, others: AllProducts) -> Read:
    """A product as far as it is sound; what is faulty is left out, with diagnostics.

    `catalog` is the permanent key of its catalog; `others` has the products that may stand within it.
    """
    check_key(report, node.key, "product")
    option_nodes = [item for item in node.items if isinstance(item, n.OptionNode)]
    if len(option_nodes) > OPTIONS_LIMIT:
        message = f"this product has {len(option_nodes):,} options; at most {OPTIONS_LIMIT:,} are possible"
        report.say(codes.TOO_LARGE, node.key.span, message, "split the product")
        option_nodes = option_nodes[:OPTIONS_LIMIT]
    facts = {fact.key: fact for fact in names.facts}
    files = names.files.text
    scope = Scope(report, names.spaces, facts=facts, read_file=files, nested_amounts=others.amounts)
    nodes = unique(report, "options", option_nodes, lambda each: each.key)
    broken = [item.key for item in node.items if isinstance(item, n.BrokenNode) and item.word == "option"]
    scope.declared = {key.text: key.span for key in (*broken, *(each.key for each in nodes))}
    reader = OptionReader(report, names.spaces, names.files, names.broken, partial(others.nested, report))
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
    own = _take_inner(scope, nodes)
    derivations = Derivations(scope, derive_nodes)
    said_of = read_dependence(scope, nodes, [item for item in node.items if isinstance(item, n.TableNode)])
    constraints, sales = _constraints(scope, node)
    if any(isinstance(item, n.BrokenNode) and item.word == "table" for item in node.items):
        said_of = frozenset(own)  # that table may give any of them
    given_by_tables(scope, constraints, said_of)
    derived = derivations.all()
    steps = read_build(scope, [item for item in node.items if isinstance(item, n.BuildNode)])
    said = _said([scope.options[key] for key in own], constraints)
    inner = Inner.of(_written_out(scope.options[key]) for key in own)
    expectations = ExpectationReader(scope).read(node)
    modifiers = modifiers_of(report, node.modifiers, "product")
    was = modifiers.get("was")
    product = Product(
        node.key.text,
        node.label.text if node.label else node.key.text,
        catalog,
        inner.options,
        (*inner.constraints, *map(_as_written, constraints)),
        expectations,
        _gtin(report, node),
        node.key.span,
        former_key(report, was.literal, "product") if was else None,
        retired_day(modifiers.get("retired")),
        names.facts,
        (*inner.sales, *map(_rule_as_written, sales)),
        derived,
        (*inner.steps, *steps),
        properties=properties_of(modifiers),
        said={**inner.said, **said},
    )
    return Read(product, derivations)


def _said(options: Sequence[Option], constraints: Iterable[Rule | Table]) -> dict[str, Rule | Expression]:
    """The rules, and the conditions of options, that say something of each product in a list, by key."""
    rules = (each for each in constraints if isinstance(each, Rule))
    said: dict[str, Rule | Expression] = {each.key: each for each in rules if _rule_as_written(each) != each}
    conditions = ((option.key, option.when) for option in options if option.when is not None)
    formulas = ((each.key, each.derivation) for each in options if isinstance(each.derivation, Expression))
    return said | {key: each for key, each in chain(conditions, formulas) if unfolded(each) != each}


def _written_out(option: Option) -> Option:
    when = None if option.when is None else unfolded(option.when)
    derivation = option.derivation
    written = unfolded(derivation) if isinstance(derivation, Expression) else derivation
    return replace(option, when=when, derivation=written)


def _as_written(constraint: Rule | Table) -> Rule | Table:
    return _rule_as_written(constraint) if isinstance(constraint, Rule) else constraint


def _rule_as_written(rule: Rule) -> Rule:
    return replace(rule, condition=unfolded(rule.condition), when=unfolded(rule.when))


def _take_inner(scope: Scope, nodes: Sequence[n.OptionNode]) -> tuple[str, ...]:
    """Put what the options have within them beside these, for formulas to name; back come the keys of the options.

    Those in lists have no names of their own. One that goes too far beyond the limit is left out.
    """
    conditional = {node.key.text for node in nodes if any(each.word == "when" for each in node.as_declared.modifiers)}
    room = MOST_INNER
    for option in list(scope.options.values()):
        if option.key in conditional:  # the condition itself is read later
            scope.options[option.key] = replace(option, when=TRUE)
        if not isinstance(option.domain, ProductDomain):
            continue
        nested = option.domain.nested
        size = option.domain.greatest * (len(nested.options) + len(nested.constraints))
        room -= size
        if room < 0:
            message = f"`{option.key}` brings {size:,} options and rules; inner products bring {MOST_INNER:,} at most"
            scope.report.say(codes.TOO_LARGE, option.span, message, "take fewer products")
            del scope.options[option.key]
    own = tuple(scope.options)
    for option in with_inner(tuple(scope.options.values()), in_lists=False):
        scope.options.setdefault(option.key, option)
        scope.declared.setdefault(option.key, option.span)
    return own


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
    check = check_digit(digits[:-1])
    if int(digits[-1]) != check:
        message = f"the last digit of this GTIN is {digits[-1]}, and its check digit is {check}"
        report.say(codes.BAD_GTIN, nodes[0].number.span, message, "compare it with the certificate from GS1")
        return None
    return digits
