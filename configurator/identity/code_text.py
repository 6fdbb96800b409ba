"""Write virtual product codes (CODE.md section 3): the text of a digest. Loads next to nothing."""

from __future__ import annotations

from configurator.identity.symbols import ALPHABET, word

TYPE_CHECKING = False
if TYPE_CHECKING:  # it would take longer to load than the rest
    from typing import Final

SCHEMES: Final = "VTRL"
"""V a digest, T the digest of a test code, R a rank, L a leased number; only the first two are issued in version 1."""

SHORT: Final = 20
LONG: Final = 28

PAYLOADS: Final = {SHORT: 29**15, LONG: 29**23}
HEADS: Final = {scheme: ALPHABET.index(scheme) for scheme in SCHEMES}


def code_text(digest: bytes, length: int = SHORT, scheme: str = "V") -> str:
    """The code of a digest of 32 bytes; ValueError for another size or a scheme other than V and T."""
    if scheme not in ("V", "T"):
        raise ValueError(f"a digest is written under the scheme V or T, not {scheme!r}")
    payload = payload_of(digest, length)
    return word(HEADS[scheme] * PAYLOADS[length] + payload, length)


def long_code(digest: bytes, scheme: str = "V") -> str:
    """The code of 28 symbols of a digest."""
    return code_text(digest, LONG, scheme)


def payload_of(digest: bytes, length: int = SHORT) -> int:
    """The part of a digest that a code of this length holds: the big-endian integer modulo 29^15 or 29^23."""
    if len(digest) != 32:
        raise ValueError(f"a digest has 32 bytes, not {len(digest)}")
    return int.from_bytes(digest, "big") % _payloads(length)


def payload_text(payload: int, length: int = SHORT, scheme: str = "V") -> str:
    """The code of a payload; ValueError for one that does not fit, or for an unknown length or scheme."""
    payloads = _payloads(length)
    if scheme not in HEADS:
        raise ValueError(f"{scheme!r} is not a scheme")
    if not 0 <= payload < payloads:
        raise ValueError(f"a payload of {length - 5} symbols is from 0 to 29^{length - 5} - 1, not {payload}")
    return word(HEADS[scheme] * payloads + payload, length)


def grouped(code: str) -> str:
    """A code as it is shown to people, in groups of five: `VCBSD-P4WXC-3H3YS-GPB89`."""
    return "-".join([code[start : start + 5] for start in range(0, len(code), 5)])


def _payloads(length: int) -> int:
    if length not in PAYLOADS:
        raise ValueError(f"a code has 20 or 28 symbols, not {length}")
    return PAYLOADS[length]
