"""Catalogs and what they have: files, products, languages, and configurations that may not have a code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from configurator.errors.base import ConfiguratorError, some_of

if TYPE_CHECKING:
    from configurator.diagnostics import Diagnostic
    from configurator.source import Source, Sources


class UnreadableFileError(ConfiguratorError):
    """A catalog, or a file that it names, is not there or cannot be read.

    `reason` is `missing`, `unreadable`, `outside` (not below the catalog's own folder), `encoding` or `too-large`; for
    the catalog itself also `missing-file`, or `several-catalogs` for a folder with more than one; for an earlier
    release also `unknown-release`, `damaged` (the repository lacks it), and `no-repository` or `no-git` where git refs
    cannot be looked up.
    """

    def __init__(self, reason: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.hint = hint


class UnwritableFileError(ConfiguratorError):
    """A file beside a catalog cannot be written, and is as it was."""

    def __init__(self, name: str, finding: str) -> None:
        super().__init__(f"`{name}` cannot be written: {finding}")
        self.reason = "unwritable-file"
        self.name = name
        self.finding = finding


class ScaffoldError(ConfiguratorError):
    """No catalog can be begun so; `reason` says why in one word, and nothing has been written."""

    def __init__(self, reason: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.hint = hint


class CatalogError(ConfiguratorError):
    """A catalog has mistakes, and the caller needs one without; `report` is the rendered list of them.

    `diagnostics` are the mistakes themselves, whose spans are stretches of `sources`, of which `source` is the first.
    """

    def __init__(
        self,
        name: str,
        mistakes: int,
        report: str,
        diagnostics: Sequence[Diagnostic] = (),
        sources: Source | Sources | None = None,
    ) -> None:
        super().__init__(f"{name} has {mistakes} mistake{'' if mistakes == 1 else 's'}\n{report}")
        self.name = name
        self.mistakes = mistakes
        self.report = report
        self.diagnostics = tuple(diagnostics)
        self.sources = sources
        self.source = sources.main if sources is not None else None


class UnknownProductError(ConfiguratorError):
    """A catalog has no product of this name, or several and none was named; `known` are those it has."""

    def __init__(self, catalog: str, product: str | None, known: Sequence[str]) -> None:
        products = ", ".join(f"`{key}`" for key in known) or "none"
        if product is None:
            message = f"catalog `{catalog}` has several products; name one of them: {products}"
        else:
            message = f"catalog `{catalog}` has no product `{product}`; its products: {products}"
        super().__init__(message)
        self.catalog = catalog
        self.product = product
        self.known = tuple(known)


class UnknownLanguageError(ConfiguratorError):
    """A catalog does not declare this language; `known` are those that it has, the first its own."""

    def __init__(self, catalog: str, language: str, known: Sequence[str]) -> None:
        languages = ", ".join(f"`{each}`" for each in known) or "none"
        super().__init__(f"catalog `{catalog}` has no language `{language}`; its languages: {languages}")
        self.catalog = catalog
        self.language = language
        self.known = tuple(known)
        self.hint = "declare it in the head of the catalog: `language en, fr`"


class ExportError(ConfiguratorError):
    """A product has something that another notation cannot say; nothing is written."""

    def __init__(self, notation: str, finding: str) -> None:
        super().__init__(f"{finding}, which {notation} cannot say")
        self.reason = "cannot-export"
        self.notation = notation
        self.finding = finding


class InvalidConfigurationError(ConfiguratorError):
    """A configuration is not valid, so it has no code.

    `problems` says why, as `configurator.model.problem.Problem`: with a code, a path and a hint each; `messages` has
    the sentence of each. They may be given as a function, which is asked when somebody wants to know.
    """

    def __init__(self, product: str, problems: Sequence[Any] | Callable[[], Sequence[Any]]) -> None:
        super().__init__(product)
        self.product = product
        self._problems = problems

    @property
    def problems(self) -> tuple[Any, ...]:
        """All that is wrong."""
        if callable(self._problems):
            self._problems = self._problems()
        return tuple(self._problems)

    @property
    def messages(self) -> tuple[str, ...]:
        """A sentence for each problem."""
        return tuple(each.message for each in self.problems)

    def __str__(self) -> str:
        return f"this configuration of `{self.product}` is not valid: {'; '.join(self.messages)}"

    def __reduce__(self) -> tuple[type[InvalidConfigurationError], tuple[str, tuple[Any, ...]]]:
        return type(self), (self.product, self.problems)


class IdentityKeyError(ConfiguratorError):
    """What is given as an identity key is too short, or not written in hexadecimal; the message never repeats it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.reason = "bad-identity-key"
        self.message = message


class NeedsIdentityKeyError(ConfiguratorError):
    """A configuration has private text in these `options`, so its code takes the catalog's identity key."""

    def __init__(self, product: str, options: Sequence[str]) -> None:
        which = some_of(tuple(options))
        super().__init__(f"the code of this configuration of `{product}` needs an identity key: {which} is private")
        self.reason = "needs-identity-key"
        self.message = str(self)
        self.product = product
        self.options = tuple(options)


class RefusedPictureError(ConfiguratorError):
    """A picture is not one that the `option` takes; `problems` say why (`configurator.model.problem.Problem`)."""

    def __init__(self, option: str, problems: Sequence[Any]) -> None:
        super().__init__("; ".join(each.message for each in problems))
        self.reason = "refused-picture"
        self.message = str(self)
        self.option = option
        self.problems = tuple(problems)
