"""Scripts that compile in another process, run in a process of their own, which has one thread and may be killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import environment

VARIABLES = environment(TESTS=str(Path(__file__).parent))

STUDIO = """
import os, signal, sys, threading
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may ignore it
from dataclasses import replace
from functools import partial
from configurator import aside as work_aside, child_process, compiling, here_or_aside, load
from configurator.compiler.budget import Budget
from configurator.compiler.progress import Journal
from configurator.engine.kept_space import as_kept
from configurator.engine.valid_space import ValidSpace
from configurator.errors import TooComplexError

product = load("studio")["phone_case"].product
here = ValidSpace.of
children = []

def aside(product, budget):
    return work_aside.done_aside(partial(compiling.kept, product), budget)

def remember(begin):
    def begun(*given):
        child = begin(*given)
        children.append(child.number)
        return child
    return begun

child_process.Child.forked = remember(child_process.Child.forked)
child_process.Child.started = remember(child_process.Child.started)

def gone(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    return False

def refused(budget=Budget(), kind=TooComplexError, of=product):
    "What is raised; the process is gone, and the next question is answered."
    try:
        aside(of, budget)
    except kind as error:
        assert len(children) == 1 and gone(children[0]), children
        ValidSpace.of = here
        work_aside.START, work_aside.PATIENCE = 60, 10
        assert aside(product, Budget()) == as_kept(here(product))
        return error
    raise AssertionError("nothing was raised")

def stuck(product, budget):
    "A compilation that tells once that it has begun, and then never ends."
    def stay(told):
        if budget.progress is not None:
            budget.progress(told)
        while True:
            signal.pause()
    return here(product, replace(budget, progress=stay))

def long():
    sys.path.insert(0, os.environ["TESTS"])
    from count_products import differ, listed, option, product
    from configurator.model.constraint import Rule
    options = [option(f"o{one}", listed(*(f"v{number}" for number in range(40)))) for one in range(40)]
    rules = [Rule(f"r{one}_{two}", differ(f"o{one}", f"o{two}")) for one in range(40) for two in range(one)]
    return product(options, *rules)
"""

OTHER_THREADS = "threading.Thread(target=threading.Event().wait, daemon=True).start()\n"

each_way = pytest.mark.parametrize("more", ["", OTHER_THREADS], ids=["fork", "interpreter"])


def try_out(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", STUDIO + script],
        env=VARIABLES,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,  # some children stay for ever, if nobody ends them
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
