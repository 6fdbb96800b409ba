"""What could be sold under an old release and can no longer under a new one, though both can build it: exactly.

The facts of a sale are cut into cells within which nothing that bars a sale in either release tells two sales apart
(`common_cells`). In a cell the bars look at options alone, so what may be sold there is a product like others, and what
both releases have in common is counted (`conjunction`): all that is kept and could be sold before, less what of it can
be sold now. Cells in which the new release bars nothing that the old one did not bar, too, lose nothing, and nothing is
compiled for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from configurator.compiler.budget import Allowance, Budget
from configurator.engine.common_cells import CommonCell, common_cells, values_gone
from configurator.engine.conjunction import conjunction
from configurator.engine.difference import counted_in_common
from configurator.engine.sale_bars import Bars, bars_in
from configurator.engine.sale_cells import Stretch
from configurator.engine.sides import Sides
from configurator.errors import NoDiagramError, TooComplexError
from configurator.model.catalog import Product
from configurator.model.constraint import Rule

MOST_CELLS = 32
"""Cells of different bars that are compiled."""


@dataclass(frozen=True, slots=True)
class SaleLoss:
    """Sales in which `lost` configurations can be sold no longer, of those that are kept.

    `where` has the facts of these sales, in words, `day` among them; `bars`: the keys of `sell` rules, or
    `sale_bars.RETIRED` for what is retired. Where the number is out of reach it is None, and `why` says why: then the
    new release bars something anew, and whether anything meets it is not known.
    """

    where: Mapping[str, str]
    bars: tuple[str, ...]
    lost: int | None
    why: str | None = None


def sale_losses(old: Product, new: Product, since: date, budget: Budget) -> Iterator[SaleLoss]:
    """The sales, from a day on, in which something that is kept is sold no longer.

    Raises `IncomparableError` where documents of the one cannot be held against those of the other.
    """
    for fact, values in values_gone(old, new):
        yield SaleLoss({fact: ", ".join(values)}, (fact,), None, f"`{fact}` no longer has these values")
    answers = _Answers(old, new, budget)
    run: tuple[CommonCell, Stretch, _Answer] | None = None
    try:
        for cell in common_cells(old, new, since):
            found = answers.of(cell)
            if run is not None and run[2] is found and run[0].others == cell.others and cell.follows(run[1]):
                run = run[0], replace(run[1], last=cell.days.last), found
                continue
            yield from _told(run)
            run = None if found is None else (cell, cell.days, found)
        yield from _told(run)
    except TooComplexError as error:
        yield SaleLoss({}, tuple(rule.key for rule in new.sales), None, str(error))


def _told(run: tuple[CommonCell, Stretch, _Answer] | None) -> Iterator[SaleLoss]:
    """Cells that follow one another, and lose the same."""
    if run is not None:
        cell, days, answer = run
        yield SaleLoss({**dict(cell.others), cell.day_name: str(days)}, answer.bars, answer.lost, answer.why)


@dataclass(frozen=True, slots=True)
class _Answer:
    bars: tuple[str, ...]
    lost: int | None
    why: str | None = None


class _Answers:
    """What is lost in cells; those of the same bars are asked once."""

    def __init__(self, old: Product, new: Product, budget: Budget) -> None:
        self._old, self._new, self._budget = old, new, budget
        self._known: dict[object, _Answer | None] = {}
        self._asked = 0

    def of(self, cell: CommonCell) -> _Answer | None:
        """What is lost in a cell; None for nothing."""
        day = str(cell.days.value)
        before, now = bars_in(self._old, cell.old, day), bars_in(self._new, cell.new, day)
        if before.all_barred:
            return None
        what = _what(before), _what(now)
        if what not in self._known:
            self._known[what] = self._found(_Question(self._old, self._new, before, now, self._budget))
        return self._known[what]

    def _found(self, question: _Question) -> _Answer | None:
        anew = question.anew()
        if not anew:
            return None
        self._asked += 1
        if self._asked > MOST_CELLS:
            return _Answer(anew, None, f"more than {MOST_CELLS} kinds of sales have bars of their own")
        try:
            lost = question.lost()
        except (TooComplexError, NoDiagramError) as error:
            return _Answer(anew, None, str(error))
        return _Answer(anew, lost) if lost else None


def _what(bars: Bars) -> tuple[bool, frozenset[object]]:
    return bool(bars.all_barred), frozenset((each.condition, each.when, each.forbids) for each in bars.rules)


@dataclass(frozen=True)
class _Question:
    """Two products in one cell, with what bars a sale of each there."""

    old: Product
    new: Product
    before: Bars
    now: Bars
    budget: Budget

    def anew(self) -> tuple[str, ...]:
        """What bars a sale that did not before, by its keys."""
        if self.now.all_barred:
            return self.now.all_barred
        sides = Sides.of(_barred(self.old, self.before.rules), _barred(self.new, self.now.rules))
        further = {each.key for each in sides.further(sides.new)}
        found = (key for each, key in zip(self.now.rules, self.now.keys, strict=True) if each.key in further)
        return tuple(dict.fromkeys(found))

    def lost(self) -> int:
        """How many that are kept could be sold, and can be no longer. Raises `TooComplexError` and `NoDiagramError`."""
        old = _barred(self.old, self.before.rules)
        could = self._in_common(old, self.new)
        if self.now.all_barred or not could:
            return could
        return could - self._in_common(old, _barred(self.new, self.now.rules))

    def _in_common(self, old: Product, new: Product) -> int:
        return counted_in_common(conjunction(Sides.of(old, new), Allowance(self.budget)).new)


def _barred(product: Product, rules: Sequence[Rule]) -> Product:
    """What of a product may be sold."""
    return replace(product, constraints=(*product.constraints, *rules))
