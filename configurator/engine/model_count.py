"""Exact counts beyond decision diagrams: a counting solver, in a process of its own that can be ended.

S. Sharma, S. Roy, M. Soos and K. S. Meel, "GANAK: a scalable probabilistic exact model counter" (IJCAI 2019), run here
so that its answer is exact. It counts the models of clauses over some variables, whatever the others are; a class of n
values counts n times by further variables, the digits of a number below n. The process is ended when its time is over
or its memory is; what it does wrong ends with it.
"""

from __future__ import annotations

import subprocess
from collections.abc import Collection, Iterator, Sequence
from importlib.util import find_spec

from configurator.child_process import command, environment
from configurator.compiler.budget import Budget
from configurator.compiler.clauses import ComponentClauses
from configurator.errors import Limit, MissingExtraError, TooComplexError
from configurator.knowledge.clauses import Clause

_COUNTER = "configurator.engine.model_counter"

MEMORY = 4_000_000_000
"""Bytes that the process may take."""
ANEW = "anew"
"""Said to a process that inherits our own limit, which is not meant for it."""


def count_models(
    parts: ComponentClauses,
    weights: Sequence[Sequence[int]],
    over: Collection[str],
    why: TooComplexError,
    budget: Budget,
) -> int:
    """How much all that is valid counts together.

    `weights` has for each option what each of its classes counts, 0 where it may not have it; outcomes of the options
    in `over` multiply, those of others are not told apart. `why` the component has no diagram is said again, and more,
    by the TooComplexError that is raised where the answer is not found within the budget's seconds for a solver, or no
    solver can be begun. Raises MissingExtraError where pyganak is not installed.
    """
    if find_spec("pyganak") is None:
        raise MissingExtraError("solver", "pyganak", "an exact count of what decision diagrams cannot hold")
    text = "\n".join(_lines(parts, weights, over))
    seconds = budget.solver_seconds
    if budget.waiting is not None:
        budget.waiting(seconds)
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command(_COUNTER, str(MEMORY), *([ANEW] if budget.holds_memory else [])),
            input=text.encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
            env=environment(),
        )
    except subprocess.TimeoutExpired:
        raise _beyond(why, Limit("solver_seconds", seconds)) from None
    except OSError as error:  # no process, or no memory for one
        finding = f"{why.finding}; no counting solver can be begun: {error.strerror or error}"
        raise TooComplexError(finding, why.options, why.constraints, why.hint, why.limit) from error
    answer = done.stdout.strip()
    if done.returncode or not answer.isdigit():
        raise _beyond(why)
    return _number(answer.decode())


def _beyond(why: TooComplexError, limit: Limit | None = None) -> TooComplexError:
    found = _NO_ANSWER if limit is None else limit.finding
    return TooComplexError(f"{why.finding}; {found}", why.options, why.constraints, why.hint, limit or why.limit)


_NO_ANSWER = f"a counting solver ended without an answer, probably for lack of memory beyond {MEMORY / 1e9:g} GB"


def _number(digits: str) -> int:
    """Python takes no more than some thousand digits at once."""
    found = 0
    for start in range(0, len(digits), 4_000):
        part = digits[start : start + 4_000]
        found = found * 10 ** len(part) + int(part)
    return found


def _lines(parts: ComponentClauses, weights: Sequence[Sequence[int]], over: Collection[str]) -> Iterator[str]:
    """The clauses in DIMACS format, the variables that count in its first line."""
    clauses, variables = list[Clause](parts.clauses), parts.clauses.variables
    counted: dict[int, None] = {}
    for option, literals, own in zip(parts.options, parts.clauses.literals, weights, strict=True):
        clauses += [(-literal,) for literal, weight in zip(literals, own, strict=True) if not weight]
        if option.key in over:
            digits = range(variables + 1, variables + 1 + (max(own, default=1) - 1).bit_length())
            clauses += _below(literals, own, digits)
            counted |= dict.fromkeys((*map(abs, literals), *digits))
            variables += len(digits)
    yield f"c p show {' '.join(map(str, counted))} 0"
    yield f"p cnf {variables} {len(clauses)}"
    for clause in clauses:
        yield f"{' '.join(map(str, clause))} 0"


def _below(literals: Sequence[int], weights: Sequence[int], digits: Sequence[int]) -> Iterator[Clause]:
    """That where a literal is true, a number is below its weight; of `digits` the least significant come first."""
    for literal, weight in zip(literals, weights, strict=True):
        most = weight - 1
        for place, digit in enumerate(digits):
            if not most >> place & 1:
                # where all higher digits that `most` has are set, this one cannot be
                higher = [-digits[above] for above in range(place + 1, len(digits)) if most >> above & 1]
                yield (-literal, *higher, -digit)
