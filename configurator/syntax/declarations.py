"""The nodes of declarations: catalogs, spaces, contexts, products, rules, tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from lark import Token

from configurator.syntax import nodes as n
from configurator.syntax.options import OptionBuilder
from configurator.syntax.parts import Part, all_of, first


class DeclarationBuilder(OptionBuilder):
    """Adds to options what stands around them; a method a grammar rule."""

    # Catalog, space, product.

    def language(self, parts: list[Part]) -> tuple[str, tuple[n.Name, ...]]:
        """`language en, fr`."""
        return "language", self._names(parts)

    def currency(self, parts: list[Part]) -> tuple[str, tuple[n.Name, ...]]:
        """`currency EUR`."""
        return "currency", self._names(parts)

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


def _because(modifiers: Sequence[n.Modifier]) -> n.Text | None:
    """The reason that customers hear, if it is given."""
    literals = (each.literal for each in modifiers if each.word == "because")
    return next((each for each in literals if isinstance(each, n.Text)), None)
