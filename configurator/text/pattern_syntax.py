"""Read the text of a pattern into a tree, and refuse by name what is not in the regular subset.

    choice   = sequence ("|" sequence)*
    sequence = item*
    item     = (character | "." | escape | class | "(" ["?:"] choice ")") ["?" | "*" | "+" | "{" n ["," [m]] "}"]
    class    = "[" ["^"] (member ["-" member])+ "]"

Each character stands for itself but for `\\ . [ ] ( ) { } | ? * + ^ $`, which need a backslash. What is accepted means
the same in Python's `re` with ASCII and DOTALL; where dialects disagree (a bare `]` or `{`, a `-` amid a class), the
pattern is refused rather than guessed at. Reading recurses with the groups only, and these at most 64 deep.
"""

from __future__ import annotations

from configurator.errors import PatternError
from configurator.text.pattern_tree import (
    EMPTY,
    LAST_CODE_POINT,
    Either,
    Intervals,
    Letter,
    Node,
    Repeat,
    Sequence,
    complement,
    joined,
)

MAX_NESTING = 64
"""How deep groups may stand in groups."""

_CLASS_ESCAPES: dict[str, Intervals] = {
    "d": ((0x30, 0x39),),
    "w": ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)),
    "s": ((0x09, 0x0D), (0x20, 0x20)),
}
_GROUPS = (  # the longest beginning first
    ("?<=", "look-around", "look-behind"),
    ("?<!", "look-around", "look-behind"),
    ("?=", "look-around", "look-ahead"),
    ("?!", "look-around", "look-ahead"),
    ("?P=", "back-reference", "a back-reference"),
    ("?P<", "named-group", "a named group"),
    ("?<", "named-group", "a named group"),
    ("?>", "possessive-quantifier", "an atomic group"),
    ("?", "flags", "a flag or another extension"),
)
_COUNT_HINT = "a count is written {3}, {3,} or {3,5}; the brace itself \\{"


def parse_pattern(text: str) -> Node:
    """The tree of a pattern's text; raises PatternError with the index of what it refuses."""
    return _Reader(text).read()


class _Reader:
    """The text of a pattern and how far it has been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.index = 0
        self.nesting = 0

    def read(self) -> Node:
        tree = self.choice()
        if self.index < len(self.text):  # only a closing parenthesis ends a choice early
            raise self.refusal("unbalanced-group", "`)` closes no group; the character itself is `\\)`", self.index)
        return tree

    def refusal(self, reason: str, message: str, index: int) -> PatternError:
        return PatternError(reason, f"{message} (at index {index} of the pattern)", index)

    def peek(self) -> str:
        return self.text[self.index : self.index + 1]

    def take(self, expected: str) -> bool:
        found = self.text.startswith(expected, self.index)
        self.index += len(expected) * found
        return found

    def choice(self) -> Node:
        parts = [self.sequence()]
        while self.take("|"):
            parts.append(self.sequence())
        if all(part == EMPTY for part in parts):
            return EMPTY
        return Either(tuple(parts)) if len(parts) > 1 else parts[0]

    def sequence(self) -> Node:
        parts = []
        while self.peek() not in ("", "|", ")"):
            part = self.repeated(self.single())
            if part != EMPTY:
                parts.append(part)
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def single(self) -> Node:
        start = self.index
        character = self.peek()
        self.index += 1
        if character == "(":
            return self.group(start)
        if character == "[":
            return Letter(self.members(start))
        if character == ".":
            return Letter(((0, LAST_CODE_POINT),))
        if character == "\\":
            return Letter(self.escape(start))
        if character in "^$":
            message = f"`{character}` is not needed: the whole text must match; the character itself is `\\{character}`"
            raise self.refusal("anchor", message, start)
        if character in "?*+":
            message = f"`{character}` has nothing before it to repeat; the character itself is `\\{character}`"
            raise self.refusal("nothing-to-repeat", message, start)
        if character in "]{}":
            hint = _COUNT_HINT if character == "{" else f"write `\\{character}` for the character itself"
            raise self.refusal("unescaped-character", f"`{character}` stands alone: {hint}", start)
        return Letter(((ord(character), ord(character)),))

    def group(self, start: int) -> Node:
        if not self.take("?:"):
            for beginning, reason, name in _GROUPS:
                if self.text.startswith(beginning, self.index):
                    raise self.refusal(reason, f"`({beginning}` begins {name}, which patterns do not have", start)
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.refusal("pattern-too-deep", f"groups stand more than {MAX_NESTING} deep", start)
        inner = self.choice()
        if not self.take(")"):
            raise self.refusal("unbalanced-group", "`(` is never closed; the character itself is `\\(`", start)
        self.nesting -= 1
        return inner

    def repeated(self, part: Node) -> Node:
        start = self.index
        if self.take("?"):
            low, high = 0, 1
        elif self.take("*"):
            low, high = 0, None
        elif self.take("+"):
            low, high = 1, None
        elif self.take("{"):
            low, high = self.counts(start)
        else:
            return part
        written = self.text[start : self.index]
        following = self.peek()
        if following == "?":
            message = f"`{written}?` is lazy, which means nothing where the whole text must match; drop the `?`"
            raise self.refusal("lazy-quantifier", message, start)
        if following == "+":
            message = f"`{written}+` is possessive, which patterns do not have; use a group"
            raise self.refusal("possessive-quantifier", message, start)
        if following and following in "*{":
            message = f"`{written}{following}` repeats a repetition; use a group"
            raise self.refusal("stacked-quantifier", message, start)
        return EMPTY if part == EMPTY or high == 0 else Repeat(part, low, high)

    def counts(self, start: int) -> tuple[int, int | None]:
        low = self.number()
        high: int | None = low
        if self.take(","):
            high = None if self.peek() == "}" else self.number()
        if low is None or not self.take("}"):
            raise self.refusal("bad-count", _COUNT_HINT, start)
        if high is not None and high < low:
            raise self.refusal("bad-count", f"the count goes from {low} down to {high}", start)
        return low, high

    def number(self) -> int | None:
        start = self.index
        while self.peek() and self.peek() in "0123456789":
            self.index += 1
        return int(self.text[start : self.index]) if self.index > start else None

    def escape(self, start: int) -> Intervals:
        """What a backslash makes of the next character."""
        character = self.peek()
        self.index += 1
        if character.lower() in _CLASS_ESCAPES:
            inside = _CLASS_ESCAPES[character.lower()]
            return inside if character.islower() else complement(inside)
        if character and character.isascii() and not character.isalnum() and character.isprintable():
            return ((ord(character), ord(character)),)
        if character == "":
            raise self.refusal("unknown-escape", "a backslash ends the pattern; the character itself is `\\\\`", start)
        if character in "123456789k":
            message = f"`\\{character}` is a back-reference, which patterns do not have"
            raise self.refusal("back-reference", message, start)
        if character in "pP":
            message = (
                f"`\\{character}` asks for a property of Unicode, which patterns do not have; list ranges in `[ ]`"
            )
            raise self.refusal("property-class", message, start)
        if character in "bBAZzG":
            raise self.refusal("anchor", f"`\\{character}` is not needed: the whole text must match", start)
        raise self.refusal("unknown-escape", f"`\\{character}` is not an escape; a character stands for itself", start)

    def members(self, start: int) -> Intervals:
        """The set of a class, from behind its opening bracket to behind its closing one."""
        negated = self.take("^")
        if self.peek() == "]":
            raise self.refusal("empty-class", "a class needs a member; the bracket itself is `\\]`", start)
        stretches: list[tuple[int, int]] = []
        begin = self.index
        while not self.take("]"):
            at = self.index
            first = self.member(start, leading=at == begin)
            if self.peek() == "-" and self.text[self.index + 1 : self.index + 2] not in ("", "]"):
                self.index += 1
                last = self.member(start, leading=False)
                if len({*first, *last}) > 2 or any(low != high for low, high in (*first, *last)):
                    raise self.refusal("bad-range", "a range goes from one character to another", at)
                if first[0][0] > last[0][0]:
                    raise self.refusal("bad-range", f"the range `{self.text[at : self.index]}` goes down", at)
                stretches.append((first[0][0], last[0][0]))
            else:
                stretches += first
        intervals = joined(stretches)
        return complement(intervals) if negated else intervals

    def member(self, start: int, *, leading: bool) -> Intervals:
        at = self.index
        character = self.peek()
        self.index += 1
        if character == "":
            raise self.refusal("unclosed-class", "`[` is never closed; the character itself is `\\[`", start)
        if character == "\\":
            return self.escape(at)
        if character == "[" or (character == "-" and not leading and self.peek() not in ("", "]")):
            message = f"`{character}` inside a class is written `\\{character}`"
            raise self.refusal("unescaped-character", message, at)
        return ((ord(character), ord(character)),)
