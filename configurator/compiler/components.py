"""Parts of a product that no constraint ties together: they are compiled apart, and their counts multiply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def components(options: Iterable[str], scopes: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """Options in groups such that each scope lies in one; in given order, and groups in that of their first options."""
    leader = {option: option for option in options}

    def find(option: str) -> str:
        while leader[option] != option:
            leader[option] = leader[leader[option]]  # halves the way for the next one (Tarjan and van Leeuwen, 1984)
            option = leader[option]
        return option

    for scope in scopes:
        for option in scope[1:]:
            leader[find(option)] = find(scope[0])
    groups: dict[str, list[str]] = {}
    for option in leader:
        groups.setdefault(find(option), []).append(option)
    return [tuple(group) for group in groups.values()]
