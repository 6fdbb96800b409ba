"""Many configurations of a product in one request: a JSON text a line in, an answer a line out, in the same order.

The answers are sent while the others are worked out, some lines at a time; those of lines that are issued are sent when
they are durable. A line that is refused stops nothing, and its answer stands in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from configurator.answers.answer import Answer
from configurator.answers.codes import IssueAnswer, IssuedLine
from configurator.answers.configurations import CodeAnswer, VerdictAnswer
from configurator.api.call import Call
from configurator.api.judging import offered, refuse_unkept, seen, told_to, verdict_answer
from configurator.api.messages import CodedLine, NotAnswered, VerdictLine
from configurator.api.problems import ProblemError, not_valid, problem_of
from configurator.api.releases import ServedProduct
from configurator.api.reply import LINES, Pieces
from configurator.engine.verdict import Verdict
from configurator.errors import ConfiguratorError, JsonError, NeedsIdentityKeyError
from configurator.identity.coded import Coded
from configurator.pipeline import coded
from configurator.text.json_reader import read_json

AT_ONCE = 50
"""Lines that are answered before some are sent: milliseconds of work."""

Line = tuple[int, bytes]
Ready = tuple[int, Coded]


def batch(call: Call) -> Pieces:
    """Answer all lines. Raises `ProblemError` before the first one where there are too many."""
    served, language = call.product, call.language()
    lines = [(number, text) for number, text in enumerate(call.body.split(b"\n"), 1) if text.strip()]
    most = call.state.serving.limits.lines
    if len(lines) > most:
        raise ProblemError(413, "too-many-lines", f"a batch has at most {most:,} lines", "send several")
    if call.query.answer == "issue":
        call.registry.refuse_unreleased(_release(served))  # before anything is sent
    return Pieces(call.state.pool, _pieces(call, served, lines, language), LINES)


def _pieces(call: Call, served: ServedProduct, lines: list[Line], language: str | None) -> Iterator[bytes]:
    for start in range(0, len(lines), AT_ONCE):
        some = lines[start : start + AT_ONCE]
        answers = [_judged(call, served, line, language) for line in some]
        if call.query.answer == "issue":
            answers = _issued(call, served, answers)
        yield b"".join(_told(served, each).to_json(pretty=False) for each in answers)


def _issued(call: Call, served: ServedProduct, answers: list[Answer | Ready]) -> list[Answer | Ready]:
    """The same with what has a code issued, all of it durable."""
    ready = [(served.line, each[1]) for each in answers if not isinstance(each, Answer)]
    if not ready:
        return answers
    try:
        issued = call.state.keys.issued_many(call.registry, ready)
    except ConfiguratorError as error:
        problem = replace(problem_of(error), hint="asking again is safe: what was issued gets the same code")
        return [each if isinstance(each, Answer) else _refused(each[0], problem) for each in answers]
    found: list[Answer | Ready] = []
    for each in answers:
        if isinstance(each, Answer):
            found.append(each)
            continue
        number, code = each
        kept, told = next(issued)
        members = IssueAnswer.issued_members(served.line.product, code, _release(served), kept)
        found.append(IssuedLine(line=number, **members, private=told_to(call, told)))
    return found


def _told(served: ServedProduct, answer: Answer | Ready) -> Answer:
    if isinstance(answer, Answer):
        return answer
    return CodedLine(line=answer[0], **CodeAnswer.members(served.line.product, answer[1], _release(served)))


def _judged(call: Call, served: ServedProduct, line: Line, language: str | None) -> Answer | Ready:
    """The answer to a line, or its code where that is what somebody asked for."""
    number, text = line
    try:
        raw = read_json(text.strip(), call.state.serving.limits.json)
        is_message = isinstance(raw, dict) and raw.keys() == {"choices"}
        choices = raw["choices"] if isinstance(raw, dict) and is_message else raw
        given: Mapping[str, object] = seen(call, served, choices)  # type: ignore[arg-type] # validation answers it
        verdict = served.line.validate(given, language)
        if call.query.answer == "verdict":
            return _verdict_line(call, served, verdict, language, number)
        if not verdict.valid:
            raise not_valid(served.line.key, verdict.problems, "/choices" if is_message else "")
        found = coded(served.line.knowledge, verdict, call.state.keys.identity)
        if call.query.answer == "issue":
            refuse_unkept(call, served, found)
        return number, found
    except (JsonError, NeedsIdentityKeyError, ProblemError) as error:
        return _refused(number, problem_of(error))


def _refused(number: int, problem: ProblemError) -> NotAnswered:
    return NotAnswered(line=number, problem=problem.answer())


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
