"""Answers about catalogs: what a check has found, and how many configurations there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from configurator.answers.answer import Answer, Place
from configurator.diagnostics.suggest import digits

if TYPE_CHECKING:
    from configurator.engine.count import Counted
    from configurator.release_check import IssuedCodes


class LabelAnswer(Answer):
    """Another place that explains a diagnostic."""

    text: str
    place: Place


class DiagnosticAnswer(Answer):
    """A mistake in a catalog (`severity` is `error`, `warning` or `note`); `code` is permanent, wording is not."""

    code: str
    severity: str
    message: str
    place: Place
    labels: tuple[LabelAnswer, ...]
    hint: str | None


def counted(count: int | None, why: str | None) -> dict[str, Any]:
    """The members for a number of valid configurations, or, if that is out of reach, for the reason."""
    return {"count": count, "count_text": None if count is None else digits(count), "why_no_count": why}


class ProductAnswer(Answer):
    """A product of a checked catalog; `options` and `constraints` (rules and tables) are how many it declares.

    The last three members are those of `CountAnswer`.
    """

    key: str
    label: str
    gtin: str | None
    options: int
    constraints: int
    count: int | None
    count_text: str | None
    why_no_count: str | None


class UnbuildableAnswer(Answer):
    """An issued code that can no longer be ordered, and the first reason."""

    code: str
    product: str
    why: str


class ReasonAnswer(Answer):
    """Why issued codes can no longer be ordered, and how many of them."""

    why: str
    codes: int


class IssuedCodesAnswer(Answer):
    """The issued codes of a catalog, `asked` in number, as it sees them today; `examples` are up to 20.

    `endangered`: codes that this catalog would change. There are none unless an edit got past the release check.
    """

    asked: int
    unbuildable: int
    unsellable: int
    endangered: int
    examples: tuple[UnbuildableAnswer, ...]
    reasons: tuple[ReasonAnswer, ...]

    @classmethod
    def of(cls, found: IssuedCodes) -> IssuedCodesAnswer:
        """The same for programs."""
        return cls(
            asked=found.asked,
            unbuildable=found.unbuildable,
            unsellable=found.unsellable,
            endangered=found.endangered,
            examples=tuple(UnbuildableAnswer(code=e.code, product=e.product, why=e.why) for e in found.examples),
            reasons=tuple(ReasonAnswer(why=why, codes=codes) for why, codes in found.reasons),
        )


class CheckedCatalog(Answer):
    """What a check found in one file. Without a sound catalog there is no key, release or product to tell of.

    `against` names the earlier releases that it was compared with, oldest first. `issued` is there if a registry was
    named.
    """

    file: str
    ok: bool
    errors: int
    warnings: int
    notes: int
    against: tuple[str, ...]
    issued: IssuedCodesAnswer | None
    catalog: str | None
    label: str | None
    release: str | None = Field(description="KEY@sha256:…, which names the catalog by its content")
    diagnostics: tuple[DiagnosticAnswer, ...]
    products: tuple[ProductAnswer, ...]


class CheckAnswer(Answer):
    """Answer to `check`: the catalogs in the order given; `ok` if each of them is."""

    ok: bool
    catalogs: tuple[CheckedCatalog, ...]


class LayoutAnswer(Answer):
    """What laying out did, or would do, with one file.

    `changed`: its layout is not that of the file; `whole`: nothing was left as it is for mistakes, which
    `diagnostics` tells. `text` is the layout of standard input, null for files.
    """

    file: str
    changed: bool
    whole: bool
    text: str | None
    diagnostics: tuple[DiagnosticAnswer, ...]


class LayoutsAnswer(Answer):
    """Answer to `fmt`: the files in order; `ok` if the command ends with 0."""

    ok: bool
    files: tuple[LayoutAnswer, ...]


class CountAnswer(Answer):
    """Answer to `count`; `over` are the options that tell configurations apart, null for all of them.

    If the number is out of reach, it is null and `why_no_count` says why; `at_least` is then a number that it does not
    fall below, where one is known. `method` is what it was got by: `diagram`,
    or `circuit` or `solver` where no diagram is within the budget; whatever it was, the number is exact.
    """

    product: str
    over: tuple[str, ...] | None
    count: int | None = Field(description="exact, however large")
    count_text: str | None = Field(description="the same in digits, for readers whose numbers are floats")
    why_no_count: str | None
    method: str | None = None
    at_least: int | None = Field(default=None, description="where there is no count, it is no less than this")
    at_least_text: str | None = Field(default=None, description="the same in digits")

    @classmethod
    def of(
        cls,
        product: str,
        over: tuple[str, ...] | None,
        found: Counted | None,
        why: str | None,
        at_least: int | None = None,
    ) -> CountAnswer:
        """The number that was found for a product, or why there is none, and what it is at least."""
        members = counted(found.number if found else None, why)
        least = None if at_least is None else digits(at_least)
        method = found.method if found else None
        return cls(product=product, over=over, method=method, at_least=at_least, at_least_text=least, **members)
