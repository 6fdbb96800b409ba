"""What a release means, for people: how many configurations there are, what they cost, which codes it touches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from configurator.catalog_files import CatalogFiles, in_example, is_there
from configurator.cli.address import Address
from configurator.cli.faults import WrongUseError, raised
from configurator.cli.numbered import typed_words
from configurator.cli.wording import at_least_words, plural
from configurator.diagnostics.suggest import digits
from configurator.identity.code_text import grouped

if TYPE_CHECKING:
    from configurator.change import Change
    from configurator.compiler.budget import Budget
    from configurator.declared_changes import Declared, DeclaredChange
    from configurator.differences import Changed
    from configurator.engine.amount_changes import AmountChange
    from configurator.engine.difference import Configuration
    from configurator.issued_changes import IssuedChanges
    from configurator.model.catalog import Product

MOST_DECLARED = 12
"""Things of one kind, in one owner, that are shown to people."""
MOST_CODES = 8
HELD = "registry"
"""In the place of an earlier catalog: all releases of it that the registry holds."""


def asked_change(old: str, new: str | None, registry: str | None, day: date, most: int, budget: Budget) -> Change:
    """The change that a command line asks for. Raises `WrongUseError`, and all that reading catalogs raises."""
    from configurator.change import changed
    from configurator.compiler.compile_flat import compile_catalog
    from configurator.declared_changes import Declared
    from configurator.issued_changes import issued_changes
    from configurator.registry.opening import open_registry

    if new is None and registry is None:
        hint = "name both, or a registry that holds releases: `--registry FILE`"
        raise WrongUseError("no-base", "there is one catalog, and nothing to hold it against", hint)
    address = Address.of(old if new is None else new)
    loaded = address.load()
    product = None if address.product is None else address.choose(loaded).product.permanent_key
    today = Declared(str(address.path), loaded.knowledge.catalog, loaded.sources)
    if new is None or (old == HELD and registry is not None):
        earlier = _of_registry(str(registry), today)
    else:
        earlier = _earlier(old, address.path)
    issued = None
    if registry is not None:
        with open_registry(registry, create=False) as store:
            issued = issued_changes(compile_catalog(earlier[-1].catalog), loaded.knowledge, store, day, product)
    return changed(earlier, today, day=day, product=product, most=most, budget=budget, issued=issued)


def _earlier(old: str, today: Path) -> Sequence[Declared]:
    """The releases that a word means, oldest first."""
    from configurator.change import read_declared
    from configurator.earlier_releases import earlier_releases
    from configurator.exchange.foreign_files import opened

    if not is_there(old) and in_example(old) is None and ":" in old:
        catalog, _, _ = old.rpartition(":")  # the product that is named with today's is the one
        if is_there(catalog) or in_example(catalog) is not None:
            old = catalog
    found = [opened(each.path) if type(each) is CatalogFiles else each for each in earlier_releases(old, today)]
    return [read_declared(each) for each in found]


def _of_registry(registry: str, today: Declared) -> Sequence[Declared]:
    """The releases of a catalog that a registry holds, oldest first. Raises `WrongUseError` where it holds none."""
    from configurator.change import held_releases, read_declared
    from configurator.publishing import in_short
    from configurator.registry.opening import open_registry

    with open_registry(registry, create=False) as store:
        found = held_releases(store.releases, today.catalog.permanent_key)
    if not found:
        message = f"`{registry}` holds no release of `{today.catalog.permanent_key}`"
        raise WrongUseError("no-base", message, "name the earlier catalog before this one, or publish a release")
    return [replace(read_declared(each), name=in_short(each.name)) for each in found]


def change_words(change: Change) -> str:
    """The page."""
    parts = [product_words(each) for each in change.products]
    if change.declared:
        parts.append("\n".join(["declared otherwise:", *(f"  {line}" for line in _declared(change.declared))]))
    if change.code_breaks:
        parts.append("\n".join(["codes that it would break:", *(f"  {each.message}" for each in change.code_breaks)]))
    if change.issued is not None:
        parts.append(issued_words(change.issued))
    return "\n\n".join(parts)


def product_words(changed: Changed) -> str:
    """What became of one product."""
    why = [] if changed.why is None else [changed.why]
    hint = changed.hint or raised(changed.limit)
    why += [f"hint: {hint}"] if hint else []
    if changed.method is None:
        return "\n  ".join((f"{changed.permanent_key}: {why[0]}", *why[1:]))
    numbers = (
        (changed.kept, changed.kept_at_least, "kept"),
        (changed.gained, changed.gained_at_least, "gained"),
        (changed.lost, changed.lost_at_least, "lost"),
    )
    said = ", ".join(f"{_number(number, at_least)} {word}" for number, at_least, word in numbers)
    head = f"{changed.permanent_key}: {said}"
    if changed.old is None or changed.new is None:
        head += "; there was none" if changed.old is None else "; there is none any more"
    sides = (("gained", changed.new, changed.some_gained), ("lost", changed.old, changed.some_lost))
    parts = ["\n  ".join((head, *why)), *(text for side in sides for text in _examples(*side))]
    parts += [text for each in changed.amounts for text in _amount(each, changed)]
    parts += _sales(changed)
    return "\n\n".join(parts)


def _number(number: int | None, at_least: int) -> str:
    if number is not None:
        return digits(number, ",")
    return at_least_words(at_least) if at_least else "an unknown number"


def _examples(word: str, product: Product | None, found: Sequence[Configuration]) -> Iterator[str]:
    if product is not None and found:
        yield "\n".join((f"  {word}, for example:", *(f"    {' '.join(typed_words(product, each))}" for each in found)))


def _amount(amount: AmountChange, changed: Changed) -> Iterator[str]:
    """By how much an amount changes; nothing where it does not."""
    if not amount.is_changed:
        return
    if amount.least is None or amount.greatest is None:
        yield f"  {amount.key}: whether it changes is not known: {amount.why}"
        return
    ends = [f"{'+' if each.base > 0 else ''}{each}" for each in (amount.least, amount.greatest)]
    by = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
    number = "an unknown number" if amount.changed is None else digits(amount.changed, ",")
    lines = [f"  {amount.key}: changes for {number} of those kept, by {by}"]
    if amount.changed is None and amount.why is not None:
        lines.append(f"    {amount.why}")
    if changed.new is not None:
        for each in amount.examples:
            lines += [f"    {each.before} -> {each.now}: {' '.join(typed_words(changed.new, each.configuration))}"]
    yield "\n".join(lines)


def _sales(changed: Changed) -> list[str]:
    from configurator.change import loss_words

    if not changed.sales:
        return []
    return ["\n".join(["  sold no longer:", *(f"    {loss_words(each)}" for each in changed.sales)])]


def _declared(changes: Sequence[DeclaredChange]) -> Iterator[str]:
    """What is declared otherwise: a line for each statement, and one for things of a kind."""
    groups: dict[tuple[str, ...], list[DeclaredChange]] = {}
    for each in changes:
        listed = each.kind in ("value", "attribute") or (each.what in ("added", "removed") and each.kind != "rule")
        key = (each.what, each.kind, each.owner) + (() if listed and each.now is None else (each.key,))
        if each.kind in ("value", "attribute"):
            key = each.what, each.kind, each.owner
        groups.setdefault(key, []).append(each)
    for (what, kind, owner, *_), found in groups.items():
        yield from _group(what, kind, owner, found)


def _group(what: str, kind: str, owner: str, found: Sequence[DeclaredChange]) -> Iterator[str]:
    first = found[0]
    if kind in ("value", "attribute"):
        shown = ", ".join(f"{each.key}{_became(each)}" for each in found[:MOST_DECLARED])
        more = f" and {len(found) - MOST_DECLARED:,} more" if len(found) > MOST_DECLARED else ""
        yield f"{what}: {plural(len(found), kind)} of {owner}: {shown}{more}"
        return
    for each in found:
        yield f"{what}: {kind} {each.key} of {owner}" + (f": {each.detail}" if each.detail else "")
        if first.what == "renamed":
            yield f"  was: {each.before}"
            continue
        if each.before is not None and each.what in ("removed", "changed"):
            yield f"  was: {each.before}"
        if each.now is not None and each.what in ("added", "changed"):
            yield f"  now: {each.now}"


def _became(each: DeclaredChange) -> str:
    if each.what == "renamed":
        return f" (was {each.before})"
    if each.kind == "attribute":
        return f" {each.before or 'nothing'} -> {each.now or 'nothing'}"
    return f" ({each.detail})" if each.detail else ""


def issued_words(found: IssuedChanges) -> str:
    """What becomes of the codes that a registry has issued."""
    head = f"of {plural(found.asked, 'issued code')}"
    if not found.are_any:
        return f"{head}, none is touched: what could be built and sold still can, and every code is kept"
    lines = [
        f"{head}, {found.unbuildable:,} can be built no longer, {found.unsellable:,} can be built, and sold no longer, "
        f"and {found.endangered:,} would be others"
    ]
    lines += [f"  {number:,}: {why}" for why, number in found.reasons[:MOST_CODES]]
    lines += [f"  {grouped(each.code)}  {each.problem}" for each in found.some_unbuildable[:MOST_CODES]]
    lines += [f"  {grouped(each.code)}  not sold on {found.day}" for each in found.some_unsellable[:MOST_CODES]]
    lines += [f"  {grouped(each.code)}  would be another code" for each in found.some_endangered[:MOST_CODES]]
    return "\n".join(lines)
