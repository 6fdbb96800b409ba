"""Answers about what catalogs expect of themselves."""

from __future__ import annotations

from collections.abc import Sequence

from configurator.answers.answer import Answer, Place
from configurator.answers.catalogs import DiagnosticAnswer
from configurator.diagnostics import Diagnostic
from configurator.diagnostics.render import as_json
from configurator.trials import Tested


class TrialAnswer(Answer):
    """One expectation: the line in which it begins, its `FILE:LINE:COLUMN`, and what is wrong with it."""

    product: str
    text: str
    place: str
    ok: bool
    faults: tuple[DiagnosticAnswer, ...]


class CoverageAnswer(Answer):
    """One rule, table or `sell` rule, and whether some example breaks it."""

    product: str
    rule: str
    place: Place | None
    covered: bool


class TestedCatalog(Answer):
    """A catalog: its expectations in order, the coverage of its rules, and mistakes beside them."""

    file: str
    ok: bool
    trials: tuple[TrialAnswer, ...]
    coverage: tuple[CoverageAnswer, ...]
    mistakes: tuple[DiagnosticAnswer, ...]


class TestAnswer(Answer):
    """Answer to `test`: the catalogs in the order given; `ok` if all that was asked of them holds."""

    ok: bool
    catalogs: tuple[TestedCatalog, ...]

    @classmethod
    def of(cls, found: Sequence[Tested], *, ok: bool) -> TestAnswer:
        """The same for programs."""
        return cls(ok=ok, catalogs=tuple(map(_catalog, found)))


def _catalog(found: Tested) -> TestedCatalog:
    def told(diagnostics: Sequence[Diagnostic]) -> tuple[DiagnosticAnswer, ...]:
        return tuple(DiagnosticAnswer.model_validate(as_json(each, found.sources)) for each in diagnostics)

    trials = tuple(
        TrialAnswer(product=e.product, text=e.text, place=e.place, ok=not e.faults, faults=told(e.faults))
        for e in found.trials.trials
    )
    coverage = tuple(
        CoverageAnswer(product=e.product, rule=e.key, place=Place.of(e.span, found.sources), covered=e.is_covered)
        for e in found.trials.coverage
    )
    return TestedCatalog(file=found.name, ok=found.ok, trials=trials, coverage=coverage, mistakes=told(found.mistakes))
