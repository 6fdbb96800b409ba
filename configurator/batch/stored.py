"""Very many stored documents of one product under the catalog of today: what is sure of them, in columns.

A stored document is read without defaults (`model.stored`), so options have a reader of their own here; all else is the
judging of batches. The answer for a row is sure only if today's catalog writes what was read into the very bytes that
are stored: then it is a canonical document, it was read as what it is, and its verdict is that of `rereading.reread`.
Of all others, nothing is said: who asks reads them one by one. These are the documents that name what is gone, or say
what an option takes no more, and those of products within products.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from configurator.batch.columns import Column, Columns, Encoder, Encoders, width_for
from configurator.batch.completed import Completed, Given, Looked
from configurator.batch.judge import Judge
from configurator.batch.lanes import Lanes
from configurator.batch.outcomes import OptionReader, Outcome
from configurator.batch.reasons import Reasons
from configurator.engine.sale import bars
from configurator.knowledge.knowledge_base import OptionPlan, ProductKnowledge
from configurator.model.catalog import Product
from configurator.model.constraint import Constraint
from configurator.model.domain import members_of
from configurator.model.stored import left_out, read_member

_DIGEST = 32
_NO_VALUE = ""
"""Stands for a null of a document, in columns, where a null says that there is no member; no document has it."""
_ABSENT = object()


@dataclass(frozen=True, slots=True, eq=False)
class StoredFound:
    """What is sure of some stored documents, row by row; the rest of a row that is not `sure` says nothing.

    `broken`: the number of the first constraint of `constraints` that is broken, -1 where it can be built; `sellable`:
    whether it can be built, and nothing bars it from sale.
    """

    sure: NDArray[np.bool_]
    broken: NDArray[np.int32]
    sellable: NDArray[np.bool_]


class StoredBatch:
    """Judges stored documents of one product, chunk by chunk, as of a day; what it learns of values is kept."""

    def __init__(self, knowledge: ProductKnowledge, day: date) -> None:
        product = knowledge.product
        self.constraints: Sequence[Constraint] = knowledge.checks.constraints
        self._judge = Judge(knowledge, reading=partial(_StoredReader, product))
        self._encoders = Encoders()
        self._today = {option.permanent_key: option.key for option in product.options}
        self._sales = [Looked(keys, barred) for keys, barred in _sales(product, day)]

    def judge(self, documents: Sequence[bytes], digests: Sequence[bytes]) -> StoredFound:
        """What is sure of documents with these digests, 32 bytes each; any bytes are answered."""
        columns = self._columns(list(map(_choices, documents)))
        settled = self._judge.settled(columns)
        reasons = self._judge.judge_settled(settled, columns, coded=False).reasons
        first = self._judge.reasons.first_constraint
        read = np.flatnonzero((reasons == 0) | (reasons >= first))
        expected = np.frombuffer(b"".join(digests), np.uint8).reshape(-1, _DIGEST)
        sure = np.zeros(len(documents), np.bool_)
        sure[read] = (self._judge.digests(settled, read) == expected[read]).all(1)
        broken = np.where(reasons == 0, -1, reasons - first).astype(np.int32)
        sellable = sure & (reasons == 0)
        valid = np.flatnonzero(sellable)
        completed = Completed(len(valid), settled.of, valid)
        for looked in self._sales:
            barred = looked.of(completed)
            sellable[valid[np.array(looked.found, np.bool_).take(barred)]] = False
        return StoredFound(sure, broken, sellable)

    def _columns(self, rows: Sequence[object]) -> Columns:
        """The columns of choices by permanent keys, by today's keys."""
        choices = [each if isinstance(each, dict) else {} for each in rows]
        by_key = {}
        for permanent, key in self._today.items():
            raws = [each.get(permanent, _ABSENT) for each in choices]
            encoder = self._encoders.of(key)
            ids = np.array(_numbers(encoder, raws), width_for(len(encoder.values)))
            by_key[key] = Column(ids, encoder.values)
        known = self._today.keys()
        strangers = np.array([not each.keys() <= known for each in choices], np.bool_)
        shapeless = np.array([not isinstance(each, dict) for each in rows], np.bool_)
        return Columns(len(rows), by_key, strangers, shapeless)


def _numbers(encoder: Encoder, raws: Sequence[object]) -> list[int]:
    """The numbers of what stands in one column, 0 where nothing does; each distinct value is looked at once."""
    kinds = set(map(type, raws)) - {type(_ABSENT), type(None)}
    if len(kinds) <= 1 and kinds <= {str, bool, int}:  # else what is equal need not be one: True is no 1
        known = {each: _number(encoder, each) for each in dict.fromkeys(raws)}
        return [known[raw] for raw in raws]
    return [_number(encoder, raw) for raw in raws]


def _number(encoder: Encoder, raw: object) -> int:
    return 0 if raw is _ABSENT else encoder.number(_NO_VALUE if raw is None else raw)


class _StoredReader(OptionReader):
    """Reads what documents say of one option."""

    def __init__(
        self, product: Product, plan: OptionPlan, lanes: Lanes, reasons: Reasons, written: Callable[[Outcome], str]
    ) -> None:
        super().__init__(plan, lanes, reasons, written)
        self._product = product
        value, problems = left_out(product, plan.option)
        self.nothing = Outcome(None, reasons.number(problems[0]), is_found=False) if problems else Outcome(value)
        members = members_of(plan.option.domain)
        self._renamed = members is not None and bool(members.renamed)

    def read(self, raw: Any) -> Outcome:
        """The outcome of a member while the option is asked for."""
        plan = self.plan
        if raw is None:
            return self.nothing
        if type(raw) is plan.raw_type and raw in plan.listed and not self._renamed and not plan.option.private:
            return Outcome(raw)
        member = None if raw == _NO_VALUE else raw
        value, problems = read_member(self._product, plan.option, member)
        if problems:
            return Outcome(None, self.reasons.number(problems[0]), is_found=False)
        return Outcome(value)


def _choices(document: bytes) -> object:
    """The choices of a document; something that is no choices where it is none."""
    try:
        return orjson.loads(document)["choices"]
    except (orjson.JSONDecodeError, TypeError, KeyError):
        return None


def _sales(product: Product, day: date) -> Iterator[tuple[tuple[str, ...], Callable[[Given], bool]]]:
    """What could bar a sale on a day: the options that it looks at, and whether it does, as `bars` tells."""
    unruled = replace(product, sales=())
    yield (), partial(_is_barred, unruled, day)
    for option in product.options:
        members = members_of(option.domain)
        if option.retired is not None or (members is not None and members.retired):
            yield (option.key,), partial(_is_barred, unruled, day)
    for rule in product.sales:
        keys = tuple(key for key in product.by_key if key in rule.options)
        yield keys, partial(_is_barred, replace(product, sales=(rule,)), day)


def _is_barred(product: Product, day: date, given: Given) -> bool:
    return bool(bars(product, given, day))
