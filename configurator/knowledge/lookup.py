"""A verdict and a document by looking things up: one look-up for each choice, which tells what it adds and writes.

What nobody mentions costs nothing: the total begins with what all unmentioned options add, the document with what they
write, and a choice that is found adds the difference. Whoever is not asked for before something else is chosen
(`when`) is settled at the end. What is written otherwise than in canonical form, and whatever is wrong, is left to
`engine.validate`: a look-up either answers for certain or says that it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from configurator.knowledge.flat_checks import Indexed

Found = tuple[int, int, str]
"""What a choice adds to the total, its place in the document, and what is written there; a comma ends it."""


class RefusedError(Exception):
    """No valid configuration has this choice; it never leaves this module's functions."""


class FoundByRaw(Protocol):
    """What is found for the raw values of an option that have one type."""

    def __getitem__(self, raw: Any, /) -> Found:
        """What is found for a raw value. Raises `RefusedError`, and `KeyError` where looking up does not tell."""


class Conditional(NamedTuple):
    """An option that is asked for where others are chosen so.

    `asked`: those options, and what each is while nobody mentions it; one that is conditional itself is None where it
    is not asked for. `meeting`: for their values together, whether this option is asked for. `unmentioned`: what is
    found where it is and nobody mentions it, None where it must be mentioned; and the value that it then has.
    """

    key: str
    asked: tuple[tuple[str, object], ...]
    meeting: Mapping[tuple[object, ...], bool]
    unmentioned: Found | None
    value: object


class Lookup(NamedTuple):
    """What is to be looked up for one product.

    `found`: by the type of a raw value, the option's key, and the value. `bias`: what the total begins with; nothing is
    broken and nothing missing where `total & mask == expected`, and no index says so. `blank`: what is written while
    nothing is mentioned, place by place; `ending`: how the document ends.
    """

    found: Mapping[type, Mapping[str, FoundByRaw]]
    bias: int
    mask: int
    expected: int
    indexed: tuple[Indexed, ...]
    blank: list[str]
    ending: str
    conditional: tuple[Conditional, ...]


UNKNOWN = None
INVALID = ""


def document_text(lookup: Lookup, choices: Mapping[str, object]) -> str | None:
    """The text of the canonical document of raw choices.

    The empty text where they are surely invalid, and None where looking up does not tell. `choices` is a `dict`.
    """
    found, total, parts = lookup.found, lookup.bias, lookup.blank.copy()
    try:
        for key, raw in choices.items():
            added, place, written = found[type(raw)][key][raw]
            total += added
            parts[place] = written
        if lookup.conditional:
            total = _settled(lookup.conditional, choices, total, parts)
    except RefusedError:
        return INVALID
    except (KeyError, TypeError):
        return UNKNOWN
    if total & lookup.mask != lookup.expected:
        return INVALID
    for each in lookup.indexed:
        if each.broken[total >> each.shift & each.mask]:
            return INVALID
    return f'{{"choices":{{{"".join(parts)[:-1]}{lookup.ending}'


def _settled(conditional: tuple[Conditional, ...], choices: Mapping[str, object], total: int, parts: list[str]) -> int:
    """The total with what conditional options add. Raises as `FoundByRaw` does."""
    values: dict[str, object] = {}
    for key, asked, meeting, unmentioned, value in conditional:
        if meeting[tuple([values[each] if each in values else choices.get(each, usual) for each, usual in asked])]:
            if key in choices:
                values[key] = choices[key]
            elif unmentioned is None:
                raise RefusedError
            else:
                added, place, written = unmentioned
                total += added
                parts[place] = written
                values[key] = value
        elif key in choices:
            raise RefusedError
        else:
            values[key] = None
    return total
