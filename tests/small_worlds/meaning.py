"""What a small world says of a configuration, by hand: completed, and what is wrong with it.

A configuration mentions an option with a value, with `null`, or not at all: all of these are tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from types import SimpleNamespace

from configurator.model.problem import ProblemCode
from small_worlds.world import MISSING, UNSAID, Chosen, World


@dataclass(frozen=True)
class Judged:
    """What a configuration means: completed choices (without those that could not be read), and what is wrong."""

    completed: dict[str, Chosen]
    faults: set[tuple[str, str]]
    broken: list[str]

    @property
    def valid(self) -> bool:
        return not self.faults and not self.broken


def judge(world: World, said: Mapping[str, Chosen]) -> Judged:
    """The meaning of a configuration, by hand."""
    completed: dict[str, Chosen] = {}
    faults: set[tuple[str, str]] = set()
    unsure: set[str] = set()
    for key, option in world.options.items():
        found = said.get(key, UNSAID)
        if not all(asked in completed and asked not in unsure for asked in option.asks):
            unsure.add(key)
            if found not in (UNSAID, None):
                completed[key] = found  # it has a value, and nobody can say yet that it should not
            continue
        if option.when is not None and not option.when(SimpleNamespace(**completed)):
            if found in (UNSAID, None):
                completed[key] = None
            else:
                faults.add((ProblemCode.INACTIVE_OPTION, key))
        elif found == UNSAID:
            if option.unsaid == MISSING:
                faults.add((ProblemCode.MISSING_OPTION, key))
            else:
                completed[key] = option.unsaid
        elif found is None and not option.optional:
            faults.add((ProblemCode.NO_VALUE_NOT_ALLOWED, key))
        else:
            completed[key] = () if found is None and isinstance(option.values[0], tuple) else found
    if faults:
        return Judged(completed, faults, [])
    choices = SimpleNamespace(**completed)
    return Judged(completed, faults, [key for key, met in world.rules.items() if not met(choices)])


def every_configuration(world: World) -> Iterator[dict[str, Chosen]]:
    """Every combination of values, of `null`, and of not mentioning it, for all options."""
    said = [[*option.values, None, UNSAID] for option in world.options.values()]
    for combination in product(*said):
        yield {key: each for key, each in zip(world.options, combination, strict=True) if each != UNSAID}


def raw(choices: Mapping[str, Chosen]) -> dict[str, object]:
    """A configuration as it comes from JSON."""
    return {key: list(each) if isinstance(each, tuple) else each for key, each in choices.items()}


def meant(world: World) -> list[dict[str, Chosen]]:
    """Every valid configuration, completed, by hand."""
    found = {}
    for said in every_configuration(world):
        judged = judge(world, said)
        if judged.valid:
            found[tuple(sorted(judged.completed.items(), key=lambda each: each[0]))] = judged.completed
    return list(found.values())
