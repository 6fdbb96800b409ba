"""Read DIMACS CNF, and feature models in it: each variable becomes an option of yes or no, each clause a rule.

A comment `c 12 name` names a variable, as tools for feature models write it. Every variable that the header declares
becomes an option, also one that stands in no clause, so the count is over all of them. A clause is written as people
would say it: what it excludes stands behind `when`, and a clause of exclusions alone is a `forbid`.

What would surprise: where the names are so long that the text would not fit into one file, options are called `v1`,
`v2` and so on, and the names are their labels.

Format: «Satisfiability: Suggested Format», DIMACS Challenge 1993; a line `%` ends the clauses, as in SATLIB's files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePath

from configurator.analysis.scope import ReadFile
from configurator.diagnostics import Outcome
from configurator.exchange.catalog_text import CatalogText, Keys, identifier
from configurator.exchange.clauses import clause_rule
from configurator.exchange.foreign import shortened, told
from configurator.exchange.mistake import ForeignMistakeError, beyond, not_so
from configurator.source import Source, Span
from configurator.syntax.parser import SIZE_LIMIT

MOST_VARIABLES = 1_000_000

_NAMED = re.compile(r"c\s+(\d+)\$?\s+(\S.*?)\s*$")
_WORD = re.compile(r"\S+")


@dataclass(slots=True)
class Cnf:
    """A formula in conjunctive normal form: so many variables, from 1, the names of some, and its clauses in order."""

    variables: int
    names: dict[int, str] = field(default_factory=dict)
    clauses: list[tuple[int, ...]] = field(default_factory=list)


def catalog_text(source: Source, read_file: ReadFile) -> Outcome[str]:  # noqa: ARG001 - the notation imports nothing
    """The text of a catalog with an option for each variable and a rule for each clause."""
    return told(source, lambda: written(cnf(source), PurePath(source.name).stem))


def cnf(source: Source) -> Cnf:
    """The formula in a DIMACS text. Raises `ForeignMistakeError`."""
    found: Cnf | None = None
    names: dict[int, str] = {}
    literals: list[int] = []
    at = 0
    for line in source.text.split("\n"):
        first = line[:1]
        if first == "c":
            named = _NAMED.match(line)
            if named:
                names.setdefault(int(named[1]), named[2])
        elif first == "p":
            if found is not None:
                raise not_so(_line(source, at, line), "a second header: a file has one formula")
            found = _header(source, at, line)
        elif first == "%":
            break
        elif line and not line.isspace():
            if found is None:
                raise not_so(_line(source, at, line), "clauses begin behind a header `p cnf VARIABLES CLAUSES`")
            _clauses(source, at, line, found, literals)
        at += len(line) + 1
    if found is None:
        raise not_so(source.span(0, 1), "there is no header `p cnf VARIABLES CLAUSES`")
    if literals:
        raise not_so(source.span(max(0, len(source.text.rstrip()) - 1)), "the last clause does not end with 0")
    found.names = {number: name for number, name in sorted(names.items()) if 1 <= number <= found.variables}
    return found


def _line(source: Source, at: int, line: str) -> Span:
    blanks = len(line) - len(line.lstrip())
    return source.span(at + blanks, at + max(blanks + 1, len(line.rstrip())))


def _header(source: Source, at: int, line: str) -> Cnf:
    words = line.split()
    if len(words) >= 2 and words[0] == "p" and words[1] != "cnf":
        raise beyond(_line(source, at, line), f"this is in the form `{shortened(words[1])}`; only `p cnf` is read")
    if len(words) != 4 or words[0] != "p" or not all(each.isascii() and each.isdigit() for each in words[2:]):
        raise not_so(_line(source, at, line), "a header is `p cnf VARIABLES CLAUSES`, with two numbers")
    if len(words[2]) > 9 or int(words[2]) > MOST_VARIABLES:
        raise beyond(_line(source, at, line), f"more than {MOST_VARIABLES:,} variables")
    return Cnf(int(words[2]))


def _clauses(source: Source, at: int, line: str, found: Cnf, literals: list[int]) -> None:
    """Take the literals of a line; a clause ends with 0, and may go over several lines."""
    try:
        numbers = [int(word) for word in line.split()]
    except ValueError:
        raise _not_a_literal(source, at, line) from None
    most, clauses = found.variables, found.clauses
    for literal in numbers:
        if literal:
            if not -most <= literal <= most:
                raise _unknown(source, at, line, literal, most)
            literals.append(literal)
        else:
            clauses.append(tuple(literals))
            literals.clear()


def _not_a_literal(source: Source, at: int, line: str) -> ForeignMistakeError:
    for word in _WORD.finditer(line):
        if not re.fullmatch(r"[+-]?\d{1,4000}", word[0]):
            break
    span = source.span(at + word.start(), at + word.end())
    return not_so(span, f"`{shortened(word[0])}` is no number of a variable", "a clause is numbers, with 0 at its end")


def _unknown(source: Source, at: int, line: str, literal: int, most: int) -> ForeignMistakeError:
    place = next(each for each in _WORD.finditer(line) if int(each[0]) == literal)
    span = source.span(at + place.start(), at + place.end())
    return not_so(span, f"there is no variable {shortened(str(abs(literal)))}: the header declares {most}")


def written(found: Cnf, name: str) -> str:
    """The text of a catalog that says what a formula says."""
    catalog = identifier(name)
    text = CatalogText(catalog, name, product=catalog)
    keys = Keys()
    options = _keys(found, keys)
    for number, key in enumerate(options[1:], 1):
        text.option(key, found.names.get(number), "yes or no")
    text.gap()
    for number, clause in enumerate(found.clauses, 1):
        plain, negated = _sides(clause, options)
        if not plain and not negated:
            text.rule(keys.of(f"clause_{number}"), "require 1 = 0")
        elif not set(plain) & set(negated):
            text.lay(clause_rule(keys.of(f"clause_{number}"), plain, negated))
    return text.text()


def _keys(found: Cnf, keys: Keys) -> list[str]:
    """The keys of the options, by the numbers of the variables; that at 0 is none."""
    names = ["", *(found.names.get(number) or f"v{number}" for number in range(1, found.variables + 1))]
    length = sum(len(names[abs(literal)]) + len(" and ") for clause in found.clauses for literal in clause)
    if length + len(found.clauses) * len("  rule clause_1 require  when \n") > SIZE_LIMIT * 3 // 4:
        names = [f"v{number}" for number in range(found.variables + 1)]
    return ["", *map(keys.of, names[1:])]


def _sides(clause: tuple[int, ...], options: list[str]) -> tuple[list[str], list[str]]:
    """The options of which a clause wants one, and those of which it wants one not."""
    literals = tuple(dict.fromkeys(clause))
    plain = [options[literal] for literal in literals if literal > 0]
    return plain, [options[-literal] for literal in literals if literal < 0]
