"""Answers about codes, read, issued and resolved; and what takes the place of any answer."""

from __future__ import annotations

from pydantic import Field, JsonValue

from configurator.answers.answer import Answer
from configurator.answers.catalogs import DiagnosticAnswer
from configurator.answers.configurations import CodeAnswer, RereadAnswer, VerdictAnswer


class Fault(Answer):
    """Why there is no answer: a permanent `code` in kebab-case, a sentence, and what one can do now.

    `path` is a JSON path into the text that was refused, where that is known; `details` are further sentences, where
    several things are wrong at once, or of a faulty catalog its mistakes, as `check` tells them;
    `exit_code` is that of the process.
    """

    code: str
    message: str
    hint: str | None = None
    path: str | None = None
    details: tuple[str | DiagnosticAnswer, ...] = ()
    exit_code: int


class ErrorAnswer(Answer):
    """What takes the place of any answer when there is none; no other answer has a member `error` on top."""

    error: Fault


class ReadAnswer(Answer):
    """Answer to `read`: a code, or in `reason`, `message` and `position` (from 1) what is wrong with the text."""

    valid: bool
    code: str | None = None
    grouped: str | None = None
    length: int | None = None
    scheme: str | None = None
    meaning: str | None = None
    test: bool | None = Field(default=None, description="whether what bears the code must never ship")
    reason: str | None = None
    message: str | None = None
    position: int | None = None


class IssueAnswer(CodeAnswer):
    """Answer to `issue`: `code` is the label to print. With a clash that is the long code of the later product.

    `new`: whether this very call brought the product in. `clash`: long codes of other products with this `short_code`.
    """

    short_code: str
    new: bool
    clash: tuple[str, ...]


class IssuedLine(IssueAnswer):
    """A line that `issue --lines` issued; `line` counts from 1."""

    line: int


class RefusedLine(Answer):
    """A line that `issue --lines` could not issue (`line` counts from 1): its JSON was refused, or its choices."""

    line: int
    error: Fault | None
    verdict: VerdictAnswer | None


class ResolveAnswer(Answer):
    """Answer to `resolve`: what was issued, verified against its digest; `document` is its text to the byte."""

    code: str
    grouped: str
    long_code: str
    sha256: str
    product: str
    choices: dict[str, JsonValue]
    document: str
    release: str = Field(description="the one that it was first issued under")
    issued_at: str
    today: RereadAnswer | None = Field(default=None, description="what it is under the catalog that was named")
