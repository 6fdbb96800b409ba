"""Answers about one configuration: the verdict, the code, and what a stored document says today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field, JsonValue

from configurator.answers.answer import Answer, Choice, Place, as_json, choices_of
from configurator.identity.code_text import grouped
from configurator.model.derivation import Amount
from configurator.source import Source, Sources

if TYPE_CHECKING:
    from configurator.engine.offer import Offer
    from configurator.engine.sale import Bar
    from configurator.engine.verdict import Verdict
    from configurator.identity.coded import Coded
    from configurator.model.catalog import Product
    from configurator.model.problem import Problem
    from configurator.rereading import Reread


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
    def of(cls, problem: Problem, sources: Source | Sources) -> ProblemAnswer:
        """A problem with a configuration of a product whose catalog is made of `sources`."""
        return cls(
            code=problem.code.value,
            path=problem.path,
            message=problem.message,
            hint=problem.hint,
            constraint=problem.constraint,
            options=problem.options,
            place=Place.of(problem.span, sources),
        )


class BarAnswer(Answer):
    """What bars a configuration from sale: retired since a day, or a `sell` rule that does not hold.

    Without an option and a rule, the whole product is meant.
    """

    since: str | None
    message: str
    option: str | None
    value: str | None
    rule: str | None

    @classmethod
    def of(cls, bar: Bar) -> BarAnswer:
        """The same for programs."""
        return cls(since=bar.since, message=bar.message, option=bar.option, value=bar.value, rule=bar.rule)


class AmountAnswer(Answer):
    """So many of a unit: `number` is an exact decimal, or a fraction `1/3`; without a unit, it counts pieces."""

    number: str
    unit: str | None

    @classmethod
    def of(cls, amount: Amount) -> AmountAnswer:
        """The same for programs."""
        return cls(number=amount.digits, unit=amount.unit.symbol if amount.unit else None)


class VerdictAnswer(Answer):
    """Answer to `validate`, and to `code` and `issue` where a configuration is not valid.

    `product` is `CATALOG/PRODUCT`; `completed` has a value for every option that could be read, in declared order.
    `document` is the text of the canonical document, null if it is not valid, and where it has private text and no
    identity key was given. `sellable`: valid, and nothing bars it; null where that depends on `open_facts`, which
    nobody gave. `amounts` are what the catalog derives, empty if it is not valid. `unseen`: the options whose picture
    was given by its digest alone, so that nobody has looked at the file.
    """

    product: str
    valid: bool
    sellable: bool | None
    completed: dict[str, Choice]
    problems: tuple[ProblemAnswer, ...]
    bars: tuple[BarAnswer, ...]
    open_facts: tuple[str, ...]
    amounts: dict[str, AmountAnswer]
    document: str | None
    unseen: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        product: Product,
        verdict: Verdict,
        sources: Source | Sources,
        offer: Offer | None = None,
        document: bytes | None = None,
    ) -> VerdictAnswer:
        """The verdict on a configuration of a product whose catalog is made of `sources`."""
        return cls(
            product=product.permanent_key,
            valid=verdict.valid,
            sellable=offer.sellable if offer else False,
            completed=choices_of(product, verdict.completed),
            problems=tuple(ProblemAnswer.of(each, sources) for each in verdict.problems),
            bars=tuple(map(BarAnswer.of, offer.bars)) if offer else (),
            open_facts=offer.open if offer else (),
            amounts={key: AmountAnswer.of(each) for key, each in offer.amounts.items()} if offer else {},
            document=None if document is None else document.decode(),
            unseen=verdict.unseen,
        )


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
    def of(cls, found: Reread, sources: Source | Sources, on: str) -> RereadAnswer:
        """The same for programs."""
        return cls(
            product=found.document.product,
            code=found.document.code,
            on=on,
            buildable=found.buildable,
            sellable=found.sellable,
            completed=choices_of(found.product, found.reading.completed),
            renamed=tuple(RenamedAnswer(first=e.first, now=e.now, option=e.option) for e in found.reading.renamed),
            lost={key: as_json(value) for key, value in found.reading.lost.items()},
            problems=tuple(ProblemAnswer.of(each, sources) for each in found.problems),
            bars=tuple(map(BarAnswer.of, found.bars)),
            code_kept=found.code_kept,
        )


class DocumentCodeAnswer(Answer):
    """Answer to `code --document`: what follows from a canonical document; nothing else, now and later."""

    code: str
    long_code: str
    sha256: str


class CodeAnswer(DocumentCodeAnswer):
    """Answer to `code`. `document` is the text of the canonical document, whose UTF-8 bytes are hashed.

    `sha256` is that of `vpc/1 config `, the number of these bytes in digits, a zero byte, and the bytes.

    `completed` has no private text, and `unseen` is as in the answer to `validate`.
    """

    product: str
    grouped: str = Field(description="the code as people read it, in groups of five")
    document: str
    completed: dict[str, Choice]
    release: str
    unseen: tuple[str, ...] = ()

    @classmethod
    def members(cls, product: Product, coded: Coded, release: str) -> dict[str, Any]:
        """All members, for a valid configuration of a product under this release."""
        return {
            "product": product.permanent_key,
            "code": coded.code,
            "grouped": grouped(coded.code),
            "long_code": coded.long_code,
            "sha256": coded.digest.hex(),
            "document": coded.document.decode(),
            "completed": choices_of(product, coded.verdict.completed),
            "release": release,
            "unseen": coded.verdict.unseen,
        }
