"""The releases that are held against one another are large, and of a small one of their kind all is counted by hand."""

from __future__ import annotations

import differing
import referee

from configurator.model.catalog import Product


def worths(product: Product) -> dict[tuple[object, ...], object]:
    price = product.derived[0]
    return {tuple(each.values()): price.worth(each, product.domains).base for each in referee.all_valid(product)}


def test_a_small_one_is_counted_as_all_its_configurations_are() -> None:
    texts = [differing.generated(release, options=6, values=3) for release in (1, 2)]
    old, new = (differing.product_of(text) for text in texts)
    found, _ = differing.differed(differing.Pair("small", old, new))
    before, now = worths(old), worths(new)
    kept = before.keys() & now.keys()
    assert found.kept.number == len(kept)
    assert (found.gained.number, found.lost.number) == (len(now) - len(kept), len(before) - len(kept))
    assert found.amounts[0].changed == sum(before[each] != now[each] for each in kept)


def test_each_pair_has_more_than_a_trillion_configurations_on_both_sides() -> None:
    for pair in differing.pairs():
        found, _ = differing.differed(pair)
        kept, gained, lost = found.kept.number, found.gained.number, found.lost.number
        assert kept is not None
        assert gained is not None
        assert lost is not None
        assert min(kept + gained, kept + lost) > 10**12
        assert gained or lost
