"""The nodes of declarations: catalogs, spaces, contexts, products, options, rules, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar, cast

from lark import Token

from configurator.syntax import nodes as n
from configurator.syntax.builder import Builder, Part, first

Kind = TypeVar("Kind")


class DeclarationBuilder(Builder):
    """Adds to expressions what stands around them; a method a grammar rule."""

    # Catalog, space, product.

    def language(self, parts: list[Part]) -> tuple[str, tuple[n.Name, ...]]:
        """`language en, fr`."""
        return "language", self._names(parts)

    def currency(self, parts: list[Part]) -> tuple[str, tuple[n.Name, ...]]:
        """`currency EUR`."""
        return "currency", self._names(parts)

    def _names(self, parts: Sequence[Part]) -> tuple[n.Name, ...]:
        return tuple(self._name(part) for part in parts if isinstance(part, Token) and part.type == "NAME")

    def catalog(self, parts: list[Part]) -> n.CatalogNode:
        """`catalog KEY "Label" {…}`."""
        settings = [part for part in parts if isinstance(part, tuple)]
        languages = tuple(name for word, names in settings if word == "language" for name in names)
        currencies = tuple(name for word, names in settings if word == "currency" for name in names)
        was = tuple(name for word, names in settings if word == "was" for name in names)
        return n.CatalogNode(self._name(parts[1]), first(parts, n.Text), languages, currencies, self.span(parts), was)

    def catalog_was(self, parts: list[Part]) -> tuple[str, tuple[n.Name, ...]]:
        """`was cases`."""
        return "was", (self._name(parts[-1]),)

    def space(self, parts: list[Part]) -> n.SpaceNode:
        """`space KEY "Label": …` or `from "file.csv" key COLUMN {…}`."""
        values, columns = first(parts, n.ValuesNode), first(parts, list)
        strings = [self._text(part) for part in parts if isinstance(part, Token) and part.type == "STRING"]
        names = self._names(parts)
        same = next((part for part in all_of(parts, n.Modifier) if part.word == "same"), None)
        return n.SpaceNode(
            names[0],
            first(parts, n.Text),
            values.values if values else (),
            strings[0] if strings else None,
            names[1] if len(names) > 1 else None,
            tuple(columns or ()),
            self.span(parts),
            same.names if same else (),
            strings[1] if len(strings) > 1 else None,
            tuple(part for part in all_of(parts, n.Modifier) if part is not same),
        )

    def same_keys(self, parts: list[Part]) -> n.Modifier:
        """`same keys as team, phone_case.logo`."""
        return n.Modifier("same", None, None, self.span(parts), tuple(all_of(parts[3:], n.Name)))

    def space_name(self, parts: list[Part]) -> n.Name:
        """`team`, or `phone_case.logo`."""
        names = self._names(parts)
        return n.Name(".".join(each.text for each in names), self.span(parts))

    def columns(self, parts: list[Part]) -> list[n.ColumnNode]:
        """The columns of a CSV file."""
        return all_of(parts, n.ColumnNode)

    def column(self, parts: list[Part]) -> n.ColumnNode:
        """`league: nba | nfl`."""
        kind, words, unit = cast("tuple[str, tuple[n.Name, ...], n.Name | None]", parts[2])
        span = self.span(parts[:1]).cover(unit.span if unit else words[-1].span)
        return n.ColumnNode(self._name(parts[0]), words, unit, kind, span)

    def named_type(self, parts: list[Part]) -> tuple[str, tuple[n.Name, ...], None]:
        """`money`, or `nba | nfl`."""
        return "named", self._names(parts), None

    def number_type(self, parts: list[Part]) -> tuple[str, tuple[n.Name, ...], n.Name | None]:
        """`number g`."""
        return "number", (self._name(parts[0]),), first(parts, n.Name)

    def flag_type(self, parts: list[Part]) -> tuple[str, tuple[n.Name, ...], None]:
        """`yes or no`."""
        return "flag", tuple(self._name(part) for part in parts), None

    def context(self, parts: list[Part]) -> n.ContextNode:
        """`context market: eu | us`."""
        domain = next(part for part in parts if isinstance(part, n.DomainNode))
        return n.ContextNode(self._name(parts[1]), first(parts, n.Text), domain, self.span(parts))

    def product(self, parts: list[Part]) -> n.ProductNode:
        """The head of a product; its items follow."""
        modifiers = tuple(all_of(parts, n.Modifier))
        return n.ProductNode(self._name(parts[1]), first(parts, n.Text), (), self.span(parts), modifiers)

    def use(self, parts: list[Part]) -> n.UseNode:
        """`use "other.vpc"`."""
        return n.UseNode(self._text(parts[1]), self.span(parts))

    def extends(self, parts: list[Part]) -> n.Modifier:
        """`extends cover, engraved`."""
        return n.Modifier("extends", None, None, self.span(parts), self._names(parts))

    def abstract(self, parts: list[Part]) -> n.Modifier:
        """`abstract`."""
        return n.Modifier("abstract", None, None, self.span(parts))

    def rules(self, parts: list[Part]) -> n.ProductNode:
        """`rules engraved (words, material)`; its items follow."""
        key, *parameters = self._names(parts)
        return n.ProductNode(key, None, (), self.span(parts), (), tuple(parameters))

    def apply(self, parts: list[Part]) -> n.ApplyNode:
        """`apply engraved(engraving, cover) as front`."""
        rules, *key = self._names(parts)
        return n.ApplyNode(rules, tuple(all_of(parts, n.Name)), key[0] if key else None, self.span(parts))

    def items(self, parts: list[Part]) -> tuple[Part, ...]:
        """Statements that share a line."""
        return tuple(parts)

    def gtin(self, parts: list[Part]) -> n.GtinNode:
        """`gtin "…"`."""
        return n.GtinNode(self._text(parts[1]), self.span(parts))

    # Options and their domains.

    def option(self, parts: list[Part]) -> n.OptionNode:
        """`option KEY "Label": DOMAIN MODIFIERS`."""
        domain = next(part for part in parts if isinstance(part, n.DomainNode))
        modifiers = tuple(all_of(parts, n.Modifier))
        return n.OptionNode(self._name(parts[1]), first(parts, n.Text), domain, modifiers, self.span(parts))

    def narrow(self, parts: list[Part]) -> n.OptionNode:
        """`narrow KEY: DOMAIN MODIFIERS`."""
        return replace(self.option(parts), narrows=True)

    def part_of_space(self, parts: list[Part]) -> n.PartNode:
        """`only {a, b}`, `without {a}`."""
        return n.PartNode(str(parts[0]) == "only", cast("n.SetLiteral", parts[1]), self.span(parts))

    def more_than_space(self, parts: list[Part]) -> n.MoreNode:
        """`with { house }`."""
        return n.MoreNode(tuple(first(parts, list) or ()), self.span(parts[:1]))

    def values(self, parts: list[Part]) -> n.ValuesNode:
        """`a | b | c`, or a space and a part of it, or more than it."""
        part = _part(parts)
        if part is not None:
            key = self._name(parts[0])
            return n.ValuesNode((n.ValueNode(key, None, (), key.span),), self.span(parts), part)
        return n.ValuesNode(tuple(all_of(parts, n.ValueNode)), self.span(parts))

    def value(self, parts: list[Part]) -> n.ValueNode:
        """`blue "Blue" { price: 2.50 EUR }`."""
        attributes = tuple(first(parts, list) or ())
        return n.ValueNode(self._name(parts[0]), first(parts, n.Text), attributes, self._name(parts[0]).span)

    def attributes(self, parts: list[Part]) -> list[n.Attribute]:
        """`{ price: 2.50 EUR }`."""
        return all_of(parts, n.Attribute)

    def attribute(self, parts: list[Part]) -> n.Attribute:
        """`price: 2.50 EUR`."""
        return n.Attribute(self._name(parts[0]), self._value(parts[2]), self.span(parts))

    def yes_or_no(self, parts: list[Part]) -> n.YesOrNoNode:
        """`yes or no`."""
        return n.YesOrNoNode(self.span(parts))

    def integers(self, parts: list[Part]) -> n.RangeNode:
        """`integer 1 .. 20 step 2`."""
        low, high, *step = all_of(parts, n.Quantity)
        return n.RangeNode(str(parts[0]), low, high, step[0] if step else None, self.span(parts))

    numbers = integers

    def any_of(self, parts: list[Part]) -> n.AnyOfNode:
        """`any of {…} up to 2`."""
        space = self._names(parts)
        values = space[0] if space else tuple(cast("list[n.ValueNode]", first(parts, list) or []))
        bounds = tuple(part for part in parts if isinstance(part, tuple))
        # The bounds carry their own places; the span of the whole ends with the members.
        members = [part for part in parts if not isinstance(part, tuple | list)]
        return n.AnyOfNode(values, bounds, self.span(members), _part(parts))

    def members(self, parts: list[Part]) -> list[n.ValueNode]:
        """`{ strap, stand }`."""
        return all_of(parts, n.ValueNode)

    def at_most(self, parts: list[Part]) -> tuple[str, n.Quantity]:
        """`up to 2`."""
        return "up to", self.quantity(parts[-1:])

    def at_least(self, parts: list[Part]) -> tuple[str, n.Quantity]:
        """`at least 1`."""
        return "at least", self.quantity(parts[-1:])

    def exactly(self, parts: list[Part]) -> tuple[str, n.Quantity]:
        """`exactly 2`."""
        return "exactly", self.quantity(parts[-1:])

    def text(self, parts: list[Part]) -> n.TextNode:
        """`text { max: 20 }`."""
        return n.TextNode(tuple(first(parts, list) or ()), self.span(parts[:1]))

    def image(self, parts: list[Part]) -> n.ImageNode:
        """`image { jpeg, png } at least 1200 x 1800`."""
        media = cast("list[n.Name]", first(parts, list) or [])
        return n.ImageNode(tuple(media), tuple(all_of(parts, n.ImageLimit)), self.span(parts[:1]))

    def media(self, parts: list[Part]) -> list[n.Name]:
        """`{ jpeg, png }`."""
        return list(self._names(parts))

    def least_pixels(self, parts: list[Part]) -> n.ImageLimit:
        """`at least 1200 x 1800`."""
        return n.ImageLimit("at least", (self.quantity(parts[2:3]), self.quantity(parts[4:5])), self.span(parts))

    def most_bytes(self, parts: list[Part]) -> n.ImageLimit:
        """`up to 20 MB`."""
        return n.ImageLimit("up to", tuple(all_of(parts, n.Quantity)), self.span(parts))

    def aspect(self, parts: list[Part]) -> n.ImageLimit:
        """`aspect 2 : 3 .. 3 : 4`."""
        numbers = tuple(number for part in parts if isinstance(part, tuple) for number in part)
        # a ratio is two numbers and has no place of its own; the last of them ends the limit
        return n.ImageLimit("aspect", numbers, self.span([parts[0], numbers[-1]]))

    def ratio(self, parts: list[Part]) -> tuple[n.Quantity, n.Quantity]:
        """`2 : 3`."""
        return self.quantity(parts[:1]), self.quantity(parts[2:])

    def nested(self, parts: list[Part]) -> n.NestedNode:
        """`product foundation`, `0 .. 4 of product card`."""
        numbers = [part for part in parts if isinstance(part, Token) and part.type == "NUMBER"]
        quantities = tuple(self.quantity([each]) for each in numbers)
        return n.NestedNode(self._name(parts[-1]), quantities, self.span(parts))

    def optional(self, parts: list[Part]) -> n.Modifier:
        """`optional`."""
        return n.Modifier("optional", None, None, self.span(parts))

    def derived(self, parts: list[Part]) -> n.Modifier:
        """`derived`, and `derived = EXPRESSION`."""
        formula = cast("n.ExpressionNode", parts[2]) if len(parts) > 1 else None
        return n.Modifier("derived", formula, None, self.span(parts))

    def private(self, parts: list[Part]) -> n.Modifier:
        """`private`."""
        return n.Modifier("private", None, None, self.span(parts))

    def when(self, parts: list[Part]) -> n.Modifier:
        """`when EXPRESSION`."""
        return n.Modifier("when", cast("n.ExpressionNode", parts[1]), None, self.span(parts))

    def default(self, parts: list[Part]) -> n.Modifier:
        """`default LITERAL`."""
        return n.Modifier(str(parts[0]), None, self._value(parts[1]), self.span(parts))

    baseline = default

    def since(self, parts: list[Part]) -> n.Modifier:
        """`since "2026-05"`."""
        token = cast("Token", parts[1])
        release = self._text(token).text if token.type == "STRING" else str(token)
        return n.Modifier("since", None, n.Text(release, self.span([token])), self.span(parts))

    def was(self, parts: list[Part]) -> n.Modifier:
        """`was KEY`."""
        return n.Modifier("was", None, self._name(parts[-1]), self.span(parts))

    def retired(self, parts: list[Part]) -> n.Modifier:
        """`retired DAY`."""
        return n.Modifier("retired", None, self.date_literal(parts[1:]), self.span(parts))

    def because(self, parts: list[Part]) -> n.Modifier:
        """`because "…"`, and `owner "Print team"`."""
        return n.Modifier(str(parts[0]), None, self._text(parts[1]), self.span(parts))

    property = because

    def modifier(self, parts: list[Part]) -> Part:
        """One that is also written elsewhere: itself."""
        return parts[0]

    # Constraints.

    def rule(self, parts: list[Part]) -> n.RuleNode:
        """`rule KEY require EXPRESSION when EXPRESSION because "…"`."""
        expressions = [part for part in parts[3:] if isinstance(part, n.ExpressionNode)]
        modifiers = tuple(all_of(parts, n.Modifier))
        return n.RuleNode(
            self._name(parts[1]),
            str(parts[2]) == "forbid",
            expressions[0],
            expressions[1] if len(expressions) > 1 else None,
            _because(modifiers),
            self.span(parts),
            str(parts[0]) == "sell",
            modifiers,
        )

    sell = rule

    def table(self, parts: list[Part]) -> n.TableNode:
        """`table KEY (a, b) allow {…} because "…"`."""
        key, columns = self._name(parts[1]), all_of(parts, n.Name)
        given = [part for part in parts[2:] if isinstance(part, Token) and part.type == "NAME"]
        columns += map(self._name, given)
        allows = any(isinstance(part, Token) and part.type == "ALLOW" for part in parts)
        rows = tuple(all_of(parts, n.RowNode))
        modifiers = tuple(all_of(parts, n.Modifier))
        strings = [self._text(part) for part in parts if isinstance(part, Token) and part.type == "STRING"]
        file, sheet = [*strings, None, None][:2]
        because, span = _because(modifiers), self.span(parts)
        return n.TableNode(key, tuple(columns), allows, rows, because, span, file, sheet, modifiers, bool(given))

    def row(self, parts: list[Part]) -> n.RowNode:
        """`p14, *, none`."""
        cells = tuple(all_of(parts, n.CellNode))
        return n.RowNode(cells, self.span(cells))

    def any_cell(self, parts: list[Part]) -> n.CellNode:
        """`*`."""
        return n.CellNode(None, None, self.span(parts))

    def literal_cell(self, parts: list[Part]) -> n.CellNode:
        """`p14`."""
        return n.CellNode(self._value(parts[0]), None, self.span(parts))

    text_cell = set_cell = literal_cell

    def range_cell(self, parts: list[Part]) -> n.CellNode:
        """`3 .. 8`."""
        return n.CellNode(self._value(parts[0]), self._value(parts[2]), self.span(parts))


def _part(parts: Sequence[Part]) -> n.PartNode | n.MoreNode | None:
    """What is said of a space that stands for values."""
    return first(parts, n.PartNode) or first(parts, n.MoreNode)


def _because(modifiers: Sequence[n.Modifier]) -> n.Text | None:
    """The reason that customers hear, if it is given."""
    literals = (each.literal for each in modifiers if each.word == "because")
    return next((each for each in literals if isinstance(each, n.Text)), None)


def all_of(parts: Sequence[Part], kind: type[Kind]) -> list[Kind]:
    """All parts of a kind, in order."""
    return [part for part in parts if isinstance(part, kind)]
