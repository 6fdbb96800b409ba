"""Words that may not stand in a text, whatever their case, and whether one does.

A banned word is found where it stands as a word of its own: `hell` is in `Go to HELL!` and not in `Hello`. Both sides
are compared without case (in upper and then in lower case, by the pinned tables, in NFC). A word ends where its letters
end, and letters are what Script_Extensions of Unicode 15.0 give to a script of its own, accents included; digits,
spaces, punctuation and emoji are none, so `hell2` has the word. Chinese, Japanese, Thai, Lao, Khmer and Burmese put no
spaces between words, so their words are found wherever they stand. A banned phrase of several words is found with
single spaces, as canonical text has them. Nobody here sees through `h3ll`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from configurator.text.canonical import composed
from configurator.text.case import in_case
from configurator.text.unicode_tables import unicode_tables

_COMMON = frozenset(("Zyyy", "Zzzz"))
_WITHOUT_SPACES = frozenset(("Hani", "Hira", "Kana", "Bopo", "Thai", "Laoo", "Khmr", "Mymr"))


def caseless(text: str) -> str:
    """A text as it is compared: equal for texts that differ in nothing but case."""
    return composed(in_case(in_case(text, "upper"), "lower")).replace("ς", "σ")


@dataclass(frozen=True)
class BannedWords:
    """Words and phrases, caseless; `alone` are those that are a single run of letters, `others` the rest, sorted."""

    words: frozenset[str]
    alone: frozenset[str] = field(compare=False)
    others: tuple[str, ...] = field(compare=False)

    @classmethod
    def of(cls, words: Iterable[str]) -> BannedWords:
        """The banned words among some canonical texts; empty ones are left out."""
        known = frozenset(filter(None, map(caseless, words)))
        alone = frozenset(word for word in known if list(_runs(word)) == [word])
        return cls(known, alone, tuple(sorted(known - alone)))

    def stands_in(self, text: str) -> bool:
        """Whether one of them stands in a canonical text."""
        text = caseless(text)
        if any(run in self.alone for run in _runs(text)):
            return True
        return any(_stands(word, text) for word in self.others)


def _is_letter(character: str) -> bool:
    if character.isascii():
        return character.isalpha()
    return not _COMMON.issuperset(unicode_tables().scripts.of(ord(character)).split())


def _needs_no_space(character: str) -> bool:
    return not character.isascii() and bool(
        _WITHOUT_SPACES.intersection(unicode_tables().scripts.of(ord(character)).split())
    )


def _runs(text: str) -> Iterator[str]:
    """The runs of letters of scripts that put spaces between words; others end a run."""
    run = ""
    for character in text:
        if _is_letter(character) and not _needs_no_space(character):
            run += character
        elif run:
            yield run
            run = ""
    if run:
        yield run


def _stands(word: str, text: str) -> bool:
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if _parts(text[at - 1 : at], word[0]) and _parts(word[-1], text[end : end + 1]):
            return True
        at = text.find(word, at + 1)
    return False


def _parts(before: str, after: str) -> bool:
    """Whether a word may begin or end between two characters, one of which may be empty."""
    return not (before and after and all(_is_letter(each) and not _needs_no_space(each) for each in (before, after)))
