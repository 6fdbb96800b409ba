"""What two products both make valid: one product of what they have in common, under the constraints of both.

An option that both products have is one option here, that can be what it can be in both; the others are as `sides` has
them. Texts and pictures do not multiply: a configuration of closed options counts once if some texts make it valid on
both sides.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Protocol

from configurator.compiler.budget import Allowance
from configurator.compiler.compile_graphs import Prepared, prepare
from configurator.engine.clausal import WAYS
from configurator.engine.sides import Sides, in_whole, left_out
from configurator.engine.valid_space import Component, ValidSpace, components_of
from configurator.errors import IncomparableError
from configurator.model.common import IncomparableDomainsError, common, seen
from configurator.model.constraint import Constraint
from configurator.model.domain import ValueDomain
from configurator.model.option import Option
from configurator.model.raw_values import may_be_empty
from configurator.model.views import View

_NOTHING = ValueDomain(())


class Compiling(Protocol):
    """How components are made, as `components_of` makes them."""

    def __call__(self, prepared: Prepared, allowance: Allowance, *, over: Collection[str]) -> tuple[Component, ...]:
        """The components of what is prepared, in which the options in `over` multiply."""


@dataclass(frozen=True)
class InCommon:
    """What two products have in common, as one of them tells it apart: options in `over` multiply, no others do."""

    space: ValidSpace
    view: View
    over: frozenset[str]


@dataclass(frozen=True)
class Conjunction:
    """What two products have in common, compiled, as each of them tells it apart."""

    old: InCommon
    new: InCommon

    def method(self, old: ValidSpace, new: ValidSpace) -> str:
        """What answers come from that these take part in, as in `ValidSpace`."""
        return max((each.method for each in (old, new, self.old.space, self.new.space)), key=WAYS.index)


def conjunction(
    sides: Sides,
    allowance: Allowance,
    compiling: Compiling = components_of,
    further: Collection[Constraint] = (),
) -> Conjunction:
    """Compile what two products have in common, as far as that meets `further` constraints, said of the whole.

    Raises `IncomparableError` where documents of the one cannot be held against those of the other, and
    `TooComplexError` beyond the budget.
    """
    views = sides.old, sides.new
    options = [_shared(*(view.product.by_permanent_key[key] for view in views)) for key in sides.shared]
    options += [view.option(each, seen(each.domain, view.side)) for view in views for each in sides.own(view)]
    constraints: list[Constraint] = [left_out(view, each) for view in views for each in sides.alone(view)]
    constraints += map(sides.old.constraint, sides.further(sides.old))
    constraints += map(sides.new.constraint, sides.new.product.all_constraints)
    constraints += map(sides.same_sets, sorted(sides.apart))
    constraints += further
    prepared = prepare(options, constraints, allowance)
    product = replace(sides.new.product, options=tuple(options), constraints=(), said={})
    closed = [frozenset(view.key(each.key) for each in view.product.options if not each.is_open) for view in views]
    if sides.tells_alike:
        closed = [closed[0] | closed[1]] * 2
    spaces = {over: ValidSpace(product, compiling(prepared, allowance, over=over)) for over in dict.fromkeys(closed)}
    return Conjunction(*(InCommon(spaces[over], view, over) for view, over in zip(views, closed, strict=True)))


def _shared(old: Option, new: Option) -> Option:
    """An option that both have: what it can be on both sides. That it may be asked for only sometimes is said apart."""
    try:
        domain = common(old.domain, new.domain)
    except IncomparableDomainsError as error:
        raise IncomparableError(new.key, f"{error} in one of the two") from None
    may_lack = old.may_lack_value and new.may_lack_value
    takes_empty = may_be_empty(old) and may_be_empty(new)
    return in_whole(new, _NOTHING if domain is None else domain, may_lack=may_lack, takes_empty=takes_empty)
