"""What a configuration is made of and how: parts to pick, work steps with parameters, checks, each under a condition.

Steps stand in the order in which they are done: as written, but each behind those that it names after `after`.
"""

from __future__ import annotations

from dataclasses import dataclass

from configurator.model.expression import Expression
from configurator.model.units import Unit
from configurator.source import Span


@dataclass(frozen=True, slots=True)
class Inserted:
    """A place in a text where something of the configuration goes; amounts are shown in `unit`.

    `option` is the key of the option where its value itself is inserted, so that its label can be shown.
    """

    expression: Expression
    unit: Unit | None = None
    option: str | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A text with places for what is chosen: `BLANK-{model}-{cover}`."""

    pieces: tuple[str | Inserted, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """So many of a part, `unit` None for pieces."""

    part: Template
    quantity: Expression
    unit: Unit | None = None
    when: Expression | None = None
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Check:
    """Something that a person looks at."""

    text: Template
    when: Expression | None = None
    span: Span = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Operation:
    """What a machine does, with its parameters; `key` is what other steps call it by."""

    verb: str
    machine: str
    parameters: tuple[tuple[str, Template | Inserted], ...] = ()
    key: str | None = None
    when: Expression | None = None
    span: Span = Span(0, 0)


Step = Pick | Check | Operation
