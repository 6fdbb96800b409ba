"""Random catalogs in pieces with all that the language has beside options and rules: sale, amounts, steps, families.

Products stand within products, options follow from others, and something is said of each of several.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from catalogs_in_pieces import Author, Gap, Piece


@dataclass
class WholeAuthor(Author):
    """Writes a random catalog of the whole language."""

    def catalog(self) -> list[Piece]:
        """The pieces of a whole file."""
        pieces = super().catalog()
        makers = (self.use, self.context, self.rules, self.family)
        for _ in range(self.random.randrange(4)):
            pieces += [Gap.STATEMENT, *self.random.choice(makers)()]
        return pieces

    def use(self) -> list[Piece]:
        return ["use", '"shared/more.vpc"']

    def context(self) -> list[Piece]:
        facts: tuple[list[Piece], ...] = (["date"], ["eu", "|", "us"], ["yes", "or", "no"], ["integer", "1", "..", "9"])
        return ["context", self.key(), *self.maybe(self.label), ":", *self.random.choice(facts)]

    def rules(self) -> list[Piece]:
        head: list[Piece] = ["rules", self.key(), "(", *self.some(lambda: [self.key()], ","), ")"]
        return self.holding(head, (self.rule, self.table, self.sell, self.derive, self.build))

    def family(self) -> list[Piece]:
        head: list[Piece] = ["product", self.key(), *self.maybe(self.label)]
        head += self.maybe(lambda: ["extends", *self.some(lambda: [self.key()], ",")])
        head += self.maybe(lambda: ["abstract"])
        makers = (self.narrow, self.apply, self.sell, self.derive, self.build, self.option, self.rule, self.expectation)
        return self.holding(head, makers)

    def holding(self, head: list[Piece], makers: tuple[Callable[[], list[Piece]], ...]) -> list[Piece]:
        pieces = [*head, Gap.PRODUCT]
        for _ in range(self.random.randrange(5)):
            pieces += [Gap.STATEMENT, *self.random.choice(makers)()]
        return [*pieces, Gap.END]

    def narrow(self) -> list[Piece]:
        return ["narrow", self.key(), ":", *self.some(self.value, "|"), *self.maybe(lambda: ["default", self.key()])]

    def apply(self) -> list[Piece]:
        arguments = self.some(lambda: [self.key(), *self.maybe(lambda: [".", self.key()])], ",")
        return ["apply", self.key(), "(", *arguments, ")", *self.maybe(lambda: ["as", self.key()])]

    def sell(self) -> list[Piece]:
        return ["sell", *self.rule()[1:]]

    def derive(self) -> list[Piece]:
        head: list[Piece] = ["derive", self.key(), *self.maybe(self.label), *self.maybe(lambda: [":", "money"])]
        otherwise = self.maybe(lambda: ["when", *self.condition(1), "else", *self.amount(1)])
        return [*head, "=", *self.amount(2), *otherwise]

    def build(self) -> list[Piece]:
        return ["build", *self.braced(self.step, 0, Gap.LINE)]

    def step(self) -> list[Piece]:
        steps: tuple[Callable[[], list[Piece]], ...] = (
            lambda: ["pick", *self.label(), *self.maybe(lambda: [*self.quantity(), "each"])],
            lambda: ["check", *self.label()],
            lambda: ["stir", "mixer", *self.maybe(lambda: ["as", self.key()]), *self.maybe(self.parameters)],
        )
        made = [*self.random.choice(steps)(), *self.maybe(lambda: ["when", *self.condition(1)])]
        return [*made, *self.maybe(lambda: ["after", *self.some(lambda: [self.key()], ",")])]

    def parameters(self) -> list[Piece]:
        return self.braced(lambda: [self.key(), ":", *self.amount(1)])

    def option(self) -> list[Piece]:
        if self.random.random() < 0.6:
            return super().option()
        domains: tuple[Callable[[], list[Piece]], ...] = (
            lambda: ["product", self.key()],
            lambda: [self.random.choice("02"), "..", "4", "of", "product", self.key()],
            lambda: ["2", "of", "product", self.key()],
            lambda: [self.key(), self.random.choice(("only", "without")), *self.braced(lambda: [self.key()])],
            lambda: ["image", *self.braced(lambda: ["png"]), "at", "least", "12", "x", "18", "aspect", "2", ":", "3"],
        )
        modifiers: tuple[Callable[[], list[Piece]], ...] = (
            lambda: ["derived", *self.maybe(lambda: ["=", *self.amount(1)])],
            lambda: ["private"],
            lambda: ["owner", *self.label()],
        )
        pieces: list[Piece] = ["option", self.key(), ":", *self.random.choice(domains)()]
        for each in modifiers:
            pieces += self.maybe(each)
        return pieces

    def condition(self, depth: int) -> list[Piece]:
        if depth == 0 or self.random.random() < 0.8:
            return super().condition(depth)
        several: list[Piece] = [self.key(), *self.maybe(lambda: [".", self.key()])]
        word = self.random.choice(("every", "some"))
        return [word, self.key(), "in", *several, "(", *self.condition(depth - 1), ")"]

    def amount(self, depth: int) -> list[Piece]:
        if depth <= 0 or self.random.random() < 0.8:
            return super().amount(depth)
        met = self.maybe(lambda: ["when", *self.condition(1)])
        arguments: tuple[list[Piece], ...] = (
            [self.key(), "in", self.key(), "when", *self.condition(1)],
            [*self.amount(0), "for", self.key(), "in", self.key(), *met],
        )
        return [self.random.choice(("count", "sum")), "(", *self.random.choice(arguments), ")"]

    def table(self) -> list[Piece]:
        if self.random.random() < 0.7:
            return super().table()
        head: list[Piece] = ["table", self.key(), "(", self.key(), ".", self.key(), ")", "gives", self.key()]
        return [*head, *self.braced(lambda: self.row(2), between=Gap.LINE), *self.maybe(self.because)]

    def expectation(self) -> list[Piece]:
        if self.random.random() < 0.5:
            return super().expectation()
        example = self.choices(2)
        kinds: tuple[list[Piece], ...] = (
            ["valid", *example],
            ["sold", *example],
            ["unsold", *example, *self.maybe(lambda: ["because", self.key(), ".", self.key()])],
            [self.key(), *example, "=", *self.quantity()],
            ["parts", *example, "=", *self.braced(lambda: ['"SCREW"', ":", "4"])],
        )
        return ["expect", *self.random.choice(kinds)]

    def choices(self, depth: int) -> list[Piece]:
        """Choices, also for products within the product."""

        def choice() -> list[Piece]:
            values: tuple[Callable[[], list[Piece]], ...] = (
                self.literal,
                lambda: self.choices(depth - 1),
                lambda: ["[", Gap.EDGE, *self.some(lambda: self.listed(depth - 1), Gap.PART), Gap.EDGE, "]"],
            )
            return [self.key(), ":", *self.random.choice(values if depth else values[:1])()]

        return self.braced(choice)

    def listed(self, depth: int) -> list[Piece]:
        number: list[Piece] = ["12", "of"]
        return [*self.maybe(lambda: number), *(self.choices(depth) if self.random.random() < 0.8 else ["{", "}"])]
