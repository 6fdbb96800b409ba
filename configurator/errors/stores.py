"""What a registry says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from configurator.errors.base import ConfiguratorError

if TYPE_CHECKING:
    from configurator.diagnostics import Diagnostic
    from configurator.source import Sources


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


class NotInBundleError(UnknownCodeError):
    """A code that a bundle has not; it may have been issued since, or be left out of it."""

    def __init__(self, code: str, upto: int, made_at: str) -> None:
        super().__init__(code)
        self.reason = "not-in-bundle"
        self.message = (
            f"the code `{_grouped(code)}` is not in this bundle, made {made_at} up to entry {upto} of the log"
        )
        self.args = (self.message,)


class BundleGapError(RegistryError):
    """A delta that follows a later number of the log than a bundle goes to."""

    def __init__(self, bundle: str, upto: int, after: int) -> None:
        super().__init__(
            "bundle-gap", f"`{bundle}` goes to entry {upto} of the log, and the delta follows entry {after}"
        )
        self.upto = upto
        self.after = after


class BundleMismatchError(RegistryError):
    """A delta that does not belong to a bundle; `message` says why."""

    def __init__(self, message: str) -> None:
        super().__init__("bundle-mismatch", message)


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


class SupersededError(RegistryError):
    """A code that would supersede itself, straight or by way of others."""

    def __init__(self, code: str, by: str) -> None:
        super().__init__(
            "superseded-in-a-circle",
            f"`{_grouped(code)}` cannot be superseded by `{_grouped(by)}`, which leads back to it",
        )
        self.code = code
        self.by = by


class UnknownReferenceError(RegistryError):
    """Nothing is linked to this reference of another system."""

    def __init__(self, system: str, reference: str) -> None:
        super().__init__("unknown-reference", f"`{reference}` of `{system}` is linked to no code")
        self.system = system
        self.reference = reference


class LinkedOtherwiseError(RegistryError):
    """A reference of another system that is linked to another code already."""

    def __init__(self, system: str, reference: str, code: str) -> None:
        super().__init__("linked-otherwise", f"`{reference}` of `{system}` is linked to `{_grouped(code)}` already")
        self.system = system
        self.reference = reference
        self.code = code


class WrongReferenceError(RegistryError):
    """What can be no reference, no GTIN or no leased number; `message` says why."""

    def __init__(self, message: str) -> None:
        super().__init__("wrong-reference", message)


class UnknownLeaseError(RegistryError):
    """A number that was never leased for this GTIN."""

    def __init__(self, gtin: str, number: str) -> None:
        super().__init__("unknown-lease", f"the number {number} was never leased for the GTIN {gtin}")
        self.gtin = gtin
        self.number = number


class NoNumberLeftError(RegistryError):
    """All numbers of a GTIN are leased, and none is ever used again."""

    def __init__(self, gtin: str, leased: int) -> None:
        super().__init__("no-number-left", f"all {leased:,} numbers of the GTIN {gtin} are leased")
        self.gtin = gtin
        self.leased = leased


class RevisionError(RegistryError):
    """A revision that cannot be kept as it is; `reason` says why in one word.

    `no-author`, `no-reason`, `not-approved`, `own-approval`, `wrong-moment`, `other-catalog`, `meanwhile` (somebody
    else has revised the same release at this moment: begin again), `unknown-revision`.
    """


class NotPrivateError(RegistryError):
    """A private text is asked for where a product has none; `known` are the places where it has some."""

    def __init__(self, option: str, known: tuple[str, ...]) -> None:
        has = f"it has {', '.join(f'`{each}`' for each in known)}" if known else "it has none"
        super().__init__("not-private", f"there is no private text `{option}` in this product; {has}")
        self.option = option
        self.known = known


class DamagedRecordError(RegistryError):
    """Stored bytes that are not those that were issued; `code` is None where the whole store is meant."""

    def __init__(self, code: str | None, finding: str) -> None:
        what = "the registry" if code is None else f"the record of `{_grouped(code)}`"
        super().__init__("damaged-record", f"{what} is damaged: {finding}")
        self.code = code
        self.finding = finding


class UnusableStoreError(RegistryError):
    """No registry at `store`, or not one of this version.

    `reason` is `missing`, `no-folder` or `no-database` (where it should be made), `out-of-reach`, `not-a-registry`,
    `newer` or `older`; of a PostgreSQL also `no-address`, `old-server` (before 15) or `encoding` (not UTF-8).
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


class LongRowError(RegistryError):
    """A row that is longer than a line of an export may be; `place` says which."""

    def __init__(self, place: str, octets: int, most: int) -> None:
        super().__init__("long-row", f"{place} takes {octets:,} bytes, and a line of an export at most {most:,}")
        self.place = place
        self.hint = "export it as Parquet, under a name that ends in `.parquet`"


class NotTextError(RegistryError):
    """What was to be noted is no Unicode text; `name` is that of the member of the entry. Nothing was noted."""

    def __init__(self, name: str) -> None:
        super().__init__("not-text", f"what is given as `{name}` is no Unicode text")
        self.name = name


class UnreadableExportError(RegistryError):
    """A file that was not written as an export of a registry, or was changed or cut off since; `line` counts from 1."""

    def __init__(self, name: str, line: int, finding: str) -> None:
        super().__init__("unreadable-export", f"`{name}`, line {line}: {finding}")
        self.name = name
        self.line = line
        self.finding = finding


class KeyRingError(ConfiguratorError):
    """A file with the owner's keys that is none, or is open to others; the message never repeats what is in it."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.reason = "bad-key-ring"
        self.message = message
        self.hint = hint


class UnknownReleaseError(RegistryError):
    """A release that this registry does not hold; `known` are the names of those that it does."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__("unknown-release", f"the registry holds no release `{name}`")
        self.name = name
        self.known = tuple(known)
        self.hint = "`configurator registry releases` lists those that it holds"


class UnreleasedError(RegistryError):
    """A state of a catalog that was not published, where other states of it were; nothing was issued."""

    def __init__(self, release: str) -> None:
        catalog = release.partition("@")[0]
        super().__init__("unreleased", f"this state of `{catalog}` is not published in the registry, and others are")
        self.release = release
        self.hint = "`configurator release CATALOG --registry FILE|URL` checks and publishes it"


class BreakingReleaseError(RegistryError):
    """A catalog may not follow the releases of it that a registry holds; nothing was published.

    `reason` is `breaking-release`, or `other-lineage` for a catalog that has nothing of what bore its key before;
    `diagnostics` are the mistakes, whose spans are stretches of `sources`; `report` is the rendered list of them.
    """

    def __init__(
        self, reason: str, catalog: str, diagnostics: Sequence[Diagnostic], sources: Sources, report: str
    ) -> None:
        if reason == "other-lineage":
            message = f"the registry holds another catalog under the key `{catalog}`, and a key has one owner"
        else:
            count = f"{len(diagnostics)} mistake{'' if len(diagnostics) == 1 else 's'}"
            message = f"`{catalog}` would break codes of its earlier releases: {count}"
        super().__init__(reason, message)
        self.catalog = catalog
        self.diagnostics = tuple(diagnostics)
        self.sources = sources
        self.report = report
