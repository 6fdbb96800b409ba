"""What a release declares otherwise than the one before: options, values and rules, and what stood and stands there.

Things are the same by their permanent keys, statements (rules, tables, amounts, steps) by their keys. What only reads
otherwise, a label or a reason, is told apart from what means something else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from functools import cached_property

from configurator.analysis.releases.forms import amount_form, condition_form, constraint_form
from configurator.analysis.releases.history import History, Release, Scope, Thing
from configurator.analysis.releases.offer import changed_options, changed_ranges
from configurator.model.build import Operation, Step
from configurator.model.catalog import Catalog, Product
from configurator.model.constraint import Rule, Table
from configurator.model.derivation import Amount
from configurator.model.domain import members_of
from configurator.model.expression import Expression
from configurator.model.value import AttributeType, AttributeValue
from configurator.source import Source, Sources, Span
from configurator.syntax.parser import parse


@dataclass(frozen=True, slots=True)
class DeclaredChange:
    """One thing that is declared otherwise.

    - `what`: `added`, `removed`, `renamed`, `retired` or `changed`;
    - `kind`: `fact`, `product`, `option`, `value`, `attribute`, `rule`, `table`, `sell rule`, `amount`, `step`;
    - `owner`: the key of what it is in: the catalog, a product, an option or its space; `key`: its own, of today where
      it is there;
    - `before`, `now`: what stood there and stands: its text, its attribute, its name, its day; None for nothing;
    - `detail`: what is otherwise, in words.
    """

    what: str
    kind: str
    owner: str
    key: str
    before: str | None = None
    now: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Declared:
    """A catalog, with its texts."""

    name: str
    catalog: Catalog
    sources: Sources

    def text(self, span: Span) -> str:
        """The text of the declaration that has a key, or a step, at this place; white space in it is one space."""
        whole = self._whole.get(span, span)
        return re.sub(r"\s+", " ", self.sources.of(whole).text[whole.start : whole.end]).strip()

    @cached_property
    def _whole(self) -> Mapping[Span, Span]:
        """The declarations by the places of their keys."""
        found: dict[Span, Span] = {}
        for source in self.sources.texts:
            if type(source) is Source and source.name.endswith((".vpc", "as a catalog")):
                tree = parse(source).value
                found |= dict(_declarations(tree))
        return found


def declared_changes(old: Declared, new: Declared, only: frozenset[str] | None = None) -> Iterator[DeclaredChange]:
    """All that is declared otherwise: facts and things first, then statements product by product.

    `only`: the permanent keys of the products that are meant, where these are not all.
    """
    history = History(new.catalog, [Release(old.name, old.catalog)], only)
    yield from _facts(old.catalog, new.catalog)
    # an option space is looked at once for each option that has it
    things = dict.fromkeys(change for scope in history.scopes for change in _things(scope, history, old, new))
    yield from things
    yield from dict.fromkeys(_attributes(history))
    yield from _options(history, old, new)
    for product, earlier in history.products:
        if earlier:
            yield from _statements(product.key, _Said(earlier[-1][1], old), _Said(product, new))


def _facts(old: Catalog, new: Catalog) -> Iterator[DeclaredChange]:
    before, now = ({fact.permanent_key: fact for fact in each.facts} for each in (old, new))
    yield from (DeclaredChange("added", "fact", new.key, fact.key) for key, fact in now.items() if key not in before)
    yield from (DeclaredChange("removed", "fact", new.key, fact.key) for key, fact in before.items() if key not in now)


def _things(scope: Scope, history: History, old: Declared, new: Declared) -> Iterator[DeclaredChange]:
    """Products, options and values that are new, gone, called otherwise, or sold for another time."""
    owner, now, before = scope.owner.removeprefix("catalog ").strip("`"), scope.now, scope.earlier[-1][1]
    if scope.kind == "product":
        now, before = ({key: each for key, each in one.items() if history.has(key)} for one in (now, before))

    def text(declared: Declared, thing: Thing) -> str | None:
        return declared.text(thing.span) if scope.kind == "option" else None

    for key, thing in now.items():
        if key not in before:
            yield DeclaredChange("added", scope.kind, owner, thing.key, None, text(new, thing))
            continue
        was = before[key]
        if was.key != thing.key:
            yield DeclaredChange("renamed", scope.kind, owner, thing.key, was.key, thing.key)
        had, has = getattr(was, "retired", None), getattr(thing, "retired", None)
        if had != has:
            yield DeclaredChange("retired" if has else "changed", scope.kind, owner, thing.key, had, has, _sold(has))
    for key, thing in before.items():
        if key not in scope.now:
            yield DeclaredChange("removed", scope.kind, owner, thing.key, text(old, thing), None)


def _sold(day: str | None) -> str:
    return "can be sold again" if day is None else f"cannot be sold from {day} on"


def _attributes(history: History) -> Iterator[DeclaredChange]:
    """Attributes of values that are otherwise: prices, weights, whatever they have."""
    for lineage in history.options:
        now, before = members_of(lineage.option.domain), members_of(lineage.earlier[-1][2].domain)
        if now is None or before is None:
            continue
        owner = now.space or lineage.option.key
        for key, value in now.by_permanent_key.items():
            old = before.by_permanent_key.get(key)
            if old is None or old.attributes == value.attributes:
                continue
            for name in dict.fromkeys((*old.attributes, *value.attributes)):
                had, has = old.attributes.get(name), value.attributes.get(name)
                if had != has:
                    words = _words(had, before.attribute_types.get(name)), _words(has, now.attribute_types.get(name))
                    yield DeclaredChange("changed", "attribute", owner, f"{value.key}.{name}", *words)


def _words(value: AttributeValue | None, kind: AttributeType | None) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return str(Amount(value, kind.unit if kind else None))
    return None if value is None else str(value)


def _options(history: History, old: Declared, new: Declared) -> Iterator[DeclaredChange]:
    """Options that take something else, or are asked for otherwise."""
    said: dict[Span, list[str]] = {}
    for note in (*changed_ranges(history), *changed_options(history)):
        said.setdefault(note.span, []).append(note.message)
    for lineage in history.options:
        option, before = lineage.option, lineage.earlier[-1][2]
        if option.span in said:
            texts = old.text(before.span), new.text(option.span)
            detail = "; ".join(said[option.span])
            yield DeclaredChange("changed", "option", lineage.product.key, option.key, *texts, detail)


@dataclass(frozen=True)
class _Said:
    """What a product states: by kind and key, its form and the place where it stands."""

    product: Product
    declared: Declared

    @cached_property
    def statements(self) -> Mapping[tuple[str, str], tuple[Hashable, Span]]:
        """Rules, tables, `sell` rules and amounts, in the order in which they stand."""
        product = self.product
        found: dict[tuple[str, str], tuple[Hashable, Span]] = {}
        constraints = [("table" if isinstance(each, Table) else "rule", each) for each in product.declared_constraints]
        for kind, each in (*constraints, *(("sell rule", each) for each in product.declared_sales)):
            found[kind, each.key] = _form(each, product), each.span
        for amount in product.derived:
            if "." not in amount.key:
                found["amount", amount.key] = amount_form(amount, product), amount.span
        for option in product.declared_options:
            if isinstance(option.derivation, Expression):
                found["option", option.key] = condition_form(option.derivation, product), option.span
        for step in product.declared_steps:
            if isinstance(step, Operation) and step.key is not None:
                found["step", step.key] = _step_form(step, product), step.span
        return found

    @cached_property
    def steps(self) -> Mapping[Hashable, list[Span]]:
        """The steps without keys, by their forms."""
        found: dict[Hashable, list[Span]] = {}
        for step in self.product.declared_steps:
            if not isinstance(step, Operation) or step.key is None:
                found.setdefault(_step_form(step, self.product), []).append(step.span)
        return found

    def text(self, span: Span) -> str:
        """What stands there."""
        return self.declared.text(span)


def _form(statement: Rule | Table, product: Product) -> Hashable:
    return constraint_form(statement, product)


def _step_form(step: Step, product: Product) -> Hashable:
    """The form of a step: equal whenever two say the same of the same things."""
    return type(step).__name__, *(
        _part_form(getattr(step, each.name), product) for each in fields(step) if each.name != "span"
    )


def _part_form(part: object, product: Product) -> Hashable:
    if part is None or isinstance(part, Expression):
        return condition_form(part, product)
    if isinstance(part, tuple):
        return tuple(_part_form(each, product) for each in part)
    if is_dataclass(part) and not isinstance(part, type):
        names = (each.name for each in fields(part) if each.name not in ("span", "option"))
        return type(part).__name__, *(_part_form(getattr(part, name), product) for name in names)
    assert isinstance(part, Hashable)  # noqa: S101 - words and numbers
    return part


def _statements(owner: str, old: _Said, new: _Said) -> Iterator[DeclaredChange]:
    """What a product states otherwise, in the order of today's; what is gone comes last."""
    for (kind, key), (form, span) in new.statements.items():
        before = old.statements.get((kind, key))
        if before is None:
            if kind != "option":
                yield DeclaredChange("added", kind, owner, key, None, new.text(span))
        elif before[0] != form:
            texts, detail = (old.text(before[1]), new.text(span)), _rows(before[0], form) if kind == "table" else None
            yield DeclaredChange("changed", kind, owner, key, *texts, detail)
    for (kind, key), (_, span) in old.statements.items():
        if (kind, key) not in new.statements and kind != "option":
            yield DeclaredChange("removed", kind, owner, key, old.text(span), None)
    for form, spans in new.steps.items():
        for span in spans[len(old.steps.get(form, ())) :]:
            yield DeclaredChange("added", "step", owner, _first_words(new.text(span)), None, new.text(span))
    for form, spans in old.steps.items():
        for span in spans[len(new.steps.get(form, ())) :]:
            yield DeclaredChange("removed", "step", owner, _first_words(old.text(span)), old.text(span), None)


def _rows(old: Hashable, new: Hashable) -> str | None:
    """How many rows of a table are new, and gone."""
    rows = [each[-1] for each in (old, new) if isinstance(each, tuple) and isinstance(each[-1], tuple | frozenset)]
    if len(rows) != 2:
        return None
    before, now = Counter(rows[0]), Counter(rows[1])
    return f"rows: {(now - before).total():,} new, {(before - now).total():,} gone"


_FEW = 4


def _first_words(text: str) -> str:
    return " ".join(text.split()[:_FEW])


def _declarations(node: object) -> Iterator[tuple[Span, Span]]:
    """All declarations of a tree, as the place of the key and the place of the whole."""
    if isinstance(node, tuple):
        for each in node:
            yield from _declarations(each)
    elif is_dataclass(node) and not isinstance(node, type):
        key, span = getattr(node, "key", None), getattr(node, "span", None)
        if isinstance(span, Span) and isinstance(getattr(key, "span", None), Span):
            yield key.span, span  # type: ignore[union-attr] # it has one
        for each in fields(node):
            yield from _declarations(getattr(node, each.name))
