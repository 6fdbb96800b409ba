"""What can go wrong with a command, the words for it, and the number with which the process ends.

0 is yes; 1 a negative answer (not valid, choices that are none here, mistakes in a catalog, not a code, an unknown
code, beyond counting); 2 wrong use (no such file or product, bad arguments, JSON that cannot be read); 3 a failure that
is ours or the machine's: an unexpected exception, a registry that is damaged or on a failing disk, an answer that
cannot be written. So 1 is about what was asked for, 2 about how: a misspelled option among choices or wishes is 1 for
every command, one behind `--option` or `--over` is 2.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from configurator.errors import (
    AmbiguousCodeError,
    BatchInputError,
    BreakingReleaseError,
    BundleGapError,
    BundleMismatchError,
    CatalogError,
    CodeError,
    ConfiguratorError,
    DamagedRecordError,
    DocumentError,
    ExportError,
    FailedStoreError,
    IdentityKeyError,
    JsonError,
    KeyRingError,
    Limit,
    LinkedOtherwiseError,
    LostProcessError,
    MissingExtraError,
    NeedsIdentityKeyError,
    NoDiagramError,
    NoNumberLeftError,
    NotPrivateError,
    NotTextError,
    RegistryError,
    RevisionError,
    ScaffoldError,
    SigningError,
    SupersededError,
    TooComplexError,
    UnknownCodeError,
    UnknownLanguageError,
    UnknownLeaseError,
    UnknownProductError,
    UnknownReferenceError,
    UnknownReleaseError,
    UnnumberedError,
    UnreadableExportError,
    UnreadableFileError,
    UnreleasedError,
    UnsafeStoreError,
    UnusableStoreError,
    UnwritableFileError,
    WrongReferenceError,
)

if TYPE_CHECKING:
    from configurator.answers import Fault
    from configurator.diagnostics import Diagnostic
    from configurator.model.problem import Problem

YES, NO, WRONG_USE, OUR_FAULT = range(4)
INTERRUPTED = 130
"""What shells know as «stopped with Ctrl-C»."""


class WrongUseError(ConfiguratorError):
    """The command cannot be carried out as it was given: a name in kebab-case, a sentence, and what to do now."""

    def __init__(self, reason: str, message: str, hint: str | None = None, path: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.hint = hint
        self.path = path


class FaultyChoicesError(ConfiguratorError):
    """Some choices are none for this product. That is an answer about them, as it is in a verdict, and no wrong use."""

    reason = "faulty-choices"

    def __init__(self, problems: Sequence[Problem]) -> None:
        first, *others = problems
        super().__init__(problem_sentence(first))
        self.path, self.hint = first.path, first.hint
        self.mistakes = [
            first,
            *(
                replace(each, message=problem_sentence(each) + (f" ({each.hint})" if each.hint else ""))
                for each in others
            ),
        ]


def problem_sentence(problem: Problem) -> str:
    """What is wrong, with its place where the sentence itself does not name it, as in a product within the product."""
    key = problem.options[0] if len(problem.options) == 1 else problem.path.removeprefix("$").lstrip(".")
    return f"at {key}: {problem.message}" if key and f"`{key}`" not in problem.message else problem.message


class UnwritableAnswerError(ConfiguratorError):
    """There is an answer, and standard output does not take it."""

    def __init__(self, error: OSError) -> None:
        super().__init__(f"the answer could not be written: {error.strerror or error}")
        self.reason = "unwritable-answer"


_NEGATIVE = (
    ExportError,
    CodeError,
    UnknownCodeError,
    AmbiguousCodeError,
    SupersededError,
    UnknownReferenceError,
    WrongReferenceError,
    UnknownLeaseError,
    NoNumberLeftError,
    NotPrivateError,
    RevisionError,
    UnknownReleaseError,
    UnreleasedError,
    BundleGapError,
    BundleMismatchError,
)
"""What is a negative answer, and says all there is to say."""


def fault_of(error: Exception) -> Fault:  # noqa: PLR0915 - a case a kind
    """What to tell about an exception; that of a stranger is named by kind and place, for its text may be private."""
    from configurator.answers import DiagnosticAnswer, Fault
    from configurator.settings import SettingsError

    message, hint, path = str(error), getattr(error, "hint", None), getattr(error, "path", None)
    code, exit_code = getattr(error, "reason", ""), WRONG_USE
    details: tuple[str | DiagnosticAnswer, ...] = ()
    match error:
        case (
            WrongUseError()
            | ScaffoldError()
            | UnreadableFileError()
            | SigningError()
            | UnusableStoreError()
            | BatchInputError()
            | KeyRingError()
            | UnreadableExportError()
            | NotTextError()
        ):
            if isinstance(error, UnusableStoreError) and error.reason == "missing":
                hint = "check the path; `configurator issue … --create` begins a new registry"
        case SettingsError():
            code = "wrong-setting"
        case UnknownProductError():
            code = "unknown-product"
        case IdentityKeyError():
            hint = "a file with 64 hexadecimal digits or more; `openssl rand -hex 32` makes a new one, once for ever"
        case NeedsIdentityKeyError():
            hint = "write `--identity-key-file FILE`"
        case UnknownLanguageError():
            code = "unknown-language"
        case UnwritableFileError() | LostProcessError():
            exit_code = OUR_FAULT
        case JsonError():
            message = f"the JSON cannot be read: {message}"
        case CatalogError() | BreakingReleaseError():
            code, exit_code, message = code or "faulty-catalog", NO, _in_short(error)
            details = tuple(map(DiagnosticAnswer.model_validate, _mistakes(error)))
            hint = explained(error.diagnostics)
        case DocumentError() | FaultyChoicesError():
            exit_code, details = NO, tuple(each.message for each in getattr(error, "mistakes", ())[1:])
        case _ if isinstance(error, _NEGATIVE):
            exit_code = NO
        case LinkedOtherwiseError(system=system, reference=reference):
            exit_code, hint = NO, f"`configurator unlink {system} {reference}` takes that back"
        case TooComplexError():
            message = f"too complex to answer exactly: {error.told}"
            code, exit_code, hint = "too-complex", NO, more_allowed(error)
        case NoDiagramError():
            code, exit_code, hint = "no-diagram", NO, _WITHOUT_DIAGRAM
        case UnnumberedError():
            code, exit_code, hint = "unnumbered", NO, "`count` without choices, `narrow` and `explain` do without them"
        case MissingExtraError():
            code, exit_code = "missing-extra", NO
        case DamagedRecordError():
            exit_code = OUR_FAULT
            hint = "do not ship what was asked for; restore the registry from a backup"
        case UnsafeStoreError() | FailedStoreError() | RegistryError() | UnwritableAnswerError():
            exit_code = OUR_FAULT
        case _:
            code, exit_code, hint, path = "unexpected", OUR_FAULT, REPORT, None
            message = f"something failed that should not: {_kind_and_place(error)}"
    return Fault(code=code, message=message, hint=hint, path=path, details=details, exit_code=exit_code)


def more_allowed(error: TooComplexError) -> str:
    """What can be done where something is too complex: what its author might do, or else what allows for more of it."""
    found = error.hint or raised(error.limit)
    return f"{found}; {_NOT_AFFECTED}" if found else _NOT_AFFECTED


def raised(limit: Limit | None) -> str | None:
    """What allows for more: of time, or of the nodes of a diagram; None where no limit is known to be too low."""
    from configurator.settings import MOST_SECONDS, SOLVER_TIMES

    if limit is None:
        return None
    if limit.of == "nodes":
        return f"OPTIONARY_COUNT_NODES={_MORE * int(limit.most)} allows for more"
    enough = _MORE * limit.most / (SOLVER_TIMES if limit.of == "solver_seconds" else 1)
    return f"`--seconds {min(enough, MOST_SECONDS):.6g}` gives it more time"


_NOT_AFFECTED = "its verdicts and codes are not affected"
_MORE = 10

_WITHOUT_DIAGRAM = (
    "`narrow`, `explain`, `count`, `best`, `complete` and `diff` do without one; "
    "OPTIONARY_COUNT_NODES allows for a larger one"
)


def _in_short(error: CatalogError | BreakingReleaseError) -> str:
    if isinstance(error, BreakingReleaseError):
        return error.message
    return f"{error.name} has {error.mistakes} mistake{'' if error.mistakes == 1 else 's'}"


def _mistakes(error: CatalogError | BreakingReleaseError) -> Iterator[Mapping[str, object]]:
    from configurator.diagnostics.render import as_json

    if error.sources is not None:
        for each in error.diagnostics:
            yield as_json(each, error.sources)


def explained(diagnostics: Iterable[Diagnostic]) -> str | None:
    """Where a mistake is explained: the command for the first one, or None if there is none."""
    code = next((each.code.name for each in diagnostics if each.is_error), None)
    return code and f"`configurator help {code}` explains a code"


REPORT = "please report it, with the command, its version and what it prints after `OPTIONARY_DEBUG=1 configurator …`"


def show_traceback(error: Exception) -> None:
    """All that is known of an exception, to stderr, for those who mend it."""
    traceback.print_exception(error, file=sys.stderr)


def _kind_and_place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    return f"{type(error).__name__} at {Path(frames[-1].filename).name}:{frames[-1].lineno}"
