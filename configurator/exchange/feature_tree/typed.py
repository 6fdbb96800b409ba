"""What a typed feature is in a catalog, and how its option is compared with a number or text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from configurator.exchange.catalog_text import number
from configurator.exchange.feature_tree.domains import Numbers
from configurator.exchange.feature_tree.expression import OPPOSITE, TRUE, Always, Expression, Written, negated
from configurator.exchange.feature_tree.trying import MOST_CASES, compared


@dataclass(frozen=True, slots=True)
class TypedFeature:
    """What a typed feature is in the catalog: the key of its option, its numbers, or the keys of its texts.

    Neither numbers nor texts: it is any text. `there` is the condition that it is there.
    """

    key: str
    there: Expression
    numbers: Numbers | None = None
    texts: Mapping[str, str] | None = None

    @property
    def may_be_absent(self) -> bool:
        """Whether there are products without it."""
        return self.there != TRUE

    def beside(self, sign: str, fixed: Fraction) -> Expression:
        """Its number, or the length of its text, beside a number; what holds for all that it can be is not asked."""
        absent = compared(sign, Fraction(0), fixed)
        if self.numbers is not None and (truth := self._whatever(sign, fixed, self.numbers)) is not None:
            if absent is truth:
                return Always(truth)
            return self.there if truth else negated(self.there)
        return written_beside(self, self.amount, sign, number(fixed), absent)

    @staticmethod
    def _whatever(sign: str, fixed: Fraction, numbers: Numbers) -> bool | None:
        """Whether all numbers, or none, are so beside another one; None if some are."""
        if sign in ("=", "!="):
            inside = numbers.low <= fixed <= numbers.high and (fixed - numbers.low) % numbers.step == 0
            if inside and numbers.low != numbers.high:
                return None
            return inside is (sign == "=")
        low, high = compared(sign, numbers.low, fixed), compared(sign, numbers.high, fixed)
        return low if low is high else None

    @property
    def amount(self) -> str:
        """Its number; of a text, its length."""
        return self.key if self.numbers is not None else f"length({self.key})"

    def values(self) -> Sequence[Fraction | str] | None:
        """All that it can be, where that is little; None otherwise."""
        if self.texts is not None:
            return list(self.texts)
        if self.numbers is None:
            return None
        low, high, step = self.numbers.low, self.numbers.high, self.numbers.step
        count = int((high - low) / step) + 1
        return [low + step * at for at in range(count)] if count <= MOST_CASES else None


def written_beside(typed: TypedFeature, left: str, sign: str, right: str, absent: bool) -> Written:
    """A comparison with its option; `absent` is its truth where the option may be absent, and is."""
    option = typed.key if typed.may_be_absent else None
    return Written(f"{left} {sign} {right}", f"{left} {OPPOSITE[sign]} {right}", option, absent)


def written_among(typed: TypedFeature, several: str) -> Written:
    """That an option has one of several values."""
    option = typed.key if typed.may_be_absent else None
    return Written(f"{typed.key} in {several}", f"not ({typed.key} in {several})", option, absent=False)
