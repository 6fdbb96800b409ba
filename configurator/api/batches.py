"""Many configurations of a product in one request: a JSON text a line in, an answer a line out, in the same order.

The answers are sent while the others are worked out, some lines at a time; those of lines that are issued are sent when
they are durable. A line that is refused stops nothing, and its answer stands in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from configurator.answers.answer import Answer
from configurator.answers.codes import Fault, IssueAnswer, IssuedLine, RefusedLine
from configurator.answers.configurations import CodeAnswer, VerdictAnswer
from configurator.api.call import LINES, Call, Reply
from configurator.api.judging import offered, seen, verdict_answer
from configurator.api.messages import CodedLine, VerdictLine
from configurator.api.problems import ProblemError
from configurator.api.releases import ServedProduct
from configurator.engine.verdict import Verdict
from configurator.errors import ConfiguratorError, JsonError, NeedsIdentityKeyError
from configurator.identity.coded import Coded
from configurator.pipeline import coded
from configurator.text.json_reader import read_json

AT_ONCE = 50
"""Lines that are answered before some are sent: milliseconds of work."""

Line = tuple[int, bytes]


def batch(call: Call) -> Reply:
    """Answer all lines. Raises `ProblemError` before the first one where there are too many."""
    served, language = call.product, call.language()
    lines = [(number, text) for number, text in enumerate(call.body.split(b"\n"), 1) if text.strip()]
    most = call.state.serving.limits.lines
    if len(lines) > most:
        raise ProblemError(413, "too-many-lines", f"a batch has at most {most:,} lines", "send several")
    if call.query.answer == "issue":
        call.registry.refuse_unreleased(_release(served))  # before anything is sent
    return Reply(media=LINES, pieces=_pieces(call, served, lines, language))


def _pieces(call: Call, served: ServedProduct, lines: list[Line], language: str | None) -> Iterator[bytes]:
    for start in range(0, len(lines), AT_ONCE):
        some = lines[start : start + AT_ONCE]
        answers = [_judged(call, served, line, language) for line in some]
        ready = [each for each in answers if not isinstance(each, Answer)]
        if call.query.answer == "issue" and ready:
            try:
                issued = iter(call.registry.issue_many([each.document for _, each in ready], release=_release(served)))
            except ConfiguratorError as error:
                fault = _fault(error, "asking again is safe: what was issued gets the same code")
                answers = [
                    each if isinstance(each, Answer) else RefusedLine(line=each[0], error=fault, verdict=None)
                    for each in answers
                ]
                issued = iter(())
        product = served.line.product
        told: list[bytes] = []
        for each in answers:
            if isinstance(each, Answer):
                told.append(each.to_json(pretty=False))
            elif call.query.answer == "issue":
                members = IssueAnswer.issued_members(product, each[1], _release(served), next(issued))
                told.append(IssuedLine(line=each[0], **members).to_json(pretty=False))
            else:
                members = CodeAnswer.members(product, each[1], _release(served))
                told.append(CodedLine(line=each[0], **members).to_json(pretty=False))
        yield b"".join(told)


def _judged(call: Call, served: ServedProduct, line: Line, language: str | None) -> Answer | tuple[int, Coded]:
    """The answer to a line, or its code where that is what somebody asked for."""
    number, text = line
    try:
        raw = read_json(text.strip(), call.state.serving.limits.json)
    except JsonError as error:
        return RefusedLine(line=number, error=_fault(error, None, error.path), verdict=None)
    choices = raw["choices"] if isinstance(raw, dict) and raw.keys() == {"choices"} else raw
    given: Mapping[str, object] = seen(call, served, choices)  # type: ignore[arg-type] # validation answers it
    verdict = served.line.validate(given, language)
    if call.query.answer == "verdict":
        return _verdict_line(call, served, verdict, language, number)
    try:
        if verdict.valid:
            return number, coded(served.line.knowledge, verdict, call.state.serving.identity_key)
    except NeedsIdentityKeyError as error:
        return RefusedLine(line=number, error=_fault(error, None), verdict=None)
    told = VerdictAnswer.of(served.product(language), verdict, served.line.catalog.sources)
    return RefusedLine(line=number, error=None, verdict=told)


def _verdict_line(
    call: Call, served: ServedProduct, verdict: Verdict, language: str | None, number: int
) -> VerdictLine:
    offer = offered(call, served, verdict, language) if verdict.valid else None
    answer = verdict_answer(call, served, verdict, offer, language)
    return VerdictLine.model_construct(
        **{name: getattr(answer, name) for name in VerdictAnswer.model_fields}, line=number
    )


def _release(served: ServedProduct) -> str:
    return served.line.release


def _fault(error: ConfiguratorError, hint: str | None, path: str | None = None) -> Fault:
    from configurator.api.problems import problem_of

    problem = problem_of(error)
    code = 3 if problem.status >= 500 else 1
    return Fault(code=problem.code, message=problem.detail, hint=hint or problem.hint, path=path, exit_code=code)
