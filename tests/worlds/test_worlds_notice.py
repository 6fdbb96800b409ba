"""Random worlds notice what is wrong: with a part of the package switched off or turned round, a law soon fails.

`OPTIONARY_LONG=1 pytest -s tests/worlds/test_worlds_notice.py` tries all parts, and prints how many worlds it took.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from test_random_worlds import hold

from configurator import examination
from configurator.analysis import members, narrowing, nesting
from configurator.engine import explode, sale
from configurator.identity import configured
from configurator.model import constraint, derivation, derived_options, evaluation
from configurator.model.option import Option

LONG = os.environ.get("OPTIONARY_LONG") == "1"
WORLDS = 150

Patch = pytest.MonkeyPatch


def last_row(patch: Patch) -> None:
    """Of a table that gives a value, the last row that fits does."""

    def found(table: Any, choices: Any, domains: Any) -> Any:
        columns = table.columns[:-1]
        rows = [row for row in table.rows if constraint.row_matches(row[:-1], columns, choices, domains)]
        return rows[-1] if rows else None

    patch.setattr(derived_options, "first_row", found)


def no_guards(patch: Patch) -> None:
    """What is said of a product within holds where there is none."""
    patch.setattr(nesting.Place, "guard", property(lambda place: None))


def baselines_are_written(patch: Patch) -> None:
    """A baseline stands in codes like any other value."""
    patch.setattr(Option, "left_out", property(lambda option: None))


def unknown_is_false(patch: Patch) -> None:
    """What is absent is compared all the same."""
    before = evaluation.compare

    def compare(sign: str, left: Any, right: Any) -> bool:
        return before(sign, left, right) is True

    patch.setattr(evaluation, "compare", compare)


def members_may_be_unknown(patch: Patch) -> None:
    """Whether there is one of several is unknown where nobody asks for them."""
    patch.setattr(members, "_surely", lambda option, there: there)


def all_steps_are_done(patch: Patch) -> None:
    """No step of a build looks at its condition."""
    patch.setattr(explode._Exploding, "fires", lambda self, when: True)


def all_is_sold(patch: Patch) -> None:
    """No `sell` rule bars anything."""
    patch.setattr(sale, "unsold", lambda product, known: iter(()))


def nothing_is_dead(patch: Patch) -> None:
    """The check tells of no value that is never reached."""
    patch.setattr(examination, "dead_values", lambda graphs: iter(()))


def nothing_is_narrowed(patch: Patch) -> None:
    """What a product narrows has all values of its family."""
    patch.setattr(narrowing.Narrowing, "domain", lambda self, node: self._whole.domain)


def none_is_no_empty_set(patch: Patch) -> None:
    """`none` in a table does not match an empty set."""
    before = constraint.cell_matches

    def matches(cell: Any, chosen: Any, domain: Any) -> bool:
        return before(cell, chosen, domain) and not (isinstance(cell, constraint.NoneCell) and chosen == ())

    patch.setattr(constraint, "cell_matches", matches)


def amounts_are_first(patch: Patch) -> None:
    """Of a derived amount, the first formula counts whatever its condition."""

    def worth(self: derivation.Derived, choices: Any, domains: Any) -> derivation.Amount:
        found = evaluation.evaluate(self.cases[0].amount, choices, domains)
        return derivation.Amount(found if isinstance(found, Fraction) else Fraction(1))

    patch.setattr(derivation.Derived, "worth", worth)


def lists_are_in_order(patch: Patch) -> None:
    """Products in a list are written as they were given."""
    patch.setattr(configured, "sorted", lambda found, key=None: list(found), raising=False)


PERVERSIONS: tuple[Callable[[Patch], None], ...] = (
    last_row, no_guards, unknown_is_false, nothing_is_dead, all_is_sold, baselines_are_written, members_may_be_unknown,
    all_steps_are_done, nothing_is_narrowed, none_is_no_empty_set, amounts_are_first, lists_are_in_order,
)  # fmt: skip


def noticed() -> Iterator[int]:
    """The worlds in which a law fails."""
    for seed in range(WORLDS):
        try:
            hold(Random(seed))
        except Exception:  # noqa: BLE001 - a law fails in any way
            yield seed


@pytest.mark.parametrize("perversion", PERVERSIONS if LONG else PERVERSIONS[:6], ids=lambda each: each.__name__)
def test_worlds_notice_what_is_turned_round(perversion: Callable[[Patch], None], monkeypatch: Patch) -> None:
    perversion(monkeypatch)
    first = next(noticed(), None)
    assert first is not None, f"{WORLDS} worlds notice nothing"
    print(f"{perversion.__name__}: {perversion.__doc__} Noticed in world {first + 1}.")
