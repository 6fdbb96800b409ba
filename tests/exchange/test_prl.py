"""PRL rule files as catalogs: as many configurations as assignments in all slices, here by trying all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from imports import catalog_in, counted, read

Chosen = dict[str, object]
Said = tuple[str, Callable[[Chosen], bool]]
"""A condition as it is written, and whether it holds. A feature that is not in the slice is absent."""

HEAD = """header {
  prl_version 1.0
}
"""
FEATURES = """
feature b1
feature b2
bool feature b3
versioned feature v
enum feature e ["x", "y z", "w"]
int feature i [-1 - 2]
int feature j [0, 2, 5]
feature m1
feature m2
optional group g contains [m1, m2]
"""
SIGNS: dict[str, Callable[[int, int], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">=": lambda a, b: a >= b,
}


def assignments(slices: bool = False) -> Iterator[Chosen]:
    flags, version = (False, True), range(3)
    groups = ((False, False), (True, False), (False, True))
    every = product(flags, flags, flags, version, ("x", "y z", "w"), range(-1, 3), (0, 2, 5), groups)
    for b1, b2, b3, v, e, i, j, (m1, m2) in every:
        yield {"b1": b1, "b2": b2, "b3": b3, "v": v, "e": e, "i": i, "j": j, "m1": m1, "m2": m2, "g": m1 or m2}


EVERY = list(assignments())


def _named(name: str) -> Said:
    return name, lambda chosen: bool(chosen[name])


@st.composite
def atoms(draw: st.DrawFn) -> Said:
    kind, sign, number = draw(st.integers(0, 7)), draw(st.sampled_from(sorted(SIGNS))), draw(st.integers(-1, 3))
    if kind <= 1:
        return _named(draw(st.sampled_from(("b1", "b2", "b3", "m1", "m2", "g", "v"))))
    if kind == 2:
        text = draw(st.sampled_from(("x", "y z", "w")))
        is_so = draw(st.booleans())
        return f'[e {"=" if is_so else "!="} "{text}"]', lambda chosen: (chosen["e"] == text) is is_so
    if kind == 3:
        texts = draw(st.lists(st.sampled_from(("x", "y z", "w")), min_size=1))
        return f"[e in [{', '.join(f'{chr(34)}{each}{chr(34)}' for each in texts)}]]", lambda c: c["e"] in texts
    if kind == 4:
        first, second = draw(st.integers(-2, 2)), draw(st.integers(-2, 2))
        text = f"[{first} * i + {second} * j {sign} i + {number}]"
        return text, lambda c: SIGNS[sign](first * _n(c, "i") + second * _n(c, "j"), _n(c, "i") + number)
    if kind == 5:
        return "[j in [2, 4, 5]]", lambda c: c["j"] in (2, 4, 5)
    if kind == 6:
        names = draw(st.lists(st.sampled_from(("b1", "b2", "m1", "g")), unique=True))
        exactly = draw(st.booleans())
        text = f"{'exo' if exactly else 'amo'}[{', '.join(names)}]"
        return text, lambda c: sum(bool(c[each]) for each in names) in ((1,) if exactly else (0, 1))
    version = draw(st.integers(1, 2))
    return f"v[ {sign} {version}]", lambda c: _n(c, "v") > 0 and SIGNS[sign](_n(c, "v"), version)


def _n(chosen: Chosen, name: str) -> int:
    found = chosen[name]
    assert isinstance(found, int)
    return found


def conditions() -> st.SearchStrategy[Said]:
    def joined(inner: st.SearchStrategy[Said]) -> st.SearchStrategy[Said]:
        two = st.tuples(inner, inner)
        return st.one_of(
            inner.map(lambda one: (f"-({one[0]})", lambda c: not one[1](c))),
            two.map(lambda t: (f"({t[0][0]}) & ({t[1][0]})", lambda c: t[0][1](c) and t[1][1](c))),
            two.map(lambda t: (f"({t[0][0]}) / ({t[1][0]})", lambda c: t[0][1](c) or t[1][1](c))),
            two.map(lambda t: (f"({t[0][0]}) => ({t[1][0]})", lambda c: not t[0][1](c) or t[1][1](c))),
            two.map(lambda t: (f"({t[0][0]}) <=> ({t[1][0]})", lambda c: t[0][1](c) is t[1][1](c))),
        )

    return st.recursive(atoms(), joined, max_leaves=4)


def rules() -> st.SearchStrategy[Said]:
    one, two, three = conditions(), st.tuples(conditions(), conditions()), st.tuples(*[conditions()] * 3)
    return st.one_of(
        one.map(lambda a: (f"rule {a[0]}", a[1])),
        two.map(lambda t: (f"rule if {t[0][0]} then {t[1][0]}", lambda c: not t[0][1](c) or t[1][1](c))),
        two.map(lambda t: (f"rule if {t[0][0]} thenNot {t[1][0]}", lambda c: not t[0][1](c) or not t[1][1](c))),
        three.map(lambda t: (f"rule if {t[0][0]} then {t[1][0]} else {t[2][0]}", lambda c: t[2 - t[0][1](c)][1](c))),
        one.map(lambda a: (f"rule b1 is {a[0]}", lambda c: c["b1"] is a[1](c))),
    )


@examples(max_examples=150)
@given(st.lists(rules(), min_size=1, max_size=3))
def test_a_catalog_has_as_many_configurations_as_the_rule_file(found: list[Said]) -> None:
    told_apart = "rule v[ = 2] / true\n"  # so that there are two versions
    text = "\n".join((HEAD, FEATURES, told_apart, *(text for text, _ in found), ""))
    assert counted("x.prl", text) == sum(all(holds(each) for _, holds in found) for each in EVERY), text


SLICED = """header {
  prl_version 1.0
}
slicing properties {
  bool old
  int version
  enum series
}
feature f1 {
  version [1 - 2]
}
enum feature e ["x", "y"] {
  series ["S1", "S2"]
}
int feature i [1 - 3] {
  old true
}
feature f2
rule if f1 then [e != "x"] {
  version [2, 4]
}
rule f2 <=> [i > 1] {
  series "S2"
  old false
}
rule if [e = "y"] then f2 {
  series ["S1", "S3"]
  description "Y needs it."
}
"""


def test_what_is_not_in_a_slice_is_not_there() -> None:
    found = 0
    for old, version, series in product((False, True), range(1, 5), ("S1", "S2", "S3")):
        of_e = ("x", "y") if series in ("S1", "S2") else (None,)
        of_i = (1, 2, 3) if old else (None,)
        for f1, f2, e, i in product((False, True) if version <= 2 else (False,), (False, True), of_e, of_i):
            is_not_x = e is not None and e != "x"
            broken = version in (2, 4) and f1 and not is_not_x
            broken |= series == "S2" and not old and f2 is not (i is not None and i > 1)
            broken |= series in ("S1", "S3") and e == "y" and not f2
            found += not broken
    assert counted("x.prl", SLICED) == found
    assert 'because "Y needs it."' in catalog_in("x.prl", SLICED).text


def test_groups_whose_features_are_shared_are_rules() -> None:
    text = (
        f"{HEAD}feature p\nfeature q\nfeature r\noptional group g contains [p, q]\nmandatory group h contains [q, r]\n"
    )
    found = [(p, q, r) for p, q, r in product((False, True), repeat=3) if not (p and q) and q is not r]
    assert counted("x.prl", text) == len(found)


def test_mistakes_are_told_at_their_place() -> None:
    for text, marked, word in (
        ("rule b1 => c1\n", "c1", "no feature `c1`"),
        ("rule e\n", "e", "another kind"),
        ("rule b1 b2\n", "b2", "wanted"),
        ('rule [e > "x"]\n', '[e > "x"]', "`=` or `!=`"),
        ("feature b1\n", "b1", "declared twice"),
        ("rule v[ = x]\n", "x", "whole number"),
        ("int feature k [5 - 1]\n", "[", "between 5 and 1"),
        ("rule (b1\n", "1", "`)`"),
        ("rule b1 ? b2\n", "?", "cannot stand here"),
    ):
        whole = HEAD + FEATURES + text
        mistake = next(each for each in read("x.prl", whole).diagnostics if each.is_error)
        assert word in mistake.message, mistake.message
        assert whole[mistake.span.start : mistake.span.end] == marked, mistake


def test_a_text_that_a_feature_never_is_is_told() -> None:
    (said,) = read("x.prl", HEAD + FEATURES + 'rule [e != "xx"]\n').diagnostics
    assert not said.is_error
    assert "`xx`" in said.message
