"""How many valid configurations a product has, exactly: paths through its graphs, times the sizes of the classes.

Open options (text, image) do not multiply: a configuration counts once if some texts make it valid.
"""

from __future__ import annotations

from collections.abc import Sequence

from configurator.compiler.budget import USUAL, Budget, begun
from configurator.compiler.compile_graphs import compile_graphs
from configurator.engine.condense import condensed
from configurator.engine.paths import closed_options, count_paths
from configurator.model.catalog import Product


def count(product: Product, over: Sequence[str] | None = None, budget: Budget = USUAL) -> int:
    """The number of valid configurations; with `over`, of different outcomes for these closed options only.

    "No value" is an outcome. Raises TooComplexError beyond the budget, and ValueError for a key in `over` that is no
    closed option of the product.
    """
    for key in over or ():
        if key not in product.by_key or product.by_key[key].is_open:
            raise ValueError(f"`{key}` is not a closed option of `{product.key}`")
    allowance = begun(budget)
    small = condensed(product, allowance)
    return count_paths(compile_graphs(small, over, allowance), closed_options(small) if over is None else over)
