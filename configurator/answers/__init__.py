"""Every answer as JSON: what the command line prints with `--format json`, and what a service will send.

The members of these models are permanent: programs read them. Codes stand without hyphens, digests in 64 lower-case hex
digits, times in ISO 8601 in UTC, lines and columns from 1. A model is frozen and has no members but those declared.

What would surprise: counts may be larger than a JavaScript number or a 64-bit integer can hold. They are exact JSON
integers all the same, and stand beside that as text, for readers whose numbers are floats.
"""

from configurator.answers.answer import Answer, Choice, Place
from configurator.answers.batches import BatchAnswer
from configurator.answers.catalogs import (
    CheckAnswer,
    CheckedCatalog,
    CountAnswer,
    DiagnosticAnswer,
    IssuedCodesAnswer,
    LabelAnswer,
    LayoutAnswer,
    LayoutsAnswer,
    ProductAnswer,
    ReasonAnswer,
    UnbuildableAnswer,
    counted,
)
from configurator.answers.codes import (
    ChangesAnswer,
    EntryAnswer,
    ErrorAnswer,
    Fault,
    IssueAnswer,
    IssuedLine,
    ReadAnswer,
    RefusedLine,
    ResolveAnswer,
)
from configurator.answers.configurations import (
    BarAnswer,
    CodeAnswer,
    DocumentCodeAnswer,
    ProblemAnswer,
    RenamedAnswer,
    RereadAnswer,
    VerdictAnswer,
)
from configurator.answers.languages import LackAnswer, LanguageAnswer, LanguagesAnswer
from configurator.answers.private import EraseAnswer, ErasuresAnswer, KeyRingAnswer, PrivateTextAnswer, RewrapAnswer
from configurator.answers.registries import (
    BackupAnswer,
    ClashAnswer,
    ExportedAnswer,
    FindingAnswer,
    MergeAnswer,
    RestoreAnswer,
    StayedAnswer,
    UnheldAnswer,
    UnprovedAnswer,
    VerifyAnswer,
)
from configurator.answers.releases import (
    ReleaseAnswer,
    ReleasesAnswer,
    SignAnswer,
    SigningKeyAnswer,
    StandingAnswer,
    UnderAnswer,
    VerifyReleaseAnswer,
)
from configurator.answers.search import DeclarationAnswer, SearchAnswer

__all__ = [
    "Answer",
    "BackupAnswer",
    "BarAnswer",
    "BatchAnswer",
    "ChangesAnswer",
    "CheckAnswer",
    "CheckedCatalog",
    "Choice",
    "ClashAnswer",
    "CodeAnswer",
    "CountAnswer",
    "DeclarationAnswer",
    "DiagnosticAnswer",
    "DocumentCodeAnswer",
    "EntryAnswer",
    "EraseAnswer",
    "ErasuresAnswer",
    "ErrorAnswer",
    "ExportedAnswer",
    "Fault",
    "FindingAnswer",
    "IssueAnswer",
    "IssuedCodesAnswer",
    "IssuedLine",
    "KeyRingAnswer",
    "LabelAnswer",
    "LackAnswer",
    "LanguageAnswer",
    "LanguagesAnswer",
    "LayoutAnswer",
    "LayoutsAnswer",
    "MergeAnswer",
    "Place",
    "PrivateTextAnswer",
    "ProblemAnswer",
    "ProductAnswer",
    "ReadAnswer",
    "ReasonAnswer",
    "RefusedLine",
    "ReleaseAnswer",
    "ReleasesAnswer",
    "RenamedAnswer",
    "RereadAnswer",
    "ResolveAnswer",
    "RestoreAnswer",
    "RewrapAnswer",
    "SearchAnswer",
    "SignAnswer",
    "SigningKeyAnswer",
    "StandingAnswer",
    "StayedAnswer",
    "UnbuildableAnswer",
    "UnderAnswer",
    "UnheldAnswer",
    "UnprovedAnswer",
    "VerdictAnswer",
    "VerifyAnswer",
    "VerifyReleaseAnswer",
    "counted",
]
