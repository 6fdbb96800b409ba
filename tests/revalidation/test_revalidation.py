"""Codes are tried in columns as they are reread one by one: renamed, narrowed, retired, private, sold by rules."""

from __future__ import annotations

from itertools import islice

import pytest
import referee
from boxes import DAY, KEY, SECOND, Issued, boxes, issued, sound
from hypothesis import given
from law import LAW_OF_EACH_WAY
from release_strategies import releases

from configurator.batch.stored import StoredBatch
from configurator.compiler.compile_flat import compile_product
from configurator.errors import InvalidConfigurationError
from configurator.identity.canonical import canonical_bytes
from configurator.identity.configured import document_of
from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.model.catalog import Catalog, Product
from configurator.pipeline import code
from configurator.revalidation import Revalidation, Tried


def one_by_one(knowledge: KnowledgeBase, codes: list[Issued]) -> list[Tried | None]:
    revalidation = Revalidation(knowledge, DAY)
    return [revalidation.one(each) for each in codes]


def test_columns_say_of_each_box_what_reading_it_says() -> None:
    today, codes = sound(SECOND), boxes()
    found = Revalidation(today, DAY, few=1).tried(codes)
    assert found == one_by_one(today, codes)
    assert len(found) == 576
    assert 0 < sum(each.buildable for each in found) < 576
    assert 0 < sum(each.sellable for each in found) < sum(each.buildable for each in found)
    assert all(each.code_kept for each in found)
    assert {each.problem for each in found} > {None, "Dots are not printed that large."}


def test_only_what_an_option_takes_no_more_is_read_one_by_one() -> None:
    """Renamed things, other defaults, private text, broken rules and retired values are sure in columns."""
    today, codes = sound(SECOND), boxes()
    batch = StoredBatch(today.products["box"], DAY)
    sure = batch.judge([each.document for each in codes], [each.digest for each in codes]).sure
    assert [bool(each) for each in sure] == [b'"sheets":9' not in each.document for each in codes]


@LAW_OF_EACH_WAY
@given(releases())
def test_every_document_of_an_earlier_release_is_tried_in_columns_as_it_is_reread(
    made: tuple[Product, Product],
) -> None:
    old, new = made
    knowledge = KnowledgeBase(Catalog(new.catalog, "", (new,)), {new.key: compile_product(new)})
    codes = [issued(canonical_bytes(document_of(old, each))) for each in islice(referee.all_valid(old), 40)]
    found = Revalidation(knowledge, DAY, few=1).tried(codes)
    assert found == one_by_one(knowledge, codes)


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"null",
        b"[]",
        b'{"choices":[],"product":"shop/box"}',
        b'{"choices":{"size":"small"},"product":"shop/box"} ',
        b'{"product":"shop/box","choices":{"size":"small"}}',
        b'{"choices":{"size":"small","size":"large"},"product":"shop/box"}',
        b'{"choices":{"size":1e400},"product":"shop/box"}',
        b'{"choices":{"size":"little","paper":"gold","lined":1,"sheets":true},"product":"shop/box"}',
        b'{"choices":{"size":"little","stamp":"gold"},"product":"shop/box"}',
        b'{"choices":{"child":"Mia","lined":true,"paper":"gold","sheets":3,"size":"small"},"product":"shop/box"}',
        b'{"choices":{"extras":["bow",{"choices":{},"product":"shop/box"}]},"product":"shop/box"}',
        b'{"choices":{},"product":"shop/bag"}',
        b"\xff\xfe",
        b'{"choices":' + b"[" * 5000,
    ],
)
def test_whatever_stands_in_a_registry_is_answered_alike(document: bytes) -> None:
    today, codes = sound(SECOND), [issued(document), *boxes()[:3]]
    found = Revalidation(today, DAY, few=1).tried(codes)
    assert found == one_by_one(today, codes)
    assert found[0].buildable is False


def test_codes_of_other_catalogs_are_none_of_ours() -> None:
    other = issued(b'{"choices":{"size":"small"},"product":"shop2/box"}')
    assert Revalidation(sound(SECOND), DAY, few=1).tried([other]) == []


def test_a_product_that_is_gone_is_told() -> None:
    gone = issued(b'{"choices":{"size":"small"},"product":"shop/bag"}')
    (found,) = Revalidation(sound(SECOND), DAY, few=1).tried([gone])
    assert (found.problem, found.code_kept) == ("`shop` no longer has the product `bag`", None)


def test_the_example_is_worth_its_name() -> None:
    """What the first release makes valid, the second need not."""
    with pytest.raises(InvalidConfigurationError):
        code(sound(SECOND).products["box"], {"size": "huge", "wrapping": "dots"}, KEY)
