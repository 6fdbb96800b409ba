"""Cross references: what other systems call a product, and the code that they mean; both ways, many for one code.

A reference is a text within a system: `sku` / `CASE-4711`, `erp` / `10004711`, `gtin` / `4012345678901`. It means one
code at a time. A system goes by a name of letters, digits, `.`, `_` and `-`; references of the system `gtin` are GTINs,
with a right check digit, and are kept with 14 digits. Who linked and unlinked what, and when, is told by the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from configurator.errors import (
    CodeError,
    DamagedRecordError,
    LinkedOtherwiseError,
    RegistryError,
    TextError,
    UnknownReferenceError,
    WrongReferenceError,
)
from configurator.registry.database import Transaction
from configurator.registry.seal import seal
from configurator.registry.store import Resolved
from configurator.text.canonical import canonical_text
from configurator.text.gtin import finding, gtin_14

if TYPE_CHECKING:
    from configurator.registry.row import Row
    from configurator.registry.stored import StoredRegistry

GTIN = "gtin"
IMPORTED_AT_ONCE = 1000
"""Links a transaction, where those in conflict are left out."""

Lines = dict[tuple[str, str], tuple[int, str]]
"""By reference: the line of a file that links it, and to which code."""

LONGEST = 200
_SYSTEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

_COLUMNS = "system, reference, code, at, seal"
_ONE = f"SELECT {_COLUMNS} FROM links WHERE system = ? AND reference = ?"  # noqa: S608 - fixed text
_OF = f"SELECT {_COLUMNS} FROM links WHERE code = ? ORDER BY system, reference"  # noqa: S608
_ALL = f"SELECT {_COLUMNS} FROM links WHERE (system, reference) > (?, ?) ORDER BY system, reference LIMIT ?"  # noqa: S608
_INSERT = f"INSERT INTO links ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)"  # noqa: S608
_DELETE = "DELETE FROM links WHERE system = ? AND reference = ?"


@dataclass(frozen=True, slots=True)
class Link:
    """A reference and the long code that it means; `new` tells whether it was linked just now."""

    system: str
    reference: str
    code: str
    at: str
    new: bool = False

    def stored(self) -> tuple[str, str, str, str, bytes]:
        """The columns, with the seal over them."""
        fields = self.system, self.reference, self.code, self.at
        return *fields, seal("links", *fields)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A link that a file asks for, and the line that it stands in."""

    system: str
    reference: str
    code: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Conflict:
    """A line that cannot be linked; `first` is the line of the same file that says otherwise, where there is one."""

    line: int
    reason: str
    message: str
    first: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What has become of many links: `linked` are new, `known` were there; nothing is kept if `kept` is not set."""

    linked: int
    known: int
    conflicts: tuple[Conflict, ...]
    kept: bool


class _ConflictsError(RegistryError):
    """Takes back what was linked beside conflicts; it never leaves this module."""

    def __init__(self, found: Imported) -> None:
        super().__init__("conflicts", "some links are in conflict")
        self.found = found


class References:
    """The cross references of a registry."""

    def __init__(self, registry: StoredRegistry) -> None:
        self._registry = registry

    def link(self, system: str, reference: str, code_text: str, *, by_whom: str | None = None) -> Link:
        """Let a reference mean an issued code; safe to repeat.

        Raises as `resolve` of a registry does for the code, `WrongReferenceError`, and `LinkedOtherwiseError` where it
        means another code: unlink it first.
        """
        sound = sound_reference(system, reference)
        return self._registry.database.write(lambda tx: self._linked(tx, *sound, code_text, by_whom))

    def unlink(self, system: str, reference: str, *, by_whom: str | None = None) -> Link:
        """Take a link away, and give it; raises `UnknownReferenceError` where there is none."""
        sound = sound_reference(system, reference)

        def work(tx: Transaction) -> Link:
            link = _meant(sound, tx.execute(_ONE, sound))
            tx.execute(_DELETE, sound)
            detail = {"system": link.system, "reference": link.reference, "by_whom": by_whom}
            self._registry.mark(tx, self._registry.row_in(tx, link.code), "unlinked", detail)
            return link

        return self._registry.database.write(work)

    def resolve(self, system: str, reference: str) -> Resolved:
        """What a reference means. Raises `UnknownReferenceError` and `WrongReferenceError`."""
        sound = sound_reference(system, reference)
        return self._registry.resolve(_meant(sound, self._registry.database.ask(_ONE, sound)).code)

    def of(self, code_text: str) -> list[Link]:
        """All that other systems call an issued code; raises as `resolve` of a registry does."""
        code = self._registry.resolve(code_text).long_code
        return [read_link(each) for each in self._registry.database.ask(_OF, (code,))]

    def all(self, *, after: tuple[str, str] = ("", ""), limit: int = 1000) -> list[Link]:
        """List by system and reference, verified; `after` is the last one of the page before."""
        return [read_link(each) for each in self._registry.database.ask(_ALL, (*after, limit))]

    def import_all(self, wanted: Iterable[Wanted], *, partly: bool = False, by_whom: str | None = None) -> Imported:
        """Link many in one transaction: all of them, or nothing where one is in conflict.

        With `partly` what can be linked is, so many a transaction, so that others get in; safe to repeat.
        """
        from configurator.registry.tables import pages  # which loads SQLite

        links = list(wanted)
        if partly:
            before: Lines = {}
            done = Imported(0, 0, (), kept=True)
            for page in pages(links, IMPORTED_AT_ONCE):
                work_on = partial(self._import, links=page, by_whom=by_whom, before=before)
                found, lines = self._registry.database.write(work_on)
                before |= lines
                done = Imported(
                    done.linked + found.linked, done.known + found.known, (*done.conflicts, *found.conflicts), kept=True
                )
            return done

        def work(tx: Transaction) -> Imported:
            found, _ = self._import(tx, links, by_whom, {})
            if found.conflicts:
                raise _ConflictsError(replace(found, kept=False))
            return found

        try:
            return self._registry.database.write(work)
        except _ConflictsError as error:
            return error.found

    def _import(
        self, tx: Transaction, links: Sequence[Wanted], by_whom: str | None, before: Lines
    ) -> tuple[Imported, Lines]:
        """Link what can be, and give the lines of that; `before` are those of the file that were linked earlier."""
        conflicts: list[Conflict] = []
        lines: Lines = {}
        linked = known = 0
        for each in links:
            try:
                sound = sound_reference(each.system, each.reference)
                link = self._linked(tx, *sound, each.code, by_whom)
            except LinkedOtherwiseError as error:
                place = (error.system, error.reference)
                first = lines.get(place) or before.get(place)
                message = str(error) if first is None else f"line {first[0]} links `{error.reference}` to another code"
                conflicts.append(Conflict(each.line, error.reason, message, first[0] if first else None))
                continue
            except DamagedRecordError:
                raise
            except (CodeError, RegistryError) as error:
                conflicts.append(Conflict(each.line, getattr(error, "reason", "wrong-code"), str(error)))
                continue
            lines.setdefault(sound, (each.line, link.code))
            linked, known = linked + link.new, known + (not link.new)
        return Imported(linked, known, tuple(conflicts), kept=True), lines

    def _linked(self, tx: Transaction, system: str, reference: str, code_text: str, by_whom: str | None) -> Link:
        row: Row = self._registry.row_in(tx, code_text)
        code = self._registry.coder.long(row.digest)
        found = tx.execute(_ONE, (system, reference))
        if found:
            link = read_link(found[0])
            if link.code != code:
                raise LinkedOtherwiseError(system, reference, link.code)
            return link
        detail = {"system": system, "reference": reference, "by_whom": by_whom}
        link = Link(system, reference, code, self._registry.mark(tx, row, "linked", detail).at, new=True)
        tx.execute(_INSERT, link.stored())
        return link


def _meant(sound: tuple[str, str], found: Sequence[Sequence[Any]]) -> Link:
    if not found:
        raise UnknownReferenceError(*sound)
    link = read_link(found[0])
    if (link.system, link.reference) != sound:
        raise DamagedRecordError(None, f"the link of `{link.reference}` was found in place of `{sound[1]}`")
    return link


def read_link(values: Sequence[Any]) -> Link:
    """Make a link of its columns. Raises `DamagedRecordError`."""
    *fields, sealed = values
    try:
        if seal("links", *fields) == sealed:
            return Link(*fields)
    except TypeError:
        pass
    raise DamagedRecordError(None, f"the link of {fields[1]!r} was changed")


def sound_reference(system: str, reference: str) -> tuple[str, str]:
    """System and reference in the form in which they are kept. Raises `WrongReferenceError`."""
    if not _SYSTEM.fullmatch(system):
        hint = "up to 64 letters without accents, digits, `.`, `_` and `-`"
        raise WrongReferenceError(f"`{system[:LONGEST]}` is no name of a system: one has {hint}")
    try:
        text = canonical_text(reference)
    except TextError as error:
        raise WrongReferenceError(f"a reference of `{system}` cannot be kept: {error.message}") from None
    if not text or len(text) > LONGEST:
        raise WrongReferenceError(f"a reference has 1 to {LONGEST} characters, and this one has {len(text)}")
    if system != GTIN:
        return system, text
    wrong = finding(text)
    if wrong is not None:
        raise WrongReferenceError(f"`{text}` {wrong}")
    return system, gtin_14(text)
