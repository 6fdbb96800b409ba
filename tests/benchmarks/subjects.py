"""The products that the benchmark of single configurations is about, with all that its contenders are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import bike
import laptop_by_hand
from contenders import ByHand
from laptop_configurations import laptop
from laptop_schema import SCHEMA, Choices, Schema
from run import pick

from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.pipeline import build
from configurator.source import Source


@dataclass(frozen=True)
class Subject:
    """A product under a name, and what others take in place of its catalog."""

    name: str
    product: ProductKnowledge
    schema: Schema
    by_hand: ByHand

    def configurations(self, size: int, kind: str) -> list[Choices]:
        """So many of a kind, as `run.pick` says, of which all sides say the same."""
        return pick(self.product, size, kind, is_valid=_with_jsonschema(self.schema))


def _with_jsonschema(schema: Schema) -> Callable[[Choices], bool]:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema).is_valid


def no_files(name: str) -> str:
    """Reads the files of a catalog that names none."""
    raise FileNotFoundError(name)


def compiled_bike() -> ProductKnowledge:
    """The compiled bicycle."""
    built = build(Source("bike.vpc", bike.catalog()), no_files).value
    assert built is not None
    return built.products["bike"]


def subjects() -> Iterator[Subject]:
    """The laptop of the shipped catalog, and a made-up bicycle."""
    by_hand = ByHand(laptop_by_hand.completed, laptop_by_hand.broken, laptop_by_hand.DEFAULTS)
    yield Subject("laptop", laptop(), SCHEMA, by_hand)
    yield Subject("bike", compiled_bike(), bike.schema(), ByHand(bike.completed, bike.broken(), bike.DEFAULTS))
