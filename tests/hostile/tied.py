"""Hostile by what is counted: constraints that tie too much together, numbers that are too large or too fine."""

from __future__ import annotations

from hostile.hostile import Hostile, lines, product

_TIED = 40


def _pairs(body: str, tied: int = _TIED) -> str:
    """Many options, and a rule for each two of them."""
    rules = "\n".join(f"  rule r{one}_{two} " + body.format(one, two) for one in range(tied) for two in range(one))
    return product(lines(tied, lambda at: f"  option o{at}: integer 1 .. {tied - 1}") + "\n" + rules)


def _clauses() -> str:
    """Random conditions of three options, as hard to meet all together as such can be."""
    seed, found = 1, []
    for number in range(640):
        picked = []
        for _ in range(3):
            seed = seed * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
            picked.append(f"b{(seed >> 33) % 150} = {'yes' if seed >> 63 else 'no'}")
        found.append(f"  rule r{number} require {' or '.join(picked)}")
    return product(lines(150, lambda at: f"  option b{at}: yes or no") + "\n" + "\n".join(found))


TIED: tuple[Hostile, ...] = (
    Hostile(
        "sums over any of many",
        "all sums of all sets",
        "too-entangled",
        lambda: product(
            "  option o: any of { "
            + lines(200, lambda at: f"v{at} {{ w: {at * at + 1} }}", ", ")
            + " }\n  rule r require sum(o.w) = 12345"
        ),
    ),
    Hostile(
        "rows with stars, each another",
        "each row compared with each other one",
        "",
        lambda: product(
            lines(12, lambda at: f"  option o{at}: integer 1 .. 1000")
            + "\n  table t ("
            + lines(12, lambda at: f"o{at}", ", ")
            + ") allow {\n"
            + lines(
                4_000,
                lambda row: (
                    "    "
                    + lines(12, lambda at: str((row * 7919 + at * 31) % 997 + 1) if (row >> at) & 1 else "*", ", ")
                ),
            )
            + "\n  }"
        ),
    ),
    Hostile(
        "a range beyond all numbers",
        "ranges that are counted one by one",
        "too-large",
        lambda: product(
            f"  option b: integer 0 .. 1{'0' * 399}\n  option c: number 0 .. 1{'0' * 200} step 0.{'0' * 190}1\n"
            "  rule r require b * 3 = c + 7 * n\n  option d: integer 0 .. 1e400"
        ),
    ),
    Hostile(
        "steps that fit nothing",
        "a sum over huge ranges in tiny steps",
        "too-entangled",
        lambda: product(
            lines(30, lambda at: f"  option b{at}: number 0 .. 1000 mm step 0.001")
            + "\n  rule r require "
            + lines(30, lambda at: f"{at * at + 7} * b{at}", " + ")
            + " = 1234567.891 mm"
        ),
    ),
    Hostile(
        "pigeons in holes",
        "a contradiction that only trying everything shows",
        "too-entangled",
        lambda: _pairs("forbid o{} = o{}"),
    ),
    Hostile(
        "products of all with all",
        "sums of products",
        "too-entangled",
        lambda: _pairs(
            "require o{0} * o{1} != 77 + o{0}",
        ),
    ),
    Hostile("random conditions", "constraints at the edge of having no solution", "too-entangled", _clauses),
    Hostile(
        "a queen on each line",
        "a puzzle whose solutions nobody can count",
        "too-entangled",
        lambda: _pairs("require o{0} != o{1} and o{0} - o{1} != 3 and o{1} - o{0} != 3"),
    ),
    Hostile(
        "a hundred products that burst",
        "the time of one product, many times",
        "too-entangled",
        lambda: (
            "catalog c\n"
            + lines(
                100,
                lambda number: (
                    f"product p{number} {{\n"
                    + lines(60, lambda at: f"  option b{at}: integer 0 .. 50000")
                    + "\n  rule r require "
                    + lines(60, lambda at: f"{at * at + 7} * b{at}", " + ")
                    + " = 1234567\n}"
                ),
            )
        ),
    ),
    Hostile(
        "squares of squares",
        "a formula whose numbers grow",
        "never-fires",
        lambda: product("  rule r require " + lines(60, lambda _: "9" * 400, " * ") + " > n * n"),
    ),
    Hostile(
        "conditions in a chain",
        "a chain that is followed from each of its links",
        "too-entangled",
        lambda: product(lines(5_000, lambda at: f"  option o{at + 1}: x | y when o{at} = x") + "\n  option o0: x | y"),
    ),
)
