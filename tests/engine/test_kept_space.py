"""A space that was kept answers as the one that was compiled; a file that is not what was written is refused."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import orjson
import pytest
from chosen import as_choices, chosen
from count_products import differ, listed, option, product
from hypothesis import given
from hypothesis import strategies as st
from law import LAW
from referee import outcomes_of
from strategies import products
from ways_to_answer import Making, by_circuit, solved

from configurator.engine.clausal import ClausalComponent
from configurator.engine.conflict import conflict
from configurator.engine.kept_space import as_kept, from_kept
from configurator.engine.narrow import narrowed
from configurator.engine.rank import Ranks
from configurator.engine.repair import repairs
from configurator.engine.valid_space import ValidSpace
from configurator.errors import DamagedDiagramError, Limit, TooComplexError
from configurator.knowledge import artifact
from configurator.model.catalog import Product
from configurator.model.constraint import Rule
from configurator.model.domain import FlagDomain, IntegerDomain
from configurator.model.option import Option

HEAD = 48


def kept(product: Product) -> ValidSpace:
    return from_kept(product, memoryview(as_kept(ValidSpace.of(product))))


@LAW
@given(products(), st.data())
def test_a_kept_space_answers_as_the_compiled_one(product: Product, data: st.DataObject) -> None:
    compiled, loaded = ValidSpace.of(product), kept(product)
    choices = chosen(data, product)
    ours, theirs = as_choices(loaded, choices), as_choices(compiled, choices)
    assert ours == theirs
    found, expected = narrowed(loaded, ours), narrowed(compiled, theirs)
    assert found.is_consistent is expected.is_consistent
    assert {key: each.classes for key, each in found.domains.items()} == {
        key: each.classes for key, each in expected.domains.items()
    }
    assert conflict(loaded, ours) == conflict(compiled, theirs)
    assert [each.example for each in repairs(loaded, ours)] == [each.example for each in repairs(compiled, theirs)]
    ranks = Ranks(loaded, ours)
    assert ranks.count == Ranks(compiled, theirs).count
    if ranks.count:
        number = data.draw(st.integers(0, ranks.count - 1))
        assert ranks.unrank(number) == Ranks(compiled, theirs).unrank(number)
    assert [graph.diagram.levels for graph in loaded.graphs] == [graph.diagram.levels for graph in compiled.graphs]
    assert [graph.constraints for graph in loaded.graphs] == [graph.constraints for graph in compiled.graphs]


@LAW
@given(products())
def test_outcomes_have_the_classes_that_they_had(product: Product) -> None:
    compiled, loaded = ValidSpace.of(product), kept(product)
    for each in product.options:
        for outcome in (None, *outcomes_of(each, product.all_constraints)):
            assert loaded.outcomes[each.key].classes_of(outcome) == compiled.outcomes[each.key].classes_of(outcome)


SMALL = Product("p", "P", "tests", (Option("a", "A", IntegerDomain(-3, 10**30)), Option("b", "B", IntegerDomain(0, 9))))


def test_numbers_of_any_size_are_kept() -> None:
    loaded = kept(SMALL)
    assert Ranks(loaded).count == (10**30 + 4) * 10
    assert Ranks(loaded).unrank(10**31) == Ranks(ValidSpace.of(SMALL)).unrank(10**31)


@pytest.mark.parametrize("limit", [None, Limit("nodes", 3), Limit("seconds", 0.5)])
@pytest.mark.parametrize("hint", [None, "do less"])
@pytest.mark.parametrize("made", [by_circuit, solved])
def test_why_there_is_no_diagram_is_kept_whole(made: Making, limit: Limit | None, hint: str | None) -> None:
    options = [option(key, listed("x", "y", "z")) for key in "abc"]
    tied = product(options, *(Rule(f"{one}{other}", differ(one, other)) for one, other in ("ab", "bc")))
    (component,) = made(tied).components
    assert isinstance(component, ClausalComponent)
    why = component.why = TooComplexError("it is much", ("a", "b", "c"), ("ab", "bc"), hint, limit)
    (loaded,) = from_kept(tied, memoryview(as_kept(ValidSpace(tied, (component,))))).components
    assert isinstance(loaded, ClausalComponent)
    assert (str(loaded.why), vars(loaded.why)) == (str(why), vars(why))


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        (lambda file: file[:-1], "not what was written"),
        (lambda file: file[:40], "ends too early"),
        (lambda file: b"", "ends too early"),
        (lambda file: file[:-1] + bytes((file[-1] ^ 1,)), "not what was written"),
        (lambda file: file[:60] + b"x" + file[61:], "not what was written"),
        (lambda file: b"PK" + file[2:], "of another kind"),
        (lambda file: file[:8] + bytes((7,)) + file[9:], "has form 7"),
    ],
)
def test_what_is_damaged_or_of_another_version_is_told(damage: Callable[[bytes], bytes], finding: str) -> None:
    with pytest.raises(DamagedDiagramError, match=finding):
        from_kept(SMALL, memoryview(damage(as_kept(ValidSpace.of(SMALL)))))


@pytest.mark.parametrize(
    ("header", "finding"),
    [
        ([], "of other options"),
        ([[[["a", [[None, "1"]]]], [], 3]], "not in order"),
        ([[[["a", [[None, "1", [], "0"]]], ["b", []]], [], 10**6, None]], "stands for nothing"),
        ([["no graph"]], "not in order"),
        ({"no": "list"}, "not in order"),
    ],
)
def test_what_is_sealed_and_yet_no_space_is_told(header: object, finding: str) -> None:
    body = orjson.dumps(header)
    body += bytes(-(HEAD + len(body)) % 8)
    file = artifact._HEAD.pack(b"optn.dgm", artifact.FORM, len(orjson.dumps(header)), sha256(body).digest()) + body
    with pytest.raises(DamagedDiagramError, match=finding):
        from_kept(SMALL, memoryview(file))


def test_a_space_of_another_product_is_refused() -> None:
    file = memoryview(as_kept(ValidSpace.of(SMALL)))
    other = Product("p", "P", "tests", (Option("a", "A", IntegerDomain(0, 1)), Option("c", "C", FlagDomain())))
    with pytest.raises(DamagedDiagramError, match="of other options"):
        from_kept(other, file)
