"""What the log claims of references and leased numbers, by which rows that are gone are missed.

Every reference that is linked and every number that is leased is told by an entry about its code. After a merge an
entry may claim what is otherwise here: a reference that means another code, a number that another code has. That it
`stayed` where it came from is told by an entry of its own, once; a claim without such an entry has its row. A row that
a later merge brings all the same `came`: that is told, too, and from then on it is missed like others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from operator import attrgetter

from configurator.errors import DamagedRecordError
from configurator.registry import log
from configurator.registry.database import Transaction
from configurator.registry.log import Entry, read_entry
from configurator.registry.seal import seal

MERGE_AGAIN = "if a merge is under way or was cut off, merge again"
"""Said of what is missing: the log is merged before most of what it tells of."""

CLAIMS = frozenset({"linked", "leased"})

LINKS = frozenset({"linked", "unlinked"})

_END = "substr(detail, length(detail) - 41)"
"""`"gtin":"…14 digits…","number":"…6 digits…"}`: the last members of the detail of what is leased, as it is indexed."""

_BEHIND = (
    f"SELECT {log.COLUMNS} FROM log WHERE kind = 'leased' AND {_END} >= ? AND {_END} < ? "  # noqa: S608 - fixed text
    f"AND ({_END}, id) > (?, ?) ORDER BY {_END}, id LIMIT ?"
)
"""Behind an entry; the first comparison is what the index is asked for."""

_OF_NUMBER = f"SELECT {log.COLUMNS} FROM log WHERE kind = 'leased' AND {_END} = ? ORDER BY id"  # noqa: S608

_AFTER_ALL = b"\xff" * 17
"""Behind the id of any entry."""

_HERE = "SELECT code FROM {} WHERE {} = ? AND {} = ?"
_LEASED = _HERE.format("leases", "gtin", "number")
_LINKED = _HERE.format("links", "system", "reference")
_KNOWN = "SELECT 1 FROM log WHERE id = ?"

_PAGE = 400
"""Two ids are looked up for each, and SQLite may be made to take no more than 999 values."""


def must_hold_all(tx: Transaction, gtin: str, numbers: int) -> None:
    """See that no entry claims a number of a GTIN behind the last one that is here. Raises `DamagedRecordError`.

    After a merge by which many numbers stayed that reads the claims of all of them, in two questions a page.
    """
    (place, id_), end = (_detail_end(gtin, numbers), _AFTER_ALL), _detail_end(gtin, None)
    while page := [read_entry(values) for values in tx.execute(_BEHIND, (place, end, place, id_, _PAGE))]:
        _must_be_excused(tx, page)
        place, id_ = page[-1].detail[-42:], page[-1].id


def must_not_miss(tx: Transaction, gtin: str, number: int) -> None:
    """See that no entry claims this number of a GTIN, which is not here. Raises `DamagedRecordError`."""
    _must_be_excused(tx, [read_entry(values) for values in tx.execute(_OF_NUMBER, (_detail_end(gtin, number),))])


def _must_be_excused(tx: Transaction, claims: Sequence[Entry]) -> None:
    excused = _excused(tx, claims)
    for entry in claims:
        if entry.id not in excused:
            number, gtin, code = (*(entry.value(name) for name in ("number", "gtin")), entry.subject)
            message = f"the number {number} of the GTIN {gtin} is missing: an entry tells that `{code}` has it"
            raise DamagedRecordError(None, f"{message}; {MERGE_AGAIN}")


def tell_stays(tx: Transaction, page: Sequence[Entry], at: str) -> None:
    """Tell which claims of another registry, whose entries have come, do not hold here; each of them once."""
    for entry in page:
        if not _holds(tx, entry) and not tx.execute(_KNOWN, (stay_id(entry),)):
            log.note(tx, "stayed", None, _told_of(entry), at, partial(stay_id, entry))


def tell_came(tx: Transaction, claims: Iterable[Entry], at: str) -> None:
    """Tell of claims whose row is brought in this transaction that it came, where it had stayed elsewhere before."""
    claims = list(claims)
    excused = _excused(tx, claims)
    for entry in claims:
        if entry.id in excused:
            log.note(tx, "came", None, _told_of(entry), at, partial(came_id, entry))


def leased_by(tx: Transaction, code: str, gtin: str, number: str) -> list[Entry]:
    """The entries that tell that a code has a number."""
    told = (read_entry(values) for values in tx.execute(log.ABOUT, (code,)))
    return [
        each for each in told if each.kind == "leased" and (each.value("gtin"), each.value("number")) == (gtin, number)
    ]


def _told_of(entry: Entry) -> dict[str, object]:
    detail = {name: entry.value(name) for name in ("system", "reference", "gtin", "number")}
    return {"kind": entry.kind, "code": entry.subject, "entry": entry.id.hex(), **detail}


def linked_since(told: Iterable[Entry]) -> list[Entry]:
    """Of the entries about one reference of one code: those by which it is linked today, none where it is not."""
    since: list[Entry] = []
    for each in sorted(told, key=attrgetter("at", "id")):
        since = [] if each.kind == "unlinked" else [*since, each]
    return since


def stay_id(claim: Entry) -> bytes:
    """The id of the entry that tells of a claim that it stayed: so it is told once."""
    return seal("stayed", claim.id)


def came_id(claim: Entry) -> bytes:
    """The id of the entry that tells of a claim that stayed that its row has come since."""
    return seal("came", claim.id)


def place_of(entry: Entry) -> tuple[str, str]:
    """The system and the reference that are linked or unlinked."""
    return entry.value("system"), entry.value("reference")


def _excused(tx: Transaction, claims: Sequence[Entry]) -> set[bytes]:
    """The ids of those claims of which it is told that their rows are elsewhere."""
    if not claims:
        return set()
    ids = [of(each) for each in claims for of in (stay_id, came_id)]
    marks = ", ".join("?" * len(ids))
    told = {row[0] for row in tx.execute(f"SELECT id FROM log WHERE id IN ({marks})", ids)}  # noqa: S608
    return {each.id for each in claims if stay_id(each) in told and came_id(each) not in told}


def _holds(tx: Transaction, claim: Entry) -> bool:
    """Whether its row is here, or it was taken back since."""
    if claim.kind == "leased":
        found = tx.execute(_LEASED, (claim.value("gtin"), int(claim.value("number"))))
        return bool(found) and found[0][0] == claim.subject
    found = tx.execute(_LINKED, place_of(claim))
    if found and found[0][0] == claim.subject:
        return True
    told = (read_entry(values) for values in tx.execute(log.ABOUT, (claim.subject,)))
    since = linked_since(each for each in told if each.kind in LINKS and place_of(each) == place_of(claim))
    return claim.id not in {each.id for each in since}


def _detail_end(gtin: str, number: int | None) -> str:
    return f'"gtin":"{gtin}","number":"' + ("~" if number is None else f'{number:06}"}}')
