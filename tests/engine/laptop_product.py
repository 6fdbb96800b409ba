"""A laptop as shops sell it: 28 options, 40 rules and tables, a weight budget; for measuring, and a solid example."""

from __future__ import annotations

from fractions import Fraction

from configurator.model.catalog import Product
from configurator.model.constraint import AnyCell, Rule, SetCell, Table
from configurator.model.domain import AnyOfDomain, FlagDomain, IntegerDomain, NumberDomain, TextDomain, ValueDomain
from configurator.model.expression import (
    And,
    Attribute,
    ChosenAmounts,
    Compare,
    Constant,
    Contains,
    Count,
    Expression,
    InSet,
    Length,
    Not,
    OptionValue,
    Present,
    Sum,
)
from configurator.model.option import Option
from configurator.model.units import UNITS
from configurator.model.value import Value

LOGOS = 3_000


def _values(prefix: str, count: int) -> ValueDomain:
    """Values with a weight in kg, a class and a rank."""
    return ValueDomain(
        tuple(
            Value(
                f"{prefix}{number}",
                f"{prefix} {number}",
                {
                    "weight": Fraction(10 + 7 * number % 50, 1000),
                    "kind": ("slim", "standard", "rugged")[number % 3],
                    "rank": Fraction(number),
                },
            )
            for number in range(count)
        )
    )


def _is(option: str, *keys: str) -> Expression:
    if len(keys) == 1:
        return Compare("=", OptionValue(option), Constant(keys[0]))
    return InSet(OptionValue(option), frozenset(keys))


def _kind(option: str, kind: str) -> Expression:
    return Compare("=", Attribute(option, "kind"), Constant(kind))


CHOICES = (
    "chassis",
    "cpu",
    "gpu",
    "ram",
    "disk",
    "disk2",
    "screen",
    "keyboard",
    "layout",
    "battery",
    "charger",
    "wifi",
)
SMALL = ("lid", "base", "hinge", "camera", "reader", "speaker", "dock")

OPTIONS = (
    *(Option(key, key, _values(key, 6)) for key in CHOICES),
    *(Option(key, key, _values(key, 4)) for key in SMALL),
    Option("logo", "Logo", _values("logo", LOGOS), optional=True),
    Option("logo_place", "Place", _values("place", 3), when=Present("logo")),
    Option("gift", "Gift wrap", FlagDomain(), default=False),
    Option("touch", "Touch", FlagDomain()),
    Option("warranty", "Years", IntegerDomain(1, 5)),
    Option("cable", "Cable", NumberDomain(Fraction(1, 2), Fraction(3), Fraction(1, 4), UNITS["m"])),
    Option("ports", "Ports", AnyOfDomain(_values("port", 7), 1, 4)),
    Option("bag", "Bag", _values("bag", 5), optional=True),
    Option("engraving", "Engraving", TextDomain(20, 1, "latin"), optional=True),
)

PAIRS = tuple(zip((*CHOICES, *SMALL), (*CHOICES[3:], *SMALL, *CHOICES[:3]), strict=True))
CONSTRAINTS: tuple[Rule | Table, ...] = (
    *(
        Rule(
            f"pair_{number}", And((_is(one, f"{one}{number % 4}"), _is(other, f"{other}1", f"{other}2"))), forbids=True
        )
        for number, (one, other) in enumerate(PAIRS)
    ),
    *(
        Rule(f"kind_{number}", Not(_kind(other, "rugged")), when=_kind(one, "slim"))
        for number, (one, other) in enumerate(PAIRS[:10])
    ),
    Rule("two_disks", Compare("!=", OptionValue("disk"), Constant("disk5")), when=_is("disk2", "disk24", "disk25")),
    Rule("dark_logo", Not(_kind("logo", "rugged")), when=_is("lid", "lid0")),
    Rule("touch_screen", _is("screen", "screen1", "screen2", "screen3"), when=OptionValue("touch")),
    Rule("short_text", Compare("<=", Length("engraving"), Constant(Fraction(10))), when=_is("lid", "lid1")),
    Rule("decoration", Compare("<=", Count((OptionValue("logo"), OptionValue("engraving"))), Constant(Fraction(1)))),
    Rule("port_dock", Contains("ports", "port0"), when=_is("dock", "dock3")),
    Rule(
        "weight",
        Compare(
            "<=",
            Sum(
                (*(Attribute(key, "weight") for key in (*CHOICES, *SMALL)), ChosenAmounts("ports", "weight")),
                (1,) * 20,
            ),
            Constant(Fraction(4, 5)),
        ),
        because="It may not weigh more than 800 g.",
    ),
    Rule("rank", Compare(">=", Attribute("charger", "rank"), Attribute("battery", "rank"))),
    Rule("long_cable", Compare("<=", OptionValue("cable"), Constant(Fraction(2))), when=_is("charger", "charger0")),
    Rule("years", Compare(">=", OptionValue("warranty"), Constant(Fraction(2))), when=_kind("chassis", "rugged")),
    Table(
        "boards",
        ("cpu", "gpu", "ram"),
        True,
        tuple(
            (
                SetCell(frozenset((f"cpu{number % 6}",))),
                AnyCell() if number % 5 == 0 else SetCell(frozenset((f"gpu{number % 5}", f"gpu{number % 3}"))),
                SetCell(frozenset(f"ram{each}" for each in range(number % 4 + 1))),
            )
            for number in range(18)
        ),
    ),
)

LAPTOP = Product("laptop", "Laptop", "shop", OPTIONS, CONSTRAINTS)
