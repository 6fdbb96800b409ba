"""What each constraint is expected to remember, told by its own automaton, for the search for a good order.

A rule's automaton reads options in any order, so where it has few, its states after some of them are really counted;
what has been worked out is used again by the build. Of all others the states are counted in the order that they have
begun in, and stand for those after as many options in any other.
"""

from __future__ import annotations

from collections.abc import Callable

from configurator.compiler.automata import AnyAutomaton
from configurator.compiler.automaton import BROKEN
from configurator.compiler.cut_cost import Tie
from configurator.compiler.rule_automaton import RuleAutomaton

_MOST_STATES = 500
_MOST_COUNTED = 6


def tie_of(automaton: AnyAutomaton) -> Tie:
    """How a constraint ties its options; its automaton has begun. What that takes is taken from its allowance."""
    options = automaton.order
    letters = tuple(len(automaton.words[option]) for option in options)
    if isinstance(automaton, RuleAutomaton) and len(options) <= _MOST_COUNTED:
        return Tie(options, letters, _counted(automaton, options))
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


def _after(automaton: AnyAutomaton, states: set[int], option: str) -> set[int]:
    found: set[int] = set()
    for state in sorted(states):
        found.update(automaton.outcomes(state, option))
        if len(found) > _MOST_STATES:
            break
    return found - {BROKEN}
