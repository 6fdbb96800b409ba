"""The canonical document of a configuration that a compiled product has completed.

It equals `canonical_bytes` of the document as CODE.md, section 1, describes it: each option's choice under its key, but
for options without a value and empty sets. Most fragments, key and value, are written beforehand, in the order of
members; what is left is joining them. Measured on 28 options: 2.4 us, where writing the document takes 12.
"""

from __future__ import annotations

from collections.abc import Mapping

from configurator.errors import DocumentError
from configurator.identity.canonical import fragment
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.domain import CanonicalValue


def document_of(product: str, completed: Mapping[str, CanonicalValue | None]) -> dict[str, object]:
    """The document as a value: `product` is the permanent key, `completed` a valid configuration's choices."""
    choices = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in completed.items()
        if value is not None and value != ()
    }
    return {"product": product, "choices": choices}


def canonical_document(knowledge: ProductKnowledge, completed: Mapping[str, CanonicalValue | None]) -> bytes:
    """The RFC 8785 bytes of the canonical document; `completed` comes from a verdict that is valid."""
    members = []
    for key, prefix, prepared in knowledge.fragments:
        value = completed[key]
        if value is None:
            continue
        written = prepared.get(value)
        if written is None:
            if value == ():
                continue
            written = prefix + fragment(list(value) if isinstance(value, tuple) else value)
        members.append(written)
    try:
        return f'{{"choices":{{{",".join(members)}{knowledge.ending}'.encode()
    except UnicodeEncodeError:
        pass  # raised anew outside this block: that exception would carry the whole text
    raise DocumentError("lone-surrogate", "half of a surrogate pair stands alone in a string; it is no character")
