"""What somebody would take instead of us to judge one configuration, over the same product.

Each has a yes or no, and where it can, all that is wrong. They are made from the JSON Schema of a subject, from its
rules written by hand in Python, or from both: a pydantic model has its fields from the schema and calls the rules; CEL
(`cel_text`) has all from the schema. What is not installed is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Annotated, Any, Literal

from laptop_schema import Choices, Schema

BY_HAND = "Python by hand"
One = Callable[[Choices], object]
"""What is done for one configuration."""


@dataclass(frozen=True)
class ByHand:
    """A product's rules as somebody wrote them in Python.

    `completed` fills `defaults` in, or gives None for values that cannot be; `broken` gives the keys of broken rules.
    """

    completed: Callable[[Choices], dict[str, Any] | None]
    broken: Callable[[dict[str, Any]], Iterable[str]]
    defaults: dict[str, Any]

    def is_valid(self, choices: Choices) -> bool:
        """Yes or no."""
        completed = self.completed(choices)
        return completed is not None and next(iter(self.broken(completed)), None) is None

    def reasons(self, choices: Choices) -> list[str]:
        """The keys of all broken rules; that a value is wrong is said without saying which."""
        completed = self.completed(choices)
        return ["values"] if completed is None else list(self.broken(completed))


@dataclass(frozen=True)
class Contender:
    """Another validator; `reasons` is None where it tells the first at most, or not which."""

    name: str
    is_valid: Callable[[Choices], bool]
    reasons: One | None = None


def contenders(schema: Schema, by_hand: ByHand) -> Iterator[Contender]:
    """All that are installed here."""
    from jsonschema import Draft202012Validator

    slow = Draft202012Validator(schema)
    yield Contender("jsonschema", slow.is_valid, lambda choices: list(slow.iter_errors(choices)))
    if find_spec("fastjsonschema"):
        yield fastjsonschema_contender(schema)
    if find_spec("jsonschema_rs"):
        import jsonschema_rs

        fast = jsonschema_rs.validator_for(schema)
        yield Contender("jsonschema-rs", fast.is_valid, lambda choices: list(fast.iter_errors(choices)))
    yield pydantic_contender(schema, by_hand)
    yield Contender(BY_HAND, by_hand.is_valid, by_hand.reasons)
    if find_spec("cel"):
        from cel_text import cel_is_valid

        yield Contender("CEL", cel_is_valid(schema))


def fastjsonschema_contender(schema: Schema) -> Contender:
    """A function made of the schema, in an older draft's word where it knows no other; it tells the first mistake."""
    import fastjsonschema

    compiled = fastjsonschema.compile({**schema, "dependencies": schema.get("dependentRequired", {})})

    def is_valid(choices: Choices) -> bool:
        try:
            compiled(choices)
        except fastjsonschema.JsonSchemaValueException:
            return False
        return True

    return Contender("fastjsonschema", is_valid)


def pydantic_model(schema: Schema, by_hand: ByHand) -> type[Any]:
    """A model: each field strict, as the schema says, and a validator for the rules, which are written by hand."""
    from pydantic import ConfigDict, create_model, model_validator

    dependent = schema.get("dependentRequired", {}).items()

    def meets_rules(model: Any) -> Any:
        completed = model.__dict__
        for key, others in dependent:
            if completed[key] is not None and any(completed[each] is None for each in others):
                raise ValueError(key)
        broken = list(by_hand.broken(completed))
        if broken:
            raise ValueError(", ".join(broken))
        return model

    validators: dict[str, Any] = {"meets_rules": model_validator(mode="after")(meets_rules)}
    fields: dict[str, Any] = {}
    for key, each in schema["properties"].items():
        kind = _field(each)
        fields[key] = (kind, ...) if key in schema["required"] else (kind | None, by_hand.defaults[key])
    model: type[Any] = create_model(
        "Model",
        __config__=ConfigDict(extra="forbid", strict=True),
        __validators__=validators,
        **fields,
    )
    return model


def _field(schema: Schema) -> Any:
    from pydantic import Field

    if "enum" in schema:
        return Literal[tuple(schema["enum"])]
    match schema["type"]:
        case "boolean":
            return bool
        case "integer":
            return Annotated[int, Field(ge=schema["minimum"], le=schema["maximum"])]
        case "array":
            return Annotated[list[_field(schema["items"])], Field(max_length=schema["maxItems"])]  # type: ignore[misc]
    least, most, pattern = (schema.get(name) for name in ("minLength", "maxLength", "pattern"))
    return Annotated[str, Field(min_length=least, max_length=most, pattern=pattern)]


def pydantic_contender(schema: Schema, by_hand: ByHand) -> Contender:
    """The model. It takes lists in which a value comes twice, which no sample has."""
    from pydantic import ValidationError

    model = pydantic_model(schema, by_hand)

    def is_valid(choices: Choices) -> bool:
        try:
            model.model_validate(choices)
        except ValidationError:
            return False
        return True

    def reasons(choices: Choices) -> object:
        try:
            return model.model_validate(choices)
        except ValidationError as error:
            return error.errors()

    return Contender("pydantic", is_valid, reasons)


def with_code(is_valid: Callable[[Choices], bool]) -> One:
    """A verdict by somebody else, and a code as one would make it then."""
    import orjson

    from configurator.identity.code_text import code_text

    def verdict_and_code(choices: Choices) -> object:
        if not is_valid(choices):
            return None
        return code_text(hashlib.sha256(orjson.dumps(choices, option=orjson.OPT_SORT_KEYS)).digest())

    return verdict_and_code
