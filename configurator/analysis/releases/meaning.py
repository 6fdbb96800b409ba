"""CODE rules about options: what a member of a document says, and what it says that there is none, stays what it was.

Each rule compares an option with every release that had it, and tells of the first one that disagrees. What is of
another kind has no baseline, unit or space that could be compared, so each change is reported by one rule only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from configurator.analysis.releases.forms import written_form
from configurator.analysis.releases.history import History, Lineage, permanent
from configurator.diagnostics import Diagnostic, codes
from configurator.model.catalog import Catalog, Product
from configurator.model.domain import (
    AnyOfDomain,
    Domain,
    FlagDomain,
    ImageDomain,
    IntegerDomain,
    NumberDomain,
    ProductDomain,
    TextDomain,
    ValueDomain,
    members_of,
)
from configurator.model.option import Option

KINDS: Mapping[type[Domain], str] = {
    ValueDomain: "one of some values",
    FlagDomain: "yes or no",
    IntegerDomain: "an integer",
    NumberDomain: "a number",
    AnyOfDomain: "several of some values",
    TextDomain: "a text",
    ImageDomain: "an image",
}
"""What an option is, by its domain; documents write each kind in a way of its own."""


def kind_of(option: Option) -> str:
    """What an option is, in words; private text is written otherwise than text, so it is of a kind of its own."""
    if isinstance(option.domain, ProductDomain):
        return f"{'a list of products' if option.domain.many else 'a product'} `{option.domain.name}`"
    if option.derivation is not None:
        return f"{KINDS[type(option.domain)]} that follows from other choices"
    return "a private text" if option.private else KINDS[type(option.domain)]


def changed_kinds(history: History) -> Iterator[Diagnostic]:
    """An option stays of its kind, because each kind is written otherwise."""
    for each in history.options:
        now = kind_of(each.option)
        for release, _, option in each.earlier:
            if kind_of(option) != now:
                message = f"`{each.option.key}` is {now} now, and was {kind_of(option)} in `{release}`"
                hint = "keep it as it was, and add a new option with a key of its own beside it"
                yield Diagnostic(codes.CHANGED_KIND, each.option.span, message, hint=hint)
                break


def of_same_kind(each: Lineage) -> Iterator[tuple[str, Product, Option]]:
    """What the option was, as long as it was of the kind that it is today."""
    return (found for found in each.earlier if kind_of(found[2]) == kind_of(each.option))


def changed_units(history: History) -> Iterator[Diagnostic]:
    """A number is counted in the unit in which it was counted first, because documents write the bare number."""
    for each in history.options:
        now = each.option.domain
        for release, _, option in of_same_kind(each):
            before = option.domain
            if not isinstance(now, NumberDomain) or not isinstance(before, NumberDomain):
                break
            if (now.dimension, now.factor) != (before.dimension, before.factor):
                unit, own = _unit(before), _unit(now)
                message = f"`{each.option.key}` is counted in {own} now, and was counted in {unit} in `{release}`"
                hint = f"write the range in {unit}: customers may still write other units"
                yield Diagnostic(codes.CHANGED_UNIT, each.option.span, message, hint=hint)
                break


def _unit(domain: NumberDomain) -> str:
    return f"`{domain.unit.symbol}`" if domain.unit else "plain numbers"


def changed_cases(history: History) -> Iterator[Diagnostic]:
    """A text keeps its case rule, because it is part of what is written."""
    for each in history.options:
        now = each.option.domain
        for release, _, option in of_same_kind(each):
            before = option.domain
            if not isinstance(now, TextDomain) or not isinstance(before, TextDomain):
                break
            if now.case != before.case:
                had = f"`case: {before.case}`" if before.case else "no `case`"
                has = f"`case: {now.case}`" if now.case else "no `case`"
                message = f"`{each.option.key}` has {has} now, and had {had} in `{release}`"
                hint = "keep it as it was: what was engraved so has its code"
                yield Diagnostic(codes.CHANGED_CASE, each.option.span, message, hint=hint)
                break


def missing_baselines(history: History) -> Iterator[Diagnostic]:
    """A new option says what all earlier products had, unless no value, or no values, is an answer."""
    for product, earlier in history.products:
        if not earlier:
            continue
        known = {key for _, each in earlier for key in each.declared_by_permanent_key}
        has = set(product.declared_by_permanent_key)
        gone = {permanent(each) for _, had in earlier for each in had.declared_options} - has
        lost = {each.key for _, had in earlier for each in had.declared_options if permanent(each) in gone}
        for option in product.declared_options:
            if option.permanent_key in known or option.may_be_left_out or option.baseline is not None:
                continue
            if option.key in lost:
                continue  # it has lost its `was`, which is told of
            message = f"`{option.key}` is new, and nothing says what all earlier products had"
            renamed = f"; or, if it only has a new name, `was {min(gone)}`" if len(gone) == 1 else ""
            hint = f'add `since "…" baseline …`, or `optional`{renamed}'
            if isinstance(option.domain, ProductDomain):
                hint = f"add `optional`{renamed}"
            yield Diagnostic(codes.MISSING_BASELINE, option.span, message, hint=hint)


def changed_baselines(history: History) -> Iterator[Diagnostic]:
    """A baseline is what it was when the option came: what documents leave out must go on meaning the same."""
    for each in history.options:
        now = written_form(each.option.left_out, each.option)
        for release, _, option in of_same_kind(each):
            before = written_form(option.left_out, option)
            if before != now:
                key = each.option.key
                had, has = _value(before), _value(now)
                message = f"a document without `{key}` means {had} since `{release}`, and would mean {has} now"
                hint = f"write `baseline {had.strip('`')}`" if option.baseline is not None else "take the baseline out"
                yield Diagnostic(
                    codes.CHANGED_BASELINE,
                    each.option.span,
                    message,
                    hint=f"{hint}: it is decided once, when the option is new; a `default` may change",
                )
                break


def _value(value: object) -> str:
    match value:
        case None:
            return "no value"
        case ():
            return "none of its values"
        case bool():
            return "`yes`" if value else "`no`"
        case tuple():
            return f"`{{{', '.join(map(str, value))}}}`"
    return f"`{value}`"


def changed_spaces(history: History) -> Iterator[Diagnostic]:
    """An option goes on with its space, unless the author says that equal keys mean equal things in the other one."""
    stated = _Statements(history)
    for each in history.options:
        now = _space(each.product, each.option)
        for release, product, option in of_same_kind(each):
            before = _space(product, option)
            if now is None or before is None or stated.agree(now, before):
                continue
            message = f"`{each.option.key}` takes {_named(now)} now, and took {_named(before)} in `{release}`"
            hint = f"if equal keys mean equal things in both, say so behind the option: `same keys as {before}`"
            yield Diagnostic(codes.CHANGED_SPACE, each.option.span, message, hint=hint)
            break


def _space(product: Product, option: Option) -> str | None:
    """The space of an option by its key, or the list of its own as `PRODUCT.OPTION`; None for other kinds."""
    members = members_of(option.domain)
    if members is None:
        return None
    return members.space or f"{permanent(product)}.{option.permanent_key}"


def _named(space: str) -> str:
    return "a list of its own" if "." in space else f"the space `{space}`"


class _Statements:
    """Which spaces have been stated to have the same keys, in any release: what is published once stays true."""

    def __init__(self, history: History) -> None:
        self._group: dict[str, str] = {}
        for catalog in (*(release.catalog for release in history.own), history.catalog):
            for pair in catalog.same_keys:
                one, other = (self._root(_by_permanent_keys(name, catalog)) for name in pair)
                self._group[one] = other

    def agree(self, one: str, other: str) -> bool:
        """Whether equal keys mean equal things in both."""
        return self._root(one) == self._root(other)

    def _root(self, name: str) -> str:
        while (above := self._group.get(name, name)) != name:
            name = above
        return name


def _by_permanent_keys(name: str, catalog: Catalog) -> str:
    """`PRODUCT.OPTION` as a catalog calls them today, by their permanent keys; other names as they are."""
    key, _, asked = name.partition(".")
    product = catalog.by_key.get(key)
    option = product.by_key.get(asked) if product and asked else None
    if product is None or not asked:
        return name
    return f"{permanent(product)}.{option.permanent_key if option else asked}"
