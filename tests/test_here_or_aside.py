"""What is small is answered here, and all else in another process, where memory is held."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

import pytest
from aside_scripts import each_way, try_out
from count_products import listed, option, product

from configurator import aside, child_process, here_or_aside
from configurator.aside import Work
from configurator.child import can_hold_memory
from configurator.compiler.budget import Budget
from configurator.compiler.progress import Journal
from configurator.compiling import compiled
from configurator.engine.count import count
from configurator.errors import TooComplexError

pytestmark = pytest.mark.skipif(not child_process.can_listen(), reason="no process is begun here")


def test_what_is_small_is_compiled_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(work: Work, budget: Budget) -> bytes:
        raise AssertionError("it is small")

    monkeypatch.setattr("configurator.compiling.done_aside", never)
    journal = Journal()
    space = compiled(product([option("a", listed("x", "y"))]), Budget(progress=journal))
    assert [each.order for each in journal.built] == [("a",)]
    assert space.method == "diagram"
    many = product([option(f"o{number}", listed("x", "y")) for number in range(400)])
    with pytest.raises(AssertionError, match="small"):
        compiled(many)
    monkeypatch.setattr(here_or_aside, "can_listen", lambda: False)
    assert compiled(many).method == "diagram"


def where_it_is_done(budget: Budget) -> int:
    """Something to do that is beyond any limit, and says where it is done."""
    if budget.refusing is not None:
        budget.refusing(TooComplexError("it is a test", (), ()))
    return os.getpid()


def first_of_all(makers: list[Callable[[], int]], budget: Budget) -> int:
    return where_it_is_done(budget) and makers[0]()


def test_an_answer_is_found_aside_where_it_is_not_small_and_memory_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(here_or_aside, "can_hold_memory", lambda: True)
    small = product([option("a", listed("x", "y"))])
    assert here_or_aside.answered((small,), partial(count, small, None)) == 2
    assert here_or_aside.answered((small,), where_it_is_done) not in (0, os.getpid())
    with pytest.raises(ValueError, match="not a closed option"):
        here_or_aside.answered((small,), partial(count, small, ("b",)))
    for name in ("can_hold_memory", "can_listen"):
        with monkeypatch.context() as patch:
            patch.setattr(here_or_aside, name, lambda: False)
            assert here_or_aside.answered((small,), where_it_is_done) == os.getpid()
    for module in (aside, here_or_aside):
        monkeypatch.setattr(module, "can_fork", lambda: False)
    pids = [os.getpid, lambda: where_it_is_done(Budget())]
    assert here_or_aside.answered((small,), partial(first_of_all, pids)) == os.getpid()  # it cannot be packed


@pytest.mark.skipif(not can_hold_memory(), reason="nothing holds the memory of a process here")
@each_way
def test_what_a_release_changes_is_found_out_where_memory_is_held(more: str) -> None:
    try_out(f"""{more}
from configurator.differences import differences
large = long()
lack, same = differences([large, product], [large, product], 3, Budget(memory=48 << 20, seconds=2))
assert lack.kept is None and lack.new is large, lack
assert "memory" in lack.why, lack.why
assert len(children) >= 1 and all(map(gone, children))
assert (same.gained, same.lost, same.method) == (0, 0, "diagram") and same.kept > 10**6, same
""")


@pytest.mark.skipif(not can_hold_memory(), reason="nothing holds the memory of a process here")
@each_way
def test_tables_of_numbers_are_made_where_memory_is_held(more: str) -> None:
    try_out(f"""{more}
from configurator import in_numbers
from configurator.batch import rank_tables
from configurator.engine.valid_space import NO_CHOICES
large = long()
numbers = in_numbers.InNumbers(large, None)
in_numbers._MANY = Budget(nodes=10**9, memory=48 << 20, seconds=20)
real, made = rank_tables.rank_tables, []

def here_too(*given):
    made.append(given)
    return real(*given)

rank_tables.rank_tables = here_too
assert numbers._tables_for(in_numbers.MANY_ROWS) is None
assert len(children) == 1 and gone(children[0]), children
assert len(made) <= 1, made  # tried here, with few nodes, at most
numbers = in_numbers.InNumbers(product, None)
tables = numbers._tables_for(in_numbers.MANY_ROWS)
assert tables is not None and tables.count > 10**6, tables
assert tables.unranked([5])[0].tolist() == real(product, Budget()).unranked([5])[0].tolist()
""")
