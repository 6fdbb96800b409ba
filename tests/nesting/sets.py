"""Sets of lamps: random products with products in them, and what each of their rules means, in plain Python.

A configuration is nested as in JSON. A rule is its text, and a function that is false where a valid set may not be:
what is unknown breaks nothing, and what is absent counts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

from hypothesis import strategies as st

Unit = dict[str, Any]
Whole = dict[str, Any]

PRICES = {"red": 3, "blue": 5}

UNIT = """
product unit "Unit" {
  option color: red { price: 3 } | blue { price: 5 } | grey
  option lamp: yes or no optional
  option size: integer 1 .. 2 when color = blue
  option mark: text { max: 4 } optional when lamp = yes
  rule dark forbid lamp = yes when color = grey because "Grey glass lets no light through."
  derive cost = 1 + color.price
  option weight: integer 0 .. 9 derived = color.price + count(lamp = yes)
  option hue: warm | cold derived
  table hues (color, lamp) gives hue {
    red, *, warm
    *, yes, warm
    *, *, cold
  }
}
"""


def units() -> Iterator[Unit]:
    """Every valid unit."""
    for color in ("red", "blue", "grey"):
        for lamp in (True, False, None):
            if color == "grey" and lamp:
                continue
            for size in (1, 2) if color == "blue" else (None,):
                for mark in (None, "x") if lamp else (None,):
                    yield {"color": color, "lamp": lamp, "size": size, "mark": mark}


def closed(whole: Whole) -> tuple[Any, ...]:
    """What is counted of a set: all but its marks, and not the order of its units."""

    def part(unit: Unit | None) -> str:
        return "" if unit is None else repr([unit["color"], unit["lamp"], unit["size"]])

    return whole["kind"], whole.get("card"), part(whole["first"]), *sorted(map(part, whole["units"]))


def cost(unit: Unit | None) -> int:
    return 0 if unit is None else 1 + PRICES.get(unit["color"], 0)


def _price(unit: Unit) -> int:
    return PRICES.get(unit["color"], 0)


def _is_warm(unit: Unit) -> bool:
    return unit["color"] == "red" or unit["lamp"] is True


def _some(units_of: list[Unit], truth: Callable[[Unit], bool | None]) -> bool:
    """Whether it is not false that one of them is so."""
    return any(truth(unit) is not False for unit in units_of)


def _lit(unit: Unit) -> bool | None:
    lit: bool | None = unit["lamp"]
    return lit


RULES: dict[str, Callable[[Whole], bool]] = {
    "require first.color = red when kind = small": lambda w: (
        w["kind"] != "small" or w["first"] is None or w["first"]["color"] == "red"
    ),
    "require first present when kind = large": lambda w: w["kind"] != "large" or w["first"] is not None,
    "require count(units) <= 1 when kind = small": lambda w: w["kind"] != "small" or len(w["units"]) <= 1,
    "require every u in units (u.color != grey)": lambda w: all(u["color"] != "grey" for u in w["units"]),
    "require some u in units (u.lamp = yes) when kind = large": lambda w: (
        w["kind"] != "large" or _some(w["units"], _lit)
    ),
    "forbid some u in units (u.color = red and u.lamp = no)": lambda w: (
        not any(u["color"] == "red" and u["lamp"] is False for u in w["units"])
    ),
    "require count(u in units when u.color = blue) >= 1": lambda w: any(u["color"] == "blue" for u in w["units"]),
    "require sum(units.color.price) <= 8": lambda w: sum(map(_price, w["units"])) <= 8,
    "require every u in units (u.color = first.color)": lambda w: (
        w["first"] is None or all(u["color"] == w["first"]["color"] for u in w["units"])
    ),
    "require every u in units (u.size <= 1 or u.lamp present)": lambda w: all(
        u["size"] in (None, 1) or u["lamp"] is not None for u in w["units"]
    ),
    "require sum(u.color.price for u in units when u.lamp = yes) <= 5": lambda w: (
        sum(_price(u) for u in w["units"] if u["lamp"]) <= 5
    ),
    "require first.cost + sum(units.cost) <= 12": lambda w: cost(w["first"]) + sum(map(cost, w["units"])) <= 12,
    "forbid first.lamp = yes and some u in units (u.lamp = yes)": lambda w: (
        w["first"] is None or not w["first"]["lamp"] or not any(u["lamp"] for u in w["units"])
    ),
    "require every u in units (u.mark present or u.color = grey)": lambda w: all(
        u["mark"] or u["color"] == "grey" for u in w["units"]
    ),
    "require count(u in units when u.mark present) = 1": lambda w: sum(u["mark"] is not None for u in w["units"]) == 1,
    "forbid some u in units (u.mark present and u.color = red)": lambda w: (
        not any(u["mark"] and u["color"] == "red" for u in w["units"])
    ),
    "require first.mark present when kind = large": lambda w: (
        w["kind"] != "large" or bool(w["first"] and w["first"]["mark"])
    ),
    "require every u in units (u.hue = warm)": lambda w: all(_is_warm(u) for u in w["units"]),
    "forbid first.hue = cold and kind = large": lambda w: (
        w["first"] is None or _is_warm(w["first"]) or w["kind"] != "large"
    ),
    "require sum(units.weight) + first.weight <= 9": lambda w: (
        sum(_price(u) + (u["lamp"] is True) for u in [*w["units"], *([w["first"]] if w["first"] else [])]) <= 9
    ),
    "require count(u in units when u.lamp present, first) != 2": lambda w: (
        sum(u["lamp"] is not None for u in w["units"]) + (w["first"] is not None) != 2
    ),
}

TABLE = """
  table pairs (kind, first.color) allow {
    small, {red, grey}
    small, none
    large, *
  }
"""

FIRST = (
    "product unit",
    "product unit optional",
    "product unit when kind = large",
    "product unit optional when kind = large",
)
LISTS = {"0 .. 2 of": (0, 2), "1 .. 2 of": (1, 2), "2 of": (2, 2), "2 .. 3 of": (2, 3)}


@dataclass(frozen=True)
class Sets:
    """A catalog of sets: what may be first, how many units, and which rules there are."""

    first: str
    units: str
    conditional: bool
    rules: tuple[str, ...]
    table: bool = False
    card: bool = False

    @property
    def text(self) -> str:
        """The catalog."""
        rules = "".join(f"  rule r{number} {rule}\n" for number, rule in enumerate(self.rules))
        when = " when kind = large" if self.conditional else ""
        card = "  option card: rose | tulip when some u in units (u.color = red)\n" if self.card else ""
        return (
            f'catalog lamps "Lamps" {{}}\n{UNIT}product set "Set" {{\n  option kind: small | large\n'
            f"  option first: {self.first}\n  option units: {self.units} product unit{when}\n{card}{rules}"
            f"{TABLE if self.table else ''}}}\n"
        )

    def wholes(self) -> Iterator[Whole]:
        """Every combination by the options alone, lists as multisets, what is absent as None or empty."""
        every = list(units())
        for kind in ("small", "large"):
            asked = "when" not in self.first or kind == "large"
            firsts = [*(every if asked else []), *([None] if "optional" in self.first or not asked else [])]
            least, most = LISTS[self.units]
            sizes = range(least, most + 1) if not self.conditional or kind == "large" else (0,)
            for first in firsts:
                for size in sizes:
                    for chosen in combinations_with_replacement(every, size):
                        whole: Whole = {"kind": kind, "first": first, "units": list(chosen)}
                        yield from self._with_card(whole)

    def _with_card(self, whole: Whole) -> Iterator[Whole]:
        cards = ("rose", "tulip") if self.card and any(u["color"] == "red" for u in whole["units"]) else (None,)
        for card in cards:
            yield {**whole, "card": card} if self.card else whole

    def is_valid(self, whole: Whole) -> bool:
        """Whether a set meets the rules."""
        first = whole["first"]
        paired = whole["kind"] == "large" or first is None or first["color"] in ("red", "grey")
        return all(RULES[rule](whole) for rule in self.rules) and (paired or not self.table)


def sets() -> st.SearchStrategy[Sets]:
    """Random catalogs of sets."""
    rules = st.lists(st.sampled_from(sorted(RULES)), max_size=4, unique=True).map(tuple)
    return st.builds(
        Sets, st.sampled_from(FIRST), st.sampled_from(sorted(LISTS)), st.booleans(), rules, st.booleans(), st.booleans()
    )
