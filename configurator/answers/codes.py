"""Answers about codes, read, issued and resolved; and what takes the place of any answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from pydantic import Field, JsonValue

from configurator.answers.answer import Answer
from configurator.answers.catalogs import DiagnosticAnswer
from configurator.answers.configurations import CodeAnswer, RereadAnswer, VerdictAnswer
from configurator.answers.private import PrivateTextAnswer
from configurator.identity.code_text import grouped

if TYPE_CHECKING:
    from configurator.identity.coded import Coded
    from configurator.model.catalog import Product
    from configurator.registry.log import Entry
    from configurator.registry.private_texts import PrivateAnswer
    from configurator.registry.store import Issued, Resolved


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
    `private`: what became of private texts, where they were given with the owner's key.
    """

    short_code: str
    new: bool
    clash: tuple[str, ...]
    private: tuple[PrivateTextAnswer, ...] = ()

    @classmethod
    def issued_members(cls, product: Product, coded: Coded, release: str, issued: Issued) -> dict[str, Any]:
        """All members, for what was issued under this release."""
        return {
            **cls.members(product, coded, release),
            "code": issued.code,
            "grouped": grouped(issued.code),
            "short_code": issued.short_code,
            "new": issued.new,
            "clash": issued.clash,
        }


class IssuedLine(IssueAnswer):
    """A line that `issue --lines` issued; `line` counts from 1."""

    line: int


class RefusedLine(Answer):
    """A line that `issue --lines` could not issue (`line` counts from 1): its JSON was refused, or its choices."""

    line: int
    error: Fault | None
    verdict: VerdictAnswer | None


class EntryAnswer(Answer):
    """One entry of a registry's log: what happened (`kind`), when, and to what (`subject`); `seq` counts from 1.

    `seq` is null for what has not been numbered yet, and then comes after all that is.
    """

    seq: int | None
    id: str
    at: str
    kind: str
    subject: str | None
    detail: dict[str, JsonValue]

    @classmethod
    def of(cls, entry: Entry) -> EntryAnswer:
        """The same for programs."""
        detail = orjson.loads(entry.detail)
        return cls(seq=entry.seq, id=entry.id.hex(), at=entry.at, kind=entry.kind, subject=entry.subject, detail=detail)


class ChangesAnswer(Answer):
    """Answer to `registry changes`: a page of the log; `last` is where to go on, `--after` it."""

    entries: tuple[EntryAnswer, ...]
    last: int


class ResolveAnswer(Answer):
    """Answer to `resolve`: what was issued, verified against its digest; `document` is its text to the byte.

    `superseded_by`: the long code of what is delivered instead. `entries`: all that the log says about it.
    """

    code: str
    grouped: str
    long_code: str
    sha256: str
    product: str
    choices: dict[str, JsonValue]
    document: str
    release: str = Field(description="the one that it was first issued under")
    issued_at: str
    retired: bool = Field(description="whether no more of it is to be made")
    superseded_by: str | None
    entries: tuple[EntryAnswer, ...]
    private: tuple[PrivateTextAnswer, ...] = ()
    today: RereadAnswer | None = Field(default=None, description="what it is under the catalog that was named")

    @classmethod
    def of(
        cls,
        found: Resolved,
        document: dict[str, Any],
        today: RereadAnswer | None = None,
        opened: tuple[PrivateAnswer, ...] | None = None,
    ) -> ResolveAnswer:
        """A resolved code; `document` is the JSON value of its document, `opened` what a key opened of it.

        See `registry.private_texts.told_of` for what is told to whom.
        """
        from configurator.registry.private_texts import told_of

        found, told = told_of(found, opened)
        return cls(
            code=found.code,
            grouped=grouped(found.code),
            long_code=found.long_code,
            sha256=found.digest.hex(),
            product=document["product"],
            choices=document["choices"],
            document=found.document.decode(),
            release=found.release,
            issued_at=found.issued_at,
            retired=found.retired is not None,
            superseded_by=found.superseded_by,
            entries=tuple(map(EntryAnswer.of, found.entries)),
            private=tuple(PrivateTextAnswer(option=each.option, state=each.state, text=each.text) for each in told),
            today=today,
        )
