"""Answers about private texts and the keys that they are kept with."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from configurator.answers.answer import Answer


class PrivateTextAnswer(Answer):
    """What there is to tell of one private text; `option` is its place, by permanent keys: `name`, `phones.2.name`.

    `state`: `readable`, with the `text` where it is asked for; `erased`; or `withheld`, which is what every other text
    is to who has not its key, be it kept, erased, or never written.
    """

    option: str
    state: Literal["readable", "erased", "withheld"]
    text: str | None = Field(default=None, repr=False)


class EraseAnswer(Answer):
    """Answer to `erase`: how many texts were deleted, and of how many codes it is noted that texts were erased.

    Of the texts so many were `damaged`: they could not have been read.
    """

    texts: int
    codes: int
    damaged: int = 0


class ErasuresAnswer(Answer):
    """Answer to `registry erasures`: how many stand in the file that was written."""

    file: str
    erasures: int


class KeyRingAnswer(Answer):
    """Answer to `keys new` and `keys rotate`: the names of the epochs, oldest first, which tell nothing of the keys."""

    newest: str
    epochs: tuple[str, ...]


class RewrapAnswer(Answer):
    """Answer to `keys rewrap`: how many texts were moved to the newest epoch."""

    moved: int
    newest: str
