"""Reads constraints of UVL: precedence climbing (Pratt 1973; Richards 1979) over the words of a line.

From the loosest to the closest: `<=>`, `=>`, `|`, `&`, `!`, comparisons, `+ -`, `* /`. Signs of one rank group from the
left, also `=>`, as in the grammar of UVL. Clauses, which large models consist of, take a shorter way: their parts are
looked up as they stand.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from configurator.exchange.feature_tree.expression import (
    Amount,
    Applied,
    Arithmetic,
    Compare,
    Expression,
    Iff,
    Implies,
    Known,
    Literal,
    Not,
    Selected,
    Total,
    Value,
    every,
    opposite,
    some,
)
from configurator.exchange.feature_tree.tree import Type
from configurator.exchange.mistake import not_so
from configurator.exchange.uvl.names import Names, Reference
from configurator.exchange.uvl.words import NAMES, Words
from configurator.source import Span

_RANKS = {"<=>": 1, "=>": 2, "|": 3, "&": 4, "+": 6, "-": 6, "*": 7, "/": 7}
_RANKS |= dict.fromkeys(("==", "!=", "<", ">", "<=", ">="), 5)
_COMPARISON = 5
_AGGREGATES = ("sum", "avg")
_FUNCTIONS = ("len", "floor", "ceil")
_DEEPEST = 60
Part = Expression | Amount | Reference
"""What has been read: a condition, an amount, or a name that may yet be either."""

Taken = tuple[Part, int, int]
"""A part, where it begins, and how many words were taken behind it."""


def condition_of(text: str, start: int, names: Names) -> Expression:
    """The constraint in a text that begins at character `start`. Raises `ForeignMistakeError`."""
    clause = _clause(text, names)
    if clause is not None:
        return clause
    words = Words(text, start, names.source)
    found = read_condition(words, names)
    if words.kind != "end":
        raise words.wrong("the end of the constraint, or a sign such as `&`")
    return found


def read_condition(words: Words, names: Names) -> Expression:
    """Take a constraint from the words of a line."""
    reader = _Reader(words, names)
    start = words.start
    return reader.truth(reader.part(1), start)


def _clause(text: str, names: Names) -> Expression | None:
    """A text such as `!a | b` or `a`, read at once; None for any other."""
    known, parts = names.written, []
    for each in text.split("|"):
        word = each.strip()
        feature = known.get(word.lstrip("! ")) if word.startswith("!") else known.get(word)
        if feature is None or word.startswith(("!!", "! !")):
            return None
        selected = Selected(feature)
        parts.append(Not(selected) if word.startswith("!") else selected)
    return some(parts)


class _Reader:
    def __init__(self, words: Words, names: Names) -> None:
        self.words = words
        self.names = names

    def part(self, least: int) -> Part:
        """What stands up to a sign that binds looser than `least`."""
        words = self.words
        start = words.start
        left = self._primary()
        while words.kind == "sign":
            sign = words.text
            rank = _RANKS.get(sign, 0)
            if rank < least or rank == 0:
                break
            taken = words.taken
            words.next()
            behind = words.start
            right = self.part(rank + 1)
            left = self._joined(sign, (left, start, taken), (right, behind, words.taken))
        return left

    def _primary(self) -> Part:
        words = self.words
        if words.took("!"):
            start = words.start
            return opposite(self.truth(self._deeper(lambda: self.part(_COMPARISON)), start))
        if words.took("("):
            found = self._deeper(lambda: self.part(1))
            words.want(")")
            return found
        if words.took("-"):
            start = words.start
            return Arithmetic("*", Literal(Fraction(-1)), self.amount(self.part(8), start))
        if words.kind == "number":
            return Literal(words.number())
        if words.kind == "text":
            return Literal(words.next()[1:-1])
        if words.kind not in NAMES:
            raise words.wrong("a feature, a number or a text")
        if words.kind == "name" and words.text in (*_AGGREGATES, *_FUNCTIONS):
            start, function = words.start, words.next()
            if words.took("("):
                return self._function(function)
            return self.names.reference((function,), words.behind(start))
        start = words.start
        path = words.path()
        return self.names.reference(path, words.behind(start))

    def _deeper(self, read: Callable[[], Part]) -> Part:
        self.words.depth += 1
        if self.words.depth > _DEEPEST:
            raise not_so(self.words.span, f"this constraint is nested more than {_DEEPEST} deep")
        found = read()
        self.words.depth -= 1
        return found

    def _joined(self, sign: str, one: Taken, other: Taken) -> Part:
        rank = _RANKS[sign]
        if rank > _COMPARISON:
            return Arithmetic(sign, self.amount(*one), self.amount(*other))
        if rank == _COMPARISON:
            written = "=" if sign == "==" else sign
            return Compare(written, self.amount(*one), self.amount(*other), self.words.behind(one[1]))
        left, right = self.truth(*one), self.truth(*other)
        match sign:
            case "&":
                return every((left, right))
            case "|":
                return some((left, right))
            case "=>":
                return Implies(left, right)
        return Iff(left, right)

    def truth(self, part: Part, start: int, taken: int | None = None) -> Expression:
        """A part as a condition."""
        match part:
            case Reference(feature, None):
                return Selected(feature)
            case Reference(feature, str(attribute), span):
                return self.names.flag(feature, attribute, span)
            case Literal() | Value() | Known() | Arithmetic() | Applied() | Total():
                span = self.words.behind(start, taken)
                raise not_so(span, "an amount stands here, where a condition should stand")
        assert not isinstance(part, Reference)  # noqa: S101 - a reference has an attribute or none
        return part

    def amount(self, part: Part, start: int, taken: int | None = None) -> Amount:
        """A part as an amount or a text."""
        match part:
            case Reference(feature, None, span):
                if feature.type is Type.BOOLEAN:
                    message = f"`{feature.name}` is a Boolean feature: it has no number or text to compute with"
                    raise not_so(span, message, f"declare it as one: `Integer {feature.name}`")
                return Value(feature)
            case Reference(feature, str(attribute)):
                return Known(feature, attribute)
            case Literal() | Value() | Known() | Arithmetic() | Applied() | Total():
                return part
        raise not_so(self.words.behind(start, taken), "a condition stands here, where an amount should stand")

    def _function(self, function: str) -> Amount:
        """What stands behind the parenthesis of a function."""
        if function in _FUNCTIONS:
            begin = self.words.start
            argument = self.amount(self.part(_COMPARISON + 1), begin)
            self.words.want(")")
            return Applied(function, argument)
        parts: list[tuple[tuple[str, ...], Span]] = []
        while not parts or self.words.took(","):
            begin = self.words.start
            path = self.words.path()
            parts.append((path, self.words.behind(begin)))
        self.words.want(")")
        return self._total(function, parts)

    def _total(self, function: str, parts: list[tuple[tuple[str, ...], Span]]) -> Amount:
        """`sum(Price)`, `sum(Price, Root)`, `sum(Root, Price)`, or the sum of typed features and attributes."""
        names = self.names
        found = [(path, names.find(path), place) for path, place in parts]
        unknown = [path for path, each, _ in found if each is None]
        if len(unknown) == 1 and len(unknown[0]) == 1 and len(parts) <= 2:
            (attribute,) = unknown[0]
            root = next((each.feature for _, each, _ in found if each is not None), names.root)
            if root is not None:
                return Total(function, attribute, root)
        terms = [self.amount(names.reference(path, place), place.start) for path, _, place in found]
        total = terms[0]
        for each in terms[1:]:
            total = Arithmetic("+", total, each)
        return total if function == "sum" else Arithmetic("/", total, Literal(Fraction(len(terms))))
