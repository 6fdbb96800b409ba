"""Read a canonical document: JSON from an integrator in, a document with its identity out.

Any spelling of the JSON will do (white space, order of members, escapes); the document keeps the canonical bytes. What
it says is not changed: a document that is not canonical is refused, with all its mistakes, because mending it
would give a code to something that nobody wrote.

The structure is checked by the JSON Schema in `document.schema.json`, which is there for integrators, too; what a
schema cannot say is checked here: sorted arrays, canonical texts. Whether a catalog has such a product is not asked.
"""

from __future__ import annotations

import builtins
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import islice, pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from configurator.errors import DocumentError, TextError
from configurator.identity.canonical import LARGEST_INTEGER, NOT_AN_INTEGER, TOO_LARGE, canonical_bytes, faulty
from configurator.identity.code_text import code_text, long_code
from configurator.identity.digest import digest
from configurator.text.canonical import canonical_text
from configurator.text.json_reader import JsonValue, read_json

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

Path: TypeAlias = tuple[str | int, ...]

MOST_MISTAKES = 20
"""So many mistakes of one document are told, at most."""

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PRODUCT = re.compile(f"{_KEY.pattern}/{_KEY.pattern}")
_WRONG_KEY = "a permanent key has 1 to 64 ASCII letters, digits, `.`, `_`, `-`, and begins with a letter or digit"


@dataclass(frozen=True, slots=True)
class Document:
    """A canonical document and what follows from it; two are equal if their bytes are.

    `product` is the permanent key `CATALOG/PRODUCT`; `choices` maps permanent keys of options to JSON values; `bytes`
    is the RFC 8785 form, `digest` its digest (32 bytes); `code` has 20 symbols, `long_code` 28.
    """

    product: str
    choices: Mapping[str, JsonValue] = field(compare=False, repr=False)
    bytes: builtins.bytes = field(repr=False)
    digest: builtins.bytes = field(repr=False)
    code: str
    long_code: str

    @property
    def sha256(self) -> str:
        """The digest in 64 lower-case hex digits."""
        return self.digest.hex()


class FaultyDocumentError(DocumentError):
    """A document with mistakes: reason, message and path are those of the first of `mistakes`, which has up to 20."""

    def __init__(self, mistakes: Sequence[DocumentError]) -> None:
        first = mistakes[0]
        super().__init__(first.reason, first.message, first.path)
        self.mistakes = tuple(mistakes)


def read_document(data: builtins.bytes | str) -> Document:
    """The document that a JSON text stands for.

    Raises JsonError for what is no acceptable JSON (see `read_json`), else FaultyDocumentError. Reasons of the latter:
    `not-a-document`, `missing-member`, `unknown-member`, `wrong-product`, `wrong-key`, `not-an-integer`,
    `integer-too-large`, `empty-text`, `mixed-array`, `repeated-key`, `unsorted-array`, `text-not-nfc`,
    `text-white-space`, and the reasons of `canonical_text`.
    """
    return document_of(read_json(data))


def document_of(value: JsonValue) -> Document:
    """The document that a value from `read_json` stands for; FaultyDocumentError as in `read_document`."""
    mistakes = list(islice(_schema_mistakes(value), MOST_MISTAKES))
    if isinstance(value, dict) and not mistakes:
        mistakes = list(islice(_finer_mistakes(value, ()), MOST_MISTAKES))
    product, choices = (value.get("product"), value.get("choices")) if isinstance(value, dict) else (None, None)
    if mistakes or not isinstance(product, str) or not isinstance(choices, dict):
        raise FaultyDocumentError(mistakes)
    octets = canonical_bytes(value)
    hashed = digest(octets)
    return Document(product, MappingProxyType(choices), octets, hashed, code_text(hashed), long_code(hashed))


def _schema_mistakes(value: JsonValue) -> Iterator[DocumentError]:
    """What the schema says, in our words: those of the library would repeat values, which may be private."""
    told: set[tuple[str, str]] = set()
    for error in _validator().iter_errors(_doubtful(value)):
        for mistake in _in_our_words(error):
            if (mistake.message, mistake.path) not in told:
                told.add((mistake.message, mistake.path))
                yield mistake


def _doubtful(value: JsonValue) -> JsonValue:
    """The value without those choices on which the schema cannot but agree; all else stays in its place.

    The library takes up to 70 µs a choice; a sound document of 100 kB takes 20 ms so, and 200 without.
    """
    choices = value.get("choices") if isinstance(value, dict) else None
    if isinstance(value, dict) and isinstance(choices, dict):
        left = {key: _doubtful(chosen) for key, chosen in choices.items() if not _sound(key, chosen)}
        return {**value, "choices": left}
    if isinstance(value, list):
        return [_doubtful(item) for item in value]
    return value


def _sound(key: str, chosen: JsonValue) -> bool:
    """What the schema says of one choice."""
    if not _KEY.fullmatch(key):
        return False
    if isinstance(chosen, list):
        are_keys = all(isinstance(item, str) and _KEY.fullmatch(item) for item in chosen)
        return are_keys or all(map(_sound_document, chosen))
    if isinstance(chosen, str):
        return chosen != ""
    if isinstance(chosen, int):
        return -LARGEST_INTEGER <= chosen <= LARGEST_INTEGER
    return chosen is None or _sound_document(chosen)


def _sound_document(value: JsonValue) -> bool:
    if not isinstance(value, dict) or len(value) != 2:
        return False
    product, choices = value.get("product"), value.get("choices")
    if not isinstance(product, str) or not isinstance(choices, dict) or not _PRODUCT.fullmatch(product):
        return False
    return all(_sound(key, chosen) for key, chosen in choices.items())


@cache
def _validator() -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(files(__package__).joinpath("document.schema.json").read_text("utf-8")))


def _in_our_words(error: ValidationError) -> Iterator[DocumentError]:
    path: Path = tuple(error.absolute_path)
    value: Any = error.instance
    place: Any = error.schema  # the part of the schema that says no; its title tells where we are
    if error.validator == "required":
        for name in [name for name in place["required"] if name not in value]:
            yield faulty("missing-member", f"the document has no member `{name}`", path)
    elif error.validator == "additionalProperties" and place["title"] == "document":
        for name in [name for name in value if name not in place["properties"]]:
            yield faulty("unknown-member", "a document has no members but `product` and `choices`", (*path, name))
    elif error.validator == "additionalProperties":
        for name in [name for name in value if not _KEY.fullmatch(name)]:
            yield faulty("wrong-key", _WRONG_KEY, (*path, name))
    else:
        yield _wrong_value(str(error.validator), place["title"], value, path)


def _wrong_value(keyword: str, place: str, value: JsonValue, path: Path) -> DocumentError:
    if said := _SAID.get(f"{place} {keyword}"):
        return faulty(*said, path)
    if isinstance(value, Decimal):
        return faulty("not-an-integer", NOT_AN_INTEGER, path)
    if path and isinstance(path[-1], int):
        return faulty("mixed-array", "an array holds permanent keys, or documents, and nothing else", path)
    return faulty("not-a-document", "a document is a JSON object with the members `product` and `choices`", path)


_NO_PRODUCT = ("wrong-product", "a product is named CATALOG/PRODUCT, by two permanent keys")
_SAID = {
    "product type": _NO_PRODUCT,
    "product pattern": _NO_PRODUCT,
    "choices type": ("not-a-document", "the choices of a document are a JSON object"),
    "key pattern": ("wrong-key", _WRONG_KEY),
    "value minLength": ("empty-text", "an empty text is no value; write null or leave the choice out"),
    "value minimum": ("integer-too-large", TOO_LARGE),
    "value maximum": ("integer-too-large", TOO_LARGE),
}


def _finer_mistakes(document: dict[str, JsonValue], path: Path) -> Iterator[DocumentError]:
    """What a schema cannot say of a document that the schema agrees with."""
    choices = document["choices"]
    for key, chosen in choices.items() if isinstance(choices, dict) else ():
        here: Path = (*path, "choices", key)
        if isinstance(chosen, str):
            yield from _text_mistakes(chosen, here)
        elif isinstance(chosen, dict):
            yield from _finer_mistakes(chosen, here)
        elif isinstance(chosen, list):
            yield from _array_mistakes(chosen, here)


def _array_mistakes(items: list[JsonValue], path: Path) -> Iterator[DocumentError]:
    keys = [item for item in items if isinstance(item, str)]
    documents = [item for item in items if isinstance(item, dict)]
    for index, (before, after) in enumerate(pairwise(keys), start=1):
        if before == after:
            yield faulty("repeated-key", "the key stands twice in the array; once is enough", (*path, index))
        elif before > after:
            sentence = "the key stands before this place when the array is sorted by code point"
            yield faulty("unsorted-array", sentence, (*path, index))
    sound = True
    for index, document in enumerate(documents):
        for mistake in _finer_mistakes(document, (*path, index)):
            sound = False
            yield mistake
    if sound and len(documents) > 1:
        for index, (left, right) in enumerate(pairwise(map(canonical_bytes, documents)), start=1):
            if left > right:
                sentence = "the document stands before this place when the array is sorted by canonical bytes"
                yield faulty("unsorted-array", sentence, (*path, index))


def _text_mistakes(text: str, path: Path) -> Iterator[DocumentError]:
    try:
        canonical = canonical_text(text)
    except TextError as error:
        yield faulty(error.reason, error.message, path)
        return
    if not canonical:
        yield faulty("empty-text", "a text of white space is no value; write null or leave the choice out", path)
    elif canonical.split() != text.split():
        yield faulty("text-not-nfc", "a text is written in the Unicode normalization form C (NFC)", path)
    elif canonical != text:
        yield faulty(
            "text-white-space", "a text has single spaces inside, none outside, and no other white space", path
        )
