"""The mistake that ends the reading of a line of a foreign text; readers catch it and go on with the next one."""

from __future__ import annotations

from configurator.diagnostics import Code, Diagnostic, Label, codes
from configurator.source import Span


class ForeignMistakeError(Exception):
    """What a reader gives up a line, or all of a file, for; `diagnostic` says it to people."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def not_so(span: Span, message: str, hint: str | None = None, *labels: Label) -> ForeignMistakeError:
    """A text that is not in its notation, at this place."""
    return _mistake(codes.FOREIGN_SYNTAX, span, message, hint, labels)


def beyond(span: Span, message: str, hint: str | None = None, *labels: Label) -> ForeignMistakeError:
    """Something of a notation that a catalog cannot say."""
    return _mistake(codes.FOREIGN_CONSTRUCT, span, message, hint, labels)


def _mistake(code: Code, span: Span, message: str, hint: str | None, labels: tuple[Label, ...]) -> ForeignMistakeError:
    return ForeignMistakeError(Diagnostic(code, span, message, labels, hint))
