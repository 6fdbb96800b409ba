"""Read a statement by the tables of lark's parser, in one loop, and build its nodes on the way.

Lark makes the tables and stays the referee: tests hold its trees, and what is built from them, equal to what is built
here. What is gained is what it spends on counting lines, on interactive parsing and on trees, which only the words for
mistakes need. A statement with a mistake is left to lark itself. Over a catalog of 10,000 lines this is half of the
time: 0.9 to 1.1 s, where reading by lark and then building takes 1.9 to 2.4.

What would surprise: the tables are no public part of lark. Where a version of it has others, lark reads everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from lark import Lark, Token
from lark.parsers.lalr_analysis import Shift

_END = "$END"
_LINE = "_LINE"
_OPEN, _CLOSE = ("LBRACE", "LPAR", "LSQB"), ("RBRACE", "RPAR", "RSQB")
_MOST_WORDS = 1_000


class Maker(Protocol):
    """Makes what a rule of the grammar stands for out of its parts: tokens, and what has been made of inner rules."""

    def make(self, rule: str, parts: list[Any]) -> Any:
        """The thing itself; the ends of lines are no parts."""


class UnknownTablesError(Exception):
    """This version of lark has other tables."""


@dataclass(frozen=True, slots=True)
class _Reduce:
    """What to do where the end of a rule has been read.

    `size`: how many values it takes. `origin`: its name in the table. `rule`: how the maker calls it; None where its
    values become those of the rule around it. `passes`: a value that is alone stays as it is. `kept`: which values are
    parts, and whether such a one is several; None where all are parts, and each is one.
    """

    size: int
    origin: str
    rule: str | None
    passes: bool
    kept: tuple[tuple[int, bool], ...] | None

    def parts(self, values: list[Any]) -> list[Any]:
        """The parts among the values, in order."""
        if self.kept is None:
            return values
        parts: list[Any] | None = None
        for place, several in self.kept:
            if not several:
                parts = [] if parts is None else parts
                parts.append(values[place])
            elif parts is None:
                parts = values[place]  # nobody else has it, and so a long list is not copied for each of its items
            else:
                parts += values[place]
        return [] if parts is None else parts


def _reduce(rule: Any) -> _Reduce:
    origin, names = str(rule.origin.name), [str(each.name) for each in rule.expansion]
    several = [name.startswith("_") and not each.is_term for name, each in zip(names, rule.expansion, strict=True)]
    kept = [(place, several[place]) for place, name in enumerate(names) if name != _LINE]
    is_plain = len(kept) == len(names) and not any(several)
    return _Reduce(
        len(names),
        origin,
        None if origin.startswith("_") else str(rule.alias or origin).rpartition("__")[2],
        bool(rule.options.expand1 and not rule.alias),
        None if is_plain else tuple(kept),
    )


class _States(dict[Any, "_State"]):
    """The states of the parser, each looked up in lark's tables when it is first reached."""

    def __init__(self, lark: Lark) -> None:
        super().__init__()
        front: Any = lark.parser
        self._table = front.parser.parser.parse_table.states
        self._lexers = front.lexer.lexer.lexers
        self._ignored = frozenset(lark.lexer_conf.ignore)
        self._reduces: dict[int, _Reduce] = {}  # by the identity of lark's rule, which is slow to compare

    def __missing__(self, number: Any) -> _State:
        lexer = self._lexers[number]
        (whole,) = lexer.scanner._mres  # noqa: SLF001 - no other way to what lark matches
        # plain strings: those of lark are compared in Python
        actions = {str(kind): self._action(*each) for kind, each in self._table[number].items()}
        keywords = {kind: _keyword(kind, callback) for kind, callback in lexer.callback.items()}
        blank = whole.match(" |")
        skips = blank is not None and blank.lastgroup in self._ignored
        self[number] = made = _State(actions, whole.match, keywords, skips)
        return made

    def _action(self, action: Any, argument: Any) -> int | _Reduce:
        if action is Shift:
            return argument  # type: ignore[no-any-return]
        if id(argument) not in self._reduces:
            self._reduces[id(argument)] = _reduce(argument)
        return self._reduces[id(argument)]


def _keyword(kind: str, callback: Callable[[Token], Token]) -> Callable[[str], str]:
    """Tells what kind of token a word is that looks like one of `kind`: lark knows keywords by a second look."""
    return lru_cache(_MOST_WORDS)(lambda word: str(callback(Token(kind, word)).type))


@dataclass(slots=True, eq=False)
class _State:
    """What may follow in one state of the parser, and how the text is cut there.

    `actions`: by the type of a token, or the name of a rule, the state after it, or what to do before. `skips`: whether
    a blank says nothing there. `passed`: by the state before and the type of a token, the state that a value alone
    comes to that stays as it is, through rule after rule.
    """

    actions: Mapping[str, int | _Reduce]
    match: Callable[[str, int], re.Match[str] | None]
    keywords: Mapping[str, Callable[[str], str]]
    skips: bool
    passed: dict[tuple[_State, str], _State] = field(default_factory=dict)


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

    def parse(self, text: str, start: str, maker: Maker) -> Any:
        """What the maker makes of a text; None where it has a mistake, or is too odd for this loop."""
        states, ignored = self._states, self._ignored
        begin, end = self._starts[start]
        stack = [states[begin]]
        values: list[Any] = []
        brackets: list[str] = []
        at, length = 0, len(text)
        before, before_end = "\n", -1
        while at < length:
            state = stack[-1]
            if text[at] == " " and state.skips:
                at += 1
                continue
            found = state.match(text, at)
            if found is None:
                return None
            kind, first, at = found.lastgroup or "", at, found.end()
            if kind in ignored:
                continue
            word = found[0]
            keyword = state.keywords.get(kind)
            if keyword is not None:
                kind = keyword(word)
            # as `LinesInBraces` does it
            if first == before_end and before.isalpha() and word[0].isalnum():
                return None
            before, before_end = word, at
            if kind in _OPEN:
                brackets.append(kind)
            elif kind in _CLOSE:
                if brackets:
                    brackets.pop()
            elif kind == _LINE and (not brackets or brackets[-1] == "LPAR"):
                continue
            after = self._reduced(kind, stack, values, maker)
            if after is None:
                return None
            stack.append(states[after])
            values.append(_token(kind, word, first, at))
        self._reduced(_END, stack, values, maker, states[end])
        return values[-1] if stack[-1] is states[end] else None

    def _reduced(
        self, kind: str, stack: list[_State], values: list[Any], maker: Maker, end: _State | None = None
    ) -> int | None:
        """Reduce what ends before a token of this kind; the state after that token, or None if none may follow.

        After the last token, the state `end` is the last.
        """
        states = self._states
        while (state := stack[-1]) is not end:
            action = state.actions.get(kind)
            if not isinstance(action, _Reduce):
                return action
            size = action.size
            if size == 1 and action.passes:  # most of all: an expression goes through ten rules that say nothing of it
                stack[-1] = state.passed.get((stack[-2], kind)) or self._passed(state, stack[-2], kind)
                continue
            taken: list[Any] = []
            if size:
                taken = values[-size:]
                del stack[-size:], values[-size:]
            parts = taken if action.kept is None else action.parts(taken)
            if action.rule is None or (action.passes and len(parts) == 1):
                values.append(parts if action.rule is None else parts[0])
            else:
                values.append(maker.make(action.rule, parts))
            after = stack[-1].actions[action.origin]
            stack.append(states[after])
        return None

    def _passed(self, state: _State, before: _State, kind: str) -> _State:
        """Where a value alone comes to before a token of this kind, as long as it stays as it is."""
        reached = state
        while True:
            action = reached.actions.get(kind)
            if not isinstance(action, _Reduce) or action.size != 1 or not action.passes:
                break
            reached = self._states[before.actions[action.origin]]
        state.passed[before, kind] = reached
        return reached


_new_text: Callable[[type[Token], str], Token] = str.__new__


def _token(kind: str, word: str, first: int, after: int) -> Token:
    """A token with its place; what lark's own making of it does besides takes longer than to read it."""
    token = _new_text(Token, word)
    token.type, token.start_pos, token.end_pos = kind, first, after
    return token
