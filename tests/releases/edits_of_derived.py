"""Edits of what stands otherwise in documents, or not at all: options that follow from others, and private texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from author import OPTION_KEYS, Choose, Past
from changes import some_option
from edits_of_names import Edit, some_key
from inventions import DERIVABLE, following, with_derived
from things import Option, World


def add_derived(world: World, past: Past, choose: Choose) -> World | None:
    """One more option that nobody chooses."""
    product = choose.maybe([each for each in world.products if each.options])
    if product is None:
        return None
    key = some_key(OPTION_KEYS, past.options(product.number), product.options, choose)
    return with_derived(world, choose, product.number, key)


def change_derivation(world: World, past: Past, choose: Choose) -> World | None:
    """It follows from something else."""
    found = [(product, each) for product in world.products for each in product.options if each.derived is not None]
    one = choose.maybe(found)
    if one is None:
        return None
    product, option = one
    before = product.in_order()[: product.in_order().index(option)]
    return _following(world, choose, option, before)


def change_derived(world: World, past: Past, choose: Choose) -> World | None:
    """What was chosen follows from other choices now, or the other way round."""
    found = some_option(world, choose)
    if found is None or found[1].kind not in DERIVABLE:
        return None
    product, option = found
    if option.derived is not None:
        return world.with_option(option.number, lambda each: replace(each, derived=None))
    before = product.in_order()[: product.in_order().index(option)]
    return _following(world, choose, option, before)


def _following(world: World, choose: Choose, option: Option, among: Sequence[Option]) -> World | None:
    other = following(world, choose, option, among)
    return None if other is None else world.with_option(option.number, lambda _: other)


def change_private(world: World, past: Past, choose: Choose) -> World | None:
    """A text becomes private, or ceases to be."""
    option = choose.maybe([each for product in world.products for each in product.options if each.kind == "text"])
    if option is None:
        return None
    other = replace(option, private=not option.private, baseline=None, default=None)
    return world.with_option(option.number, lambda _: other)


EDITS_OF_DERIVED: tuple[Edit, ...] = (add_derived, change_derivation, change_derived, change_private)
