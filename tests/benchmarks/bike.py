"""A made-up bicycle of 40 options and 200 rules, in each notation that the benchmark compares: the same seed, the same.

A rule forbids some tests together; a third of them are written the other way round, as `require`. None is broken by
any of some bicycles that are drawn first, so that there are valid ones; the catalog expects them. From the rules come
the catalog's text, a JSON Schema, and Python as one writes it by hand; a test holds them equal, rule by rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from laptop_schema import FLAG, Choices, Schema, has, never, one_of, some, when, with_

SEED = 1
RULES = 200
PLANTED = 12

WORDS = {f"part{number}": tuple(f"p{number}_{each}" for each in range(2 + number % 9)) for number in range(26)}
OPTIONAL = tuple(f"part{number}" for number in range(20, 26))
FLAGS = tuple(f"extra{number}" for number in range(6))
NUMBERS = {"frame_size": (44, 64), "gears": (1, 12), "spokes": (24, 40), "years": (1, 5)}
SETS = {"bags": (("front", "rear", "bar", "saddle"), 2), "tools": (("pump", "lever", "patches", "multi", "lock"), 3)}
TEXTS = {"engraving": 24, "owner": 40}
REQUIRED = tuple(key for key in WORDS if key not in OPTIONAL)


@dataclass(frozen=True)
class Test:
    """Whether an option is one of some words, true, at least a number, or has a word in it."""

    option: str
    values: tuple[str, ...] | bool | int | str

    def is_met(self, choices: Choices) -> bool:
        """Its meaning, for choices without defaults: what a test could be met by is never a default."""
        chosen: Any = choices.get(self.option)
        match self.values:
            case tuple():
                return chosen in self.values
            case bool():
                return chosen is True
            case int() as least:
                return chosen is not None and chosen >= least
            case str() as word:
                return chosen is not None and word in chosen

    def text(self) -> str:
        """As a catalog says it."""
        match self.values:
            case tuple() as words:
                return f"{self.option} in {{ {', '.join(words)} }}" if len(words) > 1 else f"{self.option} = {words[0]}"
            case bool():
                return self.option
            case int() as least:
                return f"{self.option} >= {least}"
            case str() as word:
                return f"{word} in {self.option}"

    def schema(self) -> Schema:
        """As JSON Schema says it."""
        match self.values:
            case tuple() as words:
                return has(**{self.option: list(words)})
            case bool():
                return has(**{self.option: True})
            case int() as least:
                return has(**{self.option: {"minimum": least}})
            case str() as word:
                return has(**{self.option: with_(word)})

    def python(self) -> str:
        """As somebody writes it for completed choices `c`."""
        match self.values:
            case tuple() as words:
                return (
                    f"c[{self.option!r}] in {set(words)!r}" if len(words) > 1 else f"c[{self.option!r}] == {words[0]!r}"
                )
            case bool():
                return f"c[{self.option!r}]"
            case int() as least:
                return f"c[{self.option!r}] >= {least}"
            case str() as word:
                return f"{word!r} in c[{self.option!r}]"


@dataclass(frozen=True)
class Forbidden:
    """A rule under its key: its tests are never all met. With `then`: where they are, that one is met."""

    key: str
    tests: tuple[Test, ...]
    then: Test | None = None

    def is_broken(self, choices: Choices) -> bool:
        """What it means; the referee of all notations."""
        return all(each.is_met(choices) for each in self.tests) and (self.then is None or not self.then.is_met(choices))

    def text(self) -> str:
        """A line of the catalog."""
        tests = " and ".join(each.text() for each in self.tests)
        what = f"forbid {tests}" if self.then is None else f"require {self.then.text()} when {tests}"
        return f'rule {self.key} {what} because "These do not go together."'

    def schema(self) -> Schema:
        """A part of the schema."""
        tests = [each.schema() for each in self.tests]
        if self.then is None:
            return never(*tests)
        return when(tests[0] if len(tests) == 1 else {"allOf": tests}, self.then.schema())

    def python(self) -> str:
        """A condition under which it is broken."""
        tests = " and ".join(each.python() for each in self.tests)
        return tests if self.then is None else f"{tests} and not ({self.then.python()})"


def _test(random: Random, option: str) -> Test:
    if option in WORDS:
        words = WORDS[option]
        return Test(option, tuple(random.sample(words, random.randint(1, max(1, len(words) // 2)))))
    if option in FLAGS:
        return Test(option, True)
    if option in NUMBERS:
        least, greatest = NUMBERS[option]
        return Test(option, random.randint(least + (greatest - least) // 2, greatest))
    return Test(option, random.choice(SETS[option][0]))


def drawn(random: Random) -> Choices:
    """A bicycle at random, valid or not."""
    made: Choices = {key: random.choice(words) for key, words in WORDS.items() if key in REQUIRED}
    made |= {key: random.choice(WORDS[key]) for key in OPTIONAL if random.random() < 0.6}
    made |= {key: True for key in FLAGS if random.random() < 0.4}
    made |= {key: random.randint(*ends) for key, ends in NUMBERS.items() if random.random() < 0.7}
    made |= {key: random.sample(words, random.randint(0, most)) for key, (words, most) in SETS.items()}
    return made | ({"engraving": "For Ann"} if random.random() < 0.5 else {})


@cache
def rules() -> tuple[Forbidden, ...]:
    """The rules, and none that one of the planted bicycles breaks."""
    random = Random(SEED)
    planted = valid_ones()
    asked = [*WORDS, *FLAGS, *NUMBERS, *SETS]
    found: list[Forbidden] = []
    while len(found) < RULES:
        key = f"rule{len(found)}"
        options = random.sample(asked, random.choice((2, 2, 2, 3)))
        then = None
        if len(found) % 3 == 0:
            last = options.pop()
            if last not in REQUIRED or len(WORDS[last]) < 3:
                continue
            then = Test(last, tuple(random.sample(WORDS[last], len(WORDS[last]) * 2 // 3)))
        rule = Forbidden(key, tuple(_test(random, each) for each in options), then)
        if not any(rule.is_broken(each) for each in planted):
            found.append(rule)
    return tuple(found)


@cache
def valid_ones() -> tuple[Choices, ...]:
    """The bicycles that are valid whatever else is."""
    random = Random(SEED + 1)
    return tuple(drawn(random) for _ in range(PLANTED))


def catalog() -> str:
    """The text of its catalog."""
    return "\n".join(["catalog cycles", "product bike {", *(f"  {each}" for each in _declared()), "}", ""])


def _declared() -> Iterator[str]:
    for key, words in WORDS.items():
        yield f"option {key}: {' | '.join(words)}{' optional' if key in OPTIONAL else ''}"
    for key in FLAGS:
        yield f"option {key}: yes or no default no"
    for key, (least, greatest) in NUMBERS.items():
        yield f"option {key}: integer {least} .. {greatest} default {least}"
    for key, (words, most) in SETS.items():
        yield f"option {key}: any of {{ {', '.join(words)} }} up to {most}"
    for key, most in TEXTS.items():
        yield f"option {key}: text {{ max: {most} }} optional"
    for rule in rules():
        yield rule.text()
    for each in valid_ones():
        chosen = [f"{key}: {_written(value)}" for key, value in each.items() if value != []]
        yield f"expect valid {{ {', '.join(chosen)} }}"


def _written(value: object) -> str:
    match value:
        case True:
            return "yes"
        case list():
            return f"{{ {', '.join(value)} }}"
        case str() if " " in value:
            return f'"{value}"'
    return str(value)


def options_schema() -> dict[str, Schema]:
    """What each option can be."""
    found: dict[str, Schema] = {key: one_of(words) for key, words in WORDS.items()}
    found |= dict.fromkeys(FLAGS, FLAG)
    found |= {key: {"type": "integer", "minimum": low, "maximum": high} for key, (low, high) in NUMBERS.items()}
    found |= {key: some(words, most) for key, (words, most) in SETS.items()}
    return found | {key: {"type": "string", "minLength": 1, "maxLength": most} for key, most in TEXTS.items()}


def schema() -> Schema:
    """The whole as JSON Schema 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": options_schema(),
        "required": list(REQUIRED),
        "additionalProperties": False,
        "allOf": [each.schema() for each in rules()],
    }


DEFAULTS: dict[str, Any] = {
    **dict.fromkeys((*WORDS, *TEXTS)),
    **dict.fromkeys(FLAGS, False),
    **{key: least for key, (least, _) in NUMBERS.items()},
    **dict.fromkeys(SETS, ()),
}


def completed(choices: Choices) -> dict[str, Any] | None:
    """The configuration with its defaults, as one writes it by hand; None where some value cannot be."""
    for key, value in choices.items():
        if key in _WORDS:
            good = type(value) is str and value in _WORDS[key]
        elif key in _FLAGS:
            good = type(value) is bool
        elif key in NUMBERS:
            good = type(value) is int and NUMBERS[key][0] <= value <= NUMBERS[key][1]
        elif key in SETS:
            most = SETS[key][1]
            good = type(value) is list and len(set(value)) == len(value) <= most and _SETS[key].issuperset(value)
        else:
            good = key in TEXTS and type(value) is str and 0 < len(value) <= TEXTS[key]
        if not good:
            return None
    return {**DEFAULTS, **choices} if choices.keys() >= _REQUIRED else None


_WORDS = {key: frozenset(words) for key, words in WORDS.items()}
_SETS = {key: frozenset(words) for key, (words, _) in SETS.items()}
_FLAGS, _REQUIRED = frozenset(FLAGS), frozenset(REQUIRED)


@cache
def broken() -> Callable[[dict[str, Any]], Iterable[str]]:
    """A function that yields the keys of the rules that completed choices break: an `if` a rule, one after another."""
    lines = [f"    if {each.python()}:\n        yield {each.key!r}" for each in rules()]
    made: dict[str, Any] = {}
    exec("def broken(c):\n" + "\n".join(lines), made)
    return made["broken"]  # type: ignore[no-any-return]
