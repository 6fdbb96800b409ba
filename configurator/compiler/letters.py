"""The letters of an option's texts: for each class of code points, some that may really stand in one.

What can never stand in a canonical text of the option is left out: characters that Unicode has not assigned, that
normalization, case or script changes or refuses, that the font lacks. So where a walk over these letters leads nowhere,
there is no text. Letters of one class are of several *kinds*, because how many characters a person sees depends on
them (`graphemes`); a space is a kind of its own, because it stands neither at an end nor twice in a row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache

from configurator.model.domain import TextDomain
from configurator.text.canonical import composed
from configurator.text.case import in_case
from configurator.text.graphemes import kind_of
from configurator.text.scripts import outside_script
from configurator.text.side_by_side import SideBySide
from configurator.text.unicode_tables import unicode_tables

SPACE = " "
"""The kind of the space."""

LETTERS = 10
"""Of one class and kind: enough to find others where some make a banned word, or a text that rules name."""

_READABLE = "aA0bB1cC2" + "".join(map(chr, range(0x21, 0x7F))) + " "
_PLAIN, _MARK, _PREPEND = "Other", "Extend", "Prepend"

Letters = dict[str, str]
"""Some letters of one class, by their kind."""


def letters_of(automaton: SideBySide, domain: TextDomain) -> list[Letters]:
    """Some letters of each class that may stand in a text of the domain; of each kind that there is at least one."""
    found: list[Letters] = [{} for _ in range(automaton.width)]
    for first, last, kind in _stretches(domain):
        place = bisect_right(automaton.starts, first) - 1
        while place < len(automaton.starts) and automaton.starts[place] <= last:
            start = max(first, automaton.starts[place])
            stop = automaton.starts[place + 1] if place + 1 < len(automaton.starts) else last + 1
            letters = found[automaton.classes[place]]
            _add(letters, kind, range(start, min(stop, last + 1)), domain)
            place += 1
    return _that_matter(found)


def _add(letters: Letters, kind: str, code_points: Iterable[int], domain: TextDomain) -> None:
    known = letters.get(kind, "")
    for code_point in code_points:
        if len(known) >= LETTERS:
            break
        character = chr(code_point)
        if character not in known and composed(character) == character and _is_in_case(character, domain.case):
            known += character
    if known:
        letters[kind] = known


def _is_in_case(character: str, case: str | None) -> bool:
    return case is None or in_case(character, case) == character


def _stretches(domain: TextDomain) -> Iterator[tuple[int, int, str]]:
    """Stretches of code points of one kind that the domain may take: those that are easy to read, or narrow, first."""
    if domain.lettering is not None:
        advances = domain.lettering.table.advances
        single = sorted(advances, key=lambda each: (advances[each], each))
    else:
        single = [ord(each) for each in _READABLE]
    stands = _standing()
    for code_point in single:
        place = bisect_right(stands, (code_point, 0x110000, "")) - 1
        if place >= 0 and stands[place][1] >= code_point and _is_in_script(code_point, domain.script):
            yield code_point, code_point, stands[place][2]
    if domain.lettering is None:
        yield from (each for each in stands if _is_in_script(each[0], domain.script))


def _is_in_script(code_point: int, script: str | None) -> bool:
    return script is None or outside_script(chr(code_point), script) is None


@cache
def _standing() -> tuple[tuple[int, int, str], ...]:
    """First, last and kind of the stretches of code points that may stand in canonical text, each of one script."""
    tables = unicode_tables()
    asked = (tables.standing, tables.white_space, tables.grapheme_break, tables.pictographic, tables.scripts)
    starts = sorted(set().union(*(each.starts for each in asked)))
    found = []
    for first, after in zip(starts, [*starts[1:], 0x110000], strict=True):
        is_space = first == ord(SPACE)
        if tables.standing.of(first) in ("allowed", "joiner") and (is_space or not tables.white_space.of(first)):
            found.append((first, after - 1, SPACE if is_space else kind_of(first)))
    return tuple(found)


def _that_matter(found: list[Letters]) -> list[Letters]:
    """The same without kinds that make no text possible that others do not.

    A plain letter begins a new character and a mark never does, so between them they make every number of characters;
    beyond that, only a prepended sign matters, which swallows a plain letter behind it. So these three stand for all
    where each class has either all of them (as far as there are any) or plain letters alone.
    """
    wanted = {_PLAIN, _MARK} | ({_PREPEND} if any(_PREPEND in letters for letters in found) else set())
    alone = {_PLAIN, SPACE}
    if all(set(letters) <= alone or wanted <= set(letters) for letters in found):
        wanted.add(SPACE)
        return [{kind: each for kind, each in letters.items() if kind in wanted} for letters in found]
    return found
