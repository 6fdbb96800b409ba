"""Answers about the keys of those who may ask a service."""

from __future__ import annotations

from configurator.answers.answer import Answer


class KeyAnswer(Answer):
    """Somebody who has a key, and what it is good for; `key` is there only in the answer that made it."""

    name: str
    scopes: tuple[str, ...]
    key: str | None = None


class KeysAnswer(Answer):
    """All who have a key, in the order of the file."""

    keys: tuple[KeyAnswer, ...]
