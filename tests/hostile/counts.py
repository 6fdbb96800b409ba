"""Hostile by number: too many things, too many mistakes, the same thing again and again."""

from __future__ import annotations

from hostile.hostile import Hostile, lines, product

_MANY = 100_000


def _family(count: int) -> str:
    heads = lines(
        count,
        lambda at: (
            f"product p{at} extends p{at - 1} {{\n  option o{at}: x | y\n}}"
            if at
            else "product p0 {\n  option o0: x | y\n}"
        ),
    )
    return f"catalog c\n{heads}\n"


COUNTS: tuple[Hostile, ...] = (
    Hostile("six million characters", "reading all before refusing", "too-large", lambda: "// " + "x" * 6_000_000),
    Hostile(
        "five million signs",
        "a token for each character of the largest file",
        "not-a-statement",
        lambda: "% " * 2_499_990,
    ),
    Hostile(
        "a hundred thousand options",
        "options beyond their limit",
        "too-large",
        lambda: product(lines(_MANY, lambda at: f"  option o{at}: x | y")),
    ),
    Hostile(
        "one option many times",
        "each declared again",
        "duplicate-name",
        lambda: product("  option o: x | y\n" * 10_000),
    ),
    Hostile(
        "one value many times",
        "each declared again",
        "duplicate-name",
        lambda: product("  option o: " + lines(_MANY, lambda _: "v", " | ")),
    ),
    Hostile(
        "any of many",
        "all sets of a hundred thousand values",
        "",
        lambda: product(
            "  option o: any of { " + lines(20_000, lambda at: f"v{at}", ", ") + " }\n  rule r require v1 in o"
        ),
    ),
    Hostile(
        "a hundred thousand expectations",
        "an example tried for each",
        "wrong-verdict",
        lambda: product("  expect invalid { a: x, n: 1 }\n" * 20_000),
    ),
    Hostile(
        "expected counts over each option",
        "a graph for each expectation",
        "wrong-count",
        lambda: product("  rule r forbid a = x and n > 3\n" + "  expect count = 7 over a\n" * 5_000),
    ),
    Hostile(
        "misspelt words on each line",
        "a diagnostic with a guess for each",
        "malformed",
        lambda: product(lines(20_000, lambda at: f"  optoin o{at}: x | y")),
    ),
    Hostile(
        "a hundred thousand mistakes",
        "a diagnostic for each line",
        "malformed",
        lambda: product(lines(_MANY, lambda at: f"  rule r{at} require a == x")),
    ),
    Hostile(
        "unknown names among many",
        "the nearest of thousands of names, thousands of times",
        "unknown-name",
        lambda: product(
            lines(3_000, lambda at: f"  option option_of_a_long_name_{at:05}: x | y")
            + "\n"
            + lines(3_000, lambda at: f"  rule r{at} require optoin_of_a_long_name_{at:05} = x")
        ),
    ),
    Hostile(
        "unknown values among many",
        "the nearest of thousands of values, thousands of times",
        "unknown-value",
        lambda: product(
            "  option o: "
            + lines(10_000, lambda at: f"value_of_a_long_name_{at:05}", " | ")
            + "\n"
            + lines(2_000, lambda at: f"  rule r{at} require o = value_of_along_name_{at:05}")
        ),
    ),
    Hostile(
        "unknown values in a table",
        "the nearest of many values, for each cell",
        "unknown-value",
        lambda: product("  table t (a, n) allow {\n" + lines(10_000, lambda at: f"    xx{at}, 1") + "\n  }"),
    ),
    Hostile(
        "rows of twenty thousand stars",
        "rows that say the same",
        "repeated-row",
        lambda: product("  table t (a, n) allow {\n" + "    *, *\n" * 20_000 + "  }"),
    ),
    Hostile(
        "a row of twenty thousand cells",
        "each row counted against its columns",
        "table-width",
        lambda: product("  table t (a, n) allow {\n" + lines(20_000, lambda _: "x", ", ") + "\n  }"),
    ),
    Hostile(
        "a table of twenty thousand columns",
        "each column looked for again",
        "repeated-column",
        lambda: product(
            "  table t (" + lines(20_000, lambda at: "a" if at % 2 else "n", ", ") + ") allow {\n    x\n  }"
        ),
    ),
    Hostile(
        "a number of a hundred thousand digits",
        "arithmetic on it, and messages that quote it",
        "too-large",
        lambda: product(
            f"  rule r require n < {'9' * _MANY}\n  option b: integer 1 .. {'7' * _MANY}\n"
            f"  derive d = {'3' * _MANY} * n\n  option c: number 0 .. 1.{'3' * _MANY} step 0.{'0' * _MANY}1"
        ),
    ),
    Hostile("families of families", "options handed down again and again", "too-deep", lambda: _family(5_000)),
    Hostile(
        "rules applied many times",
        "a text that grows when it is expanded",
        "too-large",
        lambda: (
            "catalog c\nrules r (o) {\n" + lines(1_000, lambda at: f"  rule k{at} forbid o = x") + "\n}\nproduct p {\n"
            "  option a: x | y\n" + lines(1_000, lambda at: f"  apply r(a) as t{at}") + "\n}\n"
        ),
    ),
    Hostile(
        "conditions in a circle",
        "a circle that is walked for ever",
        "circular-when",
        lambda: product(lines(5_000, lambda at: f"  option o{at}: x | y when o{(at + 1) % 5_000} = x")),
    ),
    Hostile(
        "amounts in a circle",
        "a circle that is walked for ever",
        "too-deep",
        lambda: product(lines(5_000, lambda at: f"  derive d{at} = d{(at + 1) % 5_000} + 1")),
    ),
    Hostile(
        "steps in a circle",
        "a circle that is walked for ever",
        "unknown-step",
        lambda: product(
            "  build {\n" + lines(5_000, lambda at: f"    do m as s{at} after s{(at + 1) % 5_000}") + "\n  }"
        ),
    ),
    Hostile(
        "steps at one place",
        "each step compared with each other one",
        "claimed-twice",
        lambda: product("  build {\n" + lines(5_000, lambda at: f'    do m as s{at} {{ at: "back" }}') + "\n  }"),
    ),
    Hostile(
        "a text of a hundred thousand places",
        "a text that is filled again and again",
        "bad-place",
        lambda: product('  build { pick "' + "{a}{" * _MANY + '" }'),
    ),
    Hostile(
        "a hundred thousand languages",
        "each looked up in the world's list",
        "duplicate-name",
        lambda: "catalog c { language " + lines(_MANY, lambda _: "en", ", ") + " }\nproduct p { option a: x | y }\n",
    ),
    Hostile(
        "a hundred thousand facts",
        "facts that any condition could mean",
        "",
        lambda: product("  sell s require f1 = a", lines(20_000, lambda at: f"context f{at}: a | b") + "\n"),
    ),
    Hostile(
        "names that are taken",
        "one name for things of every kind",
        "duplicate-name",
        lambda: (
            "catalog a\ncontext a: a | b\nspace a: a | b\nspace a: a\nrules a (a) {\n  rule a forbid a = a\n}\n"
            "product a was a {\n  option a: a | b was a\n  option b: a | a was a\n  rule a require a = a\n"
            "  table a (a) allow {\n"
            "    a\n  }\n  derive a = a\n  sell a require a = a\n  apply a(a) as a\n"
            "  build { a a as a after a }\n}\nproduct a { }\n"
        ),
    ),
    Hostile(
        "spaces with the same keys in a circle",
        "a circle that is walked for ever",
        "unknown-value",
        lambda: product(
            "  option b: s0 when b = z",
            lines(3_000, lambda at: f"space s{at} same keys as s{(at + 1) % 3_000}: k{at}") + "\n",
        ),
    ),
    Hostile(
        "banned words without end",
        "a list that is compared word by word",
        "too-large",
        lambda: product("  option t: text { max: 9, banned: {" + lines(_MANY, lambda at: f'"w{at}"', ", ") + "} }"),
    ),
)
