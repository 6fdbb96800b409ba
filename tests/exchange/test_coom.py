"""COOM models as catalogs: as many configurations as coomsuite's encodings have answers, here by trying all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from imports import catalog_in, counted, read

HEAD = """
product {
    0..1 Color  trim
         Color  body
         num 0-2 wheels
    0..2 Bag    bag
}
structure Bag {
         Color  color
    0..1 Color  strap
}
enumeration Color {
    attribute num size
    attribute tone

    Red   = ( 1, dark )
    Blue  = ( 2, dark )
    White = ( 3, light )
}
"""
SIZES = {"Red": 1, "Blue": 2, "White": 3}
TONES = {"Red": "dark", "Blue": "dark", "White": "light"}
PATHS = {
    "trim": ("trim",),
    "body": ("body",),
    "bag.color": ("bag[0].color", "bag[1].color"),
    "bag.strap": ("bag[0].strap", "bag[1].strap"),
    "bag[1].color": ("bag[1].color",),
}
Chosen = dict[str, str | int | None]
Ground = Callable[[Chosen], bool | None]
"""A condition about certain parts: true, false, or None where it is undefined."""


@dataclass(frozen=True)
class Condition:
    """A condition as it is written, and what it says of each combination of parts."""

    text: str
    grounds: tuple[Ground, ...]


def configurations() -> Iterator[Chosen]:
    """All that the structures allow: the second bag only with the first, nothing in a bag that is not there."""
    colors = tuple(SIZES)
    bags = [(None, None), *((color, strap) for color in colors for strap in (None, *colors))]
    for trim, body, wheels, first, second in product((None, *colors), colors, range(3), bags, bags):
        if first[0] is None and second[0] is not None:
            continue
        chosen = {"trim": trim, "body": body, "wheels": wheels, "bag[0].color": first[0], "bag[0].strap": first[1]}
        yield {**chosen, "bag[1].color": second[0], "bag[1].strap": second[1]}


EVERY = list(configurations())


def _of_paths(text: str, paths: tuple[str, ...], says: Callable[[list[str | None]], bool | None]) -> Condition:
    """A condition about some paths, in every combination of the parts that they lead to."""
    grounds = [
        lambda chosen, places=places: says([chosen[place] for place in places])
        for places in product(*(PATHS[path] for path in paths))
    ]
    return Condition(text, tuple(grounds))


def _defined(values: list[str | None], says: Callable[[], bool]) -> bool | None:
    return None if None in values else says()


@st.composite
def atoms(draw: st.DrawFn) -> Condition:
    one, other = draw(st.sampled_from(sorted(PATHS))), draw(st.sampled_from(sorted(PATHS)))
    color, size = draw(st.sampled_from(sorted(SIZES))), draw(st.integers(1, 6))
    kind = draw(st.integers(0, 7))
    if kind == 0:
        return _of_paths(f"{one} = {color}", (one,), lambda v: _defined(v, lambda: v[0] == color))
    if kind == 1:
        return _of_paths(f"{one} != {other}", (one, other), lambda v: _defined(v, lambda: v[0] != v[1]))
    if kind == 2:
        return _of_paths(f"{one}.size <= {size}", (one,), lambda v: _defined(v, lambda: SIZES[v[0] or ""] <= size))
    if kind == 3:
        text = f"{one}.tone = {other}.tone"
        return _of_paths(text, (one, other), lambda v: _defined(v, lambda: TONES[v[0] or ""] == TONES[v[1] or ""]))
    if kind == 4:
        return _of_paths(f"{one}.size + {other}.size >= {size}", (one, other), lambda v: _added(v, size))
    if kind == 5:
        text = f"2 * {one}.size > {other}.size"
        return _of_paths(text, (one, other), lambda v: _defined(v, lambda: 2 * SIZES[v[0] or ""] > SIZES[v[1] or ""]))
    if kind == 6:
        return Condition(f"count(bag) < {size}", (lambda chosen: sum(_there(chosen)) < size,))
    straps = PATHS["bag.strap"]
    text = f"wheels = sum(bag.strap.size) - {size}"
    return Condition(
        text, (lambda chosen: chosen["wheels"] == sum(map(_size, (chosen[each] for each in straps))) - size,)
    )


def _size(color: object) -> int:
    return SIZES[str(color)] if color is not None else 0


def _there(chosen: Chosen) -> list[bool]:
    return [chosen[f"bag[{number}].color"] is not None for number in (0, 1)]


def _added(values: list[str | None], least: int) -> bool | None:
    """What is missing counts 0 in a sum, unless nothing is there."""
    return None if set(values) == {None} else sum(map(_size, values)) >= least


def conditions() -> st.SearchStrategy[Condition]:
    def joined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        return st.one_of(
            st.tuples(inner, inner).map(lambda two: _joined("&&", all, *two)),
            st.tuples(inner, inner).map(lambda two: _joined("||", any, *two)),
            inner.map(_opposite),
        )

    return st.recursive(atoms(), joined, max_leaves=3)


def _joined(word: str, both: Callable[[list[bool]], bool], left: Condition, right: Condition) -> Condition:
    def ground(one: Ground, other: Ground) -> Ground:
        def says(chosen: Chosen) -> bool | None:
            a, b = one(chosen), other(chosen)
            return None if a is None or b is None else both([a, b])

        return says

    text = f"({left.text} {word} {right.text})"
    return Condition(text, tuple(ground(*two) for two in product(left.grounds, right.grounds)))


def _opposite(inner: Condition) -> Condition:
    def ground(one: Ground) -> Ground:
        def says(chosen: Chosen) -> bool | None:
            found = one(chosen)
            return None if found is None else not found

        return says

    return Condition(f"!({inner.text})", tuple(map(ground, inner.grounds)))


def _is_broken(when: Condition | None, then: Condition, chosen: Chosen) -> bool:
    if when is None:
        return any(each(chosen) is False for each in then.grounds)
    return any(one(chosen) is True for one in when.grounds) and any(each(chosen) is False for each in then.grounds)


@examples(max_examples=150)
@given(st.lists(st.tuples(st.none() | conditions(), conditions()), min_size=1, max_size=2))
def test_a_catalog_has_as_many_configurations_as_the_model(rules: list[tuple[Condition | None, Condition]]) -> None:
    lines = []
    for when, then in rules:
        lines += [f"    condition {when.text}"] if when else []
        lines.append(f"    require {then.text}")
    text = "\n".join((HEAD, "behavior {", *lines, "}", ""))
    found = sum(not any(_is_broken(*rule, chosen) for rule in rules) for chosen in EVERY)
    assert counted("x.coom", text) == found, text


def test_a_sum_of_one_part_twice_says_nothing_where_it_is_missing() -> None:
    behavior = "behavior {\n    require trim.size + trim.size >= 4\n}\n"
    assert counted("x.coom", HEAD + behavior) == sum(chosen["trim"] != "Red" for chosen in EVERY)


def test_conditions_of_a_structure_hold_for_each_of_its_parts() -> None:
    behavior = "behavior Bag {\n    condition color = Red\n    require strap = Blue\n}\n"
    found = [
        chosen
        for chosen in EVERY
        if not any(chosen[f"bag[{n}].color"] == "Red" and chosen[f"bag[{n}].strap"] in ("Red", "White") for n in (0, 1))
    ]
    assert counted("x.coom", HEAD + behavior) == len(found)


def test_combinations_say_nothing_of_parts_that_are_missing() -> None:
    behavior = """behavior {
    combinations (trim          bag.color.tone)
    allow        ((Red, Blue)   light         )
    allow        (White         -*-           )
}
"""

    def is_fine(chosen: Chosen) -> bool:
        trim, bags = chosen["trim"], [chosen[each] for each in PATHS["bag.color"]]
        return trim in (None, "White") or all(bag is None or TONES[str(bag)] == "light" for bag in bags)

    assert counted("x.coom", HEAD + behavior) == sum(map(is_fine, EVERY))


def test_explanations_are_the_reasons_of_rules() -> None:
    behavior = (
        'behavior {\n    explanation "A red body needs wheels."\n    condition body = Red\n    require wheels > 0\n}\n'
    )
    text = catalog_in("x.coom", HEAD + behavior).text
    assert 'require wheels > 0 when body = Red\n    because "A red body needs wheels."' in text


def test_all_different_looks_at_parts_that_are_there() -> None:
    found = [c for c in EVERY if c["bag[0].color"] != c["bag[1].color"] or c["bag[1].color"] is None]
    assert counted("x.coom", HEAD + "behavior {\n    alldiff bag.color\n}\n") == len(found)


def test_mistakes_are_told_at_their_place() -> None:
    for text, marked, word in (
        ("behavior {\n    require body = Rde\n}\n", "Rde", "no choice"),
        ("behavior {\n    require body = True\n}\n", "body = True", "cannot be `True`"),
        ("behavior {\n    require bdy = Red\n}\n", "bdy", "no feature"),
        ("behavior {\n    require body.sise > 1\n}\n", "sise", "no attribute"),
        ("behavior {\n    require bag[2].color = Red\n}\n", "bag", "numbered from 0 to 1"),
        ("behavior Bga {\n    require color = Red\n}\n", "Bga", "no structure"),
        ("behavior {\n    exists b in bag { require b.color = Red }\n}\n", "exists", "not read"),
        ("behavior {\n    require body\n}\n", "body", "condition is wanted"),
        ("structure Car {\n    Car car\n}\n", None, None),
        ("structure Color {\n}\n", None, "twice"),
        ("set body[0] = Red\n", "set", "user"),
    ):
        outcome = read("x.coom", HEAD + text)
        if word is None:
            assert outcome.value is not None  # nothing reaches it
            continue
        mistake = next(each for each in outcome.diagnostics if each.is_error)
        assert word in mistake.message, mistake.message
        if marked is not None:
            assert (HEAD + text)[mistake.span.start : mistake.span.end] == marked, mistake
