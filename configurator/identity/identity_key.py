"""The identity key of a catalog: what turns a private text into the keyed digest that documents have for it.

CODE.md, section 1: HMAC-SHA-256 of `PRODUCT NUL OPTION NUL TEXT` (permanent keys, canonical text, UTF-8) under the key.
The key is never rotated, because a new key is new codes. Whoever has it can try texts against a code; nobody else can.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from configurator.errors import IdentityKeyError, NeedsIdentityKeyError
from configurator.model.catalog import Product
from configurator.model.domain import CanonicalValue
from configurator.model.nesting import home
from configurator.model.option import Option
from configurator.model.private import Sealed

SHORTEST_KEY = 32
"""Bytes; HMAC-SHA-256 is as strong as its key up to this length."""


class IdentityKey:
    """The bytes of an identity key, which show in no `repr`. Raises `IdentityKeyError` for fewer than 32."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        if len(key) < SHORTEST_KEY:
            raise IdentityKeyError(f"an identity key has at least {SHORTEST_KEY} bytes, and this one has {len(key)}")
        self._key = bytes(key)

    def seal(self, product: str, option: str, text: str) -> Sealed:
        """The keyed digest of a canonical text; product (`CATALOG/PRODUCT`) and option by their permanent keys."""
        message = f"{product}\0{option}\0{text}".encode()
        return Sealed(f"hmac-sha256:{hmac.digest(self._key, message, 'sha256').hex()}")

    def __repr__(self) -> str:
        return "IdentityKey(…)"


def key_from_hex(text: str) -> IdentityKey:
    """The key in a file: its bytes in hexadecimal, white space aside. Raises `IdentityKeyError`, without the text."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = None
    if key is None:  # outside the block: that exception would point into the key
        raise IdentityKeyError("an identity key is written in hexadecimal digits, two for each byte")
    return IdentityKey(key)


def with_seals(
    product: Product, completed: Mapping[str, CanonicalValue | None], key: IdentityKey | None
) -> Mapping[str, CanonicalValue | None]:
    """The same choices with keyed digests in the place of private texts; what is sealed already stays.

    Raises `NeedsIdentityKeyError`, with the options, where there is a private text and no key.
    """
    open_ = [each for each in product.private_options if not isinstance(completed[each.key], Sealed | None)]
    if not open_:
        return completed
    if key is None:
        raise NeedsIdentityKeyError(product.permanent_key, tuple(option.key for option in open_))
    return {**completed, **{each.key: _sealed(product, each, completed[each.key], key) for each in open_}}


def _sealed(product: Product, option: Option, text: object, key: IdentityKey) -> Sealed:
    assert isinstance(text, str)  # noqa: S101 - only text can be private
    owner, own = home(product, option.key)
    return key.seal(owner.permanent_key, owner.by_key[own].permanent_key, text)
