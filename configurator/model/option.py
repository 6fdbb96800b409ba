"""An option: what is asked of the customer, when, and what it is where nobody answers."""

from __future__ import annotations

from dataclasses import dataclass

from configurator.model.constraint import Table
from configurator.model.domain import AnyOfDomain, CanonicalValue, Domain, OpenDomain
from configurator.model.expression import Expression, options_in
from configurator.model.properties import UNSAID, Properties
from configurator.source import Span


@dataclass(frozen=True)
class Option:
    """A question to the customer.

    `when`: the condition under which it is asked (active), or None for always. `default`: what an unmentioned option
    gets. `optional`: it may go without a value (`any of`: the empty set, whatever its least number).

    `since`: the release in which it came, if that was not the product's first; `baseline`: what all products had
    before, which an unmentioned option gets and documents leave out. `was`: the key that it had first, where the
    catalog says so; `retired`: the day (ISO 8601) from which what has a value for it cannot be sold. `private`: its
    text enters documents as a keyed digest only, and no message ever.

    `derivation`: what it follows from, if nobody chooses it: a formula, or a table that gives it. It stands in no
    document.
    """

    key: str
    label: str
    domain: Domain
    optional: bool = False
    when: Expression | None = None
    default: CanonicalValue | None = None
    span: Span = Span(0, 0)
    since: str | None = None
    baseline: CanonicalValue | None = None
    was: str | None = None
    retired: str | None = None
    private: bool = False
    properties: Properties = UNSAID
    derivation: Expression | Table | None = None

    @property
    def permanent_key(self) -> str:
        """The first key that it ever had, which documents and codes name it by."""
        return self.was or self.key

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The options that decide whether it is asked for, or what it is where it is derived."""
        asked = () if self.when is None else options_in(self.when)
        if isinstance(self.derivation, Table):
            return (*asked, *self.derivation.columns[:-1])
        return asked if self.derivation is None else (*asked, *options_in(self.derivation))

    @property
    def preset(self) -> CanonicalValue | None:
        """What an active option gets that nobody mentions: its declared baseline, else its default, else None."""
        return self.default if self.baseline is None else self.baseline

    @property
    def left_out(self) -> CanonicalValue | None:
        """What an active option has that a canonical document does not mention: its baseline, declared or not."""
        if self.baseline is None and isinstance(self.domain, AnyOfDomain):
            return ()
        return self.baseline

    @property
    def is_open(self) -> bool:
        """Whether it is open: checked by its own predicates, never counted."""
        return isinstance(self.domain, OpenDomain)

    @property
    def may_be_left_out(self) -> bool:
        """Whether a document without it says something even where no baseline is declared: no value, or no values."""
        return self.optional or isinstance(self.domain, AnyOfDomain) or self.derivation is not None

    @property
    def may_lack_value(self) -> bool:
        """Whether some valid configuration could have no value for it, the empty set not counting as none."""
        return self.when is not None or (self.optional and not isinstance(self.domain, AnyOfDomain))
