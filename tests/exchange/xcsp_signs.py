"""What the comparisons of XCSP mean, for those who try every combination."""

from __future__ import annotations

import operator
from collections.abc import Callable

SIGNS: dict[str, Callable[[int, int], bool]] = {
    name: getattr(operator, name) for name in ("eq", "ne", "ge", "gt", "le", "lt")
}
