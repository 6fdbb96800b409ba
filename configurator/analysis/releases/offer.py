"""SPACE notes: what those who order will find added, gone, narrowed, widened or changed since the release before.

Codes stay what they are under all of this. What may change is which of them can still be ordered.
"""

from __future__ import annotations

from collections.abc import Iterator

from configurator.analysis.releases.forms import amount_form, condition_form, constraint_form, written_form
from configurator.analysis.releases.history import History, Lineage, Thing
from configurator.analysis.releases.meaning import kind_of
from configurator.analysis.releases.wording import some
from configurator.diagnostics import Diagnostic, codes
from configurator.model.catalog import Product
from configurator.model.constraint import Rule, Table
from configurator.model.domain import (
    AnyOfDomain,
    Domain,
    ImageDomain,
    IntegerDomain,
    NumberDomain,
    ProductDomain,
    TextDomain,
)
from configurator.model.expression import Expression
from configurator.model.pictures import aspect_words, size_words
from configurator.model.raw_values import lettering_words
from configurator.model.units import show_fraction


def added(history: History) -> Iterator[Diagnostic]:
    """What this release has and the one before had not; what is new in a new product is no news."""
    for scope in history.scopes:
        release, before = scope.earlier[-1]
        new = [thing for key, thing in scope.now.items() if key not in before and key not in scope.mistaken]
        if new:
            message = f"{scope.owner} has {some([each.key for each in new])}, which `{release}` had not"
            yield Diagnostic(codes.ADDED, new[0].span, message)
    for release, product, old in _products(history):
        known = {each.key for _, each in _said(old)}
        for what, each in _said(product):
            if each.key not in known:
                message = f"`{product.key}` has the {what} `{each.key}`, which `{release}` had not"
                yield Diagnostic(codes.ADDED, each.span, message)


def _said(product: Product) -> Iterator[tuple[str, Rule | Table]]:
    """What a product says of what can be built, and of what may be sold; each with what it is."""
    yield from (("constraint", each) for each in product.declared_constraints)
    yield from (("`sell` rule", each) for each in product.declared_sales)


def _products(history: History) -> Iterator[tuple[str, Product, Product]]:
    """Each product that is not new, with the last release that had it."""
    for product, earlier in history.products:
        if earlier:
            yield earlier[-1][0], product, earlier[-1][1]


def renamed(history: History) -> Iterator[Diagnostic]:
    """What is called otherwise than in the release before; in codes it is called as it was first."""
    for scope in history.scopes:
        release, before = scope.earlier[-1]
        for key, thing in scope.now.items():
            if key in before and before[key].key != thing.key:
                message = (
                    f"`{thing.key}` was called `{before[key].key}` in `{release}`, and is `{key}` in codes for ever"
                )
                yield Diagnostic(codes.RENAMED, thing.span, message)


def retired(history: History) -> Iterator[Diagnostic]:
    """What can be sold until another day than the release before said."""
    for scope in history.scopes:
        release, before = scope.earlier[-1]
        days: dict[tuple[str | None, str | None], list[Thing]] = {}
        for key, thing in scope.now.items():
            had, has = _day(before[key]) if key in before else None, _day(thing)
            if had != has:
                days.setdefault((had, has), []).append(thing)
        for (had, has), things in days.items():
            what = some([each.key for each in things]) + (f" of {scope.owner}" if scope.kind == "value" else "")
            until = f"cannot be sold from {has} on" if has else "can be sold again"
            since = f"`{release}` said {had}" if had else f"`{release}` set no day"
            yield Diagnostic(codes.RETIRED, things[0].span, f"{what} {until}; {since}")


def _day(thing: Thing) -> str | None:
    day = getattr(thing, "retired", None)  # products, options and values have one
    return day if isinstance(day, str) else None


def changed_ranges(history: History) -> Iterator[Diagnostic]:
    """What numbers, texts and sets may be, in words, before and now."""
    for each in history.options:
        release, _, before = each.earlier[-1]
        if kind_of(before) != kind_of(each.option):
            continue
        had, has = _range(before.domain), _range(each.option.domain)
        if had != has:
            message = f"`{each.option.key}` takes {has}, and took {had} in `{release}`"
            yield Diagnostic(codes.CHANGED_RANGE, each.option.span, message)
        for what in _changed_text(before.domain, each.option.domain):
            message = f"{what} of `{each.option.key}` than in `{release}`"
            yield Diagnostic(codes.CHANGED_RANGE, each.option.span, message)


def _changed_text(before: Domain, now: Domain) -> Iterator[str]:
    """What a text may be by the content of files, which `_range` does not show."""
    if not isinstance(before, TextDomain) or not isinstance(now, TextDomain):
        return
    if before.banned != now.banned:
        yield "other words may not stand in the text"
    had, has = before.lettering, now.lettering
    if had and has and had.font == has.font and had.table != has.table:
        yield f"`{has.font}` has other letters, or other widths, for the text"


def _range(domain: Domain) -> str:
    match domain:
        case ProductDomain(least, greatest):
            return "a product" if not domain.many else f"{least} to {greatest} products"
        case IntegerDomain(least, greatest, step):
            return f"{least} .. {greatest} step {step}"
        case NumberDomain(least, greatest, step, unit):
            symbol = f" {unit.symbol}" if unit else ""
            return f"{show_fraction(least)} .. {show_fraction(greatest)}{symbol} step {show_fraction(step)}"
        case AnyOfDomain(_, least, greatest):
            # of how many there are is told by what is added and removed
            return f"at least {least}" if greatest >= domain.size() else f"{least} to {greatest} values"
        case TextDomain(most, least, script, pattern, lettering=lettering):
            extra = f", in {script}" if script else ""
            extra += f", matching `{pattern.source}`" if pattern else ""
            return f"{least} to {most} characters{extra}" + (f", {lettering_words(lettering)}" if lettering else "")
        case ImageDomain(media, width, height, most_bytes, aspect):
            limits = [f"at least {width} x {height}"] if (width, height) != (1, 1) else []
            limits += [f"up to {size_words(most_bytes)}"] if most_bytes else []
            limits += [f"aspect {aspect_words(aspect)}"] if aspect else []
            return " ".join((f"image {{ {', '.join(sorted(media))} }}", *limits))
    return ""


def changed_options(history: History) -> Iterator[Diagnostic]:
    """When an option is asked for, whether it may go without a value, and what it gets if nobody mentions it."""
    for each in history.options:
        for what in _changes(each):
            yield Diagnostic(codes.CHANGED_OPTION, each.option.span, f"{what} since `{each.earlier[-1][0]}`")


def _changes(each: Lineage) -> Iterator[str]:
    _, product, before = each.earlier[-1]
    now = each.option
    if now.baseline is None and condition_form(now.when, each.product) != condition_form(before.when, product):
        yield f"`{now.key}` is asked for under another condition"
    if now.optional != before.optional:
        yield f"`{now.key}` is {'' if now.optional else 'no longer '}optional"
    if type(now.domain) is type(before.domain) and now.baseline is None:
        had, has = written_form(before.default, before), written_form(now.default, now)
        if had != has:
            yield f"whoever does not mention `{now.key}` gets {_value(has)} instead of {_value(had)}"


def _value(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return f"`{{{', '.join(map(str, value))}}}`"
    return f"`{value}`"


def changed_rules(history: History) -> Iterator[Diagnostic]:
    """Rules, tables and formulas that say something else than before, or nothing any more."""
    for release, product, before in _products(history):
        now = {each.key: each for _, each in _said(product)}
        for what, old in _said(before):
            each = now.get(old.key)
            if each is None:
                message = f"`{product.key}` no longer has the {what} `{old.key}`, which `{release}` had"
                yield Diagnostic(codes.CHANGED_RULE, product.span, message)
            elif constraint_form(each, product) != constraint_form(old, before):
                message = f"`{each.key}` says something else than in `{release}`"
                yield Diagnostic(codes.CHANGED_RULE, each.span, message)
        amounts = {each.key: each for each in before.derived}
        for amount in product.derived:
            had = amounts.get(amount.key)
            if had is not None and amount_form(amount, product) != amount_form(had, before):
                message = f"`{amount.key}` is worked out otherwise than in `{release}`"
                yield Diagnostic(codes.CHANGED_RULE, amount.span, message)
    for lineage in history.options:
        release, product, option = lineage.earlier[-1]
        now_follows, followed = lineage.option.derivation, option.derivation
        if not isinstance(now_follows, Expression) or not isinstance(followed, Expression):
            continue  # a table is told of by itself
        if condition_form(now_follows, lineage.product) != condition_form(followed, product):
            message = f"`{lineage.option.key}` follows from something else than in `{release}`"
            yield Diagnostic(codes.CHANGED_RULE, lineage.option.span, message)


def changed_texts(history: History) -> Iterator[Diagnostic]:
    """TEXT notes, on request: labels and messages that read otherwise than in the release before."""
    for scope in history.scopes:
        release, before = scope.earlier[-1]
        for key, thing in scope.now.items():
            if key in before and _label(thing) != _label(before[key]):
                message = f"`{thing.key}` is labelled «{_label(thing)}», and was «{_label(before[key])}» in `{release}`"
                yield Diagnostic(codes.CHANGED_TEXT, thing.span, message)
    for release, product, old in _products(history):
        messages = {each.key: each.because for _, each in _said(old)}
        for _, each in _said(product):
            if each.key in messages and messages[each.key] != each.because:
                message = f"`{each.key}` gives another reason than in `{release}`"
                yield Diagnostic(codes.CHANGED_TEXT, each.span, message)
        labels = {each.key: each.label for each in old.derived}
        for amount in product.derived:
            if labels.get(amount.key, amount.label) != amount.label:
                message = f"`{amount.key}` is labelled «{amount.label}», and was «{labels[amount.key]}» in `{release}`"
                yield Diagnostic(codes.CHANGED_TEXT, amount.span, message)


def _label(thing: Thing) -> str:
    """The label, if it has one of its own; a key that stands for one is no text."""
    label = getattr(thing, "label", None)
    return label if isinstance(label, str) and label != thing.key else ""
