"""Where private texts stand in a canonical document, and which they are.

A place is a path of permanent keys: `name`, `first.name`; in a list of products `phones.2.name`, the second in the
order of the document, so that equal products have equal places. The document has the keyed digest of the text there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from configurator.identity.identity_key import IdentityKey, with_seals
from configurator.model.catalog import Product
from configurator.model.domain import CanonicalValue
from configurator.model.private import PrivateText, Sealed, sealed


def private_places(document: Mapping[str, Any]) -> dict[str, Sealed]:
    """The keyed digests in a document's value, each by its place, in the order of the document."""
    return dict(_places(document, ""))


def _places(document: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Sealed]]:
    for key, chosen in document["choices"].items():
        place = prefix + key
        digest = sealed(chosen)
        if digest is not None:
            yield place, digest
        elif isinstance(chosen, dict):
            yield from _places(chosen, f"{place}.")
        elif isinstance(chosen, list):
            for number, each in enumerate(chosen, 1):
                if isinstance(each, dict):
                    yield from _places(each, f"{place}.{number}.")


def private_texts(
    product: Product, completed: Mapping[str, CanonicalValue | None], key: IdentityKey | None, document: bytes
) -> dict[str, PrivateText]:
    """The private texts of a configuration by their places in its document; `completed` is a verdict's.

    Texts that are known by their keyed digests only are left out.
    """
    private = [each.key for each in product.private_options if isinstance(completed[each.key], PrivateText)]
    if not private:
        return {}
    digests = with_seals(product, completed, key)
    texts = {digests[each]: completed[each] for each in private}
    places = private_places(json.loads(document))
    return {place: text for place, digest in places.items() if isinstance(text := texts.get(digest), PrivateText)}
