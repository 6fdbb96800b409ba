"""Examine a sound catalog as a whole: what can never happen in it, and whether it has as many products as it expects.

Everything here is exact. Where constraints tie too much together for the first method, that is said and nothing is
guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from configurator.compiler.budget import USUAL, Allowance, Budget
from configurator.compiler.compile_graphs import Prepared, graphs_of, prepare
from configurator.compiler.layers import ComponentGraph
from configurator.counted_words import as_expected, uncounted
from configurator.diagnostics import Diagnostic, Label, Outcome, codes
from configurator.diagnostics.enough import enough
from configurator.engine.clausal import ClausalComponent
from configurator.engine.condense import condensed
from configurator.engine.conflict import contradicting
from configurator.engine.count import SOLVER, counted_components
from configurator.engine.paths import closed_options, count_paths, count_projected
from configurator.engine.reachable import DeadValues, alone, alone_in, dead_values, satisfiable
from configurator.engine.valid_space import Component, components_of, diagrams
from configurator.errors import MissingExtraError, TooComplexError
from configurator.examined_sales import sale_and_build
from configurator.knowledge.knowledge_base import KnowledgeBase, ProductKnowledge
from configurator.model.catalog import Product
from configurator.model.constraint import Table
from configurator.model.domain import members_of
from configurator.model.expectation import ExpectCount
from configurator.model.nesting import home
from configurator.source import Span
from configurator.table_lints import Told, Unmatched, table_lints
from configurator.unreachable import dead_words, without_told

MOST_LOST = 2
"""Times the seconds of a product's budget that may be lost on products too entangled to be counted; the other products
then get a short budget, in which all but such products are counted still.
"""


@dataclass(frozen=True, slots=True)
class Examined:
    """A catalog that has been examined. `counts`: by product, its valid configurations, or why they are not counted."""

    knowledge: KnowledgeBase
    counts: Mapping[str, int | TooComplexError]


@dataclass(frozen=True, slots=True)
class ExaminedProduct:
    """One product that has been examined: what was found in it, its count, and the places of all that it has.

    `seconds`: that it took just now in another process, which no clock here has seen.
    """

    diagnostics: tuple[Diagnostic, ...]
    count: int | TooComplexError
    places: frozenset[Span]
    seconds: float = 0.0


EachProduct = Callable[[ProductKnowledge, Budget], ExaminedProduct]


def examine_product(knowledge: ProductKnowledge, budget: Budget = USUAL) -> ExaminedProduct:
    """All that one product cannot mean; the budget's time is that of all questions about it."""
    examination = _Examination(knowledge, budget)
    found = examination.diagnostics()
    return ExaminedProduct(tuple(found), examination.count, frozenset(_places(knowledge.product)))


def unexamined(product: Product, why: TooComplexError, seconds: float = 0.0) -> ExaminedProduct:
    """A product of which nothing has been found out, which is said where its count would be."""
    expected = [each for each in product.expectations if isinstance(each, ExpectCount)]
    said = [problem for each in expected for problem in as_expected(each, why)]
    found = said or [uncounted(product, why, is_reached=False, are_judged=False, are_asked=False)]
    return ExaminedProduct(tuple(found), why, frozenset(_places(product)), seconds)


def examine(
    knowledge: KnowledgeBase, budget: Budget = USUAL, each_product: EachProduct = examine_product
) -> Outcome[Examined]:
    """All that the catalog cannot mean, product by product; `each_product` may remember what it found before."""
    found: list[Diagnostic] = []
    counts: dict[str, int | TooComplexError] = {}
    owners: Counter[Span] = Counter()
    products = tuple(knowledge.products.values())
    for each, examined in zip(products, one_by_one(products, budget, each_product), strict=True):
        found += examined.diagnostics
        counts[each.product.key] = examined.count
        owners.update(examined.places)
    found = list(_in_all_of_a_family(found, owners))
    return enough(Outcome(Examined(knowledge, counts), tuple(sorted(found, key=lambda each: each.span))))


def one_by_one(
    products: Sequence[ProductKnowledge], budget: Budget, each_product: EachProduct
) -> Iterator[ExaminedProduct]:
    """Products as they are examined, each with the whole budget as long as not too much was lost before it."""
    lost = 0.0  # seconds, on products that are not counted in the end
    for number, each in enumerate(products, 1):
        begun = budget.clock() if number < len(products) else None  # the last leaves time to nobody
        examined = each_product(each, budget if lost < MOST_LOST * budget.seconds else budget.short())
        if begun is not None and isinstance(examined.count, TooComplexError):
            lost += budget.clock() - begun + examined.seconds
        yield examined


def _in_all_of_a_family(found: Sequence[Diagnostic], owners: Mapping[Span, int]) -> Iterator[Diagnostic]:
    """What several products share is idle, or never reached, if it is so in each of them; that is said once."""
    said = Counter((each.code.name, each.span) for each in found)
    first: set[tuple[str, Span]] = set()
    for each in dict.fromkeys(found):
        place, sharing = (each.code.name, each.span), owners.get(each.span, 1)
        if sharing <= 1 or each.is_error:
            yield each
        elif said[place] >= sharing and place not in first:
            first.add(place)
            yield each


def _places(product: Product) -> set[Span]:
    """The places of all that a product has, some of which it may share with the others of its family."""
    constraints, options = product.declared_constraints, product.declared_options
    places = {each.span for each in (*constraints, *options, *product.declared_steps, *product.declared_sales)}
    places |= {span for each in constraints if isinstance(each, Table) for span in each.row_spans}
    for option in options:
        members = members_of(option.domain)
        places |= {value.span for value in (members.listed if members else ())}
    return places


class _Examination:
    """All questions about one product, out of one allowance of time; what was found for one serves the next."""

    def __init__(self, knowledge: ProductKnowledge, budget: Budget) -> None:
        self._knowledge = knowledge
        self._product = knowledge.product
        self._allowance = Allowance(budget)
        self.count: int | TooComplexError = 0
        self._small = self._product  # without lists
        self._components: tuple[Component, ...] = ()
        self._numbers: dict[tuple[str, ...], int | TooComplexError] = {}

    def diagnostics(self) -> list[Diagnostic]:
        """What there is to say about it; afterwards `count` is known."""
        product = self._product
        small = replace(product, constraints=product.declared_constraints)
        prepared: Prepared | None = None
        try:
            small = self._small = condensed(product, self._allowance)
            prepared = prepare(small.options, small.all_constraints, self._allowance)
        except TooComplexError as error:
            self.count = error
        own = {each.key for each in product.declared_constraints}
        found, told, passed_over = _constraints(small, own, prepared, self._allowance)
        tables = replace(small, constraints=tuple(each for each in small.constraints if each.key in own))
        lints, unmatched = table_lints(tables, told, self._allowance)
        found += lints
        is_reached = is_sound = False
        components = self._components
        graphs: tuple[ComponentGraph, ...] = ()
        if any(each.code is codes.NEVER_SATISFIED for each in found):  # then nothing is valid, for that reason
            self.count, prepared = 0, None
        if prepared is not None:
            try:
                components = self._components = components_of(prepared, self._allowance, self._allowance)
                graphs = diagrams(components) or ()
                beyond = (each for each in components if isinstance(each, ClausalComponent) and each.method == SOLVER)
                why = next((each.why for each in beyond), None)  # a circuit has been compiled, and counts at once
                self.count = why or counted_components(closed_options(small), components).number
            except TooComplexError as error:
                self.count = error
            else:
                with suppress(TooComplexError):  # said below
                    found += list(self._reach(small, components, unmatched))
                    is_reached, is_sound = True, satisfiable(components)
                    if not is_sound:
                        self.count = 0
        expected = [each for each in product.expectations if isinstance(each, ExpectCount)]
        said = [
            problem for each in expected for problem in as_expected(each, self._number(each.over, prepared, graphs))
        ]
        if isinstance(self.count, TooComplexError) and not any(each.code is codes.UNCHECKED_COUNT for each in said):
            found.append(
                uncounted(product, self.count, is_reached=is_reached, are_judged=not passed_over, are_asked=is_sound)
            )
        # last: what is expected is worth more than what only might be a mistake
        if is_sound:
            at_hand = graphs if small is product else ()  # without lists, their paths are configurations
            found += sale_and_build(self._knowledge, at_hand, self._allowance)
        return found + said

    def _reach(self, product: Product, components: Sequence[Component], unmatched: Unmatched) -> Iterator[Diagnostic]:
        """Values and options that no valid configuration has, without those of which something has been said."""
        if not satisfiable(components):
            message = f"no configuration of `{product.key}` meets all its constraints"
            labels, hint = self._contradicting(product, components)
            yield Diagnostic(codes.NO_VALID_CONFIGURATION, product.span, message, labels, hint)
            return
        for dead in dead_values(components):
            option = self._product.by_key.get(dead.option)  # numbers of kinds are for counting only
            if option is not None and (option.derivation is None or members_of(option.domain)):
                said = unmatched.get(dead.option, Told())
                unsaid = without_told(dead, said.values, said.spans) if "." not in dead.option else self._new(dead)
                yield from dead_words(product, unsaid)

    def _contradicting(self, product: Product, components: Sequence[Component]) -> tuple[tuple[Label, ...], str]:
        """The constraints that exclude one another, as few as can be, and what to do about them."""
        try:
            empty = next(each for each in components if not each.holds)
            if isinstance(empty, ClausalComponent):
                found = empty.contradicting([None] * len(empty.options))
            else:
                found = contradicting(product, product.all_constraints, self._allowance)
        except TooComplexError:
            found = ()
        if not found:
            return (), "take rules out one by one until there is one"
        labels = tuple(Label(each.span, "this one takes part") for each in found)
        return labels, "loosen one of these: without any one of them, the others can be met"

    def _new(self, dead: DeadValues) -> DeadValues:
        """What is never chosen for a product within this one, and yet is in some product of that kind."""
        nested, own = home(self._product, dead.option)
        try:
            prepared = prepare(nested.options, nested.all_constraints, self._allowance)
            graphs = graphs_of(prepared, None, self._allowance)
        except TooComplexError:  # said of that product itself
            return replace(dead, values=(), spans=(), always_absent=False)
        before = next((each for each in dead_values(graphs) if each.option == own), None)
        if before is None:
            return dead
        absent = dead.always_absent and not before.always_absent
        return replace(without_told(dead, before.values, before.spans), always_absent=absent)

    def _number(
        self, over: tuple[str, ...] | None, prepared: Prepared | None, graphs: Sequence[ComponentGraph]
    ) -> int | TooComplexError:
        """How many valid configurations there are over some options, or why that is not known."""
        if over is None and any(isinstance(each, ClausalComponent) for each in self._components):
            return self._by_solver()
        if over is None or prepared is None:  # without any classes no count is possible, and a hopeless one is zero
            return self.count
        if over not in self._numbers:
            found = count_projected(graphs, over) if graphs else None
            self._numbers[over] = self._by_own_graphs(over, prepared, graphs) if found is None else found
        return self._numbers[over]

    def _by_solver(self) -> int | TooComplexError:
        """How many there are, since somebody expects a number, by a counting solver where there is no diagram."""
        try:
            self._allowance.look_at_clock()
            counted = counted_components(closed_options(self._small), self._components, budget=self._allowance.budget)
            self.count = counted.number
        except TooComplexError as error:
            return error
        except MissingExtraError:
            return self.count
        return self.count

    def _by_own_graphs(
        self, over: tuple[str, ...], prepared: Prepared, graphs: Sequence[ComponentGraph]
    ) -> int | TooComplexError:
        """The same, by graphs in which these options come first."""
        try:
            return count_paths(graphs_of(prepared, over, self._allowance, graphs), over)
        except TooComplexError as error:
            return error
        except MemoryError:
            return self._allowance.budget.out_of_memory()


def _constraints(
    product: Product, keys: Collection[str], prepared: Prepared | None, allowance: Allowance
) -> tuple[list[Diagnostic], frozenset[str], int]:
    """Constraints that nothing satisfies, and rules that can never fire, each of these judged alone; and their keys.

    The last is how many are too complex to be judged. Without `prepared`, which is for the whole product, each is
    prepared for by itself.
    """
    found: dict[str, Diagnostic] = {}
    passed_over = 0
    automata = prepared.automata if prepared else (None,) * len(product.constraints)
    for each, automaton in zip(product.constraints, automata, strict=False):  # the activities come last
        if each.key not in keys:
            continue
        try:
            if prepared is not None and automaton is not None:
                verdict = alone_in(prepared, automaton, allowance)
            else:
                verdict = alone(product, each, allowance)
        except TooComplexError:
            passed_over += 1  # said once for the product, by its counting
            continue
        if not verdict.can_hold:
            message = f"nothing can satisfy `{each.key}`"
            hint = "compare it with what its options can be"
            found[each.key] = Diagnostic(codes.NEVER_SATISFIED, each.span, message, hint=hint)
        elif not verdict.can_break:
            message = f"`{each.key}` can never be broken, so it says nothing"
            hint = "take it out, or check what it compares"
            found[each.key] = Diagnostic(codes.NEVER_FIRES, each.span, message, hint=hint)
    return list(found.values()), frozenset(found), passed_over
