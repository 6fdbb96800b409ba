"""UVL: what it says, what it becomes in a catalog, and what is told of mistakes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from configurator.diagnostics import Diagnostic, codes
from configurator.engine.count import count
from configurator.errors import UnreadableFileError
from configurator.exchange.uvl import catalog_text
from configurator.model.catalog import Product
from configurator.pipeline import build
from configurator.source import Source


def reader(files: Mapping[str, str]):  # type: ignore[no-untyped-def]
    def read(name: str) -> str:
        if name not in files:
            raise UnreadableFileError("missing", f"there is no file `{name}`")
        return files[name]

    return read


def catalog_in(text: str, **files: str) -> str:
    made = catalog_text(Source("model.uvl", text), reader({f"{name}.uvl": each for name, each in files.items()}))
    assert made.value is not None, made.diagnostics
    return made.value


def product_in(text: str, **files: str) -> Product:
    outcome = build(Source("model.vpc", catalog_in(text, **files)), reader({}), listing=False)
    assert outcome.value is not None, outcome.diagnostics
    (knowledge,) = outcome.value.products.values()
    return knowledge.product


def mistake_in(text: str, **files: str) -> tuple[Diagnostic, str]:
    """The first mistake in a text, and what stands at its place."""
    made = catalog_text(Source("model.uvl", text), reader({f"{name}.uvl": each for name, each in files.items()}))
    found = next(each for each in made.diagnostics if each.is_error)
    return found, made.sources.of(found.span).text[found.span.start : found.span.end]


def features(body: str, constraints: str = "") -> str:
    lines = "".join(f"\n  {line}" for line in constraints.splitlines())
    return f"features\n  R\n    optional\n{body}\nconstraints{lines}\n"


PHONE = """
features
  Phone {abstract}
    mandatory
      Screen {Price 90}
        alternative
          small
          large {Price 20}
    optional
      Camera {Price 30.5, maker 'Zed & Co'}
        mandatory
          Lens
constraints
  Lens => large
  sum(Price) <= 130
"""


def test_an_exclusive_group_is_one_option_and_what_goes_along_is_noted() -> None:
    assert (
        catalog_in(PHONE)
        == """\
catalog Phone

product Phone note "with Screen (Price 90)" {
  option Screen: small | large { Price: 20 }
  option Camera: on { Price: 30.5, maker: "Zed & Co" } optional note "with Lens"

  rule c1
    require Screen = large when Camera present
    because "Lens => large"
  rule c2
    require sum(Screen.Price, Camera.Price) <= 40
    because "sum(Price) <= 130"
}
"""
    )


def test_what_a_value_of_an_option_that_may_be_absent_is_not_is_said_for_its_absence_too() -> None:
    text = features(
        "      Color\n        alternative\n          red\n          blue\n          green\n      Box",
        "!red & !blue & Box | red & !Box\nBox => !red & !blue",
    )
    # absent with a box, green with a box, red without one
    assert count(product_in(text)) == 3


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("or", 7), ("alternative", 3), ("optional", 8), ("mandatory", 1), ("[2]", 3), ("[0..1]", 4), ("[1..*]", 7),
        ("[2..3]", 4), ("[0..2]", 7), ("[3..*]", 1),
    ],
)  # fmt: skip
def test_groups_count_as_they_say(group: str, expected: int) -> None:
    text = f"features\n\tR\n\t\t{group}\n\t\t\ta\n\t\t\tb\n\t\t\tc\n"
    assert count(product_in(text)) == expected


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("a", 4),
        ("!a", 4),
        ("a & b | c", 5),
        ("!a & b", 2),
        ("!(a & b)", 6),
        ("a => b", 6),
        ("a => b => c", 5),  # signs of one rank group from the left
        ("a <=> b", 4),
        ("a <=> b <=> c", 4),
        ("a | b => c", 5),
        ("(a => b) & (b => c)", 4),
    ],
)
def test_connectives_bind_as_in_the_grammar_of_uvl(constraint: str, expected: int) -> None:
    assert count(product_in(features("      a\n      b\n      c", constraint))) == expected


@pytest.mark.parametrize(
    ("body", "constraint", "expected"),
    [
        ("      Integer x", "x >= 1 & x <= 3", 3),  # what is not there counts 0, so it must be there
        ("      Integer x", "x >= 0 & x <= 3", 5),
        ("      Integer x", "x => x > 1 & x < 5", 4),
        ("      Integer x", "x => 1 < x & 5 > x\nx == 2 | x == 4", 2),
        ("      Real x", "x == 0.5 | x == 2", 2),
        ("      Real x", "!x | x == 0.5 | x == 2", 3),
        ("      String x", "x == 'a b' | x == 'B'", 2),
        ("      String x", "x == 'abc' | x == 'b'\nlen(x) == 1", 1),
        ("      Integer x\n      Integer y", "x => x > 0 & x < 4\ny => y > 0 & y < 4\nx * y == 6", 2),
        ("      Integer x\n      a", "x => x > 0 & x < 4\nx + 2 > 4 <=> a", 4),
        ("      Integer x", "x => x > 0 & x < 9\nfloor(x / 2) == 2", 2),
        ("      Integer x", "x => x > 0 & x < 9\nceil(x / 2) == 2 | !x", 3),
        ("      a {p 1}\n      b {p 2}\n      c {p 4}", "sum(p) <= 3", 4),
        ("      a {p 1}\n      b {p 2}\n      c {p 4}", "avg(p) == 3", 1),
        ("      a {p 1}\n      b {p 2}\n      c {p 4}", "a.p + b.p * 2 != 5", 6),
        ("      a {p 1}\n      b {p 2}", "a.p * b.p == 2", 1),
        ("      a {p 1}\n      b {p 2}", "a.p / b.p == 0.5", 1),
        ("      a {fine true}\n      b {fine false}", "a.fine | b.fine", 2),
        ("      a {k 'x'}\n      String s", "s == 'x' | s == 'y'\na => a.k == s", 3),
        ("      a {constraint a => b}\n      b {constraints [b => c, c => b]}\n      c", "", 3),
        ("      Integer x", "x >= 1 & x <= 3\nx.cost == 2 * x\nx.cost < 5", 2),
        ("      Integer x", "x >= 1 & x <= 3\nx == 3 => x.cost == 9\nx.cost < 5", 2),
    ],
)  # fmt: skip
def test_numbers_texts_and_attributes_are_compared(body: str, constraint: str, expected: int) -> None:
    assert count(product_in(features(body, constraint))) == expected


def test_a_feature_that_is_there_several_times_is_there_or_not_and_that_is_told() -> None:
    text = features("      A cardinality [2..3]\n        optional\n          B")
    assert count(product_in(text)) == 3
    said = catalog_text(Source("model.uvl", text), reader({})).diagnostics
    assert [each.code for each in said] == [codes.FOREIGN_READING]


def test_imported_models_stand_where_their_roots_are_named() -> None:
    sub = "features\n  Sub\n    alternative\n      x\n      y {Price 3}\nconstraints\n  x => Sub\n"
    inner = "imports\n  deep.leaf as l\nfeatures\n  Mid\n    optional\n      l.Leaf\n"
    leaf = "features\n  Leaf\n    or\n      a\n      b\n"
    text = (
        "imports\n  sub as s\n  mid\nfeatures\n  Root\n    mandatory\n      s.Sub\n    optional\n      mid.Mid\n"
        "constraints\n  s.x => mid.l.a\n  mid.l.b => s.y.Price == 3\n"
    )
    product = product_in(text, sub=sub, mid=inner, **{"deep/leaf": leaf})
    # y: no mid, mid alone, with a, b, or both; x: with a alone
    assert count(product) == 6


def test_comments_blanks_tabs_and_brackets_over_several_lines_are_read() -> None:
    text = (
        "// first\nfeatures /* of\n all */\n\tR {abstract, // here\n\t  Price 2}\n\n\t\toptional\n"
        '\t\t\t"a // b" {x \'it: // no\', y [1, 2,\n 3]}\n\t\t\tc\nconstraints\n\t"a // b" => (c\n  | !c)\n'
    )
    assert count(product_in(text)) == 4


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("", "there are no features", ""),
        ("features\n", "there is no feature below", "features"),
        ("featurs\n  A\n", "`featurs` begins no part", "featurs"),
        ("features\n  A\n  B\n", "a second feature", "B"),
        ("features\n  A\n    options\n      B\n", "`options` is no group", "options"),
        ("features\n  A\n    optional\n", "this group has no features", "optional"),
        ("features\n  A\n      optional\n        B\n    or\n      C\n", "neither as far in", "or"),
        ("features\n  A\n    [3..1]\n      B\n", "ends before it begins", "[3..1]"),
        ("features\n  A {x\n", "opened and never closed", "{"),
        ("features\n  A {x 'a}\n", "opened and never closed", "{"),
        ("features\n  A {x 1, x 2}\n", "two attributes called `x`", "x"),
        ("features\n  A $\n", "`$` has no meaning", "$"),
        ("features\n  A\nfeatures\n  B\n", "`features` stands twice", "features"),
        ("features\n  A\nconstraints\n  A &\n", "the line ends here", ""),
        ("features\n  A\nconstraints\n  A A\n", "`A` stands here", "A"),
        ("features\n  A\nconstraints\n  (A\n", "opened and never closed", "("),
        ("features\n  A\nconstraints\n  A | Aa\n", "there is no feature `Aa`", "Aa"),
        ("features\n  A\nconstraints\n  A > 2\n", "`A` is a Boolean feature", "A"),
        ("features\n  A\nconstraints\n  2 & A\n", "an amount stands here", "2"),
        ("features\n  A\nconstraints\n  A.x == 1 | A\n", "no feature declares the attribute `x`", "A.x == 1"),
        ("features\n  Real A\nconstraints\n  A < 2\n", "`A` can be any real number", "A"),
        ("include\n  Boolean.foo\nfeatures\n  A\n", "`Boolean` has no level `foo`", "Boolean.foo"),
        ("features\n  A\n    optional\n      x.B\n", "no file is imported as `x`", "x.B"),
        ("imports\n  x\nfeatures\n  A\n    optional\n      x.B\n", "there is no file `x.uvl`", "x"),
        ("imports\n  m\nfeatures\n  A\n    optional\n      m.N\n", "`N` is not the root of `m.uvl`", "m.N"),
        ("imports\n  o\nfeatures\n  A\n    optional\n      o.O\n", "imports itself", "o"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(text: str, message: str, place: str) -> None:
    files = {"m": "features\n  M\n", "o": "imports\n  o\nfeatures\n  O\n    optional\n      o.O\n"}
    found, there = mistake_in(text, **files)
    assert message in found.message
    assert there.strip("\n") == place


def test_every_constraint_with_a_mistake_is_told() -> None:
    made = catalog_text(Source("m.uvl", "features\n  A\nconstraints\n  B\n  A\n  C => A\n"), reader({}))
    assert [each.message for each in made.diagnostics] == ["there is no feature `B`", "there is no feature `C`"]


def test_deep_nesting_is_refused_and_does_not_break_anything() -> None:
    found, _ = mistake_in(f"features\n  A\nconstraints\n  {'(' * 5000}A{')' * 5000}\n")
    assert "nested more than" in found.message
    chain = "features\n" + "".join(f"{'  ' * (2 * at + 1)}f{at}\n{'  ' * (2 * at + 2)}optional\n" for at in range(300))
    assert count(product_in(chain + "  " * 601 + "end\n")) == 301
