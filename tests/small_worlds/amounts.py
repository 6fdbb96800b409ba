"""Small worlds of amounts: sums and how many, the least and the greatest, units and exact arithmetic."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from small_worlds.world import FLAG, Asked, World, subsets

MASS = {"small": 250, "big": 1_500, "empty": None}
PARTS = {"a": 200, "b": 300, "c": None, "d": 1_000}


def mass(world: Any) -> int:
    return (MASS.get(world.body) or 0) + sum(PARTS[each] or 0 for each in world.parts or ())


def known(*amounts: int | None) -> list[int]:
    return [each for each in amounts if each is not None]


SIZES = {"s": 3, "m": 5, "l": 8, "odd": None}


def is_true(truth: bool | None) -> bool:
    return truth is True


AMOUNTS: tuple[World, ...] = (
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
