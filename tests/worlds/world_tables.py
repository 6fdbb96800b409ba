"""Random tables: rows of cells, and what they let through, forbid or give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from world_meaning import MARK, Option, Rule, Whole
from world_refs import Ref


@dataclass(frozen=True)
class Cell:
    """A cell: its text, and whether it matches what is chosen."""

    text: str
    matches: Callable[[Any], bool]


def cells(random: Random, option: Option) -> Cell:
    """A cell of a column."""
    kind = random.choice(("any", "none", "value", "value", "some", "range"))
    if kind == "any" or (option.kind == "text" and kind != "none"):
        return Cell("*", lambda chosen: True)
    values = [each for each in option.values if each not in (None, ())]
    if kind == "none" or not values:
        return Cell("none", lambda chosen: chosen in (None, ()))
    one = random.choice(values)
    if option.kind == "set":
        return Cell(f"{{{', '.join(random.sample(one, len(one)))}}}", lambda chosen: chosen == one)
    if kind == "range" and option.kind in ("integer", "number"):
        low, high = sorted(random.choices(range(len(option.values)), k=2))
        first, last = option.amount(option.values[low]), option.amount(option.values[high])
        assert first is not None and last is not None  # noqa: PT018
        text = f"{_cell(option, option.values[low])} .. {_cell(option, option.values[high])}"

        def lies(chosen: Any) -> bool:
            amount = option.amount(chosen)
            return amount is not None and first <= amount <= last

        return Cell(text, lies)
    if kind == "some":
        some = random.sample(values, random.randint(1, len(values)))
        text = f"{{{', '.join(_cell(option, each) for each in some)}}}"
        return Cell(text, lambda chosen: chosen is not None and any(_same(chosen, each) for each in some))
    return Cell(_cell(option, one), lambda chosen: chosen is not None and _same(chosen, one))


def _same(chosen: Any, value: Any) -> bool:
    return type(chosen) is type(value) and chosen == value


def _cell(option: Option, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value} {option.unit}".strip()


def _rows(random: Random, refs: Sequence[Ref]) -> list[tuple[Cell, ...]]:
    """Rows of which no two are written alike."""
    found: dict[tuple[str, ...], tuple[Cell, ...]] = {}
    for _ in range(random.randint(1, 5)):
        row = tuple(cells(random, ref.option) for ref in refs)
        found[tuple("".join(sorted(cell.text)) for cell in row)] = row
    return list(found.values())


def _matches(row: Sequence[Cell], refs: Sequence[Ref], whole: Whole) -> bool:
    return all(cell.matches(ref.get(whole)) for cell, ref in zip(row, refs, strict=True))


def table(random: Random, key: str, refs: Sequence[Ref]) -> Rule:
    """A table of up to three columns; with `from`, it goes into a file of its own."""
    columns = random.sample(list(refs), random.randint(1, min(3, len(refs))))
    rows, allows = _rows(random, columns), random.random() < 0.6
    word = "allow" if allows else "forbid"
    lines = "".join(f"    {', '.join(cell.text for cell in row)}\n" for row in rows)
    text = f"({', '.join(each.text for each in columns)}) {word} {{\n{lines}  }}"
    if random.random() < 0.3:
        text = f'({", ".join(each.text for each in columns)}) {word} from "{key}.csv"\f{_csv(columns, rows)}'

    def breaks(whole: Whole) -> bool:
        return any(_matches(row, columns, whole) for row in rows) is not allows

    return Rule(key, "table", text, breaks, frozenset(each.path[0] for each in columns))


def _csv(columns: Sequence[Ref], rows: Sequence[Sequence[Cell]]) -> str:
    """The rows as a file: a set that has a comma in it stands in quotes."""
    head = ",".join(MARK.sub(lambda found: found[1], each.text) for each in columns)
    lines = [",".join(f'"{cell.text}"' if "," in cell.text else cell.text for cell in row) for row in rows]
    return "\n".join((head, *lines)) + "\n"


def giving(random: Random, key: str, refs: Sequence[Ref]) -> Option:
    """An option that follows by a table: the first row that fits says what it is."""
    columns = random.sample(list(refs), random.randint(1, min(2, len(refs))))
    rows = _rows(random, columns)
    values = random.sample(("oak", "pine", "felt"), random.randint(1, 3))
    given = [random.choice(values) for _ in rows]
    optional = random.random() < 0.5
    lines = "".join(
        f"    {', '.join(cell.text for cell in row)}, {each}\n" for row, each in zip(rows, given, strict=True)
    )
    heading = f"finder_{key} ({', '.join(each.text for each in columns)}) gives {key}"

    def follows(whole: Whole) -> tuple[Any, bool]:
        for row, each in zip(rows, given, strict=True):
            if _matches(row, columns, whole):
                return each, True
        return None, optional

    return Option(
        key, "values", " | ".join(values), tuple(values), traits={each: {} for each in values}, optional=optional,
        follows=follows, because=f"finder_{key}", names=frozenset(each.path[0] for each in columns),
        modifiers=f"{'optional ' if optional else ''}derived\f{heading} {{\n{lines}  }}",
    )  # fmt: skip
