"""By how much amounts change, and for how many configurations, is what working out each of them says."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from random import Random

import pytest
import referee
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.engine.amount_changes import AmountChange
from configurator.engine.compared import compared
from configurator.engine.valid_space import ValidSpace
from configurator.identity.canonical import canonical_bytes
from configurator.identity.configured import document_of
from configurator.model.catalog import Product
from configurator.model.evaluation import Choices
from configurator.pipeline import build
from configurator.source import Source


def product_of(text: str) -> Product:
    outcome = build(Source("shop.vpc", text), lambda name: name, listing=False)
    assert outcome.value is not None, [each.message for each in outcome.diagnostics]
    (knowledge,) = outcome.value.products.values()
    return knowledge.product


def catalog(body: str) -> str:
    return f'catalog shop "Shop" {{ currency EUR }}\nproduct box "Box" {{\n{body}}}\n'


def changes(old: Product, new: Product) -> tuple[AmountChange, ...]:
    return compared(ValidSpace.of(old), ValidSpace.of(new), 3).amounts


def worths(product: Product) -> Mapping[bytes, Mapping[str, Fraction]]:
    """What all amounts come to, by the documents of all valid configurations."""

    def worth(each: Choices) -> Mapping[str, Fraction]:
        return {amount.key: amount.worth(each, product.domains).base for amount in product.derived}

    return {canonical_bytes(document_of(product, each)["choices"]): worth(each) for each in referee.all_valid(product)}


def holds_for_all(old: Product, new: Product) -> None:
    """What is said of each amount is what all configurations say that are kept."""
    before, now = worths(old), worths(new)
    kept = before.keys() & now.keys()
    found = changes(old, new)
    assert [each.key for each in found] == [
        each.key for each in new.derived if each.key in {d.key for d in old.derived}
    ]
    for each in found:
        differences = [now[document][each.key] - before[document][each.key] for document in kept]
        assert each.changed == sum(map(bool, differences)), each
        if differences and each.changed:
            assert (each.least and each.least.base) == min(differences)
            assert (each.greatest and each.greatest.base) == max(differences)
            by_hand = [
                (document_of(new, dict(example.configuration)), example.before.base, example.now.base)
                for example in each.examples
            ]
            assert by_hand or each.least == each.greatest
            for document, was, comes in by_hand:
                octets = canonical_bytes(document["choices"])
                assert (before[octets][each.key], now[octets][each.key]) == (was, comes)
            ends = [comes - was for _, was, comes in by_hand] or [min(differences)]
            assert (ends[0], ends[-1]) == (min(differences), max(differences))


OLD = catalog(
    '  option size "Size": small { price: 2.00 EUR } | large { price: 5.00 EUR } | huge { price: 7.00 EUR }\n'
    '  option paper "Paper": plain { price: 0.50 EUR } | gold { price: 3.00 EUR }\n'
    '  option extras "Extras": any of { bow { price: 1.00 EUR }, card { price: 2.00 EUR } }\n'
    '  option sheets "Sheets": integer 1 .. 4\n'
    '  option lined "Lined": yes or no\n'
    "  derive price: money = size.price + paper.price + sum(extras.price) + (1.00 EUR when lined else 0.00 EUR)\n"
    "  derive pages = 2 * sheets\n"
)


LINED = '  option lined "Lined": yes or no\n'
RIBBON = '  option ribbon "Ribbon": red { cost: 1 } | blue { cost: 2 } since "2" baseline blue\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("small {", "small {"),
        ("5.00", "6.00"),
        ("0.50", "0.00"),
        ("card { price: 2.00", "card { price: 0.20"),
        ("(1.00", "(2.50"),
        ("+ paper.price", "- paper.price"),
        ("2 * sheets", "2 * sheets + 1"),
        ("2 * sheets", "3 * sheets"),
        ("2 * sheets", "sheets * sheets"),
        ("small {", "little { was: small, "),
        (" | huge { price: 7.00 EUR }", " | huge { price: 7.00 EUR } | vast { price: 9.00 EUR }"),
        ("1 .. 4", "2 .. 6"),
        (LINED, f"{LINED}  rule flat forbid lined = yes and size = huge\n"),
        (LINED, f"{LINED}{RIBBON}"),
    ],
)
def test_what_is_said_is_what_each_of_them_says(before: str, after: str) -> None:
    assert before in OLD
    old, new = product_of(OLD), product_of(OLD.replace(before, after))
    holds_for_all(old, new)
    holds_for_all(new, old)


def test_a_term_over_a_new_option_counts_with_its_baseline() -> None:
    option = '  option ribbon "Ribbon": red { price: 1.00 EUR } | blue { price: 2.00 EUR } since "2" baseline blue\n'
    new = OLD.replace("  derive price: money = ", f"{option}  derive price: money = ribbon.price + ")
    (price, pages) = changes(product_of(OLD), product_of(new))
    assert (price.changed, str(price.least), str(price.greatest)) == (192, "2.00 EUR", "2.00 EUR")
    assert (pages.changed, pages.is_changed) == (0, False)


def test_texts_do_not_multiply_and_are_told() -> None:
    body = '  option name "Name": text { max: 5 } optional\n  option size "Size": small | large\n'
    old = product_of(catalog(f"{body}  derive price: money = 1.00 EUR * length(name)\n"))
    new = product_of(catalog(f"{body}  derive price: money = 2.00 EUR * length(name)\n"))
    (price,) = changes(old, new)
    assert (price.changed, str(price.least), str(price.greatest)) == (None, "0.00 EUR", "5.00 EUR")
    assert price.why == "it depends on texts or pictures, which do not multiply"


def test_another_unit_is_no_difference() -> None:
    old = product_of(OLD)
    new = product_of(OLD.replace("EUR", "USD"))
    price, _ = changes(old, new)
    assert (price.changed, price.why) == (None, "it is in another unit in one of the two")


@given(st.integers(0, 2**32))
@settings(max_examples=60)
def test_random_changes_of_prices_and_rules_are_told_exactly(seed: int) -> None:
    random = Random(seed)

    def body(rules: int) -> str:
        prices = [random.choice(("0", "1.00", "2.50", "4.00")) for _ in range(7)]
        lines = [
            f"  option a: u {{ price: {prices[0]} EUR }} | v {{ price: {prices[1]} EUR }} | w",
            f"  option b: any of {{ u {{ price: {prices[2]} EUR }}, v {{ price: {prices[3]} EUR }} }}",
            "  option c: integer 0 .. 3",
            f"  option d: u {{ price: {prices[4]} EUR }} | v optional when a != w",
        ]
        conditions = ("a = u", "u in b", "c > 1", "d = v", "d present")
        for number in range(rules):
            one, other = random.sample(conditions, 2)
            lines.append(f"  rule r{number} forbid {one} and {other}")
        terms = random.sample(
            ("a.price", "sum(b.price)", "c * 1.00 EUR", "d.price", "(3.00 EUR when a = v and c = 2 else 1.00 EUR)"), 3
        )
        lines.append(f"  derive price: money = {' + '.join(terms)}")
        return "\n".join(lines) + "\n"

    holds_for_all(product_of(catalog(body(1))), product_of(catalog(body(random.randrange(3)))))


def test_it_is_usual_to_have_no_amounts() -> None:
    old = product_of(catalog('  option size "Size": small | large\n'))
    assert changes(old, old) == ()
