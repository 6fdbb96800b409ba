"""What another process is given to examine, and what it gives back, are what is examined here."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest
from count_products import listed, option, product
from snippets import NAME, parse_snippet, reader, snippet_files

from configurator import examining, pipeline
from configurator.catalog_files import CatalogFiles, find_catalog
from configurator.compiler.budget import Budget
from configurator.compiler.compile_flat import compile_product
from configurator.diagnostics import codes
from configurator.errors import TooComplexError
from configurator.examination import ExaminedProduct, examine_product, unexamined
from configurator.examining import Examining, unpacked
from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.model.expectation import ExpectCount
from configurator.source import Source, Span

KNOWN = {path.stem: parse_snippet(path.read_text(encoding="utf-8")) for path in snippet_files()}
WHY = TooComplexError("it is a test", (), (), "do less")


def plain(examined: ExaminedProduct) -> tuple[object, ...]:
    """All of it but its time; an error by its words."""
    return examined.diagnostics, str(examined.count), examined.places


def assert_the_same(knowledge: KnowledgeBase) -> None:
    work = Examining(list(knowledge.products.values()))
    found = unpacked(pickle.loads(pickle.dumps(work))(Budget()))
    assert list(found) == list(knowledge.products)
    for key, each in knowledge.products.items():
        expected = examine_product(each)
        assert plain(found[key]) == plain(expected)
        assert all(code.code is codes.BY_NAME[code.code.name] for code in found[key].diagnostics)
        assert expected.seconds == 0 < found[key].seconds


@pytest.mark.parametrize("name", KNOWN)
def test_a_snippet_is_examined_alike_where_it_is_packed(name: str) -> None:
    snippet = KNOWN[name]
    catalogs = snippet.texts("catalog")
    if catalogs:
        built = pipeline.build(Source(NAME, catalogs[0].text), reader(snippet.files(), snippet.data()), listing=False)
        if built.value is not None:
            assert_the_same(built.value)


@pytest.mark.parametrize("name", ["atelier", "keepsake", "lamp", "jersey", "gifts"])
def test_so_is_an_example_catalog(name: str) -> None:
    files = CatalogFiles(find_catalog(name))
    built = files.read_source().then(lambda source: pipeline.build(source, files, listing=False))
    assert built.value is not None
    assert_the_same(built.value)


def test_of_what_is_not_examined_it_is_said_why_where_its_count_would_be() -> None:
    box = product([option("a", listed("x", "y"))])
    found = unexamined(box, WHY)
    (said,) = found.diagnostics
    assert (said.code, said.span, found.count) == (codes.TOO_ENTANGLED, box.span, WHY)
    assert said.hint == (
        "do less; not found out, either: which values no valid configuration has and which rules never matter"
    )
    expecting = replace(box, expectations=(ExpectCount(2, None, Span(3, 4)), ExpectCount(2, ("a",), Span(5, 6))))
    assert [(each.code, each.span) for each in unexamined(expecting, WHY).diagnostics] == [
        (codes.UNCHECKED_COUNT, Span(3, 4)),
        (codes.UNCHECKED_COUNT, Span(5, 6)),
    ]


@pytest.mark.parametrize(
    ("error", "left"), [(MemoryError(), ["a", "c"]), (OSError(12, "no room"), ["a", "c"]), (KeyError("odd"), None)]
)
def test_only_for_lack_of_memory_one_of_several_is_left_out(
    error: Exception, left: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_three = [compile_product(replace(product([option("o", listed("x", "y"))]), key=key)) for key in "abc"]

    def failing(knowledge: object, budget: Budget) -> ExaminedProduct:
        if knowledge is of_three[1]:
            raise error
        return examine_product(knowledge, budget)  # type: ignore[arg-type]

    monkeypatch.setattr(examining, "examine_product", failing)
    if left is None:
        with pytest.raises(type(error)):
            Examining(of_three)(Budget())
    else:
        assert list(unpacked(Examining(of_three)(Budget()))) == left
    with pytest.raises(type(error)):  # one by itself has all the memory that there is
        Examining(of_three[1:2])(Budget())
