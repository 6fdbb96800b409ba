"""The nearest repairs: which choices to change, as few as can be, so that something valid has all the others.

A pass up each diagram finds, for every node, how few choices must give way from there to the end, and by which sets of
options that can be done: a shortest path, in which an edge counts 1 where its level was chosen otherwise. Of repairs
that change equally few, the cheapest come first where a quantity is given.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from configurator.diagram.diagram import Diagram, Labels
from configurator.diagram.passes import Allowed
from configurator.engine.clausal import ClausalComponent
from configurator.engine.complete import complete
from configurator.engine.narrow import narrowed
from configurator.engine.outcomes import Outcome
from configurator.engine.priced import Priced
from configurator.engine.solved_repair import fewest_changes as fewest_changes_solved
from configurator.engine.valid_domain import ValidDomain
from configurator.engine.valid_space import Choices, ValidSpace
from configurator.model.derivation import Amount

MOST_REPAIRS = 5
_MOST_SETS = 32
"""Sets of options that are kept for one node."""

Levels = tuple[int, ...]


@dataclass(frozen=True)
class Repair:
    """Options to change, in declared order: what each could then be, while the others of them are open as well.

    `example`: outcomes for them that go together. Texts and pictures have none there: some would do. Under a quantity
    it is a cheapest one; `amount` is the least that the whole then comes to, and `difference` how much more that is
    than the same with the options as they were chosen, though that is not valid.
    """

    domains: Mapping[str, ValidDomain]
    example: Mapping[str, Outcome]
    amount: Amount | None = None
    difference: Amount | None = None


def repairs(
    space: ValidSpace, choices: Choices, most: int = MOST_REPAIRS, priced: Priced | None = None
) -> tuple[Repair, ...]:
    """The repairs that change fewest choices, at most so many of them; nothing where nothing at all is valid.

    Where the choices stand together there is one repair, which changes nothing. `priced` has the space under a
    quantity: then those come first with which the whole comes to least. Raises `TooComplexError` where a solver takes
    too long.
    """
    if not all(component.holds for component in space.components):
        return ()
    found: list[list[tuple[str, ...]]] = []
    for component in space.components:
        allowed = space.by_level(component, choices.allowed)
        if isinstance(component, ClausalComponent):
            sets = fewest_changes_solved(component.parts, allowed, _MOST_SETS, component.allowance())
        else:
            sets = fewest_changes(component.diagram, allowed)
        found.append([tuple(component.options[level].key for level in each) for each in sets])
    places = {option.key: place for place, option in enumerate(space.product.options)}
    together = (sorted((key for keys in each for key in keys), key=places.__getitem__) for each in product(*found))
    in_order = sorted(
        islice(together, _MOST_SETS), key=lambda keys: [places[key] for key in reversed(keys)], reverse=True
    )
    if priced is None:
        return tuple(_repair(space, choices, keys) for keys in in_order[:most])
    amounts = [priced.least_cost(_without(choices, keys)) or 0 for keys in in_order]
    cheapest = sorted(range(len(in_order)), key=amounts.__getitem__)[:most]
    return tuple(_with_price(_repair(space, choices, in_order[number]), choices, priced) for number in cheapest)


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


def _without(choices: Choices, keys: Collection[str]) -> Choices:
    kept = {key: value for key, value in choices.chosen.items() if key not in keys}
    return Choices(kept, {key: allowed for key, allowed in choices.allowed.items() if key not in keys})


def _with_price(repair: Repair, choices: Choices, priced: Priced) -> Repair:
    """The same with its price, and with an example that costs that."""
    found = complete(priced.space, _without(choices, repair.domains), (), priced)
    if found is None or found.amount is None:
        return repair
    whole = {**found.outcomes, **found.needed}
    before = {**whole, **{key: choices.chosen[key] for key in repair.domains}}
    difference = priced.worth(whole) - priced.worth(before)
    example = {key: whole[key] for key in repair.example}
    return Repair(repair.domains, example, found.amount, priced.quantity.amount(difference))


def _repair(space: ValidSpace, choices: Choices, keys: Sequence[str]) -> Repair:
    left = _without(choices, keys)
    kept, allowed = left.chosen, dict(left.allowed)
    opened = narrowed(space, left).domains
    example: dict[str, Outcome] = {}
    for key in keys:
        domain = narrowed(space, Choices(kept, dict(allowed))).domains[key]
        if domain.option.is_open:
            allowed[key] = domain.classes
        else:
            example[key] = domain.outcomes.classes[min(domain.classes)].representative
            allowed[key] = space.outcomes[key].classes_meant(example[key])
    return Repair({key: opened[key] for key in keys}, example)
