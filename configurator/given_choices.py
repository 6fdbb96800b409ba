"""Choices as somebody gives them: raw values by option, or the bytes of a JSON text that says these.

A string is no JSON text here: it may be what somebody has read from one, `"red"` where choices were expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, cast

from configurator.text.json_reader import read_json

GivenChoices: TypeAlias = Mapping[str, object] | bytes
"""A raw value for each mentioned option, or the bytes of a JSON object with these."""


def raw_choices(given: GivenChoices) -> Mapping[str, object]:
    """The raw values; a JSON text is read strictly, its numbers exactly.

    Raises `JsonError` for a text that is no JSON, or that has a member twice; one that is no object is for a verdict to
    refuse.
    """
    return cast("Mapping[str, object]", read_json(given)) if isinstance(given, bytes) else given
