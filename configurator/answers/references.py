"""Answers about what other systems call a product: references and leased numbers."""

from __future__ import annotations

from pydantic import Field

from configurator.answers.answer import Answer


class LinkAnswer(Answer):
    """A reference of another system, and the long code that it means."""

    system: str
    reference: str
    code: str
    at: str


class LeaseAnswer(Answer):
    """Answer to `lease`: a number beside a GTIN, as GS1 AI 242 carries it, and the long code that it stands for."""

    gtin: str
    number: str
    code: str
    at: str
    new: bool = Field(description="whether it was leased just now")


class ReferencesAnswer(Answer):
    """Answer to `refs`, `link` and `unlink`: all that other systems call a product."""

    code: str = Field(description="the long code")
    links: tuple[LinkAnswer, ...]
    leases: tuple[LeaseAnswer, ...]


class UnlinkedLineAnswer(Answer):
    """A line that could not be linked; `first` is the line of the file that says otherwise, where there is one."""

    line: int
    reason: str
    message: str
    first: int | None = None


class ImportedAnswer(Answer):
    """Answer to `link --csv`: links that are new, that were there, and lines in conflict; `kept` if any was kept."""

    kept: bool
    linked: int
    known: int
    conflicts: tuple[UnlinkedLineAnswer, ...]
