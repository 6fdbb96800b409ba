"""What a registry says."""

from __future__ import annotations

from configurator.errors.base import ConfiguratorError


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
