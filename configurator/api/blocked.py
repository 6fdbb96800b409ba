"""Values that are not possible after some choices, and what excludes them.

The values of a class cannot be told apart by any constraint, so one of each class is explained, and the answer holds
for all. What one request explains is limited, in number and in time; of what is beyond that, nothing is said.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from configurator.answers.explained import ConflictAnswer
from configurator.api.messages import BlockedAnswer
from configurator.engine.conflict import why_not
from configurator.engine.outcomes import Outcome
from configurator.engine.valid_domain import ValidDomain
from configurator.engine.valid_space import Choices, ValidSpace
from configurator.errors import TooComplexError
from configurator.model.domain import AnyOfDomain, FlagDomain, members_of

if TYPE_CHECKING:
    from configurator.api.call import Call
    from configurator.api.releases import ServedProduct


class Blocked:
    """Explains for one request, about one product after some choices, in one language."""

    def __init__(
        self, call: Call, served: ServedProduct, space: ValidSpace, choices: Choices, language: str | None
    ) -> None:
        self._space, self._choices = space, choices
        self._sources = served.line.catalog.sources
        self._shown = served.product(language)
        self._limits, self._budget = call.state.serving.limits, call.state.serving.budget
        self._found: dict[tuple[str, object], ConflictAnswer | None] = {}
        self._until = time.monotonic() + self._limits.seconds

    def first(self, domain: ValidDomain, most: int) -> tuple[BlockedAnswer, ...]:
        """The first values that an option cannot have, in declared order."""
        return tuple(self.answer(domain, value) for value in islice(self._impossible(domain), most))

    def answer(self, domain: ValidDomain, value: str | bool, *, why: bool = True) -> BlockedAnswer:
        """A value that an option cannot have."""
        members = members_of(self._shown.by_key[domain.option.key].domain)
        label = members.by_key[str(value)].label if members else ("yes" if value else "no")
        return BlockedAnswer(value=value, label=label, why=self._why(domain, value) if why else None)

    def _impossible(self, domain: ValidDomain) -> Iterator[str | bool]:
        own = domain.option.domain
        members = members_of(own)
        if isinstance(own, AnyOfDomain) and members:
            left = set(domain.members())
            yield from (key for key in members.by_key if key not in left)
        elif isinstance(own, FlagDomain):
            yield from (each for each in (False, True) if each not in domain)
        elif members and domain.size - domain.may_lack_value < len(members.by_key):
            yield from (key for key in members.by_key if key not in domain)

    def _why(self, domain: ValidDomain, value: str | bool) -> ConflictAnswer | None:
        option = domain.option
        outcome: Outcome = (str(value),) if isinstance(option.domain, AnyOfDomain) else value
        if isinstance(option.domain, AnyOfDomain) and option.domain.least > 1:
            return None  # no set of one is among its outcomes
        like = (option.key, domain.outcomes.classes_of(outcome) or outcome)  # what is in no class is by itself
        if like not in self._found:
            if len(self._found) >= self._limits.conflicts or time.monotonic() > self._until:
                return None
            self._found[like] = self._conflict(option.key, outcome)
        return self._found[like]

    def _conflict(self, option: str, outcome: Outcome) -> ConflictAnswer | None:
        budget = replace(self._budget, seconds=self._limits.seconds, solver_seconds=self._limits.seconds)
        try:
            found = why_not(self._space, self._choices, option, outcome, budget)
        except TooComplexError:
            return None
        if found is None:
            return None
        said = {each.key: each for each in self._shown.all_constraints}
        told = replace(found, constraints=tuple(said.get(each.key, each) for each in found.constraints))
        return ConflictAnswer.of(told, self._sources)
