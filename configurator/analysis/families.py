"""Families of products: what one extends, narrows and applies becomes items of its own.

`product x extends base` has the options, rules, tables, amounts and steps of the base before its own; `narrow` makes an
option of the base smaller, and nothing else replaces anything. `apply` puts rules there, with the product's own options
in the place of their parameters. What comes out are products as if they had been written out, each part with the place
where it really stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from itertools import islice
from typing import Any, TypeVar, cast

from configurator.analysis.scope import Report, unique
from configurator.diagnostics import Label, Outcome, codes
from configurator.diagnostics.enough import enough
from configurator.source import Sources
from configurator.syntax import nodes as n

T = TypeVar("T")

_INHERITED = (n.OptionNode, n.RuleNode, n.TableNode, n.DeriveNode, n.BuildNode, n.BrokenNode)
"""What a family hands on; its GTIN and what it expects are its own."""

_APPLIED = (n.RuleNode, n.TableNode, n.DeriveNode, n.BuildNode, n.BrokenNode)
MOST_ITEMS = 20_000
MOST_DEEP = 64
"""Families that stand in each other."""


def expand(tree: n.Tree) -> Outcome[n.Tree]:
    """The tree with its products written out; abstract ones stay, for what is wrong in them, and `rules` go."""
    if not any(each.modifiers or each.parameters is not None or _applies(each) for each in tree.products):
        return Outcome(tree)
    report = Report()
    families = _Families(tree, report)
    products = tuple(families.whole(node) for node in tree.products if node.parameters is None)
    for node in products:
        _check_abstract(report, node)
    return enough(Outcome(replace(tree, products=products), tuple(report.diagnostics), Sources((tree.source,))))


def _applies(node: n.ProductNode) -> bool:
    return any(
        isinstance(item, n.ApplyNode) or (isinstance(item, n.OptionNode) and item.narrows) for item in node.items
    )


def _check_abstract(report: Report, node: n.ProductNode) -> None:
    """Report what an abstract product says of itself: nobody can choose it, so nothing of that would ever be tried."""
    for item in node.items if node.is_abstract else ():
        if isinstance(item, n.GtinNode | n.ExpectNode):
            what = "has no GTIN" if isinstance(item, n.GtinNode) else "expects nothing"
            message = f"an abstract product {what}: it is not sold by itself"
            report.say(codes.NOT_A_STATEMENT, item.span, message, "move this into a product that extends it")


class _Families:
    """Writes products out, each family once."""

    def __init__(self, tree: n.Tree, report: Report) -> None:
        self._report = report
        self._products = {each.key.text: each for each in tree.products if each.parameters is None}
        rules = [each for each in tree.products if each.parameters is not None]
        self._rules = {each.key.text: each for each in unique(report, "rules", rules, lambda each: each.key)}
        self._whole: dict[str, n.ProductNode] = {}
        self._depths: dict[str, int] = {}
        self._around: list[str] = []
        for each in rules:
            self._check_rules(each)

    def whole(self, node: n.ProductNode) -> n.ProductNode:
        """A product with all that it extends and applies."""
        key = node.key.text
        if self._products.get(key) is not node:  # a second one of this name, which is reported by whoever reads them
            return replace(node, items=tuple(self._own(node, {})))
        if key not in self._whole:
            self._around.append(key)
            self._whole[key] = self._with_bases(node)
            self._around.pop()
        return self._whole[key]

    def _with_bases(self, node: n.ProductNode) -> n.ProductNode:
        inherited: dict[int, n.ItemNode] = {}
        depth = 0
        for name in node.extends:
            base = self._base(name)
            depth = max(depth, self._depth(base) if base is not None else 0)
            for item in base.items if base is not None else ():
                if isinstance(item, _INHERITED):
                    inherited.setdefault(id(item), item)  # two bases may share one of theirs
        self._depths[node.key.text] = depth + 1
        options = {item.key.text: item for item in inherited.values() if isinstance(item, n.OptionNode)}
        own = list(islice(self._own(node, options), MOST_ITEMS + 1))
        narrowed = {item.key.text: item for item in own if isinstance(item, n.OptionNode) and item.narrowed}
        items = [
            narrowed.get(item.key.text, item) if isinstance(item, n.OptionNode) else item for item in inherited.values()
        ]
        own = [item for item in own if not (isinstance(item, n.OptionNode) and item.narrowed)]
        if len(items) + len(own) > MOST_ITEMS:
            message = f"this product has more than {MOST_ITEMS:,} statements, with those that it extends and applies"
            self._report.say(codes.TOO_LARGE, node.key.span, message, "split the product")
            return node
        return replace(node, items=(*items, *own))

    def _base(self, name: n.Name) -> n.ProductNode | None:
        base = self._products.get(name.text)
        if base is None:
            message = f"there is no product `{name.text}`"
            self._report.unknown(codes.UNKNOWN_PRODUCT, name, message, self._products)
            return None
        if name.text in self._around:
            message = f"`{name.text}` extends this product"
            if name.text == self._around[-1]:
                message = "this product extends itself"
            hint = "put what both have into a third product, which both extend"
            self._report.say(codes.CIRCULAR_USE, name.span, message, hint)
            return None
        if len(self._around) >= MOST_DEEP or self._depth(base) >= MOST_DEEP:
            message = f"families stand in each other more than {MOST_DEEP} deep here"
            self._report.say(codes.TOO_DEEP, name.span, message, "extend the first one of them")
            return None
        return self.whole(base)

    def _depth(self, base: n.ProductNode) -> int:
        """How many families stand in one that has been written out; 0 if it has not."""
        return self._depths.get(base.key.text, 0)

    def _own(self, node: n.ProductNode, options: Mapping[str, n.OptionNode]) -> Iterator[n.ItemNode]:
        """A product's own items: narrowed options with what they narrow, applied rules written out."""
        for item in node.items:
            match item:
                case n.OptionNode(narrows=True):
                    base = options.get(item.key.text)
                    if base is None:
                        message = f"no product that this one extends has an option `{item.key.text}`"
                        self._report.unknown(codes.UNKNOWN_OPTION, item.key, message, options)
                        yield n.BrokenNode("option", item.key, item.span)
                    else:
                        yield replace(item, narrowed=base)
                case n.ApplyNode():
                    yield from self._applied(item)
                case _:
                    yield item

    def _applied(self, node: n.ApplyNode) -> Iterator[n.ItemNode]:
        rules = self._rules.get(node.rules.text)
        if rules is None or rules.parameters is None:
            message = f"there are no rules `{node.rules.text}`"
            self._report.unknown(codes.UNKNOWN_RULES, node.rules, message, self._rules)
            return
        if len(node.arguments) != len(rules.parameters):
            wanted = ", ".join(each.text for each in rules.parameters)
            message = f"`{node.rules.text}` is applied to {len(node.arguments)}, and takes {len(rules.parameters)}"
            label = Label(rules.key.span, "its parameters are declared here")
            hint = f"write `apply {node.rules.text}({wanted})` with options of this product"
            self._report.say(codes.WRONG_ARGUMENTS, node.span, message, hint, label)
            return
        names = {each.text: given.text for each, given in zip(rules.parameters, node.arguments, strict=True)}
        prefix = f"{node.key.text}_" if node.key else ""
        for item in rules.items:
            if isinstance(item, _APPLIED):
                yield _keyed(renamed(item, names, in_texts=isinstance(item, n.BuildNode)), prefix)

    def _check_rules(self, rules: n.ProductNode) -> None:
        for item in rules.items:
            if not isinstance(item, _APPLIED):
                message = "rules for many products hold `rule`, `table`, `sell`, `derive` and `build` only"
                hint = "put options into a product that others extend"
                self._report.say(codes.NOT_A_STATEMENT, item.span, message, hint)


def _keyed(item: n.ItemNode, prefix: str) -> n.ItemNode:
    """A rule, table or amount with its key behind a prefix."""
    if not prefix or not isinstance(item, n.RuleNode | n.TableNode | n.DeriveNode):
        return item
    return replace(item, key=replace(item.key, text=prefix + item.key.text))


_LEFT_ALONE = ("span", "because", "label", "pattern")
"""What names no option, though it may look so."""


def renamed(node: T, names: Mapping[str, str], *, in_texts: bool) -> T:
    """A node with other options in the place of some: in conditions and columns, and in the places that texts have."""
    match node:
        case n.Reference():
            return cast("T", replace(node, path=(_name(node.name, names), *node.path[1:])))
        case n.Quantified() | n.EachAmount() if node.member.text in names:  # here it is the name of one of several
            names = {own: given for own, given in names.items() if own != node.member.text}
        case n.TableNode():
            return cast("T", replace(node, columns=tuple(_name(each, names) for each in node.columns)))
        case n.Text() if in_texts:
            return cast("T", replace(node, text=_PLACE.sub(lambda found: _place(found, names), node.text)))
        case n.Text() | n.SetLiteral() | n.Name():
            return node
        case tuple():
            return cast("T", tuple(renamed(each, names, in_texts=in_texts) for each in node))
    if not is_dataclass(node) or isinstance(node, type):
        return node
    changed: dict[str, Any] = {}
    for each in fields(node):
        before = getattr(node, each.name)
        after = renamed(before, names, in_texts=in_texts) if each.name not in _LEFT_ALONE else before
        if after is not before:
            changed[each.name] = after
    return cast("T", replace(cast("Any", node), **changed)) if changed else node


_PLACE = re.compile(r"\{\{|\{([A-Za-z][A-Za-z0-9_]*)")


def _place(found: re.Match[str], names: Mapping[str, str]) -> str:
    return found[0] if found[1] is None else "{" + names.get(found[1], found[1])


def _name(name: n.Name, names: Mapping[str, str]) -> n.Name:
    return replace(name, text=names[name.text]) if name.text in names else name
