"""Read a statement by the tables of lark's parser, in one loop; a statement with a mistake is left to lark itself.

Lark makes the tables and stays the referee: a test holds the trees equal. What is gained is what it spends on counting
lines and on interactive parsing, which only the words for mistakes need: over a catalog of 10,000 lines 0.6 to 0.9 s,
where lark takes 1.0 to 1.6.

What would surprise: the tables are no public part of lark. Where a version of it has others, lark reads everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Tree
from lark.parsers.lalr_analysis import Shift

Reduce = tuple[int, str, Callable[[list[Any]], Any]]  # how many parts, of which rule, and what makes its tree
Actions = Mapping[str, "int | Reduce"]  # by the type of a token: the state after it, or what to reduce before

_END = "$END"
_MOST_WORDS = 1_000


class UnknownTablesError(Exception):
    """This version of lark has other tables."""


class _States(dict[Any, "_State"]):
    """The states of the parser, each looked up in lark's tables when it is first reached."""

    def __init__(self, lark: Lark) -> None:
        super().__init__()
        front: Any = lark.parser
        self._table = front.parser.parser.parse_table.states
        self._callbacks = front.parser.parser.callbacks
        self._lexers = front.lexer.lexer.lexers

    def __missing__(self, number: Any) -> _State:
        lexer = self._lexers[number]
        (whole,) = lexer.scanner._mres  # noqa: SLF001 - no other way to what lark matches
        # plain strings: those of lark are compared in Python
        actions = {str(kind): self._action(*each) for kind, each in self._table[number].items()}
        keywords = {kind: _keyword(kind, callback) for kind, callback in lexer.callback.items()}
        self[number] = made = _State(actions, whole.match, keywords)
        return made

    def _action(self, action: Any, argument: Any) -> int | Reduce:
        if action is Shift:
            return argument  # type: ignore[no-any-return]
        return len(argument.expansion), str(argument.origin.name), self._callbacks[argument]


def _keyword(kind: str, callback: Callable[[Token], Token]) -> Callable[[str], str]:
    """Tells what kind of token a word is that looks like one of `kind`: lark knows keywords by a second look."""
    return lru_cache(_MOST_WORDS)(lambda word: callback(Token(kind, word)).type)


@dataclass(slots=True)
class _State:
    """What may follow in one state of the parser, and how the text is cut there."""

    actions: Actions
    match: Callable[[str, int], re.Match[str] | None]
    keywords: Mapping[str, Callable[[str], str]]


class FastParser:
    """The parser of one grammar that lark has read. Raises `UnknownTablesError` where lark has other tables."""

    def __init__(self, lark: Lark) -> None:
        front: Any = lark.parser
        try:
            self._states = _States(lark)
            table = front.parser.parser.parse_table
            self._starts = {start: (table.start_states[start], table.end_states[start]) for start in table.start_states}
            self._ignored = frozenset(lark.lexer_conf.ignore)
            for begin, _ in self._starts.values():
                self._states[begin]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise UnknownTablesError from error

    def parse(self, text: str, start: str) -> Tree[Token] | None:
        """The tree of a text; None where it has a mistake, or is too odd for this loop."""
        states, ignored = self._states, self._ignored
        begin, end = self._starts[start]
        stack: list[Any] = [begin]
        values: list[Any] = []
        brackets: list[str] = []
        at, length = 0, len(text)
        before, before_end = "\n", -1
        while at < length:
            state = states[stack[-1]]
            found = state.match(text, at)
            if found is None:
                return None
            kind, word, first, at = found.lastgroup or "", found[0], at, found.end()
            if kind in ignored:
                continue
            if kind in state.keywords:
                kind = state.keywords[kind](word)
            # as `LinesInBraces` does it
            if first == before_end and before.isalpha() and word[0].isalnum():
                return None
            before, before_end = word, at
            if kind in ("LBRACE", "LPAR"):
                brackets.append(kind)
            elif kind in ("RBRACE", "RPAR"):
                if brackets:
                    brackets.pop()
            elif kind == "_LINE" and brackets[-1:] != ["LBRACE"]:
                continue
            if not self._feed(kind, stack, values, None):
                return None
            values.append(Token(kind, word, first, end_pos=at))
        if not self._feed(_END, stack, values, end):
            return None
        tree = values[-1]
        return tree if isinstance(tree, Tree) else None

    def _feed(self, kind: str, stack: list[Any], values: list[Any], end: Any) -> bool:
        """Reduce what ends before a token of this kind, then go into the state after it; false if none may follow.

        After the last token, that is the state `end`.
        """
        states = self._states
        while stack[-1] != end:
            action = states[stack[-1]].actions.get(kind)
            if action is None:
                return False
            if not isinstance(action, tuple):
                stack.append(action)
                return end is None
            size, rule, make = action
            parts: list[Any] = []
            if size:
                parts = values[-size:]
                del stack[-size:], values[-size:]
            stack.append(states[stack[-1]].actions[rule])
            values.append(make(parts))
        return True
