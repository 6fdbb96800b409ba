"""Answers about registries as a whole."""

from __future__ import annotations

from configurator.answers.answer import Answer


class FindingAnswer(Answer):
    """Something that is not as it was written: in which table, where, and what is wrong with it."""

    table: str
    place: str
    finding: str


class VerifyAnswer(Answer):
    """Answer to `registry verify`; `rows`: how many of each table were read."""

    sound: bool
    findings: tuple[FindingAnswer, ...]
    rows: dict[str, int]


class BackupAnswer(Answer):
    """Answer to `registry backup`: the file, and how many codes it has."""

    file: str
    codes: int


class RestoreAnswer(Answer):
    """Answer to `registry restore`: the file, how many texts were erased in it again, and of how many codes.

    Of the texts so many were `damaged`: they could not have been read.
    """

    file: str
    texts: int
    codes: int
    damaged: int = 0


class ExportedAnswer(Answer):
    """Answer to `registry export`: the file or folder, and how many rows stand in it."""

    file: str
    rows: int


class ClashAnswer(Answer):
    """A short code that several products have; it answers with their long codes."""

    short_code: str
    long_codes: tuple[str, ...]


class StayedAnswer(Answer):
    """A reference, leased number or release that is something else here, so it did not come: `what` it is there.

    `reason`: `other-code`, it means another code here; `other-number`, the code has another number here; `gap`, the
    number is not the next one here; `other-file`, the release has another file here.
    """

    kind: str
    what: str
    here: str
    reason: str


class UnheldAnswer(Answer):
    """A release that was never held `against` others which stand before it now: they were published elsewhere."""

    release: str
    against: tuple[str, ...]


class UnprovedAnswer(Answer):
    """Revisions of a release that came, by name, and were never proved together with those that are here.

    `moved`: they were here, and count before those `against` now, after which they counted until then.
    """

    release: str
    revisions: tuple[str, ...]
    against: tuple[str, ...]
    moved: bool = False


class MergeAnswer(Answer):
    """Answer to `registry merge` and `import`: what came, and how many texts were erased here; all 0 if repeated.

    `others`: references, leased numbers and revisions; `stayed`: those that could not come. `unlinked`: references that
    were taken back there. `unheld`: a warning for each release that stands behind others it was never held against.
    `unproved`: a warning for revisions that came to others of their release, or count in another order. `circles`:
    long codes of which each is superseded by the next one, and the last by the first; told while it is so. `dated`:
    codes, releases and revisions that were issued, published or kept there before they were here.
    """

    codes: int
    entries: int
    texts: int
    erased: int
    others: int
    unlinked: int
    releases: int
    clashes: tuple[ClashAnswer, ...]
    stayed: tuple[StayedAnswer, ...]
    unheld: tuple[UnheldAnswer, ...]
    dated: int = 0
    unproved: tuple[UnprovedAnswer, ...] = ()
    circles: tuple[tuple[str, ...], ...] = ()
