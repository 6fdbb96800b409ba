"""What is done in another process comes to what it comes to here; what happens to either process ends well.

Most of it is tried in scripts of their own, which have one thread and may be killed.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from aside_scripts import STUDIO, VARIABLES, each_way, try_out
from hypothesis import given
from law import LAW
from strategies import products

from configurator import aside, child_process
from configurator.aside import NoChildError, _do, done_aside
from configurator.compiler.budget import USUAL, Budget
from configurator.compiler.progress import Built, Journal, Progress
from configurator.compiling import kept
from configurator.engine.kept_space import as_kept
from configurator.engine.valid_space import ValidSpace
from configurator.errors import Limit, MissingExtraError, TooComplexError, UnknownProductError
from configurator.model.catalog import Product

pytestmark = pytest.mark.skipif(not child_process.can_listen(), reason="no process is begun here")


@LAW
@given(products())
def test_the_process_makes_and_tells_what_is_made_and_told_here(product: Product) -> None:
    messages: list[bytes] = []
    _do(partial(kept, product), Budget(memory=None), True, messages.append)
    journal, heard = Journal(), list[Progress]()
    journal.then = heard.append
    space = ValidSpace.of(product, Budget(progress=journal))
    found = [pickle.loads(each) for each in messages]
    assert found[-1] == as_kept(space)
    told = [each for each in found if isinstance(each, Progress)]
    assert list(map(timeless, told)) == list(map(timeless, heard))
    assert [each.order for each in found if isinstance(each, Built)] == [each.order for each in journal.built]


def timeless(told: Progress) -> tuple[object, ...]:
    return (told.component, told.components, told.options, told.read, told.closed, told.nodes, told.foreseen)


@each_way
def test_each_example_catalog_is_the_same_from_there(more: str) -> None:
    names = ("laptop", "sneaker", "studio", "keepsake", "gifts", "atelier") if not more else ("laptop", "gifts")
    tried = f"""{more}
for name in {names}:
    catalog = load(name)
    for key in catalog:
        product = catalog[key].product
        assert aside(product, Budget()) == as_kept(here(product)), key
assert len(children) >= {len(names)}
assert all(map(gone, children))
"""
    try_out(tried)


@each_way
def test_progress_and_the_report_are_passed_on(more: str) -> None:
    try_out(f"""{more}
told, known = [], []
journal, own = Journal(told.append), Journal(known.append)
aside(product, Budget(progress=journal))
here(product, Budget(progress=own))
assert told and [replace(each, seconds=0) for each in told] == [replace(each, seconds=0) for each in known]
assert [replace(each, seconds=0) for each in journal.built] == [replace(each, seconds=0) for each in own.built]
assert journal.last == told[-1]
""")


@each_way
def test_more_memory_than_allowed_is_too_complex(more: str) -> None:
    try_out(f"""{more}
error = refused(Budget(memory=1 << 20, seconds=600, nodes=10**9), of=long())
assert error.finding == "it takes more memory than 1 MiB", error.finding
assert "OPTIONARY_COUNT_BYTES" in error.hint
""")


def test_wherever_memory_ends_that_is_what_is_said() -> None:
    try_out("""
tied = long()
for size in [1 << bits for bits in range(14, 25)]:
    try:
        aside(tied, Budget(memory=size, seconds=600, nodes=10**9))
    except TooComplexError as error:
        assert error.finding.startswith("it takes more memory than"), error.finding
    else:
        raise AssertionError(size)
""")


def test_where_memory_does_for_clauses_a_diagram_that_takes_more_is_done_without() -> None:
    try_out("""
from configurator.engine import valid_space
from configurator.engine.kept_space import from_kept
def hungry(*given):
    list(range(1 << 40))
valid_space.graph_of = hungry
space = from_kept(product, memoryview(aside(product, Budget())))
assert space.method != "diagram"
assert space.components[0].why.finding == "it takes more memory than 2 GiB"
assert space.components[0].holds
""")


def test_a_process_that_is_killed_is_told_in_plain_words() -> None:
    try_out("""
ValidSpace.of = stuck
error = refused(Budget(progress=lambda told: os.kill(children[0], signal.SIGKILL)))
assert "was killed (SIGKILL)" in error.finding, error.finding
assert "too little memory" in error.hint
""")


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE"])
def test_a_process_that_fails_by_a_mistake_in_it_is_no_matter_of_complexity(name: str) -> None:
    try_out(f"""
ValidSpace.of = lambda product, budget: os.kill(os.getpid(), signal.{name})
assert "failed ({name})" in str(refused(kind=RuntimeError))
""")


@pytest.mark.parametrize("name", ["SIGABRT", "SIGTERM"])
def test_only_of_some_signals_lack_of_memory_is_the_reason(name: str) -> None:
    try_out(f"""
ValidSpace.of = lambda product, budget: os.kill(os.getpid(), signal.{name})
error = refused()
assert "was killed ({name})" in error.finding, error.finding
assert ("memory" in error.finding + error.hint) == ({name!r} == "SIGABRT"), error
""")


def test_a_process_that_ends_by_itself_is_no_matter_of_complexity() -> None:
    try_out("""
ValidSpace.of = lambda product, budget: os._exit(7)
assert "ended with 7" in str(refused(kind=RuntimeError))
""")


def test_what_no_look_at_the_clock_reaches_is_ended_from_outside() -> None:
    try_out("""
ValidSpace.of = stuck
work_aside.START, work_aside.PATIENCE = 0.1, 0
assert "by the clock on the wall" in refused().finding
""")


def test_while_another_program_is_asked_it_may_take_longer() -> None:
    try_out("""
ends = []
receive = child_process.Child.receive
def received(child, until):
    ends.append(until)
    return receive(child, until)
child_process.Child.receive = received
def work(budget):
    budget.waiting(1_000)
    return b"done"
assert work_aside.done_aside(work, Budget()) == b"done"
assert [round(each - ends[0]) for each in ends] == [0, 0, 1_000], ends
""")


def test_errors_come_out_as_they_were_raised() -> None:
    try_out("""
from configurator.errors import MissingExtraError
def missing(product, budget):
    raise MissingExtraError("solver", "python-sat", "this")
ValidSpace.of = missing
assert refused(kind=MissingExtraError).extra == "solver"

children.clear()
def tied(product, budget):
    raise TooComplexError("it is much", ("a", "b"), ("r",), "do less")
ValidSpace.of = tied
error = refused()
assert (error.finding, error.options, error.constraints, error.hint) == ("it is much", ("a", "b"), ("r",), "do less")

children.clear()
def odd(product, budget):
    return {}["nothing"]
ValidSpace.of = odd
error = refused(kind=KeyError)
assert error.args == ("nothing",) and "in odd" in error.__notes__[0]

children.clear()
class StrangeError(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")
def strange(product, budget):
    raise StrangeError(1, 2)
ValidSpace.of = strange
assert str(refused(kind=RuntimeError)) == "StrangeError: 1 and 2"
""")


@each_way
def test_whoever_hears_of_the_progress_can_end_it(more: str) -> None:
    try_out(f"""{more}
def enough(told):
    raise KeyboardInterrupt
refused(Budget(progress=enough), KeyboardInterrupt)
""")


@each_way
def test_ctrl_c_at_the_moment_when_a_process_is_there_leaves_none_behind(more: str) -> None:
    try_out(f"""{more}
import subprocess
fork, Popen = os.fork, subprocess.Popen
def interrupt(number):
    children.append(number)
    os.kill(os.getpid(), signal.SIGINT)
def forked():
    number = fork()
    if number:
        interrupt(number)
    return number
class Started(Popen):
    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        interrupt(self.pid)
os.fork, subprocess.Popen = forked, Started
handler = signal.getsignal(signal.SIGINT)
try:
    aside(product, Budget())
except KeyboardInterrupt as error:
    assert children and all(map(gone, children)), children
else:
    raise AssertionError("the interruption is lost")
assert signal.getsignal(signal.SIGINT) is handler
assert not signal.pthread_sigmask(signal.SIG_BLOCK, ())
""")


def test_orders_wait_until_one_goes_on_and_come_in_their_order() -> None:
    came: list[int] = []
    orders = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(each, lambda number, _: came.append(number)) for each in orders]
    try:
        with child_process.uninterrupted() as go_on:
            for each in (signal.SIGTERM, signal.SIGINT):
                signal.raise_signal(each)
            assert came == []
            go_on()
            assert came == [signal.SIGTERM, signal.SIGINT]
            signal.raise_signal(signal.SIGINT)
            assert len(came) == 3
        with child_process.uninterrupted():
            signal.raise_signal(signal.SIGTERM)
        assert len(came) == 4
        signal.raise_signal(signal.SIGTERM)
        assert len(came) == 5
    finally:
        for each, handler in zip(orders, before, strict=True):
            signal.signal(each, handler)


def test_where_no_process_can_be_begun_it_is_compiled_here() -> None:
    try_out("""
refusals = []
done_aside = work_aside.done_aside
def trying(work, budget):
    try:
        return done_aside(work, budget)
    except work_aside.NoChildError as refusal:
        refusals.append(type(refusal.__cause__))
        raise
compiling.done_aside = trying
here_or_aside.BESIDE_A_FORK = here_or_aside.BESIDE_AN_INTERPRETER = here_or_aside.Small(0, 0)
def full():
    raise BlockingIOError("no more processes")
os.fork = full
assert compiling.compiled(product).method == "diagram"
threading.Thread(target=threading.Event().wait, daemon=True).start()
for wrong in ("/nowhere/python", "/bin/true"):
    sys.executable = wrong
    assert compiling.compiled(product).method == "diagram"
assert refusals == [BlockingIOError, FileNotFoundError, type(None)], refusals
""")


FORBIDDEN = """
here_or_aside.BESIDE_A_FORK = here_or_aside.BESIDE_AN_INTERPRETER = here_or_aside.Small(0, 0)
def never(product, budget=None):
    raise AssertionError("it is compiled here")
ValidSpace.of = never
try:
    compiling.compiled(product)
except TooComplexError as error:
    assert "memory" in error.finding and error.hint, error
else:
    raise AssertionError("nothing was raised")
"""


@each_way
@pytest.mark.parametrize("raised", ["OSError(errno.ENOMEM, 'no room')", "MemoryError"])
def test_where_memory_does_not_do_for_a_process_it_is_not_compiled_here_either(more: str, raised: str) -> None:
    try_out(f"""{more}
import errno, subprocess
tried = []
def full(*given, **named):
    tried.append(given)
    raise {raised}
os.fork = subprocess.Popen = full
{FORBIDDEN}
assert len(tried) == 1
""")


@each_way
def test_nor_where_the_process_is_killed_before_it_says_anything(more: str) -> None:
    try_out(f"""{more}
begun = {{name: getattr(child_process.Child, name) for name in ("forked", "started")}}
def killed(name):
    def begin(*given):
        if name == "forked":
            given = (lambda send: signal.pause(),)
        child = begun[name](*given)
        os.kill(child.number, signal.SIGKILL)
        return child
    return begin
for name in begun:
    setattr(child_process.Child, name, killed(name))
{FORBIDDEN}
assert len(children) == 1 and gone(children[0])
""")


def test_an_amount_of_memory_is_named_only_where_it_is_held() -> None:
    assert USUAL.out_of_memory().finding == "it takes more memory than there is"
    assert replace(USUAL, holds_memory=True).out_of_memory().finding == "it takes more memory than 2 GiB"
    try_out("""
from configurator.engine import valid_space
def hungry(*given):
    raise MemoryError
valid_space.graph_of = hungry
assert ValidSpace.of(product).components[0].why.finding == "it takes more memory than there is"
import resource
limits = resource.getrlimit(resource.RLIMIT_AS)
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, limits[1]))
from configurator.engine.kept_space import from_kept
space = from_kept(product, memoryview(aside(product, Budget())))
assert space.components[0].why.finding == "it takes more memory than there is"
""")


def test_what_cannot_be_packed_is_said_to_have_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "can_fork", lambda: False)
    with pytest.raises(NoChildError):
        done_aside(lambda budget: b"", USUAL)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "ended"])
@each_way
def test_the_process_ends_with_the_one_that_began_it(number: signal.Signals, more: str) -> None:
    script = f"""{more}
ValidSpace.of = stuck
told = lambda each: print(children[0], flush=True)
aside(product, Budget(nodes=10**9, seconds=10**6, progress=told))
"""
    if more:  # what is put in the place of a function is not known there
        script = script.replace("aside(product,", "aside(long(),")
    with running(STUDIO + script) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        assert is_there(child)
        process.send_signal(number)
        process.wait()
        wait_for_end(child)


@contextmanager
def running(script: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen([sys.executable, "-c", script], env=VARIABLES, stdout=subprocess.PIPE, text=True)
    try:
        with process:
            yield process
            process.kill()
    finally:
        process.kill()


def is_there(number: int) -> bool:
    """Whether a process computes; one that has ended may wait for somebody to take note of it."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    try:
        return Path(f"/proc/{number}/stat").read_text("ascii").rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return not Path("/proc/self").exists()


def wait_for_end(number: int) -> None:
    for _ in range(6_000):
        if not is_there(number):
            return
        time.sleep(0.01)
    os.kill(number, signal.SIGKILL)
    raise AssertionError("the process goes on")


@pytest.mark.parametrize(
    "error",
    [
        TooComplexError("it is much", ("a",), ("r",), "do less"),
        TooComplexError("it is much", (), (), None, Limit("nodes", 7)),
        MissingExtraError("solver", "python-sat", "this"),
        UnknownProductError("c", "p", ("q",)),
    ],
)
def test_errors_are_the_same_in_another_process(error: Exception) -> None:
    found = pickle.loads(pickle.dumps(error))
    assert type(found) is type(error)
    assert str(found) == str(error)
    assert vars(found) == vars(error)
