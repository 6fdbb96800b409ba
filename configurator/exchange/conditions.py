"""Conditions as text of the catalog language, put together from their parts with the brackets that they need.

A `Condition` is its text and how tightly it binds, so that `both(either(a, b), c)` becomes `(a or b) and c`. Those that
are always or never so are folded: what is left has none of them, unless it is one of the two as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Binding(IntEnum):
    """How tightly a condition binds, the loosest first."""

    OR = 1
    AND = 2
    NOT = 3
    TEST = 4
    WORD = 5


@dataclass(frozen=True, slots=True)
class Condition:
    """The text of a condition; `opposite` says the contrary, where that can be said in short."""

    text: str
    binding: Binding = Binding.TEST
    opposite: str | None = None

    def within(self, binding: Binding) -> str:
        """The text as a part of what binds so tightly."""
        return self.text if self.binding >= binding else f"({self.text})"


ALWAYS = Condition("always", Binding.WORD)
NEVER = Condition("never", Binding.WORD)


def flag(key: str) -> Condition:
    """That an option of yes or no is yes."""
    return Condition(key, Binding.WORD, f"not {key}")


def test(left: str, sign: str, right: str) -> Condition:
    """A comparison: its contrary is one, too, as long as all in it has a value."""
    return Condition(f"{left} {sign} {right}", Binding.TEST, f"{left} {_CONTRARY[sign]} {right}")


_CONTRARY = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in", "not in": "in"}


def no(condition: Condition) -> Condition:
    """The contrary."""
    if condition in (ALWAYS, NEVER):
        return NEVER if condition == ALWAYS else ALWAYS
    if condition.opposite is not None:
        binding = Binding.WORD if " " not in condition.opposite else Binding.TEST
        binding = Binding.NOT if condition.opposite.startswith("not ") else binding
        return Condition(condition.opposite, binding, condition.text)
    back = condition.text if condition.binding >= Binding.TEST else None
    return Condition(f"not {condition.within(Binding.TEST)}", Binding.NOT, back)


def both(conditions: Iterable[Condition]) -> Condition:
    """All of them; without any, `ALWAYS`."""
    return _joined(conditions, "and", Binding.AND, ALWAYS, NEVER)


def either(conditions: Iterable[Condition]) -> Condition:
    """One of them at least; without any, `NEVER`."""
    return _joined(conditions, "or", Binding.OR, NEVER, ALWAYS)


def _joined(
    conditions: Iterable[Condition], word: str, binding: Binding, nothing: Condition, all_of_it: Condition
) -> Condition:
    parts = [each for each in dict.fromkeys(conditions) if each != nothing]
    if all_of_it in parts:
        return all_of_it
    if len(parts) < 2:
        return parts[0] if parts else nothing
    return Condition(f" {word} ".join(each.within(binding) for each in parts), binding)


def follows(condition: Condition, consequence: Condition) -> Condition:
    """The consequence, wherever the condition holds."""
    return either((no(condition), consequence))


def same(left: Condition, right: Condition) -> Condition:
    """Both hold, or none of them does."""
    for one, other in ((left, right), (right, left)):
        if one in (ALWAYS, NEVER):
            return other if one == ALWAYS else no(other)
    return test(left.within(Binding.WORD), "=", right.within(Binding.WORD))


def required(condition: Condition, when: Condition = ALWAYS) -> str | None:
    """What stands behind the key of a rule so that the condition holds, `when` another does; None if it says nothing.

    Where nothing can satisfy it, a sentence comes out that nothing satisfies.
    """
    if condition == ALWAYS or when == NEVER:
        return None
    if condition == NEVER:
        return f"forbid {when.text}" if when != ALWAYS else f"require {IMPOSSIBLE}"
    tail = "" if when == ALWAYS else f" when {when.text}"
    if condition.binding is Binding.NOT and condition.text.startswith("not ") and not tail:
        return f"forbid {_bare(condition.text.removeprefix('not '))}"
    return f"require {condition.text}{tail}"


IMPOSSIBLE = "1 = 0"


def _bare(text: str) -> str:
    """The text without brackets that are around all of it."""
    if not (text.startswith("(") and text.endswith(")")):
        return text
    depth = 0
    for place, sign in enumerate(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0 and place < len(text) - 1:
            return text
    return text[1:-1]
