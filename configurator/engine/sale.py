"""May this configuration be sold on this day? What is retired can still be built, and no longer be sold.

Codes do not depend on it, and neither does the verdict whether something is valid: that asks what can be built.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from configurator.model.catalog import Option, Product
from configurator.model.domain import CanonicalValue, members_of
from configurator.model.evaluation import Choices


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing that bars a configuration from sale: it has been retired since `since` (ISO 8601).

    `option` is None where the whole product is meant, and `value` where the option is, whatever is chosen for it.
    """

    since: str
    message: str
    option: str | None = None
    value: str | None = None


def bars(product: Product, completed: Choices, day: date) -> tuple[Bar, ...]:
    """All that bars a configuration from sale on a day: the product, then options and values in declared order.

    `completed` has canonical values by option key; options that are left out bar nothing.
    """
    return tuple(_bars(product, completed, day.isoformat()))


def _bars(product: Product, completed: Choices, day: str) -> Iterator[Bar]:
    if _is_over(product.retired, day):
        yield Bar(str(product.retired), f"`{product.key}` is not sold since {product.retired}")
    for option in product.options:
        value = completed.get(option.key)
        if value is None or value == ():
            continue
        if _is_over(option.retired, day) and value != option.left_out:
            yield Bar(str(option.retired), f"`{option.key}` is not sold since {option.retired}", option.key)
        yield from _of_values(option, value, day)


def _of_values(option: Option, value: CanonicalValue, day: str) -> Iterator[Bar]:
    members = members_of(option.domain)
    if members is None or not members.retired:
        return
    for key in value if isinstance(value, tuple) else (str(value),):
        since = members.retired.get(key)
        if since is not None and _is_over(since, day):
            yield Bar(since, f"`{option.key}` = `{key}` is not sold since {since}", option.key, key)


def _is_over(retired: str | None, day: str) -> bool:
    return retired is not None and retired <= day  # both are written year, month, day
