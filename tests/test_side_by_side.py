"""Products that are examined side by side give what they give one after the other, whatever becomes of a process.

Each test runs in a process of its own, since a fork is made only where there is one thread.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from cli_runs import ROOT, environment

HEAD = """
import sys
sys.path.insert(0, "tests")
from snippets import reader
from configurator import pipeline, side_by_side
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
BUDGET = Budget(seconds=1.0)

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
    assert all(each.code is side_by_side.codes.BY_NAME[each.code.name] for each in outcome.diagnostics)
    assert said(outcome) == said(examined(side_by_side.examine))

forks = []
fork = side_by_side.os.fork
def counted():
    number = fork()
    forks.append(number)
    return number
side_by_side.os.fork = counted
side_by_side.processes = lambda: 3

def none_is_left():
    assert forks
    for number in forks:
        try:
            side_by_side.os.kill(number, 0)
        except ProcessLookupError:
            continue
        raise AssertionError("a process is left behind")
"""

CASES = {
    "three processes": "both()\nassert len(forks) == 2",
    "one that fails": """
before = side_by_side._packed
def failing(found):
    if "p1" in found:
        raise RuntimeError
    return before(found)
side_by_side._packed = failing
both()
""",
    "one that is killed": """
before = side_by_side._packed
def killed(found):
    side_by_side.os.kill(side_by_side.os.getpid(), 9)
side_by_side._packed = killed
both()
""",
    "a system without room": """
def refused():
    raise BlockingIOError("no more processes")
side_by_side.os.fork = refused
both()
""",
    "one that is cut off": """
before = side_by_side._packed
side_by_side._packed = lambda found: before(found)[:-5]
both()
""",
    "an interruption": """
import os
before = side_by_side._examined
main = os.getpid()
def interrupted(knowledge, budget, keys):
    if os.getpid() == main:
        raise KeyboardInterrupt
    return before(knowledge, budget, keys)
side_by_side._examined = interrupted
try:
    examined(side_by_side.examined_side_by_side)
except KeyboardInterrupt:
    none_is_left()
else:
    raise AssertionError("the interruption is lost")
""",
    "few products": "TEXT = 'catalog few\\n' + ''.join(map(product, range(12)))\n"
    "assert examined(side_by_side.examined_side_by_side).value\nassert not forks",
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
    "an interruption as soon as one is there": """
import os, signal
counting = os.fork
def interrupting():
    number = counting()
    if number:
        os.kill(os.getpid(), signal.SIGINT)
    return number
os.fork = interrupting
try:
    examined(side_by_side.examined_side_by_side)
except KeyboardInterrupt:
    none_is_left()
else:
    raise AssertionError("the interruption is lost")
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
