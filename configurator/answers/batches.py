"""The answer about a batch: how many rows there were, how many are valid, and why the others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from configurator.answers.answer import Answer

if TYPE_CHECKING:
    from configurator.batch.many import Done
    from configurator.model.catalog import Product


class BatchAnswer(Answer):
    """What was found of a file's rows; `reasons` has the number of rows of each reason, the most frequent first.

    `written`: the rows of the `output`, which are as many, or those of a file of parts.
    """

    product: str
    output: str
    rows: int
    valid: int
    reasons: dict[str, int]
    written: int

    @classmethod
    def of(cls, product: Product, done: Done, output: str, written: int) -> BatchAnswer:
        """What was found of rows that are configurations of a product."""
        return cls(
            product=product.permanent_key,
            output=output,
            rows=done.rows,
            valid=done.valid,
            reasons=dict(done.reasons.most_common()),
            written=written,
        )
