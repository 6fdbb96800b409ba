"""Release files."""

from __future__ import annotations

from configurator.errors.base import ConfiguratorError
from configurator.errors.catalogs import UnreadableFileError


class UnusableReleaseError(UnreadableFileError):
    """A file is no release, or not the one that was written.

    `reason` is `not-a-release`, `newer-release` (written by a later version of Optionary in a form that this one does
    not know) or `damaged-release`; `file` is what it was called.
    """

    def __init__(self, reason: str, file: str, finding: str, hint: str | None = None) -> None:
        super().__init__(reason, f"`{file}` {finding}", hint)
        self.file = file
        self.finding = finding


class SigningError(ConfiguratorError):
    """A key to sign releases with, a public key, or a file of signatures that is none, or that may not be used so."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.reason = "signing"
        self.hint = hint
