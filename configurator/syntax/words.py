"""The words of a catalog, seen coarsely: tokens without a grammar, the first word of a statement, and misspelt ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

_CONTINUING = frozenset(
    "optional or and not in when because default up at exactly allow forbid require over "
    "since baseline retired was same extends abstract only without with derived gives owner reason ticket note".split()
)
"""Words that go on with a statement where a line begins; none of them is a misspelt first word."""

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*)
      | (?P<string>"[^"\\\n]*(?:\\.[^"\\\n]*)*"?)
      | (?P<open>[({\[])
      | (?P<close>[)}\]])
      | (?P<word>[A-Za-z][A-Za-z0-9_]*)
      | (?P<line>\n)
      | (?P<other>[^\s"(){}\[\]A-Za-z/]+|/)
    """,
    re.VERBOSE,
)


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """The coarse tokens of a text without its comments: kind, start, end."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "comment":
            yield match.lastgroup or "other", match.start(), match.end()


def first_word(text: str) -> str:
    """The word that a statement begins with."""
    found = re.match(r"[A-Za-z][A-Za-z0-9_]*", text)
    return found[0] if found else ""


def word_meant(word: str, words: Sequence[str]) -> str | None:
    """The first word of a statement that somebody meant with this one, if it looks like one of `words`."""
    if word in _CONTINUING or len(word) > 20:
        return None
    alike = [each for each in words if abs(len(word) - len(each)) <= 3]
    ratios = [(SequenceMatcher(None, word.lower(), each).ratio(), each) for each in alike]
    ratio, best = max(ratios, default=(0.0, ""))
    return best if ratio >= 0.75 else None
