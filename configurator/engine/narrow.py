"""Valid domains: what each option can still be after the choices made so far, so that no click leads to a dead end.

A value is in the valid domain of its option if some valid configuration has it and all *other* choices. So the valid
domain of an option that is chosen has what it could be switched to; and where choices contradict one another, only
those options have any that can mend it by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from configurator.engine.outcomes import Outcome
from configurator.engine.valid_domain import ValidDomain
from configurator.engine.valid_space import Choices, ValidSpace
from configurator.model.problem import Problem


@dataclass(frozen=True)
class Narrowed:
    """What is left after some choices.

    `chosen`: the choices that could be read, canonical; `problems`: of those that could not. `domains`: the valid
    domain of each option, in declared order. `is_consistent`: whether some valid configuration has all choices.
    `method`: what was asked, as in `ValidSpace`.
    """

    chosen: Mapping[str, Outcome]
    problems: tuple[Problem, ...]
    domains: Mapping[str, ValidDomain]
    is_consistent: bool
    method: str


def narrow(space: ValidSpace, choices: Mapping[str, object]) -> Narrowed:
    """The valid domains of all options after raw choices, as they come from JSON or Python."""
    return narrowed(space, space.read(choices))


def narrowed(space: ValidSpace, choices: Choices) -> Narrowed:
    """The same for choices that have been read; takes as long as the components that they are about."""
    domains = dict(space.domains)
    contradicted = set(space.empty)
    for number in sorted({space.places[key][0] for key in choices.allowed}):
        component = space.components[number]
        for level, labels in component.other_labels(space.by_level(component, choices.allowed)).items():
            key = component.options[level].key
            domains[key] = ValidDomain(space.outcomes[key], labels)
    for key, some in choices.allowed.items():
        if some.isdisjoint(domains[key].classes):
            contradicted.add(space.places[key][0])
    if contradicted:  # whatever stands beside a contradiction is in no valid configuration with it
        for number, component in enumerate(space.components):
            if contradicted != {number}:
                for option in component.options:
                    domains[option.key] = ValidDomain(space.outcomes[option.key], frozenset())
    return Narrowed(choices.chosen, choices.problems, domains, not contradicted, space.method)
