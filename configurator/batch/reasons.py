"""Why a row is not valid, as one number: the first problem has the least, and words of its own.

The words are the key of a constraint, or the code of another problem with the option that it lies with:
`unknown-value:team`. The order is that of a verdict's problems: what lies with no option, what lies with options in
declared order, broken constraints in declared order. 0 stands for "valid".
"""

from __future__ import annotations

from collections.abc import Sequence

from configurator.model.catalog import Product
from configurator.model.constraint import Constraint
from configurator.model.problem import WHOLE, Problem, ProblemCode

_CODES = {code: place for place, code in enumerate(ProblemCode)}
_BY_PLACE = tuple(_CODES)


def reason_of(problem: Problem) -> str:
    """The words for a problem: what a batch says of a row whose first problem it is."""
    if problem.constraint is not None:
        return problem.constraint
    return f"{problem.code.value}:{problem.options[0]}" if problem.options else problem.code.value


class Reasons:
    """The reasons of one product; `constraints` are those that are checked, in declared order."""

    def __init__(self, product: Product, constraints: Sequence[Constraint]) -> None:
        self._places = {option.key: place for place, option in enumerate(product.options, 1)}
        self._options = product.options
        self._constraints = constraints
        self.first_constraint = 1 + len(_CODES) * (1 + len(product.options))
        self.none = self.first_constraint + len(constraints)
        """Larger than all."""
        self._by_key = {each.key: self.first_constraint + place for place, each in enumerate(constraints)}

    def number(self, problem: Problem) -> int:
        """The number of a problem."""
        if problem.path == WHOLE and problem.constraint is not None:
            return self._by_key[problem.constraint]
        # of what follows from a table, the option that follows stands last
        place = 0 if problem.constraint is None else -1
        option = problem.options[place] if problem.options else ""
        return 1 + len(_CODES) * self._places.get(option, 0) + _CODES[problem.code]

    def of_code(self, code: ProblemCode, option: str = "") -> int:
        """The number of a problem of this code, with an option or with none."""
        return 1 + len(_CODES) * self._places.get(option, 0) + _CODES[code]

    def words(self, number: int) -> str:
        """The words for a number from 1 on."""
        if number >= self.first_constraint:
            return self._constraints[number - self.first_constraint].key
        place, code = divmod(number - 1, len(_CODES))
        if not place:
            return _BY_PLACE[code].value
        option = self._options[place - 1]
        if _BY_PLACE[code] is ProblemCode.BROKEN_TABLE:  # the table that an option follows from
            return str(getattr(option.derivation, "key", option.key))
        return f"{_BY_PLACE[code].value}:{option.key}"
