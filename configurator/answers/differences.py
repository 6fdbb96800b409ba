"""Answers about what a release gains and loses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from configurator.answers.answer import Answer, Choice, Place, choices_of
from configurator.answers.catalogs import DiagnosticAnswer, ReasonAnswer
from configurator.diagnostics.render import as_json, place
from configurator.diagnostics.suggest import digits

if TYPE_CHECKING:
    from configurator.change import Break, Change
    from configurator.differences import Changed
    from configurator.engine.amount_changes import AmountChange
    from configurator.engine.difference import Configuration
    from configurator.issued_changes import IssuedChanges
    from configurator.model.catalog import Product
    from configurator.revalidation import Tried


class ExampleAnswer(Answer):
    """A configuration that is kept, and what it came and comes to, in exact digits and in words."""

    configuration: dict[str, Choice]
    before: str
    now: str


class AmountChangeAnswer(Answer):
    """A derived amount over all configurations that are kept: for how many it changes, and by how much.

    `least` and `greatest` are new less old, in digits of the `unit`; null where they are out of reach. `changed` is
    null where that is, and `why` says so. `examples` have the least and the greatest change.
    """

    amount: str
    label: str
    unit: str | None
    changed: int | None
    changed_text: str | None
    least: str | None
    greatest: str | None
    examples: tuple[ExampleAnswer, ...]
    why: str | None

    @classmethod
    def of(cls, change: AmountChange, product: Product | None) -> AmountChangeAnswer:
        """The same for programs."""
        unit = change.least.unit if change.least is not None else None
        return cls(
            amount=change.key,
            label=change.label,
            unit=unit.symbol if unit is not None else None,
            changed=change.changed,
            changed_text=_digits(change.changed),
            least=change.least.digits if change.least is not None else None,
            greatest=change.greatest.digits if change.greatest is not None else None,
            examples=tuple(
                ExampleAnswer(
                    configuration=choices_of(product, each.configuration),
                    before=each.before.digits,
                    now=each.now.digits,
                )
                for each in change.examples
                if product is not None
            ),
            why=change.why,
        )


class SaleLossAnswer(Answer):
    """Sales in which something that is kept is sold no longer: `where`, by which `bars`, and how many are `lost`.

    `bars` are keys of `sell` rules, and `retired`. `lost` is null where it is out of reach, and `why` says why.
    """

    where: dict[str, str]
    bars: tuple[str, ...]
    lost: int | None
    why: str | None


class ChangedAnswer(Answer):
    """How many configurations of a product are gained, lost and kept, exactly, each in digits, too.

    `some_gained` and `some_lost` are examples, by the keys of their side, without texts and pictures. A number that is
    out of reach is null, and `why` says what puts it there; it is then no less than `…_at_least`, where that is known.
    `method`: what the answer comes from, as in the answer to `narrow`; null where there is none.
    """

    product: str
    kept: int | None
    kept_text: str | None
    gained: int | None
    gained_text: str | None
    lost: int | None
    lost_text: str | None
    kept_at_least: int | None = None
    kept_at_least_text: str | None = None
    gained_at_least: int | None = None
    gained_at_least_text: str | None = None
    lost_at_least: int | None = None
    lost_at_least_text: str | None = None
    some_gained: tuple[dict[str, Choice], ...]
    some_lost: tuple[dict[str, Choice], ...]
    amounts: tuple[AmountChangeAnswer, ...] = ()
    sales: tuple[SaleLossAnswer, ...] = ()
    method: str | None = None
    why: str | None

    @classmethod
    def of(cls, changed: Changed) -> ChangedAnswer:
        """The same for programs."""
        kept = _at_least(changed.kept, changed.kept_at_least)
        gained = _at_least(changed.gained, changed.gained_at_least)
        lost = _at_least(changed.lost, changed.lost_at_least)
        return cls(
            product=changed.permanent_key,
            kept=changed.kept,
            kept_text=_digits(changed.kept),
            gained=changed.gained,
            gained_text=_digits(changed.gained),
            lost=changed.lost,
            lost_text=_digits(changed.lost),
            kept_at_least=kept,
            kept_at_least_text=_digits(kept),
            gained_at_least=gained,
            gained_at_least_text=_digits(gained),
            lost_at_least=lost,
            lost_at_least_text=_digits(lost),
            some_gained=_examples(changed.new, changed.some_gained),
            some_lost=_examples(changed.old, changed.some_lost),
            amounts=tuple(AmountChangeAnswer.of(each, changed.new) for each in changed.amounts),
            sales=tuple(
                SaleLossAnswer(where=dict(each.where), bars=each.bars, lost=each.lost, why=each.why)
                for each in changed.sales
            ),
            method=changed.method,
            why=changed.why,
        )


class DeclaredChangeAnswer(Answer):
    """One thing that is declared otherwise; members as in `configurator.declared_changes.DeclaredChange`."""

    what: str
    kind: str
    owner: str
    key: str
    before: str | None
    now: str | None
    detail: str | None


class TouchedCodeAnswer(Answer):
    """An issued code that a release touches, and why."""

    code: str
    product: str | None
    why: str | None


class IssuedChangesAnswer(Answer):
    """What becomes of issued codes, `asked` in number; of each kind up to 20 are named."""

    day: str
    asked: int
    unbuildable: int
    unsellable: int
    endangered: int
    some_unbuildable: tuple[TouchedCodeAnswer, ...]
    some_unsellable: tuple[TouchedCodeAnswer, ...]
    some_endangered: tuple[TouchedCodeAnswer, ...]
    reasons: tuple[ReasonAnswer, ...]

    @classmethod
    def of(cls, found: IssuedChanges) -> IssuedChangesAnswer:
        """The same for programs."""
        return cls(
            day=found.day.isoformat(),
            asked=found.asked,
            unbuildable=found.unbuildable,
            unsellable=found.unsellable,
            endangered=found.endangered,
            some_unbuildable=_touched(found.some_unbuildable),
            some_unsellable=_touched(found.some_unsellable),
            some_endangered=_touched(found.some_endangered),
            reasons=tuple(ReasonAnswer(why=why, codes=codes) for why, codes in found.reasons),
        )


class BreakAnswer(Answer):
    """One thing that breaks at a level, at its place in the catalog; not `sure`: it could not be found out."""

    level: str
    code: str
    message: str
    place: Place
    hint: str | None
    sure: bool


class ChangeAnswer(Answer):
    """Answer to `diff`: what became of each product, those of today in declared order first, and all else it means.

    `against`: the earlier releases, oldest first. `texts`: what reads otherwise, by language in `translations`. `level`
    is that of the gate, null without one; `ok` if nothing `breaks`.
    """

    against: tuple[str, ...] = ()
    products: tuple[ChangedAnswer, ...]
    declared: tuple[DeclaredChangeAnswer, ...] = ()
    code_breaks: tuple[DiagnosticAnswer, ...] = ()
    texts: tuple[DiagnosticAnswer, ...] = ()
    translations: dict[str, int]
    issued: IssuedChangesAnswer | None = None
    level: str | None = None
    ok: bool = True
    breaks: tuple[BreakAnswer, ...] = ()

    @classmethod
    def of(cls, change: Change, level: str | None, breaks: Sequence[Break]) -> ChangeAnswer:
        """The same for programs."""
        sources = change.new.sources
        said = [
            tuple(DiagnosticAnswer.model_validate(as_json(each, sources)) for each in some)
            for some in (change.code_breaks, change.texts)
        ]
        return cls(
            against=change.against,
            products=tuple(map(ChangedAnswer.of, change.products)),
            declared=tuple(DeclaredChangeAnswer(**asdict(each)) for each in change.declared),
            code_breaks=said[0],
            texts=said[1],
            translations=dict(change.translations),
            issued=None if change.issued is None else IssuedChangesAnswer.of(change.issued),
            level=level,
            ok=not breaks,
            breaks=tuple(
                BreakAnswer(
                    level=each.level,
                    code=each.code,
                    message=each.message,
                    place=Place.model_validate(place(each.span, sources)),
                    hint=each.hint,
                    sure=each.sure,
                )
                for each in breaks
            ),
        )


def _touched(found: Iterable[Tried]) -> tuple[TouchedCodeAnswer, ...]:
    return tuple(TouchedCodeAnswer(code=each.code, product=each.product, why=each.problem) for each in found)


def _at_least(number: int | None, at_least: int) -> int | None:
    """What is known of a number that is not known itself."""
    return at_least or None if number is None else None


def _digits(number: int | None) -> str | None:
    return None if number is None else digits(number)


def _examples(product: Product | None, found: Iterable[Configuration]) -> tuple[dict[str, Choice], ...]:
    return () if product is None else tuple(choices_of(product, each) for each in found)
