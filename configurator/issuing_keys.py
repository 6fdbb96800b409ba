"""The keys that issuing needs, and what it does with them: codes of private texts, and the texts themselves kept.

Whoever issues without the owner's ring keeps no text: what was private is then a keyed digest, and nobody reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from configurator.answers import PrivateTextAnswer
    from configurator.identity.coded import Coded
    from configurator.identity.identity_key import IdentityKey
    from configurator.model.private import PrivateText
    from configurator.product_line import ProductLine
    from configurator.registry.key_ring import KeyRing
    from configurator.registry.store import Also, Issued, Registry
    from configurator.registry.stored import StoredRegistry

    Kept = tuple[Issued, tuple[PrivateTextAnswer, ...]]
    """What was issued, and what became of its private texts."""


@dataclass(frozen=True)
class IssuingKeys:
    """`identity` makes codes, `ring` keeps texts, with `again` also those that were erased."""

    identity: IdentityKey | None
    ring: KeyRing | None = None
    again: bool = False

    def texts(self, line: ProductLine, coded: Coded) -> Mapping[str, PrivateText]:
        """The private texts of a configuration by their places; those that are known by their digests are left out."""
        if not line.product.private_options:
            return {}
        from configurator.identity.private_places import private_texts

        return private_texts(line.product, coded.verdict.completed, self.identity, coded.document)

    def keeping(self, registry: Registry, line: ProductLine, coded: Coded) -> Also | None:
        """What issuing does more: keep the private texts. None where there is no ring, or no text."""
        texts = {} if self.ring is None else self.texts(line, coded)
        return registry.private.keeping(self.ring, texts, again=self.again) if self.ring is not None and texts else None

    def told(self, registry: Registry, issued: Issued) -> tuple[PrivateTextAnswer, ...]:
        """What became of the private texts of what was issued, without the texts."""
        if self.ring is None:
            return ()
        from configurator.answers import PrivateTextAnswer

        found = registry.private.answers(issued.long_code, self.ring)
        return tuple(PrivateTextAnswer(option=each.option, state=each.state) for each in found)

    def issued(self, registry: Registry, line: ProductLine, coded: Coded) -> Kept:
        """Issue a configuration with its private texts."""
        issued = registry.issue(coded.document, release=line.release, also=self.keeping(registry, line, coded))
        return issued, self.told(registry, issued)

    def issued_many(self, registry: StoredRegistry, ready: Sequence[tuple[ProductLine, Coded]]) -> Iterator[Kept]:
        """Issue some of one release; those with private texts to keep one by one, with them, the others together."""
        keeping = [self.keeping(registry, line, coded) for line, coded in ready]
        plain = [coded.document for (_, coded), also in zip(ready, keeping, strict=True) if also is None]
        issued = iter(registry.issue_many(plain, release=ready[0][0].release) if plain else ())
        found: list[Kept] = []
        for (line, coded), also in zip(ready, keeping, strict=True):
            if also is None:
                found.append((next(issued), ()))
            else:
                each = registry.issue(coded.document, release=line.release, also=also)
                found.append((each, self.told(registry, each)))
        return iter(found)
