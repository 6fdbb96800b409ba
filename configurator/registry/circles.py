"""Circles of supersessions: here one product is superseded by another, there that one by the first.

Nobody can note a circle where both are known. A merge can close one, and then no product of it is the one to deliver:
that is told as long as it is so, for people to say which one it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from configurator.registry.stored import StoredRegistry


def circles(registry: StoredRegistry, codes: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Each circle that some long codes lead into, once: each is superseded by the next one, the last by the first.

    The first is the least of them. Raises as `resolve` does.
    """
    walked: set[str] = set()
    for code in codes:
        way: list[str] = []
        following: str | None = code
        while following is not None and following not in walked:
            walked.add(following)
            way.append(following)
            following = registry.resolve(following).superseded_by
        if following in way:
            circle = way[way.index(following) :]
            first = circle.index(min(circle))
            yield (*circle[first:], *circle[:first])
