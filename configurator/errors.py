"""What callers and the world can do wrong, as a tree of exceptions.

ConfiguratorError
|- RefusedTextError          text, JSON, a pattern or a code, refused before it means anything
|  |- JsonError              bytes that are not acceptable JSON
|  |- TextError              a code point that may not stand in text
|  |- PatternError           a pattern that is not in the regular subset
|  |- FontError              bytes that are no font, or none that can be measured with
|  |- CodeError              a text that is not a virtual product code
|  '- DocumentError          JSON that is not a canonical document
|- UnreadableFileError       a catalog, or a file that it names, that is not there or may not be read
|- ScaffoldError             no catalog can be begun so
|- UnwritableFileError       a file beside a catalog that cannot be written
|- CatalogError              a catalog with mistakes, in the hands of a caller who needs a sound one
|- UnknownProductError       a product that the catalog does not have
|- UnknownLanguageError      a language that the catalog does not declare
|- InvalidConfigurationError a configuration that may not have a code
|- IdentityKeyError          an identity key that is none
|- NeedsIdentityKeyError     a private text whose keyed digest nobody can compute without the catalog's key
|- RefusedPictureError       a picture that an option does not take
|- TooComplexError           a question that this method cannot answer within its budget
|- MissingExtraError         a library that is not installed, and that an answer needs
|- NoDiagramError            a question that only a decision diagram can answer, and there is none
|- ExportError               a product has something that another notation cannot say
|- UnorderedSetsError        an `any of` with too many sets for them to be put in order
|- UnnumberedError           a product whose configurations have no numbers
|- DamagedDiagramError       kept diagrams that are cut off, changed, or of another version
|- IncomparableError         two products whose configurations cannot be held against one another
|- UnknownQuantityError      nothing that configurations could be put in order by
'- RegistryError             what the store says
   |- UnknownCodeError       never issued here
   |- AmbiguousCodeError     two products share this short code
   |- DamagedRecordError     the stored bytes are not those that were issued
   |- UnusableStoreError     there is no registry, or not one of this version
   |- UnsafeStoreError       this file or library cannot keep the promise, so nothing is issued
   '- FailedStoreError       a full, read-only, failing or busy disk: nothing was acknowledged, so ask again

Mistakes in people's catalogs are diagnostics (`configurator.diagnostics`), not exceptions. Each class composes
its own sentence from the facts that it is given and keeps them as attributes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from configurator.diagnostics import Diagnostic
    from configurator.source import Source, Sources


class ConfiguratorError(Exception):
    """The root: catch this to catch all that the package raises on purpose."""


class RefusedTextError(ConfiguratorError):
    """Some outside text was refused by name.

    `reason` is a permanent name in kebab-case for programs; the message is for people; `index` is the offset of the
    culprit where there is one (code points for text, bytes for JSON), else None.
    """

    def __init__(self, reason: str, message: str, index: int | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.index = index


class JsonError(RefusedTextError):
    """Bytes that are not acceptable JSON; `path` is the JSON path of the culprit where it is known (`$.a[0]`)."""

    def __init__(self, reason: str, message: str, index: int | None = None, path: str | None = None) -> None:
        super().__init__(reason, message, index)
        self.path = path


class TextError(RefusedTextError):
    """A text with a code point that may not stand in it."""


class PatternError(RefusedTextError):
    """A pattern that is not in the regular subset, or is beyond its limits."""


class FontError(RefusedTextError):
    """Bytes that are no font, or none that texts can be measured with; the message goes on after the font's name."""


class CodeError(RefusedTextError):
    """A text that is not a virtual product code; the message says what is wrong with it."""


class DocumentError(RefusedTextError):
    """JSON that is not a canonical document; `path` is the JSON path of the culprit."""

    def __init__(self, reason: str, message: str, path: str = "$") -> None:
        super().__init__(reason, message)
        self.path = path


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
    """A configuration is not valid, so it has no code; `messages` say why, a sentence each.

    `problems` has the same as `configurator.model.problem.Problem`: with a code, a path and a hint each.
    """

    def __init__(self, product: str, messages: Sequence[str], problems: Sequence[Any] = ()) -> None:
        super().__init__(f"this configuration of `{product}` is not valid: " + "; ".join(messages))
        self.product = product
        self.messages = tuple(messages)
        self.problems = tuple(problems)


class IdentityKeyError(ConfiguratorError):
    """What is given as an identity key is too short, or not written in hexadecimal; the message never repeats it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.reason = "bad-identity-key"
        self.message = message


class NeedsIdentityKeyError(ConfiguratorError):
    """A configuration has private text in these `options`, so its code takes the catalog's identity key."""

    def __init__(self, product: str, options: Sequence[str]) -> None:
        which = _some(tuple(options))
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


class TooComplexError(ConfiguratorError):
    """A question that this method cannot answer within its budget; asked of another method, or simplified, it may be.

    `finding` says what was too much, and of what; `told` names some of the `options` and `constraints` concerned, too.
    `hint` says what the author of the catalog could do, where that is known.
    """

    def __init__(
        self, finding: str, options: tuple[str, ...], constraints: tuple[str, ...], hint: str | None = None
    ) -> None:
        tied = ", because of " if len(options) == 1 else f"; {_some(options)} are tied together by "
        tied = tied + _some(constraints) if options and constraints else ""
        self.told = f"{finding}{tied}"
        super().__init__(f"too complex to count exactly: {self.told}")
        self.finding = finding
        self.options = options
        self.constraints = constraints
        self.hint = hint


class MissingExtraError(ConfiguratorError):
    """An answer needs a library that is not installed; `extra` is that of the package which brings it."""

    def __init__(self, extra: str, library: str, purpose: str) -> None:
        super().__init__(f"{purpose} needs {library}, which is not installed")
        self.extra = extra
        self.hint = f'`pip install "optionary[{extra}]"` brings what may answer it'


class UnorderedSetsError(ConfiguratorError):
    """An `any of` option with too many sets for them to be put in order."""

    def __init__(self, option: str) -> None:
        super().__init__(f"`{option}` has too many sets for them to be put in order")
        self.option = option


class NoDiagramError(ConfiguratorError):
    """A question that only a decision diagram can answer; `why` there is none of the product within the budget."""

    def __init__(self, product: str, why: TooComplexError) -> None:
        super().__init__(f"`{product}` has no decision diagram within the budget: {why.finding}")
        self.why = why


class UnnumberedError(ConfiguratorError):
    """A product whose configurations have no numbers, because of one of its `option`s."""

    def __init__(self, product: str, option: str, why: str) -> None:
        super().__init__(f"the configurations of `{product}` have no numbers: `{option}` {why}")
        self.option = option


class IncomparableError(ConfiguratorError):
    """Two products of which equal documents do not mean equal things, or cannot be counted, because of an `option`."""

    def __init__(self, option: str, why: str) -> None:
        super().__init__(f"the two cannot be compared: `{option}` {why}")
        self.option = option


class UnknownQuantityError(ConfiguratorError):
    """A name of nothing that configurations can be put in order by; or of what is no one amount for all of them."""

    def __init__(self, product: str, name: str, why: str, known: Sequence[str] = ()) -> None:
        super().__init__(f"configurations of `{product}` cannot be put in order by `{name}`: {why}")
        self.name = name
        self.known = tuple(known)


def _some(keys: tuple[str, ...], most: int = 5) -> str:
    named = ", ".join(f"`{key}`" for key in keys[:most])
    return f"{named} and {len(keys) - most} more" if len(keys) > most else named


class DamagedDiagramError(ConfiguratorError):
    """Kept diagrams cannot be used: `finding` says why. What they were made of is compiled again."""

    def __init__(self, finding: str = "a number in it stands for nothing") -> None:
        super().__init__(f"these are no diagrams that can be used: {finding}")
        self.finding = finding


class RegistryError(ConfiguratorError):
    """What a registry says; `reason` is a permanent name in kebab-case for programs, the message is for people."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


class UnknownCodeError(RegistryError):
    """A code that this registry never issued."""

    def __init__(self, code: str) -> None:
        super().__init__("unknown-code", f"the code `{_grouped(code)}` was never issued here")
        self.code = code


def _grouped(code: str) -> str:
    """A code as people read it; `identity.code` does the same, but stands above this module."""
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))


class AmbiguousCodeError(RegistryError):
    """A code that several products share; `long_codes` tell them apart."""

    def __init__(self, code: str, long_codes: tuple[str, ...]) -> None:
        either = " or ".join(f"`{_grouped(long_code)}`" for long_code in long_codes)
        super().__init__(
            "ambiguous-code", f"{len(long_codes)} products share the code `{_grouped(code)}`: ask for {either}"
        )
        self.code = code
        self.long_codes = long_codes


class DamagedRecordError(RegistryError):
    """Stored bytes that are not those that were issued; `code` is None where the whole store is meant."""

    def __init__(self, code: str | None, finding: str) -> None:
        what = "the registry" if code is None else f"the record of `{_grouped(code)}`"
        super().__init__("damaged-record", f"{what} is damaged: {finding}")
        self.code = code
        self.finding = finding


class UnusableStoreError(RegistryError):
    """No registry at `store`, or not one of this version.

    `reason` is `missing`, `no-folder` (where it should be made), `out-of-reach`, `not-a-registry`, `newer` or `older`.
    """

    def __init__(self, reason: str, store: str, finding: str) -> None:
        super().__init__(reason, f"`{store}` {finding}")
        self.store = store
        self.finding = finding


class UnsafeStoreError(RegistryError):
    """This file or library cannot keep an issued code through a power failure, so nothing is issued."""

    def __init__(self, store: str, finding: str) -> None:
        super().__init__("unsafe-store", f"`{store}` cannot be issued into safely: {finding}")
        self.store = store
        self.finding = finding


class FailedStoreError(RegistryError):
    """The world failed us: `full`, `read-only`, `busy` or `failing`. Nothing was acknowledged; asking again is safe.

    What is read-only stays so until somebody changes it, so there the message does not invite to ask again.
    """

    def __init__(self, reason: str, store: str, finding: str) -> None:
        if reason == "read-only":
            message = f"the registry `{store}` cannot be written: {finding}"
        else:
            message = f"the registry `{store}` did not answer: {finding}; asking again is safe"
        super().__init__(reason, message)
        self.store = store
        self.finding = finding
