"""What each constraint is expected to remember, told by its own automaton, for the search for a good order.

A rule's automaton reads options in any order, so where it has few, its states after some of them are really counted;
what has been worked out is used again by the build. Of all others the states are counted in the order that they have
begun in, and stand for those after as many options in any other; a long table is not read for that, but taken to
remember what its options or those ahead can be, or its rows, whichever are fewer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

from configurator.compiler.automata import AnyAutomaton
from configurator.compiler.automaton import BROKEN
from configurator.compiler.cut_cost import Tie
from configurator.compiler.rule_automaton import RuleAutomaton
from configurator.model.constraint import Table

_MOST_STATES = 500
_MOST_COUNTED = 6
_MOST_ROWS = 1_000


def tie_of(automaton: AnyAutomaton) -> Tie:
    """How a constraint ties its options; its automaton has begun. What that takes is taken from its allowance."""
    options = automaton.order
    letters = tuple(len(automaton.words[option]) for option in options)
    if isinstance(automaton, RuleAutomaton) and len(options) <= _MOST_COUNTED:
        return Tie(options, letters, _counted(automaton, options))
    rows = len(automaton.constraint.rows) if isinstance(automaton.constraint, Table) else 0
    if rows > _MOST_ROWS:
        return Tie(options, letters, lambda read: min(rows, *_combinations(letters, read)))
    widths = _widths(automaton, options)
    return Tie(options, letters, lambda read: widths[read.bit_count()])


def _counted(automaton: RuleAutomaton, options: tuple[str, ...]) -> Callable[[int], int]:
    """The function that counts the states after any of the options."""
    known: dict[int, set[int]] = {0: {automaton.start}}

    def states(read: int) -> set[int]:
        found = known.get(read)
        if found is None:
            last = read.bit_length() - 1
            found = known[read] = _after(automaton, states(read ^ (1 << last)), options[last])
        return found

    return lambda read: len(states(read))


def _widths(automaton: AnyAutomaton, options: tuple[str, ...]) -> list[int]:
    """How many states there are after none of the options, after the first, and so on."""
    states = {automaton.start}
    widths = [1]
    for option in options:
        states = _after(automaton, states, option) if len(states) <= _MOST_STATES else states
        widths.append(len(states))
    return widths


def _combinations(letters: Sequence[int], read: int) -> tuple[int, int]:
    """Of how many letters of the options that have been read there are combinations, and of those ahead."""
    of_read = [many for place, many in enumerate(letters) if read >> place & 1]
    return prod(of_read), prod(letters) // max(prod(of_read), 1)


def _after(automaton: AnyAutomaton, states: set[int], option: str) -> set[int]:
    found: set[int] = set()
    for state in sorted(states):
        found.update(automaton.outcomes(state, option))
        if len(found) > _MOST_STATES:
            break
    return found - {BROKEN}
