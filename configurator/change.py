"""The one page that says what a release means, and the gate that it has to pass: what breaks at which level.

    earlier releases, today's catalog -> what is declared otherwise, what codes it would break
                                      -> what can be built, and sold, no longer; what costs otherwise
                                      -> what becomes of the codes that a registry has issued

Codes are held against all earlier releases, since each of them may have been issued under; all else is held against the
last one, since what was lost before is lost already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from configurator.analysis.releases.compare import CODE_RULES, TEXT_NOTES, compare
from configurator.analysis.releases.history import Release, permanent
from configurator.compiler.budget import USUAL, Budget
from configurator.declared_changes import Declared, DeclaredChange, declared_changes
from configurator.diagnostics import Diagnostic
from configurator.diagnostics.suggest import digits
from configurator.differences import MOST_EXAMPLES, Changed, differences
from configurator.earlier_releases import ReleaseFiles
from configurator.engine.sale_bars import RETIRED
from configurator.engine.sale_losses import SaleLoss
from configurator.issued_changes import IssuedChanges
from configurator.model.catalog import Catalog, Product
from configurator.model.domain import ProductDomain, members_of
from configurator.model.language import texts_of
from configurator.pipeline import faulty, in_all_languages
from configurator.release.container import Container
from configurator.release.files import ReleasedFiles
from configurator.source import Span


class Level(StrEnum):
    """What may not break; each level takes those before it along.

    - `CODE`: no issued code changes, stops resolving, or means something else;
    - `SPACE`: what was valid is valid;
    - `SELL`: what could be sold can be sold, in every market, on every day from the one that is asked for;
    - `TEXT`: no label, reason or translation reads otherwise.
    """

    CODE = "code"
    SPACE = "space"
    SELL = "sell"
    TEXT = "text"

    @property
    def levels(self) -> tuple[Level, ...]:
        """This level and those before it."""
        every = tuple(Level)
        return every[: every.index(self) + 1]


@dataclass(frozen=True, slots=True)
class Break:
    """One thing that breaks at a level; `span` is a stretch of today's catalog. Not `sure`: nobody could find out."""

    level: Level
    code: str
    message: str
    span: Span
    hint: str | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """What a release means, against those before it; `against` names these, oldest first.

    `code_breaks`: what would break codes; `texts`: what reads otherwise; `day`: from which sales are looked at.
    """

    against: tuple[str, ...]
    new: Declared
    code_breaks: tuple[Diagnostic, ...]
    declared: tuple[DeclaredChange, ...]
    products: tuple[Changed, ...]
    texts: tuple[Diagnostic, ...]
    translations: tuple[tuple[str, int], ...]
    day: date
    issued: IssuedChanges | None = None

    def breaks(self, level: Level) -> tuple[Break, ...]:
        """All that breaks at a level, or at one before it."""
        found = {Level.CODE: _codes, Level.SPACE: _space, Level.SELL: _sales, Level.TEXT: _texts}
        return tuple(each for one in level.levels for each in found[one](self))


def changed(
    earlier: Sequence[Declared],
    new: Declared,
    *,
    day: date,
    product: str | None = None,
    most: int = MOST_EXAMPLES,
    budget: Budget = USUAL,
    issued: IssuedChanges | None = None,
) -> Change:
    """What a release means, against at least one before it; of one `product` only, by its permanent key, where named.

    Of a product are also the facts of the sale, the spaces that its options have, and the products within it: its codes
    name these, too. `issued` is told as it is given. Products are counted as `differences` does, in another process
    where they are large.
    """
    old, releases = earlier[-1], [Release(each.name, each.catalog) for each in earlier]
    before, now = (
        [each for each in one.catalog.products if product in (None, each.permanent_key)] for one in (old, new)
    )
    only = None if product is None else frozenset(_with_inner(now))
    return Change(
        tuple(each.name for each in earlier),
        new,
        tuple(each for each in compare(new.catalog, releases, CODE_RULES, only) if each.is_error),
        tuple(declared_changes(old, new, only)),
        tuple(differences(before, now, most, budget, day)),
        compare(new.catalog, releases[-1:], TEXT_NOTES, only),
        tuple(_translations(old, new, only)),
        day,
        issued,
    )


def read_declared(files: ReleaseFiles) -> Declared:
    """What an earlier release declares, with its translations as far as they can be read.

    Raises `UnreadableFileError` where it cannot be read, and `CatalogError`, with all mistakes, where it has some.
    """
    outcome = in_all_languages(files.source(), files)
    if outcome.value is None:
        raise faulty(outcome)
    return Declared(files.name, outcome.value, outcome.sources)


class Held(Protocol):
    """A release that a registry holds, by its name."""

    @property
    def name(self) -> str:
        """`KEY@sha256:…`."""


class Holder(Protocol):
    """What holds the releases of catalogs, as a registry does."""

    def listed(self, catalog: str | None = None) -> Sequence[Held]:
        """Those of the catalog with this permanent key, oldest first."""

    def fetch(self, name: str) -> bytes:
        """The file of one."""


def held_releases(holder: Holder, catalog: str) -> list[ReleaseFiles]:
    """The releases of a catalog that somebody holds, oldest first; the catalog by its permanent key."""
    return [ReleasedFiles(Container(holder.fetch(each.name), each.name)) for each in holder.listed(catalog)]


def _with_inner(products: Iterable[Product]) -> Iterator[str]:
    """The permanent keys of some products, and of those within them; a key may come twice."""
    for product in products:
        yield permanent(product)
        inner = (each.domain for each in product.declared_options)
        yield from _with_inner(each.nested for each in inner if isinstance(each, ProductDomain))


def _translations(old: Declared, new: Declared, only: frozenset[str] | None) -> Iterator[tuple[str, int]]:
    """How many texts of each language read otherwise, or are there no more."""
    meant = None if only is None else _addresses(old.catalog, only)
    for language, texts in old.catalog.translations.items():
        now = new.catalog.translations.get(language, {})
        number = sum(now.get(key) != text for key, text in texts.items() if meant is None or key in meant)
        if number:
            yield language, number


def _addresses(catalog: Catalog, only: frozenset[str]) -> frozenset[str]:
    """Where the texts of some products are, and those of what they have of their catalog."""
    products = tuple(each for each in catalog.products if permanent(each) in only)
    members = (members_of(option.domain) for product in products for option in product.declared_options)
    spaces = {each.space for each in members if each is not None}
    heads = tuple(each for each in catalog.space_heads if each.key in spaces)
    own = replace(catalog, products=products, space_heads=heads)
    return frozenset(each.address for each in texts_of(own)) - {"catalog"}


def _codes(change: Change) -> Iterator[Break]:
    for each in change.code_breaks:
        yield Break(Level.CODE, each.code.name, each.message, each.span, each.hint)
    if change.issued is not None and change.issued.endangered:
        message = f"{change.issued.endangered:,} issued codes would be others"
        yield Break(Level.CODE, "endangered-codes", message, change.new.catalog.span)


def _space(change: Change) -> Iterator[Break]:
    for each in change.products:
        span = _place(change, each.new)
        if each.lost is None:
            sure = each.lost_at_least > 0
            known = f"at least {digits(each.lost_at_least, ',')}" if sure else "nobody knows how many"
            message = f"`{each.permanent_key}` loses {known} of its configurations: {each.why}"
            yield Break(Level.SPACE, "lost-configurations", message, span, each.hint, sure)
        elif each.lost:
            message = f"`{each.permanent_key}` loses {digits(each.lost, ',')} of its configurations"
            yield Break(Level.SPACE, "lost-configurations", message, span)


def _sales(change: Change) -> Iterator[Break]:
    for each in change.products:
        for loss in each.sales:
            message = f"`{each.permanent_key}`: {loss_words(loss)}"
            yield Break(Level.SELL, "lost-sales", message, _place(change, each.new), sure=loss.lost is not None)
        if each.old is not None and each.new is not None and each.method is None:
            message = f"`{each.permanent_key}`: what can be sold no longer is not known: {each.why}"
            yield Break(Level.SELL, "lost-sales", message, _place(change, each.new), each.hint, sure=False)


def loss_words(loss: SaleLoss) -> str:
    """Sales that are lost, in words."""
    where = ", ".join(f"{fact} {value}" for fact, value in loss.where.items())
    bars = ", ".join("what is retired" if each == RETIRED else f"`{each}`" for each in loss.bars)
    if loss.lost is None:
        return f"barred anew by {bars}{f', {where}' if where else ''}; how many are lost is not known: {loss.why}"
    return f"{digits(loss.lost, ',')} sold no longer, {where}: barred by {bars}"


def _texts(change: Change) -> Iterator[Break]:
    for each in change.texts:
        yield Break(Level.TEXT, each.code.name, each.message, each.span)
    for language, number in change.translations:
        message = f"texts in `{language}` that read otherwise, or are there no more: {number:,}"
        yield Break(Level.TEXT, "changed-translation", message, change.new.catalog.span)


def _place(change: Change, product: Product | None) -> Span:
    return change.new.catalog.span if product is None else product.span
