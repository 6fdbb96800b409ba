"""The nearest repairs: which choices to change, as few as can be, so that something valid has all the others.

A pass up each diagram finds, for every node, how few choices must give way from there to the end, and by which sets of
options that can be done: a shortest path, in which an edge counts 1 where its level was chosen otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from configurator.diagram.diagram import Diagram, Labels
from configurator.diagram.passes import Allowed
from configurator.engine.clausal import ClausalComponent
from configurator.engine.narrow import ValidDomain, narrowed
from configurator.engine.outcomes import Outcome
from configurator.engine.solved_repair import fewest_changes as fewest_changes_solved
from configurator.engine.valid_space import Choices, ValidSpace

MOST_REPAIRS = 5
_MOST_SETS = 32
"""Sets of options that are kept for one node."""

Levels = tuple[int, ...]


@dataclass(frozen=True)
class Repair:
    """Options to change, in declared order: what each could then be, while the others of them are open as well.

    `example`: outcomes for them that go together. Texts and pictures have none there: some would do.
    """

    domains: Mapping[str, ValidDomain]
    example: Mapping[str, Outcome]


def repairs(space: ValidSpace, choices: Choices, most: int = MOST_REPAIRS) -> tuple[Repair, ...]:
    """The repairs that change fewest choices, at most so many of them; nothing where nothing at all is valid.

    Where the choices stand together there is one repair, which changes nothing.
    """
    if not all(component.holds for component in space.components):
        return ()
    found: list[list[tuple[str, ...]]] = []
    for component in space.components:
        allowed = space.by_level(component, choices.allowed)
        if isinstance(component, ClausalComponent):
            sets = fewest_changes_solved(component.parts, allowed, _MOST_SETS)
        else:
            sets = fewest_changes(component.diagram, allowed)
        found.append([tuple(component.options[level].key for level in each) for each in sets])
    places = {option.key: place for place, option in enumerate(space.product.options)}
    together = (sorted((key for keys in each for key in keys), key=places.__getitem__) for each in product(*found))
    in_order = sorted(
        islice(together, _MOST_SETS), key=lambda keys: [places[key] for key in reversed(keys)], reverse=True
    )
    return tuple(_repair(space, choices, keys) for keys in in_order[:most])


def fewest_changes(diagram: Diagram, allowed: Allowed) -> list[Levels]:
    """The smallest sets of levels that must take labels which are not allowed, for there to be a path.

    One empty set where none must; not all sets, where there are very many.
    """
    below: list[tuple[int, list[Levels]]] = [(0, [()])]
    for level in range(len(diagram.levels) - 1, -1, -1):
        some = allowed[level]
        fits: dict[Labels, bool] = {}
        found: list[tuple[int, list[Levels]]] = []
        for edges in diagram.levels[level]:
            best, sets = len(diagram.levels) + 1, dict[Levels, None]()
            for labels, target in edges:
                if labels not in fits:
                    fits[labels] = some is None or any(label in some for label in labels)
                changes, after = below[target]
                changes += not fits[labels]
                if changes > best:
                    continue
                if changes < best:
                    best, sets = changes, {}
                for each in after:
                    if len(sets) < _MOST_SETS:
                        sets[each if fits[labels] else (level, *each)] = None
            found.append((best, list(sets)))
        below = found
    return below[0][1] if below else []


def _repair(space: ValidSpace, choices: Choices, keys: Sequence[str]) -> Repair:
    kept = {key: value for key, value in choices.chosen.items() if key not in keys}
    allowed = {key: choices.allowed[key] for key in kept}
    opened = narrowed(space, Choices(kept, dict(allowed))).domains
    example: dict[str, Outcome] = {}
    for key in keys:
        domain = narrowed(space, Choices(kept, dict(allowed))).domains[key]
        if domain.option.is_open:
            allowed[key] = domain.classes
        else:
            example[key] = domain.outcomes.classes[min(domain.classes)].representative
            allowed[key] = space.outcomes[key].classes_meant(example[key])
    return Repair({key: opened[key] for key in keys}, example)
