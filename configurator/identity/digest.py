"""Hash a canonical document, with the purpose of the hash in it (CODE.md section 2).

The prefix keeps the digests of configurations apart from all other SHA-256 values that anybody makes of the same
bytes, and the length makes the hashed text begin with all that is needed to cut it into its parts.
"""

from __future__ import annotations

from hashlib import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:  # it would take longer to load than the rest
    from typing import Final

_PURPOSE: Final = b"vpc/1 config "
_LENGTH: Final = b"%d\0"
_PREFIX: Final = sha256(_PURPOSE)


def digest(document_bytes: bytes) -> bytes:
    """The digest, 32 bytes, of the RFC 8785 bytes of a document."""
    state = _PREFIX.copy()
    state.update(_LENGTH % len(document_bytes))
    state.update(document_bytes)
    return state.digest()


def framing(length: int) -> bytes:
    """What is hashed before the bytes of a document, of which there are so many."""
    return _PURPOSE + _LENGTH % length
