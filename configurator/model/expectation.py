"""What an author expects of a product: tests that stand in the catalog, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from configurator.model.derivation import Amount
from configurator.source import Span


@dataclass(frozen=True, slots=True)
class Example:
    """A configuration as written in an `expect` line: raw JSON-like values by option key, with their places."""

    choices: Mapping[str, object]
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectCount:
    """`expect count = N`, also `over` some options: how many valid configurations, told apart by those options."""

    count: int
    over: tuple[str, ...] | None
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectVerdict:
    """`expect valid {…}`, or `expect invalid {…} because KEY, …`: the constraints that it breaks, at least."""

    example: Example
    valid: bool
    because: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectCode:
    """`expect code {…} = "…"`: the virtual product code of a configuration."""

    example: Example
    code: str
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectSale:
    """`expect sold {…}`, or `expect unsold {…} because KEY, …`; facts of the sale stand among the choices."""

    example: Example
    sold: bool
    because: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectDerived:
    """`expect price {…} = 21.50 EUR`; facts of the sale stand among the choices."""

    name: str
    example: Example
    amount: Amount
    span: Span


@dataclass(frozen=True, slots=True)
class ExpectParts:
    """`expect parts {…} = { "BLANK-p14": 1 }`: all parts that a configuration is made of, and no others."""

    example: Example
    parts: Mapping[str, Amount]
    span: Span


Expectation = ExpectCount | ExpectVerdict | ExpectCode | ExpectSale | ExpectDerived | ExpectParts
