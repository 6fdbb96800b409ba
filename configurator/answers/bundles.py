"""Answers about bundles."""

from __future__ import annotations

from pydantic import Field

from configurator.answers.answer import Answer


class BundleAnswer(Answer):
    """Answer to `bundle` and `bundle apply`: the head of the file that was written."""

    file: str
    after: int = Field(description="0; of a delta, the number of the log that it follows")
    upto: int = Field(description="the number of the log that it goes to")
    made_at: str
    products: int
    catalog: str | None
    product: str | None
    since: str | None
    content: str = Field(description="SHA-256 over all that is in it")


class BundleCheckAnswer(Answer):
    """Answer to `bundle verify`: whether all of it is sound, and what is not."""

    ok: bool
    bundle: BundleAnswer
    findings: tuple[str, ...]
