"""Predicates in functional notation, `ge(add(X0,1),X1)`, as conditions and amounts of the catalog language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from configurator.exchange.conditions import ALWAYS, NEVER, Condition, both, either, follows, no, same, test
from configurator.exchange.foreign import Cursor, cut, shortened
from configurator.exchange.mistake import ForeignMistakeError, beyond, not_so
from configurator.source import Source, Span

TOKENS = re.compile(r"(?P<skip>\s+)|(?P<number>-?\d+)|(?P<name>[A-Za-z_][\w.\[\]-]*)|(?P<sign>[(),])")
_MOST_DIGITS = 15
SIGNS = {"eq": "=", "ne": "!=", "ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
_BINDING = {"add": ("+", 1), "sub": ("-", 1), "mul": ("*", 2)}


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount: its text, and how tightly it binds: 1 for sums, 2 for products, 3 for the rest."""

    text: str
    binding: int = 3

    def within(self, binding: int) -> str:
        """The text as a part of what binds so tightly."""
        return self.text if self.binding >= binding else f"({self.text})"


@dataclass(frozen=True, slots=True)
class Term:
    """A name or number, or a function of others, and its place in the expression's element."""

    name: str
    arguments: tuple[Term, ...] = ()
    is_number: bool = False


def term(text: str, span: Span) -> Term:
    """The expression that a text is. Raises `ForeignMistakeError` at the span of its element."""
    try:
        cursor = Cursor(cut(Source(span.name, text), TOKENS))
        found = _term(cursor)
        if cursor.token.kind != "end":
            raise cursor.wanted("the end of the expression")
    except ForeignMistakeError as mistake:
        raise not_so(span, f"in `{shortened(text.strip())}`: {mistake.diagnostic.message}") from None
    return found


def _term(cursor: Cursor) -> Term:
    if cursor.token.kind == "number":
        token = cursor.take()
        if len(token.text) > _MOST_DIGITS:
            raise not_so(token.span, "a number has too many digits")
        return Term(token.text, is_number=True)
    name = cursor.expect_kind("a function, a parameter or a number", "name").text
    arguments: list[Term] = []
    if cursor.accept("("):
        with cursor.deeper():
            arguments.append(_term(cursor))
            while cursor.accept(","):
                arguments.append(_term(cursor))
        cursor.expect(")")
    return Term(name, tuple(arguments))


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says expressions; `given` are the amounts that stand for their parameters, `span` the place for mistakes."""

    given: Mapping[str, str]
    span: Span

    def condition(self, found: Term) -> Condition:
        """The condition that an expression is. Raises `ForeignMistakeError`."""
        name, parts = found.name, found.arguments
        if name in SIGNS and len(parts) == 2:
            return test(self.amount(parts[0]).text, SIGNS[name], self.amount(parts[1]).text)
        joined = _CONDITIONS.get(name)
        if joined is not None and (len(parts) == joined[0] or (joined[0] == 0 and parts)):
            return joined[1]([self.condition(each) for each in parts])
        if name in ("true", "false") and not parts:
            return ALWAYS if name == "true" else NEVER
        if name in SIGNS or name in _CONDITIONS:
            raise not_so(self.span, f"`{name}` has another number of arguments")
        raise beyond(self.span, f"`{shortened(name)}` is not read as a condition")

    def amount(self, found: Term) -> Amount:
        """The amount that an expression is. Raises `ForeignMistakeError`."""
        name, parts = found.name, found.arguments
        if found.is_number:
            return Amount(name)
        if not parts:
            if name not in self.given:
                raise not_so(self.span, f"there is no parameter `{shortened(name)}`")
            return Amount(self.given[name])
        if name not in (*_BINDING, "min", "max", "neg", "abs"):
            raise beyond(self.span, f"`{shortened(name)}` is not read as an amount")
        amounts = [self.amount(each) for each in parts]
        if name in _BINDING and len(amounts) == 2:
            sign, binding = _BINDING[name]
            return Amount(f"{amounts[0].within(binding)} {sign} {amounts[1].within(binding + 1)}", binding)
        if name in ("min", "max"):
            return Amount(f"{name}({', '.join(each.text for each in amounts)})")
        if name in ("neg", "abs") and len(amounts) == 1:
            negative = f"0 - {amounts[0].within(2)}"
            return Amount(negative, 1) if name == "neg" else Amount(f"max({amounts[0].text}, {negative})")
        raise not_so(self.span, f"`{name}` has another number of arguments")


def _exclusive(parts: Sequence[Condition]) -> Condition:
    return no(same(parts[0], parts[1]))


def _choice(parts: Sequence[Condition]) -> Condition:
    return both((follows(parts[0], parts[1]), follows(no(parts[0]), parts[2])))


_CONDITIONS: Mapping[str, tuple[int, Callable[[Sequence[Condition]], Condition]]] = {
    "and": (0, both),
    "or": (0, either),
    "not": (1, lambda parts: no(parts[0])),
    "xor": (2, _exclusive),
    "iff": (2, lambda parts: same(parts[0], parts[1])),
    "if": (3, _choice),
}
"""Functions of conditions: how many arguments they have, 0 for some, and what they become."""
