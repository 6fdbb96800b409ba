"""Random catalogs as pieces: tokens, and the places between them where a line break means something.

They can be read, though they make little sense: names are not declared. `tidy` writes them with a blank between tokens
and a comma between parts; `careless` has another writer. Neither knows anything of the formatter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from random import Random


class Gap(Enum):
    """A place where a line break may mean something.

    Between parts in braces; behind `{` and before `}`; between lines in braces; before a statement; where the braces of
    a product begin and end.
    """

    PART = auto()
    EDGE = auto()
    LINE = auto()
    STATEMENT = auto()
    PRODUCT = auto()
    END = auto()


TIDY = {Gap.PART: ", ", Gap.EDGE: " ", Gap.LINE: "\n", Gap.STATEMENT: "\n", Gap.PRODUCT: " {", Gap.END: "\n}"}

Piece = str | Gap

KEYS = ("a", "b2", "strap", "x_y", "smooth_finish_of_the_second_panel", "team", "cover", "Zz")
VALUE_KEYS = (*KEYS, "table", "rule", "space", "16gb", '"13.3"')
UNITS = ("mm", "EUR", "percent", "g")
TEXTS = ('""', '"Zoë"', '"a // no comment"', '"{ , | }"', '"a \\"quoted\\" word"', f'"{"long " * 14}"')
FUNCTIONS = ("count", "sum", "min", "max", "length")


@dataclass
class Author:
    """Writes a random catalog; `size` is about how many parts a list has."""

    random: Random
    size: int = 4

    def catalog(self) -> list[Piece]:
        """The pieces of a whole file."""
        pieces: list[Piece] = ["catalog", self.key(), *self.maybe(self.label), *self.maybe(self.settings)]
        for _ in range(self.random.randrange(3)):
            pieces += [Gap.STATEMENT, *self.space()]
        for _ in range(self.random.randint(1, 2)):
            pieces += [Gap.STATEMENT, "product", self.key(), *self.maybe(self.label)]
            pieces += [*self.maybe(lambda: ["was", self.key()]), Gap.PRODUCT]
            for _ in range(self.random.randrange(5)):
                makers = (self.option, self.option, self.rule, self.table, self.expectation)
                pieces += [Gap.STATEMENT, *self.random.choice(makers)()]
            pieces.append(Gap.END)
        return pieces

    def key(self) -> str:
        return self.random.choice(KEYS)

    def label(self) -> list[Piece]:
        return [self.random.choice(TEXTS)]

    def maybe(self, maker: Callable[[], list[Piece]]) -> list[Piece]:
        return maker() if self.random.random() < 0.4 else []

    def some(self, maker: Callable[[], list[Piece]], between: Piece, least: int = 1) -> list[Piece]:
        """Several parts with something between them."""
        pieces: list[Piece] = []
        for number in range(self.random.randint(least, self.size)):
            pieces += [between, *maker()] if number else maker()
        return pieces

    def braced(self, maker: Callable[[], list[Piece]], least: int = 1, between: Gap = Gap.PART) -> list[Piece]:
        parts = self.some(maker, between, least)
        return ["{", Gap.EDGE, *parts, Gap.EDGE, "}"] if parts else ["{", "}"]

    def settings(self) -> list[Piece]:
        makers: tuple[list[Piece], ...] = (["language", "en", ",", "fr"], ["currency", "EUR"], ["was", "old"])
        return self.braced(lambda: self.random.choice(makers), between=Gap.LINE)

    def space(self) -> list[Piece]:
        head: list[Piece] = ["space", self.key(), *self.maybe(self.label)]
        head += self.maybe(lambda: ["same", "keys", "as", self.key(), ".", self.key(), ",", self.key()])
        if self.random.random() < 0.3:
            return [*head, "from", '"x.csv"', "key", "id", *self.braced(self.column)]
        return [*head, ":", *self.some(self.value, "|")]

    def column(self) -> list[Piece]:
        kinds: tuple[list[Piece], ...] = (["label"], ["number", "mm"], ["yes", "or", "no"], ["a", "|", "b2"])
        return [self.key(), ":", *self.random.choice(kinds)]

    def value(self) -> list[Piece]:
        attributes = self.maybe(lambda: self.braced(self.attribute, 0))
        return [self.random.choice(VALUE_KEYS), *self.maybe(self.label), *attributes]

    def attribute(self) -> list[Piece]:
        return [self.key(), ":", *(self.literal() if self.random.random() < 0.7 else self.label())]

    def literal(self) -> list[Piece]:
        literals: tuple[list[Piece], ...] = (
            [self.key()], self.quantity(), ["-", *self.quantity()], ["#1a1a1a"], ["2026-05-01"], ["yes"], ["none"],
        )  # fmt: skip
        return self.random.choice(literals)

    def quantity(self) -> list[Piece]:
        return [self.random.choice(("0", "71.5", "22_000")), *self.maybe(lambda: [self.random.choice(UNITS)])]

    def option(self) -> list[Piece]:
        number = self.quantity
        domains: tuple[Callable[[], list[Piece]], ...] = (
            lambda: self.some(self.value, "|"),
            lambda: ["yes", "or", "no"],
            lambda: ["integer", "1", "..", "20", *self.maybe(lambda: ["step", "2"])],
            lambda: ["number", "-", *number(), "..", *number(), *self.maybe(lambda: ["step", "0.5"])],
            lambda: ["any", "of", *self.braced(self.value), *self.maybe(lambda: ["up", "to", "2"])],
            lambda: [*self.maybe(lambda: ["any", "of"]), self.key(), "with", *self.braced(self.value)],
            lambda: ["text", *self.braced(self.attribute, 0)],
        )
        modifiers: tuple[Callable[[], list[Piece]], ...] = (
            lambda: ["optional"],
            lambda: ["when", *self.condition(2)],
            lambda: ["default", *self.literal()],
            lambda: ["since", '"2026-05"', "baseline", *self.set_()],
            lambda: ["retired", "2031-01-01"],
        )
        pieces: list[Piece] = ["option", self.key(), *self.maybe(self.label), ":", *self.random.choice(domains)()]
        for each in modifiers:
            pieces += self.maybe(each)
        return pieces

    def condition(self, depth: int) -> list[Piece]:
        kinds: tuple[Callable[[], list[Piece]], ...] = (
            lambda: [*self.amount(1), self.random.choice(("=", "!=", "<=", ">")), *self.amount(1)],
            lambda: [self.key(), *self.maybe(lambda: ["not"]), "in", *self.set_()],
            lambda: [self.key(), "in", *self.amount(0), "..", *self.amount(0)],
            lambda: [self.key(), self.random.choice(("present", "absent"))],
            lambda: [self.key(), *self.maybe(lambda: [".", self.key()]), "matches", *self.label()],
            lambda: self.some(lambda: self.condition(depth - 1), "or", 2),
            lambda: self.some(lambda: self.condition(depth - 1), "and", 2),
            lambda: ["not", "(", *self.condition(depth - 1), ")"],
        )
        return self.random.choice(kinds if depth else kinds[:5])()

    def amount(self, depth: int) -> list[Piece]:
        kinds: tuple[Callable[[], list[Piece]], ...] = (
            self.quantity,
            lambda: [self.key(), *self.maybe(lambda: [".", self.key()])],
            lambda: ["-", self.key()],
            lambda: [*self.amount(depth - 1), self.random.choice("+-*/"), *self.amount(depth - 1)],
            lambda: ["(", *self.amount(depth - 1), ")"],
            lambda: [self.random.choice(FUNCTIONS), "(", *self.some(lambda: self.amount(depth - 1), ","), ")"],
        )
        return self.random.choice(kinds if depth > 0 else kinds[:3])()

    def set_(self) -> list[Piece]:
        return self.braced(lambda: self.literal() if self.random.random() < 0.8 else self.label(), 0)

    def because(self) -> list[Piece]:
        return ["because", *self.label()]

    def rule(self) -> list[Piece]:
        pieces: list[Piece] = ["rule", self.key(), self.random.choice(("require", "forbid")), *self.condition(2)]
        return [*pieces, *self.maybe(lambda: ["when", *self.condition(1)]), *self.maybe(self.because)]

    def table(self) -> list[Piece]:
        width = self.random.randint(1, 3)
        names: list[Piece] = []
        for number in range(width):
            names += [",", self.key()] if number else [self.key()]
        head: list[Piece] = ["table", self.key(), "(", *names, ")", self.random.choice(("allow", "forbid"))]
        return [*head, *self.braced(lambda: self.row(width), between=Gap.LINE), *self.maybe(self.because)]

    def row(self, width: int) -> list[Piece]:
        pieces: list[Piece] = []
        for number in range(width):
            cells = (["*"], self.literal(), self.set_(), [*self.quantity(), "..", *self.quantity()])
            pieces += [",", *self.random.choice(cells)] if number else self.random.choice(cells)
        return pieces

    def expectation(self) -> list[Piece]:
        example = self.braced(
            lambda: [self.key(), ":", *(self.set_() if self.random.random() < 0.2 else self.literal())]
        )
        kinds: tuple[list[Piece], ...] = (
            ["count", "=", "6", *self.maybe(lambda: ["over", *self.some(lambda: [self.key()], ",")])],
            ["valid", *example],
            ["invalid", *example, *self.maybe(lambda: ["because", self.key(), ",", self.key()])],
            ["code", *example, "=", '"VYK5G-HBC4L-MB9XR-NVX7J"'],
        )
        return ["expect", *self.random.choice(kinds)]


def tidy(pieces: list[Piece]) -> str:
    """As a tidy author writes it: a blank between tokens, a comma between parts, a statement a line."""
    text = ""
    for piece in pieces:
        if isinstance(piece, Gap):
            text = text.removesuffix(" ") + TIDY[piece]
        elif piece == "(" and text.endswith(tuple(f"{each} " for each in FUNCTIONS)):
            text = text.removesuffix(" ") + piece
        else:
            text += piece + " "
    return text.removesuffix(" ") + "\n"
