"""The day of a question: the one that was asked for, or today's on this machine."""

from __future__ import annotations

from datetime import date, datetime
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
