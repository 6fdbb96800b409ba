"""A JSON Schema as an expression in the Common Expression Language, for one variable `c`, the configuration.

It knows the words that the benchmark's schemas use, and no others. A list of very many words is a set in Python, beside
the expression, which asks for it as a variable of its own: CEL would walk through all of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from laptop_schema import Choices, Schema

MOST_WORDS = 64
"""Words of a list that stands in the expression."""

TYPES = {"string": "string", "boolean": "bool", "integer": "int", "array": "list"}


class CelText:
    """The text of an expression, and `sets`: for each further variable, an option and the set that its value is in."""

    def __init__(self, schema: Schema) -> None:
        self.sets: dict[str, tuple[str, frozenset[str]]] = {}
        self.text = self.of(schema, "c")

    def of(self, schema: Schema, at: str) -> str:
        """What a schema says of what stands at a place."""
        return " && ".join(self._parts(schema, at)) or "true"

    def _parts(self, schema: Schema, at: str) -> Iterator[str]:
        for word, said in schema.items():
            match word:
                case "type" if said != "object":
                    yield f"type({at}) == {TYPES[said]}"
                case "enum":
                    yield self._one_of(said, at)
                case "const":
                    yield f"{at} == {json.dumps(said)}"
                case "pattern":
                    yield f"{at}.matches({json.dumps(said, ensure_ascii=False)})"
                case "minLength" | "minItems":
                    yield f"size({at}) >= {said}"
                case "maxLength" | "maxItems":
                    yield f"size({at}) <= {said}"
                case "minimum":
                    yield f"{at} >= {said}"
                case "maximum":
                    yield f"{at} <= {said}"
                case "items":
                    yield f"{at}.all(x, {self.of(said, 'x')})"
                case "contains":
                    yield f"{at}.exists(x, {self.of(said, 'x')})"
                case "uniqueItems":
                    yield f"{at}.all(x, size({at}.filter(y, y == x)) == 1)"
                case "properties":
                    required = schema.get("required", ())
                    for key, each in said.items():
                        inner = f"({self.of(each, f'{at}.{key}')})"
                        yield inner if key in required else f'(!("{key}" in {at}) || {inner})'
                case "required":
                    yield from (f'"{key}" in {at}' for key in said)
                case "dependentRequired":
                    for key, others in said.items():
                        yield from (f'(!("{key}" in {at}) || "{each}" in {at})' for each in others)
                case "not":
                    yield f"!({self.of(said, at)})"
                case "allOf":
                    yield from (f"({self.of(each, at)})" for each in said)
                case "anyOf":
                    yield "(" + " || ".join(f"({self.of(each, at)})" for each in said) + ")"
                case "if":
                    yield f"(!({self.of(said, at)}) || ({self.of(schema['then'], at)}))"
                case "then" | "type" | "$schema" | "additionalProperties":
                    pass
                case _:
                    raise ValueError(word)

    def _one_of(self, words: list[str], at: str) -> str:
        if len(words) <= MOST_WORDS:
            return f"{at} in {json.dumps(words)}"
        name = f"s{len(self.sets)}"
        self.sets[name] = at.removeprefix("c."), frozenset(words)
        return name


def cel_is_valid(schema: Schema) -> Callable[[Choices], bool]:
    """Yes or no by the library `cel`; a value of a wrong type ends in an error there, which is a no."""
    import cel

    made = CelText(schema)
    program, known = cel.compile(made.text), schema["properties"].keys()

    def is_valid(choices: Choices) -> bool:
        if not choices.keys() <= known:
            return False
        given: dict[str, object] = {name: choices.get(key) in words for name, (key, words) in made.sets.items()}
        given["c"] = choices
        try:
            return program.execute(given) is True
        except (TypeError, ValueError, RuntimeError):
            return False

    return is_valid
