"""Texts, by name, that a reader of catalogs could break on: deep, long, many, unclosed, or of signs that are rare."""

from __future__ import annotations

from mutated_texts import TOUR


def product(body: str) -> str:
    return f"catalog demo\nproduct p {{\n  option a: x | y\n  option n: integer 1 .. 9\n{body}\n}}\n"


HOSTILE: dict[str, str] = {
    "nothing": "",
    "blanks": " \t\r\n" * 100,
    "comments": "// nothing\n" * 1000,
    "a comment without an end of line": "//" + "x" * 100_000,
    "parentheses": product("  rule r require " + "(" * 10_000 + "a = x" + ")" * 10_000),
    "open parentheses": product("  rule r require " + "(" * 100_000),
    "closing parentheses": product("  rule r require " + ")" * 20_000),
    "open braces": "{" * 100_000,
    "closing braces": "}" * 100_000,
    "braces on lines": "{\n" * 20_000,
    "nots": product("  rule r require " + "not " * 5_000 + "a = x"),
    "minus signs": product("  rule r require " + "-" * 10_000 + "n = 1"),
    "a chain of and": product("  rule r require " + " and ".join(["a = x"] * 10_000)),
    "a chain of plus": product("  rule r require " + "+".join(["n"] * 10_000) + " = 1"),
    "a chain of times": product("  rule r require " + "*".join(["n"] * 10_000) + " = 1"),
    "a chain of comparisons": product("  rule r require " + " = ".join(["n"] * 10_000)),
    "a call of many": product("  rule r require sum(" + ",".join(["n"] * 10_000) + ") = 1"),
    "a set of many": product("  rule r require n in {" + ",".join(str(each) for each in range(10_000)) + "}"),
    "ten thousand digits": product(f"  rule r require n < {'9' * 10_000}\n  option b: integer 1 .. {'9' * 10_000}"),
    "ten thousand decimals": product(f"  rule r require n < 0.{'3' * 10_000}"),
    "four hundred digits": product("  rule r require " + "*".join(["9" * 400] * 60) + " > n * n"),
    "tiny steps": product(f"  option b: number 0 .. {'9' * 100} mm step 0.{'0' * 100}1"),
    "a huge range": product(f"  option b: integer 0 .. {2**53 - 1}\n  rule r require b > n"),
    "no step": product("  option b: number 0 .. 9 mm step 0\n  option c: integer 0 .. 9 step 0"),
    "long text": product(f'  option b "{"x" * 100_000}": x | y'),
    "a long key": product(f"  option {'b' * 100_000}: x | y\n  rule {'r' * 50_000} require {'c' * 50_000} = x"),
    "a long quoted key": product(f'  option b: "{"x y" * 30_000}"'),
    "a long property": product(
        f"  option b: text {{ max: 9, {'s' * 5_000}: 1 }}\n  option c: image {{ {'p' * 5_000} }}"
    ),
    "a long value": product(f"  rule r require a = {'x' * 100_000}\n  rule s require a = \"{'x' * 100_000}\""),
    "an unclosed text of many lines": product('  option b "' + "x\n" * 10_000),
    "quotes": '"' * 99_999,
    "quotes on lines": '"\n' * 30_000,
    "backslashes": '"' + "\\" * 99_999,
    "nul": TOUR.replace(" ", "\0"),
    "carriage returns": TOUR.replace("\n", "\r"),
    "windows": TOUR.replace("\n", "\r\n"),
    "tabs": TOUR.replace(" ", "\t"),
    "byte order marks": "\ufeff" + TOUR.replace("\n", "\ufeff\n"),
    "right to left": product("  option \u05d0\u05d1: \u202eabc | \u0627"),
    "emoji": product("  option 👍: 👎 | 🎉\n  rule 👍 require 👍 = 👎"),
    "lone surrogates": product('  option b "\ud800": x | y\n  rule r require a = \udfff'),
    "statements": "option a: x | y\n" * 5_000,
    "options": product("".join(f"  option o{number}: x | y\n" for number in range(2_000))),
    "one option many times": product("  option o: x | y\n" * 2_000),
    "misspelt statements": product("  optoin o: x | y\n" * 1_000),
    "misspelt statements with numbers": product("".join(f"  optoin o{number}: x | y\n" for number in range(1_000))),
    "faulty rules": product("".join(f"  rule r{number} require a == x\n" for number in range(1_000))),
    "statements on a line": product("  " + " ".join(f"rule r{number} require a == x" for number in range(500))),
    "unclosed statements": product("".join(f"  rule r{number} require (a = x\n" for number in range(1_000))),
    "values": product("  option b: " + " | ".join(f"v{number}" for number in range(10_000))),
    "equal values": product("  option b: " + " | ".join(["v"] * 10_000)),
    "attributes": product("  option b: x {" + ", ".join(f"k{number}: 1" for number in range(5_000)) + "}"),
    "rows": product("  table t (a, n) allow {\n" + "    x, 1\n" * 5_000 + "  }"),
    "wide rows": product("  table t (a, n) allow {\n" + ",".join(["x"] * 20_000) + "\n  }"),
    "columns": product("  table t (" + ",".join(["a"] * 10_000) + ") allow {\n x\n }"),
    "a chain of whens": product("".join(f"  option o{n}: x | y when o{n + 1} = x\n" for n in range(1_500))),
    "a circle of whens": product("".join(f"  option o{n}: x | y when o{(n + 1) % 1500} = x\n" for n in range(1_500))),
    "a chain of derives": product("".join(f"  derive d{n} = d{n + 1} + 1\n" for n in range(2_000))),
    "a chain of derives, the last one first": product(
        "  derive d0 = 1\n" + "".join(f"  derive d{n} = d{n - 1} + 1\n" for n in range(1, 2_000))
    ),
    "deep derives": product(
        f"  derive d0 = {'(' * 60}n * 2{')' * 60}\n"
        + "".join(f"  derive d{n} = {'2 * (' * 50}d{n - 1}{')' * 50}\n" for n in range(1, 60))
    ),
    "a circle of derives": product("".join(f"  derive d{n} = d{(n + 1) % 1500} + 1\n" for n in range(1_500))),
    "choices of amounts": product("  derive d = " + "".join(f"{n} when n = 1 else " for n in range(2_000)) + "0"),
    "nested choices of amounts": product("  derive d = " + "(1 when n = 1 else " * 2_000 + "0" + ")" * 2_000),
    "steps": product("  build {\n" + '    pick "A"\n' * 5_000 + "  }"),
    "steps that wait": product(
        "  build {\n" + "".join(f"    do m{n} as s{n} after s{n + 1}\n" for n in range(3_000)) + "  }"
    ),
    "steps at one place": product(
        "  build {\n" + "".join(f'    do m{n} as s{n} {{ at: "back" }}\n' for n in range(2_000)) + "  }"
    ),
    "places in a text": product('  build { pick "' + "{a}" * 10_000 + '" }'),
    "a long place in a text": product('  build { pick "{' + "a" * 5_000 + "} {a." + "b" * 5_000 + '}" }'),
    "braces in a text": product('  build { pick "' + "{" * 50_000 + '" }'),
    "facts": "catalog c\n" + "".join(f"context f{n}: a | b\n" for n in range(500))
    + "product p {\n  option a: x | y\n  sell s forbid "
    + " and ".join(f"f{n} = a" for n in range(500)) + "\n}\n",
    "a chain of families": "catalog c\nproduct p0 { option a: x | y }\n"
    + "".join(f"product p{n} extends p{n - 1} {{ }}\n" for n in range(1, 1_000)),
    "a chain of families, the last one first": "catalog c\n"
    + "".join(f"product p{n} extends p{n + 1} {{ }}\n" for n in range(1_500)) + "product p1500 { option a: x | y }\n",
    "a circle of families": "catalog c\n"
    + "".join(f"product p{n} extends p{(n + 1) % 1_000} {{ }}\n" for n in range(1_000)),
    "rules applied many times": "catalog c\nrules r (o) {\n"
    + "".join(f"  rule k{n} forbid o = x\n" for n in range(200)) + "}\nproduct p {\n  option a: x | y\n"
    + "".join(f"  apply r(a) as t{n}\n" for n in range(200)) + "}\n",
    "products": "catalog c\n" + "product p {\n}\n" * 2_000,
    "catalogs": "catalog c\n" * 5_000,
    "spaces": "catalog c\n" + "space s: a | b\n" * 3_000,
    "a mistake at the start": "@" + TOUR,
    "words of later versions": 'use"x"\nuse\ncontext:a\nuse{' + product('  build{}\n  derive=3\n  sell"x"\n  build'),
    "first words alone": "catalog\nspace\nproduct\noption\nrule\ntable\nexpect\ngtin\n",
    "first words in a product": product("  option\n  rule\n  table\n  expect\n  gtin\n  option:\n  rule(\n  )\n"),
    "an empty pattern": product('  option t: text { max: 9, pattern: "" }'),
    "a slow pattern": product('  option t: text { max: 9, pattern: "' + "(a?){9}" * 25 + '" }'),
    "nested pattern": product('  option t: text { max: 9, pattern: "' + "(" * 99 + ")" * 99 + '" }'),
}  # fmt: skip
