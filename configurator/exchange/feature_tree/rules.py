"""Conditions of a model as the text of rules, such that nothing absent is ever taken for unknown.

A rule is broken only by false. In `require`, what is unknown would pass for true, and behind `when` for false; so a
comparison with an option that may be absent says so where that would be wrong: `color present and color = red`.
Conditions have no negations but before single features, so that each place is of one of the two kinds throughout
(S. C. Kleene's three values are monotone).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from configurator.exchange.feature_tree.expression import (
    TRUE,
    Always,
    And,
    Expression,
    Iff,
    Implies,
    Not,
    Or,
    Selected,
    Written,
    negated,
    plain,
    some,
)
from configurator.exchange.feature_tree.placing import Option, Presence
from configurator.exchange.feature_tree.tree import Feature


@dataclass(frozen=True, slots=True)
class Rules:
    """Writes rules; `presence` says what tells that a feature is there, `value` how a value of an option is written."""

    presence: Mapping[Feature, Presence | None]
    value: Callable[[Feature], str]

    def of(self, condition: Expression) -> Iterator[str]:
        """What rules say for a condition, from `require` on: several for several things, none for what always holds."""
        match condition:
            case And(parts):
                for each in parts:
                    yield from self.of(each)
            case Iff(left, right):
                yield from self.of(Implies(left, right))
                yield from self.of(Implies(right, left))
            case Implies(when, then):
                yield from self._implication(plain(when), plain(then))
            case _:
                found = plain(condition)
                if isinstance(found, And):
                    yield from self.of(found)
                elif isinstance(found, Or):
                    wrong = [each for each in found.parts if _is_negative(each)]
                    if len(wrong) < len(found.parts):
                        good = [each for each in found.parts if not _is_negative(each)]
                        yield from self._implication(negated(some(wrong)), some(good))
                    else:
                        yield f"forbid {self.text(negated(found), unknown=False)}"
                elif found != TRUE:
                    yield f"require {self.text(found, unknown=True)}"

    def _implication(self, when: Expression, then: Expression) -> Iterator[str]:
        if isinstance(when, Always):
            if when.truth and not (isinstance(then, Always) and then.truth):
                yield f"require {self.text(then, unknown=True)}"
        elif isinstance(then, Always):
            if not then.truth:
                yield f"forbid {self.text(when, unknown=False)}"
        else:
            yield f"require {self.text(then, unknown=True)} when {self.text(when, unknown=False)}"

    def text(self, condition: Expression, *, unknown: bool, inner: str = "") -> str:
        """A condition where what is unknown counts as `unknown`; `inner` is the word around it, if there is one."""
        match condition:
            case Always(truth):
                return "1 = 1" if truth else "1 = 0"
            case And(parts):
                return self._joined("and", parts, unknown, inner)
            case Or(parts):
                return self._joined("or", parts, unknown, inner)
            case Selected(feature):
                return self._presence(feature, True, unknown, inner)
            case Not(Selected(feature)):
                return self._presence(feature, False, unknown, inner)
            case Written(text, _, option, absent):
                return _guarded(text, option, absent, unknown, inner)
        raise AssertionError(condition)

    def _presence(self, feature: Feature, wanted: bool, unknown: bool, inner: str) -> str:
        presence = self.presence[feature]
        if presence is None:
            return "1 = 1" if wanted else "1 = 0"
        option, value = presence
        if value is None:
            return f"{option.key} {'present' if wanted else 'absent'}"
        text = f"{option.key} {'=' if wanted else '!='} {self.value(value)}"
        return _guarded(text, option.key if option.may_be_absent else None, not wanted, unknown, inner)

    def _joined(self, word: str, parts: Sequence[Expression], unknown: bool, inner: str) -> str:
        texts = list(
            dict.fromkeys(self.text(each, unknown=unknown, inner=word) for each in self._gathered(word, parts))
        )
        whole = f" {word} ".join(texts)
        return f"({whole})" if inner not in ("", word) and len(texts) > 1 else whole

    def _gathered(self, word: str, parts: Sequence[Expression]) -> list[Expression]:
        """Values of one option that stand in an `or`, or are refused in an `and`, as one comparison with several."""
        together: dict[Option, list[Feature]] = {}
        for each in parts:
            found = self._value(each, wanted=word == "or")
            if found is not None:
                together.setdefault(found[0], []).append(found[1])
        gathered: list[Expression] = []
        for each in parts:
            found = self._value(each, wanted=word == "or")
            if found is None or len(together[found[0]]) == 1:
                gathered.append(each)
            elif (values := together[found[0]])[0] is found[1]:
                option = found[0]
                names = ", ".join(dict.fromkeys(self.value(value) for value in values))
                text, opposite = f"{option.key} in {{ {names} }}", f"{option.key} not in {{ {names} }}"
                key = option.key if option.may_be_absent else None
                if word == "or":
                    gathered.append(Written(text, opposite, key, absent=False))
                else:
                    gathered.append(Written(opposite, text, key, absent=True))
        return gathered

    def _value(self, part: Expression, *, wanted: bool) -> tuple[Option, Feature] | None:
        if not wanted and isinstance(part, Not):
            part = part.part
        elif not wanted:
            return None
        if isinstance(part, Selected):
            presence = self.presence[part.feature]
            if presence is not None and presence.value is not None:
                return presence.option, presence.value
        return None


def _guarded(text: str, option: str | None, absent: bool, unknown: bool, inner: str) -> str:
    """A comparison, with what it is without its option where that is not what unknown counts as."""
    if option is None or absent is unknown:
        return text
    word = "or" if absent else "and"
    guarded = f"{option} {'absent' if absent else 'present'} {word} {text}"
    return f"({guarded})" if inner and inner != word else guarded


def _is_negative(part: Expression) -> bool:
    """Whether a part of an `or` reads better turned around, behind `when`."""
    match part:
        case Not():
            return True
        case And(parts):
            return all(map(_is_negative, parts))
    return False
