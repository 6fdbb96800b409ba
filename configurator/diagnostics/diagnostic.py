"""A diagnostic: one thing that is wrong, or odd, at one place of somebody's text.

A phase returns an `Outcome`: what it made, as far as it got, and all that it has to say about it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Generic, TypeVar

from configurator.source import Sources, Span

Made = TypeVar("Made", covariant=True)
Next = TypeVar("Next")


class Severity(Enum):
    """An error stops what follows; a warning does not; a note only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Code:
    """A permanent name in kebab-case, how grave it is, and what it means in one line."""

    name: str
    severity: Severity
    summary: str


@dataclass(frozen=True, slots=True)
class Label:
    """Another place that explains the mistake, and what there is to see there."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake: its code, the culprit's span, a sentence that stands alone, labels, and what to do now."""

    code: Code
    span: Span
    message: str
    labels: tuple[Label, ...] = ()
    hint: str | None = None

    @property
    def is_error(self) -> bool:
        """Whether it stops what follows."""
        return self.code.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Made]):
    """What a phase made, or None if it could make nothing, and its diagnostics in the order found.

    `sources` are the texts that their spans are stretches of, as far as the phases so far have read some.
    """

    value: Made | None
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Sources = Sources()

    @property
    def is_sound(self) -> bool:
        """Whether there is a value and no error was found."""
        return self.value is not None and not any(each.is_error for each in self.diagnostics)

    def then(self, phase: Callable[[Made], Outcome[Next]]) -> Outcome[Next]:
        """Go on with the next phase while there is a value, even a faulty one; diagnostics add up."""
        if self.value is None:
            return Outcome(None, self.diagnostics, self.sources)
        following = phase(self.value)
        return Outcome(following.value, self.diagnostics + following.diagnostics, self.sources | following.sources)

    def without_errors(self) -> Outcome[Made]:
        """Let only what is sound through: with an error, the value is withheld."""
        return self if self.is_sound else Outcome(None, self.diagnostics, self.sources)

    def in_order(self) -> Outcome[Made]:
        """The same with its diagnostics in the order of their places."""
        return replace(
            self, diagnostics=tuple(sorted(self.diagnostics, key=lambda each: self.sources.order(each.span)))
        )
