"""Large dictionaries cut to the values that some rows use, so that work depends on the rows and not on them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from configurator.batch.columns import MOST_REMEMBERED
from configurator.batch.soundness import integers_of


def compact(array: pa.Array) -> pa.Array:
    """The same cells; a dictionary of more than `MOST_REMEMBERED` values has only those that are used, and new indices.

    A smaller one stays, since it is read once and known from then on. The indices have to be sound.
    """
    if not pa.types.is_dictionary(array.type) or len(array.dictionary) <= MOST_REMEMBERED:
        return array
    is_valid = np.asarray(array.indices.is_valid())
    used, places = np.unique(integers_of(array.indices)[is_valid] if len(array) else (), return_inverse=True)
    indices = np.zeros(len(array), np.int32)
    indices[is_valid] = places
    try:
        values = array.dictionary.take(pa.array(used, pa.int64()))
    except pa.ArrowNotImplementedError:  # of a type that nobody picks from
        return array
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=~is_valid), values, safe=False)


def compacted(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch with all its columns so."""
    return pa.RecordBatch.from_arrays([compact(each) for each in batch.columns], names=batch.schema.names)
