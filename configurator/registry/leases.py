"""Leased numbers: what GS1 AI 242 says of a product that is made to order, six digits beside a GTIN.

A code is too long for partners that take the made-to-order form. So the registry leases a number for each code and
GTIN: 000001, 000002 … for each GTIN without a gap, for ever; the same code and GTIN have the same number. It takes a
GTIN-14 that begins with 9. A number that stands for the same product under two GTINs is two leases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from configurator.errors import DamagedRecordError, NoNumberLeftError, UnknownLeaseError, WrongReferenceError
from configurator.registry.claims import must_hold_all, must_not_miss
from configurator.registry.database import Transaction
from configurator.registry.seal import seal
from configurator.registry.store import Resolved, stamp
from configurator.text.gtin import MADE_TO_ORDER, finding, gtin_14

if TYPE_CHECKING:
    from configurator.registry.stored import StoredRegistry

DIGITS = 6
CAPACITY = 10**DIGITS - 1
"""Numbers of a GTIN: 000001 to 999999."""

_COLUMNS = "gtin, number, code, at, seal"
_BY_NUMBER = f"SELECT {_COLUMNS} FROM leases WHERE gtin = ? AND number = ?"  # noqa: S608 - fixed text
_BY_CODE = f"SELECT {_COLUMNS} FROM leases WHERE code = ? ORDER BY gtin"  # noqa: S608
_BY_CODE_AND_GTIN = f"SELECT {_COLUMNS} FROM leases WHERE code = ? AND gtin = ?"  # noqa: S608
_ALL = f"SELECT {_COLUMNS} FROM leases WHERE (gtin, number) > (?, ?) ORDER BY gtin, number LIMIT ?"  # noqa: S608
_INSERT = f"INSERT INTO leases ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)"  # noqa: S608
_LEASED = "SELECT gtin, numbers, seal FROM leased WHERE gtin = ?"
_COUNT = """INSERT INTO leased (gtin, numbers, seal) VALUES (?, ?, ?)
ON CONFLICT (gtin) DO UPDATE SET numbers = excluded.numbers, seal = excluded.seal"""


@dataclass(frozen=True, slots=True)
class Lease:
    """A number that stands for a code beside a GTIN; `code` is the long code, `new` whether it was leased just now."""

    gtin: str
    number: int
    code: str
    at: str
    new: bool = False

    @property
    def digits(self) -> str:
        """The number as AI 242 carries it: six digits."""
        return str(self.number).zfill(DIGITS)

    def stored(self) -> tuple[str, int, str, str, bytes]:
        """The columns, with the seal over them."""
        fields = self.gtin, self.number, self.code, self.at
        return *fields, seal("leases", *fields)


class Leases:
    """The leases of a registry; `capacity` is how many numbers a GTIN has."""

    def __init__(self, registry: StoredRegistry, capacity: int = CAPACITY) -> None:
        self._registry = registry
        self._capacity = capacity

    def lease(self, code_text: str, gtin: str, *, by_whom: str | None = None) -> Lease:
        """The number of an issued code beside a GTIN, leased now if it has none; safe to repeat.

        Raises as `resolve` does for the code, `WrongReferenceError` for a GTIN that is none or does not begin with 9,
        and `NoNumberLeftError`.
        """
        sound = made_to_order(gtin)

        def work(tx: Transaction) -> Lease:
            row = self._registry.row_in(tx, code_text)
            code = self._registry.coder.long(row.digest)
            known = tx.execute(_BY_CODE_AND_GTIN, (code, sound))
            if known:
                return read_lease(known[0])
            number = leased_in(tx, sound) + 1
            must_hold_all(tx, sound, number - 1)
            if number > self._capacity:
                raise NoNumberLeftError(sound, self._capacity)
            lease = Lease(sound, number, code, stamp(self._registry.clock), new=True)
            put_lease(tx, lease)
            detail = {"gtin": sound, "number": lease.digits, "by_whom": by_whom}
            self._registry.mark(tx, row, "leased", detail)
            return lease

        return self._registry.database.write(work)

    def resolve(self, gtin: str, number: str) -> Resolved:
        """What a number stands for beside a GTIN. Raises `UnknownLeaseError`, and `WrongReferenceError`."""
        sound = made_to_order(gtin)
        if not (number.isascii() and number.isdigit() and 1 <= len(number) <= DIGITS):
            raise WrongReferenceError(f"`{number}` is no leased number: one has {DIGITS} digits")
        found = self._registry.database.ask(_BY_NUMBER, (sound, int(number)))
        if found:
            lease = read_lease(found[0])
            if (lease.gtin, lease.number) != (sound, int(number)):
                raise DamagedRecordError(None, f"the lease {lease.digits} was found in place of {number}")
            return self._registry.resolve(lease.code)

        def missing(tx: Transaction) -> bool:
            leased = leased_in(tx, sound)
            if int(number) > leased:
                must_not_miss(tx, sound, int(number))
            return 0 < int(number) <= leased

        if not self._registry.partial and self._registry.database.read(missing):
            raise DamagedRecordError(None, f"the lease {number.zfill(DIGITS)} of the GTIN {sound} is missing")
        raise UnknownLeaseError(sound, number.zfill(DIGITS))

    def of(self, code_text: str) -> list[Lease]:
        """The numbers of an issued code, by GTIN; raises as `resolve` of a registry does."""
        code = self._registry.resolve(code_text).long_code
        return [read_lease(each) for each in self._registry.database.ask(_BY_CODE, (code,))]

    def all(self, *, after: tuple[str, int] = ("", 0), limit: int = 1000) -> list[Lease]:
        """List by GTIN and number, verified; `after` is the last one of the page before."""
        return [read_lease(each) for each in self._registry.database.ask(_ALL, (*after, limit))]


def leased_in(tx: Transaction, gtin: str) -> int:
    """How many numbers of a GTIN are leased. Raises `DamagedRecordError` where that was changed or the last is gone."""
    found = tx.execute(_LEASED, (gtin,))
    numbers = int(found[0][1]) if found else 0
    if found and seal("leased", gtin, numbers) != found[0][2]:
        raise DamagedRecordError(None, f"how many numbers of the GTIN {gtin} are leased was changed")
    last = tx.execute("SELECT max(number) FROM leases WHERE gtin = ?", (gtin,))[0][0] or 0
    if last != numbers:
        raise DamagedRecordError(None, f"{numbers} numbers of the GTIN {gtin} are leased, and {last} is the last one")
    return numbers


def put_lease(tx: Transaction, lease: Lease) -> None:
    """Add a lease, which has the next number of its GTIN."""
    tx.execute(_INSERT, lease.stored())
    tx.execute(_COUNT, (lease.gtin, lease.number, seal("leased", lease.gtin, lease.number)))


def read_lease(values: Sequence[Any]) -> Lease:
    """Make a lease of its columns. Raises `DamagedRecordError`."""
    *fields, sealed = values
    try:
        if seal("leases", *fields) == sealed:
            return Lease(*fields)
    except TypeError:
        pass
    raise DamagedRecordError(None, f"the lease {fields[1]!r} was changed")


def made_to_order(gtin: str) -> str:
    """A GTIN-14 that begins with 9. Raises `WrongReferenceError`."""
    wrong = finding(gtin)
    if wrong is not None:
        raise WrongReferenceError(f"`{gtin}` {wrong}")
    if len(gtin) != 14 or not gtin.startswith(MADE_TO_ORDER):
        message = f"`{gtin_14(gtin)}` is no GTIN of what is made to order: one has 14 digits and begins with 9"
        raise WrongReferenceError(message)
    return gtin
