"""A revision changes data at its place and everywhere it is used, or is refused at its place."""

from __future__ import annotations

from fractions import Fraction

import pytest
from revisions import cafe, revise, said

from configurator.model.catalog import Catalog
from configurator.model.domain import members_of
from configurator.model.language import translated
from configurator.model.nesting import home
from configurator.model.value import Value
from configurator.revising.revise import revised
from configurator.revising.rows import Row


def value(catalog: Catalog, product: str, option: str, key: str) -> Value:
    members = members_of(catalog.by_key[product].by_key[option].domain)
    assert members is not None
    return members.by_key[key]


def test_an_attribute_changes_wherever_its_space_is_taken() -> None:
    found = revise("space team/eagles,royalty,1.50 EUR", "space team/owls,ink,#00FF00").value
    assert found is not None
    after = found.catalog
    places = [("mug", "logo"), ("mug", "two"), ("pair", "first.logo"), ("pair", "others.2.two")]
    assert {value(after, *place, "eagles").attributes["royalty"] for place in places} == {Fraction("1.5")}
    assert {value(after, *place, "owls").attributes["ink"] for place in places} == {"#00ff00"}
    nested, _ = home(after.by_key["pair"], "first.logo")
    members = members_of(nested.by_key["logo"].domain)
    assert members is not None
    assert members.by_key["eagles"].attributes["royalty"] == Fraction("1.5")


def test_what_is_not_named_stays_as_it_is() -> None:
    before = cafe()
    found = revise("mug/size/small,price,8.10", catalog=before).value
    assert found is not None
    assert found.catalog.spaces["team"] is before.spaces["team"]
    assert found.catalog.by_key["mug"].constraints == before.by_key["mug"].constraints
    assert found.catalog.by_key["mug"].by_key["logo"] is before.by_key["mug"].by_key["logo"]
    assert value(found.catalog, "mug", "size", "large") is value(before, "mug", "size", "large")


def test_labels_in_any_language_and_free_properties_change() -> None:
    rows = (
        "mug,label,Big mug",
        "mug,owner,Ann",
        "mug/size,label@fr,Taille",
        "mug/size/small,label@fr,Petit",
        "mug/size/small,label,Little",
        "space team/owls,note,New art",
        "amount price of mug,label,Cost",
        "catalog,label,Coffee",
        "context market/eu,label,EU",
    )
    found = revise(*rows).value
    assert found is not None
    after, french = found.catalog, translated(found.catalog, "fr")
    assert (after.label, after.by_key["mug"].label, after.by_key["mug"].properties.owner) == (
        "Coffee",
        "Big mug",
        "Ann",
    )
    assert after.by_key["mug"].derived[0].label == "Cost"
    assert after.by_key["mug"].facts[0].domain == after.facts[0].domain
    assert french.by_key["mug"].by_key["size"].label == "Taille"
    assert value(french, "mug", "size", "small").label == "Petit"
    assert value(after, "mug", "size", "small").label == "Little"
    assert value(after, "mug", "logo", "owls").properties.note == "New art"


def test_old_and_new_values_are_told_in_one_spelling() -> None:
    found = revise("mug/color/navy,soaked,no", "cafe/mug/size/small,weight,0.21 kg", "mug/size/small,stock,none").value
    assert found is not None
    assert [(each.path, each.attribute, each.old, each.new) for each in found.changes] == [
        ("mug/shade/ink", "soaked", "yes", "no"),
        ("mug/size/small", "weight", "200 g", "0.21 kg"),
        ("mug/size/small", "stock", "M-1", None),
    ]
    assert found.changes[0].change.address == "product mug option color value navy"
    assert "stock" not in value(found.catalog, "mug", "size", "small").attributes


def test_an_address_that_is_remembered_is_read_like_a_path() -> None:
    paths = ("product mug option color value navy", "product mug/shade/ink", "mug option shade value ink")
    for path in paths:
        found = revise(f"{path},soaked,no").value
        assert found is not None
        assert found.changes[0].path == "mug/shade/ink"


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("mag/size/small,price,1", "2:1: error[unknown-product]: catalog `cafe` has no product `mag`"),
        ("team/eagles,royalty,1", "2:1: error[unknown-product]: catalog `cafe` has no product `team`"),
        ("mug/sice/small,price,1", "2:1: error[unknown-option]: `mug` has no option `sice`"),
        ("mug/size/smal,price,1", "2:1: error[unknown-value]: `size` has no value `smal`"),
        ("space teem/owls,royalty,1", "2:1: error[unknown-space]: catalog `cafe` has no space `teem`"),
        ("mug/size/small,prize,1", "2:16: error[unknown-attribute]: values such as `mug/size/small` have no attribute"),
        ("mug/size/small,retired,2027-01-01", "2:16: error[unknown-attribute]: `retired` belongs to a release"),
        ("mug/size,price,1", "2:10: error[unknown-attribute]: `mug/size` has no attributes"),
        ("mug/size/small,price,1 USD", "2:22: error[bad-cell]: `price` of `mug/size/small` is money in EUR"),
        ("mug/size/small,weight,200", "2:23: error[bad-cell]: `weight` of `mug/size/small` is a mass"),
        (
            "mug/shade/ink,tone,drak",
            "2:20: error[bad-cell]: `tone` of `mug/shade/ink` is a word, and `drak` is not one",
        ),
        ("mug/shade/ink,soaked,maybe", "2:22: error[bad-cell]: `soaked` of `mug/shade/ink` is yes or no"),
        ("mug/size/small,price,", "2:22: error[bad-cell]: the cell `value` of this row is empty"),
        ("mug/size/small,label,none", "2:22: error[bad-revision]: a label can be another one"),
        ("mug/size/small,label@de,x", "2:16: error[bad-revision]: catalog `cafe` does not speak `de`"),
        ("mug/logo/owls,royalty,1", "2:1: error[bad-revision]: `logo` of `mug` takes `owls` from the space `team`"),
        ("catalog,owner,Ann", "2:9: error[unknown-attribute]: `catalog` has a label, and nothing else"),
        ("what/is/this/then,price,1", "2:1: error[bad-revision]: `what/is/this/then` names nothing"),
        ("mug/size/small,price", "2:1: error[bad-cell]: this row has 2 cells, and the header has 3"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_at_its_place(row: str, line: str) -> None:
    outcome = revise("mug/size/large,price,9.50 EUR", row.replace("2:", "3:"))
    assert outcome.value is None
    assert [each.replace("r.csv:", "") for each in said(outcome)] != []
    assert said(outcome)[0].startswith("r.csv:" + line.replace("2:", "3:", 1)), said(outcome)


def test_two_rows_for_one_thing_are_refused() -> None:
    outcome = revise("mug/shade/ink,tone,light", "mug/color/navy,tone,dark")
    line = "r.csv:3:1: error[bad-revision]: `tone` of `mug/shade/ink` is changed twice (leave one of them out)"
    assert said(outcome) == [line]


def test_a_rule_may_not_move_and_a_threshold_may_be_approached() -> None:
    assert revise("mug/size/small,weight,250 g").value is not None
    outcome = revise("mug/size/small,weight,251 g")
    assert outcome.value is None
    assert said(outcome)[0].startswith(
        "r.csv:2:16: error[deciding-attribute]: `heavy` of `mug` decides by `weight`, and would decide otherwise where "
        "`size` is `small` and `logo` is `eagles`"
    )


def test_a_rule_over_a_set_is_held_to_all_its_members() -> None:
    assert revise("space team/owls,royalty,0.99 EUR").value is not None
    outcome = revise("space team/owls,royalty,1.01 EUR")
    messages = [each.message for each in outcome.diagnostics]
    assert any("`dear` of `mug`" in each and "`two` is `eagles`, `owls`" in each for each in messages), messages


def test_what_may_be_sold_and_what_it_costs_moves_and_is_told() -> None:
    outcome = revise("mug/size/small,price,8.50 EUR")
    assert outcome.value is not None
    assert {each.code.name for each in outcome.diagnostics} == {"revised-sale", "revised-amount"}
    assert [(each.product, each.key) for each in outcome.value.amounts] == [("mug", "price")]


def test_what_is_in_force_already_counts_and_the_release_stays_the_measure() -> None:
    text = """catalog both
product mug {
  option one: a { price: 1 } | b
  option two: c { price: 1 } | d
  rule cheap require one.price + two.price <= 3
}
"""
    catalog = cafe(text)
    dearer = [Row("mug/one/a", "price", "2")], [Row("mug/two/c", "price", "2")]
    first, second = (revised(catalog, rows).value for rows in dearer)
    assert first is not None
    assert second is not None
    before = [each.change for each in first.changes]
    assert revised(catalog, dearer[1], before=before).value is None  # each alone is sound, and both come to 4
    again = [Row("mug/one/a", "price", "1")]
    assert revised(catalog, [*again, *dearer[1]], before=before).value is not None
