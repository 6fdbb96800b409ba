"""What a catalog expects of itself, tried one by one; and which of its rules no example breaks.

A rule that no `expect invalid` example breaks could be dropped by mistake and nobody would notice: that is what
coverage tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from configurator import pipeline
from configurator.catalog_files import CatalogFiles
from configurator.compiler.budget import Budget
from configurator.diagnostics import Diagnostic, Outcome
from configurator.engine.sale import read_facts, unsold
from configurator.engine.validate import validate
from configurator.examination import Examined
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.constraint import Rule, Table
from configurator.model.expectation import Expectation, ExpectCount, ExpectSale, ExpectVerdict
from configurator.side_by_side import examined_side_by_side
from configurator.source import Sources, Span


@dataclass(frozen=True, slots=True)
class Trial:
    """One expectation: of which product, the line in which it begins, where that is, and what is wrong with it."""

    product: str
    text: str
    place: str
    faults: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """One rule, table or `sell` rule, and whether some example breaks it."""

    product: str
    key: str
    span: Span
    is_covered: bool


@dataclass(frozen=True, slots=True)
class Trials:
    """All expectations of a catalog in the order of its products, and the coverage of all their constraints."""

    trials: tuple[Trial, ...]
    coverage: tuple[Coverage, ...]

    @property
    def failed(self) -> tuple[Trial, ...]:
        """Those that do not hold."""
        return tuple(each for each in self.trials if each.faults)

    @property
    def uncovered(self) -> tuple[Coverage, ...]:
        """Constraints that no example breaks."""
        return tuple(each for each in self.coverage if not each.is_covered)


@dataclass(frozen=True, slots=True)
class Tested:
    """A catalog by its file, its trials, and the mistakes that it has beside them."""

    name: str
    trials: Trials
    mistakes: Sequence[Diagnostic]
    sources: Sources

    @property
    def ok(self) -> bool:
        """Whether it is sound and everything holds that it expects."""
        return not self.mistakes and not self.trials.failed


def tested(files: CatalogFiles, budget: Budget) -> Tested:
    """Try the catalog that these files are. Raises `UnreadableFileError`."""
    outcome = files.read_source().then(lambda source: pipeline.examined(source, files, budget, examined_side_by_side))
    trials = tried(outcome)
    told = {id(fault) for each in trials.trials for fault in each.faults}
    mistakes = [each for each in outcome.diagnostics if each.is_error and id(each) not in told]
    return Tested(str(files.path), trials, mistakes, outcome.sources)


def tried(outcome: Outcome[Examined]) -> Trials:
    """The expectations of a catalog that has been examined, each with the diagnostics at its place."""
    if outcome.value is None:
        return Trials((), ())
    products = outcome.value.knowledge.products.values()
    trials = tuple(each for product in products for each in _trials(product, outcome))
    return Trials(trials, tuple(each for product in products for each in _coverage(product)))


def _trials(knowledge: ProductKnowledge, outcome: Outcome[Examined]) -> Iterator[Trial]:
    found: dict[Span, list[Diagnostic]] = {}
    for diagnostic in outcome.diagnostics:
        found.setdefault(diagnostic.span, []).append(diagnostic)
    for each in knowledge.product.expectations:
        places = (each.span,) if isinstance(each, ExpectCount) else dict.fromkeys((each.example.span, each.span))
        faults = tuple(fault for place in places for fault in found.get(place, ()))
        source = outcome.sources.of(each.span)
        line = source.line_text(source.position(each.span.start).line).strip()
        yield Trial(knowledge.product.key, line, source.link(each.span), faults)


def _coverage(knowledge: ProductKnowledge) -> Iterator[Coverage]:
    product = knowledge.product
    broken = {key for each in product.expectations for key in _broken(knowledge, each)}
    constraints: tuple[Rule | Table, ...] = (*product.declared_constraints, *product.declared_sales)
    for constraint in constraints:
        if isinstance(constraint, Table) and constraint.gives and constraint.because is None:
            continue  # some row fits everything, so it refuses nothing
        yield Coverage(product.key, constraint.key, constraint.span, constraint.key in broken)


def _broken(knowledge: ProductKnowledge, expected: Expectation) -> Iterator[str]:
    """The constraints that an example breaks which is expected to break some."""
    match expected:
        case ExpectVerdict(valid=False):
            verdict = validate(knowledge, dict(expected.example.choices))
            yield from (each.constraint for each in verdict.problems if each.constraint is not None)
        case ExpectSale(sold=False):
            known = {fact.key for fact in knowledge.product.facts}
            choices = {key: value for key, value in expected.example.choices.items() if key not in known}
            facts, _ = read_facts(
                knowledge.product, {key: value for key, value in expected.example.choices.items() if key in known}
            )
            completed = validate(knowledge, choices).completed
            yield from (each.rule for each in unsold(knowledge.product, {**completed, **facts}) if each.rule)
