"""What Python answers to the questions that the browser runtime is asked, in the runtime's words."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from valid_walks import Line

from configurator.engine.conflict import conflict
from configurator.engine.narrow import narrowed
from configurator.engine.offer import offer
from configurator.engine.valid_domain import ValidDomain
from configurator.engine.valid_space import ValidSpace
from configurator.engine.validate import validate
from configurator.errors import InvalidConfigurationError, NeedsIdentityKeyError
from configurator.model.domain import AnyOfDomain, RangeDomain
from configurator.model.nesting import gathered
from configurator.model.problem import Problem, broken
from configurator.pipeline import code
from configurator.text.json_reader import read_json

DAY = date(2026, 11, 25)


def raw(choices: str) -> dict[str, Any]:
    """Choices from their JSON text."""
    found = read_json(choices)
    assert isinstance(found, dict)
    return found


def expected(line: Line, choices: str, facts: Any) -> dict[str, Any]:
    """The same from Python."""
    knowledge = line.knowledge
    verdict = validate(knowledge, raw(choices))
    found = offer(knowledge.product, verdict.completed, DAY, facts) if verdict.valid else None
    problems = (*verdict.problems, *(found.problems if found else ()))
    bars = found.bars if found else ()
    said = [each.message for each in problems if each.path == "$" and each.constraint] + [
        each.message for each in bars if each.rule
    ]
    amounts = {} if found is None else found.amounts
    return {
        "valid": verdict.valid,
        "completed": json.loads(json.dumps(gathered(knowledge.product, verdict.completed))),
        "sellable": found.sellable if found else False,
        "openFacts": list(found.open) if found else [],
        "amounts": {
            key: {"number": each.digits, "unit": each.unit.symbol if each.unit else None}
            for key, each in amounts.items()
        },
        "unseen": list(verdict.unseen) if verdict.valid or verdict.unseen else [],
        "problems": [_plain(each) for each in problems],
        "bars": [[each.since, each.option, each.value, each.rule] for each in bars],
        "said": said,
        "code": _code(line, raw(choices)),
    }


def _plain(problem: Problem) -> list[Any]:
    return [problem.code.value, problem.path, problem.constraint, list(problem.options)]


def _code(line: Line, given: dict[str, Any]) -> object:
    try:
        found = code(line.knowledge, given)
    except InvalidConfigurationError:
        return None
    except NeedsIdentityKeyError:
        return "NeedsIdentityKey"
    long, digest = found.long_code, found.digest.hex()
    return {"code": found.code, "longCode": long, "sha256": digest, "document": found.document.decode()}


def possible(space: ValidSpace, choices: str) -> dict[str, Any]:
    """What each option can still be."""
    found = narrowed(space, space.read(raw(choices)))
    return {
        "isConsistent": found.is_consistent,
        "problems": [_plain(each) for each in found.problems],
        "domains": {key: domain(each) for key, each in found.domains.items()},
    }


def explained(space: ValidSpace, choices: str) -> dict[str, Any] | None:
    """A smallest conflict; None where there is none."""
    found = conflict(space, space.read(raw(choices)))
    if found is None:
        return None
    constraints = [{"key": each.key, "message": broken(each).message} for each in found.constraints]
    return {"options": list(found.choices), "constraints": constraints}


def domain(found: ValidDomain) -> dict[str, Any]:
    """What one option can still be."""
    option = found.option
    is_number = isinstance(option.domain, RangeDomain)
    is_set = isinstance(option.domain, AnyOfDomain)
    listed = found.members() if is_set else () if is_number or option.is_open else found.values()
    return {
        "mayLackValue": found.may_lack_value,
        "mayHaveValue": found.may_have_value,
        "size": None if option.is_open else str(found.size),
        "values": [each for each in listed if each is not None],
        "ranges": [list(each) for each in found.ranges()] if is_number else [],
    }
