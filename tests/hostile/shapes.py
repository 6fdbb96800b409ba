"""Hostile by shape: nesting, chains, signs that pair with nothing, characters that have no business there."""

from __future__ import annotations

from hostile.hostile import Hostile, lines, product

_DEEP = 10_000
_LONG = 100_000


def _in_every_place(before: str, behind: str) -> str:
    """The same brackets wherever an expression, a value or a set can stand."""
    deep = before * _DEEP + "n" + behind * _DEEP
    return product(
        f"  rule r1 require {deep} = 1\n  rule r2 forbid a = x when {deep}\n  option b: x | y when {deep}\n"
        f"  option c: x | y default {deep}\n  option d: text {{ max: {deep} }}\n  option e: any of {deep}\n"
        f"  sell s require {deep}\n  derive v = {deep}\n  table t (a) allow {{\n {deep}\n }}\n"
        f"  build {{ pick n {deep}\n do m as s {{ at: {deep} }} when {deep} }}\n  expect valid {{ a: {deep} }}\n"
        f"  expect v {{ a: x }} = {deep}\n  option f: integer {deep} .. 9"
    )


def _doubling(sign: str) -> str:
    return product(lines(60, lambda at: f"  derive d{at + 1} = d{at} {sign} d{at}") + "\n  derive d0 = n + 1")


SHAPES: tuple[Hostile, ...] = (
    Hostile(
        "deep parentheses everywhere",
        "recursion in any part of the grammar",
        "too-deep",
        lambda: _in_every_place("(", ")"),
    ),
    Hostile(
        "deep braces everywhere",
        "recursion in any part of the grammar",
        "too-deep",
        lambda: _in_every_place("{", "}"),
    ),
    Hostile(
        "deep brackets everywhere",
        "brackets of lists where no list can stand",
        "too-deep",
        lambda: _in_every_place("[", "]"),
    ),
    Hostile("closing braces", "a diagnostic for each sign, all on one long line", "stray-bracket", lambda: "}" * _LONG),
    Hostile("closing braces on lines", "a diagnostic for each line", "stray-bracket", lambda: "}\n" * _LONG),
    Hostile(
        "brackets crosswise",
        "pairing that looks back over all open ones",
        "stray-bracket",
        lambda: product("  rule r require " + "({" * 20_000 + ")}" * 20_000),
    ),
    Hostile(
        "open brackets, then closing ones on lines",
        "looking back for the one that fits",
        "unclosed-bracket",
        lambda: product("(\n{\n" * 1_000 + "(\n" * 20_000 + "}\n" * 20_000),
    ),
    Hostile(
        "a chain of and",
        "recursion and copies along a condition",
        "too-large",
        lambda: product("  rule r require " + lines(20_000, lambda at: f"n > {at % 9}", " and ")),
    ),
    Hostile(
        "a chain of or",
        "normal forms that multiply out",
        "too-large",
        lambda: product("  rule r require " + lines(20_000, lambda at: f"n = {at % 9 + 1}", " or ")),
    ),
    Hostile(
        "ands of ors",
        "normal forms that multiply out",
        "",
        lambda: product(
            lines(30, lambda at: f"  option b{at}: yes or no\n  option c{at}: yes or no")
            + "\n  rule r forbid "
            + lines(30, lambda at: f"(b{at} = yes or c{at} = yes)", " and ")
        ),
    ),
    Hostile(
        "a chain of plus",
        "a tree as deep as the text is long",
        "too-large",
        lambda: product("  rule r require " + lines(_LONG, lambda _: "n", " + ") + " > 1"),
    ),
    Hostile(
        "a chain of dots",
        "attributes of attributes",
        "too-large",
        lambda: product("  rule r require " + lines(_LONG, lambda _: "n", ".") + " > 1"),
    ),
    Hostile(
        "a chain of not",
        "a tree as deep as the text is long",
        "too-large",
        lambda: product("  rule r require " + "not " * _LONG + "a = x"),
    ),
    Hostile(
        "a chain of when else",
        "amounts that stand in each other",
        "too-large",
        lambda: product("  derive d = " + lines(_LONG, lambda at: f"{at} when n = 1 else ", "") + "0"),
    ),
    Hostile(
        "21 optional parts in a row",
        "a grammar that tries each part with and without",
        "malformed",
        lambda: product(
            "  option b: x | y " + 'optional when a = x default x since r1 baseline x owner "o" ' * 21 + "with"
        ),
    ),
    Hostile(
        "21 steps that may be missing",
        "a build that is tried with and without each step",
        "",
        lambda: product(
            lines(21, lambda at: f"  option b{at}: x | y optional")
            + "\n  build {\n"
            + lines(21, lambda at: f'    pick "P{at}" when b{at} present')
            + "\n  }"
        ),
    ),
    Hostile(
        "a pattern of 21 optional letters",
        "a matcher that tries each with and without",
        "",
        lambda: product(
            '  option t: text { max: 50, pattern: "'
            + "a?" * 21
            + "a" * 21
            + '" }'
            + '\n  expect valid { a: x, n: 1, t: "'
            + "a" * 21
            + '" }'
        ),
    ),
    Hostile(
        "a pattern that looks back",
        "the slow pattern of the textbooks",
        "wrong-verdict",
        lambda: product(
            '  option t: text { max: 2000, pattern: "(a+)+(a|aa)+" }'
            + '\n  expect valid { a: x, n: 1, t: "'
            + "a" * 1_999
            + '!" }'
        ),
    ),
    Hostile(
        "a pattern of large repetitions",
        "an automaton with a state for each repetition",
        "bad-pattern",
        lambda: product('  option t: text { max: 9, pattern: "((((a{99}){99}){99}){99}){99}" }'),
    ),
    Hostile(
        "a pattern that doubles states",
        "subsets of states when it is made deterministic",
        "bad-pattern",
        lambda: product('  option t: text { max: 99, pattern: "(a|b)*a(a|b){60}" }'),
    ),
    Hostile(
        "ten thousand slow patterns",
        "the work of one pattern many times",
        "bad-pattern",
        lambda: product(
            lines(2_000, lambda at: f'  option t{at}: text {{ max: 99, pattern: "(a|b)*a(a|b){{{at % 60}}}" }}')
        ),
    ),
    Hostile(
        "derives that double", "a value that is written out wherever it is named", "too-large", lambda: _doubling("+")
    ),
    Hostile(
        "derives that square", "numbers with more digits than there is memory", "too-large", lambda: _doubling("*")
    ),
    Hostile(
        "a comment that is never closed",
        "another language's comment, with quotes and braces",
        "malformed",
        lambda: product("  /* " + "rule r \"{ ( ' */ " * 10_000),
    ),
    Hostile(
        "quotes that are never closed",
        "a text that ends with the file",
        "unclosed-text",
        lambda: product('  option b "' + "x" * 1_000_000),
    ),
    Hostile(
        "a quote on each line",
        "a diagnostic for each line",
        "unclosed-text",
        lambda: product(lines(20_000, lambda at: f'  option b{at} "Label: x | y')),
    ),
    Hostile(
        "backslashes",
        "escapes that never end",
        "wrong-escape",
        lambda: product('  option b "' + "\\x" * _LONG + '": x | y'),
    ),
    Hostile(
        "NUL bytes",
        "text that other languages take for its end",
        "unknown-character",
        lambda: product("  option b: x | y\n").replace(" ", "\0") + "\0" * 1_000_000,
    ),
    Hostile(
        "bytes that are no text",
        "a file in no encoding",
        "encoding",
        lambda: product("  option b").encode() + b"\xff\xfe" * _LONG,
    ),
    Hostile(
        "byte order marks within",
        "signs that nobody sees",
        "unknown-character",
        lambda: product(lines(1_000, lambda at: f"  \ufeffoption b{at}\ufeff: x | y")),
    ),
    Hostile(
        "signs of writing direction",
        "text that looks other than it is",
        "",
        lambda: product(lines(1_000, lambda at: f'  option b{at} "\u202eabc\u2066": x | y')),
    ),
    Hostile(
        "letters that combine without end",
        "a letter of a million marks",
        "",
        lambda: product('  option b "a' + "\u0301" * 1_000_000 + '": x | y'),
    ),
    Hostile(
        "a word of a million letters",
        "messages that quote it",
        "malformed",
        lambda: product(f"  rule r require {'b' * 1_000_000} = {'c' * 1_000_000}\n  {'optio' * 200_000} b: x | y"),
    ),
    Hostile(
        "blanks before the mistake",
        "patterns that try each blank again",
        "malformed",
        lambda: product("  rule r require a" + " " * 1_000_000 + "== x\n  option" + " \t" * 500_000 + "b x"),
    ),
    Hostile(
        "a line of many statements",
        "a statement that is looked for again from each",
        "malformed",
        lambda: product("  " + lines(5_000, lambda at: f"rule r{at} require a == x", " ")),
    ),
)
