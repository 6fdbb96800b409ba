"""Patterns for text: a regular subset of the usual notation, compiled to one table that runs in linear time.

In goes the text of a pattern, such as `[A-Z]{1,3}(-[0-9]+)?`, out comes a Pattern that says of a text whether the whole
of it matches. There is no look-around and no back-reference, so there is an automaton: each character of a text costs
one step, however the pattern was written. The same table serves server and browser.

The notation is in `pattern_syntax`, how the table is made in `automaton`. What would surprise: `\\d`, `\\w` and `\\s`
are those of ASCII (digits; letters, digits and `_`; the six white space characters), `.` is any code point at all,
and everything counts code points, not what a person sees as one character.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from configurator.errors import PatternError, TextError
from configurator.text.automaton import DEAD, START, automaton
from configurator.text.canonical import MAX_CODE_POINTS
from configurator.text.case import in_case
from configurator.text.pattern_syntax import parse_pattern
from configurator.text.pattern_tree import Either, Letter, Node, Sequence

MAX_PATTERN = 200
"""The longest text of a pattern, in code points."""

_READABLE = "aA0" + "".join(chr(code_point) for code_point in (*range(0x21, 0x7F), 0x20))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. Patterns are equal when their texts are; those with equal tables accept the same texts.

    - `source`: the text of the pattern;
    - `starts`, `classes`: the code points from `starts[i]` up to the next start belong to class `classes[i]`;
    - `width`: how many classes there are;
    - `table`: the state after each state and class, at `state * width + class`; 0 is dead, 1 the start;
    - `accepting`: a byte a state, 1 where a text may end.
    """

    source: str
    starts: array[int] = field(compare=False, repr=False)
    classes: array[int] = field(compare=False, repr=False)
    width: int = field(compare=False, repr=False)
    table: array[int] = field(compare=False, repr=False)
    accepting: bytes = field(compare=False, repr=False)

    def matches(self, text: str) -> bool:
        """Whether the whole of `text` matches: a step a code point, no memory.

        Raises TextError `text-too-long` beyond 2,000 code points, which no canonical text has.
        """
        if len(text) > MAX_CODE_POINTS:
            message = f"the text has {len(text):,} characters; at most {MAX_CODE_POINTS:,} are matched"
            raise TextError("text-too-long", message, MAX_CODE_POINTS)
        starts, classes, width, table = self.starts, self.classes, self.width, self.table
        state = START
        for character in text:
            state = table[state * width + classes[bisect_right(starts, ord(character)) - 1]]
            if state == DEAD:
                return False
        return self.accepting[state] == 1

    def example(self, case: str | None = None) -> str | None:
        """A shortest text that matches, of readable characters where there is a choice; None if no text matches.

        With `case`, a shortest one that this case leaves as it is.
        """
        letters = self._letters(case)
        before: dict[int, tuple[int, int]] = {START: (START, -1)}  # how each state was first reached
        waiting = [START]
        for state in waiting:  # grows while we go: a walk in breadth finds the shortest way
            if self.accepting[state]:
                break
            for letter in range(self.width):
                if not letters[letter]:
                    continue  # all of this class are in the other case
                after = self.table[state * self.width + letter]
                if after not in before:
                    before[after] = (state, letter)
                    waiting.append(after)
        else:
            return None
        characters = []
        while state != START:
            state, letter = before[state]
            characters.append(letters[letter])
        return "".join(reversed(characters))

    def firsts(self, case: str | None = None) -> list[str]:
        """The first character of each run of a class; with `case`, the first that it leaves alone, if any is."""
        if case is None:
            return list(map(chr, self.starts))
        stops = (*self.starts[1:], sys.maxunicode + 1)
        runs = (map(chr, range(start, stop)) for start, stop in zip(self.starts, stops, strict=True))
        found = (next((each for each in run if in_case(each, case) == each), "") for run in runs)
        return [each for each in found if each]

    def _letters(self, case: str | None) -> list[str]:
        """A character of each class: a readable one of ASCII, else its first that is neither control nor space."""
        letters = [""] * self.width
        starts = self.firsts(case)
        for character in (*_READABLE, "\xa1", *(each for each in starts if each > "\xa0"), *starts):
            letter = self.classes[bisect_right(self.starts, ord(character)) - 1]
            if case is None or in_case(character, case) == character:
                letters[letter] = letters[letter] or character
        return letters


def compile_pattern(text: str) -> Pattern:
    """The Pattern of a text.

    Raises PatternError with a message for people, the index of the culprit where there is one, and one of the reasons
    `pattern-too-long` (over 200 code points), `pattern-too-deep` (groups over 64 deep), `pattern-too-large` (over
    10,000 states, or more work than that is worth), `look-around`, `back-reference`, `named-group`, `flags`,
    `lazy-quantifier`, `possessive-quantifier`, `stacked-quantifier`, `nothing-to-repeat`, `bad-count`, `anchor`,
    `property-class`, `unknown-escape`, `unescaped-character`, `unbalanced-group`, `unclosed-class`, `empty-class` and
    `bad-range`.
    """
    if len(text) > MAX_PATTERN:
        message = f"the pattern has {len(text):,} characters; at most {MAX_PATTERN} are allowed"
        raise PatternError("pattern-too-long", message, MAX_PATTERN)
    return _pattern(text, parse_pattern(text))


def exactly(texts: Iterable[str]) -> Pattern:
    """The pattern that these texts match, at least one, and no others.

    Raises PatternError `pattern-too-large` where they are too many.
    """
    letters = (Sequence(tuple(Letter(((ord(each), ord(each)),)) for each in text)) for text in texts)
    return _pattern("", Either(tuple(letters)))


def _pattern(source: str, tree: Node) -> Pattern:
    made = automaton(tree)
    accepted = set(made.accepting)
    return Pattern(
        source=source,
        starts=array("I", made.starts),
        classes=array("H", made.classes),
        width=len(made.rows[DEAD]),
        table=array("H", _flat(made.rows)),
        accepting=bytes(state in accepted for state in range(len(made.rows))),
    )


def _flat(rows: Iterable[Iterable[int]]) -> Iterable[int]:
    return (target for row in rows for target in row)
