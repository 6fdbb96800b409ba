"""What one of two products makes valid and the other does not: said so that a solver can look for it.

The one product has all that it can be, under its constraints; beside it stand the constraints of the other, one of
which is to be broken (`breaches`). So is what documents say of an option that the other has not, and that an option be
what it can be there. Options of the other alone are settled: by their baselines, by what they follow from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import chain, islice

from configurator.compiler.breaches import Breaches, breaches_of
from configurator.compiler.budget import Allowance
from configurator.compiler.compile_graphs import prepare
from configurator.engine.sides import Sides, in_whole, left_out
from configurator.model.common import common, seen, seen_beside
from configurator.model.constraint import Cell, Constraint, NoneCell, RangeCell, Rule, SetCell, Table
from configurator.model.domain import (
    AnyOfDomain,
    Domain,
    IntegerDomain,
    NumberDomain,
    RangeDomain,
    TextDomain,
    ValueDomain,
    members_of,
)
from configurator.model.expression import (
    And,
    Compare,
    Constant,
    Contains,
    Count,
    Expression,
    HasValue,
    InRange,
    InSet,
    Length,
    Not,
    OptionValue,
    Or,
)
from configurator.model.option import Option
from configurator.model.raw_values import may_be_empty
from configurator.model.views import View


def beside(sides: Sides, one: View, allowance: Allowance) -> Breaches | None:
    """Clauses for what one side makes valid, and literals for all that keeps it from being valid on the other.

    Options go by their keys in the whole. None where nothing keeps it from that. Raises TooComplexError beyond the
    allowance.
    """
    other = sides.other(one)
    pairs = [(key, one.product.by_permanent_key[key], other.product.by_permanent_key[key]) for key in sides.shared]
    options = [_shared(mine, others, one, other) for _, mine, others in pairs]
    options += [view.option(each, seen(each.domain, view.side)) for view in (one, other) for each in sides.own(view)]
    settling = {each.key: _settling(other, each) for each in sides.own(other)}
    apart = {id(each) for own in settling.values() for each in own}
    met = list(map(one.constraint, one.product.all_constraints))
    settled = {
        other.own_key(key): [*map(other.constraint, own), *_by_documents(sides, other, other.product.by_key[key])]
        for key, own in settling.items()
    }
    breakable = [other.constraint(each) for each in sides.further(other) if id(each) not in apart]
    breakable += [left_out(one, each) for each in sides.alone(one)]
    breakable += [each for pair in pairs for each in _within(*pair, allowance)]
    if not settled and not breakable:
        return None
    every = [*met, *chain.from_iterable(settled.values()), *breakable]
    prepared = prepare(options, every, allowance)
    automata = iter(prepared.automata)
    of_met = list(islice(automata, len(met)))
    of_settled = {key: list(islice(automata, len(own))) for key, own in settled.items()}
    own = allowance.concerning(tuple(prepared.options), tuple(each.key for each in every))
    return breaches_of(prepared.options, of_met, of_settled, list(automata), own)


def _shared(mine: Option, others: Option, one: View, other: View) -> Option:
    """An option that both have, as it can be on one side."""
    domain = seen_beside(mine.domain, one.side, others.domain, other.side)
    return in_whole(mine, domain, may_lack=mine.may_lack_value, takes_empty=may_be_empty(mine))


def _settling(view: View, option: Option) -> list[Constraint]:
    """What of all that a side says settles an option that it has for itself."""
    found: list[Constraint] = []
    if option.derivation is not None or option.left_out is not None:
        found += (each for each in view.product.activities if each.option == option.key)
    if isinstance(option.derivation, Table):
        found += (each for each in view.product.constraints if each.key == option.derivation.key)
    elif option.derivation is not None:
        found += (each for each in view.product.equations if each.key == option.key)
    return found


def _by_documents(sides: Sides, view: View, option: Option) -> Iterator[Constraint]:
    """What settles it since documents say so: that they leave it out, or that it is what it is on the other side."""
    if option.permanent_key in sides.apart:
        yield sides.same_sets(option.permanent_key)
    elif option.derivation is None:
        yield left_out(view, option)


def _within(key: str, mine: Option, others: Option, allowance: Allowance) -> Iterator[Constraint]:
    """That an option is what it can be on the other side, too, as far as that does not go without saying."""
    if mine.may_lack_value and not others.may_lack_value:
        yield Rule(f"{key}#", HasValue(key))
    gone = frozenset(_keys(mine.domain)).difference(_keys(others.domain))
    match mine.domain, others.domain:
        case ValueDomain(), ValueDomain() if gone:
            yield Rule(f"{key}#", Not(InSet(OptionValue(key), gone)))
        case AnyOfDomain() as sets, AnyOfDomain() as other_sets:
            if gone:
                yield Rule(f"{key}#", Not(Or(tuple(Contains(key, each) for each in sorted(gone)))))
            if _sizes(mine, sets) != _sizes(others, other_sets):
                yield Rule(f"{key}#", _has_size(key, *_sizes(others, other_sets)), when=HasValue(key))
        case (IntegerDomain() | NumberDomain()) as numbers, _:
            cell = _cell(numbers, common(numbers, others.domain), allowance.concerning((key,), ()))
            if cell is not None:
                yield Table(f"{key}#", (key,), allows=True, rows=((NoneCell(),), (cell,)))
        case TextDomain() as texts, TextDomain() as other_texts:
            if texts.least < other_texts.least or texts.most > other_texts.most:
                low, high = Constant(Fraction(other_texts.least)), Constant(Fraction(other_texts.most))
                yield Rule(f"{key}#", InRange(Length(key), low, high))


def _keys(domain: Domain) -> Mapping[str, object]:
    members = members_of(domain)
    return members.by_permanent_key if members else {}


def _sizes(option: Option, domain: AnyOfDomain) -> tuple[int, int, bool]:
    """How many members its sets have, from and to, and whether they may have none in any case."""
    return domain.least, domain.greatest, may_be_empty(option)


def _has_size(key: str, least: int, greatest: int, takes_empty: bool) -> Expression:
    size = Count((OptionValue(key),))
    found = And((Compare(">=", size, Constant(Fraction(least))), Compare("<=", size, Constant(Fraction(greatest)))))
    return Or((found, Compare("=", size, Constant(Fraction(0))))) if takes_empty else found


def _cell(numbers: RangeDomain, shared: Domain | None, allowance: Allowance) -> Cell | None:
    """What those of some numbers match that are shared; None where all are."""
    if shared is None:
        return NoneCell()
    assert isinstance(shared, IntegerDomain | NumberDomain)  # noqa: S101 - what numbers share are numbers
    size = shared.size()
    if size == numbers.size():
        return None
    if shared.step == numbers.step:
        return RangeCell(shared.amount_at(0), shared.amount_at(size - 1))
    if size > allowance.budget.values:
        raise allowance.too_complex(f"more than {allowance.budget.values:,} numbers would have to be looked at")
    return SetCell(frozenset(map(shared.at, range(size))))
