"""What a request may say, and the few replies that no command has: as pydantic models, of which OpenAPI is made.

A message is an object whose members are all known. Choices are raw values by option, as `validate` takes them, and are
judged there; here it only matters that they are an object.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from configurator.answers.answer import Answer, Choice
from configurator.answers.codes import ResolveAnswer
from configurator.answers.configurations import AmountAnswer, BarAnswer, CodeAnswer, VerdictAnswer
from configurator.answers.explained import ConflictAnswer
from configurator.answers.narrowed import MOST_VALUES, DomainAnswer, NarrowedAnswer, ValueAnswer
from configurator.api.problems import ProblemDetails


def _day(text: object) -> object:
    if isinstance(text, str) and len(text) == len("2026-05-01"):
        return date.fromisoformat(text)
    raise ValueError("a day is written as 2026-05-01")


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]

Raw = Annotated[
    dict[str, Any],
    WithJsonSchema({"type": "object", "additionalProperties": True}),
]
"""Raw values by key."""


def _integer(number: object) -> object:
    return int(number) if isinstance(number, Decimal) and number == number.to_integral_value() else number


Count = Annotated[int, BeforeValidator(_integer)]
"""A whole number, also written as `5.0`, which is one in JSON Schema."""


class Message(BaseModel):
    """What all messages share."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ChoicesMessage(Message):
    """A configuration, complete or not: a raw value for each option that is chosen."""

    choices: Raw


class SaleMessage(ChoicesMessage):
    """The same for a sale: its `facts` by key, such as `{"market": "eu"}`, and the day, today where none is named."""

    facts: Raw = Field(default_factory=dict)
    on: Day | None = None


class CompleteMessage(ChoicesMessage):
    """Choices made so far; `options` that are asked about (all), and `most` values of each that are told.

    `blocked`: tell of the values that are not possible, too, and what excludes them.
    """

    options: tuple[str, ...] | None = Field(default=None, strict=False)
    most: Count = Field(default=MOST_VALUES, ge=0, le=1_000)
    blocked: bool = False


class ExplainMessage(SaleMessage):
    """Choices that may contradict one another; `most` repairs."""

    most: Count = Field(default=5, ge=0, le=20)


class ValuesMessage(ChoicesMessage):
    """Choices made so far, the option's own aside; the values whose key or label has all words of `q`, paged.

    `after`: the key of the last value of the page before. `why`: tell what excludes those that are not possible.
    """

    q: str = Field(default="", max_length=200)
    after: str | None = Field(default=None, max_length=200)
    limit: Count = Field(default=MOST_VALUES, ge=1, le=1_000)
    why: bool = True


class CodesMessage(Message):
    """Codes in any accepted spelling."""

    codes: tuple[Annotated[str, Field(max_length=200)], ...] = Field(max_length=1_000, strict=False)


def _whole(text: object) -> object:
    if isinstance(text, str) and text.isascii() and text.isdecimal():
        return int(text) if len(text) < 20 else 2**64
    raise ValueError("a whole number is written in digits")


def _flag(text: object) -> object:
    if text in ("true", "false"):
        return text == "true"
    raise ValueError("write `true` or `false`")


Whole = Annotated[int, BeforeValidator(_whole)]
Flag = Annotated[bool, BeforeValidator(_flag)]


class Query(BaseModel):
    """What may stand behind `?`; everything is known there, too."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LanguageQuery(Query):
    """The language of labels and reasons; without it, that of `Accept-Language`, or else the catalog's first."""

    language: str | None = Field(default=None, max_length=40)


class ValuesQuery(LanguageQuery):
    """A page of values: those whose key or label has all words of `q`, after the one with this key."""

    q: str = Field(default="", max_length=200)
    after: str | None = Field(default=None, max_length=200)
    limit: Whole = Field(default=MOST_VALUES, ge=1, le=1_000)


class CodeQuery(LanguageQuery):
    """`brief`: the code in three spellings, and nothing else."""

    brief: Flag = False


class SchemaQuery(LanguageQuery):
    """Which JSON Schema: `2020-12`, or `7` for makers of forms."""

    draft: Literal["2020-12", "7"] = "2020-12"


class ResolveQuery(LanguageQuery):
    """`today`: tell what it is under the catalog of today, too, where this service has it.

    `private`: show the private texts, where this service has the owner's key; the key of who asks is for that, too.
    """

    today: Flag = False
    private: Flag = Field(default=False, description="show private texts; without it each is `withheld`")


class ChangesQuery(Query):
    """What comes after this number, so many entries at most."""

    after: Whole = Field(default=0, ge=0, le=2**63 - 1)
    limit: Whole = Field(default=1_000, ge=1, le=1_000)


class BatchQuery(LanguageQuery):
    """What each line is asked: its verdict, its code, or to be issued."""

    answer: Literal["verdict", "code", "issue"] = "verdict"


class AttributeAnswer(Answer):
    """A derived amount that offers have."""

    key: str
    label: str


class OptionAnswer(Answer):
    """What is asked of a customer; `kind` as in the answer to `narrow`, or `date` for a fact that is a day.

    `when`: under which condition it is asked for, as its author wrote it; `depends_on`: the options that decide that.
    `least`, `greatest` and `step` are bounds of a number in its `unit`, of how many values, or of characters. `values`:
    how many there are to choose among. `default`: what it is where nobody mentions it. `derived`: nobody chooses it.
    """

    key: str
    label: str
    kind: str
    optional: bool
    private: bool
    derived: bool
    when: str | None
    depends_on: tuple[str, ...]
    default: Choice
    unit: str | None = None
    least: str | None = None
    greatest: str | None = None
    step: str | None = None
    values: int | None = None
    media: tuple[str, ...] = ()
    product: str | None = None
    retired: str | None = None


class ProductDescription(Answer):
    """A product: its options in declared order, the `facts` of a sale, and the amounts that it derives."""

    key: str
    permanent_key: str
    label: str
    catalog: str
    release: str
    language: str | None
    gtin: str | None
    options: tuple[OptionAnswer, ...]
    facts: tuple[OptionAnswer, ...]
    amounts: tuple[AttributeAnswer, ...]


class ProductInShort(Answer):
    """A product of a catalog."""

    key: str
    permanent_key: str
    label: str
    options: int


class CatalogAnswer(Answer):
    """A catalog that is served: its release, named by content, its languages, the first its own, its products."""

    key: str
    label: str
    release: str
    languages: tuple[str, ...]
    products: tuple[ProductInShort, ...]


class CatalogsAnswer(Answer):
    """All catalogs that are served, by key."""

    catalogs: tuple[CatalogAnswer, ...]


class ValuesPage(Answer):
    """A page of what an option can be chosen to be; `after` asks for the next one, null where there is none."""

    option: str
    matching: int
    values: tuple[ValueAnswer, ...]
    after: str | None


class BlockedAnswer(ValueAnswer):
    """A value that is not possible, and a smallest conflict that it takes part in; null where nobody asked.

    One answer explains so many; the rest is null, too.
    """

    why: ConflictAnswer | None


class PossiblePage(Answer):
    """A page of values after some choices: first those that are `possible`, then those that are `blocked`.

    `matching` of all values match the search, of which `matching_possible` are possible.
    """

    option: str
    matching: int
    matching_possible: int
    possible: tuple[ValueAnswer, ...]
    blocked: tuple[BlockedAnswer, ...]
    after: str | None


class OptionDomain(DomainAnswer):
    """What an option can still be and, if that was asked, the first values that it cannot be, and why."""

    blocked: tuple[BlockedAnswer, ...] = ()


class PossibleAnswer(NarrowedAnswer):
    """What a product can still be after some choices, as in the answer to `narrow`."""

    options: tuple[OptionDomain, ...]


class OfferAnswer(Answer):
    """May it be sold for these facts on this day, and what does it come to? Members as in the answer to `validate`."""

    product: str
    on: str
    sellable: bool | None
    bars: tuple[BarAnswer, ...]
    open_facts: tuple[str, ...]
    amounts: dict[str, AmountAnswer]


class NotResolved(Answer):
    """A code that was asked for among others, and why there is no answer to it."""

    code: str
    problem: ProblemDetails


class ResolvedCodes(Answer):
    """An answer for each code, in the order of the question."""

    codes: tuple[ResolveAnswer | NotResolved, ...]


class VerdictLine(VerdictAnswer):
    """The verdict on a line of a batch; `line` counts from 1."""

    line: int


class CodedLine(CodeAnswer):
    """The code of a line of a batch; `line` counts from 1."""

    line: int


class NotAnswered(Answer):
    """A line of a batch that has no answer, and why; `line` counts from 1, pointers lead into the line."""

    line: int
    problem: ProblemDetails


class ImageAnswer(Answer):
    """A picture that was uploaded: the digest that choices name it by, and what it is by its bytes."""

    digest: str
    media: str
    size: int
    width: int
    height: int
    new: bool


class HealthAnswer(Answer):
    """Whether the service can do its work; `releases` by catalog."""

    ok: bool
    releases: dict[str, str]
    registry: bool | None = Field(description="null where it has none")


class OpenApiDocument(BaseModel):
    """An OpenAPI 3.1 document."""

    model_config = ConfigDict(extra="allow")

    openapi: str


class SchemaDocument(BaseModel):
    """A JSON Schema."""

    model_config = ConfigDict(extra="allow")
