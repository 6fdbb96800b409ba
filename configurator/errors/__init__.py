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
|  '- UnusableReleaseError   a file that is no release of a catalog, or not the one that was written
|- ScaffoldError             no catalog can be begun so
|- UnwritableFileError       a file beside a catalog that cannot be written
|- CatalogError              a catalog with mistakes, in the hands of a caller who needs a sound one
|- UnknownProductError       a product that the catalog does not have
|- UnknownLanguageError      a language that the catalog does not declare
|- InvalidConfigurationError a configuration that may not have a code
|- IdentityKeyError          an identity key that is none
|- KeyRingError              a file with an owner's keys that is none, or that others may read
|- SigningError            a key that releases are signed with, or a file of signatures, that is none
|- NeedsIdentityKeyError     a private text whose keyed digest nobody can compute without the catalog's key
|- RefusedPictureError       a picture that an option does not take
|- TooComplexError           a question that this method cannot answer within its budget
|- MissingExtraError         a library that is not installed, and that an answer needs
|- BatchInputError         rows of a batch that cannot be read
|  '- BatchQuestionError   what cannot be asked of a batch
|- LostProcessError        a process that worked for this one, and ended before it had an answer, or did not begin
|- NoDiagramError            a question that only a decision diagram can answer, and there is none
|- ExportError               a product has something that another notation cannot say
|- UnorderedSetsError        an `any of` with too many sets for them to be put in order
|- UnnumberedError           a product whose configurations have no numbers
|- DamagedDiagramError       kept diagrams that are cut off, changed, or of another version
|- IncomparableError         two products whose configurations cannot be held against one another
|- UnknownQuantityError      nothing that configurations could be put in order by
'- RegistryError             what the store says
   |- UnknownCodeError       never issued here
   |  '- NotInBundleError    not in this bundle
   |- BundleGapError         a delta that leaves a gap
   |- BundleMismatchError    a delta that does not belong to a bundle
   |- UnknownReleaseError     a release that this registry does not hold
   |- UnreleasedError         a state of a catalog that was not published, where others were
   |- BreakingReleaseError    a catalog that may not follow its earlier releases
   |- AmbiguousCodeError     two products share this short code
   |- SupersededError        a code that would supersede itself
   |- UnknownReferenceError  nothing is linked to this reference of another system
   |- LinkedOtherwiseError   a reference that is linked to another code already
   |- WrongReferenceError    what can be no reference, GTIN or leased number
   |- UnknownLeaseError      a number that was never leased for this GTIN
   |- NoNumberLeftError      all numbers of a GTIN are leased
   |- RevisionError          a revision that cannot be kept as it is
   |- NotPrivateError        a private text of a product that has none there
   |- DamagedRecordError     the stored bytes are not those that were issued
   |- UnusableStoreError     there is no registry, or not one of this version
   |- UnsafeStoreError       this file or library cannot keep the promise, so nothing is issued
   |- LongRowError           a row that is longer than a line of an export may be
   |- NotTextError           what was to be noted, and is no Unicode text
   |- UnreadableExportError  an export that is none, or was changed since it was written
   '- FailedStoreError       a full, read-only, failing or busy disk: nothing was acknowledged, so ask again

Mistakes in people's catalogs are diagnostics (`configurator.diagnostics`), not exceptions. Each class composes
its own sentence from the facts that it is given and keeps them as attributes.
"""

from __future__ import annotations

from configurator.errors.base import (
    ConfiguratorError,
)
from configurator.errors.catalogs import (
    CatalogError,
    ExportError,
    IdentityKeyError,
    InvalidConfigurationError,
    NeedsIdentityKeyError,
    RefusedPictureError,
    ScaffoldError,
    UnknownLanguageError,
    UnknownProductError,
    UnreadableFileError,
    UnwritableFileError,
)
from configurator.errors.questions import (
    BatchInputError,
    BatchQuestionError,
    DamagedDiagramError,
    IncomparableError,
    Limit,
    LostProcessError,
    MissingExtraError,
    NoDiagramError,
    TooComplexError,
    UnknownQuantityError,
    UnnumberedError,
    UnorderedSetsError,
)
from configurator.errors.releases import SigningError, UnusableReleaseError
from configurator.errors.stores import (
    AmbiguousCodeError,
    BreakingReleaseError,
    BundleGapError,
    BundleMismatchError,
    DamagedRecordError,
    FailedStoreError,
    KeyRingError,
    LinkedOtherwiseError,
    LongRowError,
    NoNumberLeftError,
    NotInBundleError,
    NotPrivateError,
    NotTextError,
    RegistryError,
    RevisionError,
    SupersededError,
    UnknownCodeError,
    UnknownLeaseError,
    UnknownReferenceError,
    UnknownReleaseError,
    UnreadableExportError,
    UnreleasedError,
    UnsafeStoreError,
    UnusableStoreError,
    WrongReferenceError,
)
from configurator.errors.texts import (
    CodeError,
    DocumentError,
    FontError,
    JsonError,
    PatternError,
    RefusedTextError,
    TextError,
)

__all__ = [
    "AmbiguousCodeError",
    "BatchInputError",
    "BatchQuestionError",
    "BreakingReleaseError",
    "BundleGapError",
    "BundleMismatchError",
    "CatalogError",
    "CodeError",
    "ConfiguratorError",
    "DamagedDiagramError",
    "DamagedRecordError",
    "DocumentError",
    "ExportError",
    "FailedStoreError",
    "FontError",
    "IdentityKeyError",
    "IncomparableError",
    "InvalidConfigurationError",
    "JsonError",
    "KeyRingError",
    "Limit",
    "LinkedOtherwiseError",
    "LongRowError",
    "LostProcessError",
    "MissingExtraError",
    "NeedsIdentityKeyError",
    "NoDiagramError",
    "NoNumberLeftError",
    "NotInBundleError",
    "NotPrivateError",
    "NotTextError",
    "PatternError",
    "RefusedPictureError",
    "RefusedTextError",
    "RegistryError",
    "RevisionError",
    "ScaffoldError",
    "SigningError",
    "SupersededError",
    "TextError",
    "TooComplexError",
    "UnknownCodeError",
    "UnknownLanguageError",
    "UnknownLeaseError",
    "UnknownProductError",
    "UnknownQuantityError",
    "UnknownReferenceError",
    "UnknownReleaseError",
    "UnnumberedError",
    "UnorderedSetsError",
    "UnreadableExportError",
    "UnreadableFileError",
    "UnreleasedError",
    "UnsafeStoreError",
    "UnusableReleaseError",
    "UnusableStoreError",
    "UnwritableFileError",
    "WrongReferenceError",
]
