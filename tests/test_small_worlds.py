"""Small worlds: catalogs of a few options whose every configuration is tried, against their meaning written by hand.

A world is a catalog text and, beside it, what the text says, in plain Python that knows nothing of the package: what
each option can be, what it gets when nobody mentions it, and a condition for each rule. So the whole way is held,
from the grammar to the counts, and `evaluate`, which is the referee of everything faster, is itself held.

A configuration mentions an option with a value, with `null`, or not at all: all of these are tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from types import SimpleNamespace
from typing import Any, Final

import pytest
from referee import all_valid, brute_count

from configurator.engine.count import count
from configurator.engine.validate import Verdict, validate, validate_clearly
from configurator.identity.configured import canonical_document
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.catalog import Product
from configurator.model.problem import ProblemCode
from configurator.pipeline import build
from configurator.source import Source

UNSAID: Final = "(not mentioned)"
MISSING: Final = "(missing)"

Chosen = Any
"""What is chosen for an option: a canonical value as Python has it, None for no value."""

Meaning = Callable[[Any], bool]
"""Whether completed choices, as attributes of an object, meet a rule."""


@dataclass(frozen=True)
class Asked:
    """An option by hand: its `values`, what it gets `unsaid`, whether it may have none, and when it is asked for.

    `when` looks at the options `asks` only. `is_text` options do not count.
    """

    values: tuple[Chosen, ...]
    unsaid: Chosen = MISSING
    optional: bool = False
    when: Meaning | None = None
    asks: tuple[str, ...] = ()
    is_text: bool = False


@dataclass(frozen=True)
class World:
    """A catalog and its meaning; `options` in order of dependence, `rules` in declared order."""

    name: str
    text: str
    options: Mapping[str, Asked]
    rules: Mapping[str, Meaning]


@dataclass(frozen=True)
class Judged:
    """What a configuration means: completed choices (without those that could not be read), and what is wrong."""

    completed: dict[str, Chosen]
    faults: set[tuple[str, str]]
    broken: list[str]

    @property
    def valid(self) -> bool:
        return not self.faults and not self.broken


def judge(world: World, said: Mapping[str, Chosen]) -> Judged:
    """The meaning of a configuration, by hand."""
    completed: dict[str, Chosen] = {}
    faults: set[tuple[str, str]] = set()
    unsure: set[str] = set()
    for key, option in world.options.items():
        found = said.get(key, UNSAID)
        if not all(asked in completed and asked not in unsure for asked in option.asks):
            unsure.add(key)
            if found not in (UNSAID, None):
                completed[key] = found  # it has a value, and nobody can say yet that it should not
            continue
        if option.when is not None and not option.when(SimpleNamespace(**completed)):
            if found in (UNSAID, None):
                completed[key] = None
            else:
                faults.add((ProblemCode.INACTIVE_OPTION, key))
        elif found == UNSAID:
            if option.unsaid == MISSING:
                faults.add((ProblemCode.MISSING_OPTION, key))
            else:
                completed[key] = option.unsaid
        elif found is None and not option.optional:
            faults.add((ProblemCode.NO_VALUE_NOT_ALLOWED, key))
        else:
            completed[key] = () if found is None and isinstance(option.values[0], tuple) else found
    if faults:
        return Judged(completed, faults, [])
    choices = SimpleNamespace(**completed)
    return Judged(completed, faults, [key for key, met in world.rules.items() if not met(choices)])


def every_configuration(world: World) -> Iterator[dict[str, Chosen]]:
    """Every combination of values, of `null`, and of not mentioning it, for all options."""
    said = [[*option.values, None, UNSAID] for option in world.options.values()]
    for combination in product(*said):
        yield {key: each for key, each in zip(world.options, combination, strict=True) if each != UNSAID}


def raw(choices: Mapping[str, Chosen]) -> dict[str, object]:
    """A configuration as it comes from JSON."""
    return {key: list(each) if isinstance(each, tuple) else each for key, each in choices.items()}


SPACES = """
space material:
    oak { hard: 7, kind: wood }
  | pine { hard: 5, kind: wood }
  | steel { hard: 9, kind: metal }
  | felt { kind: cloth }
"""


@cache
def knowledge_of(world_name: str) -> ProductKnowledge:
    """The compiled product of a world."""
    world = next(each for each in WORLDS if each.name == world_name)

    def no_file(name: str) -> str:
        raise AssertionError(f"{world_name} reads {name}")

    outcome = build(
        Source(f"{world_name}.vpc", f"catalog small\n{SPACES}\nproduct world {{\n{world.text}\n}}\n"), no_file
    )
    assert outcome.value is not None, [f"{each.code.name}: {each.message}" for each in outcome.diagnostics]
    assert outcome.diagnostics == ()
    return outcome.value.products["world"]


def subsets(n: int) -> tuple[tuple[str, ...], ...]:
    """Every set of at most two of a to d, as an `any of` option holds them."""
    return tuple(each for size in range(n + 1) for each in combinations("abcd", size))


FLAG = (True, False)
ABC = ("a", "b", "c")


def is_true(truth: bool | None) -> bool:
    return truth is True


def equals(left: Chosen, right: Chosen) -> bool | None:
    """Whether two are equal; unknown if one of them is absent."""
    return None if left is None or right is None else left == right


def _material(key: str | None) -> SimpleNamespace:
    """The shared material of the world «two options of one space»."""
    facts = {"oak": (7, "wood"), "pine": (5, "wood"), "steel": (9, "metal"), "felt": (None, "cloth")}
    return SimpleNamespace(**dict(zip(("hard", "kind"), facts.get(key or "", (None, None)), strict=True)))


MASS = {"small": 250, "big": 1_500, "empty": None}
PARTS = {"a": 200, "b": 300, "c": None, "d": 1_000}


def mass(world: Any) -> int:
    return (MASS.get(world.body) or 0) + sum(PARTS[each] or 0 for each in world.parts or ())


def known(*amounts: int | None) -> list[int]:
    return [each for each in amounts if each is not None]


SIZES = {"s": 3, "m": 5, "l": 8, "odd": None}


WORLDS: tuple[World, ...] = (
    World(
        "absence makes comparisons unknown, and unknown breaks nothing",
        """
        option one: a | b | c optional
        option two: a | b optional
        option flag: yes or no optional
        rule required require one = a
        rule unequal require one != b when two = a
        rule forbidden forbid two = b when flag = no
        rule negated require not (one = c and flag = yes)
        rule is_there require two present when one absent
        rule not_there forbid one absent and two absent and flag absent
        """,
        {
            "one": Asked(ABC, None, optional=True),
            "two": Asked(("a", "b"), None, optional=True),
            "flag": Asked(FLAG, None, optional=True),
        },
        {
            "required": lambda w: w.one in (None, "a"),
            "unequal": lambda w: not (w.two == "a" and w.one == "b"),
            "forbidden": lambda w: not (w.flag is False and w.two == "b"),
            "negated": lambda w: not (w.one == "c" and w.flag is True),
            "is_there": lambda w: w.one is not None or w.two is not None,
            "not_there": lambda w: not (w.one is None and w.two is None and w.flag is None),
        },
    ),
    World(
        "and, or and not follow Kleene",
        """
        option p: yes or no optional
        option q: yes or no optional
        option r: yes or no optional
        rule both require p = yes and q = yes when r present
        rule either require p = yes or q = yes when r = no
        rule neither forbid not (p = yes or q = no)
        rule deep require not (p = yes and not (q = yes or not r = no))
        rule same require (p = yes) = (q = yes) when r = yes
        """,
        {key: Asked(FLAG, None, optional=True) for key in "pqr"},
        {
            "both": lambda w: w.r is None or not (w.p is False or w.q is False),
            "either": lambda w: not (w.r is False and w.p is False and w.q is False),
            "neither": lambda w: not (w.p is False and w.q is True),
            "deep": lambda w: not (w.p is True and w.q is False and w.r is False),
            "same": lambda w: not (w.r is True and w.p is not None and w.q is not None and w.p != w.q),
        },
    ),
    World(
        "an option is asked for when its condition is true",
        """
        option gate: a | b | c optional
        option always: yes or no
        option inner: x | y when gate = a
        option maybe: x | y optional when inner = x
        option other: integer 1 .. 2 when not gate = a and always = yes
        option several: any of {a, b} when maybe absent and always = no
        rule seen require inner = y when other absent and always = yes
        rule several_seen require several present when gate absent
        """,
        {
            "gate": Asked(ABC, None, optional=True),
            "always": Asked(FLAG),
            "inner": Asked(("x", "y"), when=lambda w: w.gate == "a", asks=("gate",)),
            "maybe": Asked(("x", "y"), None, optional=True, when=lambda w: w.inner == "x", asks=("inner",)),
            "other": Asked(
                (1, 2), when=lambda w: w.gate is not None and w.gate != "a" and w.always, asks=("gate", "always")
            ),
            "several": Asked(
                ((), ("a",), ("b",), ("a", "b")),
                (),
                when=lambda w: w.maybe is None and not w.always,
                asks=("maybe", "always"),
            ),
        },
        {
            "seen": lambda w: not (w.other is None and w.always and w.inner == "x"),
            "several_seen": lambda w: w.gate is not None or bool(w.several),
        },
    ),
    World(
        "any of some values, so many at least and so many at most",
        """
        option some: any of {a, b, c, d} at least 1 up to 2
        option free: any of {a, b, c} up to 2
        option exact: any of {a, b, c} exactly 2 optional
        rule inside require a in some when b in free
        rule outside forbid c in some and c not in free
        rule just require some = {a} or some = {b, d} when free = {c}
        rule few require count(some, free) <= 3
        rule empty require exact absent when free absent
        rule alike forbid a in exact and not a in some
        """,
        {
            "some": Asked(subsets(2)[1:]),
            "free": Asked(tuple(each for each in subsets(2) if "d" not in each), ()),
            "exact": Asked((("a", "b"), ("a", "c"), ("b", "c"), ()), (), optional=True),
        },
        {
            "inside": lambda w: "b" not in w.free or "a" in w.some,
            "outside": lambda w: not ("c" in w.some and "c" not in w.free),
            "just": lambda w: w.free != ("c",) or w.some in (("a",), ("b", "d")),
            "few": lambda w: len(w.some) + len(w.free) <= 3,
            "empty": lambda w: w.free != () or w.exact == (),
            "alike": lambda w: not ("a" in w.exact and "a" not in w.some),
        },
    ),
    World(
        "tables with anything, none, sets and ranges in their cells",
        """
        option kind: a | b | c
        option trim: x | y optional
        option height: integer 1 .. 5
        option extras: any of {a, b}
        table offered (kind, trim, height) allow {
          a, *, *
          b, none, 2 .. 4
          {b, c}, x, {1, 5}
          c, y, 3
        }
        table refused (height, extras) forbid {
          5, {a, b}
          {1, 2}, {b}
          4 .. 5, none
        }
        """,
        {
            "kind": Asked(ABC),
            "trim": Asked(("x", "y"), None, optional=True),
            "height": Asked((1, 2, 3, 4, 5)),
            "extras": Asked(((), ("a",), ("b",), ("a", "b")), ()),
        },
        {
            "offered": lambda w: (
                w.kind == "a"
                or (w.kind == "b" and w.trim is None and 2 <= w.height <= 4)
                or (w.kind in "bc" and w.trim == "x" and w.height in (1, 5))
                or (w.kind == "c" and w.trim == "y" and w.height == 3)
            ),
            "refused": lambda w: (
                not (
                    (w.height == 5 and w.extras == ("a", "b"))
                    or (w.height in (1, 2) and w.extras == ("b",))
                    or (w.height >= 4 and w.extras == ())
                )
            ),
        },
    ),
    World(
        "sums of attributes in different units, where an absent amount counts nothing",
        """
        option body: small { weight: 250 g } | big { weight: 1.5 kg } | empty optional
        option parts: any of { a { weight: 200 g }, b { weight: 0.3 kg }, c, d { weight: 1 kg } } up to 2
        option load: number 0 .. 1.5 kg step 0.5
        rule total require sum(body.weight, parts.weight) <= 1.7 kg
        rule carried require load <= body.weight + 250 g
        rule balance require sum(parts.weight) - load <= 500 g when body present
        rule unequal forbid sum(parts.weight) = 2 * body.weight
        """,
        {
            "body": Asked(("small", "big", "empty"), None, optional=True),
            "parts": Asked(subsets(2), ()),
            "load": Asked(("0", "0.5", "1", "1.5")),
        },
        {
            "total": lambda w: mass(w) <= 1_700,
            "carried": lambda w: Fraction(w.load) * 1_000 <= (MASS.get(w.body) or 0) + 250,
            "balance": lambda w: w.body is None or mass(w) - (MASS[w.body] or 0) - Fraction(w.load) * 1_000 <= 500,
            "unequal": lambda w: MASS.get(w.body) is None or mass(w) != 3 * (MASS[w.body] or 0),
        },
    ),
    World(
        "least, greatest, and how many",
        """
        option first: s { size: 3 } | m { size: 5 } | l { size: 8 } | odd
        option second: s { size: 3 } | m { size: 5 } | l { size: 8 } | odd optional
        option set: any of { s { size: 3 }, m { size: 5 }, odd }
        option flag: yes or no optional
        rule greatest require max(first.size, second.size, set.size) <= 5 when flag = yes
        rule least require min(first.size, set.size) >= 5 when second = m
        rule many require count(first = l, second present, set, flag) <= 3
        rule few require count(second, set) >= 1 when first = odd
        """,
        {
            "first": Asked(("s", "m", "l", "odd")),
            "second": Asked(("s", "m", "l", "odd"), None, optional=True),
            "set": Asked(
                ((), ("s",), ("m",), ("odd",), ("m", "s"), ("m", "odd"), ("odd", "s"), ("m", "odd", "s")),
                (),
            ),
            "flag": Asked(FLAG, None, optional=True),
        },
        {
            "greatest": lambda w: (
                w.flag is not True
                or max(known(SIZES[w.first], SIZES.get(w.second), *(SIZES[each] for each in w.set)), default=0) <= 5
            ),
            "least": lambda w: (
                w.second != "m" or min(known(SIZES[w.first], *(SIZES[each] for each in w.set)), default=9) >= 5
            ),
            "many": lambda w: (w.first == "l") + (w.second is not None) + len(w.set) + is_true(w.flag) <= 3,
            "few": lambda w: w.first != "odd" or (w.second is not None) + len(w.set) >= 1,
        },
    ),
    World(
        "numbers with steps and units, and integers",
        """
        option width: number 20 .. 21.5 cm step 0.5
        option height: number 0.1 .. 0.4 m step 0.15 optional
        option legs: integer -2 .. 4 step 3
        rule in_inches require width <= 8.2 inch when legs >= 1
        rule across_units require height >= 2 * width - 18 cm
        rule between require width in 20.25 cm .. 21 cm when legs = -2
        rule not_between forbid height not in 100 mm .. 250 mm when legs = 4
        rule listed require legs in {-2, 4} when height absent
        """,
        {
            "width": Asked(("20", "20.5", "21", "21.5")),
            "height": Asked(("0.1", "0.25", "0.4"), None, optional=True),
            "legs": Asked((-2, 1, 4)),
        },
        {
            "in_inches": lambda w: w.legs < 1 or Fraction(w.width) <= Fraction("8.2") * Fraction("2.54"),
            "across_units": lambda w: w.height is None or Fraction(w.height) * 100 >= 2 * Fraction(w.width) - 18,
            "between": lambda w: w.legs != -2 or w.width in ("20.5", "21"),
            "not_between": lambda w: not (w.legs == 4 and w.height == "0.4"),
            "listed": lambda w: w.height is not None or w.legs in (-2, 4),
        },
    ),
    World(
        "texts, whose lengths and words count but which do not multiply",
        """
        option name: text { max: 4 } optional
        option tag: text { max: 3, pattern: "[A-Z]{1,3}" } optional
        option place: front | back when name present
        option lit: yes or no
        rule short require length(name) <= 2 when place = back
        rule word forbid name = "Zoë" when lit = yes
        rule words require tag in {"A", "ABC"} when lit = no
        rule both require tag present when name present and lit = no
        """,
        {
            "name": Asked(("Zo", "Zoë", "A", "ABCD"), None, optional=True, is_text=True),
            "tag": Asked(("A", "AB", "ABC"), None, optional=True, is_text=True),
            "place": Asked(("front", "back"), when=lambda w: w.name is not None, asks=("name",)),
            "lit": Asked(FLAG),
        },
        {
            "short": lambda w: w.place != "back" or len(w.name) <= 2,
            "word": lambda w: not (w.lit and w.name == "Zoë"),
            "words": lambda w: w.lit or w.tag in (None, "A", "ABC"),
            "both": lambda w: w.name is None or w.lit or w.tag is not None,
        },
    ),
    World(
        "defaults",
        """
        option plain: a | b default b
        option flag: yes or no default no
        option loose: x | y optional default y
        option size: number 1 .. 2 cm step 0.5 default 15 mm when flag = yes
        option set: any of {a, b, c} at least 1 default {c, a}
        rule sized require plain = a when size = 2 cm
        rule loosened require loose = y when plain = b
        rule counted require count(set) >= 2 when flag = no
        """,
        {
            "plain": Asked(("a", "b"), "b"),
            "flag": Asked(FLAG, False),
            "loose": Asked(("x", "y"), "y", optional=True),
            "size": Asked(("1", "1.5", "2"), "1.5", when=lambda w: w.flag, asks=("flag",)),
            "set": Asked((("a",), ("b",), ("c",), ("a", "b"), ("a", "c"), ("b", "c"), ("a", "b", "c")), ("a", "c")),
        },
        {
            "sized": lambda w: w.size != "2" or w.plain == "a",
            "loosened": lambda w: w.plain != "b" or w.loose in (None, "y"),
            "counted": lambda w: w.flag or len(w.set) >= 2,
        },
    ),
    World(
        "conditions inside conditions",
        """
        option a: x | y | z
        option b: x | y | z
        option c: yes or no
        option d: integer 0 .. 3
        rule one require (a = x or (b = y and not c = yes)) and (d < 3 or not (a = z or b = z))
        rule two forbid not (a = x and b != x) and (c = yes or d in {1, 3}) when a != y or d >= 2
        rule three require a in {x, z} or not (b in {x, y} and c = no)
        """,
        {"a": Asked(("x", "y", "z")), "b": Asked(("x", "y", "z")), "c": Asked(FLAG), "d": Asked((0, 1, 2, 3))},
        {
            "one": lambda w: (w.a == "x" or (w.b == "y" and not w.c)) and (w.d < 3 or not (w.a == "z" or w.b == "z")),
            "two": lambda w: (
                not ((w.a != "y" or w.d >= 2) and not (w.a == "x" and w.b != "x") and (w.c or w.d in (1, 3)))
            ),
            "three": lambda w: w.a in ("x", "z") or not (w.b in ("x", "y") and not w.c),
        },
    ),
    World(
        "two options of one space",
        """
        option top: material
        option legs: material
        option edge: material optional
        rule matching require edge = top
        rule different forbid top = legs when edge present
        rule harder require legs.hard >= top.hard
        rule kinds require top.kind = legs.kind when edge.kind = wood
        rule unlike forbid edge != legs and legs.kind = metal
        rule known_hardness require top.hard present when edge absent
        """,
        {
            "top": Asked(("oak", "pine", "steel", "felt")),
            "legs": Asked(("oak", "pine", "steel", "felt")),
            "edge": Asked(("oak", "pine", "steel", "felt"), None, optional=True),
        },
        {
            "matching": lambda w: w.edge in (None, w.top),
            "different": lambda w: w.edge is None or w.top != w.legs,
            "harder": lambda w: (
                None in (_material(w.legs).hard, _material(w.top).hard)
                or _material(w.legs).hard >= _material(w.top).hard
            ),
            "kinds": lambda w: _material(w.edge).kind != "wood" or _material(w.top).kind == _material(w.legs).kind,
            "unlike": lambda w: not (equals(w.edge, w.legs) is False and _material(w.legs).kind == "metal"),
            "known_hardness": lambda w: w.edge is not None or _material(w.top).hard is not None,
        },
    ),
    World(
        "exact arithmetic",
        """
        option share: number 0 .. 30 percent step 10
        option parts: integer 0 .. 4
        option price: low { price: 0.10 EUR } | high { price: 0.30 EUR } | free optional
        rule thirds require parts / 3 != 1
        rule divided require 12 / parts >= 4
        rule tenths forbid 3 * price.price = 0.30 EUR when share = 0.1
        rule shares require share * parts <= 50 percent
        rule negative require -parts + 2 >= -1 when price present
        """,
        {
            "share": Asked(("0", "10", "20", "30")),
            "parts": Asked((0, 1, 2, 3, 4)),
            "price": Asked(("low", "high", "free"), None, optional=True),
        },
        {
            "thirds": lambda w: w.parts != 3,
            "divided": lambda w: w.parts == 0 or 4 * w.parts <= 12,
            "tenths": lambda w: not (w.share == "10" and w.price == "low"),
            "shares": lambda w: int(w.share) * w.parts <= 50,
            "negative": lambda w: w.price is None or w.parts <= 3,
        },
    ),
)

every_world = pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)


def check_faults(verdict: Verdict, judged: Judged, product: Product) -> None:
    """What is wrong with the values is what should be; the broken rules are those, in their order."""
    faults = {(each.code.value, each.options[0]) for each in verdict.problems if each.constraint is None}
    assert faults == judged.faults
    if not judged.faults:
        assert [each.constraint for each in verdict.problems] == judged.broken
        for each in verdict.problems:
            assert each.span == next(one for one in product.constraints if one.key == each.constraint).span


@every_world
def test_the_clear_verdict_is_the_meaning_written_by_hand(world: World) -> None:
    product = knowledge_of(world.name).product
    for said in every_configuration(world):
        judged = judge(world, said)
        verdict = validate_clearly(product, raw(said))
        assert verdict.valid is judged.valid, said
        assert verdict.completed == judged.completed, said
        check_faults(verdict, judged, product)


@every_world
def test_the_fast_verdict_is_the_clear_one(world: World) -> None:
    knowledge = knowledge_of(world.name)
    for said in every_configuration(world):
        assert validate(knowledge, raw(said)) == validate_clearly(knowledge.product, raw(said)), said


def meant(world: World) -> list[dict[str, Chosen]]:
    """Every valid configuration, completed, by hand."""
    found = {}
    for said in every_configuration(world):
        judged = judge(world, said)
        if judged.valid:
            found[tuple(sorted(judged.completed.items(), key=lambda each: each[0]))] = judged.completed
    return list(found.values())


def outcomes(valid: list[dict[str, Chosen]], keys: tuple[str, ...]) -> set[tuple[Chosen, ...]]:
    return {tuple(choices[key] for key in keys) for choices in valid}


def closed(world: World) -> tuple[str, ...]:
    return tuple(key for key, option in world.options.items() if not option.is_text)


@every_world
def test_the_count_is_that_of_the_meaning_written_by_hand(world: World) -> None:
    product = knowledge_of(world.name).product
    valid = meant(world)
    assert valid, "a world without valid configurations shows nothing"
    assert count(product) == len(outcomes(valid, closed(world)))
    for keys in (over for size in (1, 2) for over in combinations(closed(world), size)):
        assert count(product, keys) == len(outcomes(valid, keys)), keys


@every_world
def test_the_referee_finds_what_was_written_by_hand(world: World) -> None:
    product = knowledge_of(world.name).product
    keys = closed(world)
    valid = outcomes(meant(world), keys)
    assert {tuple(choices[key] for key in keys) for choices in all_valid(product)} == valid
    assert brute_count(product) == len(valid)


@every_world
def test_different_products_have_different_documents_and_equal_ones_the_same(world: World) -> None:
    knowledge = knowledge_of(world.name)
    documents: dict[bytes, dict[str, Chosen]] = {}
    for said in every_configuration(world):
        judged = judge(world, said)
        if judged.valid:
            document = canonical_document(knowledge, validate(knowledge, raw(said)).completed)
            assert documents.setdefault(document, judged.completed) == judged.completed
    assert len(documents) == len(meant(world))


@every_world
def test_every_rule_of_a_world_is_met_by_something_and_broken_by_something(world: World) -> None:
    """Else a world would not show that this rule is asked at all."""
    judged = [each for each in (judge(world, said) for said in every_configuration(world)) if not each.faults]
    for rule in world.rules:
        assert {rule in each.broken for each in judged} == {True, False}, rule


def test_the_walk_finds_a_wrong_meaning() -> None:
    world = WORLDS[0]
    wrong = World(world.name, world.text, world.options, {**world.rules, "required": lambda w: w.one == "a"})
    with pytest.raises(AssertionError):
        test_the_clear_verdict_is_the_meaning_written_by_hand(wrong)
    with pytest.raises(AssertionError):
        test_the_count_is_that_of_the_meaning_written_by_hand(wrong)
