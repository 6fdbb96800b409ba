"""The automaton of a rule or an activity: its states are what is left of the test that says whether it is broken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from configurator.compiler.automaton import Automaton, Letter
from configurator.compiler.budget import Allowance
from configurator.compiler.classes import ClassedOption
from configurator.compiler.nodes import Kind, Node, is_logic
from configurator.compiler.residual import Residuals
from configurator.compiler.terms import by_option
from configurator.compiler.translate import broken, terms_in
from configurator.model.constraint import Activity, Rule
from configurator.model.evaluation import SIGNS


class RuleAutomaton(Automaton[Node]):
    """Of a rule or an activity: the rest is what is left of the test that says whether it is broken."""

    def __init__(self, constraint: Rule | Activity, allowance: Allowance) -> None:
        self._residuals = self._unread = Residuals({}, allowance)
        self._broken = broken(constraint, self._residuals)  # as long as nothing is known of the classes
        super().__init__(constraint, by_option(terms_in(self._broken)), allowance)
        self._settled: dict[str, list[dict[Node, Node]]] = {}

    @property
    def broken(self) -> Node:
        """The test that says whether the constraint is broken, by what is known of the classes it has begun with."""
        rest = self._rests[self.start]
        assert rest is not None, "at an end nothing is left"  # noqa: S101 - the caller looked
        return rest

    def classes_where(self, test: Node) -> tuple[str, frozenset[int]]:
        """Of a test that is a term of truth: the option that it looks at, and the classes on which it holds."""
        key = test.fact.option
        place, words = self.terms[key].index(test.fact), self.words[key]
        return key, frozenset(each for each, letter in enumerate(self.letters[key]) if words[letter][place] is True)

    def begin(self, options: Mapping[str, ClassedOption], order: Sequence[str], allowance: Allowance) -> None:
        """As for all automata; under the same classes, what is known stays, since it is the same in each order."""
        if options is self._options:
            self._allowance = allowance
            self.order = tuple(key for key in order if key in self.terms)
            self._residuals.take_from(allowance)
        else:
            super().begin(options, order, allowance)

    def _first(self, order: Sequence[str]) -> Node | bool:  # noqa: ARG002 - residuals are the same in each order
        self._settled = {}
        worths = {
            term: [word[place] for word in self.words[option]]
            for option, terms in self.terms.items()
            for place, term in enumerate(terms)
        }
        if is_logic(self._broken) and all(len(set(each)) > 1 for each in worths.values()):
            # of looks at single options nothing is known before one of them is read: so it stays as it is, as most do
            self._residuals = self._unread
            self._residuals.take_from(self._allowance)
            return self._rest(self._broken)
        self._residuals = Residuals(worths, self._allowance)
        return self._rest(self._residuals.taken(self._broken, {}))

    def _after(self, rest: Node, option: str) -> Iterable[Node | bool]:
        words = self.words[option]
        terms = self.terms[option]
        if option not in rest.options:
            return [rest] * len(words)
        if rest.kind is Kind.COMPARE and rest.parts[0].kind is Kind.TERM and rest.parts[1].kind is Kind.KNOWN:
            # the last look of `inner = outer`: too many of them for residuals to be made of each
            self._allowance.spend(len(words) // 4)
            place, bound, held = terms.index(rest.parts[0].fact), rest.parts[1].worth, SIGNS[rest.fact]
            return [word[place] is None or not held(word[place], bound) for word in words]
        done = self._settled.setdefault(option, [{} for _ in words])
        return [self._settled_by(rest, option, word, known) for word, known in zip(words, done, strict=True)]

    def _settled_by(self, rest: Node, option: str, word: Letter, known: dict[Node, Node]) -> Node | bool:
        self._allowance.spend(1 + len(word))
        return self._rest(self._residuals.settle(rest, option, dict(zip(self.terms[option], word, strict=True)), known))

    def _rest(self, test: Node) -> Node | bool:
        return test.worth is not True if test.kind is Kind.KNOWN else test
