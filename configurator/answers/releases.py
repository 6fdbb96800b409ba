"""Answers about releases: one that was made, published or fetched, and those that a registry holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from configurator.answers.answer import Answer
from configurator.answers.catalogs import DiagnosticAnswer

if TYPE_CHECKING:
    from configurator.registry.releases import Published
    from configurator.standing import Standing


class ReleaseAnswer(Answer):
    """Answer to `release` and `registry fetch`; what was not asked for is null.

    `file`: where it was written; `signed_by`: the public keys of those who have signed it there; `place`:
    which release of its catalog it is in the registry, from 1.
    """

    release: str
    catalog: str = Field(description="its permanent key")
    length: int = Field(description="bytes of the file")
    file: str | None = None
    signed_by: tuple[str, ...] = ()
    registry: str | None = None
    place: int | None = None
    published_at: str | None = None
    new: bool | None = Field(default=None, description="whether this very call published it")
    changes: tuple[DiagnosticAnswer, ...] = Field(default=(), description="what it changes for those who order")


class SignAnswer(Answer):
    """Answer to `sign`: whose signatures stand beside the release now, by their public keys."""

    file: str
    signatures: str
    signed_by: tuple[str, ...]


class SigningKeyAnswer(Answer):
    """Answer to `keys signing`: the files of the new key and of its public key, and that key."""

    file: str
    public_file: str
    public_key: str


class VerifyReleaseAnswer(Answer):
    """Answer to `verify`: whether the release is what it says it is, and signed by all who were asked for."""

    file: str
    sound: bool
    findings: tuple[str, ...]
    compared: int = Field(description="parts that were compiled anew, and are the same to the byte")
    left_out: tuple[str, ...] = Field(description="parts that cannot be compared so")
    examples: int = Field(description="configurations that were answered twice")
    signed_by: tuple[str, ...] = Field(description="public keys whose signatures are right, where they were asked for")


class ReleaseRow(Answer):
    """A release that a registry holds; `sha256` is that of its file."""

    release: str
    catalog: str
    place: int
    published_at: str
    length: int
    sha256: str

    @classmethod
    def of(cls, one: Published) -> ReleaseRow:
        """The same for programs."""
        return cls(
            release=one.name,
            catalog=one.catalog,
            place=one.place,
            published_at=one.at,
            length=one.length,
            sha256=one.digest.hex(),
        )


class ReleasesAnswer(Answer):
    """Answer to `registry releases`: by catalog, each in the order of publishing."""

    releases: tuple[ReleaseRow, ...]


class UnderAnswer(Answer):
    """An issued code under one published release of its catalog; `why` is the first reason against it."""

    place: int
    release: str
    published_at: str
    buildable: bool
    sellable: bool
    why: str | None


class StandingAnswer(Answer):
    """Answer to `standing`. `valid_now` is null where no release of the catalog is published in the registry."""

    code: str
    long_code: str
    retired: bool
    first_release: str = Field(description="the one that it was first issued under")
    last_valid_release: str | None
    valid_now: bool | None
    day: str
    releases: tuple[UnderAnswer, ...]

    @classmethod
    def of(cls, found: Standing) -> StandingAnswer:
        """The same for programs."""
        under = (
            UnderAnswer(
                place=each.release.place,
                release=each.release.name,
                published_at=each.release.at,
                buildable=each.buildable,
                sellable=each.sellable,
                why=each.why,
            )
            for each in found.under
        )
        return cls(
            code=found.found.code,
            long_code=found.found.long_code,
            retired=found.found.retired is not None,
            first_release=found.found.release,
            last_valid_release=found.last_valid.release.name if found.last_valid else None,
            valid_now=found.valid_now,
            day=found.day.isoformat(),
            releases=tuple(under),
        )
