"""Which language of a catalog a client would have: `Accept-Language`, as RFC 9110 says it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from configurator.errors import UnknownLanguageError

if TYPE_CHECKING:
    from configurator.service import LoadedCatalog

MOST = 20
"""Languages of a header that are looked at."""


def preferred(accepted: str, loaded: LoadedCatalog) -> str | None:
    """The language of a catalog that a header likes best; None where it names none that there is."""
    if not accepted or not loaded.languages:
        return None
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted.split(",")[:MOST]):
        name, *parameters = (each.strip() for each in part.split(";"))
        weight = 1.0
        for each in parameters:
            if each.lower().startswith("q="):
                try:
                    weight = float(each[2:])
                except ValueError:
                    weight = 0.0
        if name and 0 < weight <= 1:
            wishes.append((-weight, place, name))
    for _, _, name in sorted(wishes):
        if name == "*":
            return None
        with suppress(UnknownLanguageError):
            return loaded.language(name)
    return None
