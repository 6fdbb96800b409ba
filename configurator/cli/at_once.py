"""`configurator code CATALOG CHOICES` answered at once, from kept look-up tables, before anything heavy is loaded.

Only the plain form is answered here: choices as words, no options, nothing unusual, a valid configuration. For all else
the command itself is asked, which says the same (`cli.code` is the referee), and keeps the tables for the next time.
"""

from __future__ import annotations

import os
import re
import sys

from configurator.identity.code_text import code_text, grouped, long_code
from configurator.identity.digest import digest
from configurator.kept_lookups import kept_lookup
from configurator.knowledge.lookup import document_text

TYPE_CHECKING = False
if TYPE_CHECKING:  # they would take longer to load than the answer
    from collections.abc import Sequence

    from configurator.knowledge.lookup import Lookup

_WORD = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)=(.*)", re.DOTALL)
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}
_PACKAGE = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120 - `pathlib` takes longer to load than all the rest


class _Unknown(Exception):  # noqa: N818 - no error: it is for the command to say
    """It is not for this module to answer."""


def answered(arguments: Sequence[str]) -> bool:
    """Whether a command line has been answered; if not, nothing has been written."""
    if len(arguments) < 3 or arguments[0] != "code" or not _is_plain():
        return False
    try:
        answer = _answer(arguments[1], arguments[2:])
        os.write(1, answer.encode("ascii"))
    except (_Unknown, OSError, ValueError):
        return False
    return True


def _is_plain() -> bool:
    """Whether nobody wants the answer in another form, or in colors; the command also checks all settings."""
    asked = (name for name, value in os.environ.items() if value and name.startswith("OPTIONARY_"))
    return not set(asked) - {"OPTIONARY_REGISTRY"} and sys.stdout is not None and not sys.stdout.isatty()


def _answer(catalog: str, words: Sequence[str]) -> str:
    path, product = _address(catalog)
    found = kept_lookup(path, product)
    if found is None:
        raise _Unknown
    key, lookup = found
    text = document_text(lookup, _choices(lookup, words))
    if not text:
        raise _Unknown
    digested = digest(text.encode())
    short, long = grouped(code_text(digested)), grouped(long_code(digested))
    return f"code       {short}\nlong code  {long}\nsha256     {digested.hex()}\nproduct    {key}\n"


def _address(text: str) -> tuple[str, str | None]:
    """The file of a catalog and the product that is named, as `cli.address` reads them."""
    product = None
    if not os.path.exists(text) and ":" in text:  # noqa: PTH110 - see above
        text, _, product = text.rpartition(":")
    if os.path.isdir(text):  # noqa: PTH112 - see above
        inside = [each for each in os.listdir(text) if each.endswith(".vpc")]  # noqa: PTH208 - see above
        if len(inside) == 1:
            return os.path.join(text, inside[0]), product  # noqa: PTH118 - see above
    elif os.path.exists(text):  # noqa: PTH110 - see above
        if text.endswith(".vpc"):
            return text, product
    elif text and os.path.basename(text) == text:  # noqa: PTH119 - see above
        for folder in (_PACKAGE, os.path.dirname(_PACKAGE)):  # noqa: PTH120 - see above
            example = f"{folder}/catalogs/{text}/{text}.vpc"
            if os.path.isfile(example):  # noqa: PTH113 - see above
                return example, product
    raise _Unknown


def _choices(lookup: Lookup, words: Sequence[str]) -> dict[str, object]:
    """The raw choices that words mean, as `cli.choices` reads them."""
    found: dict[str, object] = {}
    for word in words:
        pair = _WORD.fullmatch(word)
        if pair is None or pair[1] in found:
            raise _Unknown
        found[pair[1]] = _raw(lookup, pair[1], pair[2])
    return found


def _raw(lookup: Lookup, key: str, word: str) -> object:
    kind = lookup.types.get(key)
    if kind is str and word:
        return word
    if kind is list:
        return [each.strip() for each in word.split(",")] if word else []
    if kind is bool and word.lower() in _FLAGS:
        return _FLAGS[word.lower()]
    if kind is int and word.isdecimal() and str(int(word)) == word:
        return int(word)
    if kind is not None and not word:
        return None
    raise _Unknown
