"""Products that are examined side by side give what they give one after the other, whatever becomes of a process.

Each test runs in a process of its own, since a fork is made only where there is one thread.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from cli_runs import ROOT, environment

HEAD = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may ignore it
sys.path.insert(0, "tests")
from snippets import reader
from configurator import aside, child_process, examining, pipeline, side_by_side
from configurator.compiler.budget import Budget
from configurator.source import Source

def product(number):
    # some have a dead value, one is contradicted, one cannot be counted, one expects another count
    entangled = "".join(f"  option e{at}: integer 0 .. 1000\\n" for at in range(9)) if number == 5 else ""
    together = "  rule sum require " + " + ".join(f"e{at}" for at in range(9)) + " <= 3333\\n" if number == 5 else ""
    return (
        f"product p{number} {{\\n  option color: red | blue | gold\\n  option size: small | large\\n"
        + entangled + together
        + ("  rule dead forbid color = gold\\n" if number % 3 == 0 else "")
        + ("  rule one require size = small\\n  rule two forbid size = small\\n" if number == 7 else "")
        + ("  expect count = 99\\n" if number == 11 else "")
        + "}\\n"
    )

TEXT = "catalog many\\n" + "".join(map(product, range(40)))
BUDGET = Budget(seconds=0.3)

def said(outcome):
    return [(each.code.name, each.span, each.message, each.hint) for each in outcome.diagnostics], {
        key: str(count) for key, count in outcome.value.counts.items()
    }

def examined(examining):
    return pipeline.examined(Source("catalog.vpc", TEXT), reader({}), BUDGET, examining)

def both():
    outcome = examined(side_by_side.examined_side_by_side)
    codes = {each.code.name for each in outcome.diagnostics}
    assert codes == {"unreachable-value", "no-valid-configuration", "too-entangled", "wrong-count"}, codes
    assert all(each.code is examining.codes.BY_NAME[each.code.name] for each in outcome.diagnostics)
    assert said(outcome) == said(examined(side_by_side.examine))

def all_but_one():
    "All but the entangled product are told as always; why that one is not."
    found, counts = said(examined(side_by_side.examined_side_by_side))
    expected, numbers = said(examined(side_by_side.examine))
    assert [each for each in found if each[0] != "too-entangled"] == [
        each for each in expected if each[0] != "too-entangled"
    ]
    (told,) = (each[2] for each in found if each[0] == "too-entangled")
    assert told == counts.pop("p5")
    assert numbers.pop("p5") and numbers == counts
    return told

forks = []
fork = os.fork
def counted():
    number = fork()
    forks.append(number)
    return number
os.fork = counted
side_by_side.processes = lambda: 3

before = examining.packed

def none_is_left():
    assert forks
    for number in forks:
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            continue
        raise AssertionError("a process is left behind")

def raised(kind):
    "What an examination raises; no process is left behind."
    try:
        examined(side_by_side.examined_side_by_side)
    except kind as error:
        none_is_left()
        return error
    raise AssertionError("nothing was raised")
"""

THREAD = "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"

CASES = {
    "three processes": "both()\nassert len(forks) == 3\nnone_is_left()",
    "one processor": "side_by_side.processes = lambda: 1\nboth()\nassert len(forks) == 1",
    "one that fails": """
def failing(found):
    if "p30" in found:
        raise RuntimeError
    return before(found)
examining.packed = failing
both()
none_is_left()
""",
    "one that is killed": """
def killed(found):
    if "p30" in found:
        os.kill(os.getpid(), 9)
    return before(found)
examining.packed = killed
both()
none_is_left()
""",
    "a product that is the death of its process": """
def killed(found):
    if "p5" in found:
        os.kill(os.getpid(), 9)
    return before(found)
examining.packed = killed
told = all_but_one()
assert "the process that compiled it was killed (SIGKILL)" in told, told
assert len(forks) == 4
none_is_left()
""",
    "a product that fails by a mistake of ours": """
def failing(found):
    if "p5" in found:
        raise KeyError("odd")
    return before(found)
examining.packed = failing
assert "in failing" in raised(KeyError).__notes__[0]
""",
    "a product whose process ends by a mistake in it": """
def ended(found):
    if "p5" in found:
        os.kill(os.getpid(), 11)
    return before(found)
examining.packed = ended
assert "SIGSEGV" in str(raised(RuntimeError))
""",
    "a system without room": """
def refused():
    raise BlockingIOError("no more processes")
os.fork = refused
both()
""",
    "one that is cut off": """
examining.packed = lambda found: before(found)[:-5] if len(found) > 1 else before(found)
both()
""",
    "an interruption": """
def interrupted(file):
    raise KeyboardInterrupt
side_by_side.unpacked = interrupted
raised(KeyboardInterrupt)
""",
    "small products": "TEXT = 'catalog few\\n' + ''.join(map(product, range(5)))\n"
    "side_by_side.SECONDS_OF_A_FORK = 60\n"
    "assert examined(side_by_side.examined_side_by_side).value\nassert not forks",
    "a large product": "TEXT = 'catalog one\\n' + product(1) + product(5)\n"
    "assert said(examined(side_by_side.examined_side_by_side)) == said(examined(side_by_side.examine))\n"
    "assert len(forks) == 1",
    "several threads": """
import importlib, threading
importlib.reload(side_by_side)
event = threading.Event()
threading.Thread(target=event.wait, daemon=True).start()
assert side_by_side.processes() == 1
event.set()
""",
    "a thread of a library": """
import _thread, importlib, threading
importlib.reload(side_by_side)
side_by_side.os.sched_getaffinity = lambda number: {0, 1}
assert side_by_side.processes() == 2
held = _thread.allocate_lock()
held.acquire()
_thread.start_new_thread(held.acquire, ())
assert threading.active_count() == 1
assert side_by_side.processes() == 1
""",
    "a fresh interpreter beside another thread": THREAD
    + """
begun = []
started = child_process.Child.started
child_process.Child.started = lambda module: begun.append(module) or started(module)
side_by_side.processes = lambda: 1
both()
assert len(begun) == 1 and not forks, (begun, forks)
""",
    "an interruption as soon as one is there": """
import signal
counting = os.fork
def interrupting():
    number = counting()
    if number:
        os.kill(os.getpid(), signal.SIGINT)
    return number
os.fork = interrupting
raised(KeyboardInterrupt)
""",
    "each process may take as much memory as is allowed": """
reading, writing = os.pipe()
hold = aside.hold_memory
def held(size):
    os.write(writing, f"{size}\\n".encode())
    return hold(size)
aside.hold_memory = held
both()
os.close(writing)
with open(reading) as told:
    assert [int(line) for line in told] == [2 << 30] * 3
""",
    "too little memory for one product": """
BUDGET = Budget(seconds=600, nodes=10**9, memory=4 << 20)
found, counts = said(examined(side_by_side.examined_side_by_side))
assert counts.pop("p5") == "too complex to count exactly: it takes more memory than 4 MiB"
assert len(forks) == 4  # that product had a process of its own in the end
none_is_left()
TEXT = TEXT.replace(product(5), product(1).replace("p1", "p5"))
BUDGET = Budget()
expected, numbers = said(examined(side_by_side.examine))
assert [each[0] for each in found if each[0] != "too-entangled"] == [each[0] for each in expected]
assert numbers.pop("p5") == "6" and numbers == counts
""",
    "a system on which nothing holds memory": """
from configurator import here_or_aside
here_or_aside.can_hold_memory = lambda: False
both()
assert not forks
""",
    "no memory for a process": """
import errno
def refused():
    raise OSError(errno.ENOMEM, "no room")
os.fork = refused
told = all_but_one()
assert "too little memory left to begin a process" in told, told
""",
}


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")
@pytest.mark.parametrize("case", CASES)
def test_what_is_found_is_the_same(case: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", HEAD + CASES[case]],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
