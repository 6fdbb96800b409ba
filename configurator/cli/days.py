"""The day of a question: the one that was asked for, or today's on this machine; and moments long ago."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

import typer

from configurator.cli.faults import WrongUseError

Day = Annotated[
    str | None,
    typer.Option("--on", metavar="DAY", help="Sold on which day? YYYY-MM-DD; today if not given.", show_default=False),
]


def day_of(text: str | None) -> date:
    """The day that a text names. Raises `WrongUseError`."""
    if text is None:
        return datetime.now().astimezone().date()
    try:
        if len(text) != len("2026-05-01"):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUseError("wrong-day", f"`{text}` is not a day", "write year, month, day: `2026-05-01`") from None


def moment_on(text: str | None) -> datetime:
    """The moment whose data is in force on the day that a text names: its beginning in UTC; now without one.

    So `--on 2026-12-01` and `--at 2026-12-01` mean the same prices. Raises `WrongUseError`.
    """
    return datetime.now(UTC) if text is None else datetime.combine(day_of(text), time(), UTC)


def moment_before(text: str) -> str:
    """The moment before which something is older than `text` says, as registries write it, in UTC.

    An age counts from now: `90d`, `6w`, `18m` (months), `2y`; a day begins at midnight. Raises `WrongUseError`.
    """
    from configurator.registry.store import stamp

    found = re.fullmatch(r"([1-9][0-9]{0,3})([ymwd])", text)
    now = datetime.now(UTC)
    if found is None:
        return stamp(lambda: datetime.combine(day_of(text), time(), UTC))
    count, unit = int(found[1]), found[2]
    if unit in "wd":
        return stamp(lambda: now - timedelta(days=count * (7 if unit == "w" else 1)))
    months = now.year * 12 + now.month - 1 - count * (12 if unit == "y" else 1)
    if months < 12:
        raise WrongUseError("wrong-day", f"`{text}` ago there was no calendar", "write `2y`, or a day")
    year, month = divmod(months, 12)
    day = min(now.day, monthrange(year, month + 1)[1])
    return stamp(lambda: now.replace(year=year, month=month + 1, day=day))
