"""Every answer as JSON: what the command line prints with `--format json`, and what a service will send.

The members of these models are permanent: programs read them. Codes stand without hyphens, digests in 64 lower-case hex
digits, times in ISO 8601 in UTC, lines and columns from 1. A model is frozen and has no members but those declared.

What would surprise: counts may be larger than a JavaScript number or a 64-bit integer can hold. They are exact JSON
integers all the same, and stand beside that as text, for readers whose numbers are floats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import orjson
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from configurator.diagnostics.render import place
from configurator.diagnostics.suggest import digits
from configurator.identity.code import grouped
from configurator.source import Source, Span

if TYPE_CHECKING:
    from configurator.engine.sale import Bar
    from configurator.engine.validate import Verdict
    from configurator.model.problem import Problem
    from configurator.pipeline import Coded
    from configurator.release_check import IssuedCodes
    from configurator.rereading import Reread

Choice: TypeAlias = bool | int | str | tuple[str, ...] | None
"""A canonical value: key, text or decimal as a string, flag, integer, sorted keys; null for no value."""


class Answer(BaseModel):
    """What all answers share: they are values, and say nothing that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_json(self, *, pretty: bool = True) -> bytes:
        """One JSON document in UTF-8 with a line break at its end; with `pretty` unset, all in one line."""
        options = orjson.OPT_APPEND_NEWLINE | (orjson.OPT_INDENT_2 if pretty else 0)
        return orjson.dumps(_ready(self.model_dump()), option=options)


def _ready(value: Any) -> Any:
    """What orjson can write: integers beyond 64 bits as they are, file names that are no UTF-8 escaped."""
    match value:
        case dict():
            return {_ready(name): _ready(each) for name, each in value.items()}
        case list() | tuple():
            return [_ready(each) for each in value]
        case str():
            return value.encode(errors="backslashreplace").decode()
        case int() if value.bit_length() > 63:
            return orjson.Fragment(digits(value))
    return value


class Place(Answer):
    """A stretch of a text. The end is not part of it; `start` and `end` count characters from 0."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int

    @classmethod
    def of(cls, span: Span | None, source: Source) -> Place | None:
        """The place of a span of this source; None for one of another."""
        if span is None or span.name not in ("", source.name):
            return None
        return cls.model_validate(place(span, source))


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


class ProblemAnswer(Answer):
    """One thing that is wrong with a configuration.

    `path` is a JSON path among the choices, or `$` for a broken constraint, whose key is `constraint`; `place` is where
    the constraint or option is declared in the catalog.
    """

    code: str
    path: str
    message: str
    hint: str | None
    constraint: str | None
    options: tuple[str, ...]
    place: Place | None

    @classmethod
    def of(cls, problem: Problem, source: Source) -> ProblemAnswer:
        """A problem with a configuration of a product whose catalog is `source`."""
        return cls(
            code=problem.code.value,
            path=problem.path,
            message=problem.message,
            hint=problem.hint,
            constraint=problem.constraint,
            options=problem.options,
            place=Place.of(problem.span, source),
        )


class BarAnswer(Answer):
    """What bars a configuration from sale: retired since a day. Without an option, the whole product is meant."""

    since: str
    message: str
    option: str | None
    value: str | None

    @classmethod
    def of(cls, bar: Bar) -> BarAnswer:
        """The same for programs."""
        return cls(since=bar.since, message=bar.message, option=bar.option, value=bar.value)


class VerdictAnswer(Answer):
    """Answer to `validate`, and to `code` and `issue` where a configuration is not valid.

    `product` is `CATALOG/PRODUCT`; `completed` has a value for every option that could be read, in declared order.
    `document` is the text of the canonical document, null if it is not valid. `sellable`: valid, and nothing bars it.
    """

    product: str
    valid: bool
    sellable: bool
    completed: dict[str, Choice]
    problems: tuple[ProblemAnswer, ...]
    bars: tuple[BarAnswer, ...]
    document: str | None

    @classmethod
    def of(
        cls, product: str, verdict: Verdict, source: Source, bars: Sequence[Bar] = (), document: bytes | None = None
    ) -> VerdictAnswer:
        """The verdict on a configuration of the product with this permanent key, whose catalog is `source`."""
        return cls(
            product=product,
            valid=verdict.valid,
            sellable=verdict.valid and not bars,
            completed=dict(verdict.completed),
            problems=tuple(ProblemAnswer.of(each, source) for each in verdict.problems),
            bars=tuple(map(BarAnswer.of, bars)),
            document=None if document is None else document.decode(),
        )


def as_json(value: Any) -> JsonValue:
    """A value that the strict reader has read, for pydantic; decimals, which no canonical document has, as text."""
    match value:
        case dict():
            return {key: as_json(each) for key, each in value.items()}
        case list():
            return [as_json(each) for each in value]
        case None | bool() | int() | str():
            return value
    return str(value)


class RenamedAnswer(Answer):
    """What a stored document calls by its first key; with `option`, a value of that option, by today's keys."""

    first: str
    now: str
    option: str | None


class RereadAnswer(Answer):
    """A stored document under a catalog of today, as of the day `on`; answer to `validate --document`.

    `completed` has today's keys; `lost` has what this catalog cannot say any more, as the document has it.
    `code_kept` is false where the catalog would write the same product otherwise, which a release check prevents.
    """

    product: str
    code: str
    on: str
    buildable: bool
    sellable: bool
    completed: dict[str, Choice]
    renamed: tuple[RenamedAnswer, ...]
    lost: dict[str, JsonValue]
    problems: tuple[ProblemAnswer, ...]
    bars: tuple[BarAnswer, ...]
    code_kept: bool

    @classmethod
    def of(cls, found: Reread, source: Source, on: str) -> RereadAnswer:
        """The same for programs."""
        return cls(
            product=found.document.product,
            code=found.document.code,
            on=on,
            buildable=found.buildable,
            sellable=found.sellable,
            completed=dict(found.reading.completed),
            renamed=tuple(RenamedAnswer(first=e.first, now=e.now, option=e.option) for e in found.reading.renamed),
            lost={key: as_json(value) for key, value in found.reading.lost.items()},
            problems=tuple(ProblemAnswer.of(each, source) for each in found.problems),
            bars=tuple(map(BarAnswer.of, found.bars)),
            code_kept=found.code_kept,
        )


class DocumentCodeAnswer(Answer):
    """Answer to `code --document`: what follows from a canonical document; nothing else, now and later."""

    code: str
    long_code: str
    sha256: str


class CodeAnswer(DocumentCodeAnswer):
    """Answer to `code`. `document` is the text of the canonical document: its UTF-8 bytes are what was hashed."""

    product: str
    grouped: str = Field(description="the code as people read it, in groups of five")
    document: str
    completed: dict[str, Choice]
    release: str

    @classmethod
    def members(cls, product: str, coded: Coded, release: str) -> Mapping[str, Any]:
        """All members, for a valid configuration of this product under this release."""
        return {
            "product": product,
            "code": coded.code,
            "grouped": grouped(coded.code),
            "long_code": coded.long_code,
            "sha256": coded.digest.hex(),
            "document": coded.document.decode(),
            "completed": dict(coded.verdict.completed),
            "release": release,
        }


class ReadAnswer(Answer):
    """Answer to `read`: a code, or in `reason`, `message` and `position` (from 1) what is wrong with the text."""

    valid: bool
    code: str | None = None
    grouped: str | None = None
    length: int | None = None
    scheme: str | None = None
    meaning: str | None = None
    test: bool | None = Field(default=None, description="whether what bears the code must never ship")
    reason: str | None = None
    message: str | None = None
    position: int | None = None


class IssueAnswer(CodeAnswer):
    """Answer to `issue`: `code` is the label to print. With a clash that is the long code of the later product.

    `new`: whether this very call brought the product in. `clash`: long codes of other products with this `short_code`.
    """

    short_code: str
    new: bool
    clash: tuple[str, ...]


class IssuedLine(IssueAnswer):
    """A line that `issue --lines` issued; `line` counts from 1."""

    line: int


class RefusedLine(Answer):
    """A line that `issue --lines` could not issue (`line` counts from 1): its JSON was refused, or its choices."""

    line: int
    error: Fault | None
    verdict: VerdictAnswer | None


class ResolveAnswer(Answer):
    """Answer to `resolve`: what was issued, verified against its digest; `document` is its text to the byte."""

    code: str
    grouped: str
    long_code: str
    sha256: str
    product: str
    choices: dict[str, JsonValue]
    document: str
    release: str = Field(description="the one that it was first issued under")
    issued_at: str
    today: RereadAnswer | None = Field(default=None, description="what it is under the catalog that was named")


class CountAnswer(Answer):
    """Answer to `count`; `over` are the options that tell configurations apart, null for all of them.

    If the number is out of reach, it is null and `why_no_count` says why.
    """

    product: str
    over: tuple[str, ...] | None
    count: int | None = Field(description="exact, however large")
    count_text: str | None = Field(description="the same in digits, for readers whose numbers are floats")
    why_no_count: str | None


class Fault(Answer):
    """Why there is no answer: a permanent `code` in kebab-case, a sentence, and what one can do now.

    `path` is a JSON path into the text that was refused, where that is known; `details` are further sentences, where
    several things are wrong at once, or of a faulty catalog its mistakes, as `check` tells them;
    `exit_code` is that of the process.
    """

    code: str
    message: str
    hint: str | None = None
    path: str | None = None
    details: tuple[str | DiagnosticAnswer, ...] = ()
    exit_code: int


class ErrorAnswer(Answer):
    """What takes the place of any answer when there is none; no other answer has a member `error` on top."""

    error: Fault


RefusedLine.model_rebuild()
