"""The canonical document of a configuration that a compiled product has completed.

It equals `canonical_bytes` of the document as CODE.md, section 1, describes it: each option's choice under its
permanent key, but for what is inactive and for baselines. Most fragments, key and value, are written beforehand, in the
order of members; what is left is joining them. Measured on 28 options: 2.4 us, where writing the document takes 12.
"""

from __future__ import annotations

from collections.abc import Mapping

from configurator.errors import DocumentError
from configurator.identity.canonical import fragment
from configurator.identity.identity_key import IdentityKey, with_seals
from configurator.knowledge.knowledge_base import Fragments, ProductKnowledge
from configurator.model.catalog import Option, Product
from configurator.model.domain import AnyOfDomain, CanonicalValue, members_of
from configurator.model.evaluation import Choices, evaluate


def document_of(product: Product, completed: Choices, identity_key: IdentityKey | None = None) -> dict[str, object]:
    """The document of a valid configuration as a value; the referee of `canonical_document`."""
    completed = with_seals(product, completed, identity_key)
    choices: dict[str, object] = {}
    for option in product.options:
        value = completed[option.key]
        is_active = option.when is None or evaluate(option.when, completed, product.domains) is True
        if is_active and value != option.left_out:
            choices[option.permanent_key] = _json(option, value)
    return {"product": product.permanent_key, "choices": choices}


def _json(option: Option, value: CanonicalValue | None) -> object:
    members = members_of(option.domain)
    if isinstance(value, tuple) and isinstance(option.domain, AnyOfDomain):
        return sorted(option.domain.members.by_key[key].permanent_key for key in value)
    return members.by_key[value].permanent_key if members and isinstance(value, str) else value


def canonical_document(
    knowledge: ProductKnowledge,
    completed: Mapping[str, CanonicalValue | None],
    identity_key: IdentityKey | None = None,
) -> bytes:
    """The RFC 8785 bytes of the canonical document; `completed` comes from a verdict that is valid.

    Private texts are written as keyed digests: `NeedsIdentityKeyError` where there is one and no `identity_key`.
    """
    if knowledge.product.private_options:
        completed = with_seals(knowledge.product, completed, identity_key)
    members = []
    for each in knowledge.fragments:
        key, _, prepared, _, _ = each
        value = completed[key]
        written = prepared.get(value)
        if written is None:
            written = _member(each, value, completed)
        if written:
            members.append(written)
    try:
        return f'{{"choices":{{{",".join(members)}{knowledge.ending}'.encode()
    except UnicodeEncodeError:
        pass  # raised anew outside this block: that exception would carry the whole text
    raise DocumentError("lone-surrogate", "half of a surrogate pair stands alone in a string; it is no character")


def _member(each: Fragments, value: CanonicalValue | None, completed: Choices) -> str:
    """Key and value of one member that is not written beforehand; the empty text where it is left out."""
    if value is None:
        return f"{each.prefix}null" if each.is_met is not None and each.is_met(completed) else ""
    if isinstance(value, tuple):
        return each.prefix + fragment(sorted(each.renamed.get(key, key) for key in value))
    return each.prefix + fragment(each.renamed.get(value, value) if isinstance(value, str) else value)
