"""What CODE.md says of each kind of change, by name: what is refused, what is let through, and that codes stay."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from snippets import reader

from configurator.analysis.releases.history import Release
from configurator.errors import InvalidConfigurationError
from configurator.identity.document import Document, read_document
from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.pipeline import build, code
from configurator.release_check import compared
from configurator.rereading import Reread, reread
from configurator.source import Source

HEAD = "catalog demo\nproduct mug {{\n  option size: small | large\n  {}\n}}\n"
TINTS = 'catalog demo\nspace tint from "tints.csv" key id {}\nproduct mug {\n  option tint: tint\n}\n'


def catalog(text: str, **files: str) -> KnowledgeBase:
    """A sound catalog; a text without its head is one or more options behind `size`."""
    whole = text if text.startswith("catalog") else HEAD.format(text)
    outcome = build(Source("catalog.vpc", whole), reader({f"{name}.csv": each for name, each in files.items()}))
    assert outcome.value is not None
    assert outcome.is_sound, [each.message for each in outcome.diagnostics]
    return outcome.value


def refused(*history: KnowledgeBase) -> list[str]:
    """The errors of the last catalog beside all those before it."""
    *earlier, now = history
    releases = [Release(f"release {number}", each.catalog) for number, each in enumerate(earlier, start=1)]
    return [each.code.name for each in compared(now.catalog, releases) if each.is_error]


def noted(*history: KnowledgeBase) -> list[str]:
    *earlier, now = history
    releases = [Release(f"release {number}", each.catalog) for number, each in enumerate(earlier, start=1)]
    return [each.code.name for each in compared(now.catalog, releases) if not each.is_error]


def document(knowledge: KnowledgeBase, **choices: Any) -> Document:
    (product,) = knowledge.products.values()
    return read_document(code(product, choices).document)


def choices_of(knowledge: KnowledgeBase, **choices: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(document(knowledge, **choices).bytes)["choices"]
    return found


def today(knowledge: KnowledgeBase, stored: Document) -> Reread:
    return reread(knowledge, stored, date(2026, 11, 25))


SIZE = catalog("")
GLAZE = catalog('option glaze: smooth | rough since "2" baseline smooth')
OPTIONAL_GLAZE = catalog('option glaze: smooth | rough optional since "2" baseline smooth')


def test_an_option_with_a_baseline_does_not_write_it_and_writes_no_value_as_null() -> None:
    assert refused(SIZE, OPTIONAL_GLAZE) == []
    assert choices_of(OPTIONAL_GLAZE, size="small") == {"size": "small"}
    assert choices_of(OPTIONAL_GLAZE, size="small", glaze="smooth") == {"size": "small"}
    assert choices_of(OPTIONAL_GLAZE, size="small", glaze=None) == {"size": "small", "glaze": None}
    assert choices_of(OPTIONAL_GLAZE, size="small", glaze="rough") == {"size": "small", "glaze": "rough"}
    assert document(SIZE, size="small").code == document(OPTIONAL_GLAZE, size="small").code
    for value in (None, "smooth", "rough"):
        stored = document(OPTIONAL_GLAZE, size="small", glaze=value)
        assert today(OPTIONAL_GLAZE, stored).reading.completed["glaze"] == value


def test_an_option_with_a_baseline_may_become_optional_or_stop_being_so() -> None:
    assert refused(SIZE, GLAZE, OPTIONAL_GLAZE) == refused(SIZE, OPTIONAL_GLAZE, GLAZE) == []
    assert document(GLAZE, size="small") == document(OPTIONAL_GLAZE, size="small")


def test_a_condition_is_not_added_to_an_option_with_a_baseline() -> None:
    conditional = catalog('option glaze: smooth | rough when size = large since "2" baseline smooth')
    assert refused(GLAZE, conditional) == refused(conditional, GLAZE) == ["changed-when"]
    assert refused(SIZE, conditional) == [], "in the release in which the option comes it may have any"


def test_a_condition_of_an_option_without_a_baseline_may_change() -> None:
    always, sometimes = catalog("option logo: a | b optional"), catalog("option logo: a | b optional when size = large")
    assert refused(always, sometimes) == refused(sometimes, always) == []
    assert noted(always, sometimes) == ["changed-option"]
    assert document(always, size="large", logo="a") == document(sometimes, size="large", logo="a")


def test_a_baseline_is_not_added_later_changed_or_dropped() -> None:
    plain, other = (
        catalog("option glaze: smooth | rough"),
        catalog('option glaze: smooth | rough since "2" baseline rough'),
    )
    assert refused(plain, GLAZE) == refused(GLAZE, plain) == refused(GLAZE, other) == ["changed-baseline"]
    renamed = catalog('option glaze: sleek { was: smooth } | rough since "2" baseline sleek')
    assert refused(GLAZE, renamed) == []
    assert document(GLAZE, size="small", glaze="smooth") == document(renamed, size="small", glaze="sleek")


def test_a_set_may_become_optional_and_its_codes_stay() -> None:
    required, optional = (
        catalog("option extras: any of { a, b } at least 1"),
        catalog("option extras: any of { a, b } at least 1 optional"),
    )
    assert refused(required, optional) == []
    assert document(required, size="small", extras=["b", "a"]) == document(optional, size="small", extras=["a", "b"])
    assert (
        choices_of(optional, size="small", extras=None)
        == choices_of(optional, size="small", extras=[])
        == {"size": "small"}
    )
    assert today(optional, document(required, size="small", extras=["a"])).code_kept


def test_a_set_with_a_baseline_writes_the_empty_set_as_an_array_optional_or_not() -> None:
    for optional in ("", "optional"):
        knowledge = catalog(f'option extras: any of {{ a, b }} {optional} since "2" baseline {{ a }}')
        assert refused(SIZE, knowledge) == []
        assert choices_of(knowledge, size="small") == {"size": "small"}
        assert choices_of(knowledge, size="small", extras=[]) == {"size": "small", "extras": []}


def test_an_integer_does_not_become_a_number() -> None:
    integer, number = catalog("option depth: integer 1 .. 9"), catalog("option depth: number 1 .. 9 step 1")
    assert refused(integer, number) == refused(number, integer) == ["changed-kind"]
    assert document(integer, size="small", depth=5) != document(number, size="small", depth=5)


def test_a_number_keeps_its_unit_and_customers_may_write_any() -> None:
    centimetres, millimetres = (
        catalog("option depth: number 1 .. 9 cm step 1"),
        catalog("option depth: number 10 .. 90 mm step 10"),
    )
    assert refused(centimetres, millimetres) == ["changed-unit"]
    finer = catalog("option depth: number 1 .. 9 cm step 0.1")
    assert refused(centimetres, finer) == []
    assert document(centimetres, size="small", depth="50 mm") == document(finer, size="small", depth=5)


SPACES = "catalog demo\nspace shirt: s | m\nspace shoe{}: s | m | l\nproduct mug {{\n  option size: {}\n}}\n"
SHIRT, SHOE = catalog(SPACES.format("", "shirt")), catalog(SPACES.format("", "shoe"))


def test_an_option_is_pointed_at_another_space_only_with_the_statement() -> None:
    assert refused(SHIRT, SHOE) == ["changed-space"]
    stated = catalog(SPACES.format(" same keys as shirt", "shoe"))
    assert refused(SHIRT, stated) == []
    assert refused(SHIRT, stated, SHOE) == [], "what is stated once stays true"
    assert document(SHIRT, size="s") == document(stated, size="s")


def test_a_list_moves_into_a_space_and_back_only_with_the_statement() -> None:
    listed = catalog("catalog demo\nproduct mug {\n  option size: s | m\n}\n")
    moved = catalog(SPACES.format("", "shirt same keys as mug.size"))
    back = catalog("catalog demo\nproduct mug {\n  option size: s | m same keys as shirt\n}\n")
    assert refused(listed, SHIRT) == refused(SHIRT, listed) == ["changed-space"]
    assert refused(listed, moved) == refused(SHIRT, back) == refused(listed, moved, listed) == []


def test_a_key_that_is_gone_is_not_used_again_three_releases_later() -> None:
    with_star = catalog("option logo: sun | star optional")
    without = catalog("option logo: sun optional")
    assert refused(with_star, without) == ["removed"], "nothing published is deleted"
    # Somebody did not ask. Whatever comes back under the key is taken for another thing, unless its author says so.
    assert refused(with_star, without, without, without) == []
    assert refused(with_star, without, without, without, with_star) == ["reused-key"]
    the_same = catalog("option logo: sun | star { was: star } optional")
    assert refused(with_star, without, without, without, the_same) == []
    assert document(with_star, size="small", logo="star") == document(the_same, size="small", logo="star")
    assert refused(with_star, without, the_same, with_star) == [], "what is stated once stays true"


def test_an_option_or_a_product_that_is_gone_is_not_used_again() -> None:
    logo = catalog("option logo: sun | star optional")
    assert refused(logo, SIZE) == ["removed"]
    assert refused(logo, SIZE, logo) == ["reused-key"]
    assert refused(logo, SIZE, catalog("option logo: sun | star optional was logo")) == []
    two = catalog(HEAD.format("") + "product jug {\n  option lid: yes or no\n}\n")
    assert refused(two, SIZE) == ["removed"]
    assert refused(two, SIZE, two) == ["reused-key"]


def test_was_names_the_first_key_of_a_chain_and_none_in_between() -> None:
    first, second = catalog("option a: x | y optional"), catalog("option b: x | y optional was a")
    third, wrong = catalog("option c: x | y optional was a"), catalog("option c: x | y optional was b")
    assert refused(first, second, third) == []
    assert refused(first, second, wrong) == ["wrong-was"]
    assert refused(first, second, catalog("option b: x | y optional")) == ["changed-key"]
    assert refused(first, second, first) == [], "back under its first name it needs no `was`"
    assert (
        document(first, size="small", a="x")
        == document(second, size="small", b="x")
        == document(third, size="small", c="x")
    )
    found = today(third, document(first, size="small", a="x"))
    assert found.buildable
    assert found.reading.completed == {"size": "small", "c": "x"}
    assert [(each.first, each.now) for each in found.reading.renamed] == [("a", "c")]


def test_a_name_in_between_is_free_again_but_not_in_the_next_release() -> None:
    """A `was` that is forgotten while something new takes the first key must not look like two things in order."""
    first, second = catalog("option a: x | y optional"), catalog("option b: x | y optional was a")
    back, both = first, catalog("option a: x | y optional\n  option b: x | y optional")
    assert refused(first, second, both) == ["changed-key"]
    assert refused(first, second, back) == []
    assert refused(first, second, back, both) == [], "nobody was called b in the release before"


def test_a_default_may_change_and_changes_no_code_of_what_is_said() -> None:
    plain = catalog("option glaze: smooth | rough default smooth")
    other = catalog("option glaze: smooth | rough default rough")
    assert refused(plain, other) == []
    assert noted(plain, other) == ["changed-option"]
    assert choices_of(plain, size="small")["glaze"] == "smooth"
    assert choices_of(other, size="small")["glaze"] == "rough"
    for glaze in ("smooth", "rough"):
        assert document(plain, size="small", glaze=glaze) == document(other, size="small", glaze=glaze)
    assert today(other, document(plain, size="small")).reading.completed["glaze"] == "smooth"


def test_a_stored_document_is_read_without_defaults() -> None:
    later = catalog("option logo: sun | moon optional default sun")
    assert refused(SIZE, later) == []
    assert today(later, document(SIZE, size="small")).reading.completed["logo"] is None
    assert today(later, document(SIZE, size="small")).code_kept


def test_two_things_do_not_swap_their_names() -> None:
    outcome = build(
        Source("catalog.vpc", HEAD.format("option logo: sun { was: moon } | moon { was: sun } optional")), reader({})
    )
    assert {each.code.name for each in outcome.diagnostics} == {"reused-key"}


@pytest.mark.parametrize(
    ("option", "errors"),
    [
        ("option glaze: smooth | rough", ["missing-baseline"]),
        ("option glaze: smooth | rough default smooth", ["missing-baseline"]),
        ("option glaze: smooth | rough when size = large", ["missing-baseline"]),
        ("option glaze: smooth | rough optional", []),
        ("option glaze: any of { smooth, rough }", []),
        ('option glaze: smooth | rough since "2" baseline smooth', []),
        ('option glaze: yes or no since "2" baseline no', []),
        ('option glaze: number 1 .. 9 cm step 1 since "2" baseline 20 mm', []),
    ],
)
def test_a_new_option_says_what_all_earlier_products_had(option: str, errors: list[str]) -> None:
    later = catalog(option)
    assert refused(SIZE, later) == errors
    if not errors:
        found = today(later, document(SIZE, size="small"))
        assert found.buildable
        assert found.code_kept


def test_an_attribute_that_a_condition_looks_at_stays_where_there_is_a_baseline() -> None:
    size = "option size: small {{ tall: {} }} | large {{ tall: yes }}"
    text = f"catalog demo\nproduct mug {{{{\n  {size}\n  option lid: a | b when size.tall = yes {{}}\n}}}}\n"
    baseline = 'since "2" baseline a'
    short, tall = (catalog(text.format(each, baseline)) for each in ("no", "yes"))
    assert refused(short, tall) == ["changed-when"]
    assert refused(catalog(text.format("no", "")), catalog(text.format("yes", ""))) == []


@pytest.mark.parametrize("asks", ["size.weight present", "size.weight absent", "sum(parts.weight) > 0"])
def test_an_attribute_stays_however_the_condition_asks_for_it(asks: str) -> None:
    values = "small {} | large { weight: 2 }"
    text = "catalog demo\nproduct mug {\n  option size: VALUES\n  option parts: any of { MEMBERS }\n  option lid: a | b"
    text += f' when {asks} since "2" baseline a\n}}\n'
    without, having = (
        catalog(text.replace("VALUES", each).replace("MEMBERS", each.replace(" |", ",")))
        for each in (values.replace("{}", ""), values.replace("{}", "{ weight: 1 }"))
    )
    assert refused(without, having) == ["changed-when"]


def test_conditions_that_look_at_a_thousand_sets_in_a_row_are_compared() -> None:
    """Each set looks at the two before it: neither the depth nor the number of ways to the first may be felt."""
    sets = ["option s0: any of { x }", "option s1: any of { x } when size = SIZE"]
    sets += [f"option s{at}: any of {{ x }} when x in s{at - 1} or s{at - 2} = {{}}" for at in range(2, 1_200)]
    last = 'option glaze: smooth | rough when s1199 = {} since "2" baseline smooth'
    small, large = (catalog("\n  ".join([*sets, last]).replace("SIZE", each)) for each in ("small", "large"))
    assert refused(small, small) == []
    assert refused(small, large) == ["changed-when"]


def test_a_catalog_is_renamed_with_was_only() -> None:
    renamed = catalog(HEAD.format("").replace("catalog demo", "catalog crockery { was demo }"))
    forgotten = catalog(HEAD.format("").replace("catalog demo", "catalog crockery"))
    assert refused(SIZE, renamed) == []
    assert refused(SIZE, forgotten) == refused(SIZE, renamed, forgotten) == ["other-catalog"]
    assert document(SIZE, size="small") == document(renamed, size="small")


def test_rows_of_a_file_are_renamed_and_retired_by_columns() -> None:
    first = catalog(TINTS, tints="id\nred\nblue\n")
    later = catalog(TINTS, tints="id,was,retired\ncrimson,red,\nblue,,2026-01-01\n")
    assert refused(first, later) == []
    assert noted(first, later) == ["renamed", "retired"]
    assert document(first, tint="red") == document(later, tint="crimson")
    found = today(later, document(first, tint="blue"))
    assert (found.buildable, found.sellable) == (True, False)
    assert refused(first, later, catalog(TINTS, tints="id\ncrimson\nblue\n")) == ["changed-key"]


def test_what_is_retired_stays_buildable_and_counted_and_has_its_code() -> None:
    retired = catalog(
        "catalog demo\nproduct mug {\n  option size: small { retired: 2020-01-01 } | large\n  expect count = 2\n}\n"
    )
    assert refused(SIZE, retired) == []
    assert document(SIZE, size="small") == document(retired, size="small")


def test_a_tightened_rule_leaves_codes_and_stops_orders() -> None:
    tight = catalog("rule big require size = large")
    stored = document(SIZE, size="small")
    assert refused(SIZE, tight) == []
    with pytest.raises(InvalidConfigurationError):
        document(tight, size="small")
    found = today(tight, stored)
    assert (found.buildable, found.code_kept) == (False, True)
    assert found.reading.completed == {"size": "small"}
