"""Read the rules of a constraint problem in JSON: trees of `and`, `or`, `not`, `in` and `rows`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from configurator.exchange.conditions import NEVER, Condition, both, either, no, test
from configurator.exchange.foreign import DEEPEST
from configurator.exchange.json_places import mistaken
from configurator.source import Source

Path = tuple[str | int, ...]
ReadVariable = Callable[[Path, Any], str]
"""The key of the option of a variable. Raises `ForeignMistakeError`."""
ReadValue = Callable[[Path, Any, Any], str]
"""The key of a value of a variable. Raises `ForeignMistakeError`."""
_SHAPE = "a condition is one of `and`, `or`, `not`, `in` and `rows`"


@dataclass(frozen=True, slots=True)
class Trees:
    """Reads trees; `variable` and `value` find the keys of what they name."""

    source: Source
    variable: ReadVariable
    value: ReadValue

    def condition(self, tree: Any, path: Path) -> Condition:
        """The condition that a tree is. Raises `ForeignMistakeError`."""
        if not isinstance(tree, dict) or len(tree) != 1 or len(path) > 2 * DEEPEST:
            raise mistaken(self.source, path, _SHAPE)
        ((word, inner),) = tree.items()
        path = (*path, word)
        if word == "not":
            return no(self.condition(inner, path))
        if word in ("and", "or") and isinstance(inner, list):
            parts = [self.condition(part, (*path, number)) for number, part in enumerate(inner)]
            return both(parts) if word == "and" else either(parts)
        if word == "in" and isinstance(inner, list) and len(inner) == 2 and isinstance(inner[1], list):
            return self._in(inner[0], inner[1], path)
        if word == "rows" and isinstance(inner, dict) and isinstance(inner.get("any"), list):
            return self._rows(inner.get("scope"), inner["any"], path)
        raise mistaken(self.source, path[:-1], _SHAPE)

    def _in(self, variable: Any, values: Sequence[Any], path: Path) -> Condition:
        key = self.variable((*path, 0), variable)
        keys = [self.value((*path, 1, number), variable, each) for number, each in enumerate(values)]
        if len(keys) < 2:
            return test(key, "=", keys[0]) if keys else NEVER
        inside = f"{{ {', '.join(dict.fromkeys(keys))} }}"
        return test(key, "in", inside)

    def _rows(self, scope: Any, rows: Sequence[Any], path: Path) -> Condition:
        if not isinstance(scope, list):
            raise mistaken(self.source, path, "`rows` has a `scope`, a list of variables")
        keys = [self.variable((*path, "scope", number), each) for number, each in enumerate(scope)]
        cases = []
        for line, row in enumerate(rows):
            if not isinstance(row, list) or len(row) != len(keys):
                raise mistaken(self.source, (*path, "any", line), "a row has a value for each variable of the scope")
            values = [self.value((*path, "any", line, at), scope[at], each) for at, each in enumerate(row)]
            cases.append(both(test(key, "=", value) for key, value in zip(keys, values, strict=True)))
        return either(cases)
