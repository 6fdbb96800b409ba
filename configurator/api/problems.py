"""What can go wrong with a request, as RFC 9457 says it: `application/problem+json`.

A problem has a permanent `code`, a sentence, where there is something to be done a hint, and a JSON pointer to the
culprit in what was sent. What nobody expected is told as our fault, and no more.

A sentence or a pointer may repeat names that were sent, of members, options and products, and values of options that
are not private: `metal` has no value `gild`. It goes to whoever sent them, and is kept by no cache and in no log. What
was sent for a private option, for another text or for an option that is not known is never repeated, nor is a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from pydantic import Field

from configurator.access_keys import KeyFileError
from configurator.answers.answer import Answer
from configurator.errors import (
    AmbiguousCodeError,
    CodeError,
    ConfiguratorError,
    DamagedRecordError,
    DocumentError,
    FailedStoreError,
    InvalidConfigurationError,
    JsonError,
    MissingExtraError,
    NeedsIdentityKeyError,
    RegistryError,
    TooComplexError,
    UnknownCodeError,
    UnknownLanguageError,
    UnknownProductError,
    UnreleasedError,
)

if TYPE_CHECKING:
    from configurator.model.problem import Problem

MEDIA = "application/problem+json"


class Culprit(Answer):
    """One of several things that are wrong; `pointer` is a JSON pointer into what was sent, `code` is permanent."""

    code: str
    pointer: str
    detail: str
    hint: str | None = None
    constraint: str | None = None


class ProblemDetails(Answer):
    """Why a request has no answer (RFC 9457).

    `code` is permanent, and `type` says the same as a URI; `status` repeats the status of the reply. `pointer`: a JSON
    pointer to the culprit in the message that was sent. `errors`: all that is wrong, where it is several things.
    `codes`: the long codes that tell products apart which share a short one.
    """

    type: str = Field(description="urn:optionary:problem: and the code")
    title: str
    status: int
    code: str
    detail: str
    hint: str | None = None
    pointer: str | None = None
    errors: tuple[Culprit, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(eq=False)
class ProblemError(ConfiguratorError):
    """A request that has no answer; `headers` go with the reply."""

    status: int
    code: str
    detail: str
    hint: str | None = None
    pointer: str | None = None
    errors: Sequence[Culprit] = ()
    codes: Sequence[str] = ()
    headers: Sequence[tuple[str, str]] = field(default=())

    def __post_init__(self) -> None:
        super().__init__(self.detail)

    def answer(self) -> ProblemDetails:
        """What is sent."""
        return ProblemDetails(
            type=f"urn:optionary:problem:{self.code}",
            title=HTTPStatus(self.status).phrase,
            status=self.status,
            code=self.code,
            detail=self.detail,
            hint=self.hint,
            pointer=self.pointer,
            errors=tuple(self.errors),
            codes=tuple(self.codes),
        )


def problem_of(error: Exception) -> ProblemError:
    """The problem that an exception stands for."""
    match error:
        case ProblemError():
            return error
        case JsonError():
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if error.reason == "too-large" else HTTPStatus.BAD_REQUEST
            return ProblemError(status, error.reason, error.message, pointer=pointer_of(error.path))
        case UnknownProductError():
            return ProblemError(404, "unknown-product", str(error))
        case UnknownLanguageError():
            known = ", ".join(f"`{each}`" for each in error.known) or "none"
            return ProblemError(404, "unknown-language", f"the catalog has no such language; its languages: {known}")
        case InvalidConfigurationError():
            return not_valid(error.product, error.problems)
        case NeedsIdentityKeyError():
            hint = "`configurator serve --identity-key-file` gives a service the catalog's key"
            return ProblemError(422, error.reason, error.message, hint)
        case TooComplexError():
            hint = "verdicts and codes are not affected"
            return ProblemError(422, "too-complex", f"too complex to answer exactly: {error.told}", hint)
        case CodeError():
            return ProblemError(404, error.reason, error.message)
        case UnknownCodeError():
            return ProblemError(404, error.reason, error.message)
        case AmbiguousCodeError():
            return ProblemError(409, error.reason, error.message, codes=error.long_codes)
        case DocumentError():
            return ProblemError(422, error.reason, error.message, pointer=pointer_of(error.path))
        case UnreleasedError():
            return ProblemError(409, error.reason, error.message, error.hint)
        case DamagedRecordError():
            hint = "do not ship what was asked for; the registry has to be restored from a backup"
            return ProblemError(500, error.reason, error.message, hint)
        case FailedStoreError():
            detail = "the registry did not answer; nothing was acknowledged, and asking again is safe"
            return ProblemError(503, f"store-{error.reason}", detail, headers=(("retry-after", "1"),))
        case RegistryError() | KeyFileError():
            return ProblemError(503, error.reason, "the service cannot do that now: its store is not as it should be")
        case MissingExtraError():
            return ProblemError(501, "missing-extra", str(error), error.hint)
    return ProblemError(500, "unexpected", "something failed that should not; the log of the service says where")


def not_valid(product: str, problems: Iterable[Problem], under: str = "/choices") -> ProblemError:
    """The refusal of a configuration that is not valid, with all that is wrong with it; see `culprits`."""
    errors = culprits(problems, under)
    detail = f"this configuration of `{product}` is not valid: {errors[0].detail}"
    return ProblemError(422, "not-valid", detail, pointer=errors[0].pointer, errors=errors)


def culprits(problems: Iterable[Problem], under: str = "/choices") -> tuple[Culprit, ...]:
    """What is wrong with choices, at its place in a message that has them `under` this pointer."""
    return tuple(
        Culprit(
            code=each.code.value,
            pointer=under + (pointer_of(each.path) or ""),
            detail=each.message,
            hint=each.hint,
            constraint=each.constraint,
        )
        for each in problems
    )


def pointer_of(path: str | None) -> str | None:
    """A JSON path, as our messages have it, as a JSON pointer (RFC 6901); None for None."""
    if path is None:
        return None
    return "".join(f"/{_escaped(plain or index or _read(quoted))}" for plain, index, quoted in _STEP.findall(path))


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _read(quoted: str) -> str:
    return _BACKSLASH.sub(lambda found: found[1], quoted)


_STEP = re.compile(r"\.([A-Za-z_]\w*)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]")
_BACKSLASH = re.compile(r"\\(.)")
