"""Where products are examined: here if they are small, else in another process, whose memory is limited.

What becomes of that process is told as for every question: a product of too much is too complex, and the others are
examined all the same; a mistake of ours is raised.
"""

from __future__ import annotations

import io
import pickle
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from configurator.aside import NoChildError, done_aside
from configurator.child import is_lack_of_memory
from configurator.compiler.budget import USUAL, Budget
from configurator.compiler.compile_flat import compile_product
from configurator.diagnostics import codes
from configurator.diagnostics.diagnostic import Code
from configurator.errors import TooComplexError
from configurator.examination import ExaminedProduct, examine_product, one_by_one, unexamined
from configurator.here_or_aside import is_held_aside, tried_here
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.catalog import Product

Found = dict[str, ExaminedProduct]
"""What was found of products, by their keys."""


def examined(knowledge: ProductKnowledge, budget: Budget = USUAL) -> ExaminedProduct:
    """What `examine_product` finds of a product, within a budget of memory, too, where that can be held.

    Raises what fails by our mistake.
    """
    if not is_held_aside():
        return examine_product(knowledge, budget)
    found = tried_here((knowledge.product,), partial(examine_product, knowledge), budget)
    return found or examined_aside(knowledge, budget)


def examined_aside(knowledge: ProductKnowledge, budget: Budget) -> ExaminedProduct:
    """The same of a product that is not small; it is examined here where no other process can be begun."""
    began = time.monotonic()
    try:
        file = done_aside(Examining((knowledge,)), budget)
    except TooComplexError as error:
        return unexamined(knowledge.product, error, time.monotonic() - began)
    except NoChildError:
        return examine_product(knowledge, budget)
    return unpacked(file)[knowledge.product.key]


@dataclass(frozen=True)
class Examining:
    """The work to examine some products one by one; what comes of it is for `unpacked`.

    Of several, those are left out for which memory does not do beside the others. Where this is packed, it has what the
    products declare, and their knowledge is worked out anew.
    """

    products: Sequence[ProductKnowledge]

    def __call__(self, budget: Budget) -> bytes:
        """Do it."""
        found: Found = {}

        def kept(product: ProductKnowledge, budget: Budget) -> ExaminedProduct:
            began = budget.clock()
            try:
                examined = examine_product(product, budget)
            except Exception as error:
                if len(self.products) == 1 or not is_lack_of_memory(error):
                    raise
                return unexamined(product.product, budget.out_of_memory())
            found[product.product.key] = replace(examined, seconds=budget.clock() - began)
            return examined

        for _ in one_by_one(self.products, budget, kept):
            pass
        return packed(found)

    def __reduce__(self) -> tuple[Any, ...]:
        return _anew, tuple(each.product for each in self.products)


def _anew(*products: Product) -> Examining:
    return Examining([compile_product(each, listing=False) for each in products])


class _Packer(pickle.Pickler):
    """Packs what is found: codes by their names, since each is one object."""

    def persistent_id(self, thing: Any) -> str | None:
        """The name of a code."""
        return thing.name if isinstance(thing, Code) else None


class _Unpacker(pickle.Unpickler):
    def persistent_load(self, name: str) -> Code:
        """The code of this name."""
        return codes.BY_NAME[name]


def packed(found: Mapping[str, ExaminedProduct]) -> bytes:
    """What is found, for another process."""
    into = io.BytesIO()
    _Packer(into, pickle.HIGHEST_PROTOCOL).dump(dict(found))
    return into.getvalue()


def unpacked(file: bytes) -> Found:
    """What another process has found. Raises whatever a part of that does to its reader."""
    found: Found = _Unpacker(io.BytesIO(file)).load()
    return found
